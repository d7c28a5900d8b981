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
    for own in OWN.iter().filter(|own| (own.needs)(system)) {
        page.gap();
        page.write(&own.made());
    }
    page.unit("migrations/0001_initial.sql", Owner::Append)
}

/// A table that a service may have for itself: they never change, but for the index by which old rows are found.
pub(super) struct Own {
    /// Its name.
    pub name: &'static str,
    /// The statement that makes it.
    sql: &'static str,
    /// The moment from which on a row is done; after a while it is removed.
    done: Option<&'static str>,
    /// Whether a system needs it.
    pub needs: fn(&System) -> bool,
}

impl Own {
    /// The table as others are told of: without its columns.
    pub fn table(&self) -> Table {
        let index = |done: &str| Index {
            name: format!("{}_{}", self.name, done.trim_end_matches("_at")),
            columns: vec![done.to_owned()],
            unique: false,
        };
        Table {
            origin: String::new(),
            name: self.name.to_owned(),
            description: String::new(),
            entity: None,
            columns: Vec::new(),
            key: Vec::new(),
            indexes: self.done.iter().map(|done| index(done)).collect(),
            foreign_keys: Vec::new(),
            rank: u32::MAX,
        }
    }

    /// The statements that make it.
    pub fn made(&self) -> String {
        let table = self.table();
        let indexes = table.indexes.iter().map(|own| index(&table, own));
        std::iter::once(self.sql.to_owned()).chain(indexes).collect()
    }
}

/// The tables that services have for themselves.
pub(super) const OWN: &[Own] = &[
    Own {
        name: "outbox",
        sql: include_str!("static/outbox.sql"),
        done: Some("delivered_at"),
        needs: |system| !system.events.is_empty(),
    },
    Own {
        name: "operation_claims",
        sql: include_str!("static/claims.sql"),
        done: None,
        needs: |system| !super::held::of(system).is_empty(),
    },
    Own {
        name: "idempotency_keys",
        sql: include_str!("static/idempotency.sql"),
        done: Some("answered_at"),
        needs: super::has_repeats,
    },
    Own { name: "jobs", sql: include_str!("static/jobs.sql"), done: Some("done_at"), needs: super::jobs::any },
    Own { name: "quota_uses", sql: include_str!("static/quotas.sql"), done: None, needs: super::has_quotas },
    Own {
        name: "webhook_deliveries",
        sql: include_str!("static/webhooks.sql"),
        done: Some("delivered_at"),
        needs: |system| !system.webhooks.is_empty(),
    },
];

/// The table of this name that a service has for itself.
pub(super) fn own(name: &str) -> Option<&'static Own> {
    OWN.iter().find(|own| own.name == name)
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
    conditions.extend(limits(own));
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

/// The limits of a column as one condition; a pattern is no part of it, as expressions mean something else to PostgreSQL.
fn limits(own: &Column) -> Option<String> {
    let (name, bounds) = (sql::name(&own.name), &own.bounds);
    let between = |what: String, least: Option<String>, most: Option<String>| match (least, most) {
        (Some(least), Some(most)) => Some(format!("{what} BETWEEN {least} AND {most}")),
        (Some(least), None) => Some(format!("{what} >= {least}")),
        (None, Some(most)) => Some(format!("{what} <= {most}")),
        (None, None) => None,
    };
    let count = |own: Option<u64>| own.map(|own| own.to_string());
    let length = between(format!("char_length({name})"), count(bounds.min_length), count(bounds.max_length));
    let number = between(name.clone(), bounds.min.clone(), bounds.max.clone());
    let scale = bounds.scale.map(|scale| format!("min_scale({name}) <= {scale}"));
    let all: Vec<String> = length.into_iter().chain(number).chain(scale).collect();
    (!all.is_empty()).then(|| all.join(" AND "))
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
