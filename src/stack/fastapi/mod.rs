//! FastAPI: a service in Python with plain asyncpg, pydantic, httpx, boto3, aiosmtplib and PyJWT.
//!
//! In: a [`System`]. Out: the units of a project, in the order of their paths. The text is what `ruff format` and `ruff check` leave as it
//! is, and what `mypy --strict` accepts. What is the same for every contract stands as a file in `static/`; the rest is regular, one file
//! of Rust for each kind of file.

mod api;
#[cfg(test)]
mod book;
mod condition;
mod dev;
mod domain;
mod following;
mod graphql;
mod held;
mod history;
mod imports;
mod jobs;
mod lean;
mod migration;
mod module;
mod names;
mod operation;
mod outside;
mod policy;
mod project;
mod projections;
pub mod python;
mod reading;
mod refusal;
mod rules;
mod running;
mod settings;
mod sql;
mod statics;
mod suite;
mod tables;
#[cfg(test)]
mod tests;
mod value;
mod webhooks;
mod wiring;
mod workflows;

use super::{Before, Files};
use crate::ir::System;
use crate::unit::Unit;

pub use history::HISTORY;
pub use refusal::refusals;

/// The files of a system, with a migration from what a project has.
pub fn files(system: &System, before: &Before, by_hand: &[String]) -> Files {
    let lean = lean::of(system);
    let mut units = units(&lean.system, by_hand);
    units.iter_mut().for_each(|unit| lean.trace(unit));
    units.extend(dev::units(system));
    units.extend(suite::units(system, &lean.system));
    let losses = history::add(system, before, &mut units);
    units.sort_by(|one, other| one.path.cmp(&other.path));
    Files { units, losses }
}

/// The files of the service of a system. Where the bodies of operations are written by hand, those are left out of `gen`, and stand in
/// `custom` as they would have been.
fn units(system: &System, by_hand: &[String]) -> Vec<Unit> {
    let names = names::Names::new(system);
    let known = jobs::of(system, &names);
    let whole = module::Whole { system, names: &names, jobs: &known, by_hand };
    let held = held::of(system);
    let mut all = project::units(system, by_hand);
    all.extend(statics::units(system));
    all.extend(settings::units(whole));
    all.extend(domain::units(whole));
    all.extend(policy::units(whole));
    all.extend(rules::units(whole));
    all.extend(workflows::units(whole));
    all.extend(tables::units(whole));
    all.extend(projections::units(whole));
    all.extend(following::units(whole));
    all.extend(webhooks::units(whole));
    all.extend(outside::units(whole));
    all.extend(jobs::units(whole));
    all.extend(running::units(whole));
    all.extend(system.operations.iter().flat_map(|own| operation::units(whole, own, &held)));
    all.extend(api::units(whole));
    all.extend(graphql::units(whole));
    all.extend(wiring::units(whole));
    all.sort_by(|one, other| one.path.cmp(&other.path));
    all
}

/// Whether some operation knows a repeated request.
fn has_repeats(system: &System) -> bool {
    system.operations.iter().any(|own| own.idempotency.is_some())
}

/// Whether some operation counts what a caller does.
fn has_quotas(system: &System) -> bool {
    let mut steps = system.operations.iter().flat_map(value::all_steps);
    steps.any(|step| matches!(step.action, crate::ir::Action::Count { .. }))
}
