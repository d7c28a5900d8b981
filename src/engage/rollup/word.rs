//! The word of people: waivers, which let a clause be broken for a while, and attestations, which say what no machine can see.
//!
//! In: what the caller was given. Out: which of them count on a day. A waiver or an attestation that names nobody, gives no reason, or is the
//! word of the contractor, does not count: nobody excuses their own work. Neither ever changes what a machine has seen: a waived clause stays broken, and is told as waived.

use serde::{Deserialize, Serialize};

use crate::date::Date;

/// Leave to break a clause until a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The clause, as outcomes name it.
    pub clause: String,
    /// Why it may be broken.
    pub reason: String,
    /// Who allowed it.
    pub approver: String,
    /// The last day on which it counts.
    pub expires: Date,
}

impl Waiver {
    /// Whether it gives a reason and names who allowed it.
    pub fn is_whole(&self) -> bool {
        !letters(&self.reason).is_empty() && !letters(&self.approver).is_empty()
    }

    /// Whether it counts on a day, where this is the contractor.
    pub fn counts(&self, date: Date, contractor: &str) -> bool {
        self.is_whole() && !is_same(&self.approver, contractor) && date <= self.expires
    }
}

/// What a person answers for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attestation {
    /// An item of the definition of done (`pen_test_pass`), or a clause that no machine can check.
    pub item: String,
    /// Who says it.
    pub by: String,
    /// When they said it.
    pub date: Date,
    /// Where it can be looked up: a ticket, a document.
    pub reference: String,
}

impl Attestation {
    /// Whether it names who says it, and where that can be looked up.
    pub fn is_whole(&self) -> bool {
        !letters(&self.by).is_empty() && !letters(&self.reference).is_empty()
    }

    /// Whether it counts on a day, where this is the contractor: what will be said tomorrow does not.
    pub fn counts(&self, date: Date, contractor: &str) -> bool {
        self.is_whole() && !is_same(&self.by, contractor) && self.date <= date
    }
}

/// The letters and digits of a text, in small letters: what is left where signs that nobody sees are taken away.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two names are the same but for case and signs.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    letters(one) == letters(other)
}
