//! The files that were read: their paths and hashes, and whether they are still the same.
//!
//! In: paths and bytes; later a folder. Out: [`Input`]s, problems. Paths stand below the folder and never lead out of it, for a bundle
//! comes from elsewhere and is not trusted.

use std::collections::BTreeSet;
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

/// Files that would be read, and were not.
pub(super) fn added(files: &[String], inputs: &[Input]) -> Vec<Problem> {
    let known: BTreeSet<&str> = inputs.iter().filter(|own| !own.outside).map(|own| own.path.as_str()).collect();
    files.iter().filter(|path| !known.contains(path.as_str())).cloned().map(Problem::NewInput).collect()
}

/// What is not as it was in a folder. What lay outside of it is not looked for.
pub(super) fn changed(root: &Path, inputs: &[Input]) -> impl Iterator<Item = Problem> {
    inputs.iter().filter(|input| input.is_below() && !input.outside).filter_map(move |input| {
        let path = root.join(&input.path);
        let bytes = if path.is_file() { fs::read(&path).ok() } else { None };
        match bytes {
            None => Some(Problem::MissingInput(input.path.clone())),
            Some(bytes) if sha256(&bytes) != input.sha256 => Some(Problem::ChangedInput(input.path.clone())),
            Some(_) => None,
        }
    })
}
