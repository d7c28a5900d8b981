//! Rows that an operation holds while it waits for a service outside, and in which states they are meanwhile.
//!
//! In: a system. Out: for each table with such rows, the states that they can be in. So an operation that asks for other states need not
//! look whether a row is held: its own check refuses it already.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{Action, Check, Constant, Operation, System, Value};

/// The tables with rows that are held.
pub type Held = BTreeMap<String, States>;

/// The states of held rows.
pub struct States {
    /// The column that holds the state, and the states; nothing where they can be in any.
    known: Option<(String, BTreeSet<String>)>,
}

impl States {
    /// Whether none of these states is one of a row that is held.
    pub fn are_others(&self, field: &str, states: &[String]) -> bool {
        self.known.as_ref().is_some_and(|(own, held)| own == field && states.iter().all(|state| !held.contains(state)))
    }
}

/// The tables with rows that some operation of a system holds.
pub fn of(system: &System) -> Held {
    let mut all = Held::new();
    for own in &system.operations {
        let Some(hold) = &own.phases.hold else { continue };
        let known = states(system, own, &hold.row, &hold.table);
        match all.get_mut(&hold.table) {
            None => {
                all.insert(hold.table.clone(), States { known });
            }
            Some(States { known: Some((field, states)) }) if known.as_ref().is_some_and(|(own, _)| own == field) => {
                states.extend(known.into_iter().flat_map(|(_, more)| more));
            }
            Some(other) => other.known = None,
        }
    }
    all
}

/// The states in which an operation holds a row: those that it asks for, or in which it stores the row, and moved as its claim moves it.
fn states(system: &System, own: &Operation, row: &str, table: &str) -> Option<(String, BTreeSet<String>)> {
    let entity = system.table(table)?.entity.clone()?;
    let field = &system.workflow_of(&entity)?.field;
    let asked = own.phases.requirements.iter().find_map(|own| match &own.check {
        Check::State { row: other, field: column, states } if other == row && column == field => Some(states.clone()),
        _ => None,
    });
    let stored = || {
        own.phases.claim.iter().find_map(|step| match &step.action {
            Action::Insert { row: other, set, .. } if other == row => {
                match set.iter().find(|(name, _)| name == field) {
                    Some((_, Value::Constant { value: Constant::Text(state) })) => Some(vec![state.clone()]),
                    _ => None,
                }
            }
            _ => None,
        })
    };
    let mut states: BTreeSet<String> = asked.or_else(stored)?.into_iter().collect();
    for step in &own.phases.claim {
        match &step.action {
            Action::Move { row: other, moves, .. } if other == row => {
                let next = |state: &String| moves.iter().find(|(from, _)| from == state).map(|(_, to)| to.clone());
                states = states.iter().map(|state| next(state).unwrap_or_else(|| state.clone())).collect();
            }
            Action::Update { table: other, set, .. } | Action::Upsert { table: other, set, .. }
                if other == table && set.iter().any(|(name, _)| name == field) =>
            {
                return None;
            }
            _ => {}
        }
    }
    Some((field.clone(), states))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::levels::Wanted;
    use crate::set::Input;

    #[test]
    fn a_row_is_held_in_the_states_that_were_asked_for_or_in_which_it_was_stored() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/hr/contract");
        let held = of(&crate::pipeline::system(&Input::Path(path), &Wanted::default()).1.unwrap());
        let others = |table: &str, state: &str| held[table].are_others("status", &[state.to_owned()]);
        assert!(others("payrolls", "draft") && !others("payrolls", "approved") && !others("payrolls", "failed"));
        assert!(others("hr_documents", "active") && !others("hr_documents", "uploaded"));
        assert!(!held["payrolls"].are_others("another_field", &["draft".to_owned()]));
    }
}
