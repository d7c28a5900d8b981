//! What version control knows of a folder: the last commit, and its day.

use std::path::Path;
use std::process::Command;

/// The last commit and its day as `2026-03-01`; none where the folder is in no repository of Git, or Git is not installed.
pub(super) fn last_commit(folder: &Path) -> Option<(String, String)> {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder).args(["-c", "log.showSignature=false", "show", "-s", "--format=%H %cs", "HEAD"]);
    let done = git.output().ok().filter(|done| done.status.success())?;
    let line = String::from_utf8(done.stdout).ok()?;
    let (commit, day) = line.trim().split_once(' ')?;
    Some((commit.to_owned(), day.to_owned()))
}
