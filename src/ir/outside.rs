//! Services outside of the system, and how they are called.

use serde::Serialize;

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
    /// How often it is tried at most.
    pub attempts: u32,
    /// How long to wait before the second try, in milliseconds; each further wait is twice as long.
    pub backoff_ms: u64,
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
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Timeouts {
    /// To connect.
    pub connect_ms: u64,
    /// Altogether.
    pub total_ms: u64,
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
    /// Codes or statuses of answers, and the failures that they become.
    pub failures: Vec<(String, String)>,
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
