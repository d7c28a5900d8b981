//! The files of a repository and those that are named beside it, read for these commands.
//!
//! In: paths. Out: a [`Repository`], bytes and what they hold, and the hash of each file that was read. Writes nothing.

use std::path::Path;

use serde::de::DeserializeOwned;

use super::git;
use crate::cli::{Failure, below, shown};
use crate::diag::render::clean;
use crate::engage::evidence::Input;
use crate::engage::repository::Repository;
use crate::engage::scan::{self, Category, ScanReport};

/// The repository in a folder, without the file that will be written.
pub(super) fn repository(root: &Path, out: Option<&Path>) -> Result<Repository, Failure> {
    let tracked = git::tracked(root);
    let repository = Repository::open(root, tracked.as_deref()).map_err(|error| {
        let text = format!("`{}` cannot be read: {error}", shown(root));
        Failure::Usage(text, Some("name the folder of the repository".to_owned()))
    })?;
    Ok(match out.and_then(|out| below(out, root)) {
        Some(path) => repository.without(&path),
        None => repository,
    })
}

/// The files of a repository as inputs of evidence.
pub(super) fn inputs(repository: &Repository) -> impl Iterator<Item = Input> {
    repository.files().iter().map(|file| Input::of(&file.path, file.text.as_bytes()))
}

/// What was read of the work itself and is not in the last commit. Reports are made anew for each commit, and are none of it.
pub(super) fn uncommitted(root: &Path, out: &Path, repository: &Repository, reports: &[Input]) -> Vec<String> {
    let out = below(out, root);
    let is_report =
        |path: &String| reports.iter().any(|own| !own.outside && own.path == *path) || out.as_ref() == Some(path);
    let is_gone = |path: &str| !root.join(path).exists();
    let changed = git::uncommitted(root).into_iter();
    changed.filter(|path| !is_report(path) && (repository.file(path).is_some() || is_gone(path))).collect()
}

/// Reads files, and remembers what was in them.
pub(super) struct Files<'r> {
    /// The folder of the repository.
    pub(super) root: &'r Path,
    /// What was read so far.
    pub(super) inputs: Vec<Input>,
}

/// What a file outside of the repository is called: its name.
pub(super) fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

impl Files<'_> {
    /// Reads one file. Its path is that from the root of the repository, where it lies there; its name, where it does not.
    pub(super) fn read(&mut self, path: &Path) -> Result<(String, Vec<u8>), Failure> {
        let bytes = read(path)?;
        let inside = below(path, self.root);
        let outside = inside.is_none();
        let name = inside.unwrap_or_else(|| name(path));
        self.inputs.push(Input { outside, ..Input::of(&name, &bytes) });
        Ok((name, bytes))
    }

    /// `FILE`, or `CATEGORY=FILE`.
    pub(super) fn scan(&mut self, said: &str) -> Result<ScanReport, Failure> {
        let category = said.split_once('=').and_then(|(name, path)| Some((Category::of(name)?, path)));
        let path = Path::new(category.map_or(said, |(_, path)| path));
        if let (None, Some((name, _)), false) = (category, said.split_once('='), path.exists()) {
            let known: Vec<String> = Category::ALL.iter().map(|own| format!("`{}`", own.name())).collect();
            let text = format!("`{}` is no category of findings", clean(name));
            return Err(Failure::Usage(text, Some(format!("say one of {}", known.join(", ")))));
        }
        let (name, bytes) = self.read(path)?;
        let report = scan::read(&name, &bytes).map_err(|error| {
            let help =
                "give a SARIF 2.1 log, JSON with `findings`, or the JSON of pip-audit, npm audit, bandit or ruff";
            Failure::Usage(error.to_string(), Some(help.to_owned()))
        })?;
        let root = self.root.canonicalize().unwrap_or_else(|_| self.root.to_path_buf());
        let report = report.from_root(&root.to_string_lossy());
        Ok(category.map_or(report.clone(), |(category, _)| report.of(category)))
    }

    /// A JSON list; an empty one where no file is named.
    pub(super) fn list<T: DeserializeOwned>(&mut self, path: Option<&Path>, what: &str) -> Result<Vec<T>, Failure> {
        let Some(path) = path else { return Ok(Vec::new()) };
        let (_, bytes) = self.read(path)?;
        serde_json::from_slice(&bytes).map_err(|error| {
            let text = format!("`{}` holds no {what}: {error}", shown(path));
            Failure::Usage(text, Some("it is a JSON list; see `contract engage evidence --help`".to_owned()))
        })
    }
}

/// Reads one file.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| Failure::Usage(format!("`{}` cannot be read: {error}", shown(path)), None))
}
