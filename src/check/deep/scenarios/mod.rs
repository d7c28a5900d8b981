//! Scenarios and tests against the operations they call, the workflows they go through, and what they cite.
//!
//! In: the model. Out: C1201, C1202, C1204 to C1206, C1208 to C1214. What people write in words is read for the names of entities and
//! states and for a few verbs; anything else in it is left alone.

mod actors;
mod course;
mod coverage;
mod inner;
mod literals;
mod outcome;
mod prose;
pub mod refute;
mod states;
mod steps;

use super::model::{Model, Operation};
use super::parts::{bare, items, text};
use super::share::{Analysis, Share};
use crate::ast::{Entry, Node};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::source::Span;

/// A step that calls an operation.
struct Step<'k, 'm> {
    /// The scenario or test.
    own: &'m Declaration<'m>,
    at: usize,
    operation: &'k Operation<'m>,
    /// Where the operation is named.
    span: Span,
    input: &'m [Entry],
    expect: &'m [Entry],
}

impl<'m> Step<'_, 'm> {
    /// The error that is expected, and where that is said.
    fn error(&self) -> Option<(&'m str, Span)> {
        let entry = self.expect.iter().find(|entry| entry.key.as_text() == Some("error"))?;
        Some((bare(entry.node.as_text()?), entry.node.span))
    }

    fn place(&self, rest: &str) -> String {
        format!("steps/{}/{rest}", self.at)
    }
}

/// The scenarios and tests of a set, and what is known of what they speak of.
pub struct Scenarios<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    known: prose::Known<'m>,
    courses: course::Courses<'x, 'm>,
    unreached: prose::Unreached,
    placeholders: literals::Placeholders<'m>,
    shown: coverage::Shown<'m>,
}

impl<'x, 'm, 'a> Scenarios<'x, 'm, 'a> {
    /// Those of a model, of which none was looked at yet.
    pub fn of(model: &'x Model<'m, 'a>) -> Scenarios<'x, 'm, 'a> {
        Scenarios {
            model,
            known: prose::Known::of(model),
            courses: course::Courses::of(model),
            unreached: prose::Unreached::new(),
            placeholders: literals::Placeholders::default(),
            shown: coverage::Shown::default(),
        }
    }

    /// Looks at a scenario or test.
    fn check(&mut self, own: &'m Declaration<'m>, findings: &mut Vec<Diagnostic>) {
        let model = self.model;
        let steps = steps_of(model, own);
        self.shown.add(model, own, &steps);
        steps.iter().for_each(|step| steps::check(model, step, findings));
        steps.iter().for_each(|step| inner::check(model, step, findings));
        let all = items(own.node, "steps").iter().enumerate();
        all.for_each(|(at, item)| inner::event(model, own, at, item, findings));
        for step in &steps {
            let before = findings.len();
            refute::check(model, step, findings);
            let refuted = findings.len() > before;
            literals::check(model, step, refuted, &mut self.placeholders, findings);
        }
        let refuted = states::check(model, &self.courses, own, &steps, findings);
        if own.kind.keyword == "scenario" {
            literals::compared(model, own, findings);
            actors::check(model, own, &steps, findings);
            prose::check(model, &self.known, own, &steps, refuted, &mut self.unreached, findings);
            outcome::check(model, own, &steps, refuted, findings);
        }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Scenarios<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        ["scenario", "test"].iter().flat_map(|kind| share.all(kind)).for_each(|own| self.check(own, findings));
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        findings.extend(std::mem::take(&mut self.unreached).into_iter().map(|(_, found)| found));
        findings.extend(self.placeholders.told());
        coverage::check(self.model, &self.shown, findings);
    }
}

fn steps_of<'k, 'm>(model: &'k Model<'m, 'm>, own: &'m Declaration<'m>) -> Vec<Step<'k, 'm>> {
    let of = |(at, item): (usize, &'m crate::ast::Item)| {
        let (kind, _) = text(&item.node, "type")?;
        let (name, span) = text(&item.node, "ref")?;
        let operation =
            model.operation(if kind == "query" { "query" } else { "command" }, name).filter(|_| kind != "event")?;
        let map = |key: &str| item.node.get(key).and_then(Node::as_map).unwrap_or(&[]);
        Some(Step { own, at, operation, span, input: map("input"), expect: map("expect") })
    };
    items(own.node, "steps").iter().enumerate().filter_map(of).collect()
}
