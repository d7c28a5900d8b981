//! What a step that fails says of a row, and leaves behind.
//!
//! In: a step with the error that it expects. Out: a finding where the error says that a row is not there which is; the rows, moved by the
//! transitions on a failure and by what the workflow does on that error. These are certain where only a call of a service raises the error:
//! it comes when all guards are passed.

use std::collections::BTreeSet;

use super::{Course, Place, Row, Rows, Step, after, because};
use crate::check::deep::errors::absence::missing;
use crate::check::deep::flow::payload::fails;
use crate::check::deep::model::{Operation, Transition};
use crate::check::deep::parts::{bare, is_true, items, text};
use crate::check::deep::scenarios::refute::sources;
use crate::diag::Diagnostic;
use crate::diag::code::C1210;
use crate::source::Span;

impl<'m> Rows<'_, 'm> {
    /// An error that says that a row is not there, of one that the scenario speaks of or has made.
    pub(super) fn not_absent(&self, step: &Step<'_, 'm>, error: &str, span: Span) -> Option<Diagnostic> {
        let entity = missing(self.model, error)?.name;
        let course = self.courses.get(entity)?;
        let place = self.known.get(&self.id(step, course)?).filter(|place| place.cause.is_some())?;
        if sources(self.model, step.operation, error) > 0 || self.steps_raise(step.operation, error) {
            return None;
        }
        let title = format!("the step expects `{error}`, but the `{entity}` is there");
        let found = Diagnostic::new(&C1210, title, span, "nothing raises it");
        Some(because(found, place, &[], "").help("mend what the step expects, or give the id of one that is not there"))
    }

    /// Whether a step of an operation can end with an error.
    pub(super) fn steps_raise(&self, operation: &Operation<'m>, error: &str) -> bool {
        self.model.steps_of(operation).any(|effect| self.model.raises(effect, error))
    }

    /// Whether only a call raises an error.
    fn comes_of_call(&self, operation: &Operation<'m>, error: &str) -> bool {
        let guards = items(operation.own.node, "guards").iter();
        let mut named = guards.filter_map(|item| text(&item.node, "on_failure"));
        let mut raising = operation.effects.iter().filter(|own| self.model.raises(own, error)).peekable();
        raising.peek().is_some()
            && raising.all(|own| own.is_external())
            && sources(self.model, operation, error) == 0
            && named.all(|(name, _)| bare(name) != error)
    }

    /// Whether a call that raises an error comes when a row of a life may be written already.
    fn is_late(&self, operation: &Operation<'m>, course: &Course<'_, 'm>, error: &str) -> bool {
        let Some(last) = operation.effects.iter().rfind(|own| self.model.raises(own, error)) else { return false };
        let mut before = operation.effects.iter().take_while(|own| own.at < last.at);
        is_true(last.node.get("after_commit"))
            || before.any(|own| own.writes() && own.entity().is_some_and(|(name, _)| name == course.entity.name))
    }

    /// Moves the rows of a life as a step does that fails.
    pub(super) fn failed(&mut self, step: &Step<'_, 'm>, course: &Course<'_, 'm>, row: Option<Row<'m>>, error: &str) {
        let (model, operation) = (self.model, step.operation);
        if self.comes_of_state(operation, error) {
            return;
        }
        if self.is_late(operation, course, error) {
            return self.forget(course.entity.name);
        }
        let moves: Vec<&Transition> = self.courses.on(course, operation.name).filter(|own| fails(model, own)).collect();
        let answer = self.answered(course, operation, error);
        let row = row.filter(|_| self.comes_of_call(operation, error));
        let Some(row) = row else {
            self.may_move(course.entity.name, &moves);
            let places = self.places(course.entity.name);
            return places.for_each(|place| place.states.extend(answer.map(|(state, _)| state)));
        };
        let place = self.place(course, Some(row));
        let before = match self.allowed(course, operation) {
            Some((allowed, _)) => &place.states & &allowed,
            None => place.states.clone(),
        };
        let (states, span): (BTreeSet<&str>, Span) = match (answer, moves.first()) {
            (Some((state, span)), _) => (BTreeSet::from([state]), span),
            (None, Some(first)) => (after(before.iter().copied(), &moves), first.to().1),
            (None, None) if before == place.states => return,
            (None, None) => (before, step.span),
        };
        if states.len() < course.states.len() && !states.is_empty() {
            self.known.insert(row, Place { states, cause: Some((span, "so after this failure")) });
        }
    }

    /// The state to which the workflow of a life leads on an error of one of its commands, and where that is said.
    fn answered(&self, course: &Course<'_, 'm>, operation: &Operation<'m>, error: &str) -> Option<(&'m str, Span)> {
        let workflow = self.courses.on(course, operation.name).next()?.own;
        let answers = items(workflow.node, "error_handlers").iter().map(|item| &item.node);
        let mut own = answers.filter(|node| text(node, "error").is_some_and(|(name, _)| bare(name) == error));
        own.find_map(|node| text(node, "transition_to"))
    }
}
