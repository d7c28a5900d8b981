//! What becomes of a database from one version of the contract to the next.
//!
//! In: a system, and the tables that a project has. Out: `migrations/schema.json`, which says what the tables are once all migrations
//! have run, and a migration: the first one, with everything, or a further one with what has changed. A migration is never changed
//! once it is written; what it may lose is said in words.

use serde::{Deserialize, Serialize};

use super::{migration, sql};
use crate::ir::change::{Change, changes};
use crate::ir::{Column, System, Table, json};
use crate::stack::page::Page;
use crate::stack::{Before, History};
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
    let mut file = File { schema: FORM.to_owned(), tables: tables.clone() };
    // What a column was called is of no interest once it has its name.
    file.tables.iter_mut().flat_map(|own| &mut own.columns).for_each(|own| own.renamed_from = None);
    // A line for each column: the file, its tables, each table, the lists in it.
    let text = json::lines(&file, &[], 4, 0) + "\n";
    let path = SCHEMA.to_owned();
    units.push(Unit { path, text, owner: Owner::Generated, origins: Vec::new() });
    let Some(old) = &before.tables else {
        units.push(migration::unit(system));
        return Vec::new();
    };
    let changes = changes(old, &tables);
    if !changes.is_empty() {
        units.push(further(system, &changes, next(before)));
    }
    changes.iter().filter_map(|own| Some(own.danger()? + &renaming(own, &changes))).collect()
}

/// That a column which goes may be one that comes under another name, where only one can be meant.
fn renaming(change: &Change, all: &[Change]) -> String {
    let Change::DropColumn(table, gone) = change else { return String::new() };
    let mut like = all.iter().filter_map(|other| match other {
        Change::AddColumn(own, column) if own.name == table.name && column.sql == gone.sql => Some(column),
        _ => None,
    });
    match (like.next(), like.next()) {
        (Some(column), None) => {
            format!("; if {} is another name for it, say `renamed_from: {}` there", column.name, gone.name)
        }
        _ => String::new(),
    }
}

/// The number of a further migration: behind all that there are, also where some of them are gone.
fn next(before: &Before) -> usize {
    let number = |path: &String| {
        let name = path.rsplit('/').next()?;
        name.split('_').next()?.parse::<usize>().ok()
    };
    before.migrations.iter().filter_map(number).max().unwrap_or(0) + 1
}

/// The tables of a system, and those that the service has for itself.
fn with_own(system: &System) -> Vec<Table> {
    let mut tables = system.tables.clone();
    // Words for people, and where a table was declared, change nothing in a database.
    for table in &mut tables {
        (table.origin, table.description) = (String::new(), String::new());
    }
    tables.extend(migration::OWN.iter().filter(|own| (own.needs)(system)).map(migration::Own::table));
    tables
}

/// A further migration.
fn further(system: &System, changes: &[Change], number: usize) -> Unit {
    let mut page = Page::new();
    for change in changes {
        let made = statement(change);
        if made.is_empty() {
            continue;
        }
        page.gap();
        let danger = change.danger().map(|danger| format!("-- {danger}\n")).unwrap_or_default();
        let name = &table_of(change).name;
        let origin = system.table(name).map_or_else(|| format!("tables/{name}"), |own| own.origin.clone());
        page.write_from(&origin, &(danger + &made));
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
        | Change::RenameColumn(table, ..)
        | Change::AddColumn(table, _)
        | Change::ChangeType(table, ..)
        | Change::ChangeDefault(table, _)
        | Change::ChangeRequired(table, _)
        | Change::AddChecks(table, ..)
        | Change::AddIndex(table, _)
        | Change::AddForeign(table, _) => table,
    }
}

/// A column that must hold something from now on, with a place for what the rows hold that are there already: nobody else knows it.
fn filled(table: &Table, column: &Column) -> String {
    let (name, column) = (sql::name(&table.name), sql::name(&column.name));
    format!(
        "-- Rows that are there need a value first: UPDATE {name} SET {column} = ... WHERE {column} IS NULL;\n\
         ALTER TABLE {name} ALTER COLUMN {column} SET NOT NULL;\n"
    )
}

fn statement(change: &Change) -> String {
    let table = table_of(change);
    let alter = |what: String| format!("ALTER TABLE {} {what};\n", sql::name(&table.name));
    match change {
        Change::CreateTable(own) => {
            migration::own(&own.name).map_or_else(|| migration::table(own), migration::Own::made)
        }
        Change::DropTable(own) => format!("DROP TABLE {};\n", sql::name(&own.name)),
        Change::DropForeign(_, key) => alter(format!("DROP CONSTRAINT {}", migration::reference(table, key).0)),
        Change::DropIndex(_, index) => format!("DROP INDEX {};\n", sql::name(&index.name)),
        Change::DropChecks(_, column) => {
            migration::checks(table, column).iter().map(|(name, _)| alter(format!("DROP CONSTRAINT {name}"))).collect()
        }
        Change::RenameColumn(_, before, after) => {
            alter(format!("RENAME COLUMN {} TO {}", sql::name(&before.name), sql::name(&after.name)))
        }
        Change::DropColumn(_, column) => alter(format!("DROP COLUMN {}", sql::name(&column.name))),
        Change::AddColumn(_, column) => {
            let mut made = if column.needs_values() {
                let open = Column { required: false, ..(*column).clone() };
                alter(format!("ADD COLUMN {}", migration::column(&open))) + &filled(table, column)
            } else {
                alter(format!("ADD COLUMN {}", migration::column(column)))
            };
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
        Change::ChangeRequired(_, column) if column.required => filled(table, column),
        Change::ChangeRequired(_, column) => alter(format!("ALTER COLUMN {} DROP NOT NULL", sql::name(&column.name))),
        Change::AddChecks(_, _, column) => migration::checks(table, column)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> System {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop/contract");
        crate::pipeline::system(&crate::set::Input::Path(path), &crate::levels::Wanted::default()).1.unwrap()
    }

    /// The further migration from tables that `change` has made out of those of the example.
    fn migration(migrations: &[&str], change: impl Fn(&mut Table)) -> Unit {
        let system = example();
        let mut tables = with_own(&system);
        tables.iter_mut().filter(|own| own.name == "products").for_each(change);
        let migrations = migrations.iter().map(|name| format!("migrations/{name}")).collect();
        let mut units = Vec::new();
        add(&system, &Before { tables: Some(tables), migrations }, &mut units);
        units.into_iter().find(|own| own.owner == Owner::Append).unwrap()
    }

    #[test]
    fn rows_that_are_there_get_a_place_for_their_values() {
        let made = migration(&["0001_initial.sql"], |own| own.columns.retain(|column| column.name != "name"));
        let at = |text: &str| made.text.find(text).unwrap_or_else(|| panic!("{text}: {}", made.text));
        let (comes, place) = (at("ADD COLUMN name"), at("UPDATE products SET name = ... WHERE name IS NULL;"));
        assert!(comes < place && place < at("ALTER COLUMN name SET NOT NULL;"), "{}", made.text);
    }

    #[test]
    fn another_name_is_told_apart_from_another_column() {
        let system = example();
        let mut before = with_own(&system);
        let rename = |own: &mut Column| own.name = "title".to_owned();
        before.iter_mut().flat_map(|own| &mut own.columns).filter(|own| own.name == "name").for_each(rename);
        let before = Before { tables: Some(before), ..Before::default() };
        let losses = add(&system, &before, &mut Vec::new());
        let asked =
            "all values of products.title are lost; if name is another name for it, say `renamed_from: title` there";
        assert!(losses.iter().any(|own| own == asked), "{losses:?}");
        let mut told = system.clone();
        let columns = told.tables.iter_mut().flat_map(|own| &mut own.columns);
        columns.filter(|own| own.name == "name").for_each(|own| own.renamed_from = Some("title".to_owned()));
        let mut units = Vec::new();
        assert_eq!(add(&told, &before, &mut units), [""; 0]);
        let text = |path: &str| units.iter().find(|own| own.path.ends_with(path)).map(|own| own.text.clone()).unwrap();
        assert!(text(".sql").contains("ALTER TABLE products RENAME COLUMN title TO name;"), "{}", text(".sql"));
        assert!(!text("schema.json").contains("title"));
    }

    #[test]
    fn a_number_is_never_given_twice() {
        let made = |all: &[&str]| migration(all, |own| own.columns.retain(|column| column.name != "name")).path;
        assert_eq!(made(&["0001_initial.sql", "0003_b.sql"]), "migrations/0004_change_products.sql");
        assert_eq!(made(&["0001_initial.sql", "notes.sql"]), "migrations/0002_change_products.sql");
    }

    #[test]
    fn an_older_project_gets_the_index_by_which_old_rows_are_found() {
        let system = example();
        let mut tables = with_own(&system);
        tables.iter_mut().filter(|own| own.name == "outbox").for_each(|own| own.indexes.clear());
        let mut units = Vec::new();
        let losses = add(&system, &Before { tables: Some(tables), ..Before::default() }, &mut units);
        let made = units.iter().find(|own| own.owner == Owner::Append).unwrap();
        assert!(made.text.ends_with("CREATE INDEX outbox_delivered ON outbox (delivered_at);\n"), "{}", made.text);
        assert!(losses.is_empty());
    }
}
