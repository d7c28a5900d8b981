//! `contract init`: a small new set that passes every check.
//!
//! In: a folder, perhaps one that does not exist yet. Out: the files below `init/`, as text or as YAML. Overwrites nothing.

use std::path::PathBuf;

use super::screen::Screen;
use super::{Exit, Failure, shown};
use crate::diag::render::Role;
use crate::set::{Surface, write};
use crate::source::FileId;

/// Start a small new set
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract init                a set in this folder
  contract init shop           a set in the folder shop
  contract init shop --yaml    the same as a YAML set")]
pub(super) struct Args {
    /// The folder
    #[arg(default_value = ".")]
    folder: PathBuf,
    /// Write YAML instead of .contract text
    #[arg(long)]
    yaml: bool,
}

macro_rules! start {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("init/", $path, ".contract")))),*]
    };
}

/// The files, in the order in which they are best read.
static START: [(&str, &str); 9] = start![
    "meta/info",
    "glossary",
    "domain/entities",
    "domain/errors",
    "app/commands",
    "app/queries",
    "api/http",
    "rules/rules",
    "policy/rbac",
];

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let surface = if args.yaml { Surface::Yaml } else { Surface::Contract };
    let mut files = Vec::new();
    for (path, text) in START {
        for ending in ["contract", "yaml", "yml"] {
            let there = args.folder.join(path).with_extension(ending);
            if there.symlink_metadata().is_ok() {
                let text = format!("`{}` is there already; nothing was written", shown(&there));
                return Err(Failure::Usage(text, Some("name a new folder: `contract init FOLDER`".into())));
            }
        }
        let text = if args.yaml { to_yaml(path, text)? } else { text.to_owned() };
        files.push((args.folder.join(path).with_extension(surface.ending()), text));
    }
    write::write_all(&files).map_err(|unwritten| Failure::Usage(unwritten.to_string(), None))?;
    for (path, _) in &files {
        screen.line(&format!("  {}", shown(path)))?;
    }
    let here = args.folder.as_os_str() == ".";
    let folder = if here { String::new() } else { format!(" {}", shown(&args.folder)) };
    let done = screen.paint(Role::Good, &format!("{} files written.", files.len()));
    screen.line(&format!("{done} Next:"))?;
    let steps = [
        (format!("contract check{folder}"), "find what is wrong (nothing, yet)"),
        (format!("contract fmt{folder}"), "lay the files out, after every change"),
        ("contract explain".to_owned(), "what the findings mean"),
    ];
    let wide = steps.iter().map(|(command, _)| command.chars().count()).max().unwrap_or(0);
    for (command, does) in steps {
        screen.line(&format!("  {command:wide$}  {does}"))?;
    }
    Ok(Exit::Fine)
}

/// One of our own files in YAML.
fn to_yaml(path: &str, text: &str) -> Result<String, Failure> {
    let fault = || Failure::Fault(format!("the file `{path}` of a new set is not sound"));
    let mut reading = Surface::Contract.read(FileId(0), text);
    if !reading.is_whole() {
        return Err(fault());
    }
    let document = reading.document.as_mut().ok_or_else(fault)?;
    crate::kinds::settle(document);
    Surface::Yaml.write(document).map_err(|_| fault())
}
