//! Statements of SQL, laid out for people.
//!
//! In: tables and columns. Out: text with numbered parameters.

use crate::ir::{Entity, System, Table, Type};

/// Words that cannot be the name of a table or a column as they stand.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "not",
    "notnull",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "similar",
    "some",
    "symmetric",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
];

/// The longest line in SQL.
const WIDTH: usize = 96;

/// A name, with quotes where it needs them.
pub fn name(name: &str) -> String {
    let mut letters = name.chars();
    let plain = letters.next().is_some_and(|c| c.is_ascii_lowercase() || c == '_')
        && letters.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if plain && !RESERVED.contains(&name) { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}

/// A text as a literal.
pub fn text(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

/// Items with commas, on lines that are not too long, each behind `indent`.
pub fn list(items: &[String], indent: usize) -> String {
    let mut lines = Vec::new();
    let mut line = String::new();
    for (at, item) in items.iter().enumerate() {
        let comma = if at + 1 < items.len() { "," } else { "" };
        if !line.is_empty() && indent + line.len() + 1 + item.len() + comma.len() > WIDTH {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(item);
        line.push_str(comma);
    }
    lines.push(line);
    let indent = " ".repeat(indent);
    lines.iter().map(|line| format!("{indent}{line}")).collect::<Vec<_>>().join("\n")
}

/// `WORD a, b`, or the items on lines of their own.
pub fn clause(word: &str, items: &[String]) -> String {
    let flat = format!("{word} {}", items.join(", "));
    if flat.len() <= WIDTH { flat } else { format!("{word}\n{}", list(items, 4)) }
}

/// The columns of a table that are read: those of the fields of its entity.
pub fn columns(system: &System, table: &Table) -> Vec<String> {
    match entity(system, table) {
        Some(entity) => {
            let kept = entity.fields.iter().filter(|field| table.column(&field.name).is_some());
            kept.map(|field| field.name.clone()).collect()
        }
        None => table.columns.iter().map(|column| column.name.clone()).collect(),
    }
}

/// The entity that a table keeps.
pub fn entity<'s>(system: &'s System, table: &Table) -> Option<&'s Entity> {
    table.entity.as_ref().and_then(|own| system.entity(own))
}

/// The columns that are read, as names of SQL.
pub fn named(columns: &[String]) -> Vec<String> {
    columns.iter().map(|own| name(own)).collect()
}

/// `RETURNING` with all that is read.
pub fn returning(system: &System, table: &Table) -> String {
    clause("RETURNING", &named(&columns(system, table)))
}

/// Stores a row with these columns; parameters are in their order.
pub fn insert(table: &Table, columns: &[String]) -> String {
    let own = name(&table.name);
    if columns.is_empty() {
        return format!("INSERT INTO {own} DEFAULT VALUES");
    }
    let columns_sql = named(columns);
    let flat = format!("INSERT INTO {own} ({})", columns_sql.join(", "));
    let head = if flat.len() <= WIDTH { flat } else { format!("INSERT INTO {own} (\n{}\n)", list(&columns_sql, 4)) };
    let values: Vec<String> = (1..=columns.len()).map(|at| format!("${at}")).collect();
    let flat = format!("VALUES ({})", values.join(", "));
    let values = if flat.len() <= WIDTH { flat } else { format!("VALUES (\n{}\n)", list(&values, 4)) };
    format!("{head}\n{values}")
}

/// `a = $1 AND b = $2`, from a first parameter on.
pub fn key(columns: &[String], first: usize) -> String {
    let of = |(at, column): (usize, &String)| format!("{} = ${}", name(column), first + at);
    columns.iter().enumerate().map(of).collect::<Vec<_>>().join(" AND ")
}

/// Changes rows; first come the parameters of the key, then those of what is written.
pub fn update(table: &Table, key_columns: &[String], set: &[String]) -> String {
    let of = |(at, column): (usize, &String)| format!("{} = ${}", name(column), key_columns.len() + 1 + at);
    let set: Vec<String> = set.iter().enumerate().map(of).collect();
    format!("UPDATE {}\n{}\nWHERE {}", name(&table.name), clause("SET", &set), key(key_columns, 1))
}

/// The type of a parameter that is compared with a column.
pub fn cast(table: Option<&Table>, column: &str) -> String {
    let kind = table.and_then(|own| own.column(column)).map(|own| &own.kind);
    match kind {
        Some(Type::Uuid) => "uuid",
        Some(Type::Int) => "bigint",
        Some(Type::Float) => "double precision",
        Some(Type::Decimal) => "numeric",
        Some(Type::Bool) => "boolean",
        Some(Type::Date) => "date",
        Some(Type::Datetime) => "timestamptz",
        Some(Type::Time) => "time",
        Some(Type::Bytes) => "bytea",
        Some(Type::Json | Type::Value { .. } | Type::Entity { .. } | Type::List { .. } | Type::Map { .. }) => "jsonb",
        Some(Type::Text | Type::OneOf { .. } | Type::Enumeration { .. }) | None => "text",
    }
    .to_owned()
}
