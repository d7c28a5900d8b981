//! C1203: a scenario that expects success, or an error of another kind, of somebody who is refused.
//!
//! In: the scenarios. Out: a finding where every actor of a step is refused by a layer that is not itself reported.

use super::super::{Answer, Layer, Verdict, Who};
use super::Row;
use crate::ast::{Node, Value};
use crate::check::deep::parts::{actors as actors_of, bare, items, text};
use crate::check::gather::Declaration;
use crate::check::place::{lower, quoted};
use crate::diag::code::C1203;
use crate::diag::{Diagnostic, Level};
use crate::source::Span;

/// Words for somebody who does not say who they are.
const NOBODY: &[&str] = &["anonymous", "guest", "visitor", "public", "unauthenticated", "outsider"];

/// Looks at the scenarios with a step that calls an operation.
pub fn check<'m>(row: &Row<'_, '_, 'm, '_>, findings: &mut Vec<Diagnostic>) {
    let access = row.access;
    for own in access.model.scenarios_of(row.own.name) {
        let mut actors: Vec<(Who, Span)> = Vec::new();
        let mut strangers = false;
        for (name, span) in actors_of(own.node) {
            match access.role(name) {
                Some(role) => actors.push((Who::Role(role), span)),
                None if NOBODY.contains(&&*lower(name)) => actors.push((Who::Anonymous, span)),
                None => strangers = true,
            }
        }
        if actors.is_empty() || strangers {
            continue;
        }
        for (at, step) in items(own.node, "steps").iter().enumerate() {
            findings.extend(of_step(row, own, at, &step.node, &actors));
        }
    }
}

fn of_step<'m>(
    row: &Row<'_, '_, 'm, '_>,
    own: &Declaration,
    at: usize,
    step: &Node,
    actors: &[(Who<'m>, Span)],
) -> Option<Diagnostic> {
    let (_, span) = text(step, "ref").filter(|(name, _)| bare(name) == row.own.name)?;
    if text(step, "type")?.0 != row.own.kind {
        return None;
    }
    let access = row.access;
    let expect = step.get("expect")?;
    let fails = expect.get("success").is_some_and(|node| matches!(node.value, Value::Bool(false)));
    let error = text(expect, "error").map(|(name, span)| (bare(name), span));
    // That there is no such thing may be what a caller is told who may not know.
    let hides = |name: &str| access.model.is_refusal(name) || access.model.status(name) == Some(404);
    if fails || error.is_some_and(|(name, _)| hides(name)) || error.is_none() && expect.get("error").is_some() {
        return None;
    }
    let answers: Vec<Answer> = actors.iter().map(|(who, _)| row.answer(*who)).collect();
    if answers.iter().any(|answer| answer.verdict != Verdict::No) {
        return None;
    }
    // A policy that denies everything is reported where it stands, and so is an operation that nobody can call.
    let odd = |answer: &Answer| answer.deciding().is_none_or(|say| say.layer == Layer::Policy && say.when.is_empty());
    if answers.iter().any(odd) || row.roles().all(|(_, answer)| answer.verdict == Verdict::No) {
        return None;
    }
    let names = || actors.iter().map(|(who, _)| who.name());
    let title = match error {
        None => format!("{} cannot call `{}`, though success is expected", quoted(names(), "and"), row.own.name),
        Some((error, _)) => {
            format!("{} cannot call `{}`, and so never gets `{error}`", quoted(names(), "and"), row.own.name)
        }
    };
    let mut found = Diagnostic::new(&C1203, title, error.map_or(span, |(_, span)| span), "is refused");
    if error.is_some() {
        found.level = Level::Warning;
    }
    for (_, span) in actors.iter().take(2) {
        found = found.label(*span, "who acts");
    }
    for say in answers.iter().filter_map(|answer| answer.deciding()).take(2) {
        found = found.label(say.span, format!("the {} keeps them out", say.layer.name()));
    }
    let found = found.help("let somebody act who may, expect the refusal, or widen the access if that is meant");
    Some(found.at(own.element.as_str(), format!("steps/{at}/ref")))
}
