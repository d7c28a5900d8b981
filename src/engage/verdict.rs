//! What is known of a clause: it holds, it is broken, or nothing has looked.
//!
//! Plain values between those who look ([`super::checkers`], [`super::scan`]) and those who tell (reports, evidence).

use serde::{Deserialize, Serialize};

/// What is known of a clause. Never a guess: what was not looked at is [`Verdict::NotEvaluated`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Something looked, and found nothing.
    Holds,
    /// Nothing has looked, or it could not.
    NotEvaluated,
    /// Something looked, and found that it is broken.
    Broken,
}

/// A place where a clause is broken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Found {
    /// The file, from the root of the repository, with `/`.
    pub path: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: u32,
    /// The column in characters, from 1; 0 where the whole line is meant.
    pub column: u32,
    /// What is wrong there: one sentence in the present tense, ids in backticks, no full stop.
    pub message: String,
}

/// What is known of one clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// The clause: its place in the contract, and the value where it is a list: `stack.forbidden_services/ec2`,
    /// `definition_of_done.scan_gates/0`, `quality.type_hints`.
    pub clause: String,
    /// Who looked; none where nothing can by machine.
    pub checker: Option<String>,
    /// What came of it.
    pub verdict: Verdict,
    /// Why, in one sentence: what was looked at, or why nothing was.
    pub why: String,
    /// Where it is broken, in the order of places.
    pub found: Vec<Found>,
}
