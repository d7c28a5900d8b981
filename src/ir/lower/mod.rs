//! From a checked set to the representation.
//!
//! In: [`Valid`]. Out: [`Lowered`]: the system, and what of the set cannot be carried over: each such thing is a finding with its
//! place, so that nothing is left out in silence. One file for each part of a system; [`Lower`] is what they share.

mod access;
mod actions;
mod answer;
mod cache;
mod database;
mod decision;
mod domain;
mod failure;
mod graphql;
mod guards;
mod handlers;
mod jobs;
#[cfg(test)]
mod kinds;
mod loads;
mod measure;
mod observed;
mod operation;
mod outside;
mod phases;
mod projection;
mod query;
mod reliability;
mod requirements;
mod route;
mod scenario;
mod scope;
mod security;
mod sizes;
mod store;
mod types;
mod webhook;
mod workflow;

use std::collections::{BTreeMap, BTreeSet};

use super::{Cache, Convention, Decision, Entity, Failure, Kept, System, Table, VERSION};
use crate::ast::Node;
use crate::check::Valid;
use crate::check::convention;
use crate::check::deep::access::Access;
use crate::check::deep::model::Model;
use crate::check::deep::parts::text;
use crate::check::gather::Declaration;
use crate::diag::code::{C2001, C2002};
use crate::diag::{Code, Diagnostic, Level};
use crate::source::Span;

/// What came of it.
pub struct Lowered {
    /// The system, complete where nothing was refused.
    pub system: System,
    /// What no code can be made for.
    pub refused: Vec<Diagnostic>,
}

/// Lowers a set.
pub fn lower(valid: &Valid) -> Lowered {
    let access = valid.access();
    let model = access.model;
    let mut lower = Lower {
        model,
        access,
        refused: Vec::new(),
        conventions: BTreeSet::new(),
        failures: failure::all(model),
        entities: Vec::new(),
        tables: Vec::new(),
        senders: webhook::Senders::new(),
        decisions: Vec::new(),
        caches: Vec::new(),
        kept: BTreeMap::new(),
    };
    lower.senders = webhook::senders(&mut lower);
    lower.entities = domain::entities(&mut lower);
    lower.tables = store::tables(&mut lower);
    let mut kept: BTreeMap<&str, &Table> = BTreeMap::new();
    for table in &lower.tables {
        if let Some(entity) = &table.entity {
            kept.entry(entity).or_insert(table);
        }
    }
    for entity in &mut lower.entities {
        entity.table = kept.get(entity.name.as_str()).map(|table| table.name.clone());
    }
    let project = model.sound.all("project").next();
    let said = |key: &str| project.and_then(|own| text(own.node, key)).map_or("", |(text, _)| text);
    let name = if said("name").is_empty() { "Service" } else { said("name") };
    let mut roles: Vec<String> = access.roles.iter().map(|role| (*role).to_owned()).collect();
    roles.sort();
    lower.kept_tables();
    lower.caches = cache::caches(&lower);
    lower.kept = cache::kept(&lower);
    lower.decisions = decision::decisions(&mut lower);
    let integrations = outside::integrations(&mut lower);
    let operations = operation::operations(&mut lower);
    lower.answered_errors(&operations, &integrations);
    lower.unseen_policies();
    let workflows = workflow::workflows(&mut lower);
    let security = security::security(&mut lower, &operations);
    let observed = observed::observed(&mut lower, &operations, &workflows);
    // What the parts share is given away last: until then they ask it.
    let system = System {
        version: VERSION,
        name: name.to_owned(),
        package: package(if said("package").is_empty() { name } else { said("package") }),
        description: said("description").to_owned(),
        release: said("version").to_owned(),
        stack: project
            .filter(|_| !said("stack").is_empty())
            .map(|own| crate::ir::Stack { origin: format!("{}/stack", own.element), name: said("stack").to_owned() }),
        actor: domain::actor(&mut lower),
        roles,
        enumerations: domain::enumerations(&lower),
        values: domain::values(&mut lower),
        events: domain::events(&mut lower),
        projections: projection::projections(&mut lower),
        webhooks: webhook::webhooks(&mut lower),
        integrations,
        workflows,
        security,
        observed,
        operations,
        graphql: graphql::graphql(&mut lower),
        scenarios: scenario::scenarios(model),
        secrets: domain::secrets(model),
        database: database::database(&mut lower),
        decisions: lower.decisions,
        caches: lower.caches,
        entities: lower.entities,
        tables: lower.tables,
        failures: lower.failures,
        conventions: lower.conventions.into_iter().collect(),
    };
    let mut refused = lower.refused;
    if refused.iter().all(|found| found.level != Level::Error) {
        refused.extend(system.dangling().into_iter().map(|(origin, what)| {
            Diagnostic::without_place(
                &C2001,
                format!("no code can be made for `{origin}`: {what} is not in the system"),
            )
            .help("this is a mistake of `contract` itself: please report it with the files that show it")
        }));
    }
    Lowered { system, refused }
}

/// What the parts share.
struct Lower<'l, 'm, 'a> {
    model: &'l Model<'m, 'a>,
    access: &'l Access<'l, 'm, 'a>,
    refused: Vec<Diagnostic>,
    conventions: BTreeSet<Convention>,
    failures: Vec<Failure>,
    entities: Vec<Entity>,
    tables: Vec<Table>,
    senders: webhook::Senders<'m>,
    decisions: Vec<Decision>,
    /// The stores in which answers are kept.
    caches: Vec<Cache>,
    /// How what operations of services answer is kept, by operation.
    kept: BTreeMap<String, Kept>,
}

impl<'l, 'm, 'a> Lower<'l, 'm, 'a> {
    /// The entity of this name, as it was lowered.
    fn entity(&self, name: &str) -> Option<&Entity> {
        super::named(&self.entities, name, |own| &own.name)
    }

    /// The table of this name, as it was lowered.
    fn table(&self, name: &str) -> Option<&Table> {
        super::named(&self.tables, name, |own| &own.name)
    }

    /// The table that keeps an entity.
    fn table_of(&self, entity: &str) -> Option<&Table> {
        self.table(self.entity(entity)?.table.as_deref()?)
    }

    /// Says that no code can be made for something.
    fn refuse(&mut self, own: &Declaration, place: impl std::fmt::Display, span: Span, what: &str, label: &str) {
        self.say(&C2001, own, place, span, format!("no code can be made for {what}"), label);
    }

    /// Says that a value comes from nowhere.
    fn sourceless(&mut self, own: &Declaration, place: impl std::fmt::Display, span: Span, what: &str, label: &str) {
        self.say(&C2002, own, place, span, format!("nothing says {what}"), label);
    }

    fn say(
        &mut self,
        code: &'static Code,
        own: &Declaration,
        place: impl std::fmt::Display,
        span: Span,
        title: String,
        label: &str,
    ) {
        self.refused.push(Diagnostic::new(code, title, span, label).at(own.element.as_str(), place));
    }

    /// Says what to write in place of what was refused last.
    fn advise(&mut self, help: impl Into<crate::diag::Help>) {
        if let Some(last) = self.refused.pop() {
            self.refused.push(last.help(help));
        }
    }

    /// Remembers that a convention filled something.
    fn convention(&mut self, own: &Declaration, filled: impl Into<String>, id: &'static convention::Convention) {
        self.conventions.insert(Convention { origin: own.element.clone(), filled: filled.into(), id: id.id });
    }
}

/// The sound declarations of a kind, in the order of their names.
fn named<'m, 'a>(model: &Model<'m, 'a>, keyword: &'static str) -> Vec<&'m Declaration<'a>> {
    let mut all: Vec<&Declaration> = model.sound.all(keyword).collect();
    all.sort_by(|one, other| one.element.cmp(&other.element));
    all
}

/// What a declaration says of itself, for people.
fn description(node: &Node) -> String {
    text(node, "description").map_or_else(String::new, |(text, _)| text.to_owned())
}

/// A name in snake case.
fn snake(name: &str) -> String {
    crate::check::deep::model::words::words(name).join("_")
}

/// The name of a project as that of a package.
fn package(name: &str) -> String {
    let ascii: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
    let words: Vec<String> = ascii.split_whitespace().map(str::to_lowercase).collect();
    let name = words.join("_");
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name,
        Some(_) => format!("service_{name}"),
        None => "service".to_owned(),
    }
}
