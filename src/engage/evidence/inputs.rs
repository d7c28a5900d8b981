//! The files that were read: their paths and hashes, and whether they are still the same.
//!
//! In: paths and bytes; later a folder. Out: [`Input`]s, problems. Paths stand below the folder and never lead out of it, for a bundle
//! comes from elsewhere and is not trusted.

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
}

impl Input {
    /// The input of a file.
    pub fn of(path: &str, bytes: &[u8]) -> Input {
        Input { path: path.to_owned(), sha256: sha256(bytes) }
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

/// What is not as it was in a folder.
pub(super) fn changed(root: &Path, inputs: &[Input]) -> impl Iterator<Item = Problem> {
    inputs.iter().filter(|input| input.is_below()).filter_map(move |input| {
        let path = root.join(&input.path);
        let bytes = if path.is_file() { fs::read(&path).ok() } else { None };
        match bytes {
            None => Some(Problem::MissingInput(input.path.clone())),
            Some(bytes) if sha256(&bytes) != input.sha256 => Some(Problem::ChangedInput(input.path.clone())),
            Some(_) => None,
        }
    })
}
