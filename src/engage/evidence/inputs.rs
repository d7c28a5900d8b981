//! The files that were read: their paths and hashes, and whether they are still the same.
//!
//! In: paths and bytes; later a folder. Out: [`Input`]s, problems. Paths stand below the folder and never lead out of it, for a bundle
//! comes from elsewhere and is not trusted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::problem::Problem;
use crate::digest::sha256;

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The file, from the root of the repository, with `/`.
    pub path: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Whether it lies outside of the repository, so that its path is no more than a name.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub outside: bool,
}

impl Input {
    /// The input of a file.
    pub fn of(path: &str, bytes: &[u8]) -> Input {
        Input { path: path.to_owned(), sha256: sha256(bytes), outside: false }
    }

    /// Whether the path stays below the folder.
    fn is_below(&self) -> bool {
        let plain = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']);
        self.path.split('/').all(plain)
    }
}

/// Paths that lead out of any folder, whether it is here or not.
pub(super) fn odd(inputs: &[Input]) -> impl Iterator<Item = Problem> {
    inputs.iter().filter(|input| !input.is_below()).map(|input| Problem::OddPath(input.path.clone()))
}

/// What is not as it was of files that lie outside, as they are at hand.
pub(super) fn outside(files: &[Input], inputs: &[Input]) -> Vec<Problem> {
    let problem = |file: &Input| {
        let named: Vec<_> = inputs.iter().filter(|input| input.outside && input.path == file.path).collect();
        if named.is_empty() {
            return Some(Problem::NewInput(file.path.clone()));
        }
        let is_same = named.iter().any(|input| input.sha256 == file.sha256);
        (!is_same).then(|| Problem::ChangedInput(file.path.clone()))
    };
    files.iter().filter_map(problem).collect()
}

/// Files that would be read, and were not.
pub(super) fn added(files: &[Input], inputs: &[Input]) -> Vec<Problem> {
    let known: BTreeSet<&str> = inputs.iter().filter(|own| !own.outside).map(|own| own.path.as_str()).collect();
    let new = files.iter().filter(|file| !known.contains(file.path.as_str()));
    new.map(|file| Problem::NewInput(file.path.clone())).collect()
}

/// What is not as it was in a folder, some files of which have been read. What lay outside of it is not looked for.
pub(super) fn changed(root: &Path, files: &[Input], inputs: &[Input]) -> Vec<Problem> {
    let known: BTreeMap<&str, &str> = files.iter().map(|file| (file.path.as_str(), file.sha256.as_str())).collect();
    let read = |path: &str| {
        let path = root.join(path);
        if path.is_file() { fs::read(path).ok().map(|bytes| sha256(&bytes)) } else { None }
    };
    let problem = |input: &Input| {
        let hash = known.get(input.path.as_str()).map(|hash| (*hash).to_owned()).or_else(|| read(&input.path));
        match hash {
            None => Some(Problem::MissingInput(input.path.clone())),
            Some(hash) if hash != input.sha256 => Some(Problem::ChangedInput(input.path.clone())),
            Some(_) => None,
        }
    };
    inputs.iter().filter(|input| input.is_below() && !input.outside).filter_map(problem).collect()
}
