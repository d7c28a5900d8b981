//! Names and texts: whether a set speaks of one thing in one way.
//!
//! In: the model. Out: C1601 where a name breaks with the form that names of its kind have in this set, and hints: C1602 to C1605, and
//! C1609 to C1611. A set may have any style; it is held to its own.

mod descriptions;
pub mod language;
mod names;
mod paths;
mod synonyms;
mod tags;
mod terms;
mod verbs;

use std::cmp::Reverse;

use super::model::Model;
use super::share::{Analysis, Share};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::kinds::KINDS;
use crate::lookup::HashMap;

/// The names and texts of a set.
pub struct Style<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    names: names::Names<'m>,
    synonyms: synonyms::Synonyms<'m>,
    tags: tags::Tags<'m>,
    terms: terms::Terms<'m>,
    entities: descriptions::Entities<'x>,
    texts: language::Texts<'m>,
    paths: paths::Paths<'m>,
}

impl<'x, 'm, 'a> Style<'x, 'm, 'a> {
    /// Those of a model, of which nothing was looked at yet.
    pub fn of(model: &'x Model<'m, 'a>) -> Style<'x, 'm, 'a> {
        Style {
            model,
            names: names::Names::new(),
            synonyms: synonyms::Synonyms::default(),
            tags: tags::Tags::default(),
            terms: terms::Terms::default(),
            entities: descriptions::entities(model),
            texts: language::Texts::default(),
            paths: paths::Paths::default(),
        }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Style<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        self.names.take(share);
        self.terms.take(share, findings);
        for own in share.every() {
            self.synonyms.take(own);
            self.tags.take(own);
            self.texts.take(self.model, own);
            self.paths.take(own);
        }
        descriptions::check(share, &self.entities, findings);
        verbs::check(share, findings);
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        self.names.check(self.model, findings);
        self.synonyms.check(findings);
        self.tags.check(findings);
        self.terms.check(findings);
        self.texts.check(findings);
        self.paths.check(findings);
    }
}

/// Of names that mean the same all but the one that is used most, each with that one, and what is known of the two.
fn unusual<'s, 'm, U>(
    same: &'s [&'m str],
    known: &'s HashMap<&'m str, U>,
    count: impl Fn(&U) -> usize,
) -> impl Iterator<Item = ((&'m str, &'s U), (&'m str, &'s U))> {
    let with = |name: &'m str| Some((name, known.get(name)?));
    let usual = same.iter().copied().max_by_key(|name| (known.get(name).map_or(0, &count), Reverse(*name)));
    let others = same.iter().copied().filter(move |name| Some(*name) != usual);
    others.filter_map(move |name| Some((with(name)?, with(usual?)?)))
}

/// The place of a kind among all kinds.
fn rank(own: &Declaration) -> usize {
    KINDS.iter().position(|kind| std::ptr::eq(*kind, own.kind)).unwrap_or(KINDS.len())
}
