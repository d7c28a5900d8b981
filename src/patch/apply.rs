//! A patch applied.
//!
//! In: a patch without conflicts. Out: the new tree, its lock file and an undo record; or a refusal and nothing changed.

use super::Refusal;
use super::disk::Disk;
use super::lock::Entry;
use super::step::Patch;
use super::store::Store;
use super::transaction::{Job, Move, Work, run};

/// Applies a patch to a tree whose lock file has this text.
pub(super) fn apply(store: &Store, disk: &dyn Disk, patch: &Patch, lock: Option<String>) -> Result<(), Refusal> {
    let mut moves = Vec::new();
    for step in patch.steps.iter().filter(|step| step.writes()) {
        let text = step.after.as_ref().map(|hash| {
            let lost = || Refusal::Unreadable(step.path.clone(), "the patch does not have its text".into());
            patch.texts.get(hash).map(|text| text.clone().into_bytes()).ok_or_else(lost)
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
    let text = |hash: &str| Some((hash.to_owned(), patch.texts.get(hash)?.clone().into_bytes()));
    let blobs = missing.filter_map(text).collect();
    let work = Work::Apply(store.last_undo().map_or(1, |last| last.saturating_add(1)));
    run(store, disk, Job { work, moves, lock: (lock, Some(patch.lock.text())), blobs })
}
