//! C0402 and C0412: the words of a step, and whose operation it calls.
//!
//! In: the steps of an operation. Out: findings.

use crate::check::deep::model::{Effect, Model, Operation};
use crate::check::deep::parts::{bare, text};
use crate::check::place::quoted;
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::code::{C0402, C0412};
use crate::diag::nearest::ranked;
use crate::diag::{Change, Diagnostic, Level};
use crate::kinds::parts::effect::EFFECTS;
use crate::source::Span;

/// Looks at the steps of an operation.
pub fn check(model: &Model, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    for effect in &operation.effects {
        words(model, operation, effect, findings);
        unread(model, operation, effect, findings);
        if effect.sound && effect.id == "call.integration" {
            foreign(model, operation, effect, findings);
        }
    }
}

/// C0402: parameters that are spelled in a way that others do not read.
fn words(model: &Model, operation: &Operation, effect: &Effect, findings: &mut Vec<Diagnostic>) {
    let Some(entries) = effect.params().and_then(crate::ast::Node::as_map) else { return };
    let Some(call) = EFFECTS.iter().find(|call| call.id == effect.id).filter(|call| call.params.open) else { return };
    let has = |key: &str| entries.iter().any(|entry| entry.key.as_text() == Some(key));
    let mut odd: Vec<(&crate::ast::Entry, &str, bool)> = Vec::new();
    for entry in entries {
        let Some(name) = entry.key.as_text() else { continue };
        let is_operation = (effect.id, name) == ("call.integration", "operation");
        let place = format_args!("effects/{}/params/{name}", effect.at);
        if !is_operation && model.sound.is_wounded(operation.own, place) {
            continue;
        }
        let meant = match name {
            _ if is_operation => Some(("operation_id", true)),
            _ if call.params.key(name).is_some() => None,
            _ => ranked(name, call.params.keys.iter().map(|key| key.name)),
        };
        odd.extend(meant.filter(|(meant, _)| !has(meant)).map(|(meant, sure)| (entry, meant, sure)));
    }
    // What its value should be is said with it.
    odd.sort_by_key(|(_, meant, _)| *meant != "operation_id");
    let [(first, meant, _), rest @ ..] = odd.as_slice() else { return };
    let names: Vec<&str> = odd.iter().filter_map(|(entry, _, _)| entry.key.as_text()).collect();
    let plural = if rest.is_empty() { "a parameter" } else { "the parameters" };
    let title = format!("`{}` does not have {plural} {}", effect.id, quoted(names, "and"));
    let mut found = Diagnostic::new(&C0402, title, first.key.span, format!("called `{meant}`"));
    found =
        rest.iter().fold(found, |found, (entry, meant, _)| found.label(entry.key.span, format!("called `{meant}`")));
    if let Some((span, usual)) = spelling(model, effect) {
        found = found.label(span, format!("spelled `{usual}` everywhere else"));
    }
    let sure = odd.iter().all(|(_, _, sure)| *sure);
    let mut changes: Vec<Change> = odd
        .iter()
        .filter_map(|(entry, meant, _)| {
            Some(Change::rename(effect.node.span, format!("params/{}", entry.key.as_text()?), *meant))
        })
        .collect();
    let title = if rest.is_empty() { format!("rename it to `{meant}`") } else { "rename the parameters".to_owned() };
    let found = match value(model, effect, &first.node).filter(|_| *meant == "operation_id") {
        None => found.change(title, if sure { MachineApplicable } else { MaybeIncorrect }, changes),
        Some((found_value, offered)) => {
            let found = found.label(first.node.span, found_value);
            match offered.as_slice() {
                [(name, span)] => {
                    let target = effect.integration().map_or("", |(name, _)| name);
                    let path = format!("params/{}", first.key.as_text().unwrap_or(""));
                    changes.push(Change::set(effect.node.span, path, *name));
                    let only = model.operations_of(target).len() == 1;
                    let label =
                        if only { format!("the only operation of `{target}`") } else { "perhaps this one".into() };
                    found.label(*span, label).change(format!("{title}, and call `{name}`"), MaybeIncorrect, changes)
                }
                [] => found.change(title, MaybeIncorrect, changes).help("declare an operation of this name"),
                offered => {
                    let names = offered.iter().take(6).map(|(name, _)| *name);
                    found
                        .change(title, MaybeIncorrect, changes)
                        .help(format!("then call one of {}", quoted(names, "and")))
                }
            }
        }
    };
    let path = format!("effects/{}/params/{}", effect.at, first.key.as_text().unwrap_or(""));
    findings.push(found.at(operation.own.element.as_str(), path));
}

/// Where a call spells the integration in another way than all other calls, and how these do.
fn spelling(model: &Model, effect: &Effect) -> Option<(Span, &'static str)> {
    const SPELLINGS: [&str; 3] = ["target", "integration", "service"];
    let of = |effect: &Effect| SPELLINGS.into_iter().find(|key| effect.name(key).is_some());
    let own = of(effect).filter(|_| effect.id == "call.integration")?;
    let all = model.operations.iter().flat_map(|operation| &operation.effects);
    let mut others = all.filter(|other| other.span != effect.span).filter_map(of);
    let usual = others.next().filter(|usual| *usual != own && others.all(|other| other == *usual))?;
    Some((effect.params()?.entry(own)?.key.span, usual))
}

/// C0402 as a warning: parameters of a write that are like none that it has. Calls, mails and jobs may carry what they like.
fn unread(model: &Model, operation: &Operation, effect: &Effect, findings: &mut Vec<Diagnostic>) {
    let writes = ["db.insert", "db.update", "db.upsert", "db.delete"].contains(&effect.id);
    let (true, Some(entries)) = (writes, effect.params().and_then(crate::ast::Node::as_map)) else { return };
    let Some(call) = EFFECTS.iter().find(|call| call.id == effect.id) else { return };
    let names = || call.params.keys.iter().map(|key| key.name);
    for entry in entries {
        // Nearly all are known, and to look for the nearest name costs far more than to see that.
        let Some(name) = entry.key.as_text().filter(|name| call.params.key(name).is_none()) else { continue };
        let place = format!("effects/{}/params/{name}", effect.at);
        if ranked(name, names()).is_some() || model.sound.is_wounded(operation.own, &place) {
            continue;
        }
        let title = format!("`{}` does not have a parameter `{name}`", effect.id);
        let mut found = Diagnostic::new(&C0402, title, entry.key.span, "read by nothing")
            .help(format!("its parameters are {}", quoted(names(), "and")));
        found.level = Level::Warning;
        findings.push(found.at(operation.own.element.as_str(), place));
    }
}

/// The operations that are offered where the named one is declared nowhere, and what to say of its name.
fn value<'m>(
    model: &Model<'m, '_>,
    effect: &Effect,
    node: &crate::ast::Node,
) -> Option<(String, Vec<(&'m str, Span)>)> {
    let name = bare(node.as_text()?);
    if model.sound.declares("operation", name) {
        return None;
    }
    let (target, _) = effect.integration()?;
    let mut offered: Vec<(&str, Span)> = model.operations_of(target).iter().filter_map(|own| own.name).collect();
    if let Some((near, _)) = ranked(name, offered.iter().map(|(name, _)| *name)) {
        offered.retain(|(name, _)| *name == near);
    }
    Some((format!("no operation is called `{name}`"), offered))
}

/// Where a step calls an operation of another integration than the one that it names: the other one, and where that is said.
pub fn stranger<'m>(model: &Model<'m, '_>, effect: &Effect) -> Option<(&'m str, Span)> {
    let ((target, _), (name, _)) = (effect.integration()?, effect.operation()?);
    let called = model.sound.one("operation", name).filter(|_| model.sound.one("integration", target).is_some())?;
    text(called.node, "integration_id").map(|(owner, span)| (bare(owner), span)).filter(|(owner, _)| *owner != target)
}

/// C0412: an operation of another integration than the one that is called.
fn foreign(model: &Model, operation: &Operation, effect: &Effect, findings: &mut Vec<Diagnostic>) {
    let (Some((target, at)), Some((name, span))) = (effect.integration(), effect.operation()) else { return };
    let Some((owner, owner_span)) = stranger(model, effect) else { return };
    let title = format!("operation `{name}` belongs to `{owner}`");
    let own = model.operations_of(target);
    let mut found = Diagnostic::new(&C0412, title, span, format!("not an operation of `{target}`"))
        .label(at, "this integration is called");
    if let Some((_, head)) = model.sound.one("integration", target).and_then(|own| own.name) {
        let text = if own.is_empty() { "declares no operation at all" } else { "declares others" };
        found = found.label(head, text);
    }
    found = found.label(owner_span, "declared for this one").note("the payload is not checked until this is resolved");
    let others: Vec<&str> = own.iter().filter_map(|own| own.name).map(|(name, _)| name).collect();
    let found = match others.as_slice() {
        [] => found.help(format!("declare an operation of `{target}`, and call that one")),
        [only] => found.fix(format!("call `{only}`"), MaybeIncorrect, span, *only),
        _ => found.help(format!("`{target}` has {}", quoted(others.iter().copied().take(6), "and"))),
    };
    findings.push(found.at(operation.own.element.as_str(), format!("effects/{}/params/operation_id", effect.at)));
}
