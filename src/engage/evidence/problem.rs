//! What can be wrong with a bundle, each told apart from the others.

use std::fmt::{self, Display};

use crate::date::Date;

/// What is wrong with a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The file is no JSON.
    NoJson(String),
    /// It is JSON, but not written in the canonical form: its layout was changed, or it was written by something else.
    NotCanonical,
    /// It is no bundle.
    NoBundle(String),
    /// It is a bundle of another schema: the version it names.
    UnknownSchema(String),
    /// It says things that the schema does not know: their names.
    UnknownKeys(String),
    /// It is not signed, and must be.
    Unsigned,
    /// Its signature is not of the form of one.
    OddSignature(String),
    /// Its signature is not that of its bytes: something was changed after it was signed.
    Altered,
    /// It is signed by a key that is not trusted: the name of the key.
    UnknownKey(String),
    /// It does not keep the contract that it names: what does not fit.
    OddContract(String),
    /// It speaks of another contract: its hash, and the hash of ours.
    ForeignContract {
        /// The hash in the bundle.
        found: String,
        /// The hash of the contract that was given.
        expected: String,
    },
    /// An input has a path that leads out of the folder.
    OddPath(String),
    /// An input is not there.
    MissingInput(String),
    /// An input is not what it was.
    ChangedInput(String),
    /// A file is there that was not read.
    NewInput(String),
    /// A file that was read is not in the commit that is named, or was another there.
    Uncommitted(String),
    /// Another commit lies in the folder: the one that is named, and the one that lies there.
    OtherCommit {
        /// The commit in the bundle.
        found: String,
        /// The commit in the folder.
        expected: String,
    },
    /// It was made after the day on which it is looked at.
    OfLater(Date),
    /// A waiver that it rests on has expired: the clause, and its last day.
    ExpiredWaiver(String, Date),
    /// It need not be kept any more since a day.
    RetentionOver(Date),
    /// The last day of keeping is not what the contract says.
    OddRetention,
    /// What it says of an item does not follow from its outcomes: the item.
    DoesNotFollow(String),
    /// A clause is told twice, or a gate stands where none belongs.
    OddOutcome(String),
    /// Nothing is said of a clause of the contract, or of one of its gates: the clause.
    MissingOutcome(String),
}

impl Problem {
    /// A word for it, for machines.
    pub fn name(&self) -> &'static str {
        match self {
            Problem::NoJson(_) => "no_json",
            Problem::NotCanonical => "not_canonical",
            Problem::NoBundle(_) => "no_bundle",
            Problem::UnknownSchema(_) => "unknown_schema",
            Problem::UnknownKeys(_) => "unknown_keys",
            Problem::Unsigned => "unsigned",
            Problem::OddSignature(_) => "odd_signature",
            Problem::Altered => "altered",
            Problem::UnknownKey(_) => "unknown_key",
            Problem::OddContract(_) => "odd_contract",
            Problem::ForeignContract { .. } => "foreign_contract",
            Problem::OddPath(_) => "odd_path",
            Problem::MissingInput(_) => "missing_input",
            Problem::ChangedInput(_) => "changed_input",
            Problem::NewInput(_) => "new_input",
            Problem::Uncommitted(_) => "uncommitted",
            Problem::OtherCommit { .. } => "other_commit",
            Problem::OfLater(_) => "of_later",
            Problem::ExpiredWaiver(..) => "expired_waiver",
            Problem::RetentionOver(_) => "retention_over",
            Problem::OddRetention => "odd_retention",
            Problem::DoesNotFollow(_) => "does_not_follow",
            Problem::OddOutcome(_) => "odd_outcome",
            Problem::MissingOutcome(_) => "missing_outcome",
        }
    }
}

impl Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::NoJson(why) => write!(out, "the bundle is no JSON: {why}"),
            Problem::NotCanonical => {
                out.write_str("the bundle is not written in canonical form, so its layout was changed")
            }
            Problem::NoBundle(why) => write!(out, "the file is no bundle of evidence: {why}"),
            Problem::UnknownSchema(schema) => write!(out, "the bundle is of schema `{schema}`, which is not known"),
            Problem::UnknownKeys(keys) => write!(out, "the bundle has keys that its schema does not know: {keys}"),
            Problem::Unsigned => out.write_str("the bundle is not signed, and must be"),
            Problem::OddSignature(why) => write!(out, "the signature of the bundle cannot be read: {why}"),
            Problem::Altered => out.write_str("the bundle was changed after it was signed"),
            Problem::UnknownKey(id) => write!(out, "the bundle is signed by the key `{id}`, which is not trusted"),
            Problem::OddContract(why) => write!(out, "the contract in the bundle does not fit: {why}"),
            Problem::ForeignContract { found, expected } => {
                write!(out, "the bundle is of another contract: its hash is `{found}`, ours `{expected}`")
            }
            Problem::OddPath(path) => write!(out, "the input `{path}` leads out of the folder"),
            Problem::MissingInput(path) => write!(out, "the input `{path}` is not there"),
            Problem::ChangedInput(path) => write!(out, "the input `{path}` is not what it was"),
            Problem::NewInput(path) => write!(out, "the file `{path}` is there, and was not read"),
            Problem::Uncommitted(path) => write!(out, "the file `{path}` was not committed as it was read"),
            Problem::OtherCommit { found, expected } => {
                write!(out, "the bundle is of the commit `{found}`, and `{expected}` lies in the folder")
            }
            Problem::OfLater(date) => {
                write!(out, "the bundle was made for {date}, which is later than the day on which it is looked at")
            }
            Problem::ExpiredWaiver(clause, date) => write!(out, "the waiver of `{clause}` expired on {date}"),
            Problem::RetentionOver(date) => write!(out, "the bundle had to be kept until {date}, which is over"),
            Problem::OddRetention => out.write_str("the last day of keeping is not what the contract says"),
            Problem::DoesNotFollow(item) => {
                write!(out, "what the bundle says of `{item}` does not follow from its outcomes")
            }
            Problem::OddOutcome(clause) => {
                write!(out, "the outcome of `{clause}` stands twice, or where it does not belong")
            }
            Problem::MissingOutcome(clause) => {
                write!(out, "nothing is said of `{clause}`, which the contract agrees on")
            }
        }
    }
}
