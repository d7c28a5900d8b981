//! Clauses, waivers and attestations.

use serde_json::json;

use super::{Case, asking, attested, date, outcome, waiver};
use crate::engage::rollup::{Attestation, Standing, Waiver};
use crate::engage::verdict::Verdict::{Broken, Holds, NotEvaluated};

#[test]
fn clauses_are_counted_with_waivers_and_attestations() {
    let mut case = Case::of(asking(&["no_contract_violations"], json!([])));
    case.outcomes = vec![
        outcome("a", Some("x"), Holds),
        outcome("b", None, NotEvaluated),
        outcome("c", Some("x"), Broken),
        outcome("definition_of_done.tests_pass", Some("x"), Broken),
    ];
    assert_eq!(case.item("no_contract_violations"), (Standing::Broken, "1 clause (`c`) is broken".to_owned()));
    assert!(case.whole().fails(false));
    case.waivers = vec![waiver("c", "2026-11-26")];
    assert_eq!(
        case.item("no_contract_violations"),
        (Standing::NotEvaluated, "1 clause (`b`) is not evaluated".to_owned())
    );
    case.attestations = vec![attested("b")];
    assert_eq!(
        case.item("no_contract_violations"),
        (Standing::Waived, "1 clause (`c`) is broken and waived".to_owned())
    );
    let summary = case.whole();
    let counts = summary.clauses;
    assert_eq!((counts.holds, counts.attested, counts.waived, counts.not_evaluated, counts.broken), (1, 1, 1, 0, 0));
    assert_eq!((summary.verdict, summary.remarks.len()), (Holds, 0));
    case.waivers = vec![waiver("c", "2026-11-25")];
    let summary = case.whole();
    assert_eq!(summary.verdict, Broken);
    assert_eq!(summary.remarks[0].says, "the waiver expired on 2026-11-25");
}

#[test]
fn waivers_and_attestations_that_do_not_count_are_told() {
    let mut case = Case::of(asking(&["no_contract_violations", "pen_test_pass"], json!([])));
    case.outcomes = vec![
        outcome("held", Some("x"), Holds),
        outcome("open", Some("x"), NotEvaluated),
        outcome("bad", Some("x"), Broken),
    ];
    case.waivers = vec![
        waiver("held", "2027-01-01"),
        waiver("open", "2027-01-01"),
        waiver("other", "2027-01-01"),
        Waiver { approver: "\u{200b} ".to_owned(), ..waiver("bad", "2027-01-01") },
        Waiver { approver: "Claude Code".to_owned(), ..waiver("bad", "2027-01-01") },
    ];
    case.attestations = vec![
        attested("open"),
        attested("bad"),
        attested("other"),
        Attestation { date: date("2026-11-27"), ..attested("pen_test_pass") },
        Attestation { reference: String::new(), ..attested("pen_test_pass") },
        Attestation { by: "claude-code".to_owned(), ..attested("pen_test_pass") },
    ];
    let summary = case.whole();
    let told: Vec<_> = summary.remarks.iter().map(|remark| format!("{}: {}", remark.about, remark.says)).collect();
    let expected = [
        "held: the waiver is not needed: the clause holds",
        "open: the waiver does not help: the clause was not evaluated",
        "other: the waiver is for a clause that nothing is known of",
        "bad: the waiver gives no reason, or does not name who allowed it",
        "bad: the waiver is of the contractor, `Claude Code`, who cannot waive",
        "open: the attestation does not count: a machine can look at it, and has not",
        "bad: the attestation does not count: something has looked at it",
        "other: the attestation is for nothing that a person may attest",
        "pen_test_pass: the attestation is of 2026-11-27, which is later than 2026-11-26",
        "pen_test_pass: the attestation does not say who gives it, or where it can be looked up",
        "pen_test_pass: the attestation is of the contractor, `claude-code`, who cannot attest",
    ];
    assert_eq!(told, expected);
    assert_eq!((summary.clauses.broken, summary.clauses.not_evaluated), (1, 1));
    assert_eq!(case.item("pen_test_pass").0, Standing::NotEvaluated);
}

#[test]
fn one_word_answers_a_clause_and_its_item() {
    let mut case = Case::of(asking(&["pr_comment_posted", "pen_test_pass"], json!([])));
    let clauses = ["audit.pr_comment_required", "security.pen_test_gate"];
    case.outcomes = clauses.map(|clause| outcome(clause, None, NotEvaluated)).to_vec();
    case.attestations = vec![attested("pr_comment_posted"), attested("security.pen_test_gate")];
    let summary = case.whole();
    assert_eq!((summary.verdict, summary.clauses.attested), (Holds, 2), "{:?}", summary.remarks);
}

#[test]
fn many_clauses_are_not_all_named() {
    let mut case = Case::of(asking(&["no_contract_violations"], json!([])));
    case.outcomes = (0..7).map(|at| outcome(&format!("c{at}"), Some("x"), Broken)).collect();
    let why = case.item("no_contract_violations").1;
    assert_eq!(why, "7 clauses (`c0`, `c1`, `c2`, `c3`, `c4`, 2 more) are broken");
}
