//! The files of a folder.
//!
//! In: a folder, and the files in it that version control tracks. Out: paths and texts, the files that were seen but not read, and the folders
//! that were left out. What is tracked is always read, whatever an ignore file says of it and in whatever folder it lies. What is not tracked is
//! left out where `.gitignore` names it, and folders of packages and of what a build made are not entered. Without version control no
//! ignore file counts: nobody would see what it hides. Hidden files are files like others.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

use ignore::{DirEntry, WalkBuilder};

use super::{Kind, Unread};

/// Larger files are listed, not read.
const LIMIT: u64 = 2 * 1024 * 1024;
const LEFT_OUT: &[&str] = &[
    "node_modules",
    ".venv",
    "venv",
    "target",
    "dist",
    "build",
    "__pycache__",
    ".terraform",
    ".tox",
    ".nox",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".next",
    ".nuxt",
    ".gradle",
];

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Paths with their texts.
    pub(super) texts: BTreeMap<String, String>,
    /// What was seen but not read.
    pub(super) unread: BTreeSet<Unread>,
    /// Folders that were not entered, without version control to say that they are no part of the work.
    pub(super) left_out: BTreeSet<String>,
}

/// Walks a folder. `tracked` are the paths that version control tracks; none where there is no version control.
pub(super) fn walk(root: &Path, tracked: Option<&[String]>) -> io::Result<Walked> {
    fs::read_dir(root)?;
    let mut walked = Walked::default();
    let is_versioned = tracked.is_some();
    let tracked: BTreeSet<&String> = tracked.unwrap_or_default().iter().collect();
    for path in &tracked {
        take(&root.join(path), (*path).clone(), &mut walked);
    }
    let mut builder = WalkBuilder::new(root);
    builder
        .standard_filters(false)
        .git_ignore(is_versioned)
        .require_git(false)
        .follow_links(false)
        .filter_entry(|entry| entry.depth() == 0 || (entry.file_name() != ".git" && !is_inside_left_out(entry)))
        .sort_by_file_name(OsStr::cmp);
    for entry in builder.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let why = format!("cannot be listed: {error}");
                walked.unread.insert(Unread { path: String::new(), kind: Kind::Other, why });
                continue;
            }
        };
        let Some(path) = path_of(root, entry.path()) else { continue };
        if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
            if !tracked.contains(&path) {
                take(entry.path(), path, &mut walked);
            }
        } else if !is_versioned && is_left_out(entry.file_name()) {
            walked.left_out.insert(path);
        }
    }
    Ok(walked)
}

/// Reads one file. One that is tracked and was deleted is nothing to look at.
fn take(full: &Path, path: String, walked: &mut Walked) {
    let Ok(kind) = fs::symlink_metadata(full).map(|known| known.file_type()) else { return };
    let read = if kind.is_symlink() {
        Err("is a link, and links are not followed".to_owned())
    } else if kind.is_dir() {
        Err("is a repository of its own, and its files are not here".to_owned())
    } else {
        read(full)
    };
    match read {
        Ok(text) => _ = walked.texts.insert(path, text),
        Err(why) => _ = walked.unread.insert(Unread { kind: Kind::of(&path, ""), path, why }),
    }
}

fn read(path: &Path) -> Result<String, String> {
    let size = fs::metadata(path).map_err(|error| format!("cannot be read: {error}"))?.len();
    if size > LIMIT {
        return Err(format!("is larger than {} MiB", LIMIT / (1024 * 1024)));
    }
    let bytes = fs::read(path).map_err(|error| format!("cannot be read: {error}"))?;
    if bytes.iter().take(8000).any(|byte| *byte == 0) {
        return Err("is binary".to_owned());
    }
    String::from_utf8(bytes).map_err(|_| "is not text in UTF-8".to_owned())
}

fn is_left_out(name: &OsStr) -> bool {
    LEFT_OUT.iter().any(|left_out| name == *left_out)
}

/// Whether an entry lies directly in a folder that is not entered. The folder itself is still seen.
fn is_inside_left_out(entry: &DirEntry) -> bool {
    let above = entry.path().parent().and_then(Path::file_name);
    entry.depth() > 1 && above.is_some_and(is_left_out)
}

fn path_of(root: &Path, path: &Path) -> Option<String> {
    let parts: Vec<_> = path
        .strip_prefix(root)
        .ok()?
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}
