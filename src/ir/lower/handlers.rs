//! What workflows do because of events, and because of errors.
//!
//! In: an operation with its steps. Out: the steps of transitions on the events that it tells, in the same transaction; and what is
//! written where one of its calls fails in a way that a workflow has an answer to.

use std::collections::BTreeSet;

use super::Lower;
use super::actions::Place;
use super::phases::{emits, written};
use super::scope::{Row, Scope};
use crate::ast::Item;
use crate::check::deep::model::{Effect, Operation, Transition};
use crate::check::deep::parts::{bare, items, mapped, text};
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::ir::{self, Action, Check, Constant, Handler, Integration, Kind, Operation as Lowered, Phases, Step, Value};
use crate::source::Span;

/// What a workflow does where a call fails.
struct Answer<'n> {
    /// Its place in the list.
    at: usize,
    /// The error.
    error: &'n str,
    /// Where the error is named.
    span: Span,
    /// What is done: `retry`, or a job.
    action: &'n str,
    /// The state that follows.
    to: Option<&'n str>,
}

impl Answer<'_> {
    /// Whether nothing is done but to ask the service again, as its integration says.
    fn only_retries(&self) -> bool {
        self.action == "retry" && self.to.is_none()
    }
}

/// What a workflow says of errors.
fn answers<'n>(workflow: &'n Declaration) -> Vec<Answer<'n>> {
    let of = |(at, item): (usize, &'n Item)| {
        let ((error, span), (action, _)) = (text(&item.node, "error")?, text(&item.node, "action")?);
        Some(Answer { at, error: bare(error), span, action, to: item.node.get("transition_to").and_then(called) })
    };
    items(workflow.node, "error_handlers").iter().enumerate().filter_map(of).collect()
}

impl<'m> Lower<'_, 'm, '_> {
    /// Whether an effect can stand on a transition; refuses it where it cannot. A mail can: it is written down, and sent later.
    pub fn belongs(
        &mut self,
        own: &Operation<'m>,
        transition: &Transition<'m>,
        effect: &Effect<'m>,
        place: &Place<'_, 'm>,
    ) -> bool {
        let at = format!("{}/{}", place.list, effect.at);
        let what = format!("`{}` on a transition of `{}`", effect.id, own.name);
        match effect.id {
            "call.integration" | "cache.invalidate" => {
                self.refuse(transition.own, at, effect.span, &what, "belongs into the command");
                false
            }
            "send.email" if effect.node.get("on_failure").is_some() => {
                self.refuse(transition.own, at, effect.span, &what, "it is sent when nobody waits any more: no `else`");
                false
            }
            _ => true,
        }
    }

    /// Adds the transitions on the events that an operation tells: behind the step that tells it, in the same transaction.
    pub fn follow_events(&mut self, own: &Operation<'m>, scope: &Scope, phases: &mut Phases) {
        for list in [&mut phases.claim, &mut phases.success] {
            let mut all = Vec::new();
            for step in std::mem::take(list) {
                let event = emits(&step).map(str::to_owned);
                let payload = match &step.action {
                    Action::Emit { payload, .. } => payload.clone(),
                    _ => Vec::new(),
                };
                all.push(step);
                let Some(event) = event else { continue };
                let transitions: Vec<&Transition<'m>> = self.model.transitions_told(&event).collect();
                for transition in transitions {
                    let mut scope = scope.clone();
                    scope.told = payload.clone();
                    all.extend(self.because_of(own, &event, transition, scope));
                }
            }
            *list = all;
        }
    }

    fn because_of(
        &mut self,
        own: &Operation<'m>,
        event: &str,
        transition: &Transition<'m>,
        mut scope: Scope,
    ) -> Vec<Step> {
        let Some((entity, field)) = self.model.moved(transition) else { return Vec::new() };
        let place = Place { own: transition.own, list: format!("transitions/{}/effects", transition.at) };
        let Some(row) = scope.rows.iter().find(|row| row.entity == entity.name && !row.new).cloned() else {
            let span = transition.trigger.map_or(transition.node.span, |(_, _, span)| span);
            let what = format!("which `{}` the event `{event}` is about", entity.name);
            let label = format!("`{}` tells it and loads none: list it under `fetches`", own.name);
            self.sourceless(transition.own, format!("transitions/{}/on_event", transition.at), span, &what, &label);
            return Vec::new();
        };
        let state = |key: &str| text(transition.node, key).map_or(String::new(), |(name, _)| name.to_owned());
        let (from, to) = (state("from_state"), state("to_state"));
        let mut steps = Vec::new();
        for effect in &transition.effects {
            if self.belongs(own, transition, effect, &place) {
                steps.extend(self.step(own, effect, &mut scope, &place));
            }
        }
        if !steps.iter().any(|step| written(step, &row.name, field.name).is_some()) {
            let origin = format!("{}/transitions/{}", transition.own.element, transition.at);
            steps.insert(0, self.set_state(&row, (field.name, &to), entity.key, origin));
        }
        for step in &mut steps {
            step.only_in = Some((row.name.clone(), vec![from.clone()]));
        }
        steps
    }

    fn set_state(&self, row: &Row, (field, state): (&str, &str), key: &str, origin: String) -> Step {
        let table = self.table_of(&row.entity).map_or_else(String::new, |table| table.name.clone());
        let id = Value::Row { row: row.name.clone(), field: key.to_owned(), path: Vec::new() };
        let action = Action::Update {
            table,
            row: row.name.clone(),
            key: vec![(key.to_owned(), id)],
            set: vec![(field.to_owned(), Value::text(state))],
        };
        Step { origin, action, failure: None, only_in: None }
    }

    /// Adds what workflows do where a call of an operation fails. The operations of a workflow are those of its transitions.
    pub fn handled(&mut self, own: &Operation<'m>, scope: &Scope, phases: &mut Phases) {
        let mut workflows: Vec<&'m Declaration<'m>> = Vec::new();
        for transition in self.model.transitions_on(own.name) {
            if !workflows.iter().any(|other| other.element == transition.own.element) {
                workflows.push(transition.own);
            }
        }
        for workflow in workflows {
            for answer in answers(workflow) {
                let fails = |steps: &[Step]| steps.iter().any(|step| self.can_fail(step, answer.error));
                if !answer.only_retries() && fails(&phases.before) {
                    let handler = self.handler(own, workflow, &answer, scope, phases);
                    phases.handlers.extend(handler);
                }
            }
        }
    }

    /// Whether a call may end with an error: as the step says, or as one of the answers of the service becomes.
    pub fn can_fail(&self, step: &Step, error: &str) -> bool {
        let mapped = match &step.action {
            Action::Call { call, .. } => {
                let called = self.model.sound.one("operation", call);
                called.is_some_and(|own| mapped(own.node).any(|(name, _)| name == error))
            }
            _ => false,
        };
        mapped || step.failure.as_deref() == Some(error)
    }

    fn handler(
        &mut self,
        own: &Operation<'m>,
        workflow: &'m Declaration<'m>,
        &Answer { at, error, action, to, .. }: &Answer,
        scope: &Scope,
        phases: &Phases,
    ) -> Option<Handler> {
        let entity = self.model.entity(text(workflow.node, "entity")?.0)?;
        let field = self.model.state_field(workflow, entity)?;
        let origin = format!("{}/error_handlers/{at}", workflow.element);
        let Some(row) = scope.rows.iter().find(|row| row.entity == entity.name && !row.new).cloned() else {
            let what = format!("which `{}` this is about at `{}`", entity.name, own.name);
            let span = workflow.name.map_or(workflow.node.span, |(_, span)| span);
            self.sourceless(workflow, format!("error_handlers/{at}"), span, &what, "the command loads none");
            return None;
        };
        let mut steps = Vec::new();
        if let Some(to) = to {
            steps.push(self.set_state(&row, (field.name, to), entity.key, origin.clone()));
        }
        if action != "retry" {
            let id = Value::Row { row: row.name.clone(), field: entity.key.to_owned(), path: Vec::new() };
            let error = Value::Constant { value: Constant::Text(error.to_owned()) };
            let key =
                if entity.key == "id" { format!("{}_id", super::snake(entity.name)) } else { entity.key.to_owned() };
            let values = vec![(key, id), ("error".to_owned(), error)];
            let action = Action::Schedule { job: super::snake(action), at: Value::Now, values };
            steps.push(Step { origin: origin.clone(), action, failure: None, only_in: None });
        }
        let states = self.states_before(workflow, &row, phases);
        for step in &mut steps {
            step.only_in = Some((row.name.clone(), states.clone()));
        }
        Some(Handler { origin, failure: error.to_owned(), row: row.name, steps })
    }

    /// The states in which an operation takes a row; all that are not final where it does not say.
    fn states_before(&self, workflow: &Declaration, row: &Row, phases: &Phases) -> Vec<String> {
        let asked = phases.requirements.iter().find_map(|own| match &own.check {
            Check::State { row: other, states, .. } if *other == row.name => Some(states.clone()),
            _ => None,
        });
        asked.unwrap_or_else(|| {
            let open = |item: &&Item| text(&item.node, "kind").is_none_or(|(kind, _)| kind != "final");
            let states = items(workflow.node, "states").iter().filter(open);
            states.filter_map(|item| Some(text(&item.node, "id")?.0.to_owned())).collect()
        })
    }

    /// Refuses what workflows say of errors that nothing answers to: no call before a transaction ends with them, or a service that
    /// should be asked again is not.
    pub fn answered_errors(&mut self, operations: &[Lowered], integrations: &[Integration]) {
        let model = self.model;
        for workflow in super::named(model, "workflow") {
            let commands: BTreeSet<&str> = model
                .transitions_of(workflow)
                .into_iter()
                .filter_map(|own| match own.trigger {
                    Some(("command", name, _)) => Some(name),
                    _ => None,
                })
                .collect();
            let own: Vec<&Lowered> =
                commands.into_iter().filter_map(|name| ir::operation_of(operations, Kind::Command, name)).collect();
            for answer in answers(workflow) {
                let (error, span) = (answer.error, answer.span);
                let steps = own.iter().flat_map(|own| own.phases.before.iter().chain(&own.phases.external));
                let failing: Vec<&Step> = steps.filter(|step| self.can_fail(step, error)).collect();
                let place = format!("error_handlers/{}", answer.at);
                let what = format!("this answer to `{error}`");
                if failing.is_empty() {
                    self.refuse(workflow, place, span, &what, "no call of a command of this workflow fails so");
                } else if answer.only_retries() {
                    let once = failing.iter().any(|step| match &step.action {
                        Action::Call { integration, .. } | Action::Mail { integration, .. } => {
                            ir::named(integrations, integration, |own| &own.name)
                                .is_some_and(|own| own.retry.attempts < 2)
                        }
                        _ => false,
                    });
                    if once {
                        let label = "say it under `retry` of the integration";
                        self.sourceless(workflow, place, span, "how often the service is asked again", label);
                    }
                } else if own.iter().flat_map(|own| &own.phases.external).any(|step| self.can_fail(step, error)) {
                    self.refuse(
                        workflow,
                        place,
                        span,
                        &what,
                        "the call stands behind the transaction: say it as a transition on failure",
                    );
                }
            }
        }
    }
}
