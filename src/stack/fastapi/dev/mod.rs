//! The package `dev` of a generated project: real parts to develop and test on.
//!
//! In: a system. Out: files that are the same for all systems, and two that say which parts this one needs: `parts.json` and
//! `standins.json`. Nothing here is part of the service; it never says where production keeps its data.

mod parts;
mod standins;
#[cfg(test)]
mod tests;

use serde::Serialize;

use crate::ir::System;
use crate::unit::{Origin, Owner, Unit};

/// What is the same for all systems.
const STATIC: &[(&str, &str)] = &[
    ("dev/__init__.py", include_str!("static/__init__.py")),
    ("dev/__main__.py", include_str!("static/__main__.py")),
    ("dev/cache.py", include_str!("static/cache.py")),
    ("dev/certificate.py", include_str!("static/certificate.py")),
    ("dev/gate.py", include_str!("static/gate.py")),
    ("dev/mailbox.py", include_str!("static/mailbox.py")),
    ("dev/objects.py", include_str!("static/objects.py")),
    ("dev/postgres.py", include_str!("static/postgres.py")),
    ("dev/process.py", include_str!("static/process.py")),
    ("dev/run.py", include_str!("static/run.py")),
    ("dev/service.py", include_str!("static/service.py")),
    ("dev/standin.py", include_str!("static/standin.py")),
    ("dev/state.py", include_str!("static/state.py")),
];

/// The files of the package.
pub(super) fn units(system: &System) -> Vec<Unit> {
    let mut units: Vec<Unit> = STATIC.iter().map(|(path, text)| unit(path, (*text).to_owned(), &[])).collect();
    let webhooks = system.webhooks.iter().map(|own| own.origin.as_str());
    let services: Vec<&str> = system.integrations.iter().map(|own| own.origin.as_str()).chain(webhooks).collect();
    let secrets = system.secrets.iter().map(|own| own.origin.as_str());
    let needs: Vec<&str> = services.iter().copied().chain(secrets).collect();
    units.push(unit("dev/parts.json", json(&parts::of(system)), &needs));
    units.push(unit("dev/standins.json", json(&standins::of(system)), &services));
    units
}

/// A file that comes as a whole from some declarations.
fn unit(path: &str, text: String, declarations: &[&str]) -> Unit {
    let last = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
    let origins = declarations.iter().map(|own| Origin { first: 1, last, declaration: (*own).to_owned() }).collect();
    Unit { path: path.to_owned(), text, owner: Owner::Generated, origins }
}

fn json(content: &impl Serialize) -> String {
    // Nothing in it can fail to be written: all keys are text.
    let mut text = serde_json::to_string_pretty(content).unwrap_or_default();
    text.push('\n');
    text
}
