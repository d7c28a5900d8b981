//! A folder with generated files, held while a run is at work.
//!
//! In: a root. Out: the lock file as it was read, and what can be asked and done. Whoever opens a project after a run that was broken
//! off brings it into order first. Nothing is written by asking.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::time::{Duration, Instant};

use super::compare::{Wanted, compare};
use super::disk::{Disk, Real};
use super::drift::{Drift, drift};
use super::lock::Standing;
use super::resolve::Resolution;
use super::store::Store;
use super::trace::{Because, Place, places, why};
use super::transaction::{settle, verify};
use super::{Ejected, Kind, Lock, Patch, Refusal, apply, recover, seen, undo};
use crate::unit::Unit;

/// How long another run is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

/// What was brought into order when a project was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// Whether the tree is the new one; else it is the old one.
    pub is_new: bool,
    /// Files that could not be put back because others stand there by now, and where they are.
    pub rescued: Vec<(String, String)>,
}

/// A folder with generated files. No other run gets at it as long as this lives.
pub struct Project {
    store: Store,
    disk: Box<dyn Disk>,
    lock: Option<Standing>,
    busy: Option<File>,
    recovered: Option<Recovered>,
}

impl Project {
    /// Opens a folder; it need not be there yet.
    pub fn open(root: &Path) -> Result<Project, Refusal> {
        Project::open_on(root, Box::new(Real))
    }

    /// Opens a folder on a disk.
    pub(super) fn open_on(root: &Path, disk: Box<dyn Disk>) -> Result<Project, Refusal> {
        // The root is what the user named: links are followed here, and nowhere below.
        let root = match root.canonicalize() {
            Ok(root) if root.is_dir() => root,
            Ok(_) => return Err(Refusal::disk("", ErrorKind::NotADirectory.into())),
            Err(error) if error.kind() == ErrorKind::NotFound => root.to_path_buf(),
            Err(error) => return Err(Refusal::disk("", error)),
        };
        let mut project = Project { store: Store::new(&root), disk, lock: None, busy: None, recovered: None };
        if fs::symlink_metadata(project.store.at("")).is_ok() {
            project.hold()?;
            project.read()?;
        }
        Ok(project)
    }

    /// Brings the tree into order and reads the lock file.
    fn read(&mut self) -> Result<(), Refusal> {
        self.recovered = recover::recover(&self.store, self.disk.as_ref())?;
        self.lock = self.read_lock()?;
        Ok(())
    }

    /// What was brought into order when it was opened.
    pub fn recovered(&self) -> Option<&Recovered> {
        self.recovered.as_ref()
    }

    /// The lock file.
    pub fn lock(&self) -> Option<&Lock> {
        self.lock.as_ref().map(|own| &own.lock)
    }

    /// The operations that were handed over.
    pub fn ejected(&self) -> &[Ejected] {
        self.lock().map_or(&[], |lock| &lock.ejected)
    }

    /// The patch that makes the tree what is wanted.
    pub fn compare(&self, wanted: Wanted, resolution: &Resolution) -> Result<Patch, Refusal> {
        compare(&self.store, self.lock.as_ref(), wanted, resolution)
    }

    /// Refuses a patch that was made for another tree, be it in a file that stays as it is.
    pub fn holds(&self, patch: &Patch) -> Result<(), Refusal> {
        self.has_lock_of(patch)?;
        let conflict = |kind| kind == Kind::Conflict;
        let steps = patch.steps.iter().filter(|step| !conflict(step.kind));
        verify(&self.store, steps.map(|step| (step.path.as_str(), step.before.as_deref())))
    }

    fn has_lock_of(&self, patch: &Patch) -> Result<(), Refusal> {
        if self.lock.as_ref().map(|own| &own.hash) == patch.lock_before.as_ref() {
            return Ok(());
        }
        Err(Refusal::Moved(vec![(".contract/lock.json".into(), "is not what it was when the patch was made".into())]))
    }

    /// Applies a patch whole or not at all.
    pub fn apply(&mut self, patch: &Patch) -> Result<(), Refusal> {
        let conflicts = patch.conflicts();
        if conflicts > 0 {
            return Err(Refusal::Conflicts(conflicts));
        }
        if self.busy.is_none() {
            // There was nothing to hold when it was opened; somebody may have been here since.
            self.hold()?;
            self.read()?;
        }
        self.has_lock_of(patch)?;
        if patch.is_empty() {
            return Ok(());
        }
        let after = Standing::of(patch.lock.clone());
        apply::apply(&self.store, self.disk.as_ref(), patch, (self.lock.as_ref(), &after))?;
        self.lock = Some(after);
        Ok(())
    }

    /// Keeps in mind that the project is what this key makes: a key for all that it was made from, the tool among it.
    pub fn remember(&self, key: &str) {
        if let Some(own) = &self.lock {
            seen::remember(&self.store, self.disk.as_ref(), key, &own.text);
        }
    }

    /// Whether the project is what this key makes, for certain: it was so once, and no file of ours was touched since.
    pub fn is_settled(&self, key: &str) -> bool {
        self.lock.as_ref().is_some_and(|lock| seen::is_settled(&self.store, key, lock))
    }

    /// The migrations that would go with the last apply: they may have run by now.
    pub fn undoes(&self) -> Result<Vec<String>, Refusal> {
        self.lock().map_or(Ok(Vec::new()), |lock| undo::immutable(&self.store, lock))
    }

    /// Takes the last apply back; gives what became of each file, by path.
    pub fn undo(&mut self) -> Result<Vec<(String, Kind)>, Refusal> {
        let done = undo::undo(&self.store, self.disk.as_ref(), self.lock.as_ref())?;
        self.lock = self.read_lock()?;
        Ok(done)
    }

    /// What happened to the tree since we wrote it; with the wanted files, also what is stale.
    pub fn drift(&self, wanted: Option<&[Unit]>) -> Result<Vec<Drift>, Refusal> {
        self.lock().map_or(Ok(Vec::new()), |lock| drift(&self.store, lock, wanted))
    }

    /// Why a line of a file is as it is; none where the file is none that we know.
    pub fn why(&self, path: &str, line: u32) -> Option<Because> {
        why(&self.store, self.lock()?, path, line)
    }

    /// Where a declaration went, named whole or by its last part.
    pub fn places(&self, declaration: &str) -> Vec<Place> {
        self.lock().map_or(Vec::new(), |lock| places(lock, declaration))
    }

    /// Keeps others away.
    fn hold(&mut self) -> Result<(), Refusal> {
        if self.busy.is_some() {
            return Ok(());
        }
        self.has_no_links()?;
        settle(&self.store, self.disk.as_ref()).or_else(|refusal| match refusal {
            // Asking is possible where nothing can be written.
            Refusal::Disk(_, error) if is_read_only(&error) => Ok(()),
            refusal => Err(refusal),
        })?;
        let file = match OpenOptions::new().create(true).append(true).open(self.store.at("busy")) {
            Err(error) if is_read_only(&error) => return Ok(()),
            file => file.map_err(|error| Refusal::disk(".contract/busy", error))?,
        };
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                // One that is about to end is waited for.
                Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => std::thread::sleep(PATIENCE / 100),
                Err(TryLockError::WouldBlock) => return Err(Refusal::Busy),
                Err(TryLockError::Error(error)) => return Err(Refusal::disk(".contract/busy", error)),
            }
        }
        self.busy = Some(file);
        Ok(())
    }

    /// Our own folder must be ours: nothing in it may lead elsewhere.
    fn has_no_links(&self) -> Result<(), Refusal> {
        let names = [
            "",
            "lock.json",
            "busy",
            "seen",
            "base",
            "undo",
            "rescued",
            "txn",
            "txn/new",
            "txn/was",
            "txn/blob",
            "txn/base",
        ];
        let bases = fs::read_dir(self.store.at("base")).into_iter().flatten().flatten();
        let bases =
            bases.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_symlink())).map(|entry| entry.path());
        let first =
            names.map(|name| self.store.at(name)).into_iter().filter(|path| path.is_symlink()).chain(bases).next();
        first.map_or(Ok(()), |path| {
            let path = path.strip_prefix(self.store.root()).unwrap_or(&path).to_string_lossy().into_owned();
            Err(Refusal::Unreadable(path, "it is a link".into()))
        })
    }

    /// The hashes of the generated texts that are kept.
    #[cfg(test)]
    pub(super) fn store_bases(&self) -> Vec<String> {
        self.store.bases()
    }

    fn read_lock(&self) -> Result<Option<Standing>, Refusal> {
        let unreadable = |why: String| Refusal::Unreadable(".contract/lock.json".into(), why);
        match fs::read_to_string(self.store.lock()) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(error.to_string())),
            Ok(text) => Standing::read(text).map(Some).map_err(unreadable),
        }
    }
}

fn is_read_only(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}
