//! Closed lists of values that more than one kind uses.

use crate::kinds::Catalog;

/// A closed list that v0 holds people to.
pub const fn closed(name: &'static str, values: &'static [&'static str]) -> Catalog {
    Catalog { name, values, enforced: true, any_case: false }
}

/// A list of usual values; others are allowed.
pub const fn usual(name: &'static str, values: &'static [&'static str]) -> Catalog {
    Catalog { name, values, enforced: false, any_case: false }
}

/// The methods of HTTP.
pub static HTTP_METHODS: Catalog = closed("HTTP method", &["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);

/// Whose data it is.
pub static TENANT_SCOPES: Catalog = closed("tenant scope", &["global", "tenant", "user"]);

/// What a step of a scenario or test does.
pub static STEP_TYPES: Catalog = closed("type of a step", &["command", "query", "event"]);
