//! What a run left behind that did not come to its end.
//!
//! In: `.contract/txn` with its journal. Out: the old tree, where the lock file had not been written, else the new one. Each step may
//! itself be broken off and is then done again. A file that somebody wrote in between is neither: it is left alone.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Error, ErrorKind};
use std::path::Path;

use super::Refusal;
use super::disk::{Disk, remove_all};
use super::lock::Lock;
use super::project::Recovered;
use super::store::Store;
use super::transaction::{Journal, Work};
use super::tree::{Found, look_at, place};

/// Brings a tree into order, where it is not.
pub(super) fn recover(store: &Store, disk: &dyn Disk) -> Result<Option<Recovered>, Refusal> {
    let txn = store.at("txn");
    if !txn.is_dir() {
        return Ok(None);
    }
    let Some(journal) = Journal::read(&txn)? else {
        // Nothing but our own folder was touched.
        remove_all(disk, &txn).map_err(ours)?;
        return Ok(None);
    };
    if is_committed(store, &journal) {
        finish(store, disk, &journal)?;
        return Ok(Some(Recovered { is_new: true, rescued: Vec::new() }));
    }
    let rescued = roll_back(store, disk, &journal)?;
    Ok(Some(Recovered { is_new: false, rescued }))
}

fn ours(error: Error) -> Refusal {
    Refusal::disk(".contract", error)
}

/// Whether the lock file speaks of the new tree.
fn is_committed(store: &Store, journal: &Journal) -> bool {
    match journal.lock_after {
        Some(_) => !store.at("txn/new/lock.json").exists(),
        None => !store.lock().exists(),
    }
}

/// Takes a job back; gives the files that could not be put back, because others stand there by now, with where they are.
pub(super) fn roll_back(store: &Store, disk: &dyn Disk, journal: &Journal) -> Result<Vec<(String, String)>, Refusal> {
    let (root, txn) = (store.root(), store.at("txn"));
    let mut rescued = Vec::new();
    for (number, noted) in journal.moves.iter().enumerate().rev() {
        let (was, new) = (txn.join("was").join(number.to_string()), txn.join("new").join(number.to_string()));
        let target = place(root, &noted.path);
        let failed = |error| Refusal::disk(&noted.path, error);
        let is_moved_in = noted.after.is_some() && !new.exists();
        let here = look_at(root, &noted.path)?;
        let is_ours = is_moved_in && here.hash() == noted.after.as_deref();
        if was.exists() {
            if is_ours || here == Found::Absent {
                folders(root, disk, &noted.path)?;
                disk.rename(&was, &target).map_err(failed)?;
            } else {
                let name = format!("{}-{number}", number_of(journal.work));
                disk.folder(&store.at("rescued")).map_err(ours)?;
                disk.rename(&was, &store.at("rescued").join(&name)).map_err(ours)?;
                rescued.push((noted.path.clone(), format!(".contract/rescued/{name}")));
            }
        } else if noted.before.is_none() && is_ours {
            disk.remove(&target).map_err(failed)?;
        }
    }
    for folder in journal.made.iter().rev() {
        // Somebody may have put something into it, or it was never made.
        let _ = disk.remove_folder(&place(root, folder));
    }
    sweep(store, disk)?;
    discard(disk, &txn)?;
    Ok(rescued)
}

/// Makes the folders above a path.
fn folders(root: &Path, disk: &dyn Disk, path: &str) -> Result<(), Refusal> {
    let missing = super::tree::missing_folders(root, path);
    missing
        .iter()
        .try_for_each(|folder| disk.folder(&place(root, folder)).map_err(|error| Refusal::disk(folder, error)))
}

fn number_of(work: Work) -> u32 {
    match work {
        Work::Apply(number) | Work::Undo(number) => number,
    }
}

/// Tidies up behind a job that is done.
pub(super) fn finish(store: &Store, disk: &dyn Disk, journal: &Journal) -> Result<(), Refusal> {
    let txn = store.at("txn");
    let gone = journal.moves.iter().filter(|noted| noted.after.is_none());
    let emptied: BTreeSet<&str> = gone.flat_map(|noted| super::path::folders(&noted.path)).collect();
    for folder in emptied.into_iter().rev() {
        // It stays if anything is in it.
        let _ = disk.remove_folder(&place(store.root(), folder));
    }
    sweep(store, disk)?;
    for folder in ["new", "blob"] {
        remove_all(disk, &txn.join(folder)).map_err(ours)?;
    }
    match journal.work {
        Work::Apply(number) => {
            disk.folder(&store.at("undo")).map_err(ours)?;
            disk.rename(&txn, &store.undo(number)).map_err(ours)
        }
        Work::Undo(number) => {
            remove_all(disk, &store.undo(number)).map_err(ours)?;
            discard(disk, &txn)
        }
    }
}

/// Removes what is left of a job; without its journal it is only rubbish.
fn discard(disk: &dyn Disk, txn: &Path) -> Result<(), Refusal> {
    match disk.remove(&txn.join("journal.json")) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(ours(error)),
        _ => remove_all(disk, txn).map_err(ours),
    }
}

/// Moves generated texts that the lock file does not speak of to the job: its undo record may need them again.
fn sweep(store: &Store, disk: &dyn Disk) -> Result<(), Refusal> {
    let lock = match fs::read_to_string(store.lock()) {
        Err(error) if error.kind() == ErrorKind::NotFound => Lock::default(),
        // What cannot be understood may speak of anything.
        text => match text.ok().and_then(|text| Lock::read(&text).ok()) {
            Some(lock) => lock,
            None => return Ok(()),
        },
    };
    let used: BTreeSet<&str> = lock.files.values().flat_map(super::Entry::texts).collect();
    let unused: Vec<String> = store.bases().into_iter().filter(|hash| !used.contains(hash.as_str())).collect();
    if unused.is_empty() {
        return Ok(());
    }
    let keep = store.at("txn/base");
    disk.folder(&keep).map_err(ours)?;
    let mut folders = BTreeSet::new();
    for hash in unused {
        let from = store.base(&hash);
        disk.rename(&from, &keep.join(&hash)).map_err(ours)?;
        folders.extend(from.parent().map(Path::to_path_buf));
    }
    for folder in folders {
        // It stays if anything is in it.
        let _ = disk.remove_folder(&folder);
    }
    Ok(())
}
