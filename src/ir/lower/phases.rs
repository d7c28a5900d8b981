//! Steps in phases, and the transitions that an operation makes happen.
//!
//! In: the effects of an operation. Out: which of them run before the transaction, in it, behind it, and in the transaction of the
//! outcome. A call of a service between two writes would hold a connection while it waits: it is refused.

use std::collections::BTreeMap;

use super::Lower;
use super::actions::Place;
use super::scope::Scope;
use crate::check::deep::model::{Operation, Transition};
use crate::check::deep::parts::{is_true, text};
use crate::diag::code::C2003;
use crate::ir::{Action, Claim, Outcome, Phases, Step, Value};

impl<'m> Lower<'_, 'm, '_> {
    /// The steps of an operation by phases; loads and requirements are added by others.
    pub fn phases(&mut self, own: &Operation<'m>, scope: &mut Scope) -> Phases {
        let mut phases = Phases::default();
        let place = Place { own: own.own, list: "effects".into() };
        let last_write = own.effects.iter().rposition(|effect| effect.writes());
        let mut written = false;
        for effect in &own.effects {
            let Some(step) = self.step(own, effect, scope, &place) else { continue };
            written |= effect.writes();
            if matches!(step.action, Action::Forget { .. }) {
                phases.after.push(step);
                continue;
            }
            // A notification is written down in the transaction, and sent once it is committed.
            if !effect.is_external() || effect.id == "send.notification" {
                phases.claim.push(step);
                continue;
            }
            let later = is_true(effect.node.get("after_commit"));
            let writes_follow = last_write.is_some_and(|last| last > effect.at);
            if later || (!writes_follow && own.kind == "command") {
                phases.external.push(step);
            } else if !written {
                phases.before.push(step);
            } else {
                let title = format!("`{}` calls a service between two writes", own.name);
                let label = "would hold a connection and locks while it waits";
                let found = crate::diag::Diagnostic::new(&C2003, title, effect.span, label)
                    .help("call it before anything is written, or `after commit`")
                    .at(own.own.element.as_str(), format!("effects/{}", effect.at));
                self.refused.push(found);
            }
        }
        if own.kind == "command" {
            self.transitions(own, scope, &mut phases);
            self.promised(own, scope, &mut phases);
            self.follow_events(own, scope, &mut phases);
        }
        phases
    }

    /// Adds the moves of workflows, with what else is done there.
    fn transitions(&mut self, own: &Operation<'m>, scope: &Scope, phases: &mut Phases) {
        let external = !phases.external.is_empty();
        let mut groups: BTreeMap<(&str, Option<Outcome>), Vec<&Transition<'m>>> = BTreeMap::new();
        for transition in self.model.transitions_on(own.name) {
            groups.entry((&transition.own.element, self.outcome(transition))).or_default().push(transition);
        }
        for ((_, outcome), group) in groups {
            let Some(first) = group.first() else { continue };
            let Some(entity) = self.model.entity(first.entity) else { continue };
            let Some(field) = self.model.state_field(first.own, entity) else { continue };
            let Some(row) = scope.row_of(entity.name).cloned() else {
                let what = format!("which `{}` moves to another state", entity.name);
                self.sourceless(own.own, "effects", own.span, &what, "neither loads nor stores one");
                continue;
            };
            let Some(table) = self.table_of(entity.name).map(|table| table.name.clone()) else { continue };
            let workflow = first.own.name.map_or("", |(name, _)| name).to_owned();
            let state = |transition: &Transition, key: &str| {
                text(transition.node, key).map_or(String::new(), |(name, _)| name.to_owned())
            };
            let moves: Vec<(String, String)> =
                group.iter().map(|own| (state(own, "from_state"), state(own, "to_state"))).collect();
            let in_claim = phases.claim.iter().any(|step| sets(step, &row.name, field.name));
            let mut steps = Vec::new();
            if !in_claim {
                let origin = format!("{}/transitions/{}", first.own.element, first.at);
                let action = Action::Move {
                    workflow,
                    row: row.name.clone(),
                    table: table.clone(),
                    field: field.name.into(),
                    moves,
                };
                steps.push(Step { origin, action, failure: Some(self.wrong_state(own)), only_in: None });
            }
            for transition in &group {
                self.of_transition(own, transition, &row.name, scope, &phases.claim, &mut steps);
            }
            match outcome {
                Some(Outcome::Failure) if external => {
                    phases.failure.extend(steps);
                }
                Some(Outcome::Success) if external => phases.success.extend(steps),
                Some(Outcome::Failure) => {
                    let what = format!("the failure of `{}`", own.name);
                    self.refuse(
                        first.own,
                        format!("transitions/{}", first.at),
                        first.node.span,
                        &what,
                        "no step of it can fail once rows are locked",
                    );
                }
                _ => phases.claim.extend(steps),
            }
            if external && outcome.is_some() && phases.hold.is_none() {
                let lost = phases.external.iter().rev().find_map(|step| step.failure.clone());
                phases.hold = Some(Claim {
                    row: row.name.clone(),
                    table,
                    failure: self.wrong_state(own),
                    lost: lost.unwrap_or_else(|| "UpstreamFailed".into()),
                });
            }
        }
        self.undone(scope, phases);
    }

    /// A row that was stored for calls which then fail goes as it came, where no transition says what becomes of it.
    fn undone(&self, scope: &Scope, phases: &mut Phases) {
        let Some(hold) = &phases.hold else { return };
        let new = scope.rows.iter().find(|row| row.name == hold.row && row.new);
        let (Some(row), true) = (new, phases.failure.is_empty()) else { return };
        let stored =
            phases.claim.iter().find(|step| matches!(&step.action, Action::Insert { row, .. } if *row == hold.row));
        let (Some(stored), Some(entity)) = (stored, self.model.entity(&row.entity)) else { return };
        let value = Value::Row { row: row.name.clone(), field: entity.key.to_owned(), path: Vec::new() };
        let action = Action::Delete { table: hold.table.clone(), key: vec![(entity.key.to_owned(), value)] };
        phases.failure.push(Step { origin: stored.origin.clone(), action, failure: None, only_in: None });
    }

    /// What is done on one transition; a step that is the same on another one stands once, for both states.
    fn of_transition(
        &mut self,
        own: &Operation<'m>,
        transition: &Transition<'m>,
        row: &str,
        scope: &Scope,
        claim: &[Step],
        steps: &mut Vec<Step>,
    ) {
        let from = text(transition.node, "from_state").map_or(String::new(), |(name, _)| name.to_owned());
        let place = Place { own: transition.own, list: format!("transitions/{}/effects", transition.at) };
        let mut scope = scope.clone();
        for effect in &transition.effects {
            if !self.belongs(own, transition, effect, &place) {
                continue;
            }
            let Some(mut step) = self.step(own, effect, &mut scope, &place) else { continue };
            if claim.iter().any(|other| emits(other).is_some() && emits(other) == emits(&step)) {
                continue;
            }
            if let Some(other) = steps.iter_mut().find(|other| other.action == step.action && other.only_in.is_some()) {
                if let Some((_, states)) = &mut other.only_in {
                    states.push(from.clone());
                }
                continue;
            }
            step.only_in = Some((row.to_owned(), vec![from.clone()]));
            steps.push(step);
        }
    }

    /// Events that an operation promises under `emits`, and that no step tells.
    fn promised(&mut self, own: &Operation<'m>, scope: &Scope, phases: &mut Phases) {
        for event in crate::check::deep::model::entity::names(own.own.node, "emits") {
            let event = crate::check::deep::parts::bare(event);
            let all = phases.claim.iter().chain(&phases.success).chain(&phases.failure);
            if all.into_iter().any(|step| emits(step) == Some(event)) {
                continue;
            }
            let span = own.own.node.get("emits").map_or(own.span, |node| node.span);
            let place = Place { own: own.own, list: "emits".into() };
            let Some(payload) = self.payload(own, event, None, scope, (&place, "emits", span)) else { continue };
            let action = Action::Emit { event: event.to_owned(), payload };
            let step = Step { origin: format!("{}/emits", own.own.element), action, failure: None, only_in: None };
            if phases.external.is_empty() { &mut phases.claim } else { &mut phases.success }.push(step);
        }
    }

    /// On which outcome of its command a transition happens.
    pub fn outcome(&self, transition: &Transition) -> Option<Outcome> {
        match text(transition.node, "outcome").map(|(word, _)| word) {
            Some("success") => Some(Outcome::Success),
            Some("failure") => Some(Outcome::Failure),
            _ if crate::check::deep::flow::payload::fails(self.model, transition) => Some(Outcome::Failure),
            _ => None,
        }
    }
}

/// The event that a step tells.
pub fn emits(step: &Step) -> Option<&str> {
    match &step.action {
        Action::Emit { event, .. } => Some(event),
        _ => None,
    }
}

/// Whether a step writes the state of a row itself.
pub fn sets(step: &Step, row: &str, field: &str) -> bool {
    match &step.action {
        Action::Update { row: own, set, .. } | Action::Upsert { row: own, set, .. } => {
            own == row && set.iter().any(|(column, _)| column == field)
        }
        _ => false,
    }
}
