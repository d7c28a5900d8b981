//! What decision tables say of roles.
//!
//! In: a rule on an operation. Out: for each role, whether the table lets it through: an answer that is `false` refuses (and one that is
//! called a denial, where it is `true`). Only tables that refuse and that look at the role of the caller have a say.

use super::matrix::{Verdict, one_of};
use crate::ast::{Node, Value};
use crate::check::deep::model::{Model, Operation};
use crate::check::deep::parts::text;
use crate::check::deep::rules::binding::is_told;
use crate::check::deep::tables::boxes::{Budget, Cells};
use crate::check::deep::tables::condition::{Scalar, Test};
use crate::check::deep::tables::declared::is_role_of_caller;
use crate::check::deep::tables::domain::Cell;
use crate::check::deep::tables::table::{Row, Table, whole};
use crate::check::deep::tables::{is_denial, reached};
use crate::check::gather::Declaration;
use crate::check::place::cut;
use crate::source::Span;

/// How many boxes are looked at for one role.
const BOXES: usize = 5_000;

/// The operation that a rule is about.
pub fn target<'x, 'm>(model: &'x Model<'m, '_>, rule: &Declaration) -> Option<&'x Operation<'m>> {
    let (text, _) = text(rule.node, "applies_to")?;
    let of = |kind: &'static str, name: &str| model.operation(kind, name.trim());
    match cut(text, b':') {
        None => match (of("command", text), of("query", text)) {
            (Some(own), None) | (None, Some(own)) => Some(own),
            _ => None,
        },
        Some((kind, name)) if kind.trim().eq_ignore_ascii_case("command") => of("command", name),
        Some((kind, name)) if kind.trim().eq_ignore_ascii_case("query") => of("query", name),
        Some(_) => None,
    }
}

/// A rule that looks at the role of the caller.
pub struct Decision<'x, 'm> {
    /// The rule.
    pub own: &'m Declaration<'m>,
    table: &'x Table<'m>,
    role: usize,
    /// The first other input that it is told by nothing.
    open: Option<&'m str>,
}

/// What it says of one role.
pub struct Outcome {
    /// Whether it lets the role through.
    pub verdict: Verdict,
    /// The first row that refuses, or that lets through where none does.
    pub span: Span,
    /// Under which conditions.
    pub when: Vec<String>,
}

impl<'x, 'm> Decision<'x, 'm> {
    /// A rule as a decision about roles; none where it is something else, or only warns.
    pub fn of(model: &'x Model<'m, '_>, rule: &'m Declaration<'m>, target: &Operation<'m>) -> Option<Decision<'x, 'm>> {
        if text(rule.node, "severity").is_some_and(|(severity, _)| severity != "error") {
            return None;
        }
        let table = model.rules.get(rule)?;
        let of_role = |(name, _): &(&str, Option<Span>)| is_role_of_caller(rule.node, Some(target.own.node), name);
        let role = table.inputs.iter().position(of_role)?;
        let decides = table.rows.iter().any(|row| refuses(row).is_some());
        let mut others = table.inputs.iter().enumerate().filter(|(at, _)| *at != role).map(|(_, (name, _))| *name);
        let open = others.find(|name| !is_told(model, rule, target, name));
        decides.then_some(Decision { own: rule, table, role, open })
    }

    /// The roles that it names.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        let conditions = self.table.rows.iter().flat_map(|row| &row.conditions).filter(|own| own.input == self.role);
        conditions.flat_map(|own| &own.tests).flat_map(|test| match test {
            Test::OneOf(values, _) => values.iter().map(|(value, _)| value.show()).collect(),
            _ => Vec::new(),
        })
    }

    /// What it says of a role; none where it was not understood.
    pub fn on(&self, role: &str) -> Option<Outcome> {
        let table = self.table;
        let domain = table.domains.get(self.role)?;
        let named = |cell: &Cell| matches!(cell, Cell::Value(value) if *value == Scalar::Text(role.into()));
        let other = |cell: &Cell| match cell {
            Cell::Else => true,
            Cell::Value(value) => domain.is_of_roles() && !self.roles().any(|name| name == value.show()),
            _ => false,
        };
        let mut cells = domain.cells.iter();
        let cell = cells.position(named).or_else(|| domain.cells.iter().position(other))?;
        let mut base = whole(&table.domains, &table.space);
        *base.get_mut(self.role)? = Cells::of(domain.cells.len(), |at| at == cell);
        let mut budget = Budget(BOXES);
        let (mut yes, mut no) = (Vec::new(), None);
        let mut unclear = false;
        for row in reached(table, &base, &mut budget)? {
            match refuses(row) {
                Some(true) => _ = no.get_or_insert(row),
                Some(false) => yes.push(row),
                None => unclear = true,
            }
            unclear |= !row.clear;
        }
        let (verdict, row) = match (yes.first().copied(), no) {
            (yes, no) if unclear => (Verdict::Unknown, no.or(yes).or(table.rows.first())?),
            (Some(yes), None) => (Verdict::Yes, yes),
            (Some(yes), Some(_)) => (Verdict::Conditional, yes),
            (None, Some(no)) => (Verdict::No, no),
            (None, None) => return None,
        };
        let (verdict, when) = match (verdict, self.open) {
            (Verdict::Conditional, Some(open)) => (Verdict::Unknown, vec![format!("nothing tells it `{open}`")]),
            (Verdict::Conditional, None) => (verdict, one_of(yes.into_iter().map(|row| self.when(row)))),
            _ => (verdict, Vec::new()),
        };
        Some(Outcome { verdict, span: row.node.get("when").unwrap_or(row.node).span, when })
    }

    /// The conditions of a row on everything but the role.
    fn when(&self, row: &Row) -> String {
        let entries = row.node.get("when").and_then(Node::as_map).unwrap_or(&[]);
        let role = self.table.inputs.get(self.role).map_or("", |(name, _)| *name);
        let others = entries.iter().filter(|entry| entry.key.as_text() != Some(role));
        let words: Vec<String> = others
            .map(|entry| {
                let value = entry.node.as_text().map(|text| text.trim_matches(['{', '}', ' ']));
                format!(
                    "{} {}",
                    entry.key.value(),
                    value.map_or_else(|| "as the table says".to_owned(), |value| format!("is {value}"))
                )
            })
            .collect();
        if words.is_empty() { "other facts".to_owned() } else { words.join(" and ") }
    }
}

/// Whether a row refuses; none where it answers nothing of the kind.
pub fn refuses(row: &Row) -> Option<bool> {
    let mut answers = row.then.iter().filter_map(|entry| {
        let Value::Bool(value) = entry.node.value else { return None };
        Some(value != is_denial(entry.key.as_text()?))
    });
    let first = answers.next()?;
    Some(!first && answers.all(|passes| !passes))
}
