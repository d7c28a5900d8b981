//! What the commands on the road to code share: from a set to the files that a project should have, and the project they go to.
//!
//! In: a set, the folder of a project. Out: units with their stamp, and the project, held. Errors of the set are reported here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::files::{Folder, open, refused};
use super::ir::report;
use super::lints::Lints;
use super::progress::Progress;
use super::screen::Screen;
use super::{Exit, Failure};
use crate::diag::render::clean;
use crate::levels::Wanted;
use crate::patch::{self, Ejected, Patch, Project, Resolution};
use crate::pipeline::{self, Made, Ready};
use crate::set::{Input, Set};
use crate::stack::Before;
use crate::unit::{Owner, Unit};

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
        match open(&self.folder, screen)? {
            Ok(project) => self.patch_of(project, self.read(), resolution, screen),
            Err(exit) => Ok(Err(exit)),
        }
    }

    /// As [`Road::patch`], of a project that is open and a set that was read.
    pub(super) fn patch_of(
        &self,
        project: Project,
        set: Set,
        resolution: &Resolution,
        screen: &mut Screen,
    ) -> Result<Result<(Project, Patch, Made), Exit>, Failure> {
        let ejected = project.ejected().to_vec();
        let Some(ready) = self.ready_of(set, screen)? else { return Ok(Err(Exit::Findings)) };
        let before = self.before(&ready)?;
        let mut made = ready.make(&before, &handed(&ejected));
        if project.lock().is_none() {
            let known = known_again(&self.folder.to, before.migrations, &made.units);
            made.units.extend(known);
        }
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

    /// The contract, read.
    pub(super) fn read(&self) -> Set {
        let _progress = Progress::start();
        pipeline::read(&Input::Path(self.path.clone()))
    }

    /// A key for what this program makes of a set. None where it cannot tell itself from another build.
    pub(super) fn key(&self, set: &Set) -> Option<String> {
        let about = std::env::current_exe().and_then(std::fs::metadata).ok()?;
        let built = about.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        let version = env!("CARGO_PKG_VERSION");
        Some(format!("{version} {} {} {}", about.len(), built.as_nanos(), pipeline::key(set, &self.wanted())))
    }

    fn wanted(&self) -> Wanted {
        Wanted { rules: self.lints.rules.clone(), today: None }
    }

    /// The contract, checked; nothing where it has errors, which were reported.
    pub(super) fn ready(&self, screen: &mut Screen) -> Result<Option<Ready>, Failure> {
        self.ready_of(self.read(), screen)
    }

    /// A set that was read, checked; nothing where it has errors, which were reported.
    fn ready_of(&self, set: Set, screen: &mut Screen) -> Result<Option<Ready>, Failure> {
        let progress = Progress::start();
        let ready = pipeline::ready(set, &self.wanted());
        drop(progress);
        match ready {
            Ok(ready) => {
                ready
                    .unmade
                    .iter()
                    .try_for_each(|own| screen.aside(&format!("{}; `contract explain C2004` says why", clean(own))))?;
                Ok(Some(ready))
            }
            Err(checked) => {
                report(&checked, screen)?;
                Ok(None)
            }
        }
    }

    /// The files of a contract, with these operations handed over.
    pub(super) fn make(&self, ready: Ready, ejected: &[Ejected]) -> Result<Made, Failure> {
        let before = self.before(&ready)?;
        Ok(ready.make(&before, &handed(ejected)))
    }

    /// What the project has already.
    fn before(&self, ready: &Ready) -> Result<Before, Failure> {
        let history = ready.stack.history;
        let path = self.folder.to.join(history.schema);
        match pipeline::before(&self.folder.to, history) {
            Ok(Some(before)) => Ok(before),
            Ok(None) => {
                let help = "bring it back from your version control; without it nobody knows what the database has";
                let what = format!("`{}` does not say what the tables are", path.display());
                Err(Failure::Usage(what, Some(help.to_owned())))
            }
            Err(refusal) => Err(Failure::Usage(refusal.to_string(), None)),
        }
    }
}

/// The operations that are handed over, as declarations.
fn handed(ejected: &[Ejected]) -> Vec<String> {
    ejected.iter().map(|own| own.operation.clone()).collect()
}

/// The migrations of a project whose lock file is lost: nothing generates them again, but they are what was generated.
fn known_again(root: &Path, migrations: BTreeSet<String>, units: &[Unit]) -> Vec<Unit> {
    let made: BTreeSet<&str> = units.iter().map(|own| own.path.as_str()).collect();
    let again = |path: String| {
        let text = patch::text_of(root, &path).ok()??;
        Some(Unit { path, text, owner: Owner::Append, origins: Vec::new() })
    };
    migrations.into_iter().filter(|path| !made.contains(path.as_str())).filter_map(again).collect()
}
