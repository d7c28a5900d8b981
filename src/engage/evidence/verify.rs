//! Whether a bundle can be relied on.
//!
//! In: the bytes of a bundle, and what it is held against: a contract, trusted keys, a folder, a day. Out: everything that is wrong, each
//! told apart; nothing where all is well. Needs no network, and knows the day only from the caller. What a bundle says of itself is not
//! believed: hashes are taken again, the summary is added up again from the outcomes, and of each clause of the contract something must be said.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::bundle::{Bundle, SCHEMA, retain_until, terms};
use super::canonical::canonical;
use super::inputs::{Input, added, changed, odd, outside};
use super::key::PublicKey;
use super::problem::Problem;
use super::signature;
use crate::date::Date;
use crate::digest::sha256;
use crate::engage::checkers::clauses;
use crate::engage::rollup::Summary;
use crate::engage::scan::CLAUSE;
use crate::engage::terms::Terms;

/// What a bundle is held against.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The contract that it should be of; none where any will do.
    pub contract: Option<&'a Value>,
    /// Whose signatures count.
    pub trusted: &'a [PublicKey],
    /// The folder with the inputs; none where they are not at hand.
    pub root: Option<&'a Path>,
    /// The files that would be read in that folder, as they are there; none where that is not known.
    pub files: &'a [Input],
    /// The files outside of the repository that are at hand, by the names that they were read under.
    pub outside: &'a [Input],
    /// The commit that lies in that folder; none where that is not known.
    pub commit: Option<&'a str>,
    /// Whether it must be signed, even where its contract does not ask for that.
    pub require_signature: bool,
    /// The day on which it is looked at.
    pub date: Date,
}

/// Everything that is wrong with a bundle.
pub fn verify(bytes: &[u8], asked: &Asked) -> Vec<Problem> {
    let value: Value = match serde_json::from_slice(bytes) {
        Ok(value) => value,
        Err(error) => return vec![Problem::NoJson(error.to_string())],
    };
    match value.get("schema").and_then(Value::as_str) {
        Some(SCHEMA) => {}
        Some(other) => return vec![Problem::UnknownSchema(other.to_owned())],
        None => return vec![Problem::NoBundle("it has no `schema`".to_owned())],
    }
    let mut problems = Vec::new();
    if canonical(&value) != bytes {
        problems.push(Problem::NotCanonical);
    }
    problems.extend(signature::problems(&value, asked.trusted));
    let read = Bundle::deserialize(&value).map_err(|error| error.to_string());
    match read.and_then(|bundle| Ok((bundle.value()?, bundle))) {
        Ok((written, bundle)) => {
            if written != value {
                problems.push(Problem::UnknownKeys(differing(&value, &written)));
            }
            of_bundle(&bundle, asked, &mut problems);
        }
        Err(why) => problems.push(Problem::NoBundle(why)),
    }
    problems
}

fn of_bundle(bundle: &Bundle, asked: &Asked, problems: &mut Vec<Problem>) {
    of_contract(bundle, asked.contract, problems);
    problems.extend(odd(&bundle.inputs));
    if let Some(root) = asked.root {
        problems.extend(changed(root, asked.files, &bundle.inputs));
        problems.extend(added(asked.files, &bundle.inputs));
    }
    problems.extend(outside(asked.outside, &bundle.inputs));
    let is_other = |commit: &&str| !bundle.commit.is_empty() && !commit.starts_with(&bundle.commit);
    problems.extend(
        asked
            .commit
            .filter(is_other)
            .map(|commit| Problem::OtherCommit { found: bundle.commit.clone(), expected: commit.to_owned() }),
    );
    problems.extend(bundle.uncommitted.iter().cloned().map(Problem::Uncommitted));
    let terms = terms(&bundle.contract.document);
    let asks = terms.as_ref().is_ok_and(Terms::asks_for_signature);
    if bundle.signature.is_none() && (asked.require_signature || asks) {
        problems.push(Problem::Unsigned);
    }
    match terms {
        Ok(terms) => {
            of_dates(bundle, &terms, asked.date, problems);
            of_terms(bundle, &terms, problems);
        }
        Err(why) => problems.push(Problem::OddContract(why)),
    }
}

fn of_contract(bundle: &Bundle, ours: Option<&Value>, problems: &mut Vec<Problem>) {
    let contract = &bundle.contract;
    if sha256(&canonical(&contract.document)) != contract.sha256 {
        problems.push(Problem::OddContract("its hash is not the one that is named".to_owned()));
    }
    for (key, said) in [("project", &contract.project), ("contract_version", &contract.contract_version)] {
        if contract.document.get(key).and_then(Value::as_str) != Some(said) {
            problems.push(Problem::OddContract(format!("its `{key}` is not `{said}`")));
        }
    }
    let expected = ours.map(|ours| sha256(&canonical(ours)));
    if let Some(expected) = expected.filter(|expected| *expected != contract.sha256) {
        problems.push(Problem::ForeignContract { found: contract.sha256.clone(), expected });
    }
}

fn of_dates(bundle: &Bundle, terms: &Terms, date: Date, problems: &mut Vec<Problem>) {
    if bundle.created > date {
        problems.push(Problem::OfLater(bundle.created));
    }
    // One that had expired when the bundle was made did not count then: it rests on those that did.
    let given = bundle.given(terms, bundle.signature.is_some());
    let over = given.waivers_in_force().filter(|waiver| date > waiver.expires);
    problems.extend(over.map(|waiver| Problem::ExpiredWaiver(waiver.clause.clone(), waiver.expires)));
    if let Some(end) = bundle.retain_until.filter(|end| date > *end) {
        problems.push(Problem::RetentionOver(end));
    }
}

fn of_terms(bundle: &Bundle, terms: &Terms, problems: &mut Vec<Problem>) {
    if bundle.retain_until != retain_until(terms, bundle.created) {
        problems.push(Problem::OddRetention);
    }
    let gates = terms.definition_of_done.scan_gates.len();
    let mut seen = BTreeSet::new();
    for outcome in &bundle.outcomes {
        if !seen.insert(&outcome.clause) || outcome.clause.starts_with(CLAUSE) {
            problems.push(Problem::OddOutcome(outcome.clause.clone()));
        }
    }
    for (at, outcome) in bundle.gates.iter().enumerate() {
        if at >= gates || outcome.clause != format!("{CLAUSE}/{at}") {
            problems.push(Problem::OddOutcome(outcome.clause.clone()));
        }
    }
    let unsaid = clauses(terms).into_iter().filter(|clause| !seen.contains(clause));
    problems.extend(unsaid.map(Problem::MissingOutcome));
    problems.extend((bundle.gates.len()..gates).map(|at| Problem::MissingOutcome(format!("{CLAUSE}/{at}"))));
    let summary = bundle.summary_of(terms, bundle.signature.is_some());
    problems.extend(not_following(&bundle.summary, &summary).into_iter().map(Problem::DoesNotFollow));
}

/// What a summary says otherwise than it should.
fn not_following(said: &Summary, is: &Summary) -> Vec<String> {
    let parts = [
        ("clauses", said.clauses == is.clauses),
        ("gates", said.gates == is.gates),
        ("remarks", said.remarks == is.remarks),
        ("verdict", said.verdict == is.verdict),
    ];
    let mut wrong: Vec<_> = parts.into_iter().filter(|(_, same)| !same).map(|(part, _)| part.to_owned()).collect();
    let (said, is) = (&said.definition_of_done, &is.definition_of_done);
    let alone = said.iter().filter(|item| !is.contains(item)).chain(is.iter().filter(|item| !said.contains(item)));
    let items: BTreeSet<_> = alone.map(|item| item.item.clone()).collect();
    if items.is_empty() && said != is {
        wrong.push("definition_of_done".to_owned());
    }
    wrong.extend(items);
    wrong
}

/// Where two values differ: the keys, as a path.
fn differing(one: &Value, other: &Value) -> String {
    match (one, other) {
        (Value::Object(keys), Value::Object(others)) => {
            let all: BTreeSet<_> = keys.keys().chain(others.keys()).collect();
            let first = all.into_iter().find(|key| keys.get(*key) != others.get(*key));
            let below = |key: &String| match (keys.get(key), others.get(key)) {
                (Some(one), Some(other)) => format!("{key}/{}", differing(one, other)),
                _ => key.clone(),
            };
            first.map(below).unwrap_or_default()
        }
        (Value::Array(items), Value::Array(others)) => {
            let pairs = || items.iter().zip(others).enumerate();
            let first = pairs().find(|(_, (one, other))| one != other);
            first.map(|(at, (one, other))| format!("{at}/{}", differing(one, other))).unwrap_or_default()
        }
        _ => String::new(),
    }
}
