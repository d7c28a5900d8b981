//! The first migration: all tables, parents before children.
//!
//! In: tables. Out: one file of SQL, which is never changed once it is written.

use super::python;
use super::sql;
use crate::ir::{Column, ForeignKey, Index, System, Table};
use crate::stack::page::Page;
use crate::unit::{Owner, Unit};

/// The file.
pub fn unit(system: &System) -> Unit {
    let mut tables: Vec<&Table> = system.tables.iter().collect();
    tables.sort_by_key(|own| (own.rank, own.name.clone()));
    let mut page = Page::new();
    for own in tables {
        page.gap();
        page.write_from(&own.origin, &table(own));
    }
    for (_, own, _) in OWN.iter().filter(|(.., needs)| needs(system)) {
        page.gap();
        page.write(own);
    }
    page.unit("migrations/0001_initial.sql", Owner::Append)
}

/// A table that a service may have for itself: its name, its SQL, and which systems need it.
type Own = (&'static str, &'static str, fn(&System) -> bool);

/// The tables that services have for themselves. They never change.
pub(super) const OWN: &[Own] = &[
    ("outbox", include_str!("static/outbox.sql"), |system| !system.events.is_empty()),
    ("operation_claims", include_str!("static/claims.sql"), |system| !super::held::of(system).is_empty()),
    ("idempotency_keys", include_str!("static/idempotency.sql"), super::has_repeats),
    ("jobs", include_str!("static/jobs.sql"), super::jobs::any),
    ("quota_uses", include_str!("static/quotas.sql"), super::has_quotas),
    ("webhook_deliveries", include_str!("static/webhooks.sql"), |system| !system.webhooks.is_empty()),
];

/// The SQL of a table that a service has for itself.
pub(super) fn own(name: &str) -> Option<&'static str> {
    OWN.iter().find(|(own, ..)| *own == name).map(|(_, sql, _)| *sql)
}

pub(super) fn table(own: &Table) -> String {
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
        let (name, what) = reference(own, foreign);
        lines.push(constraint(&name, &what));
    }
    for column in &own.columns {
        lines.extend(checks(own, column).into_iter().map(|(name, what)| constraint(&name, &what)));
    }
    let body: Vec<String> = lines.iter().map(|line| format!("    {}", line.replace('\n', "\n    "))).collect();
    text.push_str(&format!("CREATE TABLE {} (\n{}\n);\n", sql::name(&own.name), body.join(",\n")));
    if !own.indexes.is_empty() {
        text.push('\n');
    }
    for made in &own.indexes {
        text.push_str(&index(own, made));
    }
    text
}

/// The name of a foreign key, and what it says.
pub(super) fn reference(table: &Table, own: &ForeignKey) -> (String, String) {
    let name = sql::name(&format!("{}_{}_fkey", table.name, own.column));
    let (column, other, target) = (sql::name(&own.column), sql::name(&own.table), sql::name(&own.target));
    (name, format!("FOREIGN KEY ({column}) REFERENCES {other} ({target})"))
}

/// The names of the conditions on a column, and what they say.
pub(super) fn checks(table: &Table, own: &Column) -> Vec<(String, String)> {
    let mut conditions: Vec<String> = own.check.iter().cloned().collect();
    if !own.values.is_empty() {
        let values: Vec<String> = own.values.iter().map(|own| sql::text(own)).collect();
        conditions.push(format!("{} IN ({})", sql::name(&own.name), values.join(", ")));
    }
    let named = |(at, condition): (usize, String)| {
        let suffix = if at == 0 { "check".to_owned() } else { format!("check_{}", at + 1) };
        (sql::name(&format!("{}_{}_{suffix}", table.name, own.name)), format!("CHECK ({condition})"))
    };
    conditions.into_iter().enumerate().map(named).collect()
}

/// The statement that makes an index.
pub(super) fn index(table: &Table, own: &Index) -> String {
    let unique = if own.unique { "UNIQUE " } else { "" };
    let columns = sql::named(&own.columns).join(", ");
    format!("CREATE {unique}INDEX {} ON {} ({columns});\n", sql::name(&own.name), sql::name(&table.name))
}

fn constraint(name: &str, what: &str) -> String {
    let flat = format!("CONSTRAINT {name} {what}");
    if flat.len() <= 92 { flat } else { format!("CONSTRAINT {name}\n    {what}") }
}

pub(super) fn column(own: &Column) -> String {
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
pub(super) fn kind(sql: &str) -> String {
    let parts: Vec<&str> = sql.split(',').map(str::trim).collect();
    parts.join(", ").to_lowercase()
}
