//! The lives of entities.

use serde::Serialize;

/// A workflow.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Workflow {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// The entity.
    pub entity: String,
    /// The field that holds the state.
    pub field: String,
    /// The state of a new row.
    pub initial: String,
    /// Its states, in the order of the contract.
    pub states: Vec<State>,
    /// What leads from state to state; the operation that does it holds what else is done.
    pub transitions: Vec<Transition>,
}

/// A state.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct State {
    /// Its name.
    pub name: String,
    /// Whether nothing leads out of it.
    pub last: bool,
}

/// What leads from one state to another.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Transition {
    /// Its place: `workflows/PayrollWorkflow/transitions/1`.
    pub origin: String,
    /// The state before.
    pub from: String,
    /// The state after.
    pub to: String,
    /// The operation that does it.
    pub operation: String,
    /// The event by which the operation does it; none where the call itself is what does it. A row in another state stays as it is.
    pub event: Option<String>,
    /// Whether it is done where the operation succeeds, where it fails, or (none) in any case before anything outside is called.
    pub outcome: Option<super::operation::Outcome>,
}
