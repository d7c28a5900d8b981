//! What a bundle holds.

use serde_json::{Value, json};

use super::{bundle, contract, date, facts, key, value};
use crate::engage::evidence::{Bundle, canonical, make, sha256};
use crate::engage::rollup::Standing;
use crate::engage::verdict::Verdict;

fn read(bytes: &[u8]) -> Bundle {
    serde_json::from_slice(bytes).unwrap_or_else(|why| panic!("{why}"))
}

#[test]
fn the_same_values_give_the_same_bytes() {
    let contract = contract();
    let mut turned = facts(&contract);
    turned.inputs.reverse();
    turned.inputs.push(turned.inputs[0].clone());
    assert_eq!(make(turned, Some(&key())).expect("a bundle"), bundle());
    let other_order: Value =
        serde_json::from_str(&serde_json::to_string_pretty(&contract).expect("text")).expect("JSON");
    assert_eq!(make(facts(&other_order), Some(&key())).expect("a bundle"), bundle());
}

#[test]
fn everything_is_in_it() {
    let bytes = bundle();
    let read = read(&bytes);
    assert_eq!(canonical(&value(&bytes)), bytes);
    assert_eq!(read.contract.sha256, sha256(&canonical(&contract())));
    assert_eq!(read.contract.document, contract());
    assert_eq!(read.retain_until, Some(date("2033-11-26")));
    let items: Vec<_> =
        read.summary.definition_of_done.iter().map(|item| (item.item.as_str(), item.standing)).collect();
    use Standing::*;
    let expected = [
        ("tests_pass", Holds),
        ("no_contract_violations", Waived),
        ("coverage_met", Holds),
        ("evidence_generated", Holds),
        ("security_scan_pass", Holds),
        ("pr_comment_posted", Attested),
        ("pen_test_pass", Attested),
        ("scan_gates", Holds),
    ];
    assert_eq!(items, expected);
    assert_eq!(read.summary.verdict, Verdict::Holds);
    let counts = json!({"holds": 19, "attested": 1, "waived": 1, "not_evaluated": 0, "broken": 0});
    assert_eq!(value(&bytes)["summary"]["clauses"], counts);
}

#[test]
fn without_a_key_there_is_no_signature_and_evidence_is_broken() {
    let contract = contract();
    let unsigned = make(facts(&contract), None).expect("a bundle");
    assert!(value(&unsigned).get("signature").is_none());
    let read = read(&unsigned);
    let item = read.summary.definition_of_done.iter().find(|item| item.item == "evidence_generated").expect("the item");
    assert_eq!(item.standing, Standing::Broken);
    assert_eq!(read.summary.verdict, Verdict::Broken);
}

#[test]
fn a_contract_that_cannot_be_read_has_no_bundle() {
    let odd = json!({"project": 3});
    assert!(make(facts(&odd), None).expect_err("none").starts_with("the contract cannot be read: "));
}
