//! What the commands on generated files share: the folder, and why something was not done.
//!
//! In: arguments, refusals. Out: an open project, lines on the screen. What is done, and whether, is a matter of [`crate::patch`].

use std::path::PathBuf;

use super::screen::Screen;
use super::{Exit, Failure};
use crate::diag::render::clean;
use crate::patch::{Project, Refusal};

/// Where the generated files are.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct Folder {
    /// The folder of the generated project
    #[arg(long, value_name = "FOLDER", default_value = "service")]
    pub(super) to: PathBuf,
}

/// Opens the folder, and tells what had to be brought into order.
pub(super) fn open(folder: &Folder, screen: &mut Screen) -> Result<Result<Project, Exit>, Failure> {
    let project = match Project::open(&folder.to) {
        Ok(project) => project,
        Err(refusal) => return refused(&refusal, screen).map(Err),
    };
    if let Some(recovered) = project.recovered() {
        let state = if recovered.is_new { "was finished" } else { "was taken back" };
        screen.aside(&format!("an earlier run did not come to its end: it {state}"))?;
        for (path, place) in &recovered.rescued {
            let (path, place) = (clean(path), clean(place));
            screen.aside(&format!(
                "`{path}` was written by somebody else since: the file before it is kept as {place}"
            ))?;
        }
    }
    Ok(Ok(project))
}

/// That there is no generated project.
pub(super) fn no_project(folder: &Folder) -> Failure {
    let help = "write one with `contract apply`, or name its folder with --to";
    Failure::Usage(
        format!("there is no generated project in `{}`", clean(&folder.to.to_string_lossy())),
        Some(help.into()),
    )
}

/// Says why something was not done.
pub(super) fn refused(refusal: &Refusal, screen: &mut Screen) -> Result<Exit, Failure> {
    let text = clean(&refusal.to_string()).into_owned();
    let help = match refusal {
        Refusal::Clash(_) => return Err(Failure::Fault(text)),
        Refusal::Conflicts(_) => {
            screen.aside(&text)?;
            return Ok(Exit::Findings);
        }
        Refusal::Moved(paths) => {
            screen.aside(&text)?;
            if paths.len() > 1 {
                for (path, what) in paths {
                    screen.aside(&format!("  {} {}", clean(path), clean(what)))?;
                }
            }
            return Ok(Exit::Findings);
        }
        Refusal::Busy => Some("wait until it has ended; a run that was killed keeps nobody away"),
        Refusal::Unreadable(path, _) if path.ends_with("lock.json") => Some(
            "take it from version control, or use the version that wrote it; or remove it: files that are as generated are known again",
        ),
        Refusal::NoConflict(_) => Some("`contract drift` lists the files that were edited"),
        _ => None,
    };
    Err(Failure::Usage(text, help.map(str::to_owned)))
}
