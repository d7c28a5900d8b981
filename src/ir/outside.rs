//! Services outside of the system, and how they are called.

use serde::Serialize;

use super::cache::Kept;
use super::shape::{Field, Type};

/// A service outside.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Integration {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// What it is.
    pub service: Service,
    /// How long it may take.
    pub timeouts: Timeouts,
    /// How often it is tried.
    pub retry: Retry,
    /// How often it may be called; none where nothing limits it.
    pub rate: Option<Rate>,
    /// When it is left alone for a while; none where it never is.
    pub breaker: Option<Breaker>,
    /// What it can be asked for.
    pub calls: Vec<Call>,
}

/// What a service is.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Service {
    /// HTTP with JSON.
    Rest {
        /// The address that all calls start with.
        base_url: String,
        /// How it knows that it is us.
        auth: Auth,
        /// Headers that go with each request.
        headers: Vec<(String, String)>,
    },
    /// An object store that speaks S3.
    S3 {
        /// Its buckets.
        buckets: Vec<Bucket>,
        /// The secret that holds the secret key.
        secret: Option<String>,
    },
    /// A mail server.
    Smtp {
        /// Who sends through it.
        mail: Vec<Mail>,
    },
}

/// How a service knows that it is us.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Auth {
    /// It does not.
    None,
    /// A key in the query string.
    Query {
        /// The parameter.
        name: String,
        /// The secret.
        secret: String,
    },
    /// A token in a header.
    Header {
        /// The header.
        name: String,
        /// The word before the token, such as `Bearer`; empty for none.
        prefix: String,
        /// The secret.
        secret: String,
    },
}

/// A bucket.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Bucket {
    /// Its declaration.
    pub origin: String,
    /// Its name in the store.
    pub name: String,
    /// The region.
    pub region: String,
    /// How files are encrypted: `AES256`.
    pub encryption: Option<String>,
}

/// An address that mail comes from.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Mail {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// The server.
    pub host: String,
    /// The port of the server.
    pub port: u16,
    /// The secret that holds the user name.
    pub username: Option<String>,
    /// The secret that holds the password.
    pub password: Option<String>,
    /// The address.
    pub from_email: String,
    /// The name that goes with it.
    pub from_name: String,
}

/// How long something may take, in milliseconds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Timeouts {
    /// To connect.
    pub connect_ms: u64,
    /// From one piece of the answer to the next.
    pub read_ms: u64,
    /// Altogether.
    pub total_ms: u64,
}

/// How often something is tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Retry {
    /// How often at most, the first time included.
    pub attempts: u32,
    /// How long to wait before the second try, in milliseconds; each further wait is twice as long.
    pub backoff_ms: u64,
    /// The longest wait.
    pub max_backoff_ms: Option<u64>,
    /// Whether the waits vary by chance, so that callers do not march in step.
    pub jitter: bool,
}

/// How often something may be done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Rate {
    /// How often.
    pub requests: u64,
    /// In how many seconds.
    pub per_seconds: u64,
}

/// When a service is left alone for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Breaker {
    /// After how many failures in a row.
    pub failures: u64,
    /// After how many seconds one call may try whether it works again.
    pub recovery_seconds: u64,
}

/// One thing that a service can be asked for.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Call {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// The method of the request.
    pub method: String,
    /// The path, with `{name}` for fields of the request.
    pub path: String,
    /// The bucket, for calls of an object store.
    pub bucket: Option<String>,
    /// What is sent.
    pub request: Vec<Field>,
    /// What comes back.
    pub response: Vec<CallField>,
    /// Codes or statuses of answers, and the failures that they become. `TIMEOUT`, `UNREACHABLE`, `CIRCUIT_OPEN` and `RATE_LIMITED`
    /// stand for what happens where no answer comes.
    pub failures: Vec<(String, String)>,
    /// How long it may take, where that is not as with the rest of the service.
    pub timeouts: Option<Timeouts>,
    /// How often it is tried, where that is not as with the rest of the service.
    pub retry: Option<Retry>,
    /// How its answers are kept; none where they are not.
    pub kept: Option<Kept>,
}

/// A field of what comes back.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CallField {
    /// Its name.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: Type,
    /// Whether it is always there.
    pub required: bool,
    /// Where it stands in the answer, key by key: `current`, `condition`, `text`.
    pub path: Vec<String>,
}
