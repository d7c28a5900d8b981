//! Calls between systems when something happens: those that come in, and those that go out.

use serde::Serialize;

/// How the sender of a call is known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Signature {
    /// How the body is signed.
    pub digest: Digest,
    /// The secret that it is signed with.
    pub secret: String,
    /// The header that carries the signature, in hexadecimal digits.
    pub header: String,
}

/// How a body is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Digest {
    /// HMAC with SHA-256.
    Sha256,
    /// HMAC with SHA-1.
    Sha1,
}

/// What a route asks of whoever calls it from another system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Sender {
    /// The declaration of the webhook.
    pub origin: String,
    /// Its name.
    pub webhook: String,
    /// The signature without which nothing of a request is looked at.
    pub signature: Signature,
    /// The role in which the sender calls, known by the signature; none where the sender shows a token beside it.
    pub role: Option<String>,
}

/// A call that goes out.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Webhook {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// Where it goes.
    pub url: String,
    /// The method of the request.
    pub method: String,
    /// How its receiver knows that it comes from us.
    pub signature: Option<Signature>,
    /// The events that it tells of.
    pub events: Vec<String>,
    /// How often it is tried at most.
    pub attempts: u32,
    /// How long to wait before the second try, in milliseconds; each further wait is twice as long.
    pub backoff_ms: u64,
    /// The longest wait, in milliseconds.
    pub max_backoff_ms: u64,
    /// Whether waits are spread by chance, so that many calls do not come at once.
    pub jitter: bool,
}
