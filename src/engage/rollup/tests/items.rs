//! The items of the definition of done.

use serde_json::json;

use super::{Case, asking, attested, outcome, terms, terms_with, waiver};
use crate::engage::rollup::{Evidence, Standing};
use crate::engage::verdict::Verdict::{Broken, Holds, NotEvaluated};

#[test]
fn only_what_is_asked_for_is_an_item() {
    let names =
        |terms| Case::of(terms).whole().definition_of_done.into_iter().map(|item| item.item).collect::<Vec<_>>();
    let usual = ["tests_pass", "no_contract_violations", "coverage_met", "security_scan_pass"];
    assert_eq!(names(terms(json!({}))), [&usual[..], &["pr_comment_posted"]].concat());
    assert_eq!(names(asking(&["dpo_review_gate"], json!([]))), ["dpo_review_gate"]);
}

#[test]
fn nothing_known_is_not_evaluated_and_fails_only_where_asked() {
    let summary = Case::of(terms(json!({}))).whole();
    assert!(summary.definition_of_done.iter().all(|item| item.standing == Standing::NotEvaluated));
    assert!(summary.fails(true) && !summary.fails(false));
}

#[test]
fn a_blocking_gate_that_was_not_evaluated_is_a_failure() {
    let gates = json!([{"category": "secret", "severity": "low"}, {"category": "license", "severity": "low", "blocking": false}]);
    let mut case = Case::of(asking(&["security_scan_pass"], gates));
    let gate = |at: usize, verdict| outcome(&format!("definition_of_done.scan_gates/{at}"), Some("scan"), verdict);
    case.gates = vec![gate(0, NotEvaluated), gate(1, Broken)];
    assert_eq!(case.item("scan_gates"), (Standing::Broken, "gate `secret` at `low`: so".to_owned()));
    assert_eq!(case.item("security_scan_pass").0, Standing::Broken);
    assert!(case.whole().fails(false));
    case.attestations = vec![attested("security_scan_pass")];
    assert!(case.whole().remarks[0].says.ends_with("gates of the contract say it"));
    case.gates = vec![gate(0, Holds), gate(1, Broken)];
    assert_eq!(case.item("scan_gates"), (Standing::Holds, "1 blocking gate holds".to_owned()));
    assert!(!case.whole().fails(true));
    case.gates = vec![gate(0, Broken)];
    case.waivers = vec![waiver("definition_of_done.scan_gates/0", "2027-01-01")];
    assert_eq!(case.item("scan_gates").0, Standing::Waived);
    case.gates = vec![];
    assert_eq!(case.item("scan_gates").0, Standing::Broken);
}

#[test]
fn what_was_found_is_told_before_what_nobody_looked_for() {
    let gates = json!([{"category": "secret", "severity": "low"}, {"category": "sast", "severity": "low"}]);
    let mut case = Case::of(asking(&[], gates));
    let gate = |at: usize, verdict| outcome(&format!("definition_of_done.scan_gates/{at}"), Some("scan"), verdict);
    case.gates = vec![gate(0, NotEvaluated), gate(1, Broken)];
    assert_eq!(case.item("scan_gates").1, "gate `sast` at `low`: so");
}

#[test]
fn without_gates_of_security_a_person_may_say_that_the_scan_passes() {
    let mut case = Case::of(asking(&["security_scan_pass"], json!([{"category": "license", "severity": "low"}])));
    assert_eq!(case.item("security_scan_pass").0, Standing::NotEvaluated);
    case.attestations = vec![attested("definition_of_done.security_scan_pass")];
    assert_eq!(case.item("security_scan_pass"), (Standing::Attested, "Ada said so on 2026-11-01: T-1".to_owned()));
}

#[test]
fn tests_and_coverage_are_seen_by_machines_alone() {
    let mut case = Case::of(asking(&["tests_pass", "coverage_met"], json!([])));
    case.outcomes = vec![
        outcome("definition_of_done.tests_pass", None, NotEvaluated),
        outcome("quality.test_coverage_min", Some("x"), Holds),
    ];
    case.attestations = vec![attested("tests_pass")];
    assert_eq!(case.item("tests_pass").0, Standing::NotEvaluated);
    assert_eq!(case.whole().remarks[0].says, "the attestation does not count: a machine can look at it, and has not");
    assert_eq!(case.item("coverage_met").0, Standing::Holds);
    case.outcomes.push(outcome("definition_of_done.coverage_met", Some("x"), Broken));
    assert_eq!(case.item("coverage_met").0, Standing::Broken);
}

#[test]
fn evidence_must_be_signed_unless_the_contract_says_otherwise() {
    let mut case = Case::of(asking(&["evidence_generated"], json!([])));
    let mut standing = |evidence, signed: Option<bool>| {
        case.evidence = evidence;
        case.terms.audit = signed.and_then(|signed| terms_with(json!({"audit": {"evidence_signed": signed}})).audit);
        case.item("evidence_generated").0
    };
    assert_eq!(standing(Evidence::Signed, None), Standing::Holds);
    assert_eq!(standing(Evidence::Unsigned, None), Standing::Broken);
    assert_eq!(standing(Evidence::Unsigned, Some(true)), Standing::Broken);
    assert_eq!(standing(Evidence::Unsigned, Some(false)), Standing::Holds);
}
