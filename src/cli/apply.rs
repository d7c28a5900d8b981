//! `contract apply`: a project made what its contract says, or exactly what a saved plan says; whole or not at all.

use std::path::Path;

use super::files::{Folder, open, refused};
use super::review::{self, Places, Ways};
use super::road::Road;
use super::screen::Screen;
use super::{Exit, Failure};
use crate::diag::render::clean;
use crate::patch::{Patch, Project, Resolution};
use crate::pipeline::Made;
use crate::plan::Counts;

/// What is said where the project is what its contract says.
const NOTHING: &str = "nothing to do";

/// Make a project what its contract says, whole or not at all
///
/// Generated files are written, stale ones go, and what a person wrote is never touched: a generated file that was edited stops the
/// run, until you say what is to become of it. `contract undo` takes the last run back.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract apply shop --to service
  contract apply plan.json --to service      a saved plan, exactly or not at all
  contract apply shop --to service --merge src/shop/gen/settings.py

Exit codes: 0 done or nothing to do, 1 errors, conflicts or a plan out of date, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    #[command(flatten)]
    make: Make,
}

/// From a contract to the files of its project.
#[derive(Debug, clap::Args)]
pub(super) struct Make {
    #[command(flatten)]
    pub(super) road: Road,
    #[command(flatten)]
    ways: Ways,
    /// Write migrations that may lose what is stored
    #[arg(long)]
    allow_destructive: bool,
}

impl Make {
    /// Makes the project what its contract says.
    pub(super) fn run(&self, screen: &mut Screen) -> Result<Exit, Failure> {
        let project = match open(&self.road.folder, screen)? {
            Ok(project) => project,
            Err(exit) => return Ok(exit),
        };
        let (set, resolution) = (self.road.read(), self.ways.resolution(&self.road.folder));
        let key = self.road.key(&set);
        // Programs get every step, also of those that do nothing.
        let is_short = resolution == Resolution::default() && !screen.is_for_programs();
        if is_short && key.as_ref().is_some_and(|key| project.is_settled(key)) {
            screen.line(NOTHING)?;
            return Ok(Exit::Fine);
        }
        match self.road.patch_of(project, set, &resolution, screen)? {
            Ok((_, _, made)) if stops(&made.losses, self.allow_destructive, screen)? => Ok(Exit::Findings),
            Ok((mut project, patch, made)) => {
                let is_behind = behind(&project, &made, screen)?;
                let exit = apply(&mut project, &patch, &review::places(&made.contract), screen)?;
                // What is told on every run is no run that need not be made.
                if let Some(key) = key.filter(|_| exit == Exit::Fine && !is_behind) {
                    project.remember(&key);
                }
                Ok(exit)
            }
            Err(exit) => Ok(exit),
        }
    }
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let path = &args.make.road.path;
    if path.is_file() && path.extension().is_some_and(|end| end == "json") {
        return saved(path, &args.make.road.folder, screen);
    }
    args.make.run(screen)
}

/// Does exactly what a saved plan says, or nothing.
fn saved(path: &Path, folder: &Folder, screen: &mut Screen) -> Result<Exit, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Usage(format!("`{}`: {error}", path.display()), None))?;
    let patch = crate::plan::read(&text).map_err(|why| {
        let help = "make it with `contract plan -o plan.json`".to_owned();
        Failure::Usage(format!("`{}` is no saved plan: {why}", path.display()), Some(help))
    })?;
    let mut project = match open(folder, screen)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    match project.holds(&patch) {
        Ok(()) => apply(&mut project, &patch, &Places::new(), screen),
        Err(why) => refused(&why, screen),
    }
}

/// Tells of operations whose hand-written code was written for an older contract; whether there are any.
fn behind(project: &Project, made: &Made, screen: &mut Screen) -> Result<bool, Failure> {
    let behind = crate::patch::behind(project.ejected(), &made.contract.operations());
    for own in &behind {
        let name = clean(&own.operation);
        screen.aside(&match own.is_gone {
            true => format!("`{name}` was handed over, and the contract has it no more"),
            false => format!(
                "`{name}` was handed over for an older contract; when its code is up to it, `contract eject` it again"
            ),
        })?;
    }
    Ok(!behind.is_empty())
}

/// Tells of migrations that may lose what is stored; whether they stop the run.
fn stops(losses: &[String], allowed: bool, screen: &mut Screen) -> Result<bool, Failure> {
    if losses.is_empty() || allowed {
        return Ok(false);
    }
    screen.aside("the new migration may lose what is stored, or fail on it:")?;
    for loss in losses {
        screen.aside(&format!("  {loss}"))?;
    }
    screen.aside("nothing was changed; with --allow-destructive it is written")?;
    Ok(true)
}

/// Applies a patch, and says what was done.
pub(super) fn apply(
    project: &mut Project,
    patch: &Patch,
    places: &Places,
    screen: &mut Screen,
) -> Result<Exit, Failure> {
    if patch.conflicts() > 0 {
        review::show(patch, places, screen)?;
        review::show_conflicts(patch, screen)?;
        screen.aside("nothing was changed")?;
        return Ok(Exit::Findings);
    }
    if let Err(why) = project.apply(patch) {
        return refused(&why, screen);
    }
    match screen.is_for_programs() {
        true => review::show(patch, places, screen)?,
        false => screen.line(&done(&Counts::of(patch)))?,
    }
    Ok(Exit::Fine)
}

/// What was done, in a line.
fn done(counts: &Counts) -> String {
    let parts = [(counts.create, "created"), (counts.change, "changed"), (counts.delete, "deleted")];
    let said: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    if said.is_empty() { NOTHING.to_owned() } else { format!("files: {}", said.join(", ")) }
}
