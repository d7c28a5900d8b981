//! Who may call: one normal form for each operation.
//!
//! A caller may call if one of the grants holds: they have its role, and all of its conditions are true. Guards, required roles,
//! permissions, grants, policies and routes have all been folded into it.

use serde::Serialize;

use super::value::Value;

/// Who may call an operation.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Access {
    /// Whether anybody may call, known or not. Then there are no grants.
    pub open: bool,
    /// Who may call.
    pub grants: Vec<Grant>,
    /// How a caller who is not known is refused.
    pub unknown: String,
    /// How a known caller is refused.
    pub refused: String,
}

/// One way to be let in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Grant {
    /// The role; none for any known caller.
    pub role: Option<String>,
    /// What must be true beside it: of inputs, loaded rows, or ([`Value::Column`]) of each row that a query lists.
    pub when: Vec<Condition>,
    /// The declarations that make it so, in the order of their names.
    pub because: Vec<String>,
}

/// A comparison of two values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Condition {
    /// What is looked at.
    pub left: Value,
    /// How it is compared.
    pub how: Comparison,
    /// With what.
    pub right: Value,
    /// The declaration that asks for it.
    pub origin: String,
}

/// How two values are compared. A comparison with nothing (NULL) is never true, save that nothing equals nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// They are the same.
    Equal,
    /// They are not the same.
    NotEqual,
    /// Less.
    Less,
    /// Less or the same.
    AtMost,
    /// More.
    More,
    /// More or the same.
    AtLeast,
    /// The left one is in the list on the right.
    In,
    /// The left one, a list or a text, contains the right one.
    Contains,
}
