//! How patient and how eager calls are: timeouts, retries, rates, breakers.
//!
//! Integrations and reliability policies say nearly the same, but ask for different keys.

use crate::kinds::{Record, Shape, key};

/// How long to wait.
pub static TIMEOUTS: Record = Record::new(
    "timeouts",
    &[
        key("connect_ms", Shape::Int, "How long a connection may take, in milliseconds."),
        key("read_ms", Shape::Int, "How long an answer may take, in milliseconds."),
        key("total_ms", Shape::Int, "How long all of it may take, in milliseconds."),
    ],
);

/// How often to try again.
pub static RETRY: Record = Record::new(
    "retry settings",
    &[
        key("max_attempts", Shape::Int, "How often it is tried at most, the first time included."),
        key("backoff_ms", Shape::Int, "How long to wait before the second try, in milliseconds."),
        key("max_backoff_ms", Shape::Int, "The longest wait between two tries, in milliseconds."),
        key("jitter", Shape::Bool, "Whether the waits vary by chance, so that callers do not march in step."),
    ],
);

/// How many calls in how much time.
pub static RATE: Record = Record::new(
    "rate limit",
    &[
        key("requests", Shape::Int, "How many requests are allowed.").required(),
        key("per_seconds", Shape::Int, "In how many seconds.").required(),
    ],
);

/// When an integration is left alone for a while.
pub static BREAKER: Record = Record::new(
    "circuit breaker",
    &[
        key("failure_threshold", Shape::Int, "After how many failures calls are refused.").required(),
        key("recovery_timeout_seconds", Shape::Int, "After how many seconds it is tried again.").required(),
    ],
);

/// The same in a reliability policy, where each part may be left to its default.
pub static POLICY_BREAKER: Record = Record::new(
    "circuit breaker",
    &[
        key("failure_threshold", Shape::Int, "After how many failures calls are refused."),
        key("recovery_timeout_seconds", Shape::Int, "After how many seconds it is tried again."),
    ],
);
