//! A patch applied.
//!
//! In: a patch without conflicts. Out: the new tree, its lock file and an undo record; or a refusal and nothing changed.

use std::collections::BTreeSet;

use super::Refusal;
use super::disk::Disk;
use super::lock::{Entry, Standing};
use super::step::Patch;
use super::store::Store;
use super::transaction::{Job, Known, Move, Work, run};

/// Applies a patch to a tree; `locks` are the lock file that holds before and the one of the patch.
pub(super) fn apply(
    store: &Store,
    disk: &dyn Disk,
    patch: &Patch,
    (before, after): (Option<&Standing>, &Standing),
) -> Result<(), Refusal> {
    let known = |hash: &str| {
        let (hash, text) = patch.texts.get_key_value(hash)?;
        Some(Known { hash: hash.into(), bytes: text.as_bytes().into() })
    };
    let mut moves = Vec::new();
    for step in patch.steps.iter().filter(|step| step.writes()) {
        let text = step.after.as_ref().map(|hash| {
            let lost = || Refusal::Unreadable(step.path.clone(), "the patch does not have its text".into());
            known(hash).ok_or_else(lost)
        });
        let (path, before) = (step.path.clone(), step.before.clone());
        moves.push(Move { path, before, after: text.transpose()?, permissions: None });
    }
    // Files go before others come: a folder may have to make room.
    moves.sort_by_key(|own| own.after.is_some());
    let kept = store.bases();
    let ours = patch.lock.files.values().filter(|entry| entry.holder.is_ours());
    let missing =
        ours.flat_map(Entry::texts).filter(|hash| kept.binary_search_by(|own| own.as_str().cmp(hash)).is_err());
    let missing: BTreeSet<&str> = missing.collect();
    let blobs = missing.into_iter().filter_map(known).collect();
    let work = Work::Apply(store.last_undo().map_or(1, |last| last.saturating_add(1)));
    run(store, disk, Job { work, moves, lock: (before.map(Standing::known), Some(after.known())), blobs })
}
