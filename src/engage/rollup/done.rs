//! The definition of done, item by item.
//!
//! In: what is added up. Out: an [`Item`] for each that the contract asks for, in the order of the schema. How each is known:
//!
//! | item | known from |
//! |---|---|
//! | `tests_pass` | its clause |
//! | `coverage_met` | its clause, or `quality.test_coverage_min` |
//! | `no_contract_violations` | all clauses outside of the definition of done |
//! | `evidence_generated` | the bundle that is made: whether it is signed, where `audit.evidence_signed` is not false; before that, no item |
//! | `security_scan_pass` | the blocking gates of security; without any, a person |
//! | `scan_gates` | all blocking gates |
//! | the others | a person |
//!
//! A blocking gate that was not evaluated breaks the items that rest on it.

use serde::{Deserialize, Serialize};

use super::standing::Standing;
use super::{Evidence, Given};
use crate::engage::scan::{CLAUSE, Category};
use crate::engage::terms::Gate;
use crate::engage::verdict::{Outcome, Verdict};

/// An item of the definition of done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// Its key in the contract.
    pub item: String,
    /// How it stands.
    pub standing: Standing,
    /// Why, in one sentence.
    pub why: String,
}

type Known = (Standing, String);

/// How many clauses are named in a sentence.
const NAMED: usize = 5;

const TESTS: [&str; 1] = ["definition_of_done.tests_pass"];
const COVERAGE: [&str; 2] = ["definition_of_done.coverage_met", "quality.test_coverage_min"];

/// All items that are asked for.
pub(super) fn items(given: &Given) -> Vec<Item> {
    // Whether evidence is made is for whoever makes it to say: before that, nothing could ever settle it.
    let can_be_known = |item: &&str| *item != "evidence_generated" || given.evidence != Evidence::NotMade;
    let item = |name: &str| {
        let (standing, why) = known(given, name);
        Item { item: name.to_owned(), standing, why }
    };
    given.terms.definition_of_done.asked().filter(can_be_known).map(item).collect()
}

/// How an item stands, and why.
fn known(given: &Given, item: &str) -> Known {
    match item {
        "tests_pass" => checked(given, &TESTS),
        "no_contract_violations" => clauses(given),
        "coverage_met" => checked(given, &COVERAGE),
        "evidence_generated" => evidence(given),
        "security_scan_pass" => security(given, item),
        "scan_gates" => gates(given, |gate| gate.blocking),
        _ => person(given, item),
    }
}

/// What a machine says of the first of these clauses of which something is known.
fn checked(given: &Given, clauses: &[&str]) -> Known {
    let known = || clauses.iter().filter_map(|clause| given.outcome(clause));
    let seen = known().find(|outcome| outcome.verdict != Verdict::NotEvaluated);
    match seen.or_else(|| known().next()) {
        // Whether tests pass is seen by a machine, or not known: nobody's word counts for it.
        Some(outcome) if outcome.verdict == Verdict::NotEvaluated => (Standing::NotEvaluated, outcome.why.clone()),
        Some(outcome) => (given.standing(outcome), outcome.why.clone()),
        None => (Standing::NotEvaluated, "nothing looked at it".to_owned()),
    }
}

/// What a person says.
fn person(given: &Given, item: &str) -> Known {
    match given.attested(item) {
        Some(word) => (Standing::Attested, format!("{} said so on {}: {}", word.by, word.date, word.reference)),
        None => (Standing::NotEvaluated, "nobody has attested it".to_owned()),
    }
}

fn clauses(given: &Given) -> Known {
    let of = |wanted| given.clauses().filter(move |outcome| given.standing(outcome) == wanted);
    let total = given.clauses().count();
    let (broken, open, waived) = (of(Standing::Broken), of(Standing::NotEvaluated), of(Standing::Waived));
    let told = |standing, outcomes: Vec<&Outcome>, what| (standing, format!("{} {what}", named(&outcomes)));
    match (broken.collect::<Vec<_>>(), open.collect::<Vec<_>>(), waived.collect::<Vec<_>>()) {
        (broken, _, _) if !broken.is_empty() => told(Standing::Broken, broken, "broken"),
        (_, open, _) if !open.is_empty() => told(Standing::NotEvaluated, open, "not evaluated"),
        (_, _, waived) if !waived.is_empty() => told(Standing::Waived, waived, "broken and waived"),
        _ if total == 0 => (Standing::NotEvaluated, "no clause was looked at".to_owned()),
        _ => (Standing::Holds, format!("all {total} clauses hold or are attested")),
    }
}

/// `2 clauses (\`a\`, \`b\`) are`.
fn named(outcomes: &[&Outcome]) -> String {
    let mut names: Vec<_> = outcomes.iter().take(NAMED).map(|outcome| format!("`{}`", outcome.clause)).collect();
    if let Some(more) = outcomes.len().checked_sub(NAMED).filter(|more| *more > 0) {
        names.push(format!("{more} more"));
    }
    let (what, are) = if outcomes.len() == 1 { ("clause", "is") } else { ("clauses", "are") };
    format!("{} {what} ({}) {are}", outcomes.len(), names.join(", "))
}

fn evidence(given: &Given) -> Known {
    match given.evidence {
        Evidence::NotMade => (Standing::NotEvaluated, "no bundle of evidence was made".to_owned()),
        Evidence::Signed => (Standing::Holds, "a signed bundle of evidence was made".to_owned()),
        Evidence::Unsigned if !given.terms.asks_for_signature() => {
            (Standing::Holds, "a bundle of evidence was made".to_owned())
        }
        Evidence::Unsigned => (Standing::Broken, "the bundle of evidence is not signed".to_owned()),
    }
}

fn security(given: &Given, item: &str) -> Known {
    if gated(given) { gates(given, of_security) } else { person(given, item) }
}

fn of_security(gate: &Gate) -> bool {
    gate.blocking && Category::of(&gate.category).is_some_and(Category::is_of_security)
}

/// Whether gates say if the scan for security passes: then nobody's word is needed.
pub(super) fn gated(given: &Given) -> bool {
    given.terms.definition_of_done.scan_gates.iter().any(of_security)
}

/// How the gates stand that count here.
fn gates(given: &Given, counts: impl Fn(&Gate) -> bool) -> Known {
    let mut worst = (Standing::Holds, false, String::new());
    let mut total = 0;
    for (at, gate) in given.terms.definition_of_done.scan_gates.iter().enumerate().filter(|(_, gate)| counts(gate)) {
        total += 1;
        let clause = format!("{CLAUSE}/{at}");
        // What was found says more than that nobody looked.
        let (standing, is_found, why) = match given.outcome(&clause) {
            None => (Standing::Broken, false, "nothing looked at it, and it blocks".to_owned()),
            Some(outcome) => match given.standing(outcome) {
                Standing::NotEvaluated => (Standing::Broken, false, outcome.why.clone()),
                standing => (standing, true, outcome.why.clone()),
            },
        };
        if (standing, is_found) > (worst.0, worst.1) && standing != Standing::Holds {
            worst = (standing, is_found, format!("gate `{}` at `{}`: {why}", gate.category, gate.severity));
        }
    }
    match total {
        0 => (Standing::Holds, "no gate blocks".to_owned()),
        1 if worst.0 == Standing::Holds => (Standing::Holds, "1 blocking gate holds".to_owned()),
        _ if worst.0 == Standing::Holds => (Standing::Holds, format!("{total} blocking gates hold")),
        _ => (worst.0, worst.2),
    }
}
