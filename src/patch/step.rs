//! A patch: one step for each file, and the lock file that holds afterwards.
//!
//! In: nothing; values. Out: what a step does and why, and the whole as a unified diff. Each step says what must stand there before,
//! *nothing* included, so that a patch does exactly what it says or nothing.

use std::collections::BTreeMap;

use super::lock::{Holder, Lock};
use super::merge::Overlap;
use super::tree::Content;
use super::unified::{Side, unified};
use crate::digest::blake3;

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Something stands against it: the whole patch is not applied.
    Conflict,
    /// A file goes.
    Delete,
    /// A file becomes another.
    Change,
    /// A file comes.
    Create,
    /// A file stays as it is.
    Keep,
}

impl Kind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Conflict => "conflict",
            Kind::Delete => "delete",
            Kind::Change => "change",
            Kind::Create => "create",
            Kind::Keep => "keep",
        }
    }
}

/// Why a step does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It was not there.
    New,
    /// It was removed by hand, and is generated.
    Missing,
    /// What is generated has changed.
    Changed,
    /// What was done by hand is given up, as asked.
    Discarded,
    /// What was done by hand and what is generated are merged.
    Merged,
    /// Nothing generates it any more, and nobody touched it.
    Stale,
    /// It is what is generated.
    Same,
    /// It was written once and is the user's.
    Scaffold,
    /// The user took it over.
    Adopted,
    /// It is immutable.
    Appended,
    /// Nothing generates it any more, but it is the user's.
    Left,
    /// It was edited.
    Edited,
    /// Nothing generates it any more, but it was edited.
    StaleEdited,
    /// It is there, and we did not write it.
    Foreign,
    /// Hand and generator changed the same lines.
    Overlaps(Vec<Overlap>),
    /// Merging is not possible: it is no text, or what was generated is lost.
    Unmergeable(&'static str),
    /// It is immutable, and something else is generated.
    Rewritten,
    /// It is immutable, and was edited.
    AppendEdited,
    /// It was edited, and is immutable as it stands, as asked.
    AppendAdopted,
    /// Something that we do not touch is in the way.
    Blocked(String),
}

impl Why {
    /// The reason in words, behind the path.
    pub fn words(&self) -> String {
        let words = match self {
            Why::New => "new",
            Why::Missing => "was removed by hand, and is written again",
            Why::Changed => "what is generated has changed",
            Why::Discarded => "what was done by hand is given up, as asked",
            Why::Merged => "what was done by hand and what is generated are merged",
            Why::Stale => "nothing generates it any more",
            Why::Same => "as it is",
            Why::Scaffold => "written once, and yours",
            Why::Adopted => "taken over by you",
            Why::Appended => "never changed once it is written",
            Why::Left => "nothing generates it any more, but it is yours",
            Why::Edited => "was edited by hand",
            Why::StaleEdited => "nothing generates it any more, but it was edited by hand",
            Why::Foreign => "is there, and was not written by us",
            Why::Overlaps(_) => "hand and generator changed the same lines",
            Why::Unmergeable(why) => why,
            Why::Rewritten => "is never changed once it is written, but something else is generated now",
            Why::AppendEdited => "is never changed once it is written, but was edited by hand",
            Why::AppendAdopted => "is never changed again, as it stands",
            Why::Blocked(why) => why,
        };
        words.to_owned()
    }

    /// The one word for programs.
    pub fn name(&self) -> &'static str {
        match self {
            Why::New => "new",
            Why::Missing => "missing",
            Why::Changed => "changed",
            Why::Discarded => "discarded",
            Why::Merged => "merged",
            Why::Stale => "stale",
            Why::Same => "same",
            Why::Scaffold => "scaffold",
            Why::Adopted => "adopted",
            Why::Appended => "appended",
            Why::Left => "left",
            Why::Edited => "edited",
            Why::StaleEdited => "stale-edited",
            Why::Foreign => "foreign",
            Why::Overlaps(_) => "overlaps",
            Why::Unmergeable(_) => "unmergeable",
            Why::Rewritten => "rewritten",
            Why::AppendEdited => "append-edited",
            Why::AppendAdopted => "append-adopted",
            Why::Blocked(_) => "blocked",
        }
    }
}

/// What is done with one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The path below the root.
    pub path: String,
    /// What is done.
    pub kind: Kind,
    /// Why.
    pub why: Why,
    /// Whom the file belongs to afterwards, or belonged to.
    pub holder: Holder,
    /// The hash of what must stand there before; nothing must stand there where there is none.
    pub before: Option<String>,
    /// The hash of what stands there afterwards.
    pub after: Option<String>,
    /// What stands there now, where it is not what stands there afterwards.
    pub old: Option<Content>,
    /// The declarations behind it, by name.
    pub because: Vec<String>,
}

impl Step {
    /// Whether it touches the tree.
    pub fn writes(&self) -> bool {
        matches!(self.kind, Kind::Create | Kind::Change | Kind::Delete)
    }
}

/// All steps from a tree to another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// The steps by path.
    pub steps: Vec<Step>,
    /// The hash of the lock file that holds before, where there is one.
    pub lock_before: Option<String>,
    /// The lock file that holds afterwards.
    pub lock: Lock,
    /// Texts by their hash: of files that are written, and of what was generated, for merges to come.
    pub texts: BTreeMap<String, String>,
}

impl Patch {
    /// The steps of a kind.
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(move |step| step.kind == kind)
    }

    /// How many steps are in conflict.
    pub fn conflicts(&self) -> usize {
        self.of(Kind::Conflict).count()
    }

    /// Whether there is nothing to do, in the tree or in the lock file.
    pub fn is_empty(&self) -> bool {
        let same_lock = || self.lock_before.as_ref() == Some(&blake3(self.lock.text().as_bytes()));
        self.texts.is_empty() && self.steps.iter().all(|step| step.kind == Kind::Keep) && same_lock()
    }

    /// The patch as `git apply` takes it. Conflicts are not in it.
    pub fn unified(&self) -> Vec<u8> {
        let mut out = Vec::new();
        for step in self.steps.iter().filter(|step| step.writes()) {
            out.extend(self.shown(step));
        }
        out
    }

    /// The patch of one step. Of a conflict it shows what stands there against what is generated.
    pub fn shown(&self, step: &Step) -> Vec<u8> {
        let executable = step.old.as_ref().is_some_and(|old| old.executable);
        let before = step.old.as_ref().map(|old| Side { bytes: &old.bytes, executable });
        let text = step.after.as_ref().and_then(|hash| self.texts.get(hash));
        unified(&step.path, before, text.map(|text| Side { bytes: text.as_bytes(), executable }))
    }
}
