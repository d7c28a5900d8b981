//! Types of columns: what they hold, and whether a field of the contract fits in.
//!
//! In: the text of a column's type, as PostgreSQL and MySQL write them. Out: [`Sql`]. A type that is not known says nothing.

use super::types::Plain;
use crate::check::deep::Sound;
use crate::check::place::{cut, lower, small, trim};

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
    let text = trim(text);
    let begins = |word: &str| text.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word));
    if text.ends_with("[]") || begins("array") {
        return Some(Sql::List);
    }
    let word = text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
    Some(match small(word, &mut [0; "uniqueidentifier".len()])? {
        b"uuid" | b"uniqueidentifier" => Sql::Uuid,
        b"char" | b"character" | b"varchar" | b"varchar2" | b"nvarchar" | b"nchar" | b"bpchar" | b"text"
        | b"tinytext" | b"mediumtext" | b"longtext" | b"citext" | b"string" | b"clob" | b"enum" => Sql::Text,
        b"int" | b"int2" | b"int4" | b"int8" | b"integer" | b"smallint" | b"bigint" | b"mediumint" | b"serial"
        | b"serial4" | b"serial8" | b"bigserial" | b"smallserial" => Sql::Int,
        b"tinyint" if begins("tinyint(1)") => Sql::Bool,
        b"tinyint" => Sql::Int,
        b"decimal" | b"numeric" | b"dec" | b"money" | b"number" | b"fixed" => Sql::Decimal,
        b"float" | b"float4" | b"float8" | b"double" | b"real" => Sql::Float,
        b"bool" | b"boolean" => Sql::Bool,
        b"date" => Sql::Date,
        b"timetz" | b"time" => Sql::Time,
        b"timestamptz" => Sql::Moment(true),
        b"timestamp" => Sql::Moment(text.to_ascii_lowercase().contains("with time zone")),
        b"datetime" | b"datetime2" => Sql::Moment(false),
        b"json" | b"jsonb" | b"hstore" => Sql::Json,
        b"bytea" | b"blob" | b"binary" | b"varbinary" | b"longblob" | b"mediumblob" | b"tinyblob" => Sql::Bytes,
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
            let letters = lower(column.trim());
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
    let inside = cut(column, b'(').and_then(|(_, rest)| cut(rest, b')')).map_or("", |(inside, _)| inside);
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
