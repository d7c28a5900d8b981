//! C0501, C0502, C0504 and C0507: what commands say that they emit, and what is emitted.
//!
//! In: commands, workflows and events that are sound. Out: findings. Where a workflow is not at hand, what it may emit counts.

pub mod copies;
pub mod payloads;
pub mod twice;
pub mod webhooks;

use std::collections::BTreeSet;

use super::Sound;
use super::model::Model;
use super::parts::{bare, emitted, items, text};
use super::share::{Analysis, Share};
use crate::ast::Node;
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::code::{C0501, C0502, C0504, C0507};
use crate::diag::{Change, Diagnostic, Plain};
use crate::lookup::HashMap;
use crate::source::Span;

/// What commands and transitions tell, and who waits for it.
pub struct Events<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    /// What transitions on each command tell.
    of_transitions: HashMap<&'m str, BTreeSet<&'m str>>,
    /// Whether all transitions are known.
    known: bool,
}

impl<'x, 'm, 'a> Events<'x, 'm, 'a> {
    /// With what is asked of the whole model again and again.
    pub fn of(model: &'x Model<'m, 'a>) -> Events<'x, 'm, 'a> {
        let sound = model.sound;
        let workflows = || sound.every("workflow");
        let mut of_transitions: HashMap<&str, BTreeSet<&str>> = HashMap::default();
        for transition in workflows().flat_map(|own| items(own.node, "transitions")) {
            let Some((command, _)) = text(&transition.node, "on_command") else { continue };
            let events = emitted(&transition.node).into_iter().map(|(event, _, _)| event);
            of_transitions.entry(bare(command)).or_default().extend(events);
        }
        let known = sound.set.complete || workflows().next().is_some();
        let known = known && sound.set.files.iter().all(|file| file.whole);
        let known = known && workflows().all(|own| !sound.wounds.contains_key(&own.element));
        Events { model, of_transitions, known }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Events<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        let sound = self.model.sound;
        for command in share.all("command") {
            let name = command.name.map_or("", |(name, _)| name);
            of_command(sound, command, self.known.then(|| self.of_transitions.get(name)), findings);
        }
        for workflow in share.all("workflow") {
            of_workflow(sound, workflow, findings);
        }
        if sound.knows_uses_of("event") {
            share.all("event").for_each(|event| of_event(sound, event, findings));
        }
        twice::check(share, findings);
        copies::check(share, findings);
        webhooks::check(share, findings);
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        twice::circles(self.model, findings);
        payloads::check(self.model, findings);
    }
}

/// The events that a command lists: name, place and index.
fn listed(command: &Node) -> Vec<(&str, Span, usize)> {
    let listed = items(command, "emits").iter().enumerate();
    listed.filter_map(|(at, item)| Some((bare(called(&item.node)?), item.node.span, at))).collect()
}

/// The last but one says what the transitions on the command emit, where that is known.
fn of_command(
    sound: &Sound,
    command: &Declaration,
    others: Option<Option<&BTreeSet<&str>>>,
    findings: &mut Vec<Diagnostic>,
) {
    let (name, head) = command.name.unwrap_or(("", command.node.span));
    let (listed, emitted) = (listed(command.node), emitted(command.node));
    let has = |list: &[(&str, Span, usize)], event: &str| list.iter().any(|(other, _, _)| *other == event);
    let is_event = |event: &str| sound.one("event", event).is_some();
    let elsewhere = |event: &str| others.is_none_or(|others| others.is_some_and(|others| others.contains(event)));
    let silent = |event: &str| !has(&emitted, event) && !elsewhere(event) && is_event(event);
    let mut idle: Vec<_> = listed.iter().filter(|(event, _, _)| silent(event)).collect();
    let mut seen = BTreeSet::new();
    let hidden = emitted.iter().filter(|(event, _, _)| !has(&listed, event) && is_event(event) && seen.insert(*event));
    let hidden: Vec<_> = hidden.collect();
    // One listed in place of another is one mistake.
    let swapped = match (idle.as_slice(), hidden.as_slice()) {
        ([only], [_]) => Some(**only),
        _ => None,
    };
    if swapped.is_some() {
        idle.clear();
    }
    for &(event, span, at) in idle {
        let title = format!("`{name}` lists the event `{event}`, but nothing emits it");
        let found = Diagnostic::new(&C0501, title, span, "no effect emits it")
            .note("looked at the effects of the command and of the transitions on it")
            .help(format!("add the effect that emits it, or take `{event}` off the list"));
        let step =
            Plain::map([("id", Plain::from("emit.event")), ("params", Plain::map([("event", Plain::from(event))]))]);
        let found = found.change("emit it", MaybeIncorrect, [Change::add(command.node.span, "effects", step)]);
        findings.push(found.at(command.element.as_str(), format!("emits/{at}")));
    }
    for &(event, span, at) in hidden {
        let title = format!("`{name}` emits the event `{event}` and does not list it");
        let found = Diagnostic::new(&C0502, title, span, "not in the list of what it emits");
        let found = match (swapped, command.node.entry("emits")) {
            (Some((other, span, _)), _) => found
                .label(span, "listed, but nothing emits it")
                .help(format!("list `{event}` in place of `{other}`, or emit `{other}`")),
            (None, Some(entry)) => found.label(entry.key.span, "the list").help(format!("add `{event}` to the list")),
            (None, None) => found.label(head, "has no such list").help(format!("add the list, as in `emits {event}`")),
        };
        let listing = Change::add(command.node.span, "emits", event);
        let found = match swapped {
            Some((_, _, at)) => {
                let change = Change::set(command.node.span, format!("emits/{at}"), event);
                found.change(format!("list `{event}` in its place"), MaybeIncorrect, [change])
            }
            None => found.change(format!("add `{event}` to the list"), MachineApplicable, [listing]),
        };
        findings.push(found.at(command.element.as_str(), format!("effects/{at}/params/event")));
    }
}

fn of_workflow(sound: &Sound, workflow: &Declaration, findings: &mut Vec<Diagnostic>) {
    let mut seen = BTreeSet::new();
    for (at, transition) in items(workflow.node, "transitions").iter().enumerate() {
        let Some((trigger, trigger_span)) = text(&transition.node, "on_command") else { continue };
        let Some(command) = sound.one("command", trigger) else { continue };
        let (name, head) = command.name.unwrap_or((trigger, trigger_span));
        let listed = listed(command.node);
        let own = emitted(command.node);
        for (event, span, effect) in emitted(&transition.node) {
            let known = listed.iter().chain(&own).any(|(other, _, _)| *other == event);
            if known || sound.one("event", event).is_none() || !seen.insert((name, event)) {
                continue;
            }
            let title = format!("this transition emits `{event}`, which `{name}` does not list");
            let found = Diagnostic::new(&C0507, title, span, format!("not among the events of `{name}`"))
                .label(trigger_span, "happens on this command");
            let found = match command.node.entry("emits") {
                Some(entry) => found.label(entry.key.span, "the events it lists"),
                None => found.label(head, "lists no events"),
            };
            let found = found
                .note("who calls a command learns from its list what may happen")
                .help(format!("add `{event}` to the events that `{name}` emits"))
                .change(
                    format!("add `{event}` to the events of `{name}`"),
                    MachineApplicable,
                    [Change::add(command.node.span, "emits", event)],
                );
            findings
                .push(found.at(workflow.element.as_str(), format!("transitions/{at}/effects/{effect}/params/event")));
        }
    }
}

fn of_event(sound: &Sound, event: &Declaration, findings: &mut Vec<Diagnostic>) {
    let (emitted, consumed) = (&sound.seen.uses.emitted, &sound.seen.uses.consumed);
    let Some((name, span)) = event.name.filter(|(name, _)| !emitted.contains(name)) else { return };
    let external = text(event.node, "kind").is_some_and(|(kind, _)| kind == "integration");
    if external && consumed.contains(name) {
        return;
    }
    let title = format!("nothing emits the event `{name}`");
    let mut found = Diagnostic::new(&C0504, title, span, "no command and no transition emits it");
    if consumed.contains(name) {
        found = found.note("others wait for it");
    }
    let found = found.help("emit it where it happens, or remove it; one from outside has the kind `integration`");
    findings.push(found.at(event.element.as_str(), "id"));
}
