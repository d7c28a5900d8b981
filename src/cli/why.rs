//! `contract why`: the declarations behind a line of a generated file.
//!
//! In: a file and a line. Out: its declarations, the nearest first, with their places where the contract is named; from the lock file, so
//! nothing in the file itself speaks of it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::files::{Folder, open};
use super::question::{self, Spot, spot};
use super::screen::Screen;
use super::{Exit, Failure, below};
use crate::diag::render::{Role, clean};
use crate::patch::{Because, Holder};

/// Say why a line of a generated file is as it is
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract why src/shop/gen/app/commands/ship_order.py:12
  contract why src/shop/gen/app/commands/ship_order.py:12 --contract contract   with places in the contract
  contract why service/src/shop/gen/errors.py:3 --to service

Exit codes: 0 told, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    /// The file and the line
    #[arg(value_name = "FILE:LINE")]
    at: String,
    /// The folder or file of the contract, to show places in it
    #[arg(long, value_name = "PATH")]
    contract: Option<PathBuf>,
    #[command(flatten)]
    folder: Folder,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let wrong = |title: String| Failure::Usage(title, Some("name it as src/app.py:12".to_owned()));
    let place = args.at.rsplit_once(':').and_then(|(path, line)| Some((path, line.parse::<u32>().ok()?)));
    let Some((path, line)) = place.filter(|(_, line)| *line > 0) else {
        return Err(wrong(format!("`{}` is no file and line", clean(&args.at))));
    };
    let project = match open(&args.folder, screen)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    let Some(lock) = project.lock() else { return Err(super::files::no_project(&args.folder)) };
    let names = [below(Path::new(path), &args.folder.to), Some(path.trim_start_matches("./").to_owned())];
    let Some(because) = names.into_iter().flatten().find_map(|path| project.why(&path, line)) else {
        let help =
            "only files that were generated or written once are known; `contract where` lists those of a declaration";
        return Err(Failure::Usage(format!("`{}` is no file of this project", clean(path)), Some(help.to_owned())));
    };
    let places = match &args.contract {
        None => BTreeMap::new(),
        Some(contract) => match question::set(contract, screen)? {
            Err(exit) => return Ok(exit),
            Ok(set) => {
                let (files, _) = crate::pipeline::sources(&set);
                let spots = crate::check::places(&files).into_iter();
                spots.filter_map(|(element, span)| Some((element, spot(span, &set.sources)?))).collect()
            }
        },
    };
    if screen.is_for_programs() {
        screen.line(&json(&because, &lock.stamp, &places))?;
    } else {
        show(&because, &lock.stamp, &places, screen)?;
    }
    Ok(Exit::Fine)
}

type Places = BTreeMap<String, Spot>;

fn show(own: &Because, stamp: &crate::unit::Stamp, places: &Places, screen: &mut Screen) -> Result<(), Failure> {
    let head = screen.paint(Role::Strong, &format!("{}:{}", clean(&own.path), own.line));
    screen.line(&format!("{head}  {}", own.holder.name()))?;
    if own.generated.is_none() {
        return screen.line("  written by hand");
    }
    if own.origins.is_empty() {
        let why = if own.holder == Holder::User {
            "yours: nothing is known of it"
        } else {
            "of the stack, from no declaration"
        };
        return screen.line(&format!("  {why}"));
    }
    let wide = own.origins.iter().map(|origin| origin.declaration.chars().count()).max().unwrap_or(0);
    for origin in &own.origins {
        let lines = format!("lines {}-{}", origin.first, origin.last);
        let place = places.get(&origin.declaration).map_or(String::new(), |spot| format!("  {spot}"));
        let rest = screen.paint(Role::Faint, &format!("{lines}{place}"));
        screen.line(&format!("  {:wide$}  {rest}", clean(&origin.declaration)))?;
    }
    let version: String = stamp.contract_hash.chars().take(12).collect();
    let made = format!("  by the stack {} from the contract {version}", clean(&stamp.stack));
    let made = screen.paint(Role::Faint, &made);
    screen.line(&made)
}

fn json(own: &Because, stamp: &crate::unit::Stamp, places: &Places) -> String {
    let origin = |origin: &crate::unit::Origin| {
        serde_json::json!({
            "declaration": origin.declaration,
            "first": origin.first,
            "last": origin.last,
            "place": places.get(&origin.declaration),
        })
    };
    let line = serde_json::json!({
        "schema": "contract.why/2",
        "path": own.path,
        "line": own.line,
        "owner": own.holder.name(),
        "generated_line": own.generated,
        "origins": own.origins.iter().map(origin).collect::<Vec<_>>(),
        "stack": stamp.stack,
        "contract": stamp.contract_hash,
        "ir": stamp.ir_hash,
    });
    line.to_string()
}
