//! Types of columns: what they hold, and whether a field of the contract fits in.
//!
//! In: the text of a column's type, as PostgreSQL and MySQL write them. Out: [`Sql`]. A type that is not known says nothing.

use super::types::Plain;
use crate::check::deep::Sound;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sql {
    /// A UUID.
    Uuid,
    /// Text of any length.
    Text,
    /// Whole numbers.
    Int,
    /// Decimal numbers, exact.
    Decimal,
    /// Floating numbers, not exact.
    Float,
    /// `true` or `false`.
    Bool,
    /// A day.
    Date,
    /// A time of the day.
    Time,
    /// A moment; whether its zone is kept.
    Moment(bool),
    /// JSON.
    Json,
    /// Bytes.
    Bytes,
    /// A list of something.
    List,
}

/// What a column of this type holds; none where the type is not known.
pub fn sql(text: &str) -> Option<Sql> {
    let lower = text.trim().to_ascii_lowercase();
    if lower.ends_with("[]") || lower.starts_with("array") {
        return Some(Sql::List);
    }
    let word = lower.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
    Some(match word {
        "uuid" | "uniqueidentifier" => Sql::Uuid,
        "char" | "character" | "varchar" | "varchar2" | "nvarchar" | "nchar" | "bpchar" | "text" | "tinytext"
        | "mediumtext" | "longtext" | "citext" | "string" | "clob" | "enum" => Sql::Text,
        "int" | "int2" | "int4" | "int8" | "integer" | "smallint" | "bigint" | "mediumint" | "serial" | "serial4"
        | "serial8" | "bigserial" | "smallserial" => Sql::Int,
        "tinyint" if lower.starts_with("tinyint(1)") => Sql::Bool,
        "tinyint" => Sql::Int,
        "decimal" | "numeric" | "dec" | "money" | "number" | "fixed" => Sql::Decimal,
        "float" | "float4" | "float8" | "double" | "real" => Sql::Float,
        "bool" | "boolean" => Sql::Bool,
        "date" => Sql::Date,
        "timetz" | "time" => Sql::Time,
        "timestamptz" => Sql::Moment(true),
        "timestamp" => Sql::Moment(lower.contains("with time zone")),
        "datetime" | "datetime2" => Sql::Moment(false),
        "json" | "jsonb" | "hstore" => Sql::Json,
        "bytea" | "blob" | "binary" | "varbinary" | "longblob" | "mediumblob" | "tinyblob" => Sql::Bytes,
        _ => return None,
    })
}

/// Whether a column can hold what a field of this type holds; none where that is not known.
pub fn holds(sound: &Sound, column: &str, field: &Plain) -> Option<bool> {
    let column_kind = sql(column)?;
    let Plain::Name(name) = field else {
        return Some(matches!(column_kind, Sql::Json | Sql::List | Sql::Text));
    };
    let fits: &[Sql] = match *name {
        "string" => &[Sql::Text],
        "int" => &[Sql::Int, Sql::Decimal],
        "float" => &[Sql::Float, Sql::Decimal],
        "decimal" => &[Sql::Decimal],
        "bool" => &[Sql::Bool],
        "date" => &[Sql::Date],
        "time" => &[Sql::Time],
        "datetime" => &[Sql::Moment(true), Sql::Moment(false)],
        "uuid" => {
            // Without a type of its own, a UUID is 36 letters or 16 bytes.
            let letters = column.trim().to_lowercase();
            let enough = letters.starts_with("char") || letters.starts_with("varchar") || letters.starts_with("binary");
            return Some(column_kind == Sql::Uuid || (enough && (letters.contains("36") || letters.contains("16"))));
        }
        "json" => &[Sql::Json, Sql::Text],
        name if sound.declares("enum", name) => &[Sql::Text, Sql::Int],
        name if sound.one("value", name).is_some() => &[Sql::Json, Sql::Text],
        // An entity is held by its key.
        _ => return None,
    };
    Some(fits.contains(&column_kind))
}

/// The numbers in a type: 12 and 2 of `DECIMAL(12,2)`.
pub fn sizes(column: &str) -> Vec<usize> {
    let inside = column.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(inside, _)| inside);
    inside.split(',').map_while(|part| part.trim().parse().ok()).collect()
}

/// Whether a type names how many digits it keeps: `DECIMAL(12,2)`.
pub fn has_digits(column: &str) -> bool {
    column.contains('(')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_columns_are_known() {
        for (text, wanted) in [
            ("UUID", Some(Sql::Uuid)),
            ("VARCHAR(40)", Some(Sql::Text)),
            ("DECIMAL(12,2)", Some(Sql::Decimal)),
            ("double precision", Some(Sql::Float)),
            ("TIMESTAMP WITH TIME ZONE", Some(Sql::Moment(true))),
            ("timestamp", Some(Sql::Moment(false))),
            ("TINYINT(1)", Some(Sql::Bool)),
            ("text[]", Some(Sql::List)),
            ("geometry", None),
        ] {
            assert_eq!(sql(text), wanted, "{text}");
        }
    }
}
