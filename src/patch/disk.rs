//! What is done to a disk, one step at a time.
//!
//! In: paths and bytes. Out: files. Everything that changes anything goes through [`Disk`], so that a test can stop the program
//! after each step in turn.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

/// The steps.
pub(super) trait Disk {
    /// Makes a folder; it may be there.
    fn folder(&self, path: &Path) -> Result<(), Error>;
    /// Writes a new file.
    fn write(&self, path: &Path, bytes: &[u8], permissions: Option<Permissions>) -> Result<(), Error>;
    /// Moves a file or folder.
    fn rename(&self, from: &Path, to: &Path) -> Result<(), Error>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> Result<(), Error>;
    /// Removes an empty folder.
    fn remove_folder(&self, path: &Path) -> Result<(), Error>;
    /// Waits until files and folders are safe.
    fn sync(&self, paths: &[PathBuf]) -> Result<(), Error>;
}

/// The disk of this machine.
pub(super) struct Real;

impl Disk for Real {
    fn folder(&self, path: &Path) -> Result<(), Error> {
        match fs::create_dir(path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            done => done,
        }
    }

    fn write(&self, path: &Path, bytes: &[u8], permissions: Option<Permissions>) -> Result<(), Error> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        permissions.map_or(Ok(()), |permissions| file.set_permissions(permissions))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), Error> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> Result<(), Error> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> Result<(), Error> {
        fs::remove_dir(path)
    }

    fn sync(&self, paths: &[PathBuf]) -> Result<(), Error> {
        // Together they wait about as long as one of them.
        paths.par_iter().try_for_each(|path| {
            // Not every system opens folders; there, a folder is as safe as it gets.
            if path.is_dir() && !cfg!(unix) { Ok(()) } else { File::open(path)?.sync_all() }
        })
    }
}

/// Removes a folder and all that is in it, where it is there. Links are removed, never followed.
pub(super) fn remove_all(disk: &dyn Disk, folder: &Path) -> Result<(), Error> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() { remove_all(disk, &entry.path())? } else { disk.remove(&entry.path())? }
    }
    disk.remove_folder(folder)
}
