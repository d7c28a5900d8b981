//! Files written so that nobody ever sees half of one.
//!
//! In: paths and texts. Out: the files, or an error and everything as it was. A file is written beside its target and
//! then moved there; links are followed, permissions kept. Never decides whether a file may be written.

use std::fmt::{Display, Formatter};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::diag::render::clean;

/// Writes one file.
pub fn write(path: &Path, text: &str) -> Result<(), Error> {
    let target = target(path);
    synced(stage(&target, text.as_bytes())?)?.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Why files were not written.
#[derive(Debug)]
pub struct Unwritten {
    /// The file that could not be written.
    pub path: PathBuf,
    /// Why.
    pub error: Error,
    /// Files that were written before and could not be taken back.
    pub left: Vec<PathBuf>,
}

impl Display for Unwritten {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        let shown = |path: &Path| format!("`{}`", clean(&path.to_string_lossy()));
        write!(out, "{} cannot be written: {}; ", shown(&self.path), self.error)?;
        match self.left.as_slice() {
            [] => out.write_str("nothing was changed"),
            left => {
                let left: Vec<String> = left.iter().map(|path| shown(path)).collect();
                write!(out, "changed, and not to be taken back: {}", left.join(", "))
            }
        }
    }
}

/// A file that waits to be moved to its target.
struct Staged {
    target: PathBuf,
    new: NamedTempFile,
    /// What stands there, to be moved back; none where the file is new.
    old: Option<NamedTempFile>,
}

impl Staged {
    fn of(target: PathBuf, text: &str) -> Result<Staged, Error> {
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder)?;
        }
        if target.is_dir() {
            return Err(Error::from(ErrorKind::IsADirectory));
        }
        let new = synced(stage(&target, text.as_bytes())?)?;
        let old = match std::fs::read(&target) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            old => Some(stage(&target, &old?)?),
        };
        Ok(Staged { target, new, old })
    }
}

/// Writes all files or none: every one is written beside its target before the first is moved there. Should a move fail
/// then, those before it are taken back.
pub fn write_all(files: &[(PathBuf, String)]) -> Result<(), Unwritten> {
    let mut staged = Vec::new();
    for (path, text) in files {
        let at = |error| Unwritten { path: path.clone(), error, left: Vec::new() };
        staged.push((path, Staged::of(target(path), text).map_err(at)?));
    }
    let mut done: Vec<(PathBuf, Option<NamedTempFile>)> = Vec::new();
    for (path, Staged { target, new, old }) in staged {
        match new.persist(&target) {
            Ok(_) => done.push((target, old)),
            Err(error) => {
                let back = done.into_iter().filter_map(|(target, old)| {
                    let back = match old {
                        Some(old) => old.persist(&target).map(drop).map_err(|error| error.error),
                        None => std::fs::remove_file(&target),
                    };
                    back.is_err().then_some(target)
                });
                return Err(Unwritten { path: path.clone(), error: error.error, left: back.collect() });
            }
        }
    }
    Ok(())
}

/// The file that a path leads to.
fn target(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// A file of this content, under a name of its own, in the folder of its target.
fn stage(target: &Path, text: &[u8]) -> Result<NamedTempFile, Error> {
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let before = std::fs::metadata(target).ok();
    if before.as_ref().is_some_and(|about| about.permissions().readonly()) {
        return Err(Error::new(ErrorKind::PermissionDenied, "the file is read-only"));
    }
    let mut builder = Builder::new();
    builder.prefix(".contract-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    // The error of the library names the file beside the target, which nobody knows of.
    let mut file = builder.tempfile_in(folder).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::new(ErrorKind::NotFound, "there is no such folder"),
        kind => Error::from(kind),
    })?;
    file.write_all(text)?;
    if let Some(about) = before {
        file.as_file().set_permissions(about.permissions())?;
    }
    Ok(file)
}

/// A file whose content is on the disk before it is moved to its target. What is only there to be moved back need not be.
fn synced(file: NamedTempFile) -> Result<NamedTempFile, Error> {
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_over_comes_back_where_a_later_file_fails() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("old"), "as it was").unwrap();
        // The last one makes a folder of the one before it, which is found out only when that is moved there.
        let files = ["old", "new", "both", "both/inside"].map(|name| (at(name), "changed".to_owned()));
        let failed = write_all(&files).unwrap_err();
        assert_eq!((failed.path.clone(), failed.left.clone()), (at("both"), Vec::<PathBuf>::new()));
        assert!(failed.to_string().ends_with("; nothing was changed"), "{failed}");
        assert_eq!(std::fs::read_to_string(at("old")).unwrap(), "as it was");
        assert!(!at("new").exists() && std::fs::read_dir(folder.path()).unwrap().count() == 2);
        write_all(&files[..3]).unwrap_err();
        std::fs::remove_dir_all(at("both")).unwrap();
        write_all(&files[..3]).unwrap();
        assert_eq!(["old", "new", "both"].map(|name| std::fs::read_to_string(at(name)).unwrap()), ["changed"; 3]);
    }
}
