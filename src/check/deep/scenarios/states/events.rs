//! What the events of a scenario do to its rows.
//!
//! In: an event that a step tells, or that comes from outside. Out: the rows, moved. A command tells its events in its own transaction, and a
//! transition on them moves the row that the command has loaded: where that is known, so is the state. Of any other row it may be.

use std::collections::BTreeSet;

use super::{Place, Rows, Step, after, targets};
use crate::check::deep::model::Transition;
use crate::check::deep::parts::items;

impl<'m> Rows<'_, 'm> {
    /// An event that a step tells.
    pub(super) fn told_by(&mut self, step: &Step<'_, 'm>, event: &'m str) {
        let moves: Vec<&Transition> = self.model.transitions_told(event).collect();
        let entities: BTreeSet<&str> = moves.iter().map(|own| own.entity).collect();
        let mut certain = Vec::new();
        for course in entities.into_iter().filter_map(|name| self.courses.get(name)) {
            let own: Vec<&Transition> = moves.iter().copied().filter(|own| own.entity == course.entity.name).collect();
            let is_loaded = step.operation.loads.contains(&course.entity.name);
            let is_free = own.iter().all(|own| items(own.node, "guards").is_empty());
            let Some(row) = self.id(step, course).filter(|_| is_loaded && is_free) else { continue };
            let Some(place) = self.known.get(&row) else { continue };
            let states = after(place.states.iter().copied(), &own);
            if states != place.states {
                certain.push((row, Place { states, cause: Some((step.span, "moved here, by the event it tells")) }));
            }
        }
        self.told(event);
        // What the event itself leads to is known; what the events behind it may do is added.
        for (row, mut place) in certain {
            let behind = moves.iter().flat_map(|own| &own.effects).any(|own| own.name("event").is_some());
            if behind && let Some(known) = self.known.get(&row) {
                place.states.extend(known.states.iter().copied());
            }
            self.known.insert(row, place);
        }
    }

    /// An event is told: each row may be moved by it, and by the events that are told then.
    pub(super) fn told(&mut self, event: &str) {
        let model = self.model;
        let mut open = vec![event.to_owned()];
        let mut done: BTreeSet<String> = BTreeSet::new();
        while let Some(event) = open.pop() {
            if !done.insert(event.clone()) {
                continue;
            }
            let all: Vec<&Transition> = model.transitions_told(&event).collect();
            for own in &all {
                self.may_move(own.entity, &[own]);
                self.follow_effects(own);
                open.extend(own.effects.iter().filter_map(|own| Some(own.name("event")?.0.to_owned())));
            }
        }
    }

    /// What a transition does to rows of other lives is not followed.
    pub(super) fn follow_effects(&mut self, own: &Transition<'m>) {
        for effect in own.effects.iter().filter(|effect| effect.writes() || !effect.sound) {
            match effect.entity() {
                Some((name, _)) if effect.sound && name == own.entity => {}
                Some((name, _)) if effect.sound => self.forget(name),
                _ => self.known.clear(),
            }
        }
    }

    pub(super) fn may_move(&mut self, entity: &str, transitions: &[&Transition<'m>]) {
        for place in self.places(entity) {
            let more: Vec<&str> =
                place.states.iter().flat_map(|state| targets(transitions.iter().copied(), state)).collect();
            place.states.extend(more);
        }
    }
}
