//! `stack.forbidden_services`, `cost.forbidden_resources` and `cost.approved_exceptions`: what a repository uses of a cloud; and what other
//! clauses ask of that.
//!
//! ```text
//!  resources   Terraform, CloudFormation, SAM, Kubernetes ──────┐
//!  modules     modules of Terraform that lie elsewhere ─────────┤
//!  clients     boto3.client("rds"), @aws-sdk/client-rds ────────┼─ index ──► uses of a service, as the table knows it
//!  manifests   packages ────────────────────────────────────────┘
//! ```
//!
//! In: a repository. Out: an outcome for each item. What is used counts wherever it is used, in tests too. Where nothing of infrastructure was
//! seen, an item that nothing uses is not evaluated. An approved exception excuses an item of `cost.forbidden_resources`, never one of
//! `stack.forbidden_services`.

mod clients;
mod index;
mod modules;
mod resources;
mod table;

use super::looked::{count, holds, plain, unknown};
use crate::engage::checkers::Subject;
use crate::engage::verdict::Outcome;

pub(super) use index::Index;
pub(super) use resources::Resource;
pub(super) use table::find;

const ID: &str = "cloud";

/// Looks at `stack.forbidden_services`.
pub(super) fn services(Subject { terms, cloud, .. }: &Subject<'_>) -> Vec<Outcome> {
    let names = terms.stack.forbidden_services.iter();
    names.map(|name| of_item("stack.forbidden_services", name, "is a forbidden service", cloud)).collect()
}

/// Looks at `cost.forbidden_resources`.
pub(super) fn resources(Subject { terms, cloud, .. }: &Subject<'_>) -> Vec<Outcome> {
    let family = "cost.forbidden_resources";
    let of = |name: &String| match terms.cost.approved_exceptions.iter().find(|exception| excuses(exception, name)) {
        Some(exception) => {
            holds(format!("{family}/{name}"), ID, format!("the approved exception `{}` excuses it", bare(exception)))
        }
        None => of_item(family, name, "is a forbidden resource", cloud),
    };
    terms.cost.forbidden_resources.iter().map(of).collect()
}

/// Looks at `cost.approved_exceptions`: an exception asks for nothing, and is told whether something needs it.
pub(super) fn exceptions(Subject { terms, cloud, .. }: &Subject<'_>) -> Vec<Outcome> {
    let of = |exception: &String| {
        let uses = table::find(bare(exception)).map(|service| cloud.uses_of(&service, "is used").found.len());
        let why = match uses {
            None => "asks for nothing; no checker knows whether something needs it".to_owned(),
            Some(0) => "asks for nothing; nothing uses it".to_owned(),
            Some(uses) => format!("asks for nothing; it is used at {}", count(uses, "place")),
        };
        holds(format!("cost.approved_exceptions/{exception}"), ID, why)
    };
    terms.cost.approved_exceptions.iter().map(of).collect()
}

/// An exception may say why it is one: `route53_hosted_zone: needed for mail`.
fn bare(exception: &str) -> &str {
    let name = exception.split_once(": ").map_or(exception, |(name, _)| name);
    name.split(['(', ';']).next().unwrap_or(name).trim()
}

/// Whether an approved exception excuses what is called so, by whatever of its names.
pub fn excuses(exception: &str, name: &str) -> bool {
    let exception = bare(exception);
    plain(exception) == plain(name)
        || matches!((table::find(exception), table::find(name)), (Some(one), Some(other)) if one == other)
}

fn of_item(family: &str, name: &str, is: &str, cloud: &Index<'_>) -> Outcome {
    match table::find(name) {
        Some(service) => cloud.uses_of(&service, is).outcome(format!("{family}/{name}"), ID, "file of infrastructure"),
        None => unknown(family, name),
    }
}
