//! Whether a repository keeps to the terms: clause by clause, and three-valued.
//!
//! ```text
//!  Terms ──────┐
//!  Repository ─┼─ CHECKERS, in the order of the schema ──► Outcome for each clause and each item of a list
//!  Reports ────┘
//! ```
//!
//! In: [`Terms`], a [`Repository`], [`Reports`]. Out: [`Outcome`]s. A clause that nothing looks at, a name that no checker knows, a file that
//! cannot be parsed and a repository without a file to look at give [`Verdict::NotEvaluated`] and say so. A family that is absent and a
//! field that is null ask for nothing and give nothing; `false` and `optional` ask for nothing and hold. Of the definition of done only what
//! reports say is looked at here; the rest is added up from clauses, gates and the word of people, by [`super::rollup`]. Never runs code, never calls
//! a network, and never prints a secret.

mod architecture;
mod auth;
mod boundaries;
mod cloud;
mod coverage;
mod deploy;
mod docstrings;
mod erasure;
mod functions;
mod handlers;
mod hints;
mod libraries;
mod logging;
mod looked;
mod patterns;
mod people;
mod regions;
mod secrets;
mod settings;
mod stack;
mod store;
mod tests_pass;
mod version;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use rayon::prelude::*;

pub use cloud::excuses;
pub use people::EVIDENCE;

use super::repository::{Reports, Repository};
use super::terms::Terms;
use super::verdict::Outcome;

/// What a checker is given.
struct Subject<'r> {
    terms: &'r Terms,
    repository: &'r Repository,
    reports: &'r Reports,
    /// What the repository uses of a cloud: several clauses speak of it.
    cloud: cloud::Index<'r>,
}

/// Says of a clause, or of each of its items, whether it holds.
type Look = fn(&Subject<'_>) -> Vec<Outcome>;

/// Every clause with its checker, in the order of the schema. Items of a list stand behind their clause with `/`, keys of a family with `.`.
const CHECKERS: &[(&str, Look)] = &[
    ("stack.language", stack::language),
    ("stack.language_version", version::check),
    ("stack.runtime", stack::runtime),
    ("stack.region", regions::region),
    ("stack.forbidden_services", cloud::services),
    ("cost.budget_envelope", people::budget),
    ("cost.forbidden_resources", cloud::resources),
    ("cost.approved_exceptions", cloud::exceptions),
    ("security.auth_mechanism", auth::check),
    ("security.secrets_store", store::check),
    ("security.forbidden_secrets_locations", secrets::check),
    ("security.pii_handling", people::pii),
    ("security.owasp_compliance", people::owasp),
    ("security.production_deploy_gate", deploy::check),
    ("security.pen_test_gate", people::pen_test_gate),
    ("quality.type_hints", hints::check),
    ("quality.docstrings", docstrings::check),
    ("quality.test_coverage_min", coverage::minimum),
    ("quality.logging_standard", logging::check),
    ("quality.forbidden_patterns", patterns::check),
    ("architecture.required_patterns", architecture::required),
    ("architecture.forbidden_patterns", architecture::forbidden),
    ("architecture.module_boundaries", boundaries::check),
    ("architecture.review_gate", people::review),
    ("compliance.frameworks", people::frameworks),
    ("compliance.data_classification", people::classification),
    ("compliance.audit_trail", people::audit_trail),
    ("compliance.right_to_erasure", erasure::check),
    ("compliance.data_residency", regions::residency),
    ("compliance.change_management", people::change_management),
    ("audit", people::audit),
    ("definition_of_done.tests_pass", tests_pass::check),
    ("definition_of_done.coverage_met", coverage::met),
];

/// What is known of each clause and each item of a list, in the order of the schema; what stands in a list twice is told once.
pub fn check(terms: &Terms, repository: &Repository, reports: &Reports) -> Vec<Outcome> {
    let subject = Subject { terms, repository, reports, cloud: cloud::Index::of(repository) };
    // Checkers do not know of each other, and what they share of a file is made once, by whoever asks first.
    let looked = CHECKERS.par_iter().flat_map_iter(|(_, look)| look(&subject));
    let mut outcomes: Vec<Outcome> = looked.collect();
    let mut seen = BTreeSet::new();
    outcomes.retain(|outcome| seen.insert(outcome.clause.clone()));
    outcomes
}

/// The clauses of which something must be said, in the order of the schema: those of [`check`], which do not depend on what is looked at.
pub fn clauses(terms: &Terms) -> Vec<String> {
    let nothing = check(terms, &Repository::of([]), &Reports::default());
    nothing.into_iter().map(|outcome| outcome.clause).collect()
}
