//! A folder of its own, files that a stack might make, and what becomes of them.

mod crash;
mod git;
mod guards;
mod law;
mod seen;
mod steps;
mod undo;
mod ways;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::disk::{Disk, Real};
use super::{Ejected, Kind, Patch, Project, Refusal, Resolution, Wanted};
use crate::unit::{Origin, Owner, Stamp, Unit};

/// The files below a folder, without those of our own.
type Tree = BTreeMap<String, Vec<u8>>;

struct Root(TempDir);

impl Root {
    fn new() -> Root {
        // In memory, where there is a place for it: thousands of trees are written.
        let memory = Path::new("/dev/shm");
        let made = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() };
        Root(made.expect("a folder"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn at(&self, path: &str) -> PathBuf {
        self.path().join(path)
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.at(path)).expect("it goes");
    }

    fn tree(&self) -> Tree {
        tree(self.path())
    }

    fn open(&self) -> Project {
        Project::open(self.path()).expect("it opens")
    }

    fn compare(&self, units: &[Unit], ways: &Resolution) -> Result<Patch, Refusal> {
        self.open().compare(wanted(units, &stamp(units)), ways)
    }

    /// The one step of a path.
    fn step(&self, units: &[Unit], ways: &Resolution, path: &str) -> Option<(Kind, String)> {
        let patch = self.compare(units, ways).expect("compared");
        patch.steps.iter().find(|step| step.path == path).map(|step| (step.kind, step.why.name().to_owned()))
    }

    fn apply_with(&self, units: &[Unit], ways: &Resolution) -> Result<(), Refusal> {
        apply_on(self.path(), Box::new(Real), units, ways)
    }

    fn apply(&self, units: &[Unit]) {
        self.apply_with(units, &Resolution::default()).expect("applied");
        assert!(self.compare(units, &Resolution::default()).expect("compared").is_empty(), "a second run is empty");
    }

    /// All bytes of the folder, our own included, in one heap.
    fn everything(&self) -> Vec<u8> {
        let mut all = Vec::new();
        heap(self.path(), &mut all);
        all
    }
}

fn apply_on(root: &Path, disk: Box<dyn Disk>, units: &[Unit], ways: &Resolution) -> Result<(), Refusal> {
    let mut project = Project::open_on(root, disk)?;
    let patch = project.compare(wanted(units, &stamp(units)), ways)?;
    project.apply(&patch)
}

fn heap(folder: &Path, all: &mut Vec<u8>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let kind = entry.file_type().expect("a kind");
        if kind.is_dir() {
            heap(&entry.path(), all);
        } else if kind.is_file() {
            all.extend(fs::read(entry.path()).expect("a file"));
            all.push(b'\n');
        }
    }
}

fn tree(root: &Path) -> Tree {
    fn collect(root: &Path, folder: &Path, all: &mut Tree) {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            let name = path.strip_prefix(root).expect("below").to_string_lossy().into_owned();
            if name == ".contract" || name == ".git" {
                continue;
            }
            match entry.file_type().expect("a kind") {
                kind if kind.is_symlink() => _ = all.insert(name, b"(a link)".to_vec()),
                kind if kind.is_dir() => {
                    // An empty folder counts: nothing may be left behind.
                    if fs::read_dir(&path).expect("a folder").next().is_none() {
                        all.insert(format!("{name}/"), Vec::new());
                    }
                    collect(root, &path, all);
                }
                _ => _ = all.insert(name, fs::read(&path).expect("a file")),
            }
        }
    }
    let mut all = Tree::new();
    collect(root, root, &mut all);
    all
}

fn unit(path: &str, text: &str) -> Unit {
    of(Owner::Generated, path, text)
}

fn of(owner: Owner, path: &str, text: &str) -> Unit {
    let last = u32::try_from(text.lines().count().max(1)).expect("few");
    let origins = vec![Origin { first: 1, last, declaration: format!("x/{path}") }];
    Unit { path: path.to_owned(), text: text.to_owned(), owner, origins }
}

fn stamp(units: &[Unit]) -> Stamp {
    let all: String = units.iter().map(|unit| unit.text.as_str()).collect();
    Stamp { stack: "plain".into(), contract_hash: super::blake3(all.as_bytes()), ir_hash: "1".into() }
}

fn wanted<'a>(units: &'a [Unit], stamp: &'a Stamp) -> Wanted<'a> {
    const NONE: &[Ejected] = &[];
    Wanted { units, stamp, ejected: NONE }
}

fn names(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

fn discard(paths: &[&str]) -> Resolution {
    Resolution { discard: names(paths), ..Resolution::default() }
}

fn adopt(paths: &[&str]) -> Resolution {
    Resolution { adopt: names(paths), ..Resolution::default() }
}

fn merging(paths: &[&str]) -> Resolution {
    Resolution { merge: names(paths), ..Resolution::default() }
}
