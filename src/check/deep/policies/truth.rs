//! C0802, C0803, C0804 and C0808: conditions that hold always, never, or for the very cases that are meant to pass.
//!
//! In: the policies. Out: one finding for each mistake; a text that looks like a path is a note of it where it is the cause.

use super::actor::{self, Own};
use super::{Condition, Effect, Logic, Policies, Policy, Scope};
use crate::ast::Value;
use crate::check::deep::access::is_own;
use crate::check::deep::model::entity::names;
use crate::check::deep::model::{Model, Operation};
use crate::check::deep::parts::{bare, items, text};
use crate::check::gather::Declaration;
use crate::check::place::quoted;
use crate::diag::code::{C0802, C0803, C0804, C0808};
use crate::diag::{Clause, Diagnostic, Help, Level, Where};
use crate::source::Span;

/// How many scenarios are named at most.
const NAMED: usize = 5;

/// Looks at each policy alone.
pub fn check(model: &Model, policies: &Policies, (at, policy): (usize, &Policy), findings: &mut Vec<Diagnostic>) {
    let Some(logic) = policies.logic(at).filter(|_| !policy.conditions.is_empty()) else { return };
    if policies.is_always(at) {
        findings.push(match policy.effect(Effect::Deny) {
            Some((deny, node)) => inverted(model, policies, policy, deny, node),
            None => always(model, policies, at, policy),
        });
        return;
    }
    if let Some(found) = never(model, logic, policy).filter(|_| policies.is_never(at)) {
        findings.push(found);
        return;
    }
    if let Some(found) = others(policy) {
        findings.push(found);
        return;
    }
    // All conditions together do not hold always, so an only one does not.
    let several = policy.conditions.len() > 1;
    for own in &policy.conditions {
        if several && logic.is_always(&[own]) {
            let title = format!("one condition of `{}` holds in every case", policy.name);
            let found = Diagnostic::new(&C0802, title, place(own), "always true")
                .note("only the other conditions decide")
                .help("remove it, or compare with what was meant");
            findings.push(because(model, policy, own, found).at(policy.own.element.as_str(), key(own)));
        } else if own.bare {
            let title = format!("`{}` is compared with a text and not with what the text names", own.path);
            let path = own.against.unwrap_or_default();
            let found = Diagnostic::new(&C0808, title, own.value.span, "a text, not a path")
                .note("without braces it is compared letter by letter")
                .help(format!("write `{{{{{path}}}}}`"));
            findings.push(found.at(policy.own.element.as_str(), format!("conditions/{}/value", own.at)));
        }
    }
}

/// An allowance of everything but one's own: a field that must not be the caller's.
fn others(policy: &Policy) -> Option<Diagnostic> {
    let [own] = policy.conditions.as_slice() else { return None };
    let callers = own.against.is_some_and(|path| path.starts_with("actor.")) && !own.bare;
    let (allow, _) = policy.effect(Effect::Allow)?;
    if own.op != "neq" || !callers || policy.effect(Effect::Deny).is_some() {
        return None;
    }
    let title = format!("this policy allows what belongs to everybody but the caller, by `{}`", own.path);
    let found = Diagnostic::new(&C0804, title, own.op_span, "true for what is somebody else's \u{2026}")
        .label(allow, "\u{2026} which is therefore allowed")
        .help(super::with_op("eq"));
    Some(found.at(policy.own.element.as_str(), format!("conditions/{}/op", own.at)))
}

/// The smallest text of a condition that is wrong.
fn place(own: &Condition) -> Span {
    if own.against == Some(own.path) { own.value.span } else { own.op_span }
}

fn key(own: &Condition) -> String {
    let key = if own.against == Some(own.path) { "value" } else { "op" };
    format!("conditions/{}/{key}", own.at)
}

fn is_null(own: &Condition) -> bool {
    own.against.is_none() && matches!(own.value.value, Value::Null)
}

/// Adds why a condition always holds.
fn because(model: &Model, policy: &Policy, own: &Condition, found: Diagnostic) -> Diagnostic {
    if own.against == Some(own.path) {
        let found = found.label(own.span, "the same on both sides");
        if !own.bare {
            return found;
        }
        return found.note(format!("`{}` has no braces: read as a text, it would never hold", own.path));
    }
    let Scope::Entity(entity) = policy.scope else { return found };
    match model.entity(entity).and_then(|entity| entity.field(own.path)) {
        Some(field) if is_null(own) => found.label(field.span, "required, so never null"),
        Some(field) => found.label(field.span, "declared here"),
        None => found,
    }
}

fn inverted(model: &Model, policies: &Policies, policy: &Policy, deny: Span, node: &crate::ast::Node) -> Diagnostic {
    let title = match policy.scope {
        Scope::Entity(name) => format!("this policy denies every valid `{name}`"),
        Scope::Operation(_, name) => format!("this policy denies every call of `{name}`"),
        Scope::Global | Scope::Other => "this policy denies everything".to_owned(),
    };
    let Some(own) = policy.conditions.first() else { return Diagnostic::new(&C0804, title, deny, "always") };
    let mut found = Diagnostic::new(&C0804, title, place(own), "true in all valid cases …")
        .label(deny, "… which are therefore denied");
    if let Some((_, span)) = node.get("params").and_then(|params| text(params, "message")) {
        found = found.label(span, "the message describes the other case");
    }
    found = because(model, policy, own, found);
    let allows = policies.with(policy.scope).filter(|(_, own)| own.effect(Effect::Allow).is_some());
    for (_, own) in allows {
        found = found.label(own.span, "whatever this one allows is denied");
    }
    let stories = stories(model, policy.scope);
    if !stories.is_empty() {
        let many = if stories.len() == 1 { "scenario that expects" } else { "scenarios that expect" };
        let names: Vec<&str> = stories.iter().map(|(name, _)| *name).collect();
        let names = match names.as_slice() {
            all if all.len() <= NAMED => quoted(all.iter().copied(), "and"),
            all => {
                let some = all.iter().take(NAMED).map(|name| format!("`{name}`")).collect::<Vec<_>>();
                format!("{} and {} more", some.join(", "), all.len() - NAMED)
            }
        };
        found = stories.iter().fold(found, |found, (_, span)| found.label(*span, "expects that it is allowed"));
        found = found.note(format!("{} {many} success must fail: {names}", stories.len()));
    }
    let help = match (own.op, is_null(own)) {
        // Turned around it would never deny anything.
        ("neq", true) => "remove the policy: that the field is required is all that is needed".into(),
        ("neq", false) => super::with_op("eq"),
        _ => Help::from("turn the condition around, or remove the policy"),
    };
    found.help(help).at(policy.own.element.as_str(), key(own))
}

/// The scenarios that expect success from something that a policy of this scope speaks of, each with the place of the first such step.
fn stories<'m>(model: &Model<'m, '_>, scope: Scope) -> Vec<(&'m str, Span)> {
    let mut found = Vec::new();
    for own in model.sound.all("scenario") {
        let node: &'m crate::ast::Node = own.node;
        let meets = items(node, "steps").iter().find(|step| {
            let fails = step.node.get("expect").is_some_and(|expect| expect.get("error").is_some());
            let kind = match text(&step.node, "type") {
                Some(("command", _)) => "command",
                Some(("query", _)) => "query",
                _ => return false,
            };
            let Some((name, _)) = text(&step.node, "ref").filter(|_| !fails) else { return false };
            match scope {
                Scope::Operation(own, wanted) => own == kind && bare(name) == wanted,
                Scope::Entity(entity) => {
                    model.operation(kind, name).is_some_and(|operation| operation.touch.all.contains(&entity))
                }
                Scope::Global | Scope::Other => true,
            }
        });
        if let (Some(step), Some((name, _))) = (meets, own.name) {
            let place = step.node.entry("expect").or_else(|| step.node.entry("ref"));
            found.push((name, place.map_or(step.node.span, |entry| entry.key.span)));
        }
    }
    found
}

fn always(model: &Model, policies: &Policies, at: usize, policy: &Policy) -> Diagnostic {
    let span = policy.conditions.first().map_or(policy.span, place);
    let allow = policy.effect(Effect::Allow);
    let title = match allow {
        Some(_) => format!("this policy allows {} to everybody", policy.about()),
        None => "the condition of this policy is always true".to_owned(),
    };
    let mut found = Diagnostic::new(&C0802, title, span, "always true");
    if let Some(own) = policy.conditions.first().filter(|own| own.against == Some(own.path)) {
        found = found.label(own.span, "the same on both sides");
    }
    if let Some((span, _)) = allow {
        found = found.label(span, "so this holds for every caller");
    }
    let others = policies.with(policy.scope).chain(beside(model, policies, policy.scope));
    let others = others.filter(|(other, own)| {
        *other != at && allow.is_some() && own.effect(Effect::Allow).is_some() && !policies.is_always(*other)
    });
    let others: Vec<&Policy> = others.map(|(_, own)| own).collect();
    for other in &others {
        found = found.label(other.span, "what this one asks for no longer matters");
    }
    if let Some(own) = policy.conditions.iter().find(|own| own.bare) {
        found = found.note(format!("`{}` has no braces: read as a text, it would never hold", own.path));
    }
    let limited = permissions(model, policy);
    for (_, span) in limited.iter().take(3) {
        found = found.label(*span, "should be limited by this policy, and is not");
    }
    let narrow = others.iter().find_map(|other| Some((*other, other.owns()?)));
    found = found.help(match (narrow, limited.first()) {
        (Some((other, own)), limited) => {
            let unknown = unknown(model, own).map(|name| format!(", once the actor is declared with `{name}`"));
            let unknown = unknown.unwrap_or_default();
            let holds = Clause::new(Where::Declaration(&["access", "permissions"]), "condition", other.name);
            match limited {
                Some((name, _)) => Help::from("remove the policy, and add ")
                    .clause(holds)
                    .words(format!(" to the permission `{name}`{unknown}")),
                // With the same comparison it would say what is said already.
                None if other.scope == policy.scope => {
                    format!("remove the policy: `{}` says whose it is{unknown}", other.name).into()
                }
                None => {
                    format!("compare what belongs to the caller, as in `{}`{unknown}; or remove the policy", own.say())
                        .into()
                }
            }
        }
        (None, _) => mended(model, policy.scope),
    });
    let place = policy.conditions.first().map_or_else(|| "conditions".to_owned(), key);
    found.at(policy.own.element.as_str(), place)
}

/// The permissions for what is the caller's own that a policy is tied to (they name it, or it has their tags), without those that another
/// one makes pointless.
fn permissions<'m>(model: &Model<'m, '_>, policy: &Policy) -> Vec<(&'m str, Span)> {
    let tagged = |name: &str| names(policy.own.node, "tags").into_iter().any(|tag| tag == name);
    let named = |own: &Declaration| text(own.node, "condition").is_some_and(|(name, _)| bare(name) == policy.name);
    let about = |own: &Declaration<'m>| ["resource", "action"].map(|key| text(own.node, key).map(|(text, _)| text));
    let is_lone = |own: &Declaration<'m>| {
        let mut others = model.sound.all("permission").filter(|other| about(other) == about(own));
        others.all(|other| other.name.is_none_or(|(name, _)| is_own(name)))
    };
    let all = model.sound.all("permission").filter_map(|own| Some((own, own.name?)));
    let mine = all.filter(|(own, (name, _))| is_own(name) && (tagged(name) || named(own)));
    mine.filter(|(own, _)| is_lone(own)).map(|(_, name)| name).collect()
}

/// The policies of which one of this scope leaves nothing, though they speak of something else: those on the rows that an operation is
/// about, and those on the operations that are about some rows.
fn beside<'y, 'm>(
    model: &Model<'m, '_>,
    policies: &'y Policies<'m>,
    scope: Scope<'m>,
) -> impl Iterator<Item = (usize, &'y Policy<'m>)> {
    let scopes: Vec<Scope> = match scope {
        Scope::Operation(kind, name) => {
            let ruled = model.operation(kind, name).map_or(&[][..], |own| &own.touch.ruled);
            ruled.iter().copied().map(Scope::Entity).collect()
        }
        Scope::Entity(name) => {
            let about = |own: &&Operation<'m>| {
                let scope = Scope::Operation(own.kind, own.name);
                !policies.on(scope).is_empty() && own.touch.ruled.contains(&name)
            };
            model.operations.iter().filter(about).map(|own| Scope::Operation(own.kind, own.name)).collect()
        }
        Scope::Global | Scope::Other => Vec::new(),
    };
    scopes.into_iter().flat_map(|scope| policies.with(scope))
}

/// The attribute of the caller in a condition, where nothing says that there is one.
fn unknown<'m>(model: &Model, own: &Condition<'m>) -> Option<&'m str> {
    let paths = [Some(own.path), own.against].into_iter().flatten();
    paths.filter_map(|path| path.strip_prefix("actor.")).find(|name| !actor::knows(model, name))
}

/// What a policy of this scope could ask for: that the id of a person is the caller's own.
fn mended(model: &Model, scope: Scope) -> Help {
    let fields: Vec<&str> = match scope {
        Scope::Entity(name) => model.entity(name).map(|own| own.fields.iter().map(|field| field.name).collect()),
        Scope::Operation(kind, name) => {
            model.operation(kind, name).map(|own| own.inputs.iter().map(|input| input.name).collect())
        }
        Scope::Global | Scope::Other => None,
    }
    .unwrap_or_default();
    match fields.into_iter().find(|name| actor::may_be(model, name, None)) {
        Some(name) => {
            let own = Own::of(model, name);
            own.advise(format!("compare `{name}` with the caller's own, `{{{{{}}}}}`", own.path))
        }
        None => Help::from("compare a field that says whose it is with the caller's own"),
    }
}

/// A policy for the case that something required is not there.
fn absent(model: &Model, policy: &Policy, own: &Condition) -> Diagnostic {
    let does = if policy.effect(Effect::Deny).is_some() { "denies" } else { "allows" };
    let title = format!("`{}` never {does} anything: `{}` is never null", policy.name, own.path);
    let mut found = Diagnostic::new(&C0803, title, own.op_span, "never the case");
    if policy.effect(Effect::Deny).is_some() {
        // A second look at what is required keeps nobody out who should come in.
        found.level = Level::Warning;
    }
    let found = because(model, policy, own, found).note("the policy has no effect");
    let found = found.help("remove the policy: that the field is required is all that is needed; or let it be empty");
    found.at(policy.own.element.as_str(), format!("conditions/{}/op", own.at))
}

/// The conditions that exclude each other: as few as will do.
fn never(model: &Model, logic: &Logic, policy: &Policy) -> Option<Diagnostic> {
    let all: Vec<&Condition> = policy.conditions.iter().collect();
    if let Some(own) = all.iter().find(|own| logic.is_never(&[own])) {
        if is_null(own) {
            return Some(absent(model, policy, own));
        }
        let title = format!("the condition of `{}` can never hold", policy.name);
        let label = if own.against == Some(own.path) { "the same on both sides" } else { "never the case" };
        let found = Diagnostic::new(&C0803, title, own.value.span, label).label(own.span, "this is never so");
        let found = found.note("the policy has no effect").help("compare with a value that it can have");
        return Some(found.at(policy.own.element.as_str(), format!("conditions/{}/value", own.at)));
    }
    let mut pair = None;
    for (later, own) in all.iter().enumerate() {
        let before = all.iter().take(later).find(|other| logic.is_never(&[other, own]));
        pair = pair.or(before.map(|other| (vec![*other], *own)));
    }
    let (others, own) = pair.or_else(|| {
        let (last, others) = all.split_last()?;
        Some((others.to_vec(), *last))
    })?;
    let title = format!("the conditions of `{}` can never hold together", policy.name);
    let mut found = Diagnostic::new(&C0803, title, own.value.span, "excluded by what stands before it");
    for other in others {
        found = found.label(other.value.span, format!("asks for `{}`", other.say()));
    }
    let found =
        found.note("the policy has no effect").help("change one of the conditions, or make two policies of them");
    Some(found.at(policy.own.element.as_str(), format!("conditions/{}/value", own.at)))
}
