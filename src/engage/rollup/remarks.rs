//! Waivers and attestations that do not count, and why: an expired one, one that nothing needs, one that names nobody.
//!
//! In: what is added up. Out: a [`Remark`] for each of them, waivers first, in their order. Changes nothing of how things stand.

use serde::{Deserialize, Serialize};

use super::standing::DONE;
use super::word::is_same;
use super::{Attestation, Given, Waiver, done};
use crate::engage::verdict::Verdict;

/// Something that does not count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// The clause or item.
    pub about: String,
    /// What is to be known of it, in one sentence.
    pub says: String,
}

/// The items that a person may attest.
const BY_PEOPLE: [&str; 6] = [
    "security_scan_pass",
    "pr_comment_posted",
    "pen_test_pass",
    "dpo_review_gate",
    "accessibility_audit_pass",
    "change_management_approved",
];

pub(super) fn remarks(given: &Given) -> Vec<Remark> {
    let waivers = given.waivers.iter().filter_map(|waiver| Some((&waiver.clause, of_waiver(given, waiver)?)));
    let attestations = given.attestations.iter().filter_map(|word| Some((&word.item, of_attestation(given, word)?)));
    waivers.chain(attestations).map(|(about, says)| Remark { about: about.clone(), says }).collect()
}

impl<'g> Given<'g> {
    /// The waivers that let something be broken.
    pub fn waivers_in_force(&self) -> impl Iterator<Item = &'g Waiver> + use<'g> {
        let given = *self;
        given.waivers.iter().filter(move |waiver| of_waiver(&given, waiver).is_none())
    }

    /// The attestations that count.
    pub fn attestations_in_force(&self) -> impl Iterator<Item = &'g Attestation> + use<'g> {
        let given = *self;
        given.attestations.iter().filter(move |word| of_attestation(&given, word).is_none())
    }
}

fn of_waiver(given: &Given, waiver: &Waiver) -> Option<String> {
    let says = if !waiver.is_whole() {
        "the waiver gives no reason, or does not name who allowed it".to_owned()
    } else if is_same(&waiver.approver, given.contractor()) {
        format!("the waiver is of the contractor, `{}`, who cannot waive", waiver.approver)
    } else if given.date > waiver.expires {
        format!("the waiver expired on {}", waiver.expires)
    } else {
        match given.outcome(&waiver.clause).map(|outcome| outcome.verdict) {
            None => "the waiver is for a clause that nothing is known of".to_owned(),
            Some(Verdict::Holds) => "the waiver is not needed: the clause holds".to_owned(),
            Some(Verdict::NotEvaluated) => "the waiver does not help: the clause was not evaluated".to_owned(),
            Some(Verdict::Broken) => return None,
        }
    };
    Some(says)
}

fn of_attestation(given: &Given, word: &Attestation) -> Option<String> {
    let item = word.item.strip_prefix(DONE).unwrap_or(&word.item);
    let by_people = BY_PEOPLE.contains(&item);
    let outcome = given.outcome(&word.item).or_else(|| given.outcome(&format!("{DONE}{item}")));
    let says = if !word.is_whole() {
        "the attestation does not say who gives it, or where it can be looked up".to_owned()
    } else if is_same(&word.by, given.contractor()) {
        format!("the attestation is of the contractor, `{}`, who cannot attest", word.by)
    } else if word.date > given.date {
        format!("the attestation is of {}, which is later than {}", word.date, given.date)
    } else {
        match outcome {
            Some(outcome) if outcome.verdict != Verdict::NotEvaluated => {
                "the attestation does not count: something has looked at it".to_owned()
            }
            _ if item == "security_scan_pass" && done::gated(given) => {
                "the attestation does not count: gates of the contract say it".to_owned()
            }
            _ if by_people => return None,
            Some(outcome) if outcome.checker.is_none() && !outcome.clause.starts_with(DONE) => return None,
            Some(_) => "the attestation does not count: a machine can look at it, and has not".to_owned(),
            None => "the attestation is for nothing that a person may attest".to_owned(),
        }
    };
    Some(says)
}
