//! SARIF is read as the standard says.

use serde_json::{Value, json};

use super::{run, sarif, why_not};
use crate::engage::scan::{ScanReport, Severity};

fn severities(report: &ScanReport) -> Vec<Severity> {
    report.findings.iter().map(|finding| finding.severity).collect()
}

#[test]
fn the_first_that_says_how_bad_it_is_holds() {
    use Severity::*;
    let rules = json!([
        {"id": "scored", "properties": {"security-severity": "9.8"}, "defaultConfiguration": {"level": "note"}},
        {"id": "leveled", "defaultConfiguration": {"level": "error", "rank": 20.0}},
        {"id": "silent", "properties": {"security-severity": "0.0"}},
        {"id": "worded", "properties": {"severity": "LOW"}},
    ]);
    let results = json!([
        {"ruleId": "scored", "level": "note"},
        {"ruleId": "scored", "properties": {"security-severity": 5}},
        {"ruleId": "leveled", "rank": 95.0, "level": "note"},
        {"ruleId": "leveled", "rank": 95.0},
        {"ruleId": "leveled", "level": null},
        {"ruleId": "silent"},
        {"ruleId": "worded", "level": "error"},
        {"ruleId": "none", "level": "none"},
        {"ruleId": "odd", "level": "dreadful"},
    ]);
    let told = severities(&run("acme", rules, results));
    assert_eq!(told, [Critical, Medium, Low, Critical, Low, Medium, Low, Info, Medium]);
}

#[test]
fn a_rule_gives_the_level_where_nothing_else_does() {
    let rules = json!([{"id": "a", "defaultConfiguration": {"level": "error"}}, {"id": "b", "defaultConfiguration": {"level": "none"}}]);
    let results =
        json!([{"ruleIndex": 0}, {"rule": {"index": 1}}, {"rule": {"id": "a"}}, {"ruleId": "a/7"}, {"ruleId": "c"}]);
    let report = run("acme", rules, results);
    use Severity::*;
    assert_eq!(severities(&report), [High, Info, High, High, Medium]);
    let names: Vec<_> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(names, ["a", "b", "a", "a/7", "c"]);
}

#[test]
fn rules_of_extensions_are_found() {
    let report = sarif(json!({
        "tool": {"driver": {"name": "codeql", "rules": [{"id": "driver", "defaultConfiguration": {"level": "note"}}]}, "extensions": [
            {"name": "pack", "rules": [{"id": "py/x", "properties": {"tags": ["security"], "security-severity": "7.5"}}]}]},
        "results": [
            {"ruleId": "py/x", "rule": {"index": 0, "toolComponent": {"index": 0}}},
            {"rule": {"index": 0, "toolComponent": {"name": "pack"}}},
            {"ruleId": "py/x"}],
    }));
    assert_eq!(severities(&report), [Severity::High; 3]);
    assert!(report.findings.iter().all(|finding| finding.category.is_some_and(|of| of.name() == "sast")));
}

#[test]
fn only_what_fails_and_is_not_suppressed_is_a_finding() {
    let suppressed = |status: Value| json!({"ruleId": "r", "suppressions": [{"kind": "external", "status": status}]});
    let results = json!([
        {"ruleId": "r"},
        {"ruleId": "r", "kind": "fail"},
        {"ruleId": "r", "suppressions": []},
        {"ruleId": "r", "suppressions": null},
        suppressed(json!("underReview")),
        suppressed(json!("rejected")),
        suppressed(json!("accepted")),
        {"ruleId": "r", "suppressions": [{"kind": "inSource"}]},
        {"ruleId": "r", "suppressions": [{"kind": "inSource"}, {"kind": "external", "status": "rejected"}]},
        {"ruleId": "r", "kind": "pass"},
        {"ruleId": "r", "kind": "review"},
        {"ruleId": "r", "baselineState": "absent"},
        {"ruleId": "r", "baselineState": "unchanged"},
    ]);
    let report = run("bandit", json!([]), results);
    assert_eq!((report.findings.len(), report.suppressed.len(), report.others), (8, 2, 2));
}

#[test]
fn places_and_words_are_found_where_they_stand() {
    let report = sarif(json!({
        "tool": {"driver": {"name": "acme", "rules": [{"id": "m", "messageStrings": {"default": {"text": "`{0}` is not {1}"}}}]}},
        "originalUriBaseIds": {"ROOT": {"uri": "file:///ci/build/"}, "SRC": {"uri": "src", "uriBaseId": "ROOT"}},
        "artifacts": [{"location": {"uri": "a/b.py"}}],
        "results": [
            {"ruleId": "m", "message": {"id": "default", "arguments": ["x", "y"]}, "locations": [{"physicalLocation": {
                "artifactLocation": {"uri": "c.py", "uriBaseId": "SRC"}, "region": {"startLine": 3, "startColumn": 5}}}]},
            {"ruleId": "n", "message": {"text": "words"}, "locations": [{"physicalLocation": {"artifactLocation": {"index": 0}}}]},
            {"ruleId": "n", "locations": [{"physicalLocation": {"artifactLocation": {"uri": "file:///ci/build/d%20e.py"}}}]},
            {"ruleId": "n", "locations": [{"logicalLocations": [{"name": "f"}]}]}],
    }));
    let told: Vec<_> =
        report.findings.iter().map(|one| (one.path.as_str(), one.line, one.column, one.message.as_str())).collect();
    let expected =
        [("src/c.py", 3, 5, "`x` is not y"), ("a/b.py", 0, 0, "words"), ("d e.py", 0, 0, ""), ("", 0, 0, "")];
    assert_eq!(told, expected);
}

#[test]
fn a_run_that_did_not_end_looked_for_nothing() {
    let driver = json!({"driver": {"name": "bandit"}});
    assert!(!sarif(json!({"tool": driver, "results": []})).runs[0].covers.is_empty());
    assert!(sarif(json!({"tool": driver})).runs[0].covers.is_empty());
    let off = sarif(json!({"tool": driver, "results": [], "invocations": [{"executionSuccessful": false}]}));
    assert!(off.runs[0].covers.is_empty() && off.runs[0].failed.is_some());
    // A file that could not be read is as good as a run that did not end.
    let at = json!([{"physicalLocation": {"artifactLocation": {"uri": "only/bad.py"}}}]);
    let error = json!([{"level": "error", "message": {"text": "syntax error"}, "locations": at}]);
    for kind in ["toolConfigurationNotifications", "toolExecutionNotifications"] {
        let own = json!({"executionSuccessful": true, kind: error});
        let run = sarif(json!({"tool": driver, "results": [], "invocations": [own]}));
        assert_eq!(run.runs[0].failed.as_deref(), Some("`bandit` could not read `only/bad.py`"), "{kind}");
    }
    let note = json!([{"executionSuccessful": true, "toolExecutionNotifications": [{"level": "note"}], "exitCode": 1}]);
    assert!(sarif(json!({"tool": driver, "results": [], "invocations": note})).runs[0].failed.is_none());
    let code = json!([{"executionSuccessful": true, "exitCode": 2}]);
    assert!(sarif(json!({"tool": driver, "results": [], "invocations": code})).runs[0].covers.is_empty());
}

#[test]
fn a_wide_word_takes_no_finding_out_of_its_category() {
    let of = |word: &str| {
        let result = json!({"ruleId": "B602", "message": {"text": "x"}, "properties": {"category": word}});
        run("bandit", json!([]), json!([result])).findings[0].category.map(|own| own.name())
    };
    assert_eq!((of("security"), of("quality"), of("secret")), (Some("sast"), Some("sast"), Some("secret")));
}

#[test]
fn what_cannot_be_read_is_refused_with_a_reason() {
    assert!(why_not("{").starts_with("the report `report.json` cannot be read: it is no JSON"));
    assert!(why_not("3").contains("neither SARIF"));
    assert!(why_not(r#"{"version": "2.0.0", "runs": []}"#).contains("SARIF 2.0.0"));
    assert!(why_not(r#"{"version": "2.1.0", "runs": [{"tool": {}}]}"#).contains("driver"));
    let elsewhere = r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}},
        "externalPropertyFileReferences": {"results": [{"location": {"uri": "y"}}]}}]}"#;
    assert!(why_not(elsewhere).contains("other files"));
}

#[test]
fn a_mark_of_the_order_of_bytes_is_passed_over() {
    let text = "\u{feff}{\"version\": \"2.1.0\", \"runs\": []}";
    assert!(crate::engage::scan::read("x", text.as_bytes()).is_ok());
}
