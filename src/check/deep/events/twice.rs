//! C0506 and C0508: events that one call tells twice, and events that lead back to themselves.
//!
//! In: the model. Out: findings.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::deep::flow::payload::fails;
use crate::check::deep::model::{Effect, Model};
use crate::check::deep::share::Share;
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::code::{C0506, C0508};
use crate::diag::{Change, Diagnostic};
use crate::source::Span;

/// Looks at transitions against their commands.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for transition in share.transitions() {
        let Some((name, _)) = transition.command() else { continue };
        let Some(command) = model.operation("command", name) else { continue };
        if fails(model, transition) {
            continue;
        }
        for effect in transition.effects.iter().filter(|own| own.sound) {
            let Some((event, span)) = effect.event() else { continue };
            let same = |(name, span): (&str, Span)| (name == event).then_some(span);
            let Some(first) = command.effects.iter().filter_map(Effect::event).find_map(same) else { continue };
            let title = format!("one call of `{name}` tells `{event}` twice");
            let place = format!("transitions/{}/effects/{}", transition.at, effect.at);
            let found = Diagnostic::new(&C0506, title, span, "told again")
                .label(first, "told by the command itself")
                .note("who receives it acts twice")
                .change(
                    "let the command alone tell it",
                    MaybeIncorrect,
                    [Change::remove(transition.own.node.span, place.clone())],
                );
            findings.push(found.at(transition.own.element.as_str(), format!("{place}/params/event")));
        }
    }
}

/// Events that make transitions happen which tell events, round and round.
pub fn circles(model: &Model, findings: &mut Vec<Diagnostic>) {
    let mut next: BTreeMap<&str, Vec<(&str, Span, &str, String)>> = BTreeMap::new();
    for transition in &model.transitions {
        let Some(("event", event, _)) = transition.trigger else { continue };
        for effect in transition.effects.iter().filter(|own| own.sound) {
            let Some((told, span)) = effect.event() else { continue };
            let place = format!("transitions/{}/effects/{}/params/event", transition.at, effect.at);
            next.entry(event).or_default().push((told, span, &transition.own.element, place));
        }
    }
    let mut done: BTreeSet<&str> = BTreeSet::new();
    for start in next.keys() {
        if done.contains(start) {
            continue;
        }
        let Some(circle) = circle(&next, start) else { continue };
        done.extend(circle.iter().map(|(event, _, _, _)| *event));
        let Some((_, span, element, place)) = circle.last() else { continue };
        let way: Vec<&str> = std::iter::once(*start).chain(circle.iter().map(|(event, _, _, _)| *event)).collect();
        let mut found =
            Diagnostic::new(&C0508, format!("the event `{start}` leads to itself"), *span, "and it begins again");
        for (_, span, _, _) in circle.iter().rev().skip(1).rev() {
            found = found.label(*span, "leads on");
        }
        let found = found
            .note(format!("example: {}", way.join(" -> ")))
            .help("let one of the transitions not tell the event, or guard it");
        findings.push(found.at(*element, place.clone()));
    }
}

type Arrow<'a> = (&'a str, Span, &'a str, String);

/// The shortest way from an event back to it.
fn circle<'a>(next: &BTreeMap<&'a str, Vec<Arrow<'a>>>, start: &'a str) -> Option<Vec<Arrow<'a>>> {
    let mut ways: Vec<Vec<Arrow>> = next.get(start)?.iter().map(|arrow| vec![arrow.clone()]).collect();
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let Some((last, ..)) = way.last() else { continue };
            if *last == start {
                return Some(way);
            }
            if !seen.insert(last) {
                continue;
            }
            for arrow in next.get(last).into_iter().flatten() {
                let mut more = way.clone();
                more.push(arrow.clone());
                longer.push(more);
            }
        }
        ways = longer;
    }
    None
}
