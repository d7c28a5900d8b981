//! A system part by part, as JSON would show it.
//!
//! In: a [`System`]. Out: each of its parts with its name, in the order in which canonical JSON sorts them, so that who writes or hashes
//! a system of a thousand modules needs no copy of the whole. It writes nothing itself.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::Value;

use super::System;

/// What is shown the parts of a system.
pub(crate) trait Parts {
    /// A part that is a single value.
    fn one(&mut self, name: &'static str, part: &impl Serialize);

    /// A part that is a list of declarations, or of texts.
    fn list<T: Serialize + Sync>(&mut self, name: &'static str, all: &[T]);
}

impl System {
    /// Shows all parts, in the order of their names.
    pub(crate) fn parts(&self, to: &mut impl Parts) {
        // Taken apart, so that a new part cannot be forgotten here.
        let System {
            version,
            name,
            package,
            description,
            release,
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
        to.one("actor", actor);
        to.list("caches", caches);
        to.list("conventions", conventions);
        to.one("database", database);
        to.list("decisions", decisions);
        to.one("description", description);
        to.list("entities", entities);
        to.list("enumerations", enumerations);
        to.list("events", events);
        to.list("failures", failures);
        to.one("graphql", graphql);
        to.list("integrations", integrations);
        to.one("name", name);
        to.list("observed", observed);
        to.list("operations", operations);
        to.one("package", package);
        to.list("projections", projections);
        to.one("release", release);
        to.list("roles", roles);
        to.list("scenarios", scenarios);
        to.list("secrets", secrets);
        to.one("security", security);
        to.list("tables", tables);
        to.list("values", values);
        to.one("version", version);
        to.list("webhooks", webhooks);
        to.list("workflows", workflows);
    }
}

/// A value without some keys, however deep they stand.
pub(crate) struct Without<'v> {
    /// The value.
    pub value: &'v Value,
    /// The keys.
    pub keys: &'v [&'v str],
}

impl Serialize for Without<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let keys = self.keys;
        match self.value {
            Value::Object(fields) => {
                let mut map = to.serialize_map(None)?;
                for (name, value) in fields.iter().filter(|(name, _)| !keys.contains(&name.as_str())) {
                    map.serialize_entry(name, &Without { value, keys })?;
                }
                map.end()
            }
            Value::Array(items) => to.collect_seq(items.iter().map(|value| Without { value, keys })),
            plain => plain.serialize(to),
        }
    }
}
