//! The terms of an engagement: every clause with the value that holds, defaults filled in.
//!
//! Made by [`super::contract`], which says every default: here, nothing is left out but families that are not said. What is wrong with a
//! contract has been said by the checks.

use std::collections::BTreeMap;

use serde::Deserialize;

/// An engagement.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Terms {
    /// The version of the schema.
    pub contract_version: String,
    /// What is built.
    pub project: String,
    /// Between whom it holds.
    pub parties: Parties,
    /// What it is built with.
    pub stack: Stack,
    /// What it may cost.
    pub cost: Cost,
    /// How it is kept safe.
    pub security: Security,
    /// How good the code must be; none where nothing is asked.
    pub quality: Option<Quality>,
    /// How it is put together.
    pub architecture: Option<Architecture>,
    /// Which laws and standards hold.
    pub compliance: Option<Compliance>,
    /// What is kept as evidence.
    pub audit: Option<Audit>,
    /// When the work is done.
    pub definition_of_done: Done,
}

/// The coverage that is asked for where no family says another, in percent.
pub const COVERAGE: u32 = 80;

impl Terms {
    /// Whether evidence must be signed: that is the default wherever evidence is asked for.
    pub fn asks_for_signature(&self) -> bool {
        self.audit.as_ref().map_or(self.definition_of_done.evidence_generated, |audit| audit.evidence_signed)
    }
}

/// Between whom it holds.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Parties {
    /// Who orders the work.
    pub client: String,
    /// The AI that does it.
    pub contractor: String,
}

/// What it is built with, and where it runs.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Stack {
    /// The main language: `python`.
    pub language: String,
    /// Its version: `3.12`.
    pub language_version: String,
    /// What it runs on: `aws_lambda`.
    pub runtime: String,
    /// The region of the cloud: `eu-north-1`.
    pub region: String,
    /// Services that are never used.
    pub forbidden_services: Vec<String>,
}

/// What it may cost.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Cost {
    /// The budget.
    pub budget_envelope: String,
    /// Resources that are never made.
    pub forbidden_resources: Vec<String>,
    /// What is allowed all the same.
    pub approved_exceptions: Vec<String>,
}

/// How it is kept safe.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Security {
    /// How callers show who they are.
    pub auth_mechanism: String,
    /// Where secrets are kept.
    pub secrets_store: String,
    /// Where a secret must never stand.
    pub forbidden_secrets_locations: Vec<String>,
    /// What is done with personal data.
    pub pii_handling: Option<String>,
    /// Whether the ten risks of OWASP must be looked after.
    pub owasp_compliance: bool,
    /// Whether a person approves what goes into production.
    pub production_deploy_gate: bool,
    /// Whether it is attacked by testers before production.
    pub pen_test_gate: bool,
}

/// How good the code must be.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Quality {
    /// `required`, `recommended` or `optional`.
    pub type_hints: String,
    /// `all`, `public_only` or `optional`.
    pub docstrings: String,
    /// In percent.
    pub test_coverage_min: u32,
    /// How the code writes its log.
    pub logging_standard: String,
    /// Patterns of code that are never written.
    pub forbidden_patterns: Vec<String>,
}

/// How it is put together.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Architecture {
    /// Patterns that must be kept to.
    pub required_patterns: Vec<String>,
    /// Patterns that must never come in.
    pub forbidden_patterns: Vec<String>,
    /// Files, and what each is responsible for. The schema has no default for it: nothing said is no file.
    #[serde(default)]
    pub module_boundaries: BTreeMap<String, String>,
    /// Whose approval a large decision needs.
    pub review_gate: Option<String>,
}

/// Which laws and standards hold.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Compliance {
    /// `gdpr`, `iso27001`.
    pub frameworks: Vec<String>,
    /// Whether personal data is classified before a model sees it.
    pub data_classification: Option<bool>,
    /// Whether there is a record of all changes that nobody can alter.
    pub audit_trail: Option<bool>,
    /// How data is deleted.
    pub right_to_erasure: Option<String>,
    /// Where data must stay.
    pub data_residency: Option<String>,
    /// What a change needs before it is made.
    pub change_management: Option<String>,
}

/// What is kept as evidence.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Audit {
    /// Whether evidence is handed over with the work.
    pub evidence_required: bool,
    /// Only `json`.
    pub evidence_format: String,
    /// Whether it is signed.
    pub evidence_signed: bool,
    /// Whether a summary stands on the pull request.
    pub pr_comment_required: bool,
    /// For how many years it is kept.
    pub retention_years: Option<u32>,
    /// How finely findings are told.
    pub findings_min_detail: String,
}

/// When the work is done.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Done {
    /// All tests pass.
    pub tests_pass: bool,
    /// No clause is broken.
    pub no_contract_violations: bool,
    /// Tests reach as much of the code as `quality` asks.
    pub coverage_met: bool,
    /// Signed evidence has been made.
    pub evidence_generated: bool,
    /// The security scan has passed.
    pub security_scan_pass: bool,
    /// A summary of the evidence stands on the pull request.
    pub pr_comment_posted: bool,
    /// A penetration test has passed.
    pub pen_test_pass: bool,
    /// The data protection officer has looked at it.
    pub dpo_review_gate: bool,
    /// An audit of accessibility has passed.
    pub accessibility_audit_pass: bool,
    /// The change was approved.
    pub change_management_approved: bool,
    /// How many findings of scanners are allowed.
    pub scan_gates: Vec<Gate>,
}

impl Done {
    /// The items that are asked for, by their keys, in the order of the schema.
    pub fn asked(&self) -> impl Iterator<Item = &'static str> {
        let items = [
            (self.tests_pass, "tests_pass"),
            (self.no_contract_violations, "no_contract_violations"),
            (self.coverage_met, "coverage_met"),
            (self.evidence_generated, "evidence_generated"),
            (self.security_scan_pass, "security_scan_pass"),
            (self.pr_comment_posted, "pr_comment_posted"),
            (self.pen_test_pass, "pen_test_pass"),
            (self.dpo_review_gate, "dpo_review_gate"),
            (self.accessibility_audit_pass, "accessibility_audit_pass"),
            (self.change_management_approved, "change_management_approved"),
            (!self.scan_gates.is_empty(), "scan_gates"),
        ];
        items.into_iter().filter(|(asked, _)| *asked).map(|(_, name)| name)
    }
}

/// How many findings of a category are allowed.
#[derive(Clone, Debug, Deserialize, PartialEq)]
pub struct Gate {
    /// Which findings are counted.
    pub category: String,
    /// How bad a finding must be to be counted.
    pub severity: String,
    /// How many are allowed.
    pub threshold: u32,
    /// Whether more than that stops the work.
    pub blocking: bool,
}
