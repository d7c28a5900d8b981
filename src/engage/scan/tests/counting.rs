//! Gates count what they should.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::real::report;
use super::{run, sarif};
use crate::engage::scan::{Category, ScanReport, gates, read};
use crate::engage::terms::Gate;
use crate::engage::verdict::{Outcome, Verdict};

fn gate(category: &str, severity: &str, threshold: u32) -> Gate {
    Gate { category: category.to_owned(), severity: severity.to_owned(), threshold, blocking: true }
}

fn one(gate: Gate, reports: &[ScanReport]) -> Outcome {
    gates(&[gate], reports).into_iter().next().expect("an outcome for the gate")
}

fn verdict(category: &str, severity: &str, threshold: u32, reports: &[ScanReport]) -> Verdict {
    one(gate(category, severity, threshold), reports).verdict
}

fn findings(list: Value) -> ScanReport {
    read("findings.json", list.to_string().as_bytes()).unwrap_or_else(|why| panic!("{why}"))
}

#[test]
fn a_gate_fires_above_its_threshold() {
    let reports = [report("bandit.sarif")];
    let high = one(gate("sast", "high", 0), &reports);
    assert_eq!((high.verdict, high.found.len()), (Verdict::Broken, 2));
    assert_eq!(high.clause, "definition_of_done.scan_gates/0");
    assert!(high.found[0].message.starts_with("`B602`: "), "{:?}", high.found[0]);
    assert_eq!(verdict("sast", "high", 1, &reports), Verdict::Broken);
    assert_eq!(verdict("sast", "high", 2, &reports), Verdict::Holds);
    assert_eq!(verdict("sast", "critical", 0, &reports), Verdict::Holds);
    assert_eq!(verdict("sast", "info", 8, &reports), Verdict::Broken);
    assert_eq!(verdict("sast", "info", 9, &reports), Verdict::Holds);
}

#[test]
fn what_nobody_looked_for_is_not_evaluated() {
    let none = one(gate("license", "low", 0), &[report("bandit.sarif")]);
    assert_eq!(none.verdict, Verdict::NotEvaluated);
    assert_eq!(none.why, "no report covers `license`; the gate blocks, so this is a failure");
    let advisory = Gate { blocking: false, ..gate("license", "low", 0) };
    assert_eq!(one(advisory, &[]).why, "no report covers `license`");
    // Bandit finds a password by the way: that counts, but it is no scanner of secrets.
    assert_eq!(verdict("secret", "low", 0, &[report("bandit.sarif")]), Verdict::Broken);
    assert_eq!(verdict("secret", "low", 1, &[report("bandit.sarif")]), Verdict::NotEvaluated);
    assert_eq!(verdict("secret", "critical", 0, &[report("detect-secrets.json")]), Verdict::Broken);
}

#[test]
fn a_clean_scanner_has_looked_and_a_broken_one_has_not() {
    assert_eq!(verdict("secret", "low", 0, &[run("gitleaks", json!([]), json!([]))]), Verdict::Holds);
    let off = sarif(
        json!({"tool": {"driver": {"name": "gitleaks"}}, "results": [], "invocations": [{"executionSuccessful": false}]}),
    );
    let outcome = one(gate("secret", "low", 0), std::slice::from_ref(&off));
    assert_eq!(outcome.verdict, Verdict::NotEvaluated);
    assert!(outcome.why.contains("`gitleaks` did not run to the end"), "{}", outcome.why);
    assert_eq!(verdict("secret", "low", 0, &[off.of(Category::Secret)]), Verdict::NotEvaluated);
    // What semgrep looked for is told by the rules it lists, found or not.
    assert_eq!(verdict("code_quality", "high", 0, &[report("semgrep.sarif")]), Verdict::Holds);
    assert_eq!(verdict("iac", "high", 0, &[report("semgrep.sarif")]), Verdict::NotEvaluated);
}

#[test]
fn an_unknown_scanner_needs_its_category_said() {
    let unknown = run("acme", json!([]), json!([{"ruleId": "x", "level": "error"}]));
    let outcome = one(gate("sast", "high", 0), std::slice::from_ref(&unknown));
    assert_eq!(outcome.verdict, Verdict::NotEvaluated);
    assert!(outcome.why.contains("that of `acme` does not tell what was looked for"), "{}", outcome.why);
    assert_eq!(unknown.unmapped().count(), 1);
    let both = [unknown.clone(), report("bandit.sarif")];
    let outcome = one(gate("sast", "high", 2), &both);
    assert_eq!(outcome.verdict, Verdict::NotEvaluated);
    assert!(outcome.why.contains("but 1 finding of `acme` without a category could be more"), "{}", outcome.why);
    assert_eq!(verdict("sast", "high", 3, &both), Verdict::Holds);
    assert_eq!(verdict("sast", "high", 0, &[unknown.clone().of(Category::Sast)]), Verdict::Broken);
    assert_eq!(verdict("sast", "critical", 0, &[unknown.of(Category::Sast)]), Verdict::Holds);
}

#[test]
fn the_same_finding_is_counted_once_and_as_its_worst() {
    let finding = |severity: &str, line: u32| json!({"category": "sast", "severity": severity, "rule": "r", "file": "a.py", "line": line});
    let reports = [
        findings(json!([finding("low", 1), finding("low", 2)])),
        findings(json!([finding("high", 1), finding("low", 1)])),
    ];
    assert_eq!(verdict("sast", "low", 1, &reports), Verdict::Broken);
    assert_eq!(verdict("sast", "low", 2, &reports), Verdict::Holds);
    assert_eq!(verdict("sast", "high", 0, &reports), Verdict::Broken);
    let twice = [report("bandit.sarif"), report("bandit.sarif")];
    assert_eq!(verdict("sast", "high", 2, &twice), Verdict::Holds);
    // Without a line, each is one of its own: a package is listed once, and nothing else tells two of them apart.
    let package = |name: &str| json!({"category": "dependency", "severity": "high", "rule": "CVE-1", "message": name});
    let packages = [findings(json!([package("a"), package("b"), package("a")]))];
    assert_eq!(verdict("dependency", "high", 2, &packages), Verdict::Broken);
    assert_eq!(verdict("dependency", "high", 3, &packages), Verdict::Holds);
    let word = |message: &str| json!({"category": "sast", "severity": "high", "rule": "r", "file": "a.py", "line": 1, "message": message});
    assert_eq!(verdict("sast", "high", 1, &[findings(json!([word("one"), word("two")]))]), Verdict::Broken);
}

#[test]
fn what_nobody_weighed_could_be_worse() {
    let checkov = run("checkov", json!([]), json!([{"ruleId": "CKV_AWS_20", "level": "error"}]));
    let high = one(gate("iac", "high", 0), std::slice::from_ref(&checkov));
    assert_eq!(high.verdict, Verdict::NotEvaluated);
    assert!(high.why.contains("but 1 finding of `checkov` without a severity could be more"), "{}", high.why);
    assert_eq!(verdict("iac", "high", 1, std::slice::from_ref(&checkov)), Verdict::Holds);
    assert_eq!(verdict("iac", "medium", 0, &[checkov]), Verdict::Broken);
    assert_eq!(verdict("iac", "critical", 0, &[run("checkov", json!([]), json!([]))]), Verdict::Holds);
}

#[test]
fn a_secret_is_never_told() {
    let told = one(gate("secret", "low", 0), &[report("bandit.sarif"), report("ruff.sarif")]);
    let messages: Vec<_> = told.found.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(messages, ["`B105`: a secret stands here (Bandit, low)", "`S105`: a secret stands here (ruff, medium)"]);
}

#[test]
fn suppressed_findings_are_not_counted() {
    let report = report("semgrep.sarif");
    assert_eq!(report.suppressed.len(), 1);
    assert_eq!(verdict("sast", "high", 0, std::slice::from_ref(&report)), Verdict::Broken);
    assert_eq!(verdict("sast", "high", 1, &[report]), Verdict::Holds);
}

#[test]
fn wide_categories_count_narrow_ones_and_say_what_nobody_looked_for() {
    let reports = [report("bandit.sarif"), report("ruff.sarif")];
    assert_eq!(verdict("security", "high", 0, &reports), Verdict::Broken);
    // Ruff does not say how bad what it found is.
    assert_eq!(verdict("security", "critical", 0, &reports), Verdict::NotEvaluated);
    let held = one(gate("security", "critical", 0), &reports[..1]);
    assert_eq!(held.verdict, Verdict::Holds);
    assert!(held.why.ends_with("`Bandit` looked, nobody for `dependency`, `iac`, `secret`"), "{}", held.why);
    assert_eq!(verdict("quality", "medium", 0, &reports), Verdict::Broken);
    assert_eq!(verdict("quality", "critical", 0, &reports[..1]), Verdict::NotEvaluated);
    // A finding that is only called `security` is none of the narrow ones.
    let vague = [findings(json!([{"category": "security", "severity": "high"}])), report("hadolint.sarif")];
    assert_eq!(verdict("security", "high", 1, &vague), Verdict::Broken);
    assert_eq!(verdict("iac", "high", 1, &vague), Verdict::Holds);
}

#[test]
fn a_gate_that_is_not_of_the_schema_is_not_evaluated() {
    assert_eq!(verdict("secrets", "high", 0, &[report("bandit.sarif")]), Verdict::NotEvaluated);
    assert_eq!(verdict("secret", "severe", 0, &[report("bandit.sarif")]), Verdict::NotEvaluated);
}

const CATEGORIES: [&str; 4] = ["sast", "secret", "security", "license"];
const SEVERITIES: [&str; 5] = ["info", "low", "medium", "high", "critical"];

proptest! {
    #[test]
    fn the_count_is_that_of_one_who_counts_by_hand(
        listed in prop::collection::vec((0usize..4, 0usize..5, 0u32..3, 1u32..4), 0..12),
        split in 0usize..12, asked in 0usize..4, at in 0usize..5, threshold in 0u32..5,
    ) {
        let one_of = |(category, severity, rule, line): &(usize, usize, u32, u32)| {
            json!({"category": CATEGORIES[*category], "severity": SEVERITIES[*severity], "rule": rule.to_string(), "file": "f", "line": line})
        };
        let (first, second) = listed.split_at(split.min(listed.len()));
        let list = |part: &[_]| findings(json!({"categories": CATEGORIES, "findings": part.iter().map(one_of).collect::<Vec<_>>()}));
        let reports = [list(first), list(second)];
        let wanted = |category: usize| category == asked || (CATEGORIES[asked] == "security" && CATEGORIES[category] != "license");
        let mut worst: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        for (category, severity, rule, line) in &listed {
            if wanted(*category) {
                let kept = worst.entry((*rule, *line)).or_default();
                *kept = (*kept).max(*severity);
            }
        }
        let count = worst.values().filter(|severity| **severity >= at).count();
        let outcome = one(gate(CATEGORIES[asked], SEVERITIES[at], threshold), &reports);
        let fires = count > threshold as usize;
        prop_assert_eq!(outcome.verdict, if fires { Verdict::Broken } else { Verdict::Holds });
        prop_assert_eq!(outcome.found.len(), if fires { count } else { 0 });
    }
}
