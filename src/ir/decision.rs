//! Decision tables.

use serde::Serialize;

use super::access::Comparison;
use super::shape::{Constant, Type};

/// A decision table: a pure function from inputs to outputs.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Decision {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// Its inputs: name and type.
    pub inputs: Vec<(String, Type)>,
    /// Its outputs: name and type.
    pub outputs: Vec<(String, Type)>,
    /// Which row counts.
    pub hit: Hit,
    /// Its rows, in order.
    pub rows: Vec<Row>,
}

/// Which row counts where several could.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Hit {
    /// The first that fits: also for `unique`, `any` and `priority`, which have been proved to give the same.
    First,
    /// All that fit: each output is a list.
    Collect,
}

/// One row.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Row {
    /// What must be true, input by input; an input that is not named may be anything.
    pub when: Vec<Cell>,
    /// The answers: output and value.
    pub then: Vec<(String, Entry)>,
}

/// What must be true of one input: any of these groups, in which all tests hold.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Cell {
    /// The input.
    pub input: String,
    /// One group for each alternative.
    pub any: Vec<Vec<Test>>,
}

/// A test of an input.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Test {
    /// How it is compared.
    pub how: Comparison,
    /// With what.
    pub with: Entry,
}

/// A value in a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// As it stands.
    Constant(Constant),
    /// Another input of the same table.
    Input(String),
}
