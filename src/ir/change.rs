//! What has changed between two versions of the tables.
//!
//! In: the tables that a database has, and those that it should have. Out: changes in the order in which they can be made: what is in
//! the way goes first, then tables and columns come, then what holds between them. A change that may lose what is stored says so; a
//! name that is another one is taken for one that went and one that came.

use super::{Column, ForeignKey, Index, Table};

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Change<'t> {
    /// A foreign key goes.
    DropForeign(&'t Table, &'t ForeignKey),
    /// An index goes.
    DropIndex(&'t Table, &'t Index),
    /// The conditions on a column go: it has others, or none.
    DropChecks(&'t Table, &'t Column),
    /// A table goes, with all its rows.
    DropTable(&'t Table),
    /// A column goes, with all its values.
    DropColumn(&'t Table, &'t Column),
    /// A table comes.
    CreateTable(&'t Table),
    /// A column comes.
    AddColumn(&'t Table, &'t Column),
    /// A column holds something else: before, after.
    ChangeType(&'t Table, &'t Column, &'t Column),
    /// A column is filled with something else, or with nothing, where nothing is given.
    ChangeDefault(&'t Table, &'t Column),
    /// A column must hold something from now on, or need not.
    ChangeRequired(&'t Table, &'t Column),
    /// Conditions on a column.
    AddChecks(&'t Table, &'t Column),
    /// An index comes.
    AddIndex(&'t Table, &'t Index),
    /// A foreign key comes.
    AddForeign(&'t Table, &'t ForeignKey),
}

impl Change<'_> {
    /// What is lost, or may fail on the rows that there are; nothing for a change that always goes well.
    pub fn danger(&self) -> Option<String> {
        match self {
            Change::DropTable(table) => Some(format!("all rows of {} are lost", table.name)),
            Change::DropColumn(table, column) => Some(format!("all values of {}.{} are lost", table.name, column.name)),
            Change::ChangeType(table, before, after) => Some(format!(
                "values of {}.{} may not fit from {} into {}",
                table.name, before.name, before.sql, after.sql
            )),
            Change::AddColumn(table, column)
                if column.required && column.default.is_none() && column.generated.is_none() =>
            {
                Some(format!("rows of {} have no value for {}", table.name, column.name))
            }
            Change::ChangeRequired(table, column) if column.required => {
                Some(format!("rows of {} may have no value for {}", table.name, column.name))
            }
            Change::AddChecks(table, column) => {
                Some(format!("rows of {} may have other values in {}", table.name, column.name))
            }
            _ => None,
        }
    }
}

/// The changes that make the tables `before` the tables `after`.
pub fn changes<'t>(before: &'t [Table], after: &'t [Table]) -> Vec<Change<'t>> {
    let mut all = Vec::new();
    let pairs: Vec<(&Table, &Table)> =
        after.iter().filter_map(|own| Some((before.iter().find(|old| old.name == own.name)?, own))).collect();
    let gone: Vec<&Table> = by_rank(before, |old| after.iter().all(|own| own.name != old.name));
    let new: Vec<&Table> = by_rank(after, |own| before.iter().all(|old| old.name != own.name));
    for (old, own) in &pairs {
        let missing = |key: &&ForeignKey| !own.foreign_keys.contains(key);
        all.extend(old.foreign_keys.iter().filter(missing).map(|key| Change::DropForeign(old, key)));
        let missing = |index: &&Index| !own.indexes.contains(index);
        all.extend(old.indexes.iter().filter(missing).map(|index| Change::DropIndex(old, index)));
    }
    let both: Vec<(&Table, &Column, &Column)> = pairs
        .iter()
        .flat_map(|(old, own)| own.columns.iter().filter_map(|now| Some((*own, old.column(&now.name)?, now))))
        .collect();
    let checked = |column: &Column| !column.values.is_empty() || column.check.is_some();
    let rechecked = |old: &Column, now: &Column| (&old.values, &old.check) != (&now.values, &now.check);
    all.extend(
        both.iter()
            .filter(|(_, old, now)| rechecked(old, now) && checked(old))
            .map(|(table, old, _)| Change::DropChecks(table, old)),
    );
    // Children first: nothing points at a table that goes.
    all.extend(gone.into_iter().rev().map(Change::DropTable));
    for (old, own) in &pairs {
        let dropped = old.columns.iter().filter(|column| own.column(&column.name).is_none());
        all.extend(dropped.map(|column| Change::DropColumn(own, column)));
    }
    all.extend(new.into_iter().map(Change::CreateTable));
    for (old, own) in &pairs {
        let added = own.columns.iter().filter(|column| old.column(&column.name).is_none());
        all.extend(added.map(|column| Change::AddColumn(own, column)));
    }
    for (table, old, now) in &both {
        if (&old.sql, &old.generated) != (&now.sql, &now.generated) {
            all.push(Change::ChangeType(table, old, now));
        }
        if old.default != now.default {
            all.push(Change::ChangeDefault(table, now));
        }
        if old.required != now.required {
            all.push(Change::ChangeRequired(table, now));
        }
        if rechecked(old, now) && checked(now) {
            all.push(Change::AddChecks(table, now));
        }
    }
    for (old, own) in &pairs {
        let missing = |index: &&Index| !old.indexes.contains(index);
        all.extend(own.indexes.iter().filter(missing).map(|index| Change::AddIndex(own, index)));
        let missing = |key: &&ForeignKey| !old.foreign_keys.contains(key);
        all.extend(own.foreign_keys.iter().filter(missing).map(|key| Change::AddForeign(own, key)));
    }
    all
}

fn by_rank(tables: &[Table], wanted: impl Fn(&Table) -> bool) -> Vec<&Table> {
    let mut all: Vec<&Table> = tables.iter().filter(|own| wanted(own)).collect();
    all.sort_by(|one, other| (one.rank, &one.name).cmp(&(other.rank, &other.name)));
    all
}
