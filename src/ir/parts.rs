//! A system part by part.
//!
//! In: a [`System`]. Out: each of its parts with its name, in the order of the type, and each declaration by itself, so that who writes
//! a system can tell what of it comes from where. It writes nothing itself.

use serde::Serialize;

use super::domain::{Entity, Enumeration, Event, Failure, ValueObject};
use super::{
    Cache, Convention, Decision, Integration, Observed, Operation, Projection, Scenario, Secret, System, Table,
    Webhook, Workflow,
};

/// What is shown the parts of a system.
pub(crate) trait Parts {
    /// A part that is a single value, and the declaration that it comes from, if it is one.
    fn one(&mut self, name: &'static str, origin: Option<&str>, part: &impl Serialize);

    /// A part that is a list of declarations.
    fn list<T: Declared>(&mut self, name: &'static str, all: &[T]);
}

/// What comes from one declaration.
pub(crate) trait Declared: Serialize + Sync {
    /// The declaration: `commands/CheckIn`; none where it is there for every system.
    fn origin(&self) -> Option<&str>;

    /// The hash of what it does, where it has one.
    fn hash(&self) -> Option<&str> {
        None
    }
}

macro_rules! declared {
    ($($kind:ty)*) => {
        $(impl Declared for $kind {
            fn origin(&self) -> Option<&str> {
                Some(&self.origin)
            }
        })*
    };
}

declared! {
    Cache Convention Decision Entity Enumeration Event Integration Observed Projection Scenario Secret Table ValueObject
    Webhook Workflow
}

impl Declared for Operation {
    fn origin(&self) -> Option<&str> {
        Some(&self.origin)
    }

    fn hash(&self) -> Option<&str> {
        Some(&self.hash)
    }
}

impl Declared for Failure {
    fn origin(&self) -> Option<&str> {
        self.origin.as_deref()
    }
}

impl System {
    /// Shows all parts.
    pub(crate) fn parts(&self, to: &mut impl Parts) {
        // Taken apart, so that a new part cannot be forgotten here.
        let System {
            version,
            name,
            package,
            description,
            release,
            stack,
            actor,
            roles,
            enumerations,
            values,
            entities,
            database,
            tables,
            caches,
            failures,
            events,
            projections,
            webhooks,
            integrations,
            decisions,
            workflows,
            operations,
            graphql,
            security,
            observed,
            scenarios,
            secrets,
            conventions,
        } = self;
        to.one("version", None, version);
        to.one("name", None, name);
        to.one("package", None, package);
        to.one("description", None, description);
        to.one("release", None, release);
        to.one("stack", stack.as_ref().map(|own| own.origin.as_str()), stack);
        to.one("actor", actor.as_ref().map(|own| own.origin.as_str()), actor);
        to.one("roles", None, roles);
        to.list("enumerations", enumerations);
        to.list("values", values);
        to.list("entities", entities);
        to.one("database", Some(database.origin.as_str()).filter(|own| !own.is_empty()), database);
        to.list("tables", tables);
        to.list("caches", caches);
        to.list("failures", failures);
        to.list("events", events);
        to.list("projections", projections);
        to.list("webhooks", webhooks);
        to.list("integrations", integrations);
        to.list("decisions", decisions);
        to.list("workflows", workflows);
        to.list("operations", operations);
        to.one("graphql", None, graphql);
        to.one("security", None, security);
        to.list("observed", observed);
        to.list("scenarios", scenarios);
        to.list("secrets", secrets);
        to.list("conventions", conventions);
    }
}
