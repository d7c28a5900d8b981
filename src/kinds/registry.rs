//! All kinds, and how they are found.

use super::Kind;
use super::access::{ACTOR, GRANT, PERMISSION, ROLE};
use super::command::COMMAND;
use super::connection::{BUCKET, EMAIL_PROVIDER, OAUTH2_PROVIDER, WEBHOOK};
use super::engagement::ENGAGEMENT;
use super::entity::ENTITY;
use super::enumeration::ENUM;
use super::error::ERROR;
use super::event::EVENT;
use super::graphql::{GRAPHQL_MUTATION, GRAPHQL_QUERY, GRAPHQL_TYPE};
use super::integration::{INTEGRATION, OPERATION};
use super::operations::{OBSERVE, RELIABILITY, SECURITY};
use super::persistence::{DATASOURCE, TABLE};
use super::policy::POLICY;
use super::profile::PROFILE;
use super::project::PROJECT;
use super::projection::PROJECTION;
use super::query::QUERY;
use super::route::ROUTE;
use super::rule::RULE;
use super::scenario::{SCENARIO, TEST};
use super::secret::SECRET;
use super::term::TERM;
use super::value::VALUE;
use super::workflow::WORKFLOW;

/// Every kind of declaration, in the order of layers.
pub static KINDS: &[&Kind] = &[
    // What it is about.
    &PROJECT,
    &ENGAGEMENT,
    &PROFILE,
    &SECRET,
    &TERM,
    // The things of the domain.
    &ENTITY,
    &VALUE,
    &ENUM,
    &ERROR,
    &EVENT,
    // What can be done.
    &COMMAND,
    &QUERY,
    &PROJECTION,
    &RULE,
    &WORKFLOW,
    // Where it is kept and watched.
    &DATASOURCE,
    &TABLE,
    &OBSERVE,
    // How it meets the world.
    &ROUTE,
    &GRAPHQL_TYPE,
    &GRAPHQL_QUERY,
    &GRAPHQL_MUTATION,
    &INTEGRATION,
    &OPERATION,
    &BUCKET,
    &OAUTH2_PROVIDER,
    &WEBHOOK,
    &EMAIL_PROVIDER,
    // Who may do it, and how well it holds up.
    &POLICY,
    &ACTOR,
    &ROLE,
    &PERMISSION,
    &GRANT,
    &SECURITY,
    &RELIABILITY,
    // How it is shown to work.
    &SCENARIO,
    &TEST,
];

/// The kind with this keyword.
pub fn by_keyword(keyword: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.keyword == keyword)
}

/// The kind whose declarations stand in this section.
pub fn by_section(section: &[&str]) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.section == section)
}

/// The root keys, each once, in the order of layers.
pub fn sections() -> impl Iterator<Item = &'static str> {
    let mut seen: Vec<&str> = Vec::new();
    KINDS.iter().filter_map(move |kind| {
        let root = kind.section.first().copied()?;
        let new = !seen.contains(&root);
        seen.push(root);
        new.then_some(root)
    })
}
