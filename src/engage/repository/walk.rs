//! The files of a folder.
//!
//! In: a folder. Out: paths and texts, and the files that were seen but not read. What `.gitignore` names is left out, and so are hidden
//! files but those that say how a product is built or run. Never goes into folders of packages and of what a build made.

use std::fs;
use std::io;
use std::path::Path;

use ignore::{DirEntry, WalkBuilder};

use super::{Kind, Unread};

/// Larger files are listed, not read.
const LIMIT: u64 = 2 * 1024 * 1024;
const LEFT_OUT: &[&str] =
    &[".git", "node_modules", ".venv", "venv", "target", "dist", "build", "__pycache__", ".terraform"];
const HIDDEN: &[&str] = &[
    ".github",
    ".gitlab-ci.yml",
    ".gitlab-ci.yaml",
    ".python-version",
    ".nvmrc",
    ".node-version",
    ".tool-versions",
    ".ruby-version",
    ".envrc",
];

/// Paths with their texts, and what was seen but not read.
pub(super) type Walked = (Vec<(String, String)>, Vec<Unread>);

/// Walks a folder.
pub(super) fn walk(root: &Path) -> io::Result<Walked> {
    fs::read_dir(root)?;
    let (mut texts, mut unread) = (Vec::new(), Vec::new());
    let mut builder = WalkBuilder::new(root);
    builder
        .hidden(false)
        .parents(false)
        .git_global(false)
        .git_exclude(false)
        .require_git(false)
        .follow_links(false)
        .filter_entry(is_wanted)
        .sort_by_file_name(std::ffi::OsStr::cmp);
    for entry in builder.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                unread.push(Unread {
                    path: String::new(),
                    kind: Kind::Other,
                    why: format!("cannot be listed: {error}"),
                });
                continue;
            }
        };
        let Some(path) = path_of(root, entry.path()) else { continue };
        let mut skip = |why: String| unread.push(Unread { kind: Kind::of(&path, ""), path: path.clone(), why });
        match entry.file_type() {
            Some(kind) if kind.is_file() => match read(entry.path()) {
                Ok(text) => texts.push((path, text)),
                Err(why) => skip(why),
            },
            Some(kind) if kind.is_symlink() => skip("is a link, and links are not followed".to_owned()),
            _ => {}
        }
    }
    unread.sort();
    Ok((texts, unread))
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

fn is_wanted(entry: &DirEntry) -> bool {
    if entry.depth() == 0 {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    if is_folder && LEFT_OUT.contains(&name.as_ref()) {
        return false;
    }
    !name.starts_with('.') || HIDDEN.contains(&name.as_ref()) || (name.starts_with(".env") && !is_folder)
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
