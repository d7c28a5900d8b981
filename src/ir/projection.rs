//! Read models: rows that events keep up to date.
//!
//! A row is changed in the transaction in which its event is written: so it never lags behind what it tells of, and an event counts
//! once, for it is either written with its change or not at all.

use serde::Serialize;

use super::shape::Constant;

/// A read model.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Projection {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// The table that keeps it.
    pub table: String,
    /// What events do to its rows, in the order of the contract.
    pub folds: Vec<Fold>,
}

/// What an event does to the row that it is about.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Fold {
    /// The place in the contract that asks for it.
    pub origin: String,
    /// The event.
    pub event: String,
    /// What becomes of the row.
    pub how: FoldHow,
    /// Which row: the columns of the key.
    pub key: Vec<(String, Told)>,
    /// What it holds from then on.
    pub set: Vec<(String, Told)>,
    /// What is added to its numbers; a row that is new begins with it.
    pub add: Vec<(String, Told)>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FoldHow {
    /// It is changed, or stored where there is none: the event tells all that a row must hold.
    Store,
    /// It is changed where there is one.
    Change,
    /// It goes.
    Remove,
}

/// A value that an event gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Told {
    /// A field of its payload.
    Field {
        /// Its name.
        name: String,
        /// Fields inside of it: `total.amount`.
        path: Vec<String>,
    },
    /// A part of a moment in its payload, in UTC.
    Part {
        /// The name of the field.
        name: String,
        /// Which part.
        part: MomentPart,
    },
    /// What the contract says.
    Constant {
        /// The value.
        value: Constant,
    },
}

/// A part of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MomentPart {
    /// The day.
    Day,
    /// The month, as the text `2026-04`.
    Month,
    /// The year, as a number.
    Year,
}

impl MomentPart {
    /// The part of this name.
    pub fn of(word: &str) -> Option<MomentPart> {
        match word {
            "day" => Some(MomentPart::Day),
            "month" => Some(MomentPart::Month),
            "year" => Some(MomentPart::Year),
            _ => None,
        }
    }
}
