//! What the commands on the road to code share: from a set to the files that a project should have, and the project they go to.
//!
//! In: a set, the folder of a project. Out: units with their stamp, and the project, held. Errors of the set are reported here.

use std::path::{Path, PathBuf};

use super::files::{Folder, open, refused};
use super::ir::report;
use super::lints::Lints;
use super::progress::Progress;
use super::screen::Screen;
use super::{Exit, Failure};
use crate::levels::Wanted;
use crate::patch::{Ejected, Patch, Project, Resolution};
use crate::pipeline::{self, Made, Ready};
use crate::set::Input;
use crate::stack::{self, Before};

/// From where to where.
#[derive(Debug, clap::Args)]
pub(super) struct Road {
    /// The folder or file with the contract
    #[arg(default_value = ".")]
    pub(super) path: PathBuf,
    #[command(flatten)]
    pub(super) folder: Folder,
    #[command(flatten)]
    pub(super) lints: Lints,
}

impl Road {
    /// The project, and the patch that makes it what the contract says; how the run ends, where there is none.
    pub(super) fn patch(
        &self,
        resolution: &Resolution,
        screen: &mut Screen,
    ) -> Result<Result<(Project, Patch, Made), Exit>, Failure> {
        let project = match open(&self.folder, screen)? {
            Ok(project) => project,
            Err(exit) => return Ok(Err(exit)),
        };
        let ejected = project.ejected().to_vec();
        let Some(made) = self.made(&ejected, screen)? else { return Ok(Err(Exit::Findings)) };
        let wanted = crate::patch::Wanted { units: &made.units, stamp: &made.stamp, ejected: &ejected };
        match project.compare(wanted, resolution) {
            Ok(patch) => Ok(Ok((project, patch, made))),
            Err(refusal) => refused(&refusal, screen).map(Err),
        }
    }

    /// The files of the contract, with these operations handed over; nothing where the set has errors, which were reported.
    pub(super) fn made(&self, ejected: &[Ejected], screen: &mut Screen) -> Result<Option<Made>, Failure> {
        match self.ready(screen)? {
            Some(ready) => self.make(ready, ejected).map(Some),
            None => Ok(None),
        }
    }

    /// The contract, checked; nothing where it has errors, which were reported.
    pub(super) fn ready(&self, screen: &mut Screen) -> Result<Option<Ready>, Failure> {
        let wanted = Wanted { rules: self.lints.rules.clone(), today: None };
        let progress = Progress::start();
        let ready = pipeline::ready(&Input::Path(self.path.clone()), &wanted);
        drop(progress);
        match ready {
            Ok(ready) => Ok(Some(ready)),
            Err(checked) => {
                report(&checked, screen)?;
                Ok(None)
            }
        }
    }

    /// The files of a contract, with these operations handed over.
    pub(super) fn make(&self, ready: Ready, ejected: &[Ejected]) -> Result<Made, Failure> {
        let handed: Vec<String> = ejected.iter().map(|own| own.operation.clone()).collect();
        Ok(ready.make(&before(&self.folder.to)?, &handed))
    }
}

/// What a project has already.
fn before(root: &Path) -> Result<Before, Failure> {
    let history = stack::USUAL.history;
    let path = root.join(history.schema);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Before::default()),
        Err(error) => return Err(Failure::Usage(format!("`{}`: {error}", path.display()), None)),
    };
    let Some(tables) = (history.read)(&text) else {
        let help = "bring it back from your version control; without it nobody knows what the database has".to_owned();
        return Err(Failure::Usage(format!("`{}` does not say what the tables are", path.display()), Some(help)));
    };
    let entries = std::fs::read_dir(root.join(history.migrations)).into_iter().flatten().flatten();
    let migrations = entries.filter(|entry| entry.path().extension().is_some_and(|end| end == "sql")).count();
    Ok(Before { tables: Some(tables), migrations })
}
