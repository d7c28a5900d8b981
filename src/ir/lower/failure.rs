//! How calls fail: the errors that are declared, those that every service has, and which of them is meant where none is named.
//!
//! In: a model, or the errors of an operation. Out: failures by their names. The status decides, then the words of the name.

use super::{Lower, named};
use crate::check::deep::model::{Effect, Model, Operation, words};
use crate::check::deep::parts::{mapped, text};
use crate::ir::Failure;

/// What every service can fail with: name, code, message, status.
const USUAL: &[(&str, &str, &str, u16)] = &[
    ("Unauthorized", "UNAUTHORIZED", "The caller has not said who they are", 401),
    ("Forbidden", "FORBIDDEN", "The caller may not do this", 403),
    ("NotFound", "NOT_FOUND", "There is no such thing", 404),
    ("Conflict", "CONFLICT", "The present state does not allow this", 409),
    ("PayloadTooLarge", "PAYLOAD_TOO_LARGE", "The request is too large", 413),
    ("TooManyRequests", "TOO_MANY_REQUESTS", "This was done too often for now", 429),
    ("ValidationFailed", "VALIDATION_FAILED", "The request is not of the form that is asked for", 422),
    ("Internal", "INTERNAL", "Something went wrong on our side", 500),
    ("Unavailable", "UNAVAILABLE", "The service cannot answer now; a little later it may", 503),
    ("TimedOut", "TIMED_OUT", "It took too long; what came of it is not known", 504),
    ("UpstreamFailed", "UPSTREAM_FAILED", "A service that is needed does not answer", 502),
];

/// All failures, in the order of their names.
pub fn all(model: &Model) -> Vec<Failure> {
    let of = |own: &&crate::check::gather::Declaration| {
        let (name, _) = own.name?;
        let said = |key: &str| text(own.node, key).map_or("", |(text, _)| text);
        let status = ["http_status", "status"].iter().find_map(|key| said(key).parse().ok()).unwrap_or(400);
        Some(Failure {
            origin: Some(own.element.clone()),
            name: name.to_owned(),
            code: said("code").to_owned(),
            message: super::description(own.node),
            status,
        })
    };
    let mut all: Vec<Failure> = named(model, "error").iter().filter_map(of).collect();
    for (name, code, message, status) in USUAL {
        if all.iter().all(|own| own.name != *name) {
            all.push(Failure {
                origin: None,
                name: (*name).to_owned(),
                code: (*code).to_owned(),
                message: (*message).to_owned(),
                status: *status,
            });
        }
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

impl<'m> Lower<'_, 'm, '_> {
    /// Whether a failure of this name has a status.
    pub fn has_status(&self, name: &str, status: u16) -> bool {
        crate::ir::named(&self.failures, name, |own| &own.name).is_some_and(|own| own.status == status)
    }

    /// The errors of an operation with a status.
    fn with_status(&self, own: &Operation<'m>, status: u16) -> Vec<&'m str> {
        own.errors.iter().map(|(name, _)| *name).filter(|name| self.has_status(name, status)).collect()
    }

    /// How an operation fails where the caller is not known.
    pub fn unknown(&self, own: &Operation<'m>) -> String {
        self.first(own, 401, "Unauthorized")
    }

    /// How an operation fails where the caller may not call.
    pub fn refused(&self, own: &Operation<'m>) -> String {
        self.first(own, 403, "Forbidden")
    }

    /// The error of an operation with a status, or the one that every service has.
    pub fn first(&self, own: &Operation<'m>, status: u16, usual: &str) -> String {
        let named = self.with_status(own, status);
        named.iter().find(|name| **name == usual).or(named.first()).map_or(usual, |name| *name).to_owned()
    }

    /// How an operation fails where a service does not answer and no step says so: the only error of the operation with such a status
    /// that speaks of the service, or that one of its answers becomes.
    pub fn unanswered(&self, own: &Operation<'m>, effect: &Effect<'m>) -> Option<String> {
        let named: Vec<&str> = [502, 503, 504].into_iter().flat_map(|status| self.with_status(own, status)).collect();
        let (service, call) = (effect.integration()?.0, effect.operation()?.0);
        let wanted: Vec<words::Word> = words::stems(service).into_iter().chain(words::stems(call)).collect();
        let speaks: Vec<&&str> =
            named.iter().filter(|name| words::stems(name).iter().any(|word| wanted.contains(word))).collect();
        if let [only] = speaks.as_slice() {
            return Some((**only).to_owned());
        }
        let called = self.model.sound.one("operation", call)?;
        let mapped: Vec<&str> = mapped(called.node).map(|(name, _)| name).collect();
        let meant: Vec<&&str> = named.iter().filter(|name| mapped.contains(name)).collect();
        if let [only] = meant.as_slice() { Some((**only).to_owned()) } else { None }
    }

    /// How an operation fails where there is no row of an entity.
    pub fn missing(&self, own: &Operation<'m>, entity: &str) -> String {
        let named = self.with_status(own, 404);
        let stems = words::stems(entity);
        let about = |name: &&&str| {
            let first: Vec<words::Word> = words::stems(name).into_iter().take_while(|word| word != "not").collect();
            !first.is_empty() && (stems.ends_with(&first) || stems.starts_with(&first))
        };
        let found = named.iter().find(about).or(if named.len() == 1 { named.first() } else { None });
        found.map_or("NotFound", |name| *name).to_owned()
    }

    /// How an operation fails where a row is in another state.
    pub fn wrong_state(&self, own: &Operation<'m>) -> String {
        let named = self.with_status(own, 409);
        let has = |name: &&&str, all: &[&str]| words::words(name).iter().any(|word| all.contains(&word.as_str()));
        let found = named.iter().find(|name| has(name, &["state", "status", "transition"]));
        let other = || named.iter().find(|name| !has(name, &["exists", "taken", "already", "duplicate"]));
        found.or_else(other).map_or("Conflict", |name| *name).to_owned()
    }

    /// How an operation fails where there is such a row already; none where it says nothing of it.
    pub fn taken(&self, own: &Operation<'m>, entity: &str, column: Option<&str>) -> Option<String> {
        let named = self.with_status(own, 409);
        let is = |name: &&&str| {
            words::words(name).iter().any(|word| ["exists", "taken", "already", "duplicate"].contains(&word.as_str()))
        };
        let speaks = |name: &&&&str| {
            let words = words::stems(name);
            let of = |other: &str| words::stems(other).iter().any(|word| words.contains(word));
            of(entity) || column.is_some_and(of)
        };
        let all: Vec<&&str> = named.iter().filter(is).collect();
        let found = all.iter().find(speaks).or(if all.len() == 1 { all.first() } else { None });
        found.map(|name| (**name).to_owned())
    }
}
