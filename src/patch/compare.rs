//! Wanted files against a tree and its lock file.
//!
//! In: units, the lock file, what stands on the disk, the ways out of conflicts that the user named. Out: a [`Patch`]. Each file is
//! [decided](super::decide) for itself. Changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::decide::{Case, Verdict};
use super::lock::{Ejected, Entry, Holder, Lock};
use super::path::clash;
use super::resolve::Resolution;
use super::step::{Kind, Patch, Step, Why};
use super::store::Store;
use super::tree::{Content, Found, look};
use super::{Refusal, trace};
use crate::digest::sha256;
use crate::unit::{Stamp, Unit};

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
pub(super) fn compare<'u>(
    store: &Store,
    lock: Option<&(Lock, String)>,
    wanted: Wanted<'u>,
    resolution: &Resolution,
) -> Result<Patch, Refusal> {
    let hashed = |unit: &'u Unit| (unit.path.as_str(), (unit, sha256(unit.text.as_bytes())));
    let units: BTreeMap<&str, (&Unit, String)> = wanted.units.par_iter().map(hashed).collect();
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
            unit: units.get(path).map(|(unit, _)| *unit),
            hash: units.get(path).map(|(_, hash)| hash.clone()),
            entry: entries.get(path),
            found: &found,
            way: resolution.of(path),
        };
        case.put(path, case.verdict(), &kept, &mut patch);
    }
    Ok(patch)
}

impl Case<'_> {
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
            Verdict::KeepEdited => {
                text = match self.found {
                    Found::File(content) => String::from_utf8(content.bytes.clone()).ok(),
                    _ => None,
                };
                says = Some((Holder::Append, here.clone()));
                (Kind::Keep, Why::AppendAdopted, here.clone())
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
            let ours = self.unit.filter(|_| holder.is_ours());
            if let (Some(unit), Some(hash)) = (ours, self.hash.as_ref().filter(|hash| !kept.contains(*hash))) {
                patch.texts.entry(hash.clone()).or_insert_with(|| unit.text.clone());
            }
            let base = match (holder, self.entry) {
                (Holder::Generated, _) => self.hash.clone(),
                (Holder::Append, entry) => entry.map(|entry| entry.base().to_owned()),
                _ => None,
            };
            let base = base.filter(|base| *base != sha256);
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
