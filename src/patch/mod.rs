//! From the files that a stack makes to the files of a project: what differs, the patch that makes it the same, and the patch applied
//! and taken back, without ever losing a byte that a person wrote.
//!
//! ```text
//!  units ─┐
//!         ├─ compare ──► Patch ──► unified diff
//!  root  ─┘                 └────► apply ──► root, lock file, undo record ──► undo
//! ```
//!
//! In: [`Unit`](crate::unit::Unit)s, a folder with its lock file. Out: values that say what would be done or was found; files. Text in,
//! text out: knows nothing of contracts, stacks or the command line, and prints nothing. The lock file is written last: who finds
//! it finds the tree that it speaks of, and what was broken off before is taken back by whoever comes next.

mod apply;
mod blob;
mod compare;
mod decide;
mod disk;
mod drift;
mod eject;
mod form;
mod lock;
mod merge;
mod path;
mod project;
mod recover;
mod resolve;
mod seen;
mod step;
mod store;
mod trace;
mod transaction;
mod tree;
mod undo;
mod unified;

#[cfg(test)]
mod tests;

use std::fmt::{self, Display};
use std::io::Error;

pub use crate::digest::blake3;
pub use compare::Wanted;
pub use drift::{Drift, Drifted};
pub use eject::{Behind, behind, eject};
pub use form::read as read_form;
pub use lock::{Ejected, Entry, Holder, Lock};
pub use merge::Overlap;
pub use path::clash;
pub use project::{Project, Recovered};
pub use resolve::{How, Resolution};
pub use step::{Kind, Patch, Step, Why};
pub use trace::{Because, Place};
pub use tree::{Content, names_in, text_of};

/// Why something was not done. Nothing was changed then.
#[derive(Debug)]
pub enum Refusal {
    /// Another run is at work in this folder.
    Busy,
    /// A file of ours cannot be understood: its name, and why.
    Unreadable(String, String),
    /// The files cannot all be in one tree, which is a mistake of who made them.
    Clash(String),
    /// A way out of a conflict was named for a path where there is none.
    NoConflict(String),
    /// Some steps are in conflict with what people did.
    Conflicts(usize),
    /// The tree is not what it was when the patch was made: paths, and what is the matter there.
    Moved(Vec<(String, String)>),
    /// Nothing was applied that could be taken back.
    NothingToUndo,
    /// A file cannot be read or written.
    Disk(String, Error),
}

impl Refusal {
    fn disk(path: impl Into<String>, error: Error) -> Refusal {
        Refusal::Disk(path.into(), error)
    }
}

impl Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Busy => out.write_str("another run is at work in this folder"),
            Refusal::Unreadable(path, why) => write!(out, "`{path}` cannot be read: {why}"),
            Refusal::Clash(why) => out.write_str(why),
            Refusal::NoConflict(path) => write!(out, "nothing at `{path}` is in conflict"),
            Refusal::Conflicts(1) => out.write_str("a file is in conflict; nothing was changed"),
            Refusal::Conflicts(count) => write!(out, "{count} files are in conflict; nothing was changed"),
            Refusal::Moved(paths) => match paths.as_slice() {
                [(path, what)] => write!(out, "`{path}` {what}; nothing was changed"),
                paths => write!(out, "{} files are not what they were; nothing was changed", paths.len()),
            },
            Refusal::NothingToUndo => out.write_str("nothing was applied here that could be taken back"),
            Refusal::Disk(path, error) if path.is_empty() => write!(out, "the folder cannot be used: {error}"),
            Refusal::Disk(path, error) => write!(out, "`{path}` cannot be used: {error}"),
        }
    }
}
