//! What a table answers for what is known of its inputs, and whether that is a refusal.
//!
//! In: a rule and a way to ask which values an input can have. Out: the rows that may decide, if all of them answer alike; nothing where
//! they do not, where a case may have no row, or where a value is none of its input.

use super::boxes::{Budget, Cells, Cube, DIFFERENT, EQUAL, both, meet};
use super::condition::{Scalar, Test};
use super::is_denial;
use super::table::{Row, Table, whole};
use crate::ast::{Node, Value};
use crate::check::deep::model::Model;
use crate::check::gather::Declaration;
use crate::source::Span;

/// How many boxes are looked at for one decision.
const BOXES: usize = 5_000;

/// The rows that may decide.
#[derive(Debug)]
pub struct Decided {
    /// Whether they refuse: an output such as `accepted` is false, or one such as `denied` is true.
    pub refuses: bool,
    /// Where the answers of each of them stand; never empty.
    pub spans: Vec<Span>,
    /// The values that are known.
    pub example: String,
}

/// What a rule answers, whatever the values are that are not known. `values` tells the values that an input can have; none where it can have
/// any.
pub fn decide(model: &Model, rule: &Declaration, values: &dyn Fn(&str) -> Vec<Scalar>) -> Option<Decided> {
    let table = model.rules.get(rule)?;
    if !matches!(table.policy, None | Some("first" | "unique" | "any")) {
        return None;
    }
    let values: Vec<Vec<Scalar>> = table.inputs.iter().map(|(name, _)| values(name)).collect();
    let live = live(table, &values)?;
    let mut budget = Budget(BOXES);
    let answers: Vec<(bool, Span)> = reached(table, &live, &mut budget)?.into_iter().map(answer).collect();
    let (refuses, _) = *answers.first()?;
    if answers.iter().any(|(other, _)| *other != refuses) {
        return None;
    }
    let clear: Vec<&Cube> = table.rows.iter().filter(|row| row.clear).map(|row| &row.cube).collect();
    if table.space.uncovered(&live, &clear, &mut budget).ok()?.is_some() {
        return None;
    }
    let shown = table.inputs.iter().zip(&values).filter_map(|((name, _), values)| match values.as_slice() {
        [only] => Some(format!("{name} = {}", only.show())),
        _ => None,
    });
    let example = shown.collect::<Vec<_>>().join(", ");
    Some(Decided { refuses, spans: answers.into_iter().map(|(_, span)| span).collect(), example })
}

/// The rows that decide in some of these cases: those that match there, where no earlier one does; none where that takes too long.
pub fn reached<'t, 'a>(table: &'t Table<'a>, cases: &Cube, budget: &mut Budget) -> Option<Vec<&'t Row<'a>>> {
    let mut earlier: Vec<&Cube> = Vec::new();
    let mut rows = Vec::new();
    for row in &table.rows {
        if !meet(cases, &row.cube) {
            // An empty box is one of those that are looked at, too.
            budget.take().ok()?;
        } else if table.space.uncovered(&both(cases, &row.cube), &earlier, budget).ok()?.is_some() {
            rows.push(row);
        }
        if row.clear {
            earlier.push(&row.cube);
        }
    }
    Some(rows)
}

/// Whether a row refuses, and where it says so.
fn answer(row: &Row) -> (bool, Span) {
    let refusal = |entry: &&crate::ast::Entry| match &entry.node.value {
        Value::Bool(answer) => *answer == entry.key.as_text().is_some_and(is_denial),
        _ => false,
    };
    let deciding = row.then.iter().find(refusal);
    let whole = || row.node.get("then").map_or(row.node.span, head);
    (deciding.is_some(), deciding.map_or_else(whole, |entry| entry.node.span))
}

fn head(node: &Node) -> Span {
    node.as_map().and_then(|entries| entries.first()).map_or(node.span, |entry| entry.node.span)
}

/// All cases in which the inputs have some of these values; none where one of them is no value of its input.
fn live(table: &Table, values: &[Vec<Scalar>]) -> Option<Cube> {
    let mut cube = whole(&table.domains, &table.space);
    for (at, known) in values.iter().enumerate().filter(|(_, known)| !known.is_empty()) {
        let domain = table.domains.get(at).filter(|domain| domain.clear);
        let Some(domain) = domain else { continue };
        if known.iter().any(|value| measures_other(table, at, value)) {
            return None;
        }
        let cells: Option<Vec<usize>> = known.iter().map(|value| domain.cell_of(value)).collect();
        let cells = cells?;
        *cube.get_mut(at)? = Cells::of(domain.cells.len(), |cell| cells.contains(&cell));
    }
    for (at, (one, two)) in table.space.relations.iter().enumerate() {
        if let ([one], [two]) = (values.get(*one)?.as_slice(), values.get(*two)?.as_slice()) {
            let cell = if one.is(two) { EQUAL } else { DIFFERENT };
            *cube.get_mut(table.domains.len() + at)? = Cells::of(2, |own| own == cell);
        }
    }
    Some(cube)
}

/// Whether a condition compares an input with a number of another measure than a value has.
fn measures_other(table: &Table, input: usize, value: &Scalar) -> bool {
    let Some(own) = value.number() else { return false };
    let conditions = table.rows.iter().flat_map(|row| &row.conditions).filter(|own| own.input == input);
    conditions.flat_map(|own| &own.tests).any(|test| match test {
        Test::Compare(_, number) => number.measure != own.measure,
        _ => false,
    })
}
