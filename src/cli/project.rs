//! What the commands that work on a generated project share.

use std::path::Path;

use super::Failure;
use super::screen::Screen;
use crate::run::{Project, Trouble};

/// The project in a folder, installed.
pub(super) fn open(folder: &Path, screen: &mut Screen) -> Result<Project, Failure> {
    let project = Project::open(folder).map_err(trouble)?;
    let mut said = Vec::new();
    project.install(&mut |what| said.push(screen.aside(what))).map_err(trouble)?;
    said.into_iter().collect::<Result<(), Failure>>()?;
    Ok(project)
}

/// A trouble as the reason why a command could not do its work.
pub(super) fn trouble(trouble: Trouble) -> Failure {
    Failure::Usage(trouble.text, trouble.help)
}
