//! What happened to a project since we wrote it.
//!
//! In: the lock file and the tree; the wanted files, where they are known. Out: what was edited, is missing, is a stranger among
//! generated files, or is stale. Changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use ignore::WalkBuilder;

use super::Refusal;
use super::lock::{Holder, Lock};
use super::path::folders;
use super::store::Store;
use super::tree::{Found, look, place};
use crate::unit::Unit;

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drifted {
    /// It is not what we wrote.
    Edited,
    /// It is not there.
    Missing,
    /// It is among generated files, and nobody generated it.
    Foreign,
    /// Nothing generates it any more.
    Stale,
}

impl Drifted {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Drifted::Edited => "edited",
            Drifted::Missing => "missing",
            Drifted::Foreign => "foreign",
            Drifted::Stale => "stale",
        }
    }
}

/// A file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Drift {
    /// The path.
    pub path: String,
    /// What happened to it.
    pub what: Drifted,
}

/// What happened to the files of ours.
pub(super) fn touched(store: &Store, lock: &Lock) -> Result<Vec<Drift>, Refusal> {
    let ours = lock.files.iter().filter(|(_, entry)| entry.holder.is_ours());
    let ours: BTreeMap<&str, _> = ours.map(|(path, entry)| (path.as_str(), entry)).collect();
    let of = |path: &str, found| {
        let entry = ours.get(path)?;
        let what = match &found {
            Found::Absent => Drifted::Missing,
            _ if found.hash() != Some(&entry.hash) => Drifted::Edited,
            _ => return None,
        };
        Some(Drift { path: path.to_owned(), what })
    };
    look(store.root(), &ours.keys().copied().collect(), of)
}

/// All that happened, by path.
pub(super) fn drift(store: &Store, lock: &Lock, wanted: Option<&[Unit]>) -> Result<Vec<Drift>, Refusal> {
    let wanted: Option<BTreeSet<&str>> = wanted.map(|units| units.iter().map(|unit| unit.path.as_str()).collect());
    let mut all = touched(store, lock)?;
    let changed: BTreeSet<&str> = all.iter().map(|own| own.path.as_str()).collect();
    let stale = lock.files.iter().filter(|(path, entry)| {
        let path = path.as_str();
        entry.holder == Holder::Generated
            && !changed.contains(path)
            && wanted.as_ref().is_some_and(|wanted| !wanted.contains(path))
    });
    let stale: Vec<Drift> = stale.map(|(path, _)| Drift { path: path.clone(), what: Drifted::Stale }).collect();
    all.extend(stale);
    all.extend(strangers(store, lock).into_iter().map(|path| Drift { path, what: Drifted::Foreign }));
    all.sort_unstable();
    Ok(all)
}

/// Files that are not in the lock file, in folders where all others are generated. What git ignores is no stranger.
fn strangers(store: &Store, lock: &Lock) -> Vec<String> {
    let mut pure: BTreeMap<&str, bool> = BTreeMap::new();
    for (path, entry) in &lock.files {
        for folder in folders(path) {
            *pure.entry(folder).or_insert(true) &= entry.holder == Holder::Generated;
        }
    }
    let is_pure = |folder: &str| pure.get(folder) == Some(&true);
    // Only the outermost: those below are walked with them.
    let outermost = pure.keys().filter(|folder| is_pure(folder) && !folders(folder).any(is_pure));
    let mut all = Vec::new();
    for folder in outermost {
        let from = place(store.root(), folder);
        // A link is none of ours, and leads elsewhere.
        if folders(folder).chain([*folder]).any(|part| place(store.root(), part).is_symlink()) {
            continue;
        }
        for entry in WalkBuilder::new(from).require_git(false).build().flatten() {
            let file = entry.file_type().is_some_and(|kind| !kind.is_dir());
            let path = entry.path().strip_prefix(store.root()).ok().and_then(|path| path.to_str());
            let path = path.map(|path| path.replace('\\', "/")).filter(|path| file && !lock.files.contains_key(path));
            all.extend(path);
        }
    }
    all
}
