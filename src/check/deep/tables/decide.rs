//! What a table answers for given values, and whether that is a refusal.
//!
//! In: a rule and a way to ask for the value of an input. Out: the row that decides; nothing where a value is missing that a row looks
//! at, or a condition was not understood.

use super::condition::{Condition, Scalar, Test};
use super::domain::{Cell, holds};
use super::is_denial;
use crate::ast::{Node, Value};
use crate::check::deep::model::Model;
use crate::check::gather::Declaration;
use crate::source::Span;

/// The row that decides.
#[derive(Debug)]
pub struct Decided {
    /// Whether it refuses: an output such as `accepted` is false, or one such as `denied` is true.
    pub refuses: bool,
    /// Where its answers stand.
    pub span: Span,
    /// The values that were looked at.
    pub example: String,
}

/// The first row that matches these values.
pub fn decide(model: &Model, rule: &Declaration, value: &dyn Fn(&str) -> Option<Scalar>) -> Option<Decided> {
    let table = model.rules.get(rule)?;
    if !matches!(table.policy, None | Some("first" | "unique" | "any")) {
        return None;
    }
    let values: Vec<Option<Scalar>> = table.inputs.iter().map(|(name, _)| value(name)).collect();
    for row in &table.rows {
        let mut all = Some(true);
        for condition in &row.conditions {
            match matches(condition, &values) {
                Some(true) => {}
                Some(false) => {
                    all = Some(false);
                    break;
                }
                None => all = None,
            }
        }
        if !all? {
            continue;
        }
        let refusal = |entry: &&crate::ast::Entry| match &entry.node.value {
            Value::Bool(answer) => *answer == entry.key.as_text().is_some_and(is_denial),
            _ => false,
        };
        let deciding = row.then.iter().find(refusal);
        let span = deciding.map_or_else(|| row.node.get("then").map_or(row.node.span, head), |entry| entry.node.span);
        let shown = table
            .inputs
            .iter()
            .zip(&values)
            .filter_map(|((name, _), value)| Some(format!("{name} = {}", value.as_ref()?.show())));
        return Some(Decided { refuses: deciding.is_some(), span, example: shown.collect::<Vec<_>>().join(", ") });
    }
    None
}

fn head(node: &Node) -> Span {
    node.as_map().and_then(|entries| entries.first()).map_or(node.span, |entry| entry.node.span)
}

fn matches(condition: &Condition, values: &[Option<Scalar>]) -> Option<bool> {
    if condition.unclear {
        return None;
    }
    let own = values.get(condition.input)?.as_ref()?;
    let mut all = true;
    for test in &condition.tests {
        all &= match test {
            Test::Same(other, yes) => own.is(values.get(*other)?.as_ref()?) == *yes,
            Test::OneOf(known, yes) => known.iter().any(|(value, _)| value.is(own)) == *yes,
            Test::Compare(..) => holds(&Cell::Value(own.clone()), test)?,
        };
    }
    Some(all)
}
