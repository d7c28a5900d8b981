//! C2004: declarations of which no code is made, so that nobody waits for it.
//!
//! In: the declarations. Out: one hint for each kind, at its first declaration.

use super::Sound;
use super::model::Model;
use crate::diag::Diagnostic;
use crate::diag::code::C2004;

/// The kinds, what decides instead, and what is to be done.
const UNMADE: &[(&str, &str, &str)] = &[
    (
        "profile",
        "a service takes from its environment what differs from one place to the next",
        "set the variables that the README of the service lists in each of these environments",
    ),
    (
        "test",
        "the tests of a service are made from its scenarios, and from what follows from the contract",
        "say it as a scenario, or write it by hand in `tests/custom`",
    ),
    (
        "oauth2_provider",
        "who may issue tokens is a setting of the service, as it differs from one environment to the next",
        "set `AUTH_JWKS_URL`, `AUTH_ISSUER` and `AUTH_AUDIENCE` to what is declared here",
    ),
];

/// Looks at the kinds that make no code.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    findings.extend(UNMADE.iter().filter_map(|(kind, why, help)| of_kind(model.sound, kind, why, help)));
}

fn of_kind(sound: &Sound, kind: &'static str, why: &str, help: &str) -> Option<Diagnostic> {
    let named = || sound.all(kind).filter_map(|own| Some((own, own.name?)));
    let (first, (name, span)) = named().next()?;
    let title = match named().count() {
        1 => format!("no code is made of the {kind} `{name}`"),
        several => format!("no code is made of {several} declarations of the kind `{kind}`"),
    };
    Some(Diagnostic::new(&C2004, title, span, why).at(first.element.as_str(), "").help(help))
}
