//! A plan on the screen, and what stands against it.
//!
//! In: a patch. Out: lines: folded for people, every step for programs; for each conflict the lines that it is about, and the ways out.

use std::collections::BTreeMap;
use std::path::Path;

use super::Failure;
use super::files::Folder;
use super::question::{Spot, spot};
use super::screen::Screen;
use crate::diag::Level;
use crate::diag::render::{Role, clean};
use crate::patch::{Kind, Patch, Resolution, Step, Why};
use crate::pipeline::Ready;
use crate::plan::{self, Counts, Mark, Risk};

/// How many lines of one conflict are shown.
const SHOWN: usize = 20;

/// Ways out of conflicts.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Files that were edited by hand (a path, a folder, or . for all)")]
pub(super) struct Ways {
    /// Merge what was done by hand with what is generated
    #[arg(long, value_name = "PATH")]
    merge: Vec<String>,
    /// Hand them over: they are yours from now on
    #[arg(long, value_name = "PATH")]
    adopt: Vec<String>,
    /// Write them anew: what was done by hand stays in the undo record only
    #[arg(long, value_name = "PATH")]
    discard: Vec<String>,
}

impl Ways {
    /// The ways, with paths as they are in the project. A shell completes them from where one stands.
    pub(super) fn resolution(&self, folder: &Folder) -> Resolution {
        let inside = |path: &String| match Path::new(path).strip_prefix(&folder.to) {
            Ok(rest) if !folder.to.join(path).exists() => rest.to_string_lossy().into_owned(),
            _ => path.clone(),
        };
        let all = |paths: &[String]| paths.iter().map(inside).collect();
        Resolution { adopt: all(&self.adopt), merge: all(&self.merge), discard: all(&self.discard) }
    }
}

/// Where declarations stand.
pub(super) type Places = BTreeMap<String, Spot>;

/// Where the declarations of a contract stand.
pub(super) fn places(contract: &Ready) -> Places {
    let places = contract.places().into_iter();
    places.filter_map(|(name, span)| Some((name, spot(span, &contract.set.sources)?))).collect()
}

/// Shows a plan: folded for people, every step for programs.
pub(super) fn show(patch: &Patch, places: &Places, screen: &mut Screen) -> Result<(), Failure> {
    if screen.is_for_programs() {
        return screen.line(&plan::json(patch, places));
    }
    let lines = plan::fold(patch, places);
    let wide = lines.iter().map(|line| line.what.chars().count()).max().unwrap_or(0).min(60);
    for line in &lines {
        let role = match line.mark {
            Mark::Conflict => Role::Level(Level::Error),
            Mark::Delete => Role::Minus,
            Mark::Create => Role::Plus,
            Mark::Change | Mark::Keep => Role::Strong,
        };
        let sign = screen.paint(role, &line.mark.sign().to_string());
        let why = if line.why.is_empty() { String::new() } else { format!("  {}", clean(&line.why)) };
        let risk = if line.risk >= Risk::High { "  runs on data" } else { "" };
        let because = screen.paint(Role::Faint, &clean(&line.because));
        let shown = format!("{sign} {:wide$}{why}{risk}  {because}", clean(&line.what));
        screen.line(shown.trim_end())?;
    }
    screen.line(&Counts::of(patch).words())
}

/// Shows what is in conflict, and the ways out of it.
pub(super) fn show_conflicts(patch: &Patch, screen: &mut Screen) -> Result<(), Failure> {
    if screen.is_for_programs() {
        return Ok(());
    }
    for step in patch.of(Kind::Conflict) {
        match &step.why {
            Why::Overlaps(overlaps) => {
                for own in overlaps {
                    screen.line(&format!("\n{}:{}", clean(&step.path), own.line))?;
                    sides(&own.own, &own.generated, screen)?;
                }
            }
            Why::Blocked(_) => {}
            // Nothing is generated that it could be held against.
            Why::AppendEdited if step.after.is_none() => {}
            _ => excerpt(patch, step, screen)?,
        }
    }
    let is_edited = |step: &Step| matches!(step.why, Why::Edited | Why::StaleEdited | Why::Foreign | Why::Overlaps(_));
    let help = screen.paint(Role::Help, "help");
    if let Some(step) = patch.of(Kind::Conflict).find(|step| step.why == Why::AppendEdited) {
        let path = clean(&step.path);
        screen.line(&format!(
            "\n{help}: add --adopt {path} where it has run nowhere yet, or --discard {path} to have it as it was"
        ))?;
    }
    if let Some(step) = patch.of(Kind::Conflict).find(|step| is_edited(step)) {
        let path = clean(&step.path);
        screen.line(&format!(
            "\n{help}: add --merge {path}, --adopt {path} or --discard {path}; a folder or . is for all below"
        ))?;
    }
    Ok(())
}

fn sides(own: &str, generated: &str, screen: &mut Screen) -> Result<(), Failure> {
    for (sign, role, text) in [('-', Role::Minus, own), ('+', Role::Plus, generated)] {
        for line in text.lines().take(SHOWN) {
            let line = screen.paint(role, &format!("{sign}{}", clean(line)));
            screen.line(&line)?;
        }
    }
    Ok(())
}

/// The beginning of the difference between what stands there and what is generated.
fn excerpt(patch: &Patch, step: &Step, screen: &mut Screen) -> Result<(), Failure> {
    let diff = String::from_utf8_lossy(&patch.shown(step)).into_owned();
    let lines: Vec<&str> = diff.lines().skip_while(|line| !line.starts_with("---")).collect();
    let shown: String = lines.iter().take(SHOWN).map(|line| format!("{}\n", clean(line))).collect();
    screen.line("")?;
    super::diff::show(&shown, screen)?;
    if lines.len() > SHOWN {
        screen.line(&format!("(and {} lines more)", lines.len() - SHOWN))?;
    }
    Ok(())
}
