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
mod index;
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

use module::Whole;
use names::Names;
use rayon::prelude::*;

use super::{Before, Files};
use crate::ir::System;
use crate::unit::Unit;

pub use history::HISTORY;
pub use refusal::refusals;

/// The files of a system, with a migration from what a project has.
pub fn files(system: &System, before: &Before, by_hand: &[String]) -> Files {
    let names = Names::new(system);
    let lean = lean::of(system, &names);
    let service = || {
        let mut units = units(&lean.system, &names, by_hand);
        units.iter_mut().for_each(|unit| lean.trace(unit));
        units
    };
    let (mut units, rest) = rayon::join(service, || [dev::units(system), suite::units(system, &lean.system)]);
    units.extend(rest.into_iter().flatten());
    let losses = history::add(system, before, &mut units);
    units.sort_by(|one, other| one.path.cmp(&other.path));
    Files { units, losses }
}

/// The files of the service of a system. Where the bodies of operations are written by hand, those are left out of `gen`, and stand in
/// `custom` as they would have been.
fn units(system: &System, names: &Names, by_hand: &[String]) -> Vec<Unit> {
    let known = jobs::of(system, names);
    let index = index::Index::of(system);
    let whole = Whole { system, names, index: &index, jobs: &known, by_hand };
    let held = held::of(system);
    let mut all: Vec<Unit> = FAMILIES.par_iter().flat_map_iter(|make| make(whole)).collect();
    all.par_extend(system.operations.par_iter().flat_map_iter(|own| operation::units(whole, own, &held)));
    all.sort_by(|one, other| one.path.cmp(&other.path));
    all
}

/// What makes the files of a service, but for those of its operations: one for each kind of file.
const FAMILIES: &[fn(Whole) -> Vec<Unit>] = &[
    project::units,
    statics::units,
    settings::units,
    domain::units,
    policy::units,
    rules::units,
    workflows::units,
    tables::units,
    projections::units,
    following::units,
    webhooks::units,
    outside::units,
    jobs::units,
    running::units,
    api::units,
    graphql::units,
    wiring::units,
];

/// Whether some operation knows a repeated request.
fn has_repeats(system: &System) -> bool {
    system.operations.iter().any(|own| own.idempotency.is_some())
}

/// Whether some operation counts what a caller does.
fn has_quotas(system: &System) -> bool {
    let mut steps = system.operations.iter().flat_map(|own| own.phases.steps());
    steps.any(|step| matches!(step.action, crate::ir::Action::Count { .. }))
}
