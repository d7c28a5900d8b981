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

/// What a checker looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Source files.
    Code,
    /// Terraform, CloudFormation, Dockerfiles, compose files.
    Infrastructure,
    /// Manifests and files of versions.
    Manifests,
    /// Workflows and pipelines.
    Pipelines,
    /// The text of every file.
    Text,
    /// Reports of coverage.
    Coverage,
    /// Reports of tests.
    TestReports,
    /// Nothing: what the clause asks for is not in a repository.
    Nothing,
}

/// One row of the table.
#[derive(Debug)]
pub struct Checker {
    /// The clause; its items stand behind it with `/`.
    pub clause: &'static str,
    /// Who looks.
    pub id: &'static str,
    /// What it looks at.
    pub needs: &'static [Need],
    look: fn(&Terms, &Repository, &Reports) -> Vec<Outcome>,
}

macro_rules! table {
    ($($clause:literal $id:literal [$($need:ident),*] $look:expr;)*) => {
        &[$(Checker { clause: $clause, id: $id, needs: &[$(Need::$need),*], look: $look }),*]
    };
}

/// Every checker, in the order of the schema.
pub const CHECKERS: &[Checker] = table! {
    "stack.language" "language" [Code] stack::language;
    "stack.language_version" "language-version" [Manifests, Infrastructure, Pipelines] version::check;
    "stack.runtime" "runtime" [Infrastructure, Manifests] stack::runtime;
    "stack.region" "region" [Infrastructure, Pipelines, Code] regions::region;
    "stack.forbidden_services" "cloud" [Infrastructure, Code, Manifests] cloud::services;
    "cost.budget_envelope" "people" [Nothing] people::budget;
    "cost.forbidden_resources" "cloud" [Infrastructure, Code, Manifests] cloud::resources;
    "cost.approved_exceptions" "cloud" [Infrastructure, Code, Manifests] cloud::exceptions;
    "security.auth_mechanism" "auth" [Infrastructure] auth::check;
    "security.secrets_store" "secrets-store" [Infrastructure, Code, Manifests] store::check;
    "security.forbidden_secrets_locations" "secrets" [Text] secrets::check;
    "security.pii_handling" "people" [Nothing] people::pii;
    "security.owasp_compliance" "people" [Nothing] people::owasp;
    "security.production_deploy_gate" "deploy" [Pipelines] deploy::check;
    "security.pen_test_gate" "people" [Nothing] people::pen_test_gate;
    "quality.type_hints" "type-hints" [Code] hints::check;
    "quality.docstrings" "docstrings" [Code] docstrings::check;
    "quality.test_coverage_min" "coverage" [Coverage] coverage::minimum;
    "quality.logging_standard" "logging" [Code] logging::check;
    "quality.forbidden_patterns" "patterns" [Code] patterns::check;
    "architecture.required_patterns" "architecture" [Code, Infrastructure] architecture::required;
    "architecture.forbidden_patterns" "architecture" [Code, Infrastructure] architecture::forbidden;
    "architecture.module_boundaries" "boundaries" [Code] boundaries::check;
    "architecture.review_gate" "people" [Nothing] people::review;
    "compliance.frameworks" "people" [Nothing] people::frameworks;
    "compliance.data_classification" "people" [Nothing] people::classification;
    "compliance.audit_trail" "people" [Nothing] people::audit_trail;
    "compliance.right_to_erasure" "erasure" [Code, Text] erasure::check;
    "compliance.data_residency" "residency" [Infrastructure, Pipelines, Code] regions::residency;
    "compliance.change_management" "people" [Nothing] people::change_management;
    "audit" "people" [Nothing] people::audit;
    "definition_of_done.tests_pass" "tests" [TestReports] tests_pass::check;
    "definition_of_done.coverage_met" "coverage" [Coverage] coverage::met;
};

/// What is known of each clause and each item of a list, in the order of the schema; what stands in a list twice is told once.
pub fn check(terms: &Terms, repository: &Repository, reports: &Reports) -> Vec<Outcome> {
    // Checkers do not know of each other, and what they share of a file is made once, by whoever asks first.
    let looked = CHECKERS.par_iter().flat_map_iter(|checker| (checker.look)(terms, repository, reports));
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
