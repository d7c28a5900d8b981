//! How a clause stands once waivers and attestations are counted.
//!
//! In: an outcome, the word of people. Out: [`Standing`]. A waiver speaks only of what is broken, an attestation only of what no machine
//! can check: neither covers up that a checker could not do its work.

use serde::{Deserialize, Serialize};

use super::Given;
use crate::engage::verdict::{Outcome, Verdict};

/// How a clause or an item stands. The worse, the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Something looked, and found nothing.
    Holds,
    /// No machine can look, and a person answers for it.
    Attested,
    /// It is broken, and may be for a while.
    Waived,
    /// Nothing has looked, or it could not.
    NotEvaluated,
    /// It is broken.
    Broken,
}

/// How many stand how.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// How many hold.
    pub holds: usize,
    /// How many a person answers for.
    pub attested: usize,
    /// How many are broken and waived.
    pub waived: usize,
    /// How many nobody could look at.
    pub not_evaluated: usize,
    /// How many are broken.
    pub broken: usize,
}

impl Counts {
    /// None at all.
    pub const NONE: Counts = Counts { holds: 0, attested: 0, waived: 0, not_evaluated: 0, broken: 0 };
}

impl FromIterator<Standing> for Counts {
    fn from_iter<All: IntoIterator<Item = Standing>>(all: All) -> Counts {
        let mut counts = Counts::NONE;
        for standing in all {
            *match standing {
                Standing::Holds => &mut counts.holds,
                Standing::Attested => &mut counts.attested,
                Standing::Waived => &mut counts.waived,
                Standing::NotEvaluated => &mut counts.not_evaluated,
                Standing::Broken => &mut counts.broken,
            } += 1;
        }
        counts
    }
}

/// Under this family stand the items of the definition of done.
pub(super) const DONE: &str = "definition_of_done.";

/// Clauses that ask for what an item of the definition of done asks for, too: one word answers both.
const SAME: [(&str, &str); 3] = [
    ("audit.pr_comment_required", "pr_comment_posted"),
    ("security.pen_test_gate", "pen_test_pass"),
    ("compliance.change_management", "change_management_approved"),
];

impl Given<'_> {
    /// The clauses that are no items of the definition of done.
    pub fn clauses(&self) -> impl Iterator<Item = &Outcome> {
        self.outcomes.iter().filter(|outcome| !outcome.clause.starts_with(DONE))
    }

    /// What is known of a clause or a gate.
    pub(super) fn outcome(&self, clause: &str) -> Option<&Outcome> {
        self.outcomes.iter().chain(self.gates).find(|outcome| outcome.clause == clause)
    }

    /// How a clause or a gate stands.
    pub fn standing(&self, outcome: &Outcome) -> Standing {
        let clause = &outcome.clause;
        match outcome.verdict {
            Verdict::Holds => Standing::Holds,
            Verdict::Broken
                if self.waivers.iter().any(|one| one.clause == *clause && one.counts(self.date, self.contractor())) =>
            {
                Standing::Waived
            }
            Verdict::Broken => Standing::Broken,
            Verdict::NotEvaluated if outcome.checker.is_none() && self.attested(clause).is_some() => Standing::Attested,
            Verdict::NotEvaluated => Standing::NotEvaluated,
        }
    }

    /// Whose work it is.
    pub(super) fn contractor(&self) -> &str {
        &self.terms.parties.contractor
    }

    /// Who answers for an item or a clause. An item may be named with its family or without, and by the clause that asks for the same.
    pub(super) fn attested(&self, item: &str) -> Option<&super::Attestation> {
        let short = |name: &str| {
            let name = name.strip_prefix(DONE).unwrap_or(name);
            SAME.iter().find(|(clause, _)| *clause == name).map_or(name, |(_, item)| item).to_owned()
        };
        let item = short(item);
        self.attestations.iter().find(|one| short(&one.item) == item && one.counts(self.date, self.contractor()))
    }
}
