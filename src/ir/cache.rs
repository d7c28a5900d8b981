//! What is kept for a while, and may be lost at any time.

use serde::Serialize;

/// A store of that kind.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Cache {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// Where it is: `redis://cache.internal:6379/0`.
    pub url: String,
}

/// How the answers of a query are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Cached {
    /// The store.
    pub cache: String,
    /// The key under which they are forgotten together.
    pub key: String,
    /// For how long.
    pub seconds: u64,
    /// Whether what is answered depends on who asks.
    pub by_caller: bool,
}

/// How the answers of a service outside are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Kept {
    /// The table that says so.
    pub origin: String,
    /// The store.
    pub cache: String,
    /// The name of the table: all keys begin with it.
    pub table: String,
    /// The fields of the request by which an answer is found again.
    pub by: Vec<String>,
    /// For how long.
    pub seconds: u64,
}
