//! `contract engage init`: an engagement from a template.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::screen::Screen;
use crate::cli::{Exit, Failure, shown};
use crate::engage::templates;
use crate::set::write;

/// Start an engagement from a template
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  contract engage init                                an engagement for Python on a free tier
  contract engage init --template public-sector       one for a public body
  contract engage init --out contracts/engagement.contract

The file is `.contract` text; `contract fmt --to json` makes `devcontract.json` of it.")]
pub(super) struct Args {
    /// What it is for
    #[arg(long, value_name = "NAME", default_value = "free-tier-python")]
    template: Template,
    /// The file
    #[arg(long, value_name = "FILE", default_value = "devcontract.contract")]
    out: PathBuf,
}

/// A template.
#[derive(Clone, Copy, Debug, ValueEnum, PartialEq, Eq)]
enum Template {
    /// Python on a free tier, for one person or a small team
    FreeTierPython,
    /// A service for customers, under GDPR and ISO 27001
    RegulatedSaas,
    /// A project of a public body, with audits and approvals
    PublicSector,
    /// A service in Rust
    RustService,
}

impl Template {
    fn text(self) -> &'static str {
        match self {
            Template::FreeTierPython => templates::FREE_TIER_PYTHON,
            Template::RegulatedSaas => templates::REGULATED_SAAS,
            Template::PublicSector => templates::PUBLIC_SECTOR,
            Template::RustService => templates::RUST_SERVICE,
        }
    }
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let name = shown(&args.out);
    if args.out.symlink_metadata().is_ok() {
        let text = format!("`{name}` is there already; nothing was written");
        return Err(Failure::Usage(text, Some("name another file with `--out`".to_owned())));
    }
    write::write_all(&[(args.out.clone(), args.template.text().to_owned())])
        .map_err(|unwritten| Failure::Usage(unwritten.to_string(), None))?;
    screen.line(&format!("{name} is written. Say who the parties are, and what is forbidden; then:"))?;
    screen.line("  contract check            whether the clauses fit each other and the system")?;
    screen.line("  contract engage check     whether the repository keeps to them")?;
    Ok(Exit::Fine)
}
