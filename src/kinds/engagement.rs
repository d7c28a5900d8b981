//! `engagement`: how the system may be built. The clauses of `devcontract.json`, whose schema is at version 1.0.

use super::parts::catalog::{closed, usual};
use super::parts::common::TEXTS;
use super::{Catalog, Default, Key, Kind, Record, Shape, Style, key};

static TYPE_HINTS: Catalog = closed("demand for type hints", &["required", "recommended", "optional"]);
static DOCSTRINGS: Catalog = closed("demand for docstrings", &["all", "public_only", "optional"]);
static FORMATS: Catalog = closed("format of evidence", &["json"]);
static DETAILS: Catalog = usual("detail of findings", &["clause_level"]);
static LOGGING: Catalog = usual("standard of logging", &["module_logger_only"]);

/// What a scan gate may count.
pub static CATEGORIES: Catalog = closed(
    "category of a scan gate",
    &["governance", "dependency", "code_quality", "security", "iac", "secret", "sast", "license", "quality"],
);

/// How bad a finding is, the worst first.
pub static SEVERITIES: Catalog = closed("severity", &["critical", "high", "medium", "low", "info"]);

const fn own(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    key(name, shape, doc).beyond_v0()
}

/// A family of clauses.
const fn family(name: &'static str, record: &'static Record, doc: &'static str) -> Key {
    own(name, Shape::Record(record), doc).style(Style::Body)
}

const fn list(name: &'static str, doc: &'static str) -> Key {
    own(name, TEXTS, doc).default(Default::Empty)
}

const fn switch(name: &'static str, default: bool, doc: &'static str) -> Key {
    own(name, Shape::Bool, doc).default(Default::Bool(default))
}

static PARTIES: Record = Record::new(
    "parties",
    &[
        own("client", Shape::Text, "Who orders the work: a person, a team or an organisation.").required(),
        own("contractor", Shape::Text, "The AI that does it.").default(Default::Text("claude-code")),
    ],
);

static STACK: Record = Record::new(
    "stack",
    &[
        own("language", Shape::Text, "The language that most of it is written in.").required(),
        own("language_version", Shape::Text, "The version of the language.").required(),
        own("runtime", Shape::Text, "What it runs on: `aws_lambda`, `node`, `container`.").required(),
        own("region", Shape::Text, "The region of the cloud where it runs.").required(),
        list("forbidden_services", "Services of a cloud that are never used."),
    ],
);

static ARCHITECTURE: Record = Record::new(
    "architecture",
    &[
        list("required_patterns", "Patterns of architecture that must be kept to."),
        list("forbidden_patterns", "Patterns of architecture that must never come in."),
        own("module_boundaries", Shape::Map(&Shape::Text), "Files, and what each of them is responsible for."),
        own("review_gate", Shape::Text, "Whose approval a large decision needs.").default(Default::Null),
    ],
);

static COST: Record = Record::new(
    "cost",
    &[
        own("budget_envelope", Shape::Text, "The budget, by its name: `aws_free_tier`, `business`.").required(),
        list("forbidden_resources", "Resources of a cloud that are never made."),
        list("approved_exceptions", "What is allowed although the budget does not cover it."),
    ],
);

static SECURITY: Record = Record::new(
    "security",
    &[
        own("auth_mechanism", Shape::Text, "How callers show who they are.").required(),
        own("secrets_store", Shape::Text, "Where secrets are kept.").required(),
        list("forbidden_secrets_locations", "Where a secret must never stand."),
        own("pii_handling", Shape::Text, "What is done with personal data.").default(Default::Null),
        switch("owasp_compliance", true, "Whether the ten risks of OWASP must be looked after."),
        switch("production_deploy_gate", true, "Whether a person approves what goes into production."),
        switch("pen_test_gate", false, "Whether it is attacked by testers before it goes into production."),
    ],
);

static QUALITY: Record = Record::new(
    "quality",
    &[
        own("type_hints", Shape::OneOf(&TYPE_HINTS), "Whether functions say the types of what they take and give.")
            .default(Default::Text("required")),
        own("docstrings", Shape::OneOf(&DOCSTRINGS), "What must have a docstring.")
            .default(Default::Text("public_only")),
        own("test_coverage_min", Shape::Int, "The least share of the code that tests must reach, in percent.")
            .default(Default::Int(80)),
        own("logging_standard", Shape::OneOf(&LOGGING), "How the code writes its log.")
            .default(Default::Text("module_logger_only")),
        list("forbidden_patterns", "Patterns of code that are never written."),
    ],
);

static COMPLIANCE: Record = Record::new(
    "compliance",
    &[
        list("frameworks", "The laws and standards that hold."),
        own("data_classification", Shape::Bool, "Whether personal data is classified before a model sees it."),
        own("audit_trail", Shape::Bool, "Whether there is a record of all changes that nobody can alter."),
        own("right_to_erasure", Shape::Text, "How data is deleted; `hard_delete_only` forbids marks of deletion.")
            .default(Default::Null),
        own("data_residency", Shape::Text, "Where data must stay.").default(Default::Null),
        own("change_management", Shape::Text, "What a change needs before it is made.").default(Default::Null),
    ],
);

static AUDIT: Record = Record::new(
    "audit",
    &[
        switch("evidence_required", true, "Whether evidence is handed over with the work."),
        own("evidence_format", Shape::OneOf(&FORMATS), "How the evidence is written.").default(Default::Text("json")),
        switch("evidence_signed", true, "Whether the evidence is signed."),
        switch("pr_comment_required", true, "Whether a summary of the evidence is posted on the pull request."),
        own("retention_years", Shape::Int, "For how many years the evidence is kept.").default(Default::Null),
        own("findings_min_detail", Shape::OneOf(&DETAILS), "How finely findings are told.")
            .default(Default::Text("clause_level")),
    ],
);

static GATE: Record = Record::new(
    "scan gate",
    &[
        own("category", Shape::OneOf(&CATEGORIES), "Which findings are counted.").required(),
        own("severity", Shape::OneOf(&SEVERITIES), "How bad a finding must be to be counted.").required(),
        own("threshold", Shape::Int, "How many such findings are allowed.").default(Default::Int(0)),
        switch("blocking", true, "Whether more than that stops the work, or is only told."),
    ],
);

static DONE: Record = Record::new(
    "definition of done",
    &[
        switch("tests_pass", true, "All tests pass."),
        switch("no_contract_violations", true, "No clause is broken."),
        switch("coverage_met", true, "Tests reach as much of the code as `quality` asks."),
        switch("evidence_generated", true, "Signed evidence has been made."),
        switch("security_scan_pass", true, "The security scan has passed."),
        switch("pr_comment_posted", true, "A summary of the evidence stands on the pull request."),
        switch("pen_test_pass", false, "A penetration test has passed."),
        switch("dpo_review_gate", false, "The data protection officer has looked at it."),
        switch("accessibility_audit_pass", false, "An audit of accessibility has passed."),
        switch("change_management_approved", false, "The change was approved."),
        own("scan_gates", Shape::List(&Shape::Record(&GATE)), "How many findings of scanners are allowed.")
            .style(Style::Lines("gate"))
            .default(Default::Empty),
    ],
);

/// The engagement.
pub static ENGAGEMENT: Kind = Kind {
    keyword: "engagement",
    section: &["engagement"],
    single: true,
    name: "",
    file: "devcontract",
    doc: "How the system may be built, and by whom: budgets, gates and evidence. As `devcontract.json` it stands alone.",
    record: &Record::new(
        "engagement",
        &[
            own("contract_version", Shape::Text, "The version of the schema: `1.0`.").required(),
            own("project", Shape::Text, "What is built.").required(),
            family("parties", &PARTIES, "Between whom it holds.").required(),
            family("stack", &STACK, "What it is built with, and where it runs.").required(),
            family("cost", &COST, "What it may cost.").required(),
            family("security", &SECURITY, "How it is kept safe.").required(),
            family("quality", &QUALITY, "How good the code must be."),
            family("architecture", &ARCHITECTURE, "How it is put together."),
            family("compliance", &COMPLIANCE, "Which laws and standards hold."),
            family("audit", &AUDIT, "What is kept as evidence."),
            family("definition_of_done", &DONE, "When the work is done.").required(),
        ],
    ),
};
