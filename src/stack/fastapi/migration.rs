//! The first migration: all tables, parents before children.
//!
//! In: tables. Out: one file of SQL, which is never changed once it is written.

use super::python;
use super::sql;
use crate::ir::{Column, System, Table};
use crate::unit::{Origin, Owner, Unit};

/// The file.
pub fn unit(system: &System) -> Unit {
    let mut tables: Vec<&Table> = system.tables.iter().collect();
    tables.sort_by_key(|own| (own.rank, own.name.clone()));
    let mut text = String::new();
    let mut origins = Vec::new();
    for own in tables {
        let first = text.matches('\n').count() as u32 + 1;
        let made = table(own);
        text.push_str(&made);
        let last = first + made.trim_end().matches('\n').count() as u32;
        origins.push(Origin { first, last, declaration: own.origin.clone() });
        text.push('\n');
    }
    if !system.events.is_empty() {
        text.push_str(OUTBOX);
        text.push('\n');
    }
    if !super::held(system).is_empty() {
        text.push_str(CLAIMS);
        text.push('\n');
    }
    let text = format!("{}\n", text.trim_end());
    Unit { path: "migrations/0001_initial.sql".into(), text, owner: Owner::Append, origins }
}

const OUTBOX: &str = include_str!("static/outbox.sql");
const CLAIMS: &str = include_str!("static/claims.sql");

fn table(own: &Table) -> String {
    let mut text = String::new();
    if !own.description.is_empty() {
        text.push_str(&format!("-- {}\n", python::plain(&own.description)));
    }
    let name = |of: &str| sql::name(&format!("{}_{of}", own.name));
    let mut lines: Vec<String> = own.columns.iter().map(column).collect();
    if !own.key.is_empty() {
        lines.push(format!("CONSTRAINT {} PRIMARY KEY ({})", name("pkey"), sql::named(&own.key).join(", ")));
    }
    for foreign in &own.foreign_keys {
        lines.push(constraint(
            &name(&format!("{}_fkey", foreign.column)),
            &format!(
                "FOREIGN KEY ({}) REFERENCES {} ({})",
                sql::name(&foreign.column),
                sql::name(&foreign.table),
                sql::name(&foreign.target)
            ),
        ));
    }
    for column in &own.columns {
        let mut conditions: Vec<String> = column.check.iter().cloned().collect();
        if !column.values.is_empty() {
            let values: Vec<String> = column.values.iter().map(|own| sql::text(own)).collect();
            conditions.push(format!("{} IN ({})", sql::name(&column.name), values.join(", ")));
        }
        for (at, condition) in conditions.iter().enumerate() {
            let suffix = if at == 0 { "check".to_owned() } else { format!("check_{}", at + 1) };
            lines.push(constraint(&name(&format!("{}_{suffix}", column.name)), &format!("CHECK ({condition})")));
        }
    }
    let body: Vec<String> = lines.iter().map(|line| format!("    {}", line.replace('\n', "\n    "))).collect();
    text.push_str(&format!("CREATE TABLE {} (\n{}\n);\n", sql::name(&own.name), body.join(",\n")));
    if !own.indexes.is_empty() {
        text.push('\n');
    }
    for index in &own.indexes {
        let unique = if index.unique { "UNIQUE " } else { "" };
        let columns = sql::named(&index.columns).join(", ");
        let on = sql::name(&own.name);
        text.push_str(&format!("CREATE {unique}INDEX {} ON {on} ({columns});\n", sql::name(&index.name)));
    }
    text
}

fn constraint(name: &str, what: &str) -> String {
    let flat = format!("CONSTRAINT {name} {what}");
    if flat.len() <= 92 { flat } else { format!("CONSTRAINT {name}\n    {what}") }
}

fn column(own: &Column) -> String {
    let mut line = format!("{} {}", sql::name(&own.name), kind(&own.sql));
    if let Some(made) = &own.generated {
        line.push_str(&format!("\n    GENERATED ALWAYS AS ({made}) STORED"));
        return line;
    }
    if own.required {
        line.push_str(" NOT NULL");
    }
    if let Some(default) = &own.default {
        line.push_str(&format!(" DEFAULT {default}"));
    }
    line
}

/// A type as it is written: in lower case, with a blank behind commas.
fn kind(sql: &str) -> String {
    let parts: Vec<&str> = sql.split(',').map(str::trim).collect();
    parts.join(", ").to_lowercase()
}
