//! Each thing that is wrong with a bundle is told apart.

use std::fs;

use serde_json::{Value, json};

use super::{Held, REPORT, bundle, contract, date, facts, key, value};
use crate::engage::evidence::{Asked, Input, PrivateKey, Problem, canonical, make, verify};

fn names(problems: &[Problem]) -> Vec<&'static str> {
    problems.iter().map(Problem::name).collect()
}

#[test]
fn a_whole_bundle_has_no_problem() {
    let held = Held::new();
    assert_eq!(held.problems(&bundle()), []);
    assert_eq!(held.problems_on(&bundle(), "2026-11-26"), []);
    assert_eq!(held.problems_on(&bundle(), "2026-12-31"), []);
    let little = Asked {
        contract: None,
        trusted: &held.trusted,
        root: None,
        files: &[],
        outside: &[],
        commit: None,
        require_signature: false,
        date: date("2026-11-27"),
    };
    assert_eq!(verify(&bundle(), &little), []);
}

/// Nothing is at hand but the bundle.
fn asked_little() -> Asked<'static> {
    let date = date("2026-11-27");
    Asked {
        contract: None,
        trusted: &[],
        root: None,
        files: &[],
        outside: &[],
        commit: None,
        require_signature: false,
        date,
    }
}

#[test]
fn a_contract_that_is_silent_on_signatures_asks_for_one() {
    let mut silent = contract();
    silent.as_object_mut().expect("families").remove("audit");
    let unsigned = make(facts(&silent), None).expect("a bundle");
    assert_eq!(verify(&unsigned, &asked_little()), [Problem::Unsigned]);
    silent["definition_of_done"]["evidence_generated"] = json!(false);
    let unsigned = make(facts(&silent), None).expect("a bundle");
    assert_eq!(verify(&unsigned, &asked_little()), []);
}

#[test]
fn what_lies_in_the_folder_is_compared_with_what_was_read() {
    let held = Held::new();
    let contract = contract();
    let mut facts = facts(&contract);
    facts.uncommitted = vec!["src/app.py".to_owned()];
    facts.inputs.push(Input { outside: true, ..Input::of("waivers.json", b"[]") });
    let bytes = make(facts, Some(&key())).expect("a bundle");
    let whole = contract.to_string();
    let there = [("devcontract.json", whole.as_bytes()), ("new.py", b"x"), ("reports/scan.sarif", REPORT)];
    let files = there.map(|(path, bytes)| Input::of(path, bytes));
    let asked = Asked {
        trusted: &held.trusted,
        root: Some(held.folder.path()),
        files: &files,
        commit: Some("0123456789abcdef00"),
        ..asked_little()
    };
    let (new, open) = (Problem::NewInput("new.py".to_owned()), Problem::Uncommitted("src/app.py".to_owned()));
    assert_eq!(verify(&bytes, &asked), [new, open]);
    let waivers = |bytes| [Input::of("waivers.json", bytes)];
    let of = |outside: &[Input]| verify(&bytes, &Asked { files: &[], outside, ..asked });
    assert_eq!(names(&of(&waivers(b"[]"))), ["uncommitted"]);
    assert_eq!(names(&of(&waivers(b"[{}]"))), ["changed_input", "uncommitted"]);
    assert_eq!(names(&of(&[Input::of("other.json", b"[]")])), ["new_input", "uncommitted"]);
    let other = verify(&bundle(), &Asked { commit: Some("fedcba"), files: &[], ..asked });
    assert_eq!(names(&other), ["other_commit"]);
}

#[test]
fn a_clause_that_stands_twice_is_told_once() {
    let mut doubled = contract();
    doubled["stack"]["forbidden_services"] = json!(["ec2", "ec2"]);
    let bytes = make(facts(&doubled), Some(&key())).expect("a bundle");
    let held = Held::new();
    assert_eq!(verify(&bytes, &Asked { trusted: &held.trusted, ..asked_little() }), []);
}

#[test]
fn what_is_no_bundle() {
    let held = Held::new();
    assert_eq!(names(&held.problems(b"not JSON")), ["no_json"]);
    assert_eq!(names(&held.problems(b"[]")), ["no_bundle"]);
    assert_eq!(names(&held.problems(br#"{"schema":"contract.evidence/9"}"#)), ["unknown_schema"]);
    assert_eq!(names(&held.problems(br#"{"schema":"contract.evidence/1"}"#)), ["no_bundle"]);
}

#[test]
fn another_layout_is_not_another_content() {
    let held = Held::new();
    let pretty = serde_json::to_vec_pretty(&value(&bundle())).expect("bytes");
    assert_eq!(held.problems(&pretty), [Problem::NotCanonical]);
    let mut newline = bundle();
    newline.push(b'\n');
    assert_eq!(held.problems(&newline), [Problem::NotCanonical]);
    // Of a key that stands twice, one would be seen and the other signed.
    let twice = String::from_utf8(bundle()).expect("text").replacen("{\"attest", "{\"commit\":\"x\",\"attest", 1);
    assert_eq!(held.problems(twice.as_bytes()), [Problem::NotCanonical]);
}

#[test]
fn an_unsigned_bundle_is_told_where_a_signature_is_required() {
    let held = Held::new();
    let contract = contract();
    let unsigned = make(facts(&contract), None).expect("a bundle");
    assert_eq!(held.problems(&unsigned), [Problem::Unsigned]);
    let mut stripped = value(&bundle());
    stripped.as_object_mut().expect("keys").remove("signature");
    assert_eq!(names(&held.problems(&canonical(&stripped))), ["unsigned", "does_not_follow", "does_not_follow"]);
    let mut lax = contract.clone();
    lax["audit"]["evidence_signed"] = json!(false);
    let unsigned = make(facts(&lax), None).expect("a bundle");
    let asked = asked_little();
    assert_eq!(verify(&unsigned, &asked), []);
    assert_eq!(verify(&unsigned, &Asked { require_signature: true, ..asked }), [Problem::Unsigned]);
}

#[test]
fn an_unknown_key_is_told() {
    let held = Held::new();
    let contract = contract();
    let other = PrivateKey::of_seed([8; 32]);
    let foreign = make(facts(&contract), Some(&other)).expect("a bundle");
    assert_eq!(held.problems(&foreign), [Problem::UnknownKey(other.public().id())]);
}

#[test]
fn a_foreign_contract_is_told() {
    let mut held = Held::new();
    held.contract["stack"]["region"] = json!("us-east-1");
    assert_eq!(names(&held.problems(&bundle())), ["foreign_contract"]);
}

#[test]
fn inputs_are_looked_at() {
    let held = Held::new();
    fs::write(held.folder.path().join("reports/scan.sarif"), "another report").expect("written");
    fs::remove_file(held.folder.path().join("devcontract.json")).expect("removed");
    let told = held.problems(&bundle());
    let expected =
        [Problem::MissingInput("devcontract.json".to_owned()), Problem::ChangedInput("reports/scan.sarif".to_owned())];
    assert_eq!(told, expected);
    for path in ["../x", "/etc/passwd", "a//b", "C:\\x", "a/./b", ""] {
        let contract = contract();
        let mut facts = facts(&contract);
        facts.inputs = vec![crate::engage::evidence::Input::of(path, b"")];
        let bytes = make(facts, Some(&key())).expect("a bundle");
        assert_eq!(held.problems(&bytes), [Problem::OddPath(path.to_owned())]);
    }
}

#[test]
fn days_are_looked_at() {
    let held = Held::new();
    assert_eq!(held.problems_on(&bundle(), "2026-11-25"), [Problem::OfLater(date("2026-11-26"))]);
    let waiver = Problem::ExpiredWaiver("quality.docstrings".to_owned(), date("2026-12-31"));
    for day in ["2027-01-01", "2033-11-26"] {
        assert_eq!(held.problems_on(&bundle(), day), std::slice::from_ref(&waiver));
    }
    assert_eq!(held.problems_on(&bundle(), "2033-11-27"), [waiver, Problem::RetentionOver(date("2033-11-26"))]);
}

/// A bundle that was changed by somebody who has the key.
fn resigned(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let mut bundle = value(&bundle());
    change(&mut bundle);
    super::tampering::sign(bundle, &key())
}

#[test]
fn a_summary_is_added_up_again() {
    let held = Held::new();
    let bytes = resigned(|bundle| {
        let outcomes = bundle["outcomes"].as_array_mut().expect("a list");
        let tests = outcomes.iter_mut().find(|own| own["clause"] == "definition_of_done.tests_pass").expect("one");
        tests["verdict"] = json!("broken");
    });
    assert_eq!(names(&held.problems(&bytes)), ["does_not_follow", "does_not_follow"]);
    let bytes = resigned(|bundle| bundle["waivers"] = json!([]));
    let told = held.problems(&bytes);
    assert!(told.contains(&Problem::DoesNotFollow("no_contract_violations".to_owned())), "{told:?}");
    let bytes = resigned(|bundle| bundle["gates"] = json!([]));
    let told = held.problems(&bytes);
    assert!(told.contains(&Problem::DoesNotFollow("scan_gates".to_owned())), "{told:?}");
    assert!(told.contains(&Problem::MissingOutcome("definition_of_done.scan_gates/1".to_owned())), "{told:?}");
    let bytes = resigned(|bundle| drop(bundle["outcomes"].as_array_mut().expect("a list").remove(0)));
    assert!(held.problems(&bytes).contains(&Problem::MissingOutcome("stack.language".to_owned())));
    let bytes = resigned(|bundle| {
        let first = bundle["outcomes"][0].clone();
        bundle["outcomes"].as_array_mut().expect("a list").push(first);
    });
    assert!(names(&held.problems(&bytes)).contains(&"odd_outcome"));
}

#[test]
fn problems_are_told_in_words() {
    let told = Problem::ForeignContract { found: "a".to_owned(), expected: "b".to_owned() };
    assert_eq!(told.to_string(), "the bundle is of another contract: its hash is `a`, ours `b`");
}
