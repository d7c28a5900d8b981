//! Bundles are made the same every time, and nothing in them can be changed unseen.

mod form;
mod keys;
mod numbers;
mod said;
mod tampering;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::bundle::terms;
use super::{Asked, Facts, Input, PrivateKey, Problem, PublicKey, Tool, make, verify};
use crate::date::Date;
use crate::engage::checkers::clauses;
use crate::engage::rollup::{Attestation, Waiver};
use crate::engage::verdict::{Found, Outcome, Verdict};

const REPORT: &[u8] = b"a report";

fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|why| panic!("{why}"))
}

fn contract() -> Value {
    json!({
        "contract_version": "1.0", "project": "my-python-api",
        "parties": {"client": "me", "contractor": "claude-code"},
        "stack": {"language": "python", "language_version": "3.12", "runtime": "aws_lambda", "region": "eu-north-1",
                  "forbidden_services": ["ec2"]},
        "cost": {"budget_envelope": "aws_free_tier"},
        "security": {"auth_mechanism": "cognito_jwt", "secrets_store": "ssm_parameter_store"},
        "quality": {"docstrings": "all"},
        "audit": {"evidence_signed": true, "retention_years": 7},
        "definition_of_done": {"pen_test_pass": true, "scan_gates": [
            {"category": "secret", "severity": "critical"}, {"category": "license", "severity": "low", "blocking": false}]},
        "beyond": [1.5, null]
    })
}

fn outcome(clause: &str, checker: Option<&str>, verdict: Verdict) -> Outcome {
    Outcome {
        clause: clause.to_owned(),
        checker: checker.map(str::to_owned),
        verdict,
        why: "it was seen".to_owned(),
        found: vec![],
    }
}

/// Outcomes of all clauses; nothing is known of what people answer for, and one is broken at a place.
fn outcomes(contract: &Value, place: Found) -> Vec<Outcome> {
    let Ok(terms) = terms(contract) else { return Vec::new() };
    let of = |clause: String| match clause.as_str() {
        "security.auth_mechanism" => outcome(&clause, None, Verdict::NotEvaluated),
        "quality.docstrings" => {
            Outcome { found: vec![place.clone()], ..outcome(&clause, Some("python"), Verdict::Broken) }
        }
        _ => outcome(&clause, Some("a checker"), Verdict::Holds),
    };
    clauses(&terms).into_iter().map(of).collect()
}

fn facts(contract: &Value) -> Facts<'_> {
    let place =
        Found { path: "src/app.py".to_owned(), line: 3, column: 1, message: "`run` has no docstring".to_owned() };
    let attested = |item: &str| Attestation {
        item: item.to_owned(),
        by: "Ada".to_owned(),
        date: date("2026-11-01"),
        reference: "SEC-7".to_owned(),
    };
    Facts {
        contract,
        commit: "0123456789abcdef".to_owned(),
        uncommitted: Vec::new(),
        tool: Tool { name: "contract".to_owned(), version: "0.1.0".to_owned() },
        created: date("2026-11-26"),
        inputs: vec![
            Input::of("reports/scan.sarif", REPORT),
            Input::of("devcontract.json", contract.to_string().as_bytes()),
        ],
        outcomes: outcomes(contract, place),
        gates: vec![
            outcome("definition_of_done.scan_gates/0", Some("scan"), Verdict::Holds),
            outcome("definition_of_done.scan_gates/1", Some("scan"), Verdict::NotEvaluated),
        ],
        waivers: vec![Waiver {
            clause: "quality.docstrings".to_owned(),
            reason: "the module goes away".to_owned(),
            approver: "Grace".to_owned(),
            expires: date("2026-12-31"),
        }],
        attestations: ["security.auth_mechanism", "pr_comment_posted", "pen_test_pass"].map(attested).to_vec(),
    }
}

fn key() -> PrivateKey {
    PrivateKey::of_seed([7; 32])
}

fn bundle() -> Vec<u8> {
    make(facts(&contract()), Some(&key())).unwrap_or_else(|why| panic!("{why}"))
}

fn value(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).unwrap_or_else(|why| panic!("{why}"))
}

/// A folder with the inputs of the bundle.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("reports")).expect("a folder");
    std::fs::write(folder.path().join("reports/scan.sarif"), REPORT).expect("a file");
    std::fs::write(folder.path().join("devcontract.json"), contract().to_string()).expect("a file");
    folder
}

/// What is held against it when everything is known.
struct Held {
    contract: Value,
    trusted: Vec<PublicKey>,
    folder: TempDir,
}

impl Held {
    fn new() -> Held {
        Held { contract: contract(), trusted: vec![key().public()], folder: folder() }
    }

    fn problems_on(&self, bytes: &[u8], day: &str) -> Vec<Problem> {
        let asked = Asked {
            contract: Some(&self.contract),
            trusted: &self.trusted,
            root: Some(self.folder.path()),
            files: &[],
            outside: &[],
            commit: None,
            require_signature: true,
            date: date(day),
        };
        verify(bytes, &asked)
    }

    fn problems(&self, bytes: &[u8]) -> Vec<Problem> {
        self.problems_on(bytes, "2026-11-27")
    }
}
