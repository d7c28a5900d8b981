//! Scanners that are known by the table alone.

use serde_json::json;

use super::run;
use crate::engage::scan::{Category, table};

/// The category of one finding of a scanner.
fn category(tool: &str, rule: &str, tags: &[&str]) -> &'static str {
    let rules = json!([{"id": rule, "properties": {"tags": tags}}]);
    let report = run(tool, rules, json!([{"ruleId": rule}]));
    report.findings.first().and_then(|finding| finding.category).map_or("unmapped", Category::name)
}

#[test]
fn the_table_is_as_documented() {
    let cases: [(&str, &str, &[&str], &str); 30] = [
        ("Bandit", "B105", &["security"], "secret"),
        ("Bandit", "B602", &["security"], "sast"),
        ("ruff", "S602", &[], "sast"),
        ("ruff", "SIM102", &[], "code_quality"),
        ("Semgrep PRO", "python.django.security.audit.xss", &[], "sast"),
        ("Semgrep OSS", "my-own-rule", &[], "unmapped"),
        ("Opengrep OSS", "generic.secrets.gitleaks.aws", &["security"], "secret"),
        ("ESLint", "security/detect-unsafe-regex", &[], "sast"),
        ("ESLint", "no-unused-vars", &[], "code_quality"),
        ("checkov", "CKV2_AWS_6", &[], "iac"),
        ("checkov", "CKV_SECRET_2", &[], "secret"),
        ("Trivy", "CVE-2024-1", &["vulnerability", "security", "HIGH"], "dependency"),
        ("Trivy", "AVD-AWS-0001", &["misconfiguration", "security"], "iac"),
        ("Trivy", "aws-access-key-id", &["secret", "security"], "secret"),
        ("gitleaks", "generic-api-key", &[], "secret"),
        ("TruffleHog", "AWS", &[], "secret"),
        ("CodeQL", "py/sql-injection", &["security", "external/cwe/cwe-089"], "sast"),
        ("CodeQL", "py/unused-import", &["maintainability"], "code_quality"),
        ("Snyk Open Source", "SNYK-PYTHON-JINJA2-1", &["security"], "dependency"),
        ("SnykCode", "python/Sqli", &["security"], "sast"),
        ("Snyk IaC", "SNYK-CC-TF-1", &["security"], "iac"),
        ("osv-scanner", "CVE-2024-1", &[], "dependency"),
        ("cargo-audit", "RUSTSEC-2024-0001", &[], "dependency"),
        ("clippy", "clippy::unwrap_used", &[], "code_quality"),
        ("Hadolint", "DL3008", &[], "iac"),
        ("tfsec", "aws-s3-block", &[], "iac"),
        ("gosec", "G101", &[], "sast"),
        ("acme", "GHSA-1-2-3", &[], "dependency"),
        ("acme", "x", &["Security"], "security"),
        ("acme", "x", &["CWE-78: OS command"], "sast"),
    ];
    for (tool, rule, tags, expected) in cases {
        let told = category(tool, rule, tags);
        println!("{tool:<18} {rule:<34} {told}");
        assert_eq!(told, expected, "{tool} {rule}");
    }
    assert_eq!(category("Ruffian", "S602", &[]), "unmapped");
}

#[test]
fn the_table_can_be_printed() {
    let text = table();
    assert!(text.contains("| bandit | `sast` | rule `B105…`, `B106…`, `B107…` | `secret` | as reported |"), "{text}");
    assert!(text.lines().all(|line| line.matches('|').count() == 6), "{text}");
}

#[test]
fn a_secret_is_critical_where_the_scanner_does_not_weigh() {
    let severity = |tool, result| run(tool, json!([]), json!([result])).findings.first().map(|one| one.severity.name());
    assert_eq!(severity("gitleaks", json!({"ruleId": "k"})), Some("critical"));
    assert_eq!(severity("gitleaks", json!({"ruleId": "k", "properties": {"severity": "low"}})), Some("low"));
    assert_eq!(severity("Checkov", json!({"ruleId": "CKV_SECRET_2", "level": "error"})), Some("critical"));
    assert_eq!(severity("Checkov", json!({"ruleId": "CKV_AWS_2", "level": "error"})), Some("medium"));
}

#[test]
fn a_scanner_that_says_the_category_itself_is_believed() {
    let report = run("acme", json!([]), json!([{"ruleId": "x", "properties": {"category": "license"}}]));
    assert_eq!(report.findings[0].category, Some(Category::License));
}
