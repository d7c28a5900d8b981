//! Commands and queries: what goes in, what is done, what comes out.
//!
//! In: declarations whose errors, if any, lie inside of one step. Out: [`Operation`] and [`Effect`]. A step with an error is kept
//! and marked, as it may do something that is not understood.

use std::collections::BTreeSet;

use super::entity::names;
use super::{Touch, template};
use crate::ast::Node;
use crate::check::deep::Sound;
use crate::check::deep::parts::{Field, bare, fields, items, text};
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::source::Span;

/// The keys of an operation in which an error spoils no more than one step or one name.
pub const STEPS: &[&str] =
    &["effects", "guards", "errors", "emits", "fetches", "writes_to", "reads", "reads_from", "required_roles"];

/// A command or query.
#[derive(Debug)]
pub struct Operation<'a> {
    /// Its declaration.
    pub own: &'a Declaration<'a>,
    /// `command` or `query`.
    pub kind: &'static str,
    /// Its name.
    pub name: &'a str,
    /// Where the name stands.
    pub span: Span,
    /// What it is given.
    pub inputs: Vec<Field<'a>>,
    /// What it gives back.
    pub returns: Vec<Field<'a>>,
    /// What it does, in order.
    pub effects: Vec<Effect<'a>>,
    /// How it can fail, and where that is said.
    pub errors: Vec<(&'a str, Span)>,
    /// The tables it reads.
    pub reads_from: Vec<&'a str>,
    /// The entities that it loads before anything else: those it fetches or reads, and those whose existence it asks for.
    pub loads: Vec<&'a str>,
    /// What it does to which entities; known once all of them are.
    pub touch: Touch<'a>,
    /// Whether no guard and no name in it has an error; effects say it for themselves.
    pub sound: bool,
    /// Its guards: their places in the list, their ids, all of them.
    guards: Vec<(usize, &'a str, &'a Node)>,
    /// The roles of which its guards and `required_roles` want one; none where neither speaks of roles.
    roles: Option<BTreeSet<&'a str>>,
}

/// One step of an operation or a transition.
#[derive(Clone, Debug)]
pub struct Effect<'a> {
    /// Its place in the list.
    pub at: usize,
    /// What it is: `db.insert`.
    pub id: &'a str,
    /// Where the id stands.
    pub span: Span,
    /// All of it.
    pub node: &'a Node,
    /// The name of what it gives back.
    pub result: Option<(&'a str, Span)>,
    /// Whether it has no error, or calls the only operation that can be meant under another name.
    pub sound: bool,
    /// Whether nothing else is wrong with it than that nothing declares the operation it calls.
    pub lost: bool,
    /// The operation that must be meant by a name that nothing declares.
    pub meant: Option<&'a str>,
    params: Option<&'a Node>,
    entity: Option<(&'a str, Span)>,
    integration: Option<(&'a str, Span)>,
    operation: Option<(&'a str, Span)>,
}

impl<'a> Effect<'a> {
    /// The effects of a command, or of a transition; `place` is the way to it from its declaration, with `/` at the end, or nothing.
    pub fn list(sound: &Sound, own: &Declaration, node: &'a Node, place: &str) -> Vec<Effect<'a>> {
        let of = |(at, item): (usize, &'a crate::ast::Item)| {
            let (id, span) = text(&item.node, "id")?;
            let is_sound = !sound.is_wounded(own, format_args!("{place}effects/{at}"));
            let ways = &["params/operation_id", "params/operation"];
            let lost = !is_sound
                && id == "call.integration"
                && sound.is_wounded_only(own, &format!("{place}effects/{at}"), ways);
            let result = text(&item.node, "result");
            let params = item.node.get("params");
            let name = |keys: &[&str]| keys.iter().find_map(|key| named(params?, key));
            Some(Effect {
                at,
                id,
                span,
                node: &item.node,
                result,
                sound: is_sound,
                lost,
                meant: None,
                params,
                entity: name(&["entity"]),
                integration: name(&["target", "integration", "service"]),
                operation: name(&["operation_id", "operation"]),
            })
        };
        items(node, "effects").iter().enumerate().filter_map(of).collect()
    }

    /// Its parameters.
    pub fn params(&self) -> Option<&'a Node> {
        self.params
    }

    /// The name in one of its parameters, without the kind before it.
    pub fn name(&self, key: &str) -> Option<(&'a str, Span)> {
        named(self.params?, key)
    }

    /// The entries of a map among its parameters.
    pub fn map(&self, key: &str) -> Option<&'a [crate::ast::Entry]> {
        self.params?.get(key)?.as_map()
    }

    /// The keys under which it forgets what is kept: each with where it stands, and the way to it among the parameters.
    pub fn forgotten(&self) -> Vec<(&'a str, Span, String)> {
        let Some(params) = self.params.filter(|_| self.id == "cache.invalidate") else { return Vec::new() };
        let one = text(params, "key").map(|(key, span)| (key, span, "key".to_owned()));
        let many = items(params, "keys").iter().enumerate();
        let many = many.filter_map(|(at, item)| Some((called(&item.node)?, item.node.span, format!("keys/{at}"))));
        one.into_iter().chain(many).collect()
    }

    /// The entity that it writes.
    pub fn entity(&self) -> Option<(&'a str, Span)> {
        self.entity
    }

    /// The event that it tells.
    pub fn event(&self) -> Option<(&'a str, Span)> {
        if self.id == "emit.event" { self.name("event") } else { None }
    }

    /// Whether it writes rows.
    pub fn writes(&self) -> bool {
        self.id.starts_with("db.")
    }

    /// Whether it stores a row that may be new.
    pub fn creates(&self) -> bool {
        matches!(self.id, "db.insert" | "db.upsert")
    }

    /// The integration that it calls.
    pub fn integration(&self) -> Option<(&'a str, Span)> {
        self.integration
    }

    /// The operation of an integration that it calls.
    pub fn operation(&self) -> Option<(&'a str, Span)> {
        let (name, span) = self.operation?;
        Some((self.meant.unwrap_or(name), span))
    }

    /// Whether it speaks to something outside of the system.
    pub fn is_external(&self) -> bool {
        matches!(self.id, "call.integration" | "send.email" | "send.notification")
    }
}

/// The name under a key, without the kind before it; none where it is known only at run time.
fn named<'a>(params: &'a Node, key: &str) -> Option<(&'a str, Span)> {
    let (name, span) = text(params, key)?;
    (!template::has(name)).then_some((bare(name), span))
}

/// The entities that an operation loads before anything else: those it fetches or reads, and those whose existence it asks for.
pub fn loaded(node: &Node) -> Vec<&str> {
    let guards = items(node, "guards").iter().filter_map(|item| {
        let (id, _) = text(&item.node, "id")?;
        (id == "exists").then(|| text(item.node.get("params")?, "entity"))?
    });
    let mut loads: Vec<&str> = guards.map(|(entity, _)| bare(entity)).collect();
    loads.extend(names(node, "fetches").into_iter().chain(names(node, "reads")).map(bare));
    loads
}

/// The roles of which guards and `required_roles` want one.
fn roles<'a>(node: &'a Node, guards: &[(usize, &'a str, &'a Node)]) -> Option<BTreeSet<&'a str>> {
    let mut roles: Option<BTreeSet<&str>> = None;
    let mut only = |wanted: BTreeSet<&'a str>| {
        roles = Some(match roles.take() {
            Some(before) => before.intersection(&wanted).copied().collect(),
            None => wanted,
        });
    };
    let required: BTreeSet<&str> = names(node, "required_roles").into_iter().map(bare).collect();
    if !required.is_empty() {
        only(required);
    }
    for (.., guard) in guards.iter().filter(|(_, id, _)| *id == "auth.role") {
        let Some(params) = guard.get("params") else { continue };
        let one = text(params, "role").map(|(role, _)| role);
        only(names(params, "roles").into_iter().chain(one).map(bare).collect());
    }
    roles
}

impl<'a> Operation<'a> {
    /// An operation as it is declared.
    pub fn of(sound: &Sound, own: &'a Declaration<'a>) -> Option<Operation<'a>> {
        let (name, span) = own.name?;
        let node = own.node;
        let loads = loaded(node);
        let guards = items(node, "guards").iter().enumerate();
        let guards: Vec<_> =
            guards.filter_map(|(at, item)| Some((at, text(&item.node, "id")?.0, &item.node))).collect();
        let roles = roles(node, &guards);
        let errors = items(node, "errors").iter().filter_map(|item| Some((bare(called(&item.node)?), item.node.span)));
        Some(Operation {
            own,
            kind: own.kind.keyword,
            name,
            span,
            inputs: fields(node, "input"),
            returns: fields(node, "returns"),
            effects: Effect::list(sound, own, node, ""),
            errors: errors.collect(),
            reads_from: names(node, "reads_from").into_iter().map(bare).collect(),
            loads,
            touch: Touch::default(),
            sound: !["guards", "errors", "emits", "fetches", "reads", "reads_from"]
                .iter()
                .any(|key| sound.is_wounded(own, key)),
            guards,
            roles,
        })
    }

    /// The input of this name.
    pub fn input(&self, name: &str) -> Option<&Field<'a>> {
        self.inputs.iter().find(|field| field.name == name)
    }

    /// The guards with this id.
    pub fn guards<'s>(&'s self, id: &'static str) -> impl Iterator<Item = (usize, &'a Node)> + use<'s, 'a> {
        self.guards.iter().filter(move |(_, own, _)| *own == id).map(|(at, _, node)| (*at, *node))
    }

    /// The roles of which its guards and `required_roles` want one; none where neither speaks of roles.
    pub fn roles(&self) -> Option<&BTreeSet<&'a str>> {
        self.roles.as_ref()
    }

    /// Whether a step of it makes a row of an entity.
    pub fn makes(&self, entity: &str) -> bool {
        self.effects.iter().any(|own| own.creates() && own.entity().is_some_and(|(name, _)| name == entity))
    }

    /// Whether all of its steps are understood.
    pub fn is_clear(&self) -> bool {
        self.sound && self.effects.iter().all(|effect| effect.sound)
    }
}
