//! `security`, `reliability`, `observe`: how the system behaves while it runs.

use super::parts::catalog::closed;
use super::parts::common::{ID, TAGS, TEXTS};
use super::parts::limit::{POLICY_BREAKER, RETRY, TIMEOUTS};
use super::{Catalog, Kind, Local, Record, Shape, Special, Style, key};

static TARGET_KINDS: Catalog =
    closed("kind of a target", &["command", "workflow", "integration", "integration_operation"]);

static OBSERVED_KINDS: Catalog = closed(
    "kind of a target",
    &["command", "workflow", "integration", "integration_operation", "persistence.table", "persistence.datasource"],
);

static CORS: Record = Record::new(
    "cors settings",
    &[
        key("allowed_origins", TEXTS, "The sites whose pages may call."),
        key("allowed_methods", TEXTS, "The methods they may use."),
        key("allowed_headers", TEXTS, "The headers they may send."),
        key("allow_credentials", Shape::Bool, "Whether their calls may carry cookies."),
    ],
);

static RATE_LIMIT: Record = Record::new(
    "rate limit",
    &[
        key("id", Shape::Name, "The name of the limit.").required(),
        key("requests", Shape::Int, "How many requests are allowed.").required(),
        key("per_seconds", Shape::Int, "In how many seconds.").required(),
        key("scope", Shape::Text, "Per what they are counted: `ip`, `user` or `global`."),
        key(
            "operations",
            Shape::List(&Shape::Ref(&["command", "query"])),
            "What it is about; everything where nothing is said.",
        )
        .beyond_v0(),
    ],
);

static MASK: Record = Record::new(
    "masking rule",
    &[
        key("field", Shape::Text, "The field that is hidden, such as `user.email`.").required(),
        key("strategy", Shape::Text, "How it is hidden, such as `redact`.").required(),
    ],
);

/// The security baseline.
pub static SECURITY: Kind = Kind {
    keyword: "security",
    section: &["security"],
    single: true,
    name: "",
    file: "policy/security",
    doc: "What holds for every request to the system.",
    record: &Record::new(
        "security baseline",
        &[
            key("auth_required", Shape::Bool, "Whether every caller must say who they are."),
            key("authz_required", Shape::Bool, "Whether every caller must be allowed to do what they do."),
            key("cors", Shape::Record(&CORS), "Which web pages may call."),
            key("rate_limits", Shape::List(&Shape::Record(&RATE_LIMIT)), "How often one may call.")
                .style(Style::Lines("rate_limit")),
            key("pii_masking", Shape::List(&Shape::Record(&MASK)), "What is hidden in logs.")
                .style(Style::Lines("mask")),
            key("webhook_signature_required", Shape::Bool, "Whether webhooks must be signed."),
        ],
    ),
};

/// A reliability policy.
pub static RELIABILITY: Kind = Kind {
    keyword: "reliability",
    section: &["reliability_policies"],
    single: false,
    name: "id",
    file: "policy/reliability",
    doc: "How patient the system is with one of its parts, and how it goes on when that part fails.",
    record: &Record::new(
        "reliability policy",
        &[
            ID,
            key("target_kind", Shape::OneOf(&TARGET_KINDS), "What kind of part it is about.").required(),
            key("target_ref", Shape::Special(Special::ByKind("target_kind")), "The part it is about.").required(),
            key("timeout", Shape::Record(&TIMEOUTS), "How long it may take."),
            key("retry", Shape::Record(&RETRY), "How often it is tried again."),
            key("circuit_breaker", Shape::Record(&POLICY_BREAKER), "When it is left alone for a while."),
            key(
                "idempotency_key_field",
                Shape::Local(Local::InputOfTarget),
                "The input by which a repeated request is recognised.",
            ),
            TAGS,
        ],
    ),
};

/// What is watched.
pub static OBSERVE: Kind = Kind {
    keyword: "observe",
    section: &["observability"],
    single: false,
    name: "",
    file: "ops/observability",
    doc: "What is logged, measured and reported of one part of the system.",
    record: &Record::new(
        "observability target",
        &[
            key("kind", Shape::OneOf(&OBSERVED_KINDS), "What kind of part is watched.").required(),
            key("ref", Shape::Special(Special::ByKind("kind")), "The part that is watched.").required(),
            key("log_fields", TEXTS, "What each line of the log says."),
            key("metrics", TEXTS, "What is measured."),
            key("trace_enabled", Shape::Bool, "Whether calls can be followed from part to part."),
            key("alert_rules", TEXTS, "The alarms that watch it."),
        ],
    ),
};
