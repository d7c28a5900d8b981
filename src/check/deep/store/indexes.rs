//! C1007, C1008 and C1012: indexes.
//!
//! In: a table. Out: a hint for each foreign key that no index finds, for each index that another one makes needless, and for each index
//! that looks like the key by which people know a row and lets two rows have it.

use crate::ast::Node;
use crate::check::deep::model::entity::names;
use crate::check::deep::model::{Model, Table, sql, words::stems};
use crate::check::deep::parts::{is_true, items, text};
use crate::diag::Applicability::MachineApplicable;
use crate::diag::code::{C1007, C1008, C1012};
use crate::diag::{Change, Diagnostic, Level};
use crate::source::Span;

/// Last words of columns by which people know a row.
const NATURAL: &[&str] = &["code", "number", "email", "slug", "username", "sku"];
/// Last words of columns that tell a period.
const PERIOD: &[&str] = &["date", "day", "week", "month", "year", "period", "start", "end", "from", "to"];

/// An index of a table.
struct Index<'a> {
    at: usize,
    columns: Vec<&'a str>,
    unique: bool,
    span: Span,
}

/// Looks at the indexes of a table.
pub fn check(model: &Model, table: &Table, findings: &mut Vec<Diagnostic>) {
    if model.sound.is_wounded(table.own, "indexes") {
        return;
    }
    let of = |(at, node): (usize, &Node)| {
        let span = text(node, "name").map_or(node.span, |(_, span)| span);
        (at, span, is_true(node.get("unique")))
    };
    let nodes = items(table.own.node, "indexes").iter().map(|item| &item.node).enumerate();
    let indexes: Vec<Index> = nodes
        .map(|(at, node)| {
            let (at, span, unique) = of((at, node));
            Index { at, columns: names(node, "columns"), unique, span }
        })
        .collect();
    unindexed(model, table, &indexes, findings);
    redundant(table, &indexes, findings);
    natural(table, &indexes, findings);
}

fn unindexed(model: &Model, table: &Table, indexes: &[Index], findings: &mut Vec<Diagnostic>) {
    for foreign in &table.foreign {
        let Some(column) = table.column(foreign.name) else { continue };
        let first = indexes.iter().any(|index| index.columns.first() == Some(&foreign.name));
        let alone = table.unique.iter().any(|unique| unique.names.first() == Some(&foreign.name));
        if first || alone || column.primary {
            continue;
        }
        let title = format!("no index finds the rows of `{}` by `{}`", table.name, foreign.name);
        let mut found = Diagnostic::new(&C1007, title, column.field.span, "a foreign key without an index")
            .note("each look-up, and each delete at the other end, reads the whole table");
        let reader =
            model.queries().find(|query| query.reads_from.contains(&table.name) && query.input(foreign.name).is_some());
        if let Some(input) = reader.and_then(|query| query.input(foreign.name)) {
            found = found.label(input.span, "a query asks by it");
        }
        let found = found.help(format!("add an index on `{}`", foreign.name));
        findings.push(found.at(table.own.element.as_str(), format!("columns/{}/name", column.field.at)));
    }
}

fn redundant(table: &Table, indexes: &[Index], findings: &mut Vec<Diagnostic>) {
    for index in indexes.iter().filter(|index| !index.columns.is_empty()) {
        let same = |other: &&Index| other.at != index.at && other.columns.starts_with(&index.columns);
        let wider = indexes.iter().filter(same).find(|other| {
            // Of two equal ones the second is too much; a unique index does more than a wider one.
            let equal = other.columns == index.columns;
            (equal && other.at < index.at) || (!equal && !index.unique)
        });
        let column = match index.columns.as_slice() {
            [only] => table.column(only),
            _ => None,
        };
        let rule = column.and_then(|column| {
            let rules = column.field.node.get("constraints")?;
            let key = if column.primary { "primary_key" } else { "unique" };
            let node = rules.get(key).filter(|node| is_true(Some(node)))?;
            Some((
                node.span,
                if column.primary { "the key has an index of its own" } else { "unique, so it has an index" },
            ))
        });
        let (span, label) = match (rule, wider) {
            (Some((span, label)), _) => (span, label),
            (None, Some(other)) => (other.span, "this index begins with the same columns"),
            (None, None) => continue,
        };
        let title = match rule {
            Some(_) => format!("this index on `{}` repeats a rule of the column", index.columns.join("`, `")),
            None => format!("another index finds rows by `{}` already", index.columns.join("`, `")),
        };
        let found = Diagnostic::new(&C1008, title, index.span, "needless").label(span, label).change(
            "remove the index",
            MachineApplicable,
            [Change::remove(table.own.node.span, format!("indexes/{}", index.at))],
        );
        findings.push(found.at(table.own.element.as_str(), format!("indexes/{}", index.at)));
    }
}

fn natural(table: &Table, indexes: &[Index], findings: &mut Vec<Diagnostic>) {
    for index in indexes.iter().filter(|index| !index.unique) {
        let covered = table.unique.iter().any(|unique| unique.names.iter().all(|name| index.columns.contains(name)));
        if covered || !is_natural(table, &index.columns) {
            continue;
        }
        let title = format!(
            "the index on {} lets two rows have the same",
            crate::check::place::quoted(index.columns.iter().copied(), "and")
        );
        let mut found = Diagnostic::new(&C1012, title, index.span, "not unique")
            .note("these columns look like what tells one row from the next")
            .help("make the index unique, if there is only one of each");
        // An index over an owner and a whole period has hardly another meaning.
        if index.columns.len() > 2 {
            found.level = Level::Warning;
        }
        findings.push(found.at(table.own.element.as_str(), format!("indexes/{}", index.at)));
    }
}

/// Whether columns look like the key by which people know a row: an owner and a period, or the own code of the thing.
fn is_natural(table: &Table, columns: &[&str]) -> bool {
    let ends = |name: &str, words: &[&str]| stems(name).last().is_some_and(|word| words.contains(&word.as_str()));
    match columns {
        [only] => {
            let own = stems(table.name);
            let first = stems(only);
            ends(only, NATURAL)
                && (first.len() == 1 || own.last().is_some_and(|noun| first.starts_with(std::slice::from_ref(noun))))
        }
        [owner, rest @ ..] if !rest.is_empty() => {
            let is_date = |name: &&str| {
                let kind = table.column(name).and_then(|column| column.field.kind());
                kind.is_some_and(|(kind, _)| sql::sql(kind) == Some(sql::Sql::Date)) && ends(name, PERIOD)
            };
            table.foreign.iter().any(|foreign| foreign.name == *owner) && rest.iter().all(is_date)
        }
        _ => false,
    }
}
