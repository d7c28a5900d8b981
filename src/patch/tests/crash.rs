//! The program ended at each step in turn: afterwards there is always the old tree or the new one.
//!
//! A process of its own is made for each end: the test binary runs itself with the test [`a_run_that_is_ended`], which applies and
//! aborts. Nothing of this is in the program itself.

use std::cell::Cell;
use std::fs::{self, Permissions};
use std::io::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::disk::{Disk, Real};
use super::super::{Project, Refusal, Resolution};
use super::law::cases;
use super::{Root, Tree, apply_on, of, tree, unit};
use crate::unit::{Owner, Unit};

/// What happens when the steps are used up.
#[derive(Clone, Copy)]
pub(super) enum End {
    /// The process is gone.
    Abort,
    /// No step works any more: to the tree, this is the same.
    Deaf,
}

/// A disk that takes so many steps. The last one is done by half, where that is possible.
pub(super) struct Counted {
    left: Cell<usize>,
    end: End,
}

impl Counted {
    pub(super) fn new(steps: usize, end: End) -> Counted {
        Counted { left: Cell::new(steps), end }
    }

    fn step(&self) -> Result<(), Error> {
        match (self.left.get(), self.end) {
            (0, End::Abort) => std::process::abort(),
            (0, End::Deaf) => return Err(Error::other("ended")),
            (left, _) => self.left.set(left - 1),
        }
        Ok(())
    }
}

impl Disk for Counted {
    fn folder(&self, path: &Path) -> Result<(), Error> {
        self.step()?;
        Real.folder(path)
    }
    fn write(&self, path: &Path, bytes: &[u8], permissions: Option<Permissions>) -> Result<(), Error> {
        if self.left.get() == 0 {
            let _ = Real.write(path, bytes.get(..bytes.len() / 2).unwrap_or_default(), None);
        }
        self.step()?;
        Real.write(path, bytes, permissions)
    }
    fn rename(&self, from: &Path, to: &Path) -> Result<(), Error> {
        self.step()?;
        Real.rename(from, to)
    }
    fn remove(&self, path: &Path) -> Result<(), Error> {
        self.step()?;
        Real.remove(path)
    }
    fn remove_folder(&self, path: &Path) -> Result<(), Error> {
        self.step()?;
        Real.remove_folder(path)
    }
    fn sync(&self, _: &[PathBuf]) -> Result<(), Error> {
        self.step()
    }
}

/// The old and the new set: of 50 files, some come, some go, most change.
fn old() -> Vec<Unit> {
    (0..45).map(|at| unit(&format!("src/d{}/f{at}", at % 7), &format!("old {at}\n"))).collect()
}

fn new() -> Vec<Unit> {
    let mut units: Vec<Unit> =
        (10..55).map(|at| unit(&format!("src/d{}/f{at}", at % 7), &format!("new {at}\n"))).collect();
    units.extend((0..5).map(|at| of(Owner::Append, &format!("made/here/{at}"), "1\n")));
    units
}

const ROOT: &str = "CONTRACT_TEST_ROOT";
const STEPS: &str = "CONTRACT_TEST_STEPS";
const WORK: &str = "CONTRACT_TEST_WORK";

/// Does nothing unless it is run by the tests below.
#[test]
fn a_run_that_is_ended() {
    let given = |name| std::env::var(name).ok();
    let (Some(root), Some(steps), Some(work)) = (given(ROOT), given(STEPS), given(WORK)) else { return };
    let disk = Box::new(Counted::new(steps.parse().expect("a number"), End::Abort));
    match work.as_str() {
        "undo" => _ = Project::open_on(Path::new(&root), disk).and_then(|mut project| project.undo()).expect("undone"),
        _ => apply_on(Path::new(&root), disk, &new(), &Resolution::default()).expect("applied"),
    }
}

/// Whether a run in a process of its own came to its end before its steps were used up.
fn ended(root: &Path, steps: usize, work: &str) -> bool {
    let test = "patch::tests::crash::a_run_that_is_ended";
    let run = Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", test, "--quiet"])
        .envs([(ROOT, root.to_string_lossy().as_ref()), (STEPS, &steps.to_string()), (WORK, work)])
        .output()
        .expect("it runs");
    run.status.success()
}

/// A copy of a folder.
fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a kind").is_dir() {
            fs::create_dir(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file");
        }
    }
}

struct Ends {
    first: Root,
    before: (Tree, Option<String>),
    after: (Tree, Option<String>),
}

fn state(root: &Path) -> (Tree, Option<String>) {
    (tree(root), fs::read_to_string(root.join(".contract/lock.json")).ok())
}

/// A folder to begin with, and the two states that may be found.
fn ends(work: &str, fresh: bool) -> Ends {
    let first = Root::new();
    first.write("src/d1/mine", "mine");
    if !fresh {
        first.apply(&old());
    }
    let (before, last) = (state(first.path()), Root::new());
    copy(first.path(), last.path());
    last.apply(&new());
    let after = state(last.path());
    if work == "undo" { Ends { first: last, before: after, after: before } } else { Ends { first, before, after } }
}

impl Ends {
    /// Checks a folder after a run; whether it is the new state.
    fn check(&self, root: &Path, steps: usize) -> bool {
        let project = Project::open(root).unwrap_or_else(|error| panic!("after {steps} steps: {error}"));
        let found = state(root);
        assert!(
            found == self.before || found == self.after,
            "after {steps} steps: neither the old tree nor the new one"
        );
        let left: Vec<_> =
            [".contract/txn", ".contract/rescued"].iter().filter(|name| root.join(name).exists()).collect();
        assert!(left.is_empty(), "after {steps} steps: {left:?}");
        let recovered = project.recovered().is_none_or(|own| own.rescued.is_empty());
        assert!(recovered, "after {steps} steps: nothing had to be rescued");
        found == self.after
    }
}

/// Each end in turn, or each of so many; gives how many there were.
fn every_end(work: &str, fresh: bool, each: usize) -> usize {
    let ends = ends(work, fresh);
    let (mut steps, mut was_new) = (0, false);
    loop {
        let root = Root::new();
        copy(ends.first.path(), root.path());
        let done = ended(root.path(), steps, work);
        let is_new = ends.check(root.path(), steps);
        assert!(is_new || !was_new, "after {steps} steps: old again");
        was_new = is_new;
        if done {
            assert!(is_new);
            return steps;
        }
        // It can be done again, and is done then.
        if steps.is_multiple_of(10) && work == "apply" {
            apply_on(root.path(), Box::new(Real), &new(), &Resolution::default()).expect("applied");
            assert_eq!(state(root.path()), ends.after);
        }
        // A process takes its time.
        steps += if std::env::var_os("FULL").is_some() { 1 } else { each };
    }
}

#[test]
fn an_apply_that_is_killed_leaves_the_old_tree_or_the_new_one() {
    let steps = every_end("apply", false, 1);
    assert!(steps > 200, "{steps} steps");
}

#[test]
fn a_first_apply_that_is_killed_leaves_the_old_tree_or_the_new_one() {
    every_end("apply", true, 5);
}

#[test]
fn an_undo_that_is_killed_leaves_the_old_tree_or_the_new_one() {
    every_end("undo", false, 5);
}

/// One after another: a run ended at each step, then its recovery ended at each step, in this process.
#[test]
fn a_recovery_that_is_ended_is_done_again() {
    for work in ["apply", "undo"] {
        let ends = ends(work, false);
        let run = |root: &Path, steps: usize| {
            let disk = Box::new(Counted::new(steps, End::Deaf));
            match work {
                "undo" => Project::open_on(root, disk).and_then(|mut project| project.undo().map(|_| ())),
                _ => apply_on(root, disk, &new(), &Resolution::default()),
            }
        };
        let mut steps = 60;
        loop {
            let root = Root::new();
            copy(ends.first.path(), root.path());
            let done = run(root.path(), steps).is_ok();
            // The recoveries get a little further each time.
            for more in (0..).step_by(7) {
                match Project::open_on(root.path(), Box::new(Counted::new(more, End::Deaf))) {
                    Err(Refusal::Disk(..)) => {}
                    Err(error) => panic!("{error}"),
                    Ok(_) => break,
                }
            }
            ends.check(root.path(), steps);
            if done {
                break;
            }
            steps += (4000 / cases(400)).max(1);
        }
    }
}

#[test]
fn what_was_saved_after_the_end_is_kept() {
    let ends = ends("apply", false);
    for steps in [170, 200, 230] {
        let root = Root::new();
        copy(ends.first.path(), root.path());
        let done = apply_on(root.path(), Box::new(Counted::new(steps, End::Deaf)), &new(), &Resolution::default());
        assert!(done.is_err());
        for at in 0..55 {
            root.write(&format!("src/d{}/f{at}", at % 7), format!("mine {at}\n"));
        }
        let project = root.open();
        let recovered = project.recovered().expect("recovered");
        assert!(!recovered.is_new);
        for at in 0..55 {
            assert_eq!(root.read(&format!("src/d{}/f{at}", at % 7)), format!("mine {at}\n"));
        }
        for (_, place) in &recovered.rescued {
            assert!(root.read(place).starts_with("old "));
        }
    }
}
