//! `contract where`: the generated files and lines that come from a declaration.
//!
//! In: a declaration, whole or by its last part. Out: places, from the lock file.

use std::collections::BTreeSet;

use super::files::{Folder, open};
use super::screen::Screen;
use super::{Exit, Failure};
use crate::diag::nearest::nearest;
use crate::diag::render::{Role, clean};

/// List the generated lines that come from a declaration
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract where commands/ShipOrder    this declaration
  contract where Order                 every declaration of this name
  contract where Order --format json   one object a line

Exit codes: 0 told, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    /// A declaration, as findings name it, or its last part
    declaration: String,
    #[command(flatten)]
    folder: Folder,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let project = match open(&args.folder, screen)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    let Some(lock) = project.lock() else { return Err(super::files::no_project(&args.folder)) };
    let places = project.places(&args.declaration);
    if places.is_empty() {
        let all: BTreeSet<&str> =
            lock.files.values().flat_map(|entry| &entry.origins).map(|origin| origin.declaration.as_str()).collect();
        let last = |name: &'_ str| name.rsplit('/').next().unwrap_or_default().to_owned();
        let lasts: BTreeSet<String> = all.iter().map(|name| last(name)).collect();
        let names = all.iter().copied().chain(lasts.iter().map(String::as_str));
        let help = nearest(&args.declaration, names).map(|near| format!("did you mean `{}`?", clean(near)));
        return Err(Failure::Usage(format!("nothing is generated from `{}`", clean(&args.declaration)), help));
    }
    for own in &places {
        let (first, last) = own.lines;
        if screen.is_for_programs() {
            let line = serde_json::json!({
                "schema": "contract.where/1", "declaration": own.declaration, "path": own.path, "first": first, "last": last,
            });
            screen.line(&line.to_string())?;
            continue;
        }
        let lines = if first == last { format!("{first}") } else { format!("{first}-{last}") };
        let declaration = screen.paint(Role::Faint, &clean(&own.declaration));
        screen.line(&format!("{}:{lines}  {declaration}", clean(&own.path)))?;
    }
    Ok(Exit::Fine)
}
