//! How much a step deserves to be looked at.

use crate::patch::{Holder, Kind, Step, Why};

/// How much there is to lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// Nothing that stands is touched.
    None,
    /// Generated text becomes other generated text.
    Low,
    /// Something goes, or meets what was done by hand.
    Medium,
    /// It cannot be taken back by taking back the files: it runs on data.
    High,
}

impl Risk {
    /// The risk of a step.
    pub fn of(step: &Step) -> Risk {
        match (step.kind, step.holder, &step.why) {
            (Kind::Keep, ..) => Risk::None,
            (Kind::Create | Kind::Change, Holder::Append, _) => Risk::High,
            (Kind::Conflict | Kind::Delete, ..) | (_, _, Why::Discarded | Why::Merged) => Risk::Medium,
            (Kind::Change, ..) => Risk::Low,
            (Kind::Create, ..) => Risk::None,
        }
    }

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Risk::None => "none",
            Risk::Low => "low",
            Risk::Medium => "medium",
            Risk::High => "high",
        }
    }
}
