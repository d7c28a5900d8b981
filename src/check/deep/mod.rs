//! What the parts of a set mean together: analyses that look through several declarations.
//!
//! In: the declarations that came through the checks of form and reference. Out: findings with a concrete witness. A declaration with
//! an error of form or reference is passed over, and so is all that hangs on it: one mistake, one message.

mod events;
mod parts;
mod routes;
mod tables;
mod workflow;

use std::collections::{HashMap, HashSet};

use super::gather::{Declaration, Set};
use crate::diag::{Diagnostic, Level};

/// The sound part of a set.
pub struct Sound<'s, 'a> {
    set: &'s Set<'a>,
    /// The elements that have an error already.
    poisoned: HashSet<String>,
    /// The keys of these elements that hold their errors; an empty one where an error is not under a key.
    wounds: HashMap<String, Vec<String>>,
    /// Whether there is no error at all, with or without an element.
    clean: bool,
}

impl<'s, 'a> Sound<'s, 'a> {
    /// What of a set has no error among these findings.
    pub fn of(set: &'s Set<'a>, findings: &[Diagnostic]) -> Sound<'s, 'a> {
        let mut wounds: HashMap<String, Vec<String>> = HashMap::new();
        for finding in findings.iter().filter(|finding| finding.level == Level::Error) {
            let Some(element) = finding.element.clone() else { continue };
            let key = finding.field.as_deref().and_then(|field| field.split('/').next());
            wounds.entry(element).or_default().push(key.unwrap_or("").to_owned());
        }
        let clean = findings.iter().all(|finding| finding.level != Level::Error);
        Sound { set, poisoned: wounds.keys().cloned().collect(), wounds, clean }
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

    /// As [`Sound::one`], but errors under these keys do not matter: for a look at other parts of it.
    pub fn one_but(&self, keyword: &'static str, name: &str, keys: &[&str]) -> Option<&'s Declaration<'a>> {
        let name = name.rsplit_once(':').map_or(name, |(_, bare)| bare);
        let own = self.set.declarations.iter().filter(|own| own.kind.keyword == keyword);
        let mut found = own.filter(|own| own.name.is_some_and(|(own, _)| own == name));
        let first = found.next().filter(|own| own.whole)?;
        let wounds = self.wounds.get(&first.element).map_or(&[][..], Vec::as_slice);
        (found.next().is_none() && wounds.iter().all(|key| keys.contains(&key.as_str()))).then_some(first)
    }

    /// Whether all that could be declared is at hand: a whole set, and all of it sound.
    pub fn is_everything(&self) -> bool {
        self.set.complete && self.clean && self.set.files.iter().all(|file| file.whole)
    }
}

/// Runs all analyses.
pub fn check(set: &Set, findings: &mut Vec<Diagnostic>) {
    let sound = Sound::of(set, findings);
    let mut deep = Vec::new();
    routes::check(&sound, &mut deep);
    events::check(&sound, &mut deep);
    workflow::check(&sound, &mut deep);
    tables::check(&sound, &mut deep);
    findings.append(&mut deep);
}
