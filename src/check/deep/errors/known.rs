//! The errors of a set, found by what they say.
//!
//! In: the errors. Out: [`Errors`]. The words of every name are cut once, and no look-up goes through all errors.

use super::facts;
use crate::check::deep::model::{
    Model,
    words::{Word, last, stems},
};
use crate::lookup::HashMap;

/// The errors by the words of their names.
pub struct Errors<'m> {
    stems: HashMap<&'m str, Vec<Word<'m>>>,
    /// Those whose names have a word, with their status.
    by_word: HashMap<Word<'m>, Vec<(&'m str, u16)>>,
    /// The first that refuses a caller.
    pub refusal: Option<&'m str>,
    /// The first with the status 409.
    pub conflict: Option<&'m str>,
}

impl<'m> Errors<'m> {
    /// The errors of a model.
    pub fn of(model: &Model<'m, '_>) -> Errors<'m> {
        let mut errors =
            Errors { stems: HashMap::default(), by_word: HashMap::default(), refusal: None, conflict: None };
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
                errors.conflict = errors.conflict.or(Some(name));
            }
        }
        errors
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
