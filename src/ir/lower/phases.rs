//! Steps in phases, and the transitions that an operation makes happen.
//!
//! In: the effects of an operation. Out: which of them run before the transaction, in it, behind it, and in the transaction of the
//! outcome. A call of a service between two writes would hold a connection while it waits: it is refused.

use std::collections::BTreeMap;

use super::Lower;
use super::actions::Place;
use super::scope::Scope;
use crate::check::deep::model::{Effect, Operation, Transition};
use crate::check::deep::parts::{is_true, text};
use crate::check::gather::Declaration;
use crate::diag::code::C2003;
use crate::ir::{Action, Claim, Input, Outcome, Phases, Source, Step, Value};

impl<'m> Lower<'_, 'm, '_> {
    /// The steps of an operation by phases; loads and requirements are added by others.
    pub fn phases(&mut self, own: &Operation<'m>, scope: &mut Scope) -> Phases {
        let mut phases = Phases::default();
        let place = Place { own: own.own, list: "effects".into() };
        let mut written = false;
        // From here on, steps of the transaction stand behind the first call.
        let mut behind = None;
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
            if is_behind(own, effect) {
                behind.get_or_insert(phases.claim.len());
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
            let behind = behind.unwrap_or(phases.claim.len());
            self.transitions(own, scope, &mut phases, behind);
            self.removal(own, scope, &mut phases, behind);
            self.promised(own, scope, &mut phases);
            self.follow_events(own, scope, &mut phases);
        }
        phases
    }

    /// Adds the moves of workflows, with what else is done there.
    fn transitions(&mut self, own: &Operation<'m>, scope: &Scope, phases: &mut Phases, behind: usize) {
        let external = !phases.external.is_empty();
        let mut groups: BTreeMap<(&str, Option<Outcome>), Vec<&Transition<'m>>> = BTreeMap::new();
        for transition in self.model.transitions_on(own.name) {
            groups.entry((&transition.own.element, self.outcome(transition))).or_default().push(transition);
        }
        for ((_, outcome), group) in groups {
            let Some(first) = group.first() else { continue };
            let Some((entity, field)) = self.model.moved(first) else { continue };
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
            let succeeds = external && outcome == Some(Outcome::Success);
            let moved = phases
                .claim
                .iter()
                .position(|step| written(step, &row.name, field.name).is_some())
                .filter(|_| !row.new);
            if succeeds {
                let told: Vec<&str> =
                    group.iter().flat_map(|own| &own.effects).filter_map(Effect::event).map(|(name, _)| name).collect();
                let counts = |step: &Step| emits(step).is_some_and(|event| moved.is_some() || told.contains(&event));
                postpone(phases, moved.map_or(behind, |at| at.min(behind)), counts);
            }
            let done = || phases.claim.iter().chain(phases.success.iter().filter(|_| succeeds));
            let is_set = done().any(|step| written(step, &row.name, field.name).is_some());
            let told: Vec<String> = done().filter_map(emits).map(str::to_owned).collect();
            let mut steps = Vec::new();
            if !is_set {
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
                self.of_transition(own, transition, &row.name, scope, &told, &mut steps);
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
                phases.hold = Some(self.claim_of(own, row.name.clone(), table, phases));
            }
        }
        self.undone(scope, phases);
    }

    /// What keeps others away from a row while services outside are called.
    fn claim_of(&self, own: &Operation<'m>, row: String, table: String, phases: &Phases) -> Claim {
        let lost = phases.external.iter().rev().find_map(|step| step.failure.clone());
        let lost = lost.unwrap_or_else(|| "UpstreamFailed".into());
        Claim { row, table, failure: self.wrong_state(own), lost }
    }

    /// A row that goes together with something outside outlives it: it is all that knows what there is to remove, so whoever fails can
    /// be tried again.
    fn removal(&self, own: &Operation<'m>, scope: &Scope, phases: &mut Phases, behind: usize) {
        if phases.hold.is_some() || !self.removes_outside(own) {
            return;
        }
        let deleted = |(at, step): (usize, &Step)| match &step.action {
            Action::Delete { table, .. } => {
                let of = |row: &&super::scope::Row| {
                    !row.new && self.table_of(&row.entity).is_some_and(|own| own.name == *table)
                };
                Some((at, table.clone(), scope.rows.iter().find(of)?.name.clone()))
            }
            _ => None,
        };
        let Some((at, table, row)) = phases.claim.iter().enumerate().find_map(deleted) else { return };
        postpone(phases, at.min(behind), |step| emits(step).is_some());
        phases.hold = Some(Claim { failure: "Conflict".into(), ..self.claim_of(own, row, table, phases) });
    }

    /// Whether an operation ends with a call that removes something outside. One that is asked for behind the commit stays behind it.
    fn removes_outside(&self, own: &Operation<'m>) -> bool {
        let removes = |effect: &Effect<'m>| {
            let called = effect.operation().and_then(|(name, _)| self.model.sound.one("operation", name));
            called.and_then(|own| text(own.node, "method")).is_some_and(|(method, _)| method == "DELETE")
        };
        own.effects.iter().any(|effect| {
            let later = is_true(effect.node.get("after_commit"));
            effect.id == "call.integration" && is_behind(own, effect) && !later && removes(effect)
        })
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
        told: &[String],
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
            if emits(&step).is_some_and(|event| told.iter().any(|other| other == event)) {
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

    /// Calls that remove the objects which calls before the transaction have stored. Only new ones: what stands under a name that was there
    /// before is not ours to remove.
    pub fn withdrawal(&self, inputs: &[Input], phases: &Phases) -> Vec<Step> {
        if phases.claim.is_empty() {
            return Vec::new();
        }
        let is_new = |value: &&Value| match value {
            Value::Input { name, .. } => {
                inputs.iter().any(|own| own.field.name == *name && own.source == Source::System { value: Value::NewId })
            }
            _ => false,
        };
        phases.before.iter().filter_map(|step| self.withdrawn(step, is_new)).collect()
    }

    fn withdrawn(&self, step: &Step, is_new: impl Fn(&&Value) -> bool) -> Option<Step> {
        let Action::Call { integration, call, arguments, .. } = &step.action else { return None };
        let stored = self.model.sound.one("operation", call)?;
        let said = |own: &Declaration<'m>, key: &str| text(own.node, key).map(|(said, _)| said);
        let path = said(stored, "path").filter(|_| matches!(said(stored, "method"), Some("PUT" | "POST")))?;
        let is_store = said(self.model.sound.one("integration", integration)?, "type") != Some("rest_api");
        let in_path = |(name, _): &&(String, Value)| path.contains(&format!("{{{name}}}"));
        let key: Vec<(String, Value)> = arguments.iter().filter(in_path).cloned().collect();
        let fresh = key.iter().flat_map(|(_, value)| value.within()).any(|value| is_new(&value));
        let removes =
            |own: &&&Declaration<'m>| said(own, "method") == Some("DELETE") && said(own, "path") == Some(path);
        let (name, _) = self.model.operations_of(integration).iter().find(removes)?.name?;
        let action = Action::Call {
            integration: integration.clone(),
            call: name.to_owned(),
            arguments: key,
            answer: name.to_owned(),
        };
        (is_store && fresh).then(|| Step { action, ..step.clone() })
    }

    /// Events that an operation promises under `emits`, and that no step tells.
    fn promised(&mut self, own: &Operation<'m>, scope: &Scope, phases: &mut Phases) {
        for event in crate::check::deep::model::entity::names(own.own.node, "emits") {
            let event = crate::check::deep::parts::bare(event);
            let all = phases.written();
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

    /// On which outcome of its command a transition happens. A command that calls nobody behind its writes has one only; one that
    /// removes something outside has succeeded when that is gone.
    pub fn outcome(&self, transition: &Transition<'m>) -> Option<Outcome> {
        let command = transition.trigger.and_then(|(_, name, _)| self.model.operation("command", name));
        match text(transition.node, "outcome").map(|(word, _)| word) {
            Some("failure") => Some(Outcome::Failure),
            Some("success") => command.filter(|own| calls_behind(own)).map(|_| Outcome::Success),
            _ if crate::check::deep::flow::payload::fails(self.model, transition) => Some(Outcome::Failure),
            _ => command.filter(|own| self.removes_outside(own)).map(|_| Outcome::Success),
        }
    }
}

/// Whether a call stands behind the transaction.
fn is_behind(own: &Operation, effect: &Effect) -> bool {
    let writes_follow = || own.effects.iter().any(|other| other.writes() && other.at > effect.at);
    effect.is_external()
        && effect.id != "send.notification"
        && (is_true(effect.node.get("after_commit")) || (own.kind == "command" && !writes_follow()))
}

/// Whether some call of an operation stands behind its transaction.
fn calls_behind(own: &Operation) -> bool {
    own.effects.iter().any(|effect| is_behind(own, effect))
}

/// Puts off what counts only once all calls went well: the steps from one on, and others that `counts` names. A row that a call needs is
/// written before it.
fn postpone(phases: &mut Phases, from: usize, counts: impl Fn(&Step) -> bool) {
    let mut at = 0;
    let external = &phases.external;
    let later = phases.claim.extract_if(.., |step| {
        at += 1;
        let stored = match &step.action {
            Action::Insert { row, .. } | Action::Upsert { row, .. } => Some(row),
            _ => None,
        };
        let speaks =
            |value: &&Value| matches!(value, Value::Row { row, .. } | Value::WholeRow { row } if Some(row) == stored);
        let is_needed = external.iter().any(|call| call.values().iter().any(speaks));
        (at > from || counts(step)) && !is_needed
    });
    phases.success.extend(later);
}

/// The event that a step tells.
pub fn emits(step: &Step) -> Option<&str> {
    match &step.action {
        Action::Emit { event, .. } => Some(event),
        _ => None,
    }
}

/// What a step itself writes into a field of a row: its state, for one.
pub fn written<'s>(step: &'s Step, row: &str, field: &str) -> Option<&'s Value> {
    match &step.action {
        Action::Update { row: own, set, .. } | Action::Upsert { row: own, set, .. } if own == row => {
            set.iter().find(|(column, _)| column == field).map(|(_, value)| value)
        }
        _ => None,
    }
}
