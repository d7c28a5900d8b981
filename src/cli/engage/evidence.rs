//! `contract engage evidence`: what is known, as a bundle.

use std::path::PathBuf;

use super::check::FailOn;
use super::files;
use super::given::Given;
use crate::cli::screen::Screen;
use crate::cli::{Exit, Failure, shown};
use crate::engage::evidence::{Facts, PrivateKey, Tool, make, settle};
use crate::engage::render::text;
use crate::engage::rollup::{self, Evidence};
use crate::set::write;

/// The variable that may hold the key.
const VARIABLE: &str = "CONTRACT_SIGNING_KEY";

/// Write what is known as a bundle of evidence, signed or not
#[derive(Debug, clap::Args)]
#[command(after_help = "\
The bundle holds the contract, the commit, the hash of each file that was read, what is known clause by clause, gates, waivers,
attestations and the definition of done item by item, as canonical JSON (RFC 8785). The same inputs give the same bytes.

Waivers and attestations are JSON lists:
  [{\"clause\": \"quality.docstrings\", \"reason\": \"...\", \"approver\": \"...\", \"expires\": \"2026-06-30\"}]
  [{\"item\": \"pen_test_pass\", \"by\": \"...\", \"date\": \"2026-03-01\", \"reference\": \"...\"}]

Exit codes: 0 written and nothing is broken, 1 written and something is (or, as asked, was not evaluated), 2 wrong usage, 3 our own fault.")]
pub(super) struct Args {
    #[command(flatten)]
    given: Given,
    /// Where the bundle goes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The private key to sign with [default: the text of $CONTRACT_SIGNING_KEY, where it is set]
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// The commit that was looked at [default: the last one]
    #[arg(long, value_name = "ID", value_parser = commit)]
    commit: Option<String>,
    /// When to exit with 1
    #[arg(long, value_name = "WHEN", default_value = "broken")]
    fail_on: FailOn,
}

/// The name of a commit, whole or its beginning.
fn commit(text: &str) -> Result<String, String> {
    let is_name = (7..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_name { Ok(text.to_owned()) } else { Err("a commit is named by 7 to 64 hexadecimal digits".to_owned()) }
}

pub(super) fn run(args: &Args, screen: &mut Screen) -> Result<Exit, Failure> {
    let key = key(args)?;
    let Some(mut own) = args.given.evaluate(Some(&args.out), screen)? else { return Ok(Exit::Findings) };
    let Some(commit) = args.commit.clone().or(own.commit.take()) else {
        let text = "nothing says which commit was looked at".to_owned();
        return Err(Failure::Usage(text, Some("say it with `--commit`".to_owned())));
    };
    let signed = if key.is_some() { Evidence::Signed } else { Evidence::Unsigned };
    settle(&mut own.outcomes, &own.contract.terms, key.is_some());
    let summary = rollup::whole(&own.added(signed));
    let inputs = own.inputs();
    let uncommitted = own.uncommitted.len();
    let facts = Facts {
        contract: &own.contract.json,
        commit,
        uncommitted: own.uncommitted,
        tool: Tool { name: "contract".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        created: own.date,
        inputs,
        outcomes: own.outcomes,
        gates: own.gates,
        waivers: own.waivers,
        attestations: own.attestations,
    };
    let bundle = make(facts, key.as_ref()).map_err(Failure::Fault)?;
    let written = String::from_utf8(bundle).map_err(|error| Failure::Fault(error.to_string()))?;
    write::write(&args.out, &written)
        .map_err(|error| Failure::Usage(format!("`{}` cannot be written: {error}", shown(&args.out)), None))?;
    let by = key.as_ref().map_or("not signed".to_owned(), |key| format!("signed by the key {}", key.public().id()));
    screen.line(&format!("evidence written to {}, {by}", shown(&args.out)))?;
    screen.line(&text::sum(&summary))?;
    if uncommitted > 0 {
        let files = match uncommitted {
            1 => "1 file is not in the commit as it was read".to_owned(),
            many => format!("{many} files are not in the commit as they were read"),
        };
        screen.aside(&format!("{files}; the bundle says so"))?;
    }
    Ok(if summary.fails(args.fail_on == FailOn::NotEvaluated) { Exit::Findings } else { Exit::Fine })
}

fn key(args: &Args) -> Result<Option<PrivateKey>, Failure> {
    let (name, text) = match &args.key {
        Some(path) => {
            let bytes = files::read(path)?;
            (format!("`{}`", shown(path)), String::from_utf8_lossy(&bytes).into_owned())
        }
        None => match std::env::var(VARIABLE) {
            Ok(text) if !text.trim().is_empty() => (format!("${VARIABLE}"), text),
            _ => return Ok(None),
        },
    };
    let help = "make one with `contract engage keygen --out NAME`".to_owned();
    PrivateKey::read(&text)
        .map(Some)
        .map_err(|error| Failure::Usage(format!("{name} holds no key: {error}"), Some(help)))
}
