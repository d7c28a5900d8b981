//! What is written is as expected, and hostile texts stay texts.

mod hostile;
mod inserting;
mod written;

use std::path::PathBuf;
use std::{env, fs};

use serde_json::{Value, json};

use super::Report;
use crate::date::Date;
use crate::engage::contract::terms_of;
use crate::engage::evidence::{Input, sha256};
use crate::engage::rollup::{Attestation, Evidence, Given, Summary, Waiver, whole};
use crate::engage::terms::Terms;
use crate::engage::verdict::{Found, Outcome, Verdict};

fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|why| panic!("{why}"))
}

fn read(terms: Value) -> Terms {
    terms_of(&terms).unwrap_or_else(|why| panic!("{why}"))
}

/// The least that can be agreed.
fn minimal() -> Value {
    json!({
        "contract_version": "1.0", "project": "my-python-api", "parties": {"client": "your-name"},
        "stack": {"language": "python", "language_version": "3.12", "runtime": "aws_lambda", "region": "eu-north-1"},
        "cost": {"budget_envelope": "aws_free_tier"},
        "security": {"auth_mechanism": "cognito_jwt", "secrets_store": "ssm_parameter_store"},
        "definition_of_done": {}
    })
}

/// Every field.
fn maximal() -> Value {
    json!({
        "contract_version": "1.0", "project": "claims", "parties": {"client": "Insurance Ltd", "contractor": "claude-code"},
        "stack": {"language": "python", "language_version": "3.12", "runtime": "aws_lambda", "region": "eu-north-1",
            "forbidden_services": ["ec2", "fargate"]},
        "cost": {"budget_envelope": "business", "forbidden_resources": ["nat_gateway", "kms_cmk"],
            "approved_exceptions": ["route53_hosted_zone"]},
        "security": {"auth_mechanism": "oidc_saml", "secrets_store": "aws_secrets_manager",
            "forbidden_secrets_locations": ["env_vars", "source_code"], "pii_handling": "redact_before_llm",
            "owasp_compliance": true, "production_deploy_gate": true, "pen_test_gate": true},
        "quality": {"type_hints": "required", "docstrings": "public_only", "test_coverage_min": 85,
            "logging_standard": "module_logger_only", "forbidden_patterns": ["print_statements", "bare_except"]},
        "architecture": {"required_patterns": ["single_table_dynamodb"], "forbidden_patterns": ["fat_handler"],
            "module_boundaries": {"handler.py": "routing_only", "db.py": "data_access_only"},
            "review_gate": "architecture_board_required"},
        "compliance": {"frameworks": ["gdpr", "iso27001"], "data_classification": true, "audit_trail": true,
            "right_to_erasure": "hard_delete_only", "data_residency": "eu_only", "change_management": "crq_required"},
        "audit": {"evidence_required": true, "evidence_format": "json", "evidence_signed": true,
            "pr_comment_required": true, "retention_years": 7, "findings_min_detail": "clause_level"},
        "definition_of_done": {"pen_test_pass": true, "dpo_review_gate": true, "accessibility_audit_pass": true,
            "change_management_approved": true, "scan_gates": [
                {"category": "secret", "severity": "low"},
                {"category": "sast", "severity": "high", "threshold": 2},
                {"category": "license", "severity": "medium", "threshold": 5, "blocking": false}
            ]}
    })
}

fn outcome(clause: &str, checker: &str, verdict: Verdict, why: &str, found: &[(&str, u32, u32, &str)]) -> Outcome {
    let place = |(path, line, column, message): &(&str, u32, u32, &str)| {
        let [path, message] = [path, message].map(|text| (*text).to_owned());
        Found { path, line: *line, column: *column, message }
    };
    let checker = Some(checker.to_owned()).filter(|name| !name.is_empty());
    let [clause, why] = [clause, why].map(str::to_owned);
    Outcome { clause, checker, verdict, why, found: found.iter().map(place).collect() }
}

/// What a report is written from, to be changed.
struct Case {
    terms: Terms,
    outcomes: Vec<Outcome>,
    gates: Vec<Outcome>,
    waivers: Vec<Waiver>,
    attestations: Vec<Attestation>,
    inputs: Vec<Input>,
}

impl Case {
    fn given(&self) -> Given<'_> {
        Given {
            terms: &self.terms,
            outcomes: &self.outcomes,
            gates: &self.gates,
            waivers: &self.waivers,
            attestations: &self.attestations,
            evidence: Evidence::Signed,
            date: date("2026-11-26"),
        }
    }

    /// Adds it up, and has it written.
    fn written<T>(&self, write: impl Fn(&Report) -> T) -> T {
        let summary: Summary = whole(&self.given());
        let hash = sha256(b"contract");
        write(&Report {
            given: self.given(),
            summary: &summary,
            hash: &hash,
            of_commit: false,
            commit: "4f0c2a9d8b7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a",
            inputs: &self.inputs,
            left_out: &[("tests/test_app.py".to_owned(), "is a test".to_owned())],
        })
    }

    /// With something of each kind.
    fn rich() -> Case {
        use Verdict::{Broken, Holds, NotEvaluated};
        let hints = [
            ("src/app.py", 3, 5, "`load` has no type for `key`, `found`"),
            ("src/db.py", 12, 1, "`save` has no type for its result"),
        ];
        let fat = [("src/handler.py", 9, 1, "the handler `post` has 41 statements, more than 20")];
        let outcomes = vec![
            outcome("stack.language", "language", Holds, "14 files are in `python`", &[]),
            outcome(
                "stack.forbidden_services/ec2",
                "cloud",
                Broken,
                "1 place uses `ec2`",
                &[("infra/main.tf", 7, 1, "`aws_instance` belongs to `ec2`")],
            ),
            outcome("stack.forbidden_services/fargate", "cloud", Holds, "nothing uses `fargate` in 3 files", &[]),
            outcome("cost.budget_envelope", "", NotEvaluated, "what it costs is not in a repository", &[]),
            outcome("security.owasp_compliance", "", NotEvaluated, "no machine can look at all of it", &[]),
            outcome("quality.type_hints", "type-hints", Broken, "2 of 31 functions lack types", &hints),
            outcome(
                "quality.test_coverage_min",
                "coverage",
                Holds,
                "91 percent in `coverage.json`, and 85 are asked for",
                &[],
            ),
            outcome("architecture.forbidden_patterns/fat_handler", "architecture", Broken, "1 handler is fat", &fat),
            outcome(
                "definition_of_done.tests_pass",
                "tests",
                Broken,
                "1 of 80 tests fails",
                &[("tests/test_app.py", 0, 0, "`test_load` fails")],
            ),
        ];
        let gates = vec![
            outcome(
                "definition_of_done.scan_gates/0",
                "scan",
                Holds,
                "0 findings of `secret` at `low` or above, 0 allowed; `gitleaks` looked",
                &[],
            ),
            outcome(
                "definition_of_done.scan_gates/1",
                "scan",
                NotEvaluated,
                "no report covers `sast`; the gate blocks, so this is a failure",
                &[],
            ),
            outcome(
                "definition_of_done.scan_gates/2",
                "scan",
                Broken,
                "6 findings of `license` at `medium` or above, 5 allowed",
                &[("poetry.lock", 40, 0, "`GPL-3.0`: the licence is not allowed (lic, medium)")],
            ),
        ];
        let waiver = |clause: &str, expires: &str| Waiver {
            clause: clause.to_owned(),
            reason: "it is taken apart in the next milestone".to_owned(),
            approver: "Grace Hopper".to_owned(),
            expires: date(expires),
        };
        let word = |item: &str| Attestation {
            item: item.to_owned(),
            by: "Ada Lovelace".to_owned(),
            date: date("2026-11-20"),
            reference: "https://tickets.example.org/T-17".to_owned(),
        };
        Case {
            terms: read(maximal()),
            outcomes,
            gates,
            waivers: vec![
                waiver("architecture.forbidden_patterns/fat_handler", "2027-03-01"),
                waiver("quality.type_hints", "2026-11-01"),
            ],
            attestations: vec![word("security.owasp_compliance"), word("pen_test_pass"), word("tests_pass")],
            inputs: vec![Input::of("coverage.json", b"{}"), Input::of("src/app.py", b"")],
        }
    }

    /// With nothing wrong.
    fn clean() -> Case {
        let mut terms = minimal();
        for item in ["security_scan_pass", "pr_comment_posted"] {
            terms["definition_of_done"][item] = json!(false);
        }
        let holds = |clause, checker, why| outcome(clause, checker, Verdict::Holds, why, &[]);
        let outcomes = vec![
            holds("stack.language", "language", "14 files are in `python`"),
            holds("definition_of_done.tests_pass", "tests", "80 tests pass"),
            holds("definition_of_done.coverage_met", "coverage", "91 percent, and 80 are asked for"),
        ];
        let (gates, waivers, attestations, inputs) = (vec![], vec![], vec![], vec![]);
        Case { terms: read(terms), outcomes, gates, waivers, attestations, inputs }
    }
}

/// Compares with a file; `UPDATE=1` writes it.
fn expect(name: &str, text: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/engage/render").join(name);
    if env::var_os("UPDATE").is_some() {
        fs::write(&path, text).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    }
    let expected = fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    assert_eq!(text, expected, "{name}");
}
