//! Wanted files against a tree and its lock file.
//!
//! In: units, the lock file, what stands on the disk, the ways out of conflicts that the user named. Out: a [`Patch`]. Each file is
//! [decided](super::decide) for itself. Changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::decide::{Case, Verdict};
use super::lock::{Ejected, Entry, Holder, Standing};
use super::path::clash;
use super::resolve::Resolution;
use super::step::{Kind, Patch, Step, Why};
use super::store::Store;
use super::tree::{Found, look};
use super::{Refusal, trace};
use crate::digest::blake3;
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

/// Compares. What is to be known of a file is found out for all files at once.
pub(super) fn compare(
    store: &Store,
    lock: Option<&Standing>,
    wanted: Wanted,
    resolution: &Resolution,
) -> Result<Patch, Refusal> {
    if let Some(why) = clash(wanted.units.iter().map(|unit| unit.path.as_str())) {
        return Err(Refusal::Clash(why));
    }
    let units: BTreeMap<&str, &Unit> = wanted.units.iter().map(|unit| (unit.path.as_str(), unit)).collect();
    let none = BTreeMap::new();
    let entries = lock.map_or(&none, |own| &own.lock.files);
    let paths: BTreeSet<&str> = units.keys().copied().chain(entries.keys().map(String::as_str)).collect();
    if let Some(path) = resolution.unused(paths.iter().copied()) {
        return Err(Refusal::NoConflict(path));
    }
    let kept: BTreeSet<String> = store.bases().into_iter().collect();
    let settled = |path, found| {
        let unit = units.get(path).copied();
        let hash = unit.map(|unit| match &found {
            Found::File(own) if own.bytes == unit.text.as_bytes() => own.hash.clone(),
            _ => blake3(unit.text.as_bytes()),
        });
        let case = Case { store, path, unit, hash, entry: entries.get(path), found, way: resolution.of(path) };
        case.settled(&kept)
    };
    let mut patch = Patch { lock_before: lock.map(|own| own.hash.clone()), ..Patch::default() };
    patch.lock.stamp = wanted.stamp.clone();
    patch.lock.ejected = wanted.ejected.to_vec();
    patch.lock.ejected.sort_unstable();
    for Settled { step, entry, texts } in look(store.root(), &paths, settled)? {
        patch.lock.files.extend(entry.map(|entry| (step.path.clone(), entry)));
        patch.texts.extend(texts);
        patch.steps.push(step);
    }
    Ok(patch)
}

/// One path and what comes of it.
struct Settled {
    step: Step,
    /// What the lock file says of it.
    entry: Option<Entry>,
    /// Texts that the patch has because of it, by hash.
    texts: Vec<(String, String)>,
}

impl Case<'_> {
    /// What comes of it; none where there is nothing to say. `kept` are the hashes of the generated texts that are kept.
    fn settled(self, kept: &BTreeSet<String>) -> Option<Settled> {
        let holder = self.unit.map(|unit| unit.owner.into()).or(self.holder()).unwrap_or(Holder::Generated);
        let change = if self.is_absent() { Kind::Create } else { Kind::Change };
        // What the lock file says of it: the holder, and the hash of the file.
        let mut says: Option<(Holder, Option<String>)> = None;
        let mut text = None;
        let here = self.found.hash().map(str::to_owned);
        let (kind, why, after) = match self.verdict() {
            Verdict::Nothing => return None,
            Verdict::Write(why) => {
                text = self.unit.map(|unit| unit.text.clone());
                says = Some((holder, self.hash.clone()));
                (change, why, self.hash.clone())
            }
            Verdict::Text(why, merged) => {
                let hash = blake3(merged.as_bytes());
                text = Some(merged);
                says = Some((holder, Some(hash.clone())));
                (change, why, Some(hash))
            }
            Verdict::Remove(why) => (Kind::Delete, why, None),
            Verdict::Keep(why, holder) => {
                // A scaffold keeps the hash of what we wrote: whether it was touched since is told by it.
                let wrote =
                    self.entry.filter(|entry| Some(entry.holder) == holder && entry.holder != Holder::Generated);
                says = holder.map(|holder| (holder, wrote.map(|entry| entry.hash.clone()).or(here.clone())));
                (Kind::Keep, why, here.clone())
            }
            Verdict::KeepMerged => {
                says = Some((Holder::Generated, here.clone()));
                (Kind::Keep, Why::Merged, here.clone())
            }
            Verdict::KeepEdited => {
                text = match &self.found {
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
        let mut texts: Vec<(String, String)> = after.clone().zip(text).into_iter().collect();
        let entry = says.and_then(|(holder, hash)| {
            let hash = hash?;
            let ours = self.unit.filter(|_| holder.is_ours()).zip(self.hash.as_ref());
            if let Some((unit, own)) =
                ours.filter(|(_, own)| !kept.contains(*own) && texts.iter().all(|(hash, _)| hash != *own))
            {
                texts.push((own.clone(), unit.text.clone()));
            }
            let base = match (holder, self.entry) {
                (Holder::Generated, _) => self.hash.clone(),
                (Holder::Append, entry) => entry.map(|entry| entry.base().to_owned()),
                _ => None,
            };
            let base = base.filter(|base| *base != hash);
            let origins = match (holder, self.unit, self.entry) {
                (Holder::User, ..) => Vec::new(),
                (_, Some(unit), _) => unit.origins.clone(),
                (_, None, entry) => entry.map_or(Vec::new(), |entry| entry.origins.clone()),
            };
            Some(Entry { holder, hash, base, origins })
        });
        let because = self.because(kind);
        let old = match self.found {
            Found::File(content) if kind != Kind::Keep => Some(content),
            _ => None,
        };
        let step = Step { path: self.path.to_owned(), kind, why, holder, before: here, after, old, because };
        Some(Settled { step, entry, texts })
    }

    /// The declarations behind a step.
    fn because(&self, kind: Kind) -> Vec<String> {
        let before = self.entry.map_or(&[][..], |entry| &entry.origins);
        let now = self.unit.map_or(before, |unit| &unit.origins);
        match (kind, self.unit, &self.found) {
            (Kind::Keep, ..) => Vec::new(),
            (Kind::Change, Some(unit), Found::File(own)) => {
                // The origins that the lock file knows speak of the lines that we wrote.
                let before = if self.is_untouched() { before } else { &[] };
                trace::touched((&own.bytes, before), (unit.text.as_bytes(), now))
            }
            _ => trace::declarations(now),
        }
    }
}
