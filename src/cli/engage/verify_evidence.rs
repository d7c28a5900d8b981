//! `contract engage verify-evidence`: whether a bundle is what it says, without a network and without a clock.

use std::path::{Path, PathBuf};

use super::{files, git, given};
use crate::cli::screen::Screen;
use crate::cli::{Exit, Failure, shown};
use crate::date::Date;
use crate::diag::render::{Role, clean};
use crate::engage::contract;
use crate::engage::evidence::{Asked, Bundle, Input, PublicKey, verify};
use crate::engage::render::text;
use crate::engage::verdict::Verdict;

/// Say whether a bundle of evidence is whole, signed by whom, and of this contract
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Each kind of trouble has a name of its own: altered, unsigned, unknown_key, foreign_contract, missing_input, changed_input and others.
A bundle can be whole and say that the work is not done: with --require-done that is trouble, too.

Examples:
  contract engage verify-evidence e.json --trust ci.pub.pem --require-signature --require-done
  contract engage verify-evidence e.json --contract devcontract.json --root .

Exit codes: 0 the bundle is whole, 1 something is wrong with it, 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    /// The bundle
    bundle: PathBuf,
    /// The contract that it should be of
    #[arg(long, value_name = "FILE")]
    contract: Option<PathBuf>,
    /// A public key whose signature counts
    #[arg(long, value_name = "FILE")]
    trust: Vec<PathBuf>,
    /// The folder with the files that were read
    #[arg(long, value_name = "FOLDER")]
    root: Option<PathBuf>,
    /// A file that was read from outside of that folder; `waivers.json=FILE` where it was called otherwise
    #[arg(long = "input", value_name = "[NAME=]FILE")]
    inputs: Vec<String>,
    /// Refuse a bundle without a signature
    #[arg(long)]
    require_signature: bool,
    /// Refuse a bundle that does not say that the work is done
    #[arg(long)]
    require_done: bool,
    /// The day on which it is looked at [default: that of the last commit]
    #[arg(long, value_name = "DAY")]
    date: Option<Date>,
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let bytes = files::read(&args.bundle)?;
    let mut trusted = Vec::new();
    for path in &args.trust {
        let text = String::from_utf8_lossy(&files::read(path)?).into_owned();
        trusted.push(
            PublicKey::read(&text)
                .map_err(|error| Failure::Usage(format!("`{}` holds no key: {error}", shown(path)), None))?,
        );
    }
    let contract = match &args.contract {
        Some(path) => match given::contract(path, screen)? {
            Some(contract) => Some(contract.json),
            None => return Ok(Exit::Findings),
        },
        None => None,
    };
    let files = match &args.root {
        Some(root) => files::inputs(&files::repository(root, Some(&args.bundle))?).collect(),
        None => Vec::new(),
    };
    let outside = args.inputs.iter().map(|said| input(said)).collect::<Result<Vec<Input>, Failure>>()?;
    let folder = args.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let last = git::last_commit(&folder);
    let day = || last.as_ref().and_then(|(_, day)| day.parse().ok());
    let Some(date) = args.date.or_else(day) else {
        let text = "nothing says on which day this is looked at: there is no commit".to_owned();
        return Err(Failure::Usage(text, Some("say it with `--date 2026-03-01`".to_owned())));
    };
    let asked = Asked {
        contract: contract.as_ref(),
        trusted: &trusted,
        root: args.root.as_deref(),
        files: &files,
        outside: &outside,
        commit: args.root.as_ref().and(last.as_ref()).map(|(commit, _)| commit.as_str()),
        require_signature: args.require_signature,
        date,
    };
    let problems = verify(&bytes, &asked);
    for problem in &problems {
        let name = screen.paint(Role::Level(crate::diag::Level::Error), problem.name());
        screen.line(&format!("{name}: {problem}"))?;
    }
    let bundle: Option<Bundle> = serde_json::from_slice(&bytes).ok();
    if let Some(bundle) = &bundle {
        // Of one that something is wrong with, nothing is known but what it says.
        let says = if problems.is_empty() { "" } else { "it says of itself: " };
        screen.line(&format!("{says}{}", told(bundle)))?;
        if let Ok(terms) = contract::terms_of(&bundle.contract.document) {
            let given = bundle.given(&terms, bundle.signature.is_some());
            text::people(&given).iter().try_for_each(|line| screen.line(line))?;
        }
        if args.root.is_some() {
            uncompared(bundle, &outside, screen)?;
        }
    }
    let is_done = bundle.is_some_and(|bundle| bundle.summary.verdict == Verdict::Holds);
    if args.require_done && !is_done {
        let name = screen.paint(Role::Level(crate::diag::Level::Error), "not_done");
        screen.line(&format!("{name}: the bundle does not say that the work is done"))?;
        return Ok(Exit::Findings);
    }
    if problems.is_empty() {
        let fine = screen.paint(Role::Good, "the bundle is whole");
        screen.line(&format!("{}: {fine}", shown(&args.bundle)))?;
        return Ok(Exit::Fine);
    }
    Ok(Exit::Findings)
}

/// `FILE`, or `NAME=FILE`.
fn input(said: &str) -> Result<Input, Failure> {
    let whole = Path::new(said);
    let (name, path) = match said.split_once('=').filter(|_| !whole.exists()) {
        Some((name, path)) => (name.to_owned(), Path::new(path)),
        None => (files::name(whole), whole),
    };
    Ok(Input::of(&name, &files::read(path)?))
}

/// Says which files were read from outside of the repository, and are not at hand.
fn uncompared(bundle: &Bundle, outside: &[Input], screen: &mut Screen) -> Result<(), Failure> {
    let is_given = |own: &Input| outside.iter().any(|given| given.path == own.path);
    let open = bundle.inputs.iter().filter(|own| own.outside && !is_given(own));
    let told =
        |own: &Input| format!("`{}` was not compared: it lies elsewhere; give it with `--input`", clean(&own.path));
    open.map(told).try_for_each(|line| screen.aside(&line))
}

/// What a bundle says of itself, in one line.
fn told(bundle: &Bundle) -> String {
    let by =
        bundle.signature.as_ref().map_or("not signed".to_owned(), |own| format!("signed by {}", clean(&own.key_id)));
    format!("{by}, as of {}, commit {}: {}", bundle.created, clean(&bundle.commit), text::sum(&bundle.summary))
}
