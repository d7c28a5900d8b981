//! Several files changed as if at once.
//!
//! ```text
//!  stage    new files into txn/new, texts into txn/blob, all safe on the disk
//!  journal  txn/journal.json by one rename: from here on a run that ends can be taken back
//!  move     each old file out to txn/was, each new one in, one by one
//!  commit   the lock file by one rename: from here on the work is done, and only tidied up
//!  tidy     txn becomes the undo record
//! ```
//!
//! In: a [`Job`]. Out: the new tree, or the old one and why. Old files are moved away, never written over, so that even what somebody
//! saves at this very moment is kept. [`super::recover`] does the rest where a run did not come to its end.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::disk::Disk;
use super::path::refused;
use super::store::{ATTRIBUTES, IGNORED, Store};
use super::tree::{Found, look, missing_folders, place};
use super::{Refusal, form, recover};
use crate::digest::blake3;

/// The form of the journal.
const SCHEMA: &str = "contract.journal/2";

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Work {
    /// A patch is applied, and becomes the undo record of this number.
    Apply(u32),
    /// The undo record of this number is used up.
    Undo(u32),
}

/// Bytes that are written, and their hash.
pub(super) struct Known<'b> {
    pub(super) hash: Cow<'b, str>,
    pub(super) bytes: Cow<'b, [u8]>,
}

/// A file that becomes another.
pub(super) struct Move<'b> {
    pub(super) path: String,
    /// The hash of what must stand there.
    pub(super) before: Option<String>,
    /// What shall stand there.
    pub(super) after: Option<Known<'b>>,
    /// With which permissions, where that is known; else with those of the old file.
    pub(super) permissions: Option<Permissions>,
}

/// All that is to be done.
pub(super) struct Job<'b> {
    pub(super) work: Work,
    pub(super) moves: Vec<Move<'b>>,
    /// The lock file before and after.
    pub(super) lock: (Option<Known<'b>>, Option<Known<'b>>),
    /// Generated texts to keep, each once.
    pub(super) blobs: Vec<Known<'b>>,
}

/// What is needed to take a job back, or to finish it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journal {
    schema: String,
    pub(super) work: Work,
    /// Folders that are made, the outer ones first.
    pub(super) made: Vec<String>,
    /// The files, in the order of their numbers.
    pub(super) moves: Vec<Noted>,
    pub(super) lock_before: Option<String>,
    pub(super) lock_after: Option<String>,
}

/// A file in the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Noted {
    pub(super) path: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl Journal {
    /// Reads a journal, where there is one.
    pub(super) fn read(folder: &std::path::Path) -> Result<Option<Journal>, Refusal> {
        let wrong = |why: String| Refusal::Unreadable("journal.json".into(), why);
        let text = match fs::read_to_string(folder.join("journal.json")) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            text => text.map_err(|error| wrong(error.to_string()))?,
        };
        let journal: Journal = form::read(&text, SCHEMA).map_err(wrong)?;
        let paths = journal.moves.iter().map(|noted| &noted.path).chain(&journal.made);
        match paths.filter_map(|path| refused(path)).next() {
            Some(why) => Err(wrong(why)),
            None => Ok(Some(journal)),
        }
    }
}

/// Does a job whole or not at all.
pub(super) fn run(store: &Store, disk: &dyn Disk, job: Job) -> Result<(), Refusal> {
    verify(store, job.moves.iter().map(|own| (own.path.as_str(), own.before.as_deref())))?;
    let journal = stage(store, disk, job)?;
    if let Err(refusal) = moves(store, disk, &journal) {
        // Should this fail as well, the next run takes it up.
        recover::roll_back(store, disk, &journal)?;
        return Err(refusal);
    }
    recover::finish(store, disk, &journal)
}

/// Holds a tree against what must stand in it.
pub(super) fn verify<'p>(
    store: &Store,
    wanted: impl Iterator<Item = (&'p str, Option<&'p str>)>,
) -> Result<(), Refusal> {
    let wanted: BTreeMap<&str, Option<&str>> = wanted.collect();
    let moved = look(store.root(), &wanted.keys().copied().collect(), |path, found| {
        let before = wanted.get(path).copied().flatten();
        let what = match &found {
            Found::Blocked(why) => format!("cannot be written: {why}"),
            found if found.hash() == before => return None,
            Found::Absent => "is not there any more".to_owned(),
            Found::File(_) if before.is_none() => "is there by now".to_owned(),
            Found::File(_) => "was changed since".to_owned(),
        };
        Some((path.to_owned(), what))
    })?;
    if moved.is_empty() { Ok(()) } else { Err(Refusal::Moved(moved)) }
}

/// Writes everything that is needed beside the tree.
fn stage(store: &Store, disk: &dyn Disk, job: Job) -> Result<Journal, Refusal> {
    let at = |name: &str| {
        let name = format!("txn/{name}");
        move |error| Refusal::disk(format!(".contract/{name}"), error)
    };
    let txn = store.at("txn");
    for folder in ["", "/new", "/was", "/blob"] {
        disk.folder(&store.at(&format!("txn{folder}"))).map_err(at(folder))?;
    }
    let mut written: Vec<PathBuf> = Vec::new();
    let mut write = |name: &str, bytes: &[u8], permissions: Option<Permissions>| {
        let path = txn.join(name);
        disk.write(&path, bytes, permissions).map_err(at(name))?;
        written.push(path);
        Ok(())
    };
    let (lock_before, lock_after) = &job.lock;
    if let Some(lock) = lock_before {
        write("was/lock.json", &lock.bytes, None)?;
    }
    if let Some(lock) = lock_after {
        write("new/lock.json", &lock.bytes, None)?;
    }
    for Known { hash, bytes } in &job.blobs {
        write(&format!("blob/{hash}"), bytes, None)?;
    }
    let hashed = |lock: &Option<Known>| lock.as_ref().map(|lock| lock.hash.to_string());
    let (lock_before, lock_after) = (hashed(lock_before), hashed(lock_after));
    let mut journal =
        Journal { schema: SCHEMA.into(), work: job.work, made: vec![], moves: vec![], lock_before, lock_after };
    let mut made = BTreeSet::new();
    for (number, own) in job.moves.into_iter().enumerate() {
        if let Some(Known { bytes, .. }) = &own.after {
            let old = || fs::symlink_metadata(place(store.root(), &own.path)).ok().map(|about| about.permissions());
            write(&format!("new/{number}"), bytes, own.permissions.clone().or_else(old))?;
            made.extend(missing_folders(store.root(), &own.path));
        }
        let after = own.after.map(|known| known.hash.into_owned());
        journal.moves.push(Noted { path: own.path, before: own.before, after });
    }
    journal.made = made.into_iter().collect();
    let text = serde_json::to_string(&journal).unwrap_or_default();
    write("journal.new", text.as_bytes(), None)?;
    written.extend(["new", "was", "blob"].map(|folder| txn.join(folder)));
    disk.sync(&written).map_err(at(""))?;
    disk.rename(&txn.join("journal.new"), &txn.join("journal.json")).map_err(at("journal.json"))?;
    disk.sync(&[txn, store.at("")]).map_err(at(""))?;
    Ok(journal)
}

/// Moves everything to where it belongs, the lock file last.
fn moves(store: &Store, disk: &dyn Disk, journal: &Journal) -> Result<(), Refusal> {
    let (root, txn) = (store.root(), store.at("txn"));
    let ours = |error| Refusal::disk(".contract", error);
    let mut folders: BTreeSet<PathBuf> = BTreeSet::from([store.at("")]);
    let blobs = fs::read_dir(txn.join("blob")).map_err(ours)?.flatten();
    let names: BTreeSet<String> = blobs.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    if !names.is_empty() {
        disk.folder(&store.at("base")).map_err(ours)?;
    }
    for hash in names {
        let to = store.base(&hash);
        if let Some(folder) = to.parent() {
            disk.folder(folder).map_err(ours)?;
            folders.insert(folder.to_path_buf());
        }
        disk.rename(&txn.join("blob").join(&hash), &to).map_err(ours)?;
    }
    for folder in &journal.made {
        disk.folder(&place(root, folder)).map_err(|error| Refusal::disk(folder, error))?;
    }
    for (number, noted) in journal.moves.iter().enumerate() {
        let target = place(root, &noted.path);
        let failed = |error| Refusal::disk(&noted.path, error);
        if let Some(before) = &noted.before {
            let was = txn.join("was").join(number.to_string());
            disk.rename(&target, &was).map_err(failed)?;
            if blake3(&fs::read(&was).map_err(failed)?) != *before {
                return Err(Refusal::Moved(vec![(noted.path.clone(), "was changed since".into())]));
            }
        }
        if noted.after.is_some() {
            disk.rename(&txn.join("new").join(number.to_string()), &target).map_err(failed)?;
        }
        folders.extend(target.parent().map(PathBuf::from));
    }
    let folders: Vec<PathBuf> = folders.into_iter().collect();
    disk.sync(&folders).map_err(ours)?;
    match journal.lock_after {
        Some(_) => disk.rename(&txn.join("new/lock.json"), &store.lock()).map_err(ours)?,
        None => disk.remove(&store.lock()).map_err(ours)?,
    }
    disk.sync(&[store.at("")]).map_err(ours)
}

/// Makes our own folder, where it is not there yet.
pub(super) fn settle(store: &Store, disk: &dyn Disk) -> Result<(), Refusal> {
    let failed = |error| Refusal::disk(".contract", error);
    if !store.root().is_dir() {
        // The folders above are the user's wish as well.
        let above: Vec<_> =
            store.root().ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.is_dir()).collect();
        for folder in above.into_iter().rev() {
            disk.folder(folder).map_err(|error| Refusal::disk("", error))?;
        }
    }
    disk.folder(&store.at("")).map_err(failed)?;
    for (name, text) in [(".gitignore", IGNORED), (".gitattributes", ATTRIBUTES)] {
        let path = store.at(name);
        if fs::symlink_metadata(&path).is_err() {
            match disk.write(&path, text.as_bytes(), None) {
                // Another run was as fast.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                done => done.map_err(failed)?,
            }
        }
    }
    Ok(())
}
