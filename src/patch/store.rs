//! Our own folder in a project, `.contract`: what lies where.
//!
//! ```text
//!  lock.json         what we wrote, from what; kept with the project
//!  base/12/34…       what was generated, by hash, for merges; kept with the project
//!  undo/000001/      what an apply replaced; of this machine
//!  txn/              an apply at work: new/ to move in, was/ moved out, journal.json; of this machine
//!  rescued/          what could not be put back where it was; of this machine
//!  busy              held while a run is at work
//!  seen              the last run that left nothing to do; of this machine
//! ```
//!
//! In: a root. Out: paths, and texts found again by their hash. Changes nothing.

use std::fs;
use std::path::{Path, PathBuf};

use super::path::OURS;
use crate::digest::blake3;

/// What stands in `.contract/.gitignore`.
pub(super) const IGNORED: &str = "/txn/\n/undo/\n/rescued/\n/busy\n/run/\n/seen\n";

/// What stands in `.contract/.gitattributes`: hashes do not outlive other line ends.
pub(super) const ATTRIBUTES: &str = "/lock.json text eol=lf linguist-generated\n/base/** -text linguist-generated\n";

/// The folder of one project.
#[derive(Clone, Debug)]
pub(super) struct Store {
    root: PathBuf,
}

impl Store {
    pub(super) fn new(root: &Path) -> Store {
        Store { root: root.to_path_buf() }
    }

    /// The root of the project.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder, or something in it.
    pub(super) fn at(&self, name: &str) -> PathBuf {
        let ours = self.root.join(OURS);
        if name.is_empty() { ours } else { ours.join(name) }
    }

    /// The lock file.
    pub(super) fn lock(&self) -> PathBuf {
        self.at("lock.json")
    }

    /// The last run that left nothing to do.
    pub(super) fn seen(&self) -> PathBuf {
        self.at("seen")
    }

    /// Where a generated text is kept.
    pub(super) fn base(&self, hash: &str) -> PathBuf {
        let (first, rest) = hash.split_at_checked(2).unwrap_or(("", hash));
        self.at("base").join(first).join(rest)
    }

    /// A generated text that was kept, if it still is what it was.
    pub(super) fn base_text(&self, hash: &str) -> Option<String> {
        let text = fs::read_to_string(self.base(hash)).ok()?;
        (blake3(text.as_bytes()) == hash).then_some(text)
    }

    /// The hashes of all generated texts that are kept, sorted.
    pub(super) fn bases(&self) -> Vec<String> {
        let names = |folder: &Path| {
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            entries.filter_map(|entry| entry.file_name().into_string().ok()).collect::<Vec<_>>()
        };
        let base = self.at("base");
        let mut all: Vec<String> = Vec::new();
        for first in names(&base) {
            all.extend(names(&base.join(&first)).iter().map(|rest| format!("{first}{rest}")));
        }
        all.sort_unstable();
        all
    }

    /// The number of the last undo record.
    pub(super) fn last_undo(&self) -> Option<u32> {
        let entries = fs::read_dir(self.at("undo")).ok()?;
        entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).max()
    }

    /// The folder of an undo record.
    pub(super) fn undo(&self, number: u32) -> PathBuf {
        self.at("undo").join(format!("{number:06}"))
    }
}
