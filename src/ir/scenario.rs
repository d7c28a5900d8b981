//! Scenarios: what must be seen to work.

use serde::Serialize;

use super::shape::Constant;

/// A scenario.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Scenario {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// What it shows, for people.
    pub description: String,
    /// The roles that act; none for somebody who is not known.
    pub actors: Vec<String>,
    /// What is true before, in words.
    pub given: Vec<String>,
    /// What is done, in order.
    pub steps: Vec<ScenarioStep>,
    /// What is true after, in words.
    pub then: Vec<String>,
}

/// A step of a scenario.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct ScenarioStep {
    /// `command`, `query` or `event`.
    pub kind: String,
    /// What is called, or what happens.
    pub name: String,
    /// What it is given. Texts may hold `{{ }}`.
    pub input: Vec<(String, Constant)>,
    /// What must come of it.
    pub expect: Vec<(String, Constant)>,
    /// The failure that must come of it.
    pub fails: Option<String>,
}
