//! What has changed between two versions of the tables.
//!
//! In: the tables that a database has, and those that it should have. Out: changes in the order in which they can be made: what is in
//! the way goes first, then tables and columns come, then what holds between them. A change that may lose what is stored says so; a
//! name that is another one is taken for one that went and one that came.

use super::{Column, ForeignKey, Index, Table};
use crate::lookup::HashMap;

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
    /// A column has another name: before, after.
    RenameColumn(&'t Table, &'t Column, &'t Column),
    /// A column comes.
    AddColumn(&'t Table, &'t Column),
    /// A column holds something else: before, after.
    ChangeType(&'t Table, &'t Column, &'t Column),
    /// A column is filled with something else, or with nothing, where nothing is given.
    ChangeDefault(&'t Table, &'t Column),
    /// A column must hold something from now on, or need not.
    ChangeRequired(&'t Table, &'t Column),
    /// Conditions on a column: before, after.
    AddChecks(&'t Table, &'t Column, &'t Column),
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
            Change::ChangeType(table, before, after) if !widens(&before.sql, &after.sql) => Some(format!(
                "values of {}.{} may not fit from {} into {}",
                table.name, before.name, before.sql, after.sql
            )),
            Change::AddColumn(table, column) if column.needs_values() => {
                Some(format!("rows of {} have no value for {}", table.name, column.name))
            }
            Change::ChangeRequired(table, column) if column.required => {
                Some(format!("rows of {} may have no value for {}", table.name, column.name))
            }
            Change::AddChecks(table, before, after) if !allows_all(before, after) => {
                Some(format!("rows of {} may have other values in {}", table.name, after.name))
            }
            _ => None,
        }
    }
}

/// The changes that make the tables `before` the tables `after`.
pub fn changes<'t>(before: &'t [Table], after: &'t [Table]) -> Vec<Change<'t>> {
    let mut all = Vec::new();
    let by_name =
        |all: &'t [Table]| -> HashMap<&str, &Table> { all.iter().map(|own| (own.name.as_str(), own)).collect() };
    let (olds, owns) = (by_name(before), by_name(after));
    let pairs: Vec<(&Table, &Table)> =
        after.iter().filter_map(|own| Some((*olds.get(own.name.as_str())?, own))).collect();
    let gone: Vec<&Table> = by_rank(before, |old| !owns.contains_key(old.name.as_str()));
    let new: Vec<&Table> = by_rank(after, |own| !olds.contains_key(own.name.as_str()));
    for (old, own) in &pairs {
        let missing = |key: &&ForeignKey| !own.foreign_keys.contains(key);
        all.extend(old.foreign_keys.iter().filter(missing).map(|key| Change::DropForeign(old, key)));
        let missing = |index: &&Index| !own.indexes.contains(index);
        all.extend(old.indexes.iter().filter(missing).map(|index| Change::DropIndex(old, index)));
    }
    let both: Vec<(&Table, &Column, &Column)> = pairs
        .iter()
        .flat_map(|(old, own)| own.columns.iter().filter_map(|now| Some((*own, old.before(own, now)?, now))))
        .collect();
    let checked = |column: &Column| !column.values.is_empty() || column.check.is_some() || !column.bounds.is_empty();
    // The conditions have the name of their column in theirs.
    let rechecked = |old: &Column, now: &Column| {
        (&old.name, &old.values, &old.check, &old.bounds) != (&now.name, &now.values, &now.check, &now.bounds)
    };
    all.extend(
        both.iter()
            .filter(|(_, old, now)| rechecked(old, now) && checked(old))
            .map(|(table, old, _)| Change::DropChecks(table, old)),
    );
    // Children first: nothing points at a table that goes.
    all.extend(gone.into_iter().rev().map(Change::DropTable));
    for (old, own) in &pairs {
        let is_kept = |column: &Column| {
            own.column(&column.name).is_some()
                || own.columns.iter().any(|now| old.before(own, now).is_some_and(|was| was.name == column.name))
        };
        let dropped = old.columns.iter().filter(|column| !is_kept(column));
        all.extend(dropped.map(|column| Change::DropColumn(own, column)));
    }
    let renamed = both.iter().filter(|(_, old, now)| old.name != now.name);
    all.extend(renamed.map(|(table, old, now)| Change::RenameColumn(table, old, now)));
    all.extend(new.into_iter().map(Change::CreateTable));
    for (old, own) in &pairs {
        let added = own.columns.iter().filter(|column| old.before(own, column).is_none());
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
            all.push(Change::AddChecks(table, old, now));
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

/// Whether what a column may hold is all that it could hold before, and perhaps more.
fn allows_all(before: &Column, after: &Column) -> bool {
    let values = after.values.is_empty()
        || (!before.values.is_empty() && before.values.iter().all(|value| after.values.contains(value)));
    let limits = after.bounds.is_empty() || after.bounds == before.bounds;
    values && limits && (after.check.is_none() || after.check == before.check)
}

/// Whether all values of a type of SQL fit into another one as they are.
fn widens(before: &str, after: &str) -> bool {
    const NUMBERS: &[&str] = &["SMALLINT", "INTEGER", "BIGINT", "NUMERIC"];
    let (before, after) = (before.to_uppercase(), after.to_uppercase());
    let length = |kind: &str| kind.strip_prefix("VARCHAR(")?.strip_suffix(')')?.trim().parse::<u64>().ok();
    let rank = |kind: &str| NUMBERS.iter().position(|own| *own == kind);
    match (length(&before), length(&after)) {
        (Some(before), Some(after)) => before <= after,
        (Some(_), None) => after == "TEXT" || after == "VARCHAR",
        (None, _) => rank(&before).zip(rank(&after)).is_some_and(|(before, after)| before <= after),
    }
}

fn by_rank(tables: &[Table], wanted: impl Fn(&Table) -> bool) -> Vec<&Table> {
    let mut all: Vec<&Table> = tables.iter().filter(|own| wanted(own)).collect();
    all.sort_by(|one, other| (one.rank, &one.name).cmp(&(other.rank, &other.name)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Type;

    fn column(sql: &str, values: &[&str]) -> Column {
        Column {
            name: "kind".to_owned(),
            sql: sql.to_owned(),
            kind: Type::Text,
            required: false,
            default: None,
            check: None,
            bounds: crate::ir::Bounds::default(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
            generated: None,
            renamed_from: None,
        }
    }

    /// What may happen on the way from one column to the other.
    fn dangers(before: Option<Column>, after: Column) -> Vec<String> {
        let table = |column: Option<Column>| Table {
            origin: String::new(),
            name: "tools".to_owned(),
            description: String::new(),
            entity: None,
            columns: column.into_iter().collect(),
            key: Vec::new(),
            indexes: Vec::new(),
            foreign_keys: Vec::new(),
            rank: 0,
        };
        let (before, after) = ([table(before)], [table(Some(after))]);
        let all = changes(&before, &after);
        assert!(!all.is_empty());
        all.iter().filter_map(Change::danger).collect()
    }

    #[test]
    fn one_value_more_loses_nothing() {
        let two = || column("TEXT", &["drill", "saw"]);
        let none: [&str; 0] = [];
        assert_eq!(dangers(Some(two()), column("TEXT", &["crane", "drill", "saw"])), none);
        assert_eq!(dangers(Some(two()), column("TEXT", &[])), none);
        assert_eq!(dangers(Some(two()), column("TEXT", &["drill"])), ["rows of tools may have other values in kind"]);
        assert_eq!(dangers(Some(column("TEXT", &[])), two()), ["rows of tools may have other values in kind"]);
    }

    #[test]
    fn a_column_with_another_name_keeps_its_values() {
        let before = Column { name: "sort".to_owned(), ..column("TEXT", &["drill"]) };
        let after = Column { renamed_from: Some("sort".to_owned()), ..column("TEXT", &["drill", "saw"]) };
        assert!(dangers(Some(before.clone()), after).is_empty());
        assert_eq!(dangers(Some(before), column("TEXT", &["drill"])), ["all values of tools.sort are lost"]);
    }

    #[test]
    fn a_wider_type_loses_nothing() {
        let of = |before: &str, after: &str| dangers(Some(column(before, &[])), column(after, &[])).len();
        for (before, after) in [("VARCHAR(20)", "VARCHAR(40)"), ("VARCHAR(20)", "TEXT"), ("INTEGER", "BIGINT")] {
            assert_eq!((of(before, after), of(after, before)), (0, 1), "{before} {after}");
        }
        assert_eq!(of("DATE", "TIMESTAMPTZ"), 1);
    }

    #[test]
    fn a_column_that_must_hold_something_needs_values() {
        let required = Column { required: true, ..column("TEXT", &[]) };
        assert_eq!(dangers(None, required.clone()), ["rows of tools have no value for kind"]);
        let filled = Column { default: Some("'saw'".to_owned()), ..required };
        assert!(dangers(None, filled).is_empty());
    }
}
