//! What the parts of a set mean together: analyses that look through several declarations.
//!
//! In: the declarations that came through the checks of form and reference. Out: findings with a concrete witness. A declaration with
//! an error of form or reference is passed over, and so is all that hangs on it: one mistake, one message.

mod tables;

use std::collections::HashSet;

use super::gather::{Declaration, Set};
use crate::diag::{Diagnostic, Level};

/// The sound part of a set.
pub struct Sound<'s, 'a> {
    set: &'s Set<'a>,
    /// The elements that have an error already.
    poisoned: HashSet<String>,
}

impl<'s, 'a> Sound<'s, 'a> {
    /// What of a set has no error among these findings.
    pub fn of(set: &'s Set<'a>, findings: &[Diagnostic]) -> Sound<'s, 'a> {
        let errors = findings.iter().filter(|finding| finding.level == Level::Error);
        Sound { set, poisoned: errors.filter_map(|finding| finding.element.clone()).collect() }
    }

    /// The sound declarations of a kind, in the order of files and lines.
    pub fn all(&self, keyword: &'static str) -> impl Iterator<Item = &'s Declaration<'a>> + '_ {
        let own = self.set.declarations.iter().filter(move |own| own.kind.keyword == keyword);
        own.filter(|own| own.whole && !self.poisoned.contains(&own.element))
    }

    /// The sound declaration of this kind and name; none if it is missing, unsound or stands twice.
    pub fn one(&self, keyword: &'static str, name: &str) -> Option<&'s Declaration<'a>> {
        let name = name.rsplit_once(':').map_or(name, |(_, bare)| bare);
        let mut found = self.all(keyword).filter(|own| own.name.is_some_and(|(own, _)| own == name));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// Whether all that could be declared is at hand: a whole set, and all of it sound.
    pub fn is_everything(&self) -> bool {
        self.set.complete && self.poisoned.is_empty() && self.set.files.iter().all(|file| file.whole)
    }
}

/// Runs all analyses.
pub fn check(set: &Set, findings: &mut Vec<Diagnostic>) {
    let sound = Sound::of(set, findings);
    let mut found = Vec::new();
    tables::check(&sound, &mut found);
    findings.append(&mut found);
}
