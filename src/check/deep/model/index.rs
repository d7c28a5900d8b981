//! Where to find what speaks of something: rules, policies and other declarations by their target, entities by the words of an id, operations by
//! the entity they store and the event they tell, routes by what they answer.
//!
//! In: the parts of the model. Out: [`Index`]. Each look-up takes the same time in a set of any size.

use super::{Effect, Entity, Operation, Transition, words};
use crate::check::deep::Sound;
use crate::check::deep::parts::{bare, items, text};
use crate::check::gather::Declaration;
use crate::lookup::HashMap;

/// The keys by which declarations of a kind name what they speak of.
const TARGETS: &[(&str, &str)] =
    &[("rule", "applies_to"), ("policy", "scope"), ("reliability", "target_ref"), ("observe", "ref")];

/// Numbers and declarations by name.
#[derive(Default)]
pub struct Index<'m, 'a> {
    /// The declarations of a kind that speak of something of this name, sound or not.
    by_target: HashMap<&'static str, HashMap<&'m str, Vec<&'m Declaration<'a>>>>,
    /// Entities by their primary key.
    by_key: HashMap<&'m str, Vec<usize>>,
    /// Entities by the words at the end of their names: `document`, `hr document`.
    by_end: HashMap<String, Vec<usize>>,
    /// The entities with a foreign key that points at an entity.
    pointing: HashMap<&'m str, Vec<usize>>,
    /// The operations that store a row which may be new, by the entity.
    makers: HashMap<&'m str, Vec<usize>>,
    /// The entities that transitions store.
    made: HashMap<&'m str, ()>,
    /// The operations that tell an event.
    tellers: HashMap<&'m str, Vec<usize>>,
    /// The transitions that tell an event.
    telling: HashMap<&'m str, Vec<usize>>,
    /// The sound routes by method and path.
    routes: HashMap<(&'m str, &'m str), &'m Declaration<'a>>,
    /// The scenarios with a step that names something of this name.
    scenarios: HashMap<&'m str, Vec<&'m Declaration<'a>>>,
    /// Whether a write with an error may store anything.
    pub doubt: bool,
}

impl<'m, 'a> Index<'m, 'a> {
    /// An index of these parts.
    pub fn of(
        sound: &'m Sound<'m, 'a>,
        entities: &[Entity<'m>],
        operations: &[Operation<'m>],
        transitions: &[Transition<'m>],
    ) -> Index<'m, 'a> {
        let mut index = Index::default();
        for (keyword, key) in TARGETS {
            for own in sound.every(keyword) {
                if let Some((name, _)) = text(own.node, key) {
                    index.by_target.entry(keyword).or_default().entry(bare(name)).or_default().push(own);
                }
            }
        }
        for own in sound.all("scenario") {
            for name in
                items(own.node, "steps").iter().filter_map(|item| text(&item.node, "ref")).map(|(name, _)| bare(name))
            {
                let all = index.scenarios.entry(name).or_default();
                if all.last().is_none_or(|last| last.element != own.element) {
                    all.push(own);
                }
            }
        }
        for own in sound.all("route") {
            if let (Some((method, _)), Some((path, _))) = (text(own.node, "method"), text(own.node, "path")) {
                index.routes.entry((method, path)).or_insert(own);
            }
        }
        for (at, entity) in entities.iter().enumerate() {
            index.by_key.entry(entity.key).or_default().push(at);
            for foreign in &entity.foreign {
                let pointing = index.pointing.entry(foreign.target).or_default();
                if pointing.last() != Some(&at) {
                    pointing.push(at);
                }
            }
            let stems = words::stems(entity.name);
            for from in 0..stems.len() {
                index.by_end.entry(stems.get(from..).unwrap_or(&[]).join(" ")).or_default().push(at);
            }
        }
        let doubtful = |effect: &Effect| !effect.sound && effect.writes();
        for (at, operation) in operations.iter().enumerate() {
            index.doubt |= operation.effects.iter().any(doubtful);
            for effect in operation.effects.iter().filter(|own| own.creates()) {
                if let Some((name, _)) = effect.entity() {
                    let makers = index.makers.entry(name).or_default();
                    if makers.last() != Some(&at) {
                        makers.push(at);
                    }
                }
            }
            for (event, _) in operation.effects.iter().filter_map(Effect::event) {
                index.tellers.entry(event).or_default().push(at);
            }
        }
        for (at, transition) in transitions.iter().enumerate() {
            for effect in &transition.effects {
                index.doubt |= doubtful(effect);
                if let Some((name, _)) = effect.entity().filter(|_| effect.creates()) {
                    index.made.insert(name, ());
                }
                if let Some((event, _)) = effect.event() {
                    index.telling.entry(event).or_default().push(at);
                }
            }
        }
        index
    }

    /// The declarations of a kind that speak of something of this name.
    pub fn about(&self, keyword: &'static str, name: &str) -> &[&'m Declaration<'a>] {
        self.by_target.get(keyword).and_then(|all| all.get(name)).map_or(&[], Vec::as_slice)
    }

    /// The scenarios with a step that names something of this name.
    pub fn scenarios(&self, name: &str) -> &[&'m Declaration<'a>] {
        self.scenarios.get(name).map_or(&[], Vec::as_slice)
    }

    /// The numbers of the entities with this primary key.
    pub fn with_key(&self, key: &str) -> &[usize] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }

    /// The numbers of the entities with a foreign key that points at an entity.
    pub fn pointing(&self, entity: &str) -> &[usize] {
        self.pointing.get(entity).map_or(&[], Vec::as_slice)
    }

    /// The numbers of the entities whose names end in the words of this one.
    pub fn ending(&self, name: &str) -> &[usize] {
        self.by_end.get(&*words::joined(name)).map_or(&[], Vec::as_slice)
    }

    /// Whether the name of an entity ends in this word.
    pub fn is_noun(&self, stem: &str) -> bool {
        self.by_end.contains_key(stem)
    }

    /// The numbers of the operations that store an entity.
    pub fn makers(&self, entity: &str) -> &[usize] {
        self.makers.get(entity).map_or(&[], Vec::as_slice)
    }

    /// The numbers of the operations that tell an event.
    pub fn tellers(&self, event: &str) -> &[usize] {
        self.tellers.get(event).map_or(&[], Vec::as_slice)
    }

    /// The numbers of the transitions that tell an event.
    pub fn telling(&self, event: &str) -> &[usize] {
        self.telling.get(event).map_or(&[], Vec::as_slice)
    }

    /// The route with this method and path.
    pub fn route(&self, method: &str, path: &str) -> Option<&'m Declaration<'a>> {
        self.routes.get(&(method, path)).copied()
    }

    /// Whether commands store an entity, and no transition does.
    pub fn is_made_by_commands_only(&self, entity: &str) -> bool {
        self.makers.contains_key(entity) && !self.made.contains_key(entity)
    }

    /// Whether something stores an entity.
    pub fn is_made(&self, entity: &str) -> bool {
        self.makers.contains_key(entity) || self.made.contains_key(entity)
    }
}
