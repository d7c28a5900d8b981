//! The most bytes that inputs may have: what is larger is refused before it is read.
//!
//! In: the inputs of an operation and what must hold. Out: `most_bytes` of the inputs whose size a policy, a decision table or the limits of
//! a field bound. It never makes a limit smaller than what one of these lets through.

use super::Lower;
use crate::ir::{
    Check, Comparison, Condition, Constant, Decision, Entry, Input, Requirement, Row, Source, Test, Value,
};

/// Gives each input the smallest of its limits.
pub fn limit(lower: &Lower, inputs: &mut [Input], requirements: &[Requirement]) {
    let mut found: Vec<(String, u64)> = Vec::new();
    for input in inputs.iter() {
        let max = input.field.bounds.max.as_deref().and_then(|max| max.parse().ok());
        found.extend(size_of(&input.source).cloned().zip(max));
    }
    for requirement in requirements.iter().filter(|own| !own.warns) {
        match &requirement.check {
            Check::NotAll { conditions } => found.extend(denied(inputs, conditions)),
            Check::Decision { decision, inputs: given, refusing } => {
                let table = || lower.decisions.iter().find(|own| own.name == *decision);
                for (name, value) in given {
                    let Some(input) = sized(inputs, value) else { continue };
                    found.extend(
                        table().and_then(|own| most_let_through(own, name, refusing)).map(|most| (input, most)),
                    );
                }
            }
            _ => {}
        }
    }
    for (name, most) in found {
        for input in inputs.iter_mut().filter(|input| input.field.name == name) {
            input.most_bytes = Some(input.most_bytes.map_or(most, |own| own.min(most)));
        }
    }
}

/// The input whose size a source is.
fn size_of(source: &Source) -> Option<&String> {
    match source {
        Source::System { value: Value::Size { input } } => Some(input),
        _ => None,
    }
}

/// The input whose size a value is.
fn sized(inputs: &[Input], value: &Value) -> Option<String> {
    match value {
        Value::Size { input } => Some(input.clone()),
        Value::Input { name, path } if path.is_empty() => {
            size_of(&inputs.iter().find(|own| own.field.name == *name)?.source).cloned()
        }
        _ => None,
    }
}

/// The most that a policy lets through, which denies by the size alone.
fn denied(inputs: &[Input], conditions: &[Condition]) -> Option<(String, u64)> {
    let [only] = conditions else { return None };
    let Value::Constant { value: Constant::Number(limit) } = &only.right else { return None };
    let limit: u64 = limit.parse().ok()?;
    let most = match only.how {
        Comparison::More => limit,
        Comparison::AtLeast => limit.saturating_sub(1),
        _ => return None,
    };
    Some((sized(inputs, &only.left)?, most))
}

/// The most that any row of a table lets through which does not refuse; none where one of them takes all sizes.
fn most_let_through(table: &Decision, input: &str, refusing: &[(String, bool)]) -> Option<u64> {
    let refuses = |row: &&Row| {
        row.then.iter().any(|(output, entry)| {
            refusing.iter().any(|(name, value)| name == output && *entry == Entry::Constant(Constant::Bool(*value)))
        })
    };
    let most = |row: &Row| {
        let cell = row.when.iter().find(|cell| cell.input == input)?;
        cell.any
            .iter()
            .map(|tests| tests.iter().filter_map(bound).min())
            .collect::<Option<Vec<u64>>>()?
            .into_iter()
            .max()
    };
    let rows = table.rows.iter().filter(|row| !refuses(row)).map(most);
    rows.collect::<Option<Vec<u64>>>()?.into_iter().max()
}

/// The greatest number that passes a test; none where there is no greatest.
fn bound(test: &Test) -> Option<u64> {
    let Entry::Constant(Constant::Number(limit)) = &test.with else { return None };
    let limit: u64 = limit.parse().ok()?;
    match test.how {
        Comparison::AtMost | Comparison::Equal => Some(limit),
        Comparison::Less => Some(limit.saturating_sub(1)),
        _ => None,
    }
}
