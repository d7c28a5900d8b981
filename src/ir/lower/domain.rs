//! Entities, values, enumerations, events, the caller, and secrets.

use super::{Lower, description, named};
use crate::ast::Value as Tree;
use crate::check::deep::model::Model;
use crate::check::deep::parts::{bare, fields, items, text};
use crate::check::place::called;
use crate::ir::{Actor, Entity, Enumeration, Event, Field, Secret, Type, ValueObject};

impl Lower<'_, '_, '_> {
    /// The fields under a key.
    fn fields(&self, node: &crate::ast::Node, key: &str) -> Vec<Field> {
        fields(node, key).iter().map(|field| self.field(field)).collect()
    }
}

/// Refuses rows that are said to belong to tenants or users: nothing here keeps them apart, and a word alone would only look as if it did.
fn scopes(lower: &mut Lower) {
    let commands = named(lower.model, "command");
    for own in named(lower.model, "entity").into_iter().chain(commands) {
        let Some((scope, span)) = text(own.node, "tenant_scope").filter(|(scope, _)| *scope != "global") else {
            continue;
        };
        lower.refuse(own, "tenant_scope", span, &format!("a scope of `{scope}`"), "nothing keeps the rows apart");
        lower.advise(
            "say who may touch which rows in policies, such as `tenant_id eq actor.tenant_id`, and `global` here",
        );
    }
}

/// The entities, in the order of their names.
pub fn entities(lower: &mut Lower) -> Vec<Entity> {
    scopes(lower);
    let of = |own: &crate::check::deep::model::Entity| Entity {
        origin: own.own.element.clone(),
        name: own.name.to_owned(),
        description: description(own.own.node),
        key: own.key.to_owned(),
        fields: own.fields.iter().map(|field| lower.field(field)).collect(),
        table: None,
    };
    let mut all: Vec<Entity> = lower.model.entities.iter().map(of).collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// The values.
pub fn values(lower: &mut Lower) -> Vec<ValueObject> {
    let of = |own: &&crate::check::gather::Declaration| {
        Some(ValueObject {
            origin: own.element.clone(),
            name: own.name?.0.to_owned(),
            description: description(own.node),
            fields: lower.fields(own.node, "fields"),
        })
    };
    named(lower.model, "value").iter().filter_map(of).collect()
}

/// The enumerations.
pub fn enumerations(lower: &Lower) -> Vec<Enumeration> {
    let of = |own: &&crate::check::gather::Declaration| {
        let value = |item: &crate::ast::Item| called(&item.node).map(str::to_owned);
        Some(Enumeration {
            origin: own.element.clone(),
            name: own.name?.0.to_owned(),
            description: description(own.node),
            values: items(own.node, "values").iter().filter_map(value).collect(),
        })
    };
    named(lower.model, "enum").iter().filter_map(of).collect()
}

/// The events.
pub fn events(lower: &mut Lower) -> Vec<Event> {
    let of = |own: &&crate::check::gather::Declaration| {
        Some(Event {
            origin: own.element.clone(),
            name: own.name?.0.to_owned(),
            description: description(own.node),
            payload: lower.fields(own.node, "payload"),
        })
    };
    named(lower.model, "event").iter().filter_map(of).collect()
}

/// The caller.
pub fn actor(lower: &mut Lower) -> Option<Actor> {
    let own = lower.model.sound.all("actor").next()?;
    let attributes = lower.fields(own.node, "fields");
    let id = attributes.iter().find(|field| field.name == "id").map_or(Type::Uuid, |field| field.kind.clone());
    Some(Actor {
        origin: own.element.clone(),
        scheme: text(own.node, "scheme").map_or("bearer_jwt", |(scheme, _)| scheme).to_owned(),
        entity: text(own.node, "entity").map(|(name, _)| bare(name).to_owned()),
        id,
        attributes: attributes
            .into_iter()
            .filter(|field| !["id", "role", "roles"].contains(&field.name.as_str()))
            .collect(),
    })
}

/// A secret as references write it: `weather.api_key` is `weather_api_key`.
pub fn secret(name: &str) -> String {
    crate::check::deep::parts::bare(name).replace('.', "_")
}

/// The secrets: those in the environment have the variable that the contract names, others one made of their names.
pub fn secrets(model: &Model) -> Vec<Secret> {
    let of = |own: &&crate::check::gather::Declaration| {
        let (name, _) = own.name?;
        let key = text(own.node, "key").filter(|_| text(own.node, "provider").is_some_and(|(kind, _)| kind == "env"));
        let made = || super::snake(name).to_uppercase();
        let optional = own.node.get("required").is_some_and(|node| matches!(node.value, Tree::Bool(false)));
        Some(Secret {
            origin: own.element.clone(),
            name: secret(name),
            variable: key.map_or_else(made, |(key, _)| key.to_owned()),
            required: !optional,
        })
    };
    let mut all: Vec<Secret> = named(model, "secret").iter().filter_map(of).collect();
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}
