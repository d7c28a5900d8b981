//! The repairing half of `contract check`: `--fix`, `--unsafe-fixes`, `--diff`.
//!
//! In: a checked set. Out: files changed (all or none), or a diff, or (from standard input) the text on standard output;
//! then what is left, and the line that says what was done.

use std::collections::BTreeSet;

use super::screen::Screen;
use super::{Failure, diff};
use crate::diag::Diagnostic;
use crate::diag::render::count;
use crate::levels::{Judged, Wanted};
use crate::pipeline::{self, Checked};
use crate::repair::Repaired;
use crate::set::write;

/// What to repair, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct How {
    /// Also fixes that may not be what is meant.
    pub(super) unsafe_fixes: bool,
    /// Show the changes and write nothing.
    pub(super) diff: bool,
    /// The text came from standard input and goes to standard output.
    pub(super) stdin: bool,
}

/// Repairs a set; gives what is left and the last line.
pub(super) fn run(
    checked: Checked,
    wanted: &Wanted,
    how: How,
    screen: &mut Screen,
) -> Result<(Checked, String), Failure> {
    let as_found = how.diff.then(|| checked.judged.clone());
    let Repaired { mut set, mut judged, fixed, left, before } = pipeline::repair(checked, wanted, how.unsafe_fixes);
    let mut texts = Vec::new();
    for (id, old) in &before {
        let new = set.sources.get(*id).map_or("", |file| file.text.as_str());
        if how.diff {
            diff::show(&diff::unified(&old.path, &old.text, new), screen)?;
        } else if let Some(disk) = set.disk(*id) {
            texts.push((disk.to_path_buf(), new.to_owned()));
        }
    }
    if how.stdin && !how.diff {
        set.files.iter().try_for_each(|file| screen.text(set.text(file)))?;
    }
    write::write_all(&texts).map_err(|unwritten| Failure::Usage(unwritten.to_string(), None))?;
    let done = if how.diff { "Would fix" } else { "Fixed" };
    let mut line = format!("{done} {} in {}", count(fixed, "finding"), count(before.len(), "file"));
    if left > 0 {
        line.push_str(&format!(", {left} left alone: a fix neither brings up errors nor changes who may do what"));
    }
    let more = if how.unsafe_fixes { 0 } else { crate::repair::unsafe_ones(&set, &judged.findings) };
    if more > 0 {
        line.push_str(&format!(" ({more} more with --unsafe-fixes)"));
    }
    if let Some(as_found) = as_found {
        for (id, old) in before {
            set.retell(id, old.text);
        }
        judged = still_there(as_found, &judged);
    }
    Ok((Checked { set, judged }, line))
}

/// What is found in the texts as they are, without what the repairs would end: places of texts that nobody has are no places.
fn still_there(mut judged: Judged, left: &Judged) -> Judged {
    let left: BTreeSet<_> = left.findings.iter().map(Diagnostic::words).collect();
    judged.findings.retain(|found| left.contains(&found.words()));
    judged
}
