//! A patch as people review it: what is done, why, because of which declarations, at what risk.
//!
//! In: a [`Patch`]. Out: a text in which a thousand files fit on one screen, JSON for programs, and the saved plan, which is applied exactly as it
//! was reviewed. Knows no contract and no disk; what a step does is a matter of [`crate::patch`].

mod fold;
mod json;
mod risk;
mod saved;

#[cfg(test)]
mod tests;

pub use fold::{Line, Mark, fold};
pub use json::json;
pub use risk::Risk;
pub use saved::{read, save};

use std::collections::BTreeMap;

use crate::patch::{Kind, Patch, Step};

/// Where a declaration stands, or the one that it is a part of.
fn place_of<'p, P>(places: &'p BTreeMap<String, P>, declaration: &str) -> Option<&'p P> {
    let whole = std::iter::successors(Some(declaration), |name| Some(name.rsplit_once('/')?.0));
    whole.into_iter().find_map(|name| places.get(name))
}

/// How many steps there are of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Files that come.
    pub create: usize,
    /// Files that become others.
    pub change: usize,
    /// Files that go.
    pub delete: usize,
    /// Files that stay.
    pub keep: usize,
    /// Files in conflict.
    pub conflict: usize,
}

impl Counts {
    /// The steps of a patch, counted.
    pub fn of(patch: &Patch) -> Counts {
        patch.steps.iter().fold(Counts::default(), Counts::and)
    }

    fn and(mut self, step: &Step) -> Counts {
        let count = match step.kind {
            Kind::Create => &mut self.create,
            Kind::Change => &mut self.change,
            Kind::Delete => &mut self.delete,
            Kind::Keep => &mut self.keep,
            Kind::Conflict => &mut self.conflict,
        };
        *count += 1;
        self
    }

    /// `3 to create, 1 to change, 120 as they are`.
    pub fn words(&self) -> String {
        let parts = [
            (self.conflict, "in conflict"),
            (self.create, "to create"),
            (self.change, "to change"),
            (self.delete, "to delete"),
            (self.keep, if self.keep == 1 { "as it is" } else { "as they are" }),
        ];
        let said = parts.iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
        let words = said.collect::<Vec<_>>().join(", ");
        if words.is_empty() { "no files".to_owned() } else { words }
    }
}
