//! C0812 and C1403: rows that belong to somebody, reached by an id that the caller chooses.
//!
//! In: one row of the matrix. Out: a finding where a role can call an operation with an id of its own choice, the rows belong to
//! people of this role, and nothing on the way compares them with the caller: no guard, rule, permission or policy that keeps
//! others out. A row belongs to whoever its `<role>_id` names, or the field that a policy compares with the caller.

use std::cell::LazyCell;

use super::super::protection::{binds, speaks_of};
use super::super::{Answer, Layer, Say, Verdict};
use super::Row;
use crate::check::deep::model::touch::is_key;
use crate::check::deep::model::{Entity, Operation, words};
use crate::check::deep::parts::{Field, fields, text};
use crate::check::deep::policies::{Effect, Policy, Scope};
use crate::check::place::quoted;
use crate::diag::code::{C0812, C1403};
use crate::diag::{Clause, Diagnostic, Help, Plain, Where};

/// An entity, the field that says whose it is, and the input by which a row is chosen.
struct Reach<'y, 'm> {
    entity: &'y Entity<'m>,
    owner: Field<'m>,
    input: &'y Field<'m>,
}

/// Looks at one operation.
pub fn check(row: &Row, findings: &mut Vec<Diagnostic>) {
    let sound = row.access.model.sound;
    if !sound.is_all_read() || !row.own.sound || !sound.is_whole("policy") || !sound.is_whole("rule") {
        return;
    }
    let mut roles: Vec<(&str, &Answer, Reach)> = Vec::new();
    for (role, answer) in row.roles() {
        // What permissions and policies keep from a role is a matter of the rows.
        let of_rows = |say: &Say| matches!(say.layer, Layer::Permission | Layer::Policy);
        let moves = |say: &Say| say.layer == Layer::Transition && say.verdict != Verdict::No;
        let free = |say: &Say| say.verdict == Verdict::Yes || moves(say) || of_rows(say);
        if let Some(reach) = answer.says.iter().all(free).then(|| reach(row, role)).flatten() {
            roles.push((role, answer, reach));
        }
    }
    if let Some((role, answer, reach)) = roles.first() {
        let names: Vec<&str> = roles.iter().map(|(role, ..)| *role).collect();
        findings.push(finding(row, role, answer, reach, &names));
    }
}

/// The owned rows that a role chooses by an id, and that nothing keeps from it.
fn reach<'y, 'm>(row: &'y Row<'_, '_, 'm, '_>, role: &'m str) -> Option<Reach<'y, 'm>> {
    let model = row.access.model;
    let touch = &row.own.touch;
    let is_query = row.own.kind == "query";
    let subject = touch.subject.into_iter();
    let all = subject.chain(touch.writes.keys().copied()).chain(touch.reads.iter().copied());
    let all = all.filter(|name| !is_query || touch.ruled.contains(name));
    let mut open: Vec<Reach> = Vec::new();
    // A command that refuses the id of somebody else refuses it for all that it works on.
    let mut safe: Vec<&str> = Vec::new();
    for entity in all.filter_map(|name| model.entity(name)) {
        let Some(owner) = owner(row, entity, role) else { continue };
        let chooses = |input: &&Field<'m>| {
            let own = input.name == owner.name || is_key(entity, input.name);
            own && !input.has("bind") && is_sent(row, input.name)
        };
        let Some(input) = row.own.inputs.iter().find(chooses) else { continue };
        if !row.layers.is_open(role, entity.name) {
            safe.extend((!is_query).then_some(input.name));
        } else if !is_void(row, role, entity.name) {
            open.push(Reach { entity, owner, input });
        }
    }
    open.into_iter().find(|own| !safe.contains(&own.input.name))
}

/// Whether something was meant to keep a role from the rows of others, and a policy that always holds leaves nothing of it: that is
/// reported where the policy stands.
fn is_void(row: &Row, role: &str, entity: &str) -> bool {
    let policies = row.access.policies;
    let scopes = [Scope::Entity(entity), Scope::Operation(row.own.kind, row.own.name), Scope::Global];
    let about = scopes.into_iter().flat_map(|scope| policies.with(scope));
    let about: Vec<_> = about.filter(|(_, own)| own.effect(Effect::Allow).is_some() && speaks_of(own, role)).collect();
    let narrow = |own: &Policy, at: usize| binds(own) && !own.conditions.is_empty() && !policies.is_always(at);
    about.iter().any(|(at, wide)| {
        let mut others = about.iter().filter(|(other, own)| narrow(own, *other));
        match wide.conditions.is_empty() {
            true => !binds(wide) && others.any(|(_, own)| wide.scope == own.scope || wide.scope == Scope::Global),
            false => policies.is_always(*at) && (binds(wide) || others.next().is_some()),
        }
    })
}

/// The field of an entity that says to whom of this role a row belongs.
pub(super) fn owner<'m>(row: &Row<'_, '_, 'm, '_>, entity: &Entity<'m>, role: &str) -> Option<Field<'m>> {
    let wanted = LazyCell::new(|| words::each_stem(role).chain(["id".into()]).collect::<Vec<_>>());
    // Most ids begin with another letter, and need not be cut into words.
    let first = role.chars().next().map(|c| c.to_ascii_lowercase());
    let may_be = |name: &str| name.trim_start_matches('_').chars().next().map(|c| c.to_ascii_lowercase()) == first;
    let of_role = |name: &str| may_be(name) && words::stems(name) == *wanted;
    let is_id = |name: &str| matches!(name.as_bytes(), [.., b'_', b'i', b'd'] | [.., b'I', b'd']);
    let ids = entity.fields.iter().filter(|field| is_id(field.name));
    let field = ids.into_iter().find(|field| of_role(field.name))?;
    let stated: Vec<&str> = row
        .access
        .policies
        .with(Scope::Entity(entity.name))
        .filter(|(_, own)| own.effect(Effect::Allow).is_some())
        .filter_map(|(_, own)| own.owns())
        .flat_map(|own| [Some(own.path), own.against])
        .flatten()
        .filter(|path| entity.field(path).is_some())
        .collect();
    (stated.is_empty() || stated.contains(&field.name)).then_some(*field)
}

/// Whether the client sends an input: some route does, or there is no route at all.
pub(super) fn is_sent(row: &Row, name: &str) -> bool {
    let doors = row.access.doors.to(row.own.kind, row.own.name);
    let braces = format!("{{{name}}}");
    doors.is_empty()
        || doors.iter().any(|door| {
            text(door.own.node, "path").is_some_and(|(path, _)| path.contains(&braces))
                || fields(door.own.node, "request_schema").iter().any(|field| field.name == name)
        })
}

fn finding(row: &Row, role: &str, answer: &Answer, reach: &Reach, all: &[&str]) -> Diagnostic {
    let (own, entity): (&Operation, &str) = (row.own, reach.entity.name);
    let policies = row.access.reach(own);
    let policies = policies.iter().filter_map(|at| Some((*at, row.access.policies.all.get(*at)?)));
    let about = |scope: Scope| scope == Scope::Entity(entity) || scope == Scope::Operation(own.kind, own.name);
    let allows = policies.filter(|(_, policy)| policy.effect(Effect::Allow).is_some());
    let (near, other): (Vec<_>, Vec<_>) = allows.partition(|(_, policy)| about(policy.scope));
    // A policy on another thing that is read as well does not speak of what is handed out.
    let beside = other
        .iter()
        .filter(|(_, policy)| own.kind == "query" && near.is_empty() && policy.owns().is_some())
        .find_map(|(_, policy)| match policy.scope {
            Scope::Entity(name) => Some((policy.span, name)),
            _ => None,
        });
    // A rule that decides it, and from which nothing follows, was meant to.
    let idle = row.access.idle(own).first();
    let bare = near.is_empty() && row.access.rules(own).is_empty() && own.kind == "query";
    let by_owner = reach.input.name == reach.owner.name;
    let mut found = if bare && by_owner {
        let title = format!("every `{role}` can read the `{entity}` rows of all others with `{}`", own.name);
        Diagnostic::new(&C0812, title, own.span, format!("no policy or rule covers it, nor `{entity}`"))
            .label(reach.input.span, "any id is taken")
    } else {
        let title = match (own.kind, by_owner) {
            ("command", true) => format!("any `{role}` can call `{}` for somebody else", own.name),
            ("command", false) => {
                format!("any `{role}` can change the `{entity}` of somebody else with `{}`", own.name)
            }
            _ => format!("any `{role}` can read the `{entity}` of somebody else with `{}`", own.name),
        };
        Diagnostic::new(&C1403, title, reach.input.span, "any id is taken")
    };
    if let Some(say) = answer.layer(Layer::Required).or(answer.layer(Layer::Guard)) {
        found = found.label(say.span, format!("lets in every {}", quoted(all.iter().copied(), "and")));
    }
    if reach.owner.span != reach.input.span {
        found = found.label(reach.owner.span, "says whose it is");
    }
    if let Some((span, name)) = beside {
        found = found.label(span, format!("is about `{name}`, and not about `{entity}`, which is handed out"));
    }
    for (at, policy) in near.iter().take(2) {
        let others = policy.roles.as_ref().filter(|roles| !roles.contains(role));
        let says = match (others, policy.owns()) {
            _ if policy.conditions.is_empty() || row.access.policies.is_always(*at) => "allows all of them".to_owned(),
            (Some(others), _) => format!("speaks of {} only", quoted(others.iter().copied(), "and")),
            (None, Some(_)) => "allows the own ones, and keeps nobody from the others".to_owned(),
            (None, None) => "only allows, and keeps nobody out".to_owned(),
        };
        found = found.label(policy.span, says);
    }
    if let Some((name, span)) = idle.and_then(|rule| rule.name) {
        found = found.label(span, "decides it, and nothing follows from what it decides");
        let found = found.note("a rule protects where its answer is read, or where it names an error");
        let error = Clause::new(Where::Declaration(&["rules"]), "error", "…");
        let help = Help::from(format!("let `{name}` name the error that is raised when it refuses: ")).clause(error);
        return found.help(help).at(own.own.element.as_str(), chosen(own, reach));
    }
    let place = if bare && by_owner { String::new() } else { chosen(own, reach) };
    // One that says whose it is, and not to whom it speaks, needs no more.
    let open = near
        .iter()
        .find(|(at, policy)| policy.roles.is_none() && policy.owns().is_some() && !row.access.policies.is_always(*at));
    let roles = Clause::new(Where::Declaration(&["policies"]), "roles", Plain::list([role]));
    let help = match open {
        Some((_, policy)) => Help::from("add ").clause(roles).words(format!(" to `{}`", policy.name)),
        None => Help::from(format!("say that `{}` must be the caller's, in a policy with ", reach.owner.name))
            .clause(roles)
            .words(", a rule or a guard"),
    };
    let found = found
        .note("looked for guards of ownership, rules on the role, policies with `roles`, and conditions of permissions")
        .help(help);
    found.at(own.own.element.as_str(), place)
}

/// The place of the input by which a row is chosen.
fn chosen(own: &Operation, reach: &Reach) -> String {
    format!("input/{}/name", own.inputs.iter().position(|input| input.name == reach.input.name).unwrap_or(0))
}
