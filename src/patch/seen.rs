//! A run that need not be made again: `.contract/seen`.
//!
//! In: a key for all that a project was made from, the tool itself among it, and the lock file of then. Out: whether the tree is
//! still what such a run would make. Written after a run that left nothing to do, and of this machine: it is a short way to an
//! answer, never an answer of its own. Where it is lost, old or made up, the whole run is made.

use std::fs;

use super::disk::Disk;
use super::drift::touched;
use super::lock::Standing;
use super::store::Store;
use crate::digest::blake3;

/// The one line of the file: what was made, and what it was made from.
fn line(key: &str, lock: &str) -> String {
    blake3(format!("{key}\n{lock}").as_bytes())
}

/// Keeps in mind that a project with this lock file is what this key makes. That it cannot be kept costs time later, and nothing else.
pub(super) fn remember(store: &Store, disk: &dyn Disk, key: &str, lock: &str) {
    let (path, line) = (store.seen(), line(key, lock));
    if fs::read_to_string(&path).is_ok_and(|old| old == line) {
        return;
    }
    // Whatever stands there goes first: a link is never written through.
    let _gone = disk.remove(&path);
    let _kept = disk.write(&path, line.as_bytes(), None);
}

/// Whether the tree with this lock file is what this key makes: it was, and no file of ours was touched since.
pub(super) fn is_settled(store: &Store, key: &str, Standing { lock, text, .. }: &Standing) -> bool {
    if !fs::read_to_string(store.seen()).is_ok_and(|old| old == line(key, text)) {
        return false;
    }
    touched(store, lock).is_ok_and(|all| all.is_empty())
}
