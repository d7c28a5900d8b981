//! C1403: rows of everybody, where policies keep a role to its own part of the other entities.
//!
//! In: all rows of the matrix. Out: a warning for each entity that has the field by which policies bind a role elsewhere, such as the
//! branch or the tenant of the caller, and that has no such policy itself. Rows of single people are a matter of `ownership`.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Access, Layer, Verdict};
use super::Row;
use super::ownership::{is_sent, owner};
use crate::check::deep::model::Entity;
use crate::check::deep::model::touch::is_key;
use crate::check::deep::policies::{Effect, Scope};
use crate::diag::code::C1403;
use crate::diag::{Diagnostic, Level};
use crate::lookup::HashMap;
use crate::source::Span;

/// The policies that bind a role by a field.
#[derive(Clone, Debug)]
pub struct Ties<'m> {
    /// Where the first stands, and the entity it is on.
    pub first: (Span, &'m str),
    /// Where the first on each entity stands.
    pub on: HashMap<&'m str, Span>,
}

/// What binds a role by a field.
pub type Bound<'m> = BTreeMap<(&'m str, &'m str), Ties<'m>>;

/// The roles that policies bind by a field of an entity.
pub fn bound<'m>(access: &Access<'_, 'm, '_>) -> Bound<'m> {
    let mut found = Bound::new();
    for policy in access.policies.all.iter().filter(|own| own.effect(Effect::Allow).is_some()) {
        let (Scope::Entity(name), Some(own), Some(roles)) = (policy.scope, policy.owns(), &policy.roles) else {
            continue;
        };
        let Some(entity) = access.model.entity(name) else { continue };
        let field = [Some(own.path), own.against].into_iter().flatten().find_map(|path| entity.field(path));
        let Some(field) = field.filter(|field| field.name != entity.key) else { continue };
        for role in roles.iter().filter_map(|role| access.role(role)) {
            let first = (policy.span, entity.name);
            let ties = found.entry((role, field.name)).or_insert_with(|| Ties { first, on: HashMap::default() });
            ties.on.entry(entity.name).or_insert(policy.span);
        }
    }
    found
}

/// What rows of everybody are reached by: for each entity and field the first operation, a command if there is one.
#[derive(Default)]
pub struct Reached<'m>(BTreeMap<(&'m str, &'m str), (&'static str, Diagnostic)>);

impl<'m> Reached<'m> {
    /// Looks at one operation.
    pub fn look(&mut self, row: &Row<'_, '_, 'm, '_>, bound: &Bound<'m>) {
        let sound = row.access.model.sound;
        let known = sound.is_all_read() && sound.is_whole("policy") && sound.is_whole("rule");
        if !known || !row.own.sound || bound.is_empty() {
            return;
        }
        for (role, answer) in row.roles() {
            let free = |layer, verdict| {
                verdict == Verdict::Yes
                    || matches!(layer, Layer::Permission | Layer::Policy | Layer::Transition) && verdict != Verdict::No
            };
            if !answer.says.iter().all(|say| free(say.layer, say.verdict)) {
                continue;
            }
            let of_role = bound.range((role, "")..).take_while(|((own, _), _)| *own == role);
            for ((_, field), ties) in of_role {
                let Some((entity, span, place)) = open(row, role, field) else { continue };
                let key = (entity.name, *field);
                if self.0.get(&key).is_none_or(|(kind, _)| *kind == "query" && row.own.kind == "command") {
                    let found = report(row, role, entity, field, ties.first, span);
                    self.0.insert(key, (row.own.kind, found.at(row.own.own.element.as_str(), place)));
                }
            }
        }
    }

    /// Says what it was.
    pub fn report(&mut self, findings: &mut Vec<Diagnostic>) {
        findings.extend(std::mem::take(&mut self.0).into_values().map(|(_, found)| found));
    }
}

/// An entity with this field that a role reaches without being kept to its own rows, where it does so, and the place of that.
fn open<'y, 'm>(row: &'y Row<'_, '_, 'm, '_>, role: &'m str, field: &str) -> Option<(&'y Entity<'m>, Span, String)> {
    let (model, touch) = (row.access.model, &row.own.touch);
    let is_query = row.own.kind == "query";
    let names: BTreeSet<&str> = match is_query {
        true => touch.ruled.iter().copied().collect(),
        false => touch.subject.into_iter().chain(touch.writes.keys().copied()).collect(),
    };
    let concerned = names
        .into_iter()
        .filter_map(|name| model.entity(name))
        .filter(|own| own.key != field && own.field(field).is_some());
    let (open, safe): (Vec<&Entity>, Vec<&Entity>) = concerned.partition(|own| row.layers.is_open(role, own.name));
    let mut open = open.into_iter().filter(|own| owner(row, own, role).is_none());
    if is_query {
        let of_caller = |own: &crate::check::deep::parts::Field| {
            own.node.get("bind").and_then(|node| node.as_text()).is_some_and(|from| from.starts_with("actor."))
        };
        let narrowed = row.own.inputs.iter().any(of_caller) || !safe.is_empty();
        return open.next().filter(|_| !narrowed).map(|entity| (entity, row.own.span, String::new()));
    }
    open.find_map(|entity| {
        let chooses = |name: &str| is_key(entity, name) && !safe.iter().any(|own| is_key(own, name));
        let input =
            row.own.inputs.iter().find(|own| chooses(own.name) && !own.has("bind") && is_sent(row, own.name))?;
        Some((entity, input.span, format!("input/{}/name", input.at)))
    })
}

fn report(
    row: &Row,
    role: &str,
    entity: &Entity,
    field: &str,
    (policy, other): (Span, &str),
    span: Span,
) -> Diagnostic {
    let name = row.own.name;
    let (does, label) = match row.own.kind {
        "query" => ("read", "hands out those of everybody"),
        _ => ("change", "any id is taken"),
    };
    let title = format!("any `{role}` can {does} the `{}` of another `{field}` with `{name}`", entity.name);
    let mut found =
        Diagnostic::new(&C1403, title, span, label).label(policy, format!("keeps `{role}` to its own `{other}`"));
    if let Some(own) = entity.field(field) {
        found = found.label(own.span, "the same field, and no policy on it");
    }
    found.level = Level::Warning;
    found.help(format!("add a policy on `entity:{}` with the same condition", entity.name))
}
