//! Everything is added up as it is said.

mod clauses;
mod items;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Attestation, Evidence, Given, Standing, Summary, Waiver, whole};
use crate::date::Date;
use crate::engage::contract::terms_of;
use crate::engage::terms::Terms;
use crate::engage::verdict::{Outcome, Verdict};

fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|why| panic!("{why}"))
}

fn terms(done: Value) -> Terms {
    terms_with(json!({"definition_of_done": done}))
}

/// The least that can be agreed, and these families.
fn terms_with(families: Value) -> Terms {
    let mut terms = json!({
        "contract_version": "1.0", "project": "p", "parties": {"client": "c"},
        "stack": {"language": "python", "language_version": "3.12", "runtime": "node", "region": "eu-north-1"},
        "cost": {"budget_envelope": "b"}, "security": {"auth_mechanism": "a", "secrets_store": "s"}, "definition_of_done": {}
    });
    if let (Some(terms), Value::Object(families)) = (terms.as_object_mut(), families) {
        terms.extend(families);
    }
    terms_of(&terms).unwrap_or_else(|why| panic!("{why}"))
}

/// Only what is named is asked for.
fn asking(items: &[&str], gates: Value) -> Terms {
    let mut done = json!({"scan_gates": gates});
    let on = [
        "tests_pass",
        "no_contract_violations",
        "coverage_met",
        "evidence_generated",
        "security_scan_pass",
        "pr_comment_posted",
    ];
    for item in on.iter().chain(items) {
        done[*item] = json!(items.contains(item));
    }
    terms(done)
}

fn outcome(clause: &str, checker: Option<&str>, verdict: Verdict) -> Outcome {
    Outcome {
        clause: clause.to_owned(),
        checker: checker.map(str::to_owned),
        verdict,
        why: "so".to_owned(),
        found: vec![],
    }
}

fn waiver(clause: &str, expires: &str) -> Waiver {
    let [reason, approver] = ["why", "Grace"].map(str::to_owned);
    Waiver { clause: clause.to_owned(), reason, approver, expires: date(expires) }
}

fn attested(item: &str) -> Attestation {
    Attestation { item: item.to_owned(), by: "Ada".to_owned(), date: date("2026-11-01"), reference: "T-1".to_owned() }
}

/// What is added up, with little to write.
#[derive(Debug)]
struct Case {
    terms: Terms,
    outcomes: Vec<Outcome>,
    gates: Vec<Outcome>,
    waivers: Vec<Waiver>,
    attestations: Vec<Attestation>,
    evidence: Evidence,
}

impl Case {
    fn of(terms: Terms) -> Case {
        Case {
            terms,
            outcomes: vec![],
            gates: vec![],
            waivers: vec![],
            attestations: vec![],
            evidence: Evidence::NotMade,
        }
    }

    fn whole(&self) -> Summary {
        whole(&Given {
            terms: &self.terms,
            outcomes: &self.outcomes,
            gates: &self.gates,
            waivers: &self.waivers,
            attestations: &self.attestations,
            evidence: self.evidence,
            date: date("2026-11-26"),
        })
    }

    fn item(&self, name: &str) -> (Standing, String) {
        let items = self.whole().definition_of_done;
        items
            .into_iter()
            .find(|item| item.item == name)
            .map_or_else(|| panic!("{name}"), |item| (item.standing, item.why))
    }
}

/// Outcomes of three clauses, an item and a gate, by chance, with waivers and attestations for some of them.
fn any_case() -> impl Strategy<Value = Case> {
    let clauses = ["a", "b", "c", "definition_of_done.tests_pass", "definition_of_done.scan_gates/0"];
    let verdict = prop::sample::select(vec![Verdict::Holds, Verdict::NotEvaluated, Verdict::Broken]);
    let of_each = prop::collection::vec((verdict, any::<bool>(), any::<bool>(), any::<bool>()), clauses.len());
    of_each.prop_map(move |known| {
        let gates = json!([{"category": "sast", "severity": "low"}]);
        let mut case = Case::of(asking(&["tests_pass", "no_contract_violations", "security_scan_pass"], gates));
        for (clause, (verdict, checked, waived, said)) in clauses.iter().zip(known) {
            let list = if clause.contains('/') { &mut case.gates } else { &mut case.outcomes };
            list.push(outcome(clause, checked.then_some("x"), verdict));
            case.waivers.extend(waived.then(|| waiver(clause, "2027-01-01")));
            case.attestations.extend(said.then(|| attested(clause)));
        }
        case
    })
}

proptest! {
    #[test]
    fn words_help_only_where_they_may(mut case in any_case()) {
        let with = case.whole();
        case.waivers.clear();
        case.attestations.clear();
        let without = case.whole();
        let counts = without.clauses;
        prop_assert_eq!(with.clauses.holds, counts.holds);
        prop_assert_eq!(with.clauses.waived + with.clauses.broken, counts.broken);
        prop_assert_eq!(with.clauses.attested + with.clauses.not_evaluated, counts.not_evaluated);
        prop_assert_eq!(counts.waived + counts.attested, 0);
        prop_assert!(without.remarks.is_empty());
        // Nobody's word makes the whole worse, and without it the whole is as bad as what was seen.
        prop_assert!(with.verdict <= without.verdict);
        let open = case.gates.iter().any(|gate| gate.verdict == Verdict::NotEvaluated);
        let seen = case.outcomes.iter().chain(&case.gates).map(|outcome| outcome.verdict).max();
        prop_assert_eq!(Some(without.verdict), if open { Some(Verdict::Broken) } else { seen });
    }

    #[test]
    fn every_waiver_counts_or_is_told(case in any_case()) {
        let summary = case.whole();
        let known = |clause: &str| case.outcomes.iter().chain(&case.gates).find(|outcome| outcome.clause == clause);
        for waiver in &case.waivers {
            let broken = known(&waiver.clause).is_some_and(|outcome| outcome.verdict == Verdict::Broken);
            let told = summary.remarks.iter().any(|remark| remark.about == waiver.clause && remark.says.contains("waiver"));
            prop_assert_ne!(broken, told);
        }
    }
}
