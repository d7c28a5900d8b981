//! C0902, C0906, C0907, C0908 and C0910: permissions that mean nothing, mean the same, or belong to nobody.
//!
//! In: permissions and grants. Out: findings; a permission that repeats another one is not also said to grant nothing.

use std::collections::BTreeMap;

use super::super::grants::{acts, is_own};
use super::super::{Access, Permission};
use crate::check::deep::model::Operation;
use crate::check::deep::parts::text;
use crate::check::deep::policies::{Policy, Scope};
use crate::check::place::quoted;
use crate::diag::code::{C0902, C0906, C0907, C0908, C0910};
use crate::diag::{Clause, Diagnostic, Help, Where};
use crate::lookup::HashSet;
use crate::source::Span;

/// Looks at all permissions and grants.
pub fn check(access: &Access, findings: &mut Vec<Diagnostic>) {
    let mut groups: BTreeMap<(&str, &str, &str), Vec<&Permission>> = BTreeMap::new();
    for own in &access.grants.all {
        if own.kind == "document" {
            findings.push(unknown(own));
        } else {
            groups.entry((&*own.kind, own.resource, own.action)).or_default().push(own);
        }
    }
    let done = access.grants.complete.then(|| Done::of(access));
    for group in groups.values() {
        same(access, group, findings);
        if let Some(done) = &done {
            findings.extend(inert(access, done, group));
        }
    }
    if access.grants.complete {
        unbound(access, findings);
        findings
            .extend(access.grants.all.iter().filter_map(|own| of_others(access, own).or(of_other_rows(access, own))));
    }
}

/// A policy that says what of the resource of a permission is the caller's own.
fn fitting<'m>(access: &Access<'_, 'm, '_>, own: &Permission) -> Option<&'m str> {
    let about = |policy: &&Policy<'m>| match policy.scope {
        Scope::Entity(name) => own.kind == "entity" && name == own.resource,
        Scope::Operation(kind, name) => own.kind == kind && name == own.resource,
        Scope::Global | Scope::Other => false,
    };
    let mut all = access.policies.all.iter().filter(|policy| policy.owns().is_some() && about(policy));
    all.next().map(|policy| policy.name)
}

/// A permission under a policy that speaks of none of the roles that hold it.
fn of_others(access: &Access, own: &Permission) -> Option<Diagnostic> {
    let (condition, span) = text(own.own.node, "condition")?;
    let (_, policy) = access.policies.named(own.condition?)?;
    let roles = policy.roles.as_ref()?;
    let holders: Vec<&str> = access.grants.holders(own.name).iter().map(|holder| holder.role).collect();
    if holders.is_empty() || holders.iter().any(|role| roles.contains(role)) {
        return None;
    }
    let title = format!("`{}` grants nothing: its policy does not speak of who holds it", own.name);
    let found = Diagnostic::new(&C0907, title, span, format!("held by {}", quoted(holders.iter().copied(), "and")))
        .label(policy.span, format!("speaks of {}", quoted(roles.iter().copied(), "and")))
        .help(format!("name another policy than `{condition}`, or grant it to others"));
    Some(found.at(own.own.element.as_str(), "condition"))
}

/// A permission for an operation under a policy on rows that the operation never touches.
fn of_other_rows(access: &Access, own: &Permission) -> Option<Diagnostic> {
    let (_, span) = text(own.own.node, "condition")?;
    let (_, policy) = access.policies.named(own.condition?)?;
    let Scope::Entity(name) = policy.scope else { return None };
    let kind = ["command", "query"].into_iter().find(|kind| own.kind == *kind)?;
    let operation = access.model.operation(kind, own.resource).filter(|own| own.touch.clear)?;
    let of_entity = |table: &&str| access.model.table(table).is_some_and(|own| access.model.entity_of(own).is_some());
    let mut steps = access.model.steps_of(operation).filter_map(|effect| effect.entity());
    let touched = &operation.touch.all;
    if touched.is_empty()
        || touched.contains(&name)
        || steps.any(|(own, _)| own == name)
        || !operation.reads_from.iter().all(of_entity)
    {
        return None;
    }
    let title = format!("`{}` is tied to a policy on `{name}`, which `{}` never touches", own.name, operation.name);
    let found = Diagnostic::new(&C0907, title, span, "no row that it could be asked of")
        .label(policy.span, format!("is about `{name}`"))
        .label(operation.span, format!("works on {}", quoted(touched.iter().copied(), "and")));
    let found = found.help(format!("name a policy on {}", quoted(touched.iter().copied(), "or")));
    Some(found.at(own.own.element.as_str(), "condition"))
}

fn unknown(own: &Permission) -> Diagnostic {
    let title = format!("`{}` is about `{}`, which nothing declares", own.name, own.resource);
    let found = Diagnostic::new(&C0902, title, own.resource_span, "no declaration is a document")
        .note("nothing can be called with this permission")
        .help("name an entity, a command or a query, or remove the permission");
    found.at(own.own.element.as_str(), "resource")
}

/// Permissions with one resource and one action.
fn same(access: &Access, group: &[&Permission], findings: &mut Vec<Diagnostic>) {
    for (at, own) in group.iter().enumerate() {
        let equal = |other: &&&Permission| other.condition == own.condition;
        if is_own(own.name) {
            let tied = access.grants.tied(own, access.policies);
            let works = tied.iter().any(|at| {
                !access.policies.is_always(*at)
                    && access.policies.all.get(*at).is_some_and(|policy| policy.owns().is_some())
            });
            let other = group.iter().filter(equal).find(|other| !is_own(other.name));
            if let (false, Some(other)) = (works || is_held(access, own), other) {
                let title = format!("`{}` grants as much as `{}`", own.name, other.name);
                let found = Diagnostic::new(&C0908, title, own.span, "nothing limits it to what is the caller's own")
                    .label(other.span, "the same resource and action")
                    .help(Help::from("tie it to a policy that compares with the caller: ").clause(Clause::new(
                        Where::Declaration(&["access", "permissions"]),
                        "condition",
                        fitting(access, own).unwrap_or("…"),
                    )));
                findings.push(found.at(own.own.element.as_str(), ""));
            }
            continue;
        }
        let before = group.iter().take(at).filter(equal).find(|other| !is_own(other.name));
        if let Some(other) = before {
            let title = format!("`{}` and `{}` are one permission under two names", other.name, own.name);
            let found = Diagnostic::new(&C0906, title, own.span, "the same resource and action again")
                .label(other.span, "first here")
                .help("keep one of them, or name what each is really about");
            findings.push(found.at(own.own.element.as_str(), ""));
        }
    }
}

/// Whether policies hold each role with a permission to what is its own, wherever the permission counts.
fn is_held(access: &Access, own: &Permission) -> bool {
    let operation = ["command", "query"].iter().find(|kind| own.kind == **kind);
    let numbers = match operation.and_then(|kind| access.model.operation(kind, own.resource)) {
        Some(operation) => access.reach(operation),
        None if own.kind == "entity" => access.policies.on(Scope::Entity(own.resource)).to_vec(),
        None => return false,
    };
    let holds = |role: &str| {
        numbers.iter().filter(|at| !access.policies.is_always(**at)).any(|at| {
            let policy = access.policies.all.get(*at).filter(|policy| policy.owns().is_some());
            policy.and_then(|policy| policy.roles.as_ref()).is_some_and(|roles| roles.contains(&role))
        })
    };
    let holders = access.grants.holders(own.name);
    !holders.is_empty() && holders.iter().all(|holder| holds(holder.role))
}

/// What is done with entities by any operation or transition.
struct Done<'m> {
    reads: HashSet<&'m str>,
    writes: HashSet<&'m str>,
    deletes: HashSet<&'m str>,
    clear: bool,
}

impl<'m> Done<'m> {
    fn of(access: &Access<'_, 'm, '_>) -> Done<'m> {
        let (reads, writes, deletes) = (HashSet::default(), HashSet::default(), HashSet::default());
        let mut done = Done { reads, writes, deletes, clear: true };
        let sound = access.model.sound;
        done.clear &= access.model.commands().count() == sound.every("command").count();
        done.clear &= access.model.queries().count() == sound.every("query").count();
        for own in &access.model.operations {
            let touch = &own.touch;
            done.clear &= touch.clear;
            if own.kind == "query" {
                done.reads.extend(&touch.reads);
            }
            for (entity, deletes) in &touch.writes {
                done.writes.insert(entity);
                if *deletes {
                    done.deletes.insert(entity);
                }
            }
        }
        for effect in access.model.transitions.iter().flat_map(|own| &own.effects).filter(|own| own.writes()) {
            done.writes.extend(effect.entity().map(|(name, _)| name));
        }
        done
    }

    fn has(&self, action: &str, entity: &str) -> bool {
        match action {
            "read" => self.reads.contains(entity),
            "write" => self.writes.contains(entity),
            "delete" => self.deletes.contains(entity),
            _ => self.reads.contains(entity) || self.writes.contains(entity),
        }
    }
}

fn inert(access: &Access, done: &Done, group: &[&Permission]) -> Option<Diagnostic> {
    let (first, rest) = group.split_first()?;
    let (span, key, label, title): (Span, &str, &str, String) = match &*first.kind {
        "entity" if done.clear && !done.has(first.action, first.resource) => {
            let how = match first.action {
                "read" => "no query reads",
                "write" => "no command writes",
                "delete" => "no command deletes",
                _ => "no operation works on",
            };
            let title = format!("`{}` grants nothing: {how} `{}`", first.name, first.resource);
            (first.resource_span, "resource", "nothing that could be called", title)
        }
        kind @ ("command" | "query" | "api") => {
            let is_query = match kind {
                "command" => false,
                "query" => true,
                _ => access.model.operation("query", first.resource).is_some(),
            };
            if acts(first.action, is_query) {
                return None;
            }
            let (_, span) = text(first.own.node, "action")?;
            let what = if is_query { "query" } else { "command" };
            let title = format!("`{}` grants nothing: one does not {} a {what}", first.name, first.action);
            (span, "action", "not what is done with it", title)
        }
        _ => return None,
    };
    let mut found = Diagnostic::new(&C0907, title, span, label);
    for other in rest {
        found = found.label(other.resource_span, format!("nor does `{}`", other.name));
    }
    let found = match key {
        "action" => found.help("a command is written to, a query is read"),
        _ => found.help("add the operation that it is for, or remove the permission"),
    };
    Some(found.at(first.own.element.as_str(), key))
}

fn unbound(access: &Access, findings: &mut Vec<Diagnostic>) {
    let grants = &access.grants;
    if access.model.sound.every("grant").next().is_none() {
        return;
    }
    let lone: Vec<_> = grants.all.iter().filter(|own| grants.holders(own.name).is_empty()).collect();
    let callers = |own: &Permission| {
        let called = ["command", "query"].into_iter().find_map(|kind| access.model.operation(kind, own.resource));
        called.and_then(|own| own.roles())
    };
    let mut meant: HashSet<&str> = HashSet::default();
    for own in access.model.sound.all("role") {
        let Some((name, span)) = own.name.filter(|(name, _)| !grants.has_any(name)) else { continue };
        let title = format!("the role `{name}` has no permissions");
        let mut found = Diagnostic::new(&C0910, title, span, "in no grant").help("grant it something, or remove it");
        // What nobody has, and this role may call but for that, was meant for it.
        for own in lone.iter().filter(|own| own.kind != "document") {
            if callers(own).is_none_or(|roles| roles.contains(name)) && meant.insert(own.name) {
                found = found.label(own.span, "nobody has this permission");
            }
        }
        let only = |own: &&Operation| own.roles().is_some_and(|roles| roles.iter().eq([&name]));
        let idle: Vec<&str> = access.model.operations.iter().filter(only).map(|own| own.name).collect();
        if let [_, ..] = idle.as_slice() {
            let names = quoted(idle.iter().copied().take(4), "and");
            let more = idle.len().saturating_sub(4);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            found = found.note(format!("only this role may call {names}{more}, so nobody can"));
        }
        findings.push(found.at(own.element.as_str(), ""));
    }
    for own in lone.iter().filter(|own| !meant.contains(own.name)) {
        let title = format!("no role has the permission `{}`", own.name);
        let mut found =
            Diagnostic::new(&C0910, title, own.span, "granted to nobody").help("grant it to a role, or remove it");
        for role in callers(own).into_iter().flatten().take(3) {
            if let Some((_, span)) = grants.grant(role) {
                found = found.label(span, "may call what it is for, but for this");
            }
        }
        findings.push(found.at(own.own.element.as_str(), ""));
    }
}
