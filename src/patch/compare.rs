//! Wanted files against a tree and its lock file.
//!
//! In: units, the lock file, what stands on the disk, the ways out of conflicts that the user named. Out: a [`Patch`]. Each file is
//! decided for itself, by whom it belongs to, what we wrote last and what stands there. What a person wrote is never given up unless
//! the user says so for that file. Changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::hash::sha256;
use super::lock::{Ejected, Entry, Holder, Lock};
use super::merge::merge;
use super::path::clash;
use super::resolve::{How, Resolution};
use super::step::{Kind, Patch, Step, Why};
use super::store::Store;
use super::tree::{Content, Found, look};
use super::{Refusal, trace};
use crate::unit::{Owner, Stamp, Unit};

/// What the project shall be.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Its files.
    pub units: &'a [Unit],
    /// What they were made from.
    pub stamp: &'a Stamp,
    /// The operations that are handed over.
    pub ejected: &'a [Ejected],
}

/// Compares.
pub(super) fn compare(
    store: &Store,
    lock: Option<&(Lock, String)>,
    wanted: Wanted,
    resolution: &Resolution,
) -> Result<Patch, Refusal> {
    let units: BTreeMap<&str, &Unit> = wanted.units.iter().map(|unit| (unit.path.as_str(), unit)).collect();
    if let Some(why) = clash(wanted.units.iter().map(|unit| unit.path.as_str())) {
        return Err(Refusal::Clash(why));
    }
    let none = BTreeMap::new();
    let entries = lock.map_or(&none, |(lock, _)| &lock.files);
    let paths: BTreeSet<&str> = units.keys().copied().chain(entries.keys().map(String::as_str)).collect();
    if let Some(path) = resolution.unused(paths.iter().copied()) {
        return Err(Refusal::NoConflict(path));
    }
    let found = look(store.root(), &paths)?;
    let kept: BTreeSet<String> = store.bases().into_iter().collect();
    let mut patch = Patch { lock_before: lock.map(|(_, text)| sha256(text.as_bytes())), ..Patch::default() };
    patch.lock.stamp = wanted.stamp.clone();
    patch.lock.ejected = wanted.ejected.to_vec();
    patch.lock.ejected.sort_unstable();
    for (path, found) in found {
        let case = Case {
            store,
            unit: units.get(path).copied(),
            hash: units.get(path).map(|unit| sha256(unit.text.as_bytes())),
            entry: entries.get(path),
            found: &found,
            way: resolution.of(path),
        };
        case.put(path, case.verdict(), &kept, &mut patch);
    }
    Ok(patch)
}

/// One path and all that is known of it.
struct Case<'a> {
    store: &'a Store,
    unit: Option<&'a Unit>,
    /// The hash of the text of the unit.
    hash: Option<String>,
    entry: Option<&'a Entry>,
    found: &'a Found,
    way: Option<(How, bool)>,
}

/// What is done with it.
enum Verdict {
    /// It becomes what is generated.
    Write(Why),
    /// It becomes another text.
    Text(Why, String),
    /// It goes.
    Remove(Why),
    /// It stays, and belongs to somebody, or is no longer known.
    Keep(Why, Option<Holder>),
    /// It stays, merged as it is.
    KeepMerged,
    /// Neither is there nor is to be.
    Nothing,
    /// It stands against it.
    Conflict(Why),
}

impl Case<'_> {
    fn verdict(&self) -> Verdict {
        if let Found::Blocked(why) = self.found {
            return match (self.unit.map(|unit| unit.owner), self.holder()) {
                (Some(_), Some(Holder::User)) => Verdict::Keep(Why::Adopted, Some(Holder::User)),
                (Some(Owner::Scaffold), Some(holder)) => Verdict::Keep(Why::Scaffold, Some(holder)),
                (None, Some(Holder::Generated | Holder::Scaffold | Holder::User)) => Verdict::Nothing,
                _ => Verdict::Conflict(Why::Blocked(why.clone())),
            };
        }
        match self.unit.map(|unit| unit.owner) {
            None => self.unwanted(),
            Some(Owner::Generated) => self.generated(),
            Some(Owner::Scaffold) => self.scaffold(),
            Some(Owner::Append) => self.append(),
        }
    }

    fn holder(&self) -> Option<Holder> {
        self.entry.map(|entry| entry.holder)
    }

    fn is_absent(&self) -> bool {
        matches!(self.found, Found::Absent)
    }

    /// Whether it is what is wanted.
    fn is_wanted(&self) -> bool {
        self.found.sha256().is_some() && self.found.sha256() == self.hash.as_deref()
    }

    /// Whether it is what we wrote.
    fn is_untouched(&self) -> bool {
        self.entry.is_some_and(|entry| self.found.sha256() == Some(&entry.sha256))
    }

    /// Whether the user named this very path to be written anew.
    fn is_asked_anew(&self) -> bool {
        self.way == Some((How::Discard, true))
    }

    fn generated(&self) -> Verdict {
        let Some(entry) = self.entry else { return self.new_file() };
        match entry.holder {
            Holder::User if self.is_asked_anew() => Verdict::Write(Why::Discarded),
            Holder::User => Verdict::Keep(Why::Adopted, Some(Holder::User)),
            Holder::Append if !self.is_wanted() => Verdict::Conflict(Why::Rewritten),
            _ if self.is_wanted() => Verdict::Keep(Why::Same, Some(Holder::Generated)),
            _ if self.is_absent() => Verdict::Write(Why::Missing),
            _ if self.is_untouched() && entry.base.is_none() => Verdict::Write(Why::Changed),
            _ if self.is_untouched() && self.hash.as_deref() == Some(entry.base()) => Verdict::KeepMerged,
            _ => match self.way {
                Some((How::Adopt, _)) => Verdict::Keep(Why::Adopted, Some(Holder::User)),
                Some((How::Discard, _)) => Verdict::Write(Why::Discarded),
                Some((How::Merge, _)) => self.merged(entry),
                None if self.is_untouched() => self.merged(entry),
                None => Verdict::Conflict(Why::Edited),
            },
        }
    }

    /// A file that we know nothing of.
    fn new_file(&self) -> Verdict {
        match self.way {
            _ if self.is_absent() => Verdict::Write(Why::New),
            _ if self.is_wanted() => Verdict::Keep(Why::Same, self.unit.map(|unit| unit.owner.into())),
            Some((How::Discard, _)) => Verdict::Write(Why::Discarded),
            Some((How::Adopt, _)) => Verdict::Keep(Why::Adopted, Some(Holder::User)),
            _ => Verdict::Conflict(Why::Foreign),
        }
    }

    fn merged(&self, entry: &Entry) -> Verdict {
        let (Some(unit), Found::File(own)) = (self.unit, self.found) else { return Verdict::Conflict(Why::Edited) };
        let Ok(own) = std::str::from_utf8(&own.bytes) else {
            return Verdict::Conflict(Why::Unmergeable("cannot be merged: it is no text"));
        };
        let Some(base) = self.store.base_text(entry.base()) else {
            return Verdict::Conflict(Why::Unmergeable("cannot be merged: what was generated is lost"));
        };
        match merge(&base, own, &unit.text) {
            Ok(text) if text == own => Verdict::KeepMerged,
            Ok(text) => Verdict::Text(Why::Merged, text),
            Err(overlaps) => Verdict::Conflict(Why::Overlaps(overlaps)),
        }
    }

    fn scaffold(&self) -> Verdict {
        match self.holder() {
            None if self.is_absent() => Verdict::Write(Why::New),
            _ if self.is_asked_anew() && !self.is_wanted() => Verdict::Write(Why::Discarded),
            None if self.is_wanted() => Verdict::Keep(Why::Same, Some(Holder::Scaffold)),
            // It was there before us.
            None => Verdict::Keep(Why::Scaffold, Some(Holder::User)),
            Some(Holder::Generated) if self.is_absent() || self.is_untouched() => self.handed_over(),
            Some(Holder::Generated) => Verdict::Keep(Why::Scaffold, Some(Holder::User)),
            holder => Verdict::Keep(Why::Scaffold, holder),
        }
    }

    /// A file that was ours and becomes a scaffold: written once more.
    fn handed_over(&self) -> Verdict {
        let is_merged = self.entry.is_some_and(|entry| entry.base.is_some());
        match () {
            () if self.is_wanted() => Verdict::Keep(Why::Scaffold, Some(Holder::Scaffold)),
            () if self.is_absent() => Verdict::Write(Why::Missing),
            () if is_merged => Verdict::Keep(Why::Scaffold, Some(Holder::User)),
            () => Verdict::Write(Why::Changed),
        }
    }

    fn append(&self) -> Verdict {
        let Some(entry) = self.entry else { return self.new_file() };
        match entry.holder {
            Holder::User => Verdict::Keep(Why::Adopted, Some(Holder::User)),
            _ if self.hash.as_ref() != Some(&entry.sha256) => Verdict::Conflict(Why::Rewritten),
            _ if self.is_wanted() => Verdict::Keep(Why::Appended, Some(Holder::Append)),
            _ if self.is_absent() => Verdict::Write(Why::Missing),
            _ if matches!(self.way, Some((How::Discard, _))) => Verdict::Write(Why::Discarded),
            _ => Verdict::Conflict(Why::AppendEdited),
        }
    }

    /// A file that nothing generates any more.
    fn unwanted(&self) -> Verdict {
        let Some(entry) = self.entry else { return Verdict::Nothing };
        match (entry.holder, self.way) {
            (Holder::Append, _) => self.appended(entry),
            _ if self.is_absent() => Verdict::Nothing,
            (Holder::Scaffold | Holder::User, _) => Verdict::Keep(Why::Left, None),
            (Holder::Generated, _) if self.is_untouched() && entry.base.is_none() => Verdict::Remove(Why::Stale),
            (Holder::Generated, Some((How::Discard, _))) => Verdict::Remove(Why::Discarded),
            (Holder::Generated, Some((How::Adopt, _))) => Verdict::Keep(Why::Left, None),
            (Holder::Generated, _) => Verdict::Conflict(Why::StaleEdited),
        }
    }

    /// An immutable file that is not generated again: it stays, as it was written.
    fn appended(&self, entry: &Entry) -> Verdict {
        if self.is_untouched() {
            return Verdict::Keep(Why::Appended, Some(Holder::Append));
        }
        match (self.store.base_text(&entry.sha256), self.way) {
            (Some(text), _) if self.is_absent() => Verdict::Text(Why::Missing, text),
            (Some(text), Some((How::Discard, _))) => Verdict::Text(Why::Discarded, text),
            (None, _) if self.is_absent() => Verdict::Keep(Why::Appended, Some(Holder::Append)),
            _ => Verdict::Conflict(Why::AppendEdited),
        }
    }

    /// Puts what was decided into the patch.
    fn put(&self, path: &str, verdict: Verdict, kept: &BTreeSet<String>, patch: &mut Patch) {
        let holder = self.unit.map(|unit| unit.owner.into()).or(self.holder()).unwrap_or(Holder::Generated);
        let change = if self.is_absent() { Kind::Create } else { Kind::Change };
        // What the lock file says of it: the holder, the hash of the file, the hash of what is generated.
        let mut says: Option<(Holder, Option<String>)> = None;
        let mut text = None;
        let here = self.found.sha256().map(str::to_owned);
        let (kind, why, after) = match verdict {
            Verdict::Nothing => return,
            Verdict::Write(why) => {
                text = self.unit.map(|unit| unit.text.clone());
                says = Some((holder, self.hash.clone()));
                (change, why, self.hash.clone())
            }
            Verdict::Text(why, merged) => {
                let hash = sha256(merged.as_bytes());
                text = Some(merged);
                says = Some((holder, Some(hash.clone())));
                (change, why, Some(hash))
            }
            Verdict::Remove(why) => (Kind::Delete, why, None),
            Verdict::Keep(why, holder) => {
                // A scaffold keeps the hash of what we wrote: whether it was touched since is told by it.
                let wrote =
                    self.entry.filter(|entry| Some(entry.holder) == holder && entry.holder != Holder::Generated);
                says = holder.map(|holder| (holder, wrote.map(|entry| entry.sha256.clone()).or(here.clone())));
                (Kind::Keep, why, here.clone())
            }
            Verdict::KeepMerged => {
                says = Some((Holder::Generated, here.clone()));
                (Kind::Keep, Why::Merged, here.clone())
            }
            Verdict::Conflict(why) => {
                text = self.unit.map(|unit| unit.text.clone());
                (Kind::Conflict, why, self.hash.clone())
            }
        };
        let because = self.because(kind);
        if let (Some(text), Some(hash)) = (text, &after) {
            patch.texts.insert(hash.clone(), text);
        }
        if let Some((holder, Some(sha256))) = says {
            let ours = self.unit.filter(|_| matches!(holder, Holder::Generated | Holder::Append));
            if let (Some(unit), Some(hash)) = (ours, self.hash.as_ref().filter(|hash| !kept.contains(*hash))) {
                patch.texts.insert(hash.clone(), unit.text.clone());
            }
            let base = self.hash.clone().filter(|base| holder == Holder::Generated && *base != sha256);
            let origins = match (holder, self.unit, self.entry) {
                (Holder::User, ..) => Vec::new(),
                (_, Some(unit), _) => unit.origins.clone(),
                (_, None, entry) => entry.map_or(Vec::new(), |entry| entry.origins.clone()),
            };
            patch.lock.files.insert(path.to_owned(), Entry { holder, sha256, base, origins });
        }
        let old = match self.found {
            Found::File(content) if kind != Kind::Keep => Some(content.clone()),
            _ => None,
        };
        patch.steps.push(Step { path: path.to_owned(), kind, why, holder, before: here, after, old, because });
    }

    /// The declarations behind a step.
    fn because(&self, kind: Kind) -> Vec<String> {
        let before = self.entry.map_or(&[][..], |entry| &entry.origins);
        let now = self.unit.map_or(before, |unit| &unit.origins);
        match (kind, self.unit, self.found) {
            (Kind::Keep, ..) => Vec::new(),
            (Kind::Change, Some(unit), Found::File(Content { bytes, .. })) => {
                // The origins that the lock file knows speak of the lines that we wrote.
                let before = if self.is_untouched() { before } else { &[] };
                trace::touched((bytes, before), (unit.text.as_bytes(), now))
            }
            _ => trace::declarations(now),
        }
    }
}
