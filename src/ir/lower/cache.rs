//! What is kept in Redis: answers of queries, and answers of services outside.
//!
//! In: datasources, tables in them, queries that keep their answers, and effects that forget. Out: the stores, and how each is used. For
//! how long something is kept is never made up.

use std::collections::BTreeMap;

use super::Lower;
use super::actions::Place;
use super::reliability::number;
use crate::ast::Node;
use crate::check::deep::model::entity::{Table as Declared, names};
use crate::check::deep::model::{Effect, Operation};
use crate::check::deep::parts::{bare, fields, text};
use crate::ir::{Access, Action, Cache, Cached, Kept, Value};

/// The stores, in the order of their names.
pub fn caches(lower: &Lower) -> Vec<Cache> {
    let of = |own: &&crate::check::gather::Declaration| {
        let said = |key: &str| text(own.node, key).map(|(text, _)| text);
        (said("engine") == Some("redis")).then_some(())?;
        let (host, port) = (said("host").unwrap_or("localhost"), said("port").unwrap_or("6379"));
        let url = format!("redis://{host}:{port}/{}", said("database").unwrap_or("0"));
        Some(Cache { origin: own.element.clone(), name: own.name?.0.to_owned(), url })
    };
    super::named(lower.model, "datasource").iter().filter_map(of).collect()
}

/// How what operations of services answer is kept, by operation.
pub fn kept(lower: &Lower) -> BTreeMap<String, Kept> {
    let of = |own: &Declared| {
        let (operation, _) = text(own.own.node, "operation_id")?;
        let by = own.columns.iter().map(|column| column.field.name);
        let kept = Kept {
            origin: own.own.element.clone(),
            cache: bare(text(own.own.node, "datasource")?.0).to_owned(),
            table: own.name.to_owned(),
            by: by.filter(|name| !["answer", "expires_at"].contains(name)).map(str::to_owned).collect(),
            seconds: seconds(own.own.node, "ttl_seconds")?,
        };
        Some((bare(operation).to_owned(), kept))
    };
    // The first table that is declared counts.
    lower.model.tables.iter().rev().filter(|own| is_kept(lower, own)).filter_map(of).collect()
}

/// Whether a table is in a store.
pub fn is_kept(lower: &Lower, own: &Declared) -> bool {
    let source = text(own.own.node, "datasource").and_then(|(name, _)| lower.model.sound.one("datasource", bare(name)));
    source.is_some_and(|own| text(own.node, "engine").is_some_and(|(engine, _)| engine == "redis"))
}

fn seconds(node: &Node, key: &str) -> Option<u64> {
    number(Some(node), key).filter(|seconds| *seconds > 0)
}

impl<'m> Lower<'_, 'm, '_> {
    /// Refuses tables in a store that keep something else than answers of a service.
    pub fn kept_tables(&mut self) {
        for own in &self.model.tables {
            if !is_kept(self, own) {
                continue;
            }
            let operation =
                text(own.own.node, "operation_id").and_then(|(name, _)| self.model.sound.one("operation", bare(name)));
            let Some(operation) = operation else {
                let what = format!("the table `{}`", own.name);
                self.refuse(own.own, "", own.span, &what, "in Redis only answers are kept: name the `operation_id`");
                continue;
            };
            if seconds(own.own.node, "ttl_seconds").is_none() {
                let what = format!("how long the rows of `{}` are kept", own.name);
                self.sourceless(own.own, "", own.span, &what, "write `ttl_seconds`");
            }
            let request = fields(operation.node, "request_schema");
            let asked = |name: &str| request.iter().any(|field| field.name == name);
            let odd = own
                .columns
                .iter()
                .find(|column| !asked(column.field.name) && !["answer", "expires_at"].contains(&column.field.name));
            if let Some(column) = odd {
                let what = format!("the column `{}`", column.field.name);
                let label = "known are fields of the request, `answer` and `expires_at`";
                self.refuse(own.own, format!("columns/{}", column.field.at), column.field.span, &what, label);
            }
            if !self.is_rest_call(operation) || fields(operation.node, "response_schema").is_empty() {
                let what = format!("keeping what `{}` answers", operation.name.map_or("", |(name, _)| name));
                self.refuse(own.own, "operation_id", own.span, &what, "it gives no answer over HTTP");
            }
        }
    }

    /// How the answers of a query are kept.
    pub fn cached(&mut self, own: &Operation<'m>, access: &Access) -> Option<Cached> {
        let node = own.own.node.get("cache")?;
        let stores = &self.caches;
        let named = text(node, "datasource").map(|(name, _)| bare(name));
        let found = match (named, stores.as_slice()) {
            (Some(name), all) => all.iter().find(|own| own.name == name),
            (None, [only]) => Some(only),
            _ => None,
        };
        let Some(store) = found else {
            let what = format!("where answers of `{}` are kept", own.name);
            self.sourceless(own.own, "cache", node.span, &what, "name a datasource whose engine is redis");
            return None;
        };
        let (Some((key, _)), Some(seconds)) = (text(node, "key"), seconds(node, "seconds")) else {
            let what = format!("how long answers of `{}` are kept", own.name);
            self.sourceless(own.own, "cache", node.span, &what, "write `key` and `seconds`");
            return None;
        };
        let looks_at_caller = |value: &Value| matches!(value, Value::Actor { .. });
        let by_caller = access
            .grants
            .iter()
            .flat_map(|grant| &grant.when)
            .any(|own| looks_at_caller(&own.left) || looks_at_caller(&own.right))
            || own
                .inputs
                .iter()
                .any(|field| text(field.node, "bind").is_some_and(|(bind, _)| bind.starts_with("actor.")));
        Some(Cached { cache: store.name.clone(), key: key.to_owned(), seconds, by_caller })
    }

    /// Forgets what queries keep.
    pub fn forget(&mut self, effect: &Effect<'m>, place: &Place<'_, 'm>, at: &str) -> Option<Action> {
        let params = effect.params()?;
        let one = text(params, "key").map(|(key, _)| key);
        let keys: Vec<&str> = one.into_iter().chain(names(params, "keys")).collect();
        let mut caches: Vec<(String, String)> = Vec::new();
        for key in &keys {
            let keeping = |own: &&Operation<'m>| {
                own.own.node.get("cache").is_some_and(|node| text(node, "key").is_some_and(|(own, _)| own == *key))
            };
            let mut kept = self.model.queries().filter(keeping).peekable();
            if kept.peek().is_none() {
                let what = format!("which answers are kept under `{key}`");
                self.sourceless(place.own, at, effect.span, &what, "no query has such a `cache`");
                return None;
            }
            let stores = &self.caches;
            for query in kept {
                let named =
                    query.own.node.get("cache").and_then(|node| text(node, "datasource")).map(|(name, _)| bare(name));
                let store = named.or_else(|| stores.first().map(|own| own.name.as_str()));
                let pair = (store.unwrap_or_default().to_owned(), (*key).to_owned());
                if !caches.contains(&pair) {
                    caches.push(pair);
                }
            }
        }
        if caches.is_empty() {
            self.sourceless(place.own, at, effect.span, "what is forgotten", "has no `key`");
            return None;
        }
        Some(Action::Forget { keys: caches })
    }
}
