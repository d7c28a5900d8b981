//! From a line to the declaration behind it, and back.
//!
//! In: the origins that the lock file keeps. Out: for a line of a file, its declarations, the nearest first; for a declaration, its
//! files and lines. Where a file was edited since, lines are followed through the change; a line that a hand wrote comes from nowhere.

use std::collections::BTreeSet;
use std::fs;

use similar::DiffTag;

use super::lock::{Holder, Lock};
use super::store::Store;
use super::unified::{lines, steps};
use crate::unit::Origin;

/// Why a line is as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// The file.
    pub path: String,
    /// The line in the file as it stands.
    pub line: u32,
    /// Whom the file belongs to.
    pub holder: Holder,
    /// The line as it was generated; none where a hand wrote it.
    pub generated: Option<u32>,
    /// The declarations that it comes from, the nearest first, with the lines that they have in common with it.
    pub origins: Vec<Origin>,
}

/// Lines that come from a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub path: String,
    /// The lines as they were generated.
    pub lines: (u32, u32),
    /// The declaration.
    pub declaration: String,
}

/// Why a line of a file is as it is; none where the file is none that we know.
pub(super) fn why(store: &Store, lock: &Lock, path: &str, line: u32) -> Option<Because> {
    let entry = lock.files.get(path)?;
    let generated = match fs::read(super::tree::place(store.root(), path)) {
        Ok(bytes) if crate::digest::blake3(&bytes) != entry.base() => {
            let base = store.base_text(entry.base());
            base.and_then(|base| followed(&lines(&bytes), &lines(base.as_bytes()), line))
        }
        _ => Some(line),
    };
    let covers = |origin: &&Origin| generated.is_some_and(|line| (origin.first..=origin.last).contains(&line));
    let mut origins: Vec<Origin> = entry.origins.iter().filter(covers).cloned().collect();
    origins.sort_by_key(|origin| (origin.last - origin.first, origin.declaration.clone()));
    Some(Because { path: path.to_owned(), line, holder: entry.holder, generated, origins })
}

/// The line of `to` that a line of `from` is, if it stands there as it is.
fn followed(from: &[&[u8]], to: &[&[u8]], line: u32) -> Option<u32> {
    let at = usize::try_from(line).ok()?.checked_sub(1)?;
    let step = steps(from, to).into_iter().find(|step| step.old_range().contains(&at))?;
    let same = (step.tag() == DiffTag::Equal).then(|| step.new_range().start + at - step.old_range().start + 1)?;
    u32::try_from(same).ok()
}

/// Where a declaration went, by path: named whole, or by its last part.
pub(super) fn places(lock: &Lock, declaration: &str) -> Vec<Place> {
    let is_it =
        |name: &str| name == declaration || name.strip_suffix(declaration).is_some_and(|before| before.ends_with('/'));
    let mut all = Vec::new();
    for (path, entry) in &lock.files {
        for origin in entry.origins.iter().filter(|origin| is_it(&origin.declaration)) {
            let (lines, declaration) = ((origin.first, origin.last), origin.declaration.clone());
            all.push(Place { path: path.clone(), lines, declaration });
        }
    }
    all
}

/// The names of declarations, each once.
pub(super) fn declarations(origins: &[Origin]) -> Vec<String> {
    let names: BTreeSet<&str> = origins.iter().map(|origin| origin.declaration.as_str()).collect();
    names.into_iter().map(str::to_owned).collect()
}

/// The declarations whose lines differ between two texts; of several that a line comes from, the nearest.
pub(super) fn touched(before: (&[u8], &[Origin]), after: (&[u8], &[Origin])) -> Vec<String> {
    let mut names = BTreeSet::new();
    for step in steps(&lines(before.0), &lines(after.0)).iter().filter(|step| step.tag() != DiffTag::Equal) {
        for (range, origins) in [(step.old_range(), before.1), (step.new_range(), after.1)] {
            names.extend(range.filter_map(|at| nearest(origins, u32::try_from(at + 1).ok()?)));
        }
    }
    names.into_iter().map(str::to_owned).collect()
}

fn nearest(origins: &[Origin], line: u32) -> Option<&str> {
    let covering = origins.iter().filter(|origin| (origin.first..=origin.last).contains(&line));
    covering.min_by_key(|origin| origin.last - origin.first).map(|origin| origin.declaration.as_str())
}
