//! C0201 for columns: a type that is nearly one that databases have.
//!
//! In: the tables of the set. Out: a finding for each slip. The types of columns are the database's own words, so one that is near
//! none of the words below is let through: no list can know them all.

use super::gather::Declaration;
use crate::check::place::{lower, small};
use crate::diag::code::C0201;
use crate::diag::nearest::ranked;
use crate::diag::{Applicability, Diagnostic};
use crate::source::Span;

/// First words of the types of PostgreSQL and MySQL, and of a few others that look alike; sorted, so that they can be searched.
const KNOWN: &[&str] = &[
    "array",
    "bigint",
    "bigserial",
    "binary",
    "bit",
    "blob",
    "bool",
    "boolean",
    "box",
    "bpchar",
    "bytea",
    "char",
    "character",
    "cidr",
    "circle",
    "citext",
    "clob",
    "date",
    "datemultirange",
    "daterange",
    "datetime",
    "datetime2",
    "dec",
    "decimal",
    "double",
    "enum",
    "fixed",
    "float",
    "float4",
    "float8",
    "geography",
    "geometry",
    "hash",
    "hstore",
    "inet",
    "int",
    "int2",
    "int4",
    "int4range",
    "int8",
    "int8range",
    "integer",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "line",
    "list",
    "long",
    "longblob",
    "longtext",
    "lseg",
    "macaddr",
    "macaddr8",
    "map",
    "mediumblob",
    "mediumint",
    "mediumtext",
    "money",
    "name",
    "nchar",
    "number",
    "numeric",
    "numrange",
    "nvarchar",
    "nvarchar2",
    "oid",
    "path",
    "point",
    "polygon",
    "real",
    "serial",
    "serial2",
    "serial4",
    "serial8",
    "set",
    "smallint",
    "smallserial",
    "string",
    "text",
    "time",
    "timestamp",
    "timestamptz",
    "timetz",
    "tinyblob",
    "tinyint",
    "tinytext",
    "tsquery",
    "tsrange",
    "tstzrange",
    "tsvector",
    "uuid",
    "varbinary",
    "varbit",
    "varchar",
    "varchar2",
    "varying",
    "vector",
    "xml",
    "year",
];

/// Whether a word is one of a type, in small letters or capitals.
fn is_known(word: &str) -> bool {
    // No word of a type is longer.
    small(word, &mut [0; 32]).is_some_and(|word| KNOWN.binary_search_by(|known| known.as_bytes().cmp(word)).is_ok())
}

/// Looks at the type of each column.
pub fn look(table: &Declaration, findings: &mut Vec<Diagnostic>) {
    if table.kind.keyword != "table" {
        return;
    }
    let columns = table.node.get("columns").and_then(|columns| columns.as_list()).unwrap_or_default();
    for (at, column) in columns.iter().enumerate() {
        let Some(node) = column.node.get("type") else { continue };
        let Some(text) = node.as_text() else { continue };
        let word = text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
        // A word of the contract's own types has a colon behind it; a type of the database's makers is theirs.
        if word.len() < 4 || is_known(word) || text.get(word.len()..).is_some_and(|rest| rest.starts_with(':')) {
            continue;
        }
        let Some((near, unique)) = ranked(&lower(word), KNOWN.iter().copied()) else { continue };
        let capitals = word.chars().all(|c| !c.is_lowercase());
        let meant = if capitals { near.to_uppercase() } else { near.to_owned() };
        let inside = node.span.end - node.span.start == u32::try_from(text.len()).unwrap_or(u32::MAX);
        let span = match inside {
            true => Span { end: node.span.start + u32::try_from(word.len()).unwrap_or(0), ..node.span },
            false => node.span,
        };
        let found = Diagnostic::new(
            &C0201,
            format!("no type of a column is called `{word}`"),
            span,
            format!("did you mean `{meant}`?"),
        );
        let found = found.at(table.element.clone(), format!("columns/{at}/type"));
        findings.push(match (unique, inside) {
            (true, true) => found.fix(format!("write `{meant}`"), Applicability::MachineApplicable, span, meant),
            _ => found,
        });
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_words_are_sorted() {
        assert!(super::KNOWN.is_sorted());
    }
}
