//! From outcomes to one answer: how many clauses hold, whether the work is done, item by item, and whether that is a failure.
//!
//! In: the terms, the outcomes of clauses and gates, waivers and attestations, a day. Out: a [`Summary`]. The same values give the same
//! summary, so whoever holds an evidence bundle can add it up again. Looks at nothing else, and asks no clock.

mod done;
mod remarks;
mod standing;
mod word;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::terms::Terms;
use super::verdict::{Outcome, Verdict};
use crate::date::Date;

pub use done::Item;
pub use remarks::Remark;
pub use standing::{Counts, Standing};
pub use word::{Attestation, Waiver};

/// Whether a bundle of evidence was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// None so far.
    NotMade,
    /// One without a signature.
    Unsigned,
    /// One with a signature.
    Signed,
}

/// What is added up.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The engagement.
    pub terms: &'a Terms,
    /// What is known of its clauses, without the gates.
    pub outcomes: &'a [Outcome],
    /// What is known of its gates, as [`super::scan::gates`] says it.
    pub gates: &'a [Outcome],
    /// Which clauses may be broken for a while.
    pub waivers: &'a [Waiver],
    /// What people answer for.
    pub attestations: &'a [Attestation],
    /// Whether a bundle of evidence was made.
    pub evidence: Evidence,
    /// The day for which it is added up.
    pub date: Date,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Summary {
    /// How the clauses stand, those of the definition of done aside: these are its items.
    pub clauses: Counts,
    /// How the gates stand, advisory ones among them.
    pub gates: Counts,
    /// The items of the definition of done that the contract asks for.
    pub definition_of_done: Vec<Item>,
    /// Waivers and attestations that do not count, and why.
    pub remarks: Vec<Remark>,
    /// What is known of the whole: the worst of the clauses and of the items.
    pub verdict: Verdict,
}

impl Summary {
    /// Of nothing, nothing is known.
    pub(super) const EMPTY: Summary = Summary {
        clauses: Counts::NONE,
        gates: Counts::NONE,
        definition_of_done: vec![],
        remarks: vec![],
        verdict: Verdict::NotEvaluated,
    };

    /// Whether this is a failure: something is broken, a gate that blocks was not evaluated, or, where the caller asks for that, anything
    /// was not evaluated.
    pub fn fails(&self, on_not_evaluated: bool) -> bool {
        match self.verdict {
            Verdict::Holds => false,
            Verdict::NotEvaluated => on_not_evaluated,
            Verdict::Broken => true,
        }
    }
}

/// Adds everything up.
pub fn whole(given: &Given) -> Summary {
    let clauses: Counts = given.clauses().map(|outcome| given.standing(outcome)).collect();
    let gates = given.gates.iter().map(|outcome| given.standing(outcome)).collect();
    let definition_of_done = done::items(given);
    let items: Counts = definition_of_done.iter().map(|item| item.standing).collect();
    let verdict = if clauses.broken + items.broken > 0 {
        Verdict::Broken
    } else if clauses.not_evaluated + items.not_evaluated > 0 {
        Verdict::NotEvaluated
    } else {
        Verdict::Holds
    };
    Summary { clauses, gates, definition_of_done, remarks: remarks::remarks(given), verdict }
}
