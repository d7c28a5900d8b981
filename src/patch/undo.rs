//! The last apply taken back.
//!
//! In: the last undo record. Out: the tree and the lock file as they were before it, and the record used up; or a refusal where a
//! file was touched since. It is a job like any other, so it is done whole or not at all.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use super::disk::Disk;
use super::lock::{Lock, Standing};
use super::store::Store;
use super::transaction::{Job, Journal, Known, Move, Work, run};
use super::{Kind, Refusal};
use crate::digest::blake3;

/// Takes the last apply back; gives what became of each file, by path.
pub(super) fn undo(store: &Store, disk: &dyn Disk, lock: Option<&Standing>) -> Result<Vec<(String, Kind)>, Refusal> {
    let number = store.last_undo().ok_or(Refusal::NothingToUndo)?;
    let record = store.undo(number);
    let Some(journal) = Journal::read(&record)? else { return Err(Refusal::NothingToUndo) };
    let wrong = |path: &str, why: &str| Refusal::Unreadable(format!(".contract/undo/{number:06}/{path}"), why.into());
    if lock.map(|lock| &lock.hash) != journal.lock_after.as_ref() {
        let what = "is not what the last apply wrote".to_owned();
        return Err(Refusal::Moved(vec![(".contract/lock.json".into(), what)]));
    }
    let old_lock = match fs::read_to_string(record.join("was/lock.json")) {
        Ok(text) => Some(known(text.into_bytes())),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(wrong("was/lock.json", &error.to_string())),
    };
    if old_lock.as_ref().map(|lock| &*lock.hash) != journal.lock_before.as_deref() {
        return Err(wrong("was/lock.json", "it is not what it was"));
    }
    let (mut moves, mut done) = (Vec::new(), Vec::new());
    for (number, noted) in journal.moves.into_iter().enumerate() {
        let (mut after, mut permissions) = (None, None);
        if let Some(before) = &noted.before {
            let name = format!("was/{number}");
            let failed = |error: std::io::Error| wrong(&name, &error.to_string());
            let old = known(fs::read(record.join(&name)).map_err(failed)?);
            if old.hash != *before {
                return Err(wrong(&name, "it is not what it was"));
            }
            permissions = Some(fs::metadata(record.join(&name)).map_err(failed)?.permissions());
            after = Some(old);
        }
        let kind = match (&noted.after, &after) {
            (None, _) => Kind::Create,
            (_, None) => Kind::Delete,
            _ => Kind::Change,
        };
        done.push((noted.path.clone(), kind));
        moves.push(Move { path: noted.path, before: noted.after, after, permissions });
    }
    moves.sort_by_key(|own| own.after.is_some());
    done.sort_unstable();
    let kept = store.bases();
    let mut blobs = kept_texts(&record)?;
    blobs.retain(|text| kept.binary_search_by(|own| own.as_str().cmp(&text.hash)).is_err());
    let lock = (lock.map(Standing::known), old_lock);
    run(store, disk, Job { work: Work::Undo(number), moves, lock, blobs })?;
    Ok(done)
}

/// The immutable files that would go with the last apply, where the project stays: they may have been used by then.
pub(super) fn immutable(store: &Store, lock: &Lock) -> Result<Vec<String>, Refusal> {
    let Some(number) = store.last_undo() else { return Ok(Vec::new()) };
    let Some(journal) = Journal::read(&store.undo(number))?.filter(|own| own.lock_before.is_some()) else {
        return Ok(Vec::new());
    };
    let appended: BTreeSet<&str> = lock.appended().collect();
    let came = journal.moves.into_iter().filter(|own| own.before.is_none() && appended.contains(own.path.as_str()));
    Ok(came.map(|own| own.path).collect())
}

fn known(bytes: Vec<u8>) -> Known<'static> {
    Known { hash: blake3(&bytes).into(), bytes: bytes.into() }
}

/// The generated texts that an undo record keeps, with those hashes that hold.
fn kept_texts(record: &Path) -> Result<Vec<Known<'static>>, Refusal> {
    let failed = |error| Refusal::disk(".contract/undo", error);
    let entries = match fs::read_dir(record.join("base")) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut all = Vec::new();
    for entry in entries {
        all.push(known(fs::read(entry.map_err(failed)?.path()).map_err(failed)?));
    }
    Ok(all)
}
