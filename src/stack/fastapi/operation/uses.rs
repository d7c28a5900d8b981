//! What the steps of an operation need of each other.
//!
//! In: steps and outputs. Out: the values in them, and whether a row or an answer is needed.

use crate::ir::{Access, Action, Check, Operation, Output, Requirement, Step, Value};

/// The values of outputs.
pub fn of_outputs(outputs: &[Output]) -> Vec<&Value> {
    outputs.iter().flat_map(|own| own.value.within()).collect()
}

/// The values of a requirement.
pub fn of_requirement(requirement: &Requirement) -> Vec<&Value> {
    match &requirement.check {
        Check::Absent { value, .. } => value.within(),
        Check::State { .. } | Check::Feature { .. } | Check::Left { .. } => Vec::new(),
        Check::NotAll { conditions } | Check::All { conditions } => {
            conditions.iter().flat_map(|own| [&own.left, &own.right]).flat_map(Value::within).collect()
        }
        Check::Decision { inputs, .. } => inputs.iter().flat_map(|(_, value)| value.within()).collect(),
    }
}

/// The values of the conditions of access.
pub fn of_access(access: &Access) -> Vec<&Value> {
    let conditions = access.grants.iter().flat_map(|grant| &grant.when);
    conditions.flat_map(|own| [&own.left, &own.right]).flat_map(Value::within).collect()
}

/// Whether a value is read from a row.
pub fn is_row(value: &Value, name: &str) -> bool {
    matches!(value, Value::Row { row, .. } | Value::WholeRow { row } if row == name)
}

/// Whether steps read a row as it is by then, or change its state.
pub fn steps_read_row(steps: &[Step], name: &str) -> bool {
    steps.iter().any(|step| {
        let moved = matches!(&step.action, Action::Move { row, .. } if row == name);
        moved || step.values().iter().any(|value| is_row(value, name))
    })
}

/// Whether steps read a row, change its state, or depend on the one it had.
pub fn steps_need_row(steps: &[Step], name: &str) -> bool {
    steps.iter().any(|step| {
        let moved = matches!(&step.action, Action::Move { row, .. } if row == name);
        let only = step.only_in.as_ref().is_some_and(|(row, _)| row == name);
        moved || only || step.values().iter().any(|value| is_row(value, name))
    })
}

/// Whether steps read an answer.
pub fn steps_need_answer(steps: &[Step], name: &str) -> bool {
    steps.iter().any(|step| step.values().iter().any(|value| is_answer(value, name)))
}

/// Whether a value is read from an answer.
pub fn is_answer(value: &Value, name: &str) -> bool {
    matches!(value, Value::Answer { call, .. } | Value::WholeAnswer { call } if call == name)
}

/// All values of an operation.
pub fn of_operation(own: &Operation) -> Vec<&Value> {
    let mut all: Vec<&Value> = own.phases.steps().flat_map(Step::values).collect();
    all.extend(own.phases.loads.iter().flat_map(|load| load.value.within()));
    all.extend(own.phases.requirements.iter().flat_map(of_requirement));
    all.extend(of_outputs(&own.outputs));
    all.extend(of_access(&own.access));
    if let Some(reading) = &own.reading {
        all.extend(reading.filters.iter().flat_map(|filter| filter.value.within()));
    }
    for input in &own.inputs {
        if let crate::ir::Source::System { value } = &input.source {
            all.extend(value.within());
        }
    }
    all
}

/// Whether a value is a moment of the call.
pub fn is_moment(value: &Value) -> bool {
    matches!(value, Value::Now | Value::Today | Value::DaysAgo { .. })
}
