//! What stands on the disk where we would write.
//!
//! In: a root and paths below it that [`super::path`] lets pass. Out: for each path, that nothing is there, a file with its bytes, or
//! what is in the way: a link, something that is no file, a name that differs in case only. Changes nothing, and follows no link but where
//! a text or the names in a folder are only read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::Refusal;
use super::path::{folded, folders};
use crate::digest::blake3;

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Absent,
    /// A file.
    File(Content),
    /// Something that we do not touch; with words for it.
    Blocked(String),
}

/// A file as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Their hash.
    pub hash: String,
    /// Whether it can be run as a program.
    pub executable: bool,
}

impl Found {
    /// The hash of the file, where there is one.
    pub(super) fn hash(&self) -> Option<&str> {
        match self {
            Found::File(content) => Some(&content.hash),
            _ => None,
        }
    }
}

/// What `of` says of what stands at each of these paths, in their order. Each folder is looked at once, and no file is held longer than
/// `of` does.
pub(super) fn look<'p, T: Send>(
    root: &Path,
    paths: &BTreeSet<&'p str>,
    of: impl Fn(&'p str, Found) -> Option<T> + Sync,
) -> Result<Vec<T>, Refusal> {
    let mut seen = Folders { root, known: BTreeMap::new() };
    for path in paths {
        seen.see(parent(path))?;
    }
    let one = |path: &&'p str| seen.file(path).map(|found| of(path, found)).transpose();
    paths.par_iter().filter_map(one).collect()
}

/// What stands at one path.
pub(super) fn look_at(root: &Path, path: &str) -> Result<Found, Refusal> {
    let mut seen = Folders { root, known: BTreeMap::new() };
    seen.see(parent(path))?;
    seen.file(path)
}

/// The text of a file of a project; none where there is no such file.
pub fn text_of(root: &Path, path: &str) -> Result<Option<String>, Refusal> {
    match fs::read_to_string(place(root, path)) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Refusal::disk(path, error)),
    }
}

/// The names of what stands in a folder of a project, in no order; none where it cannot be read.
pub fn names_in(root: &Path, folder: &str) -> Vec<String> {
    let entries = fs::read_dir(place(root, folder)).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

/// Where a path leads on the disk.
pub(super) fn place(root: &Path, path: &str) -> PathBuf {
    path.split('/').fold(root.to_path_buf(), |place, part| place.join(part))
}

fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folders above the paths.
struct Folders<'p> {
    root: &'p Path,
    known: BTreeMap<String, Folder>,
}

enum Folder {
    Absent,
    /// Its names, by what they are where case does not count.
    There(BTreeMap<String, Vec<String>>),
    Blocked(String),
}

impl Folder {
    /// The name in this folder that differs from `name` in case only.
    fn other_case(&self, name: &str) -> Option<&str> {
        let Folder::There(names) = self else { return None };
        names.get(&folded(name))?.iter().map(String::as_str).find(|other| *other != name)
    }
}

impl Folders<'_> {
    /// Looks at a folder and those above it.
    fn see(&mut self, path: &str) -> Result<(), Refusal> {
        if self.known.contains_key(path) {
            return Ok(());
        }
        let above = parent(path);
        let folder = if path.is_empty() {
            self.list(path)?
        } else {
            self.see(above)?;
            let name = path.rsplit('/').next().unwrap_or(path);
            match self.known.get(above) {
                Some(Folder::Blocked(why)) => Folder::Blocked(why.clone()),
                Some(there @ Folder::There(_)) => match there.other_case(name) {
                    Some(other) => Folder::Blocked(case(above, other)),
                    None => self.list(path)?,
                },
                _ => Folder::Absent,
            }
        };
        self.known.insert(path.to_owned(), folder);
        Ok(())
    }

    fn list(&self, path: &str) -> Result<Folder, Refusal> {
        let place = place(self.root, path);
        let failed = |error| Refusal::disk(path, error);
        // The root is what the user named, so it may be a link.
        let about = if path.is_empty() { fs::metadata(&place) } else { fs::symlink_metadata(&place) };
        match about {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Folder::Absent),
            Err(error) => return Err(failed(error)),
            Ok(about) if about.is_symlink() => return Ok(Folder::Blocked(format!("`{path}` is a link"))),
            Ok(about) if !about.is_dir() => return Ok(Folder::Blocked(format!("`{path}` is no folder"))),
            Ok(_) => {}
        }
        let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for entry in fs::read_dir(&place).map_err(failed)? {
            // A name that is not Unicode is none of ours, and equal to none of ours.
            if let Ok(name) = entry.map_err(failed)?.file_name().into_string() {
                names.entry(folded(&name)).or_default().push(name);
            }
        }
        names.values_mut().for_each(|names| names.sort_unstable());
        Ok(Folder::There(names))
    }

    /// Looks at a file in a folder that was seen.
    fn file(&self, path: &str) -> Result<Found, Refusal> {
        let folder = match self.known.get(parent(path)) {
            Some(there @ Folder::There(_)) => there,
            Some(Folder::Blocked(why)) => return Ok(Found::Blocked(why.clone())),
            _ => return Ok(Found::Absent),
        };
        if let Some(other) = folder.other_case(path.rsplit('/').next().unwrap_or(path)) {
            return Ok(Found::Blocked(case(parent(path), other)));
        }
        let place = place(self.root, path);
        let failed = |error| Refusal::disk(path, error);
        match fs::symlink_metadata(&place) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Found::Absent),
            Err(error) => Err(failed(error)),
            Ok(about) if about.is_symlink() => Ok(Found::Blocked(format!("`{path}` is a link"))),
            Ok(about) if !about.is_file() => Ok(Found::Blocked(format!("`{path}` is no file"))),
            Ok(about) => {
                let bytes = fs::read(&place).map_err(failed)?;
                let hash = blake3(&bytes);
                Ok(Found::File(Content { bytes, hash, executable: is_executable(&about.permissions()) }))
            }
        }
    }
}

fn case(folder: &str, other: &str) -> String {
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    format!("`{folder}{other}` is there, which differs in case only")
}

#[cfg(unix)]
fn is_executable(permissions: &Permissions) -> bool {
    use std::os::unix::fs::PermissionsExt;
    permissions.mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Permissions) -> bool {
    false
}

/// The folders above a path that are not there yet, from the outermost.
pub(super) fn missing_folders(root: &Path, path: &str) -> Vec<String> {
    folders(path).filter(|folder| !place(root, folder).is_dir()).map(str::to_owned).collect()
}
