//! What becomes of a database from one version of the contract to the next.
//!
//! In: a system, and the tables that a project has. Out: `migrations/schema.json`, which says what the tables are once all migrations
//! have run, and a migration: the first one, with everything, or a further one with what has changed. A migration is never changed
//! once it is written; what it may lose is said in words.

use serde::{Deserialize, Serialize};

use super::{migration, sql};
use crate::ir::change::{Change, changes};
use crate::ir::{System, Table};
use crate::stack::page::Page;
use crate::stack::{Before, History, json};
use crate::unit::{Owner, Unit};

/// Where all of this stands in a project.
pub const HISTORY: History = History { schema: SCHEMA, migrations: "migrations", read };

const SCHEMA: &str = "migrations/schema.json";

/// The form of the file.
const FORM: &str = "contract.schema/1";

#[derive(Serialize, Deserialize)]
struct File {
    schema: String,
    tables: Vec<Table>,
}

fn read(text: &str) -> Option<Vec<Table>> {
    let file: File = serde_json::from_str(text).ok()?;
    (file.schema == FORM).then_some(file.tables)
}

/// Adds the tables as they are now, and the migration that leads to them; says what it may lose.
pub fn add(system: &System, before: &Before, units: &mut Vec<Unit>) -> Vec<String> {
    let tables = with_own(system);
    let file = File { schema: FORM.to_owned(), tables: tables.clone() };
    // A line for each column: the file, its tables, each table, the lists in it.
    let text = json::lines(&file, 4, 0) + "\n";
    let path = SCHEMA.to_owned();
    units.push(Unit { path, text, owner: Owner::Generated, origins: Vec::new() });
    let Some(old) = &before.tables else {
        units.push(migration::unit(system));
        return Vec::new();
    };
    let changes = changes(old, &tables);
    if !changes.is_empty() {
        units.push(further(&changes, before.migrations + 1));
    }
    changes.iter().filter_map(Change::danger).collect()
}

/// The tables of a system, and those that the service has for itself: they have no columns here, as they never change.
fn with_own(system: &System) -> Vec<Table> {
    let own = |name: &str| Table {
        origin: String::new(),
        name: name.to_owned(),
        description: String::new(),
        entity: None,
        columns: Vec::new(),
        key: Vec::new(),
        indexes: Vec::new(),
        foreign_keys: Vec::new(),
        rank: u32::MAX,
    };
    let mut tables = system.tables.clone();
    // Words for people, and where a table was declared, change nothing in a database.
    for table in &mut tables {
        (table.origin, table.description) = (String::new(), String::new());
    }
    tables.extend(migration::OWN.iter().filter(|(.., needs)| needs(system)).map(|(name, ..)| own(name)));
    tables
}

/// A further migration.
fn further(changes: &[Change], number: usize) -> Unit {
    let mut page = Page::new();
    for change in changes {
        let made = statement(change);
        if made.is_empty() {
            continue;
        }
        page.gap();
        let danger = change.danger().map(|danger| format!("-- {danger}\n")).unwrap_or_default();
        page.write_from(&format!("tables/{}", table_of(change).name), &(danger + &made));
    }
    page.unit(format!("migrations/{number:04}_{}.sql", name(changes)), Owner::Append)
}

/// What a migration does, in a few words for its name.
fn name(changes: &[Change]) -> String {
    let tables: std::collections::BTreeSet<&str> = changes.iter().map(|own| table_of(own).name.as_str()).collect();
    let verb = match changes {
        [Change::CreateTable(_), rest @ ..] if rest.iter().all(|own| matches!(own, Change::CreateTable(_))) => "create",
        [Change::DropTable(_), rest @ ..] if rest.iter().all(|own| matches!(own, Change::DropTable(_))) => "drop",
        _ => "change",
    };
    let words: Vec<&str> = tables.iter().take(3).copied().collect();
    let rest = if tables.len() > 3 { "_and_more" } else { "" };
    format!("{verb}_{}{rest}", words.join("_"))
}

fn table_of<'t>(change: &Change<'t>) -> &'t Table {
    match change {
        Change::DropForeign(table, _)
        | Change::DropIndex(table, _)
        | Change::DropChecks(table, _)
        | Change::DropTable(table)
        | Change::DropColumn(table, _)
        | Change::CreateTable(table)
        | Change::AddColumn(table, _)
        | Change::ChangeType(table, ..)
        | Change::ChangeDefault(table, _)
        | Change::ChangeRequired(table, _)
        | Change::AddChecks(table, _)
        | Change::AddIndex(table, _)
        | Change::AddForeign(table, _) => table,
    }
}

fn statement(change: &Change) -> String {
    let table = table_of(change);
    let alter = |what: String| format!("ALTER TABLE {} {what};\n", sql::name(&table.name));
    match change {
        Change::CreateTable(own) => migration::own(&own.name).map_or_else(|| migration::table(own), str::to_owned),
        Change::DropTable(own) => format!("DROP TABLE {};\n", sql::name(&own.name)),
        Change::DropForeign(_, key) => alter(format!("DROP CONSTRAINT {}", migration::reference(table, key).0)),
        Change::DropIndex(_, index) => format!("DROP INDEX {};\n", sql::name(&index.name)),
        Change::DropChecks(_, column) => {
            migration::checks(table, column).iter().map(|(name, _)| alter(format!("DROP CONSTRAINT {name}"))).collect()
        }
        Change::DropColumn(_, column) => alter(format!("DROP COLUMN {}", sql::name(&column.name))),
        Change::AddColumn(_, column) => {
            let mut made = alter(format!("ADD COLUMN {}", migration::column(column)));
            for (name, what) in migration::checks(table, column) {
                made.push_str(&alter(format!("ADD CONSTRAINT {name} {what}")));
            }
            made
        }
        Change::ChangeType(_, _, now) if now.generated.is_some() => {
            let name = sql::name(&now.name);
            alter(format!("DROP COLUMN {name}")) + &alter(format!("ADD COLUMN {}", migration::column(now)))
        }
        Change::ChangeType(_, _, now) => {
            let (name, kind) = (sql::name(&now.name), migration::kind(&now.sql));
            alter(format!("ALTER COLUMN {name} TYPE {kind} USING {name}::{kind}"))
        }
        Change::ChangeDefault(_, column) => alter(match &column.default {
            Some(default) => format!("ALTER COLUMN {} SET DEFAULT {default}", sql::name(&column.name)),
            None => format!("ALTER COLUMN {} DROP DEFAULT", sql::name(&column.name)),
        }),
        Change::ChangeRequired(_, column) => {
            let what = if column.required { "SET" } else { "DROP" };
            alter(format!("ALTER COLUMN {} {what} NOT NULL", sql::name(&column.name)))
        }
        Change::AddChecks(_, column) => migration::checks(table, column)
            .iter()
            .map(|(name, what)| alter(format!("ADD CONSTRAINT {name} {what}")))
            .collect(),
        Change::AddIndex(_, index) => migration::index(table, index),
        Change::AddForeign(_, key) => {
            let (name, what) = migration::reference(table, key);
            alter(format!("ADD CONSTRAINT {name} {what}"))
        }
    }
}
