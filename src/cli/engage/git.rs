//! What version control knows of a folder: the last commit and its day, the files that it tracks, and those that differ from the commit.

use std::path::Path;
use std::process::Command;

/// The last commit and its day as `2026-03-01`; none where the folder is in no repository of Git, or Git is not installed.
pub(super) fn last_commit(folder: &Path) -> Option<(String, String)> {
    let line = run(folder, &["-c", "log.showSignature=false", "show", "-s", "--format=%H %cs", "HEAD"])?;
    let (commit, day) = line.trim().split_once(' ')?;
    Some((commit.to_owned(), day.to_owned()))
}

/// The paths of all files that are tracked, from the folder; none as for [`last_commit`].
pub(super) fn tracked(folder: &Path) -> Option<Vec<String>> {
    paths(folder, &["ls-files", "-z", "--cached", "--recurse-submodules"])
}

/// The paths of files that are not as the last commit has them, and of those that are in none, from the folder.
pub(super) fn uncommitted(folder: &Path) -> Vec<String> {
    let changed = paths(folder, &["diff", "-z", "--name-only", "--relative", "HEAD"]);
    let new = paths(folder, &["ls-files", "-z", "--others", "--exclude-standard"]);
    changed.into_iter().chain(new).flatten().collect()
}

fn paths(folder: &Path, args: &[&str]) -> Option<Vec<String>> {
    let text = run(folder, args)?;
    Some(text.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

fn run(folder: &Path, args: &[&str]) -> Option<String> {
    let done = Command::new("git").arg("-C").arg(folder).args(args).output().ok()?;
    let done = Some(done).filter(|done| done.status.success())?;
    Some(String::from_utf8_lossy(&done.stdout).into_owned())
}
