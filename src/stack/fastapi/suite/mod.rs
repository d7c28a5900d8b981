//! The tests of a generated project: its scenarios, and what can be derived from the contract.
//!
//! In: a system. Out: tests that are the same for all systems, and `system.json`, what they read. The tests know the contract only:
//! they call over HTTP and look into the database, the buckets and the mailbox, and would try any service that keeps the contract.
//! Those of `test_derived_code.py` also call generated functions, which they find by `code.json`; what must come of it they know from
//! the contract as well.

mod code;
mod data;
#[cfg(test)]
mod tests;

use crate::ir::System;
use crate::unit::{Owner, Unit};

/// What is the same for all systems.
const STATIC: &[(&str, &str)] = &[
    ("tests/__init__.py", ""),
    ("tests/gen/__init__.py", include_str!("static/__init__.py")),
    ("tests/conftest.py", include_str!("static/root/conftest.py")),
    ("tests/gen/support/__init__.py", include_str!("static/support/__init__.py")),
    ("tests/gen/support/beside.py", include_str!("static/support/beside.py")),
    ("tests/gen/support/cases.py", include_str!("static/support/cases.py")),
    ("tests/gen/support/code.py", include_str!("static/support/code.py")),
    ("tests/gen/support/compare.py", include_str!("static/support/compare.py")),
    ("tests/gen/support/conditions.py", include_str!("static/support/conditions.py")),
    ("tests/gen/support/database.py", include_str!("static/support/database.py")),
    ("tests/gen/support/effects.py", include_str!("static/support/effects.py")),
    ("tests/gen/support/given.py", include_str!("static/support/given.py")),
    ("tests/gen/support/graphql.py", include_str!("static/support/graphql.py")),
    ("tests/gen/support/meeting.py", include_str!("static/support/meeting.py")),
    ("tests/gen/support/outcome.py", include_str!("static/support/outcome.py")),
    ("tests/gen/support/parts.py", include_str!("static/support/parts.py")),
    ("tests/gen/support/patterns.py", include_str!("static/support/patterns.py")),
    ("tests/gen/support/phrases.py", include_str!("static/support/phrases.py")),
    ("tests/gen/support/play.py", include_str!("static/support/play.py")),
    ("tests/gen/support/projections.py", include_str!("static/support/projections.py")),
    ("tests/gen/support/samples.py", include_str!("static/support/samples.py")),
    ("tests/gen/support/service.py", include_str!("static/support/service.py")),
    ("tests/gen/support/stage.py", include_str!("static/support/stage.py")),
    ("tests/gen/support/system.py", include_str!("static/support/system.py")),
    ("tests/gen/support/then.py", include_str!("static/support/then.py")),
    ("tests/gen/support/world.py", include_str!("static/support/world.py")),
    ("tests/gen/test_derived_access.py", include_str!("static/test_derived_access.py")),
    ("tests/gen/test_derived_caches.py", include_str!("static/test_derived_caches.py")),
    ("tests/gen/test_derived_calls.py", include_str!("static/test_derived_calls.py")),
    ("tests/gen/test_derived_code.py", include_str!("static/test_derived_code.py")),
    ("tests/gen/test_derived_graphql.py", include_str!("static/test_derived_graphql.py")),
    ("tests/gen/test_derived_features.py", include_str!("static/test_derived_features.py")),
    ("tests/gen/test_derived_idempotency.py", include_str!("static/test_derived_idempotency.py")),
    ("tests/gen/test_derived_inputs.py", include_str!("static/test_derived_inputs.py")),
    ("tests/gen/test_derived_jobs.py", include_str!("static/test_derived_jobs.py")),
    ("tests/gen/test_derived_lists.py", include_str!("static/test_derived_lists.py")),
    ("tests/gen/test_derived_locks.py", include_str!("static/test_derived_locks.py")),
    ("tests/gen/test_derived_outside.py", include_str!("static/test_derived_outside.py")),
    ("tests/gen/test_derived_process.py", include_str!("static/test_derived_process.py")),
    ("tests/gen/test_derived_projections.py", include_str!("static/test_derived_projections.py")),
    ("tests/gen/test_derived_protection.py", include_str!("static/test_derived_protection.py")),
    ("tests/gen/test_derived_quotas.py", include_str!("static/test_derived_quotas.py")),
    ("tests/gen/test_derived_rules.py", include_str!("static/test_derived_rules.py")),
    ("tests/gen/test_derived_sweeping.py", include_str!("static/test_derived_sweeping.py")),
    ("tests/gen/test_derived_webhooks.py", include_str!("static/test_derived_webhooks.py")),
    ("tests/gen/test_derived_workflows.py", include_str!("static/test_derived_workflows.py")),
    ("tests/gen/test_derived_running.py", include_str!("static/test_derived_running.py")),
    ("tests/gen/test_scenarios.py", include_str!("static/test_scenarios.py")),
];

/// What is written once, and belongs to the user from then on.
const SCAFFOLD: &[(&str, &str)] = &[
    ("tests/custom/__init__.py", include_str!("static/custom/__init__.py")),
    ("tests/custom/phrases.py", include_str!("static/custom/phrases.py")),
];

/// The files of the tests. `made` is the system as the service is made from it: without what is decided elsewhere.
pub(super) fn units(system: &System, made: &System) -> Vec<Unit> {
    let fixed = STATIC.iter().map(|(path, text)| unit(path, text, Owner::Generated));
    let own = SCAFFOLD.iter().map(|(path, text)| unit(path, text, Owner::Scaffold));
    fixed.chain(own).chain([code::unit(made), data::unit(system)]).collect()
}

fn unit(path: &str, text: &str, owner: Owner) -> Unit {
    Unit { path: path.to_owned(), text: text.to_owned(), owner, origins: Vec::new() }
}
