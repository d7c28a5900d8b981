//! The intermediate representation: what a system does, resolved and explicit, for any target stack.
//!
//! In: a set that was checked and has no error. Out: [`System`], in which every name is resolved, every default is written out and
//! every value says where it comes from. It knows neither surface, nor trees, nor places in files: a node names the declaration
//! that it came from (`commands/CheckIn`), and declarations stand in the order of their names. So both forms of a set give the
//! same bytes. It decides nothing that a stack would have to guess: what cannot be carried over is refused.

mod access;
mod cache;
pub mod change;
mod dangling;
mod decision;
mod domain;
mod graphql;
mod hash;
pub(crate) mod json;
pub mod logic;
mod lower;
mod operation;
mod outside;
mod parts;
mod projection;
mod quota;
mod running;
mod scenario;
mod shape;
mod store;
mod value;
mod webhook;
mod workflow;

pub use access::{Access, Comparison, Condition, Grant};
pub use cache::{Cache, Cached, Kept};
pub use decision::{Cell, Decision, Entry, Hit, Row, Test};
pub use domain::{Actor, Entity, Enumeration, Event, Failure, ValueObject};
pub use graphql::{GraphField, GraphKind, GraphType, Graphql};
pub use hash::of as hash;
pub use lower::{Lowered, lower};
pub use operation::{
    Action, Category, Check, Claim, Handler, Input, Load, Operation, Outcome, Output, Page, Phases, Reading, Route,
    Step,
};
pub use operation::{Filter, FilterHow, Kind, Place, Requirement};
pub use outside::{Auth, Breaker, Bucket, Call, CallField, Integration, Mail, Rate, Retry, Service, Timeouts};
pub(crate) use parts::{Declared, Parts};
pub use projection::{Fold, FoldHow, MomentPart, Projection, Told};
pub use quota::{Period, Quota};
pub use running::{CallRate, Cors, Mask, Measure, Metric, Observed, RateScope, Security};
pub use scenario::{Scenario, ScenarioStep};
pub use shape::{Bounds, Constant, Field, Type};
pub use store::{Column, Database, ForeignKey, Index, Table};
pub use value::{Piece, Source, Value};
pub use webhook::{Digest, Sender, Signature, Webhook};
pub use workflow::{State, Transition, Workflow};

use serde::Serialize;

/// The version of the form of [`System`] as JSON; it grows when something in it changes its meaning.
pub const VERSION: u32 = 1;

/// A whole system.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct System {
    /// [`VERSION`].
    pub version: u32,
    /// The name of the project, for people.
    pub name: String,
    /// The name of the package of code: as the project says, else its name in snake case.
    pub package: String,
    /// What the project is, for people.
    pub description: String,
    /// The version of the contract.
    pub release: String,
    /// What the project wants to be built on; none where it does not say.
    pub stack: Option<Stack>,
    /// Who calls, and what is known of them; none where no caller is ever known.
    pub actor: Option<Actor>,
    /// The roles that callers may have, in the order of their names.
    pub roles: Vec<String>,
    /// Enumerations.
    pub enumerations: Vec<Enumeration>,
    /// Values without an identity.
    pub values: Vec<ValueObject>,
    /// Entities.
    pub entities: Vec<Entity>,
    /// How the database is spoken to.
    pub database: Database,
    /// What is kept in the database.
    pub tables: Vec<Table>,
    /// Where something is kept for a while.
    pub caches: Vec<Cache>,
    /// How calls can fail, those that every service has included.
    pub failures: Vec<Failure>,
    /// What is told to the world.
    pub events: Vec<Event>,
    /// Read models.
    pub projections: Vec<Projection>,
    /// Calls that go out with events.
    pub webhooks: Vec<Webhook>,
    /// Services outside.
    pub integrations: Vec<Integration>,
    /// Decision tables.
    pub decisions: Vec<Decision>,
    /// Lives of entities.
    pub workflows: Vec<Workflow>,
    /// Commands and queries.
    pub operations: Vec<Operation>,
    /// What is offered over GraphQL.
    pub graphql: Option<Graphql>,
    /// What holds for every request.
    pub security: Security,
    /// What is watched.
    pub observed: Vec<Observed>,
    /// What must be seen to work.
    pub scenarios: Vec<Scenario>,
    /// The secrets, and the environment variables that hold them, in the order of their names.
    pub secrets: Vec<Secret>,
    /// The conventions that filled what the contract leaves open: id, declaration, what was filled.
    pub conventions: Vec<Convention>,
}

/// The platform that a project is built for.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Stack {
    /// Where it is said.
    pub origin: String,
    /// Its name, as the project writes it.
    pub name: String,
}

/// A secret.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Secret {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// The environment variable that holds it.
    pub variable: String,
    /// Whether the service does not start without it.
    pub required: bool,
}

/// A place where a named convention filled in what the contract leaves open.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Convention {
    /// The declaration.
    pub origin: String,
    /// What was filled: `input.uploaded_by`.
    pub filled: String,
    /// The convention.
    pub id: &'static str,
}

impl System {
    /// The system as canonical JSON: two blanks of indentation, keys in the order of the types, a line feed at the end.
    pub fn json(&self) -> String {
        // Nothing in it can fail to be written: all keys are text, all numbers are text or integers.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The entity of this name.
    pub fn entity(&self, name: &str) -> Option<&Entity> {
        named(&self.entities, name, |own| &own.name)
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        named(&self.tables, name, |own| &own.name)
    }

    /// The table that keeps an entity.
    pub fn table_of(&self, entity: &str) -> Option<&Table> {
        self.table(self.entity(entity)?.table.as_deref()?)
    }

    /// The failure of this name.
    pub fn failure(&self, name: &str) -> Option<&Failure> {
        named(&self.failures, name, |own| &own.name)
    }

    /// The operation of this name.
    pub fn operation(&self, name: &str) -> Option<&Operation> {
        self.operation_of(Kind::Command, name).or_else(|| self.operation_of(Kind::Query, name))
    }

    /// The command or query of this name.
    pub fn operation_of(&self, kind: Kind, name: &str) -> Option<&Operation> {
        operation_of(&self.operations, kind, name)
    }

    /// The enumeration of this name.
    pub fn enumeration(&self, name: &str) -> Option<&Enumeration> {
        named(&self.enumerations, name, |own| &own.name)
    }

    /// The value without an identity of this name.
    pub fn value(&self, name: &str) -> Option<&ValueObject> {
        named(&self.values, name, |own| &own.name)
    }

    /// The event of this name.
    pub fn event(&self, name: &str) -> Option<&Event> {
        named(&self.events, name, |own| &own.name)
    }

    /// The workflow of this name.
    pub fn workflow(&self, name: &str) -> Option<&Workflow> {
        named(&self.workflows, name, |own| &own.name)
    }

    /// The first workflow of an entity.
    pub fn workflow_of(&self, entity: &str) -> Option<&Workflow> {
        self.workflows.iter().find(|own| own.entity == entity)
    }

    /// The integration of this name.
    pub fn integration(&self, name: &str) -> Option<&Integration> {
        named(&self.integrations, name, |own| &own.name)
    }

    /// The secret of this name.
    pub fn secret(&self, name: &str) -> Option<&Secret> {
        named(&self.secrets, name, |own| &own.name)
    }

    /// The decision table of this name.
    pub fn decision(&self, name: &str) -> Option<&Decision> {
        named(&self.decisions, name, |own| &own.name)
    }
}

/// The command or query of this name, among all: commands stand before queries, both in the order of their names.
fn operation_of<'s>(all: &'s [Operation], kind: Kind, name: &str) -> Option<&'s Operation> {
    all.binary_search_by(|own| (own.kind, own.name.as_str()).cmp(&(kind, name))).ok().and_then(|at| all.get(at))
}

/// The one of this name, in a list that stands in the order of the names.
fn named<'s, T>(all: &'s [T], name: &str, of: impl Fn(&T) -> &str) -> Option<&'s T> {
    all.binary_search_by(|own| of(own).cmp(name)).ok().and_then(|at| all.get(at))
}

#[cfg(test)]
mod tests;
