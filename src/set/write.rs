//! Files written so that nobody ever sees half of one.
//!
//! In: paths and texts. Out: the files, or an error and everything as it was. A file is written beside its target and
//! then moved there; links are followed, permissions kept. Never decides whether a file may be written.

use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

/// Writes one file.
pub fn write(path: &Path, text: &str) -> Result<(), Error> {
    let target = target(path);
    stage(&target, text)?.persist(&target).map_err(|error| error.error)?;
    Ok(())
}

/// Writes all files or none: every one is written beside its target before the first is moved there. Should a move fail
/// then, files that are new are removed again.
pub fn write_all(files: &[(PathBuf, String)]) -> Result<(), (PathBuf, Error)> {
    let mut staged = Vec::new();
    for (path, text) in files {
        let at = |error| (path.clone(), error);
        let target = target(path);
        if let Some(folder) = target.parent() {
            std::fs::create_dir_all(folder).map_err(at)?;
        }
        if target.is_dir() {
            return Err(at(Error::from(ErrorKind::IsADirectory)));
        }
        staged.push((path, target.exists(), stage(&target, text).map_err(at)?, target));
    }
    let mut new = Vec::new();
    for (path, existed, file, target) in staged {
        if let Err(error) = file.persist(&target) {
            for path in new {
                let _ = std::fs::remove_file(path);
            }
            return Err((path.clone(), error.error));
        }
        if !existed {
            new.push(target);
        }
    }
    Ok(())
}

/// The file that a path leads to.
fn target(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

/// The new file, under a name of its own, in the folder of its target.
fn stage(target: &Path, text: &str) -> Result<NamedTempFile, Error> {
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
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Some(about) = before {
        file.as_file().set_permissions(about.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}
