//! What is known of an engagement, written for those who read it.
//!
//! ```text
//!  Terms ──► steering::block ──► marks::insert ──► AGENTS.md, CLAUDE.md, CONTRACT-RULES.txt
//!  Report ─┬─ comment ──► Markdown for a pull request
//!          ├─ html ─────► one file for a manager
//!          └─ text ─────► a terminal
//! ```
//!
//! In: plain values. Out: text, the same for the same values. Reads and writes no file, asks no clock, and judges nothing: what a clause is
//! worth has been said by [`super::rollup`]. Texts of a contract or a scanner can never become structure of what is written.

pub mod comment;
pub mod html;
mod markdown;
pub mod marks;
mod page;
pub mod steering;
pub mod text;
mod words;

#[cfg(test)]
mod tests;

use super::evidence::Input;
use super::rollup::{Given, Standing, Summary};
use super::scan::CLAUSE;
use super::terms::Gate;
use super::verdict::{Found, Outcome};

/// What a report is written from.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// What was added up.
    pub given: Given<'a>,
    /// What it came to.
    pub summary: &'a Summary,
    /// The SHA-256 of the contract.
    pub hash: &'a str,
    /// The commit that was looked at; empty where there is none.
    pub commit: &'a str,
    /// Whether the day is that of the commit, for nobody said another.
    pub of_commit: bool,
    /// The files that were read.
    pub inputs: &'a [Input],
    /// Files and folders that no clause, or no clause of quality, speaks of, and why.
    pub left_out: &'a [(String, String)],
}

impl<'a> Report<'a> {
    /// The clauses that stand so, the items of the definition of done aside.
    fn clauses(&self, wanted: Standing) -> Vec<&Outcome> {
        self.given.clauses().filter(|outcome| self.given.standing(outcome) == wanted).collect()
    }

    /// The gates with how they stand. A gate without an outcome was not evaluated.
    fn gates(&self) -> impl Iterator<Item = Gated<'_>> {
        self.given.terms.definition_of_done.scan_gates.iter().enumerate().map(|(at, gate)| {
            let clause = format!("{CLAUSE}/{at}");
            match self.given.gates.iter().find(|outcome| outcome.clause == clause) {
                Some(seen) => Gated { gate, standing: self.given.standing(seen), why: &seen.why, found: &seen.found },
                None => Gated { gate, standing: Standing::NotEvaluated, why: "nothing looked at it", found: &[] },
            }
        })
    }

    /// Where an item of the definition of done is broken.
    fn places(&self, item: &str) -> &[Found] {
        let clause = format!("definition_of_done.{item}");
        self.given.outcomes.iter().find(|outcome| outcome.clause == clause).map_or(&[], |outcome| &outcome.found)
    }
}

/// A gate and how it stands.
struct Gated<'a> {
    gate: &'a Gate,
    standing: Standing,
    why: &'a str,
    found: &'a [Found],
}

impl Gated<'_> {
    /// Whether it blocks, in words.
    fn blocks(&self) -> &'static str {
        if self.gate.blocking { "yes" } else { "advisory" }
    }
}
