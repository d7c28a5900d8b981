//! The errors of a set, found by what they say.
//!
//! In: the errors. Out: [`Errors`]. The words of every name are cut once, and no look-up goes through all errors.

use std::cell::OnceCell;

use super::facts;
use crate::check::deep::model::words::{Word, each_stem, last, stems};
use crate::check::deep::model::{Entity, Model, Operation};
use crate::lookup::{HashMap, HashSet};

/// The errors by the words of their names.
pub struct Errors<'m> {
    stems: HashMap<&'m str, Vec<Word<'m>>>,
    /// Those whose names have a word, with their status.
    by_word: HashMap<Word<'m>, Vec<(&'m str, u16)>>,
    /// The first that refuses a caller.
    pub refusal: Option<&'m str>,
    /// That with which commands answer that guard a state; looked for once it is asked for.
    state: OnceCell<Option<&'m str>>,
    /// Those with the status 409.
    conflicts: Vec<&'m str>,
    /// The last words of fields that must be unique.
    unique: HashSet<Word<'m>>,
}

impl<'m> Errors<'m> {
    /// The errors of a model.
    pub fn of(model: &Model<'m, '_>) -> Errors<'m> {
        let mut errors = Errors {
            stems: HashMap::default(),
            by_word: HashMap::default(),
            refusal: None,
            state: OnceCell::new(),
            conflicts: Vec::new(),
            unique: HashSet::default(),
        };
        for (name, _) in model.sound.all("error").filter_map(|own| own.name) {
            let Some((_, status, category)) = facts(model, name) else { continue };
            let stems = stems(name);
            for stem in &stems {
                errors.by_word.entry(stem.clone()).or_default().push((name, status));
            }
            errors.stems.insert(name, stems);
            if category == "security" || status == 403 {
                errors.refusal = errors.refusal.or(Some(name));
            }
            if status == 409 {
                errors.conflicts.push(name);
            }
        }
        for entity in &model.entities {
            let names = entity.unique.iter().flat_map(|own| &own.names);
            errors.unique.extend(names.filter_map(|name| last(name)).map(Word::stem));
        }
        errors
    }

    /// The error with which commands answer that guard a state.
    pub fn state(&self, model: &Model<'m, '_>) -> Option<&'m str> {
        *self.state.get_or_init(|| self.of_state(model))
    }

    /// The conflict that most commands with a guard on a state list; else the first that speaks of a state.
    fn of_state(&self, model: &Model<'m, '_>) -> Option<&'m str> {
        let guards = |own: &&Operation| ["state.equals", "state.in"].iter().any(|id| own.guards(id).next().is_some());
        let mut listed: HashMap<&str, usize> = HashMap::default();
        for (name, _) in model.commands().filter(guards).flat_map(|own| &own.errors) {
            *listed.entry(name).or_default() += 1;
        }
        let speaks = |name: &str| ["state", "status"].iter().any(|word| self.has(name, word));
        let fits = |name: &&&str| speaks(name) || listed.contains_key(**name) && !self.is_taken(name);
        let rank = |name: &&str| (speaks(name), listed.get(*name).copied().unwrap_or(0));
        let all = self.conflicts.iter().filter(fits);
        all.copied().reduce(|best, name| if rank(&name) > rank(&best) { name } else { best })
    }

    /// Whether the name of an error says that there is such a thing already.
    pub fn is_taken(&self, name: &str) -> bool {
        ["taken", "exist", "already", "duplicate", "conflict"].iter().any(|word| self.has(name, word))
    }

    /// The error that says that there is a row of an entity with such values already.
    pub fn conflict(&self, entity: &Entity, names: &[&str]) -> Option<&'m str> {
        let all = || self.conflicts.iter().copied();
        let own = |name: &&str| self.speaks(name, entity, names);
        let general = |name: &&str| self.is_taken(name) && !self.is_of_other(name, entity, names);
        all().find(own).or_else(|| all().find(general))
    }

    /// Whether an error can be the answer to a second row of an entity with such values: a conflict, unless it speaks of something else.
    pub fn answers(&self, name: &str, status: u16, entity: &Entity, names: &[&str]) -> bool {
        match status {
            409 | 412 | 0 => !self.is_of_other(name, entity, names),
            422 => self.speaks(name, entity, names) || self.is_taken(name),
            _ => false,
        }
    }

    /// Whether the name of an error has a word of an entity or of its fields.
    fn speaks(&self, name: &str, entity: &Entity, names: &[&str]) -> bool {
        let mut words = names.iter().copied().chain([entity.name]).flat_map(each_stem);
        self.stems.get(name).is_some_and(|own| words.any(|word| own.contains(&word)))
    }

    /// Whether it speaks of what must be unique elsewhere, and of nothing here.
    fn is_of_other(&self, name: &str, entity: &Entity, names: &[&str]) -> bool {
        let elsewhere = |stem: &Word| self.unique.contains(stem);
        if !self.stems.get(name).is_some_and(|own| own.iter().any(elsewhere)) {
            return false;
        }
        let fields: Vec<&str> = entity.fields.iter().map(|field| field.name).chain(names.iter().copied()).collect();
        !self.speaks(name, entity, &fields)
    }

    /// Whether the name of an error has this word.
    pub fn has(&self, name: &str, word: &str) -> bool {
        self.stems.get(name).is_some_and(|stems| stems.iter().any(|stem| stem == word))
    }

    /// Whether an error says that one of these is not there.
    pub fn is_absence(&self, name: &str, status: u16, entity: &str) -> bool {
        is_of_absence(status) && noun(entity).is_some_and(|noun| self.has(name, &noun))
    }

    /// The first error that says so.
    pub fn absence(&self, entity: &str) -> Option<&'m str> {
        let all = self.by_word.get(noun(entity)?.as_str())?;
        all.iter().find(|(_, status)| is_of_absence(*status)).map(|(name, _)| *name)
    }

    /// Whether the name of an error speaks of no entity: `NotFound`.
    pub fn is_general(&self, model: &Model, name: &str) -> bool {
        self.stems.get(name).into_iter().flatten().all(|stem| !model.is_noun(stem))
    }
}

/// Whether a status can say that something is not there.
fn is_of_absence(status: u16) -> bool {
    matches!(status, 404 | 410 | 422 | 400 | 0)
}

/// The word that says what an entity is: `document` of `HRDocument`.
fn noun(entity: &str) -> Option<Word<'_>> {
    last(entity).map(Word::stem)
}
