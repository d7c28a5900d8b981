//! What several commands take: a contract, its repository, reports, and the word of people.
//!
//! In: arguments. Out: [`Contract`] and [`Evaluated`], or a failure that says what to do. Files are read by [`super::files`].

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::files::{Files, inputs, repository, uncommitted};
use super::git;
use crate::ast::Node;
use crate::cli::progress::Progress;
use crate::cli::screen::Screen;
use crate::cli::{Failure, input, shown};
use crate::date::Date;
use crate::diag::render::clean;
use crate::diag::{Diagnostic, Level};
use crate::engage::checkers;
use crate::engage::contract;
use crate::engage::evidence::Input;
use crate::engage::repository::{Reports, Repository, Role};
use crate::engage::rollup::{self, Attestation, Evidence, Waiver};
use crate::engage::scan::{self, ScanReport};
use crate::engage::terms::Terms;
use crate::engage::verdict::Outcome;
use crate::json;
use crate::levels::Wanted;
use crate::pipeline;

/// What is held against what.
#[derive(Debug, clap::Args)]
pub(super) struct Given {
    /// The contract: a file, or a folder with one
    #[arg(default_value = ".")]
    path: PathBuf,
    /// The repository [default: the folder of the contract]
    #[arg(long, value_name = "FOLDER")]
    repo: Option<PathBuf>,
    /// A report of tests or their coverage, beside those in usual places (JUnit, lcov, Cobertura, coverage.py)
    #[arg(long = "report", value_name = "FILE")]
    reports: Vec<PathBuf>,
    /// Findings of a scanner (SARIF 2.1, or the JSON of pip-audit, npm audit, bandit or ruff); `sast=FILE` says what they are about
    #[arg(long = "scan", value_name = "[CATEGORY=]FILE")]
    pub(super) scans: Vec<String>,
    /// Clauses that may be broken for a while (JSON)
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,
    /// What people answer for (JSON)
    #[arg(long, value_name = "FILE")]
    attestations: Option<PathBuf>,
    /// The day for which it counts, as 2026-03-01 [default: that of the last commit]
    #[arg(long, value_name = "DAY")]
    date: Option<Date>,
}

/// A contract that was read.
pub(super) struct Contract {
    /// Its clauses.
    pub(super) clauses: Node,
    /// The same as JSON, as they are said.
    pub(super) json: Value,
    /// Their hash.
    pub(super) hash: String,
    /// What they come to.
    pub(super) terms: Terms,
    /// The folder that they are about.
    pub(super) folder: PathBuf,
}

/// All that is known.
pub(super) struct Evaluated {
    /// The contract.
    pub(super) contract: Contract,
    /// What is known of its clauses.
    pub(super) outcomes: Vec<Outcome>,
    /// What is known of its gates.
    pub(super) gates: Vec<Outcome>,
    /// Clauses that may be broken.
    pub(super) waivers: Vec<Waiver>,
    /// What people answer for.
    pub(super) attestations: Vec<Attestation>,
    /// The day.
    pub(super) date: Date,
    /// Whether that day is the one of the last commit, for nobody said another.
    pub(super) of_commit: bool,
    /// The commit, where there is one.
    pub(super) commit: Option<String>,
    /// Files that were read and are not in that commit as they were read: looked for where a bundle will be written that says so.
    pub(super) uncommitted: Vec<String>,
    repository: Repository,
    /// What was read beside the repository.
    read: Vec<Input>,
    /// What scanners found and no table maps to a category.
    pub(super) unmapped: usize,
}

/// Reads a contract. Its errors are reported, and nothing comes of one that has any.
pub(super) fn contract(path: &Path, screen: &mut Screen) -> Result<Option<Contract>, Failure> {
    let checked = pipeline::check(&input(path, &None), &Wanted::default());
    let engaged = checked.set.files.iter().filter_map(|file| {
        let document = file.reading.document.as_ref()?;
        Some((file, contract::clauses(document)?))
    });
    let engaged: Vec<_> = engaged.collect();
    let (file, clauses) = match engaged.as_slice() {
        [one] => *one,
        [] => {
            let errors = errors(&checked, |_| true);
            if !errors.is_empty() {
                screen.report_aside(&errors, &checked.set.sources)?;
                return Ok(None);
            }
            let text = format!("there is no engagement in `{}`", shown(path));
            let help = "start one with `contract engage init`, or name the file that holds it";
            return Err(Failure::Usage(text, Some(help.to_owned())));
        }
        many => {
            let files: Vec<String> =
                many.iter().map(|(file, _)| format!("`{}`", clean(checked.set.path(file)))).collect();
            let text = format!("there are {} engagements: {}", files.len(), files.join(", "));
            return Err(Failure::Usage(text, Some("name the file of the one that is meant".to_owned())));
        }
    };
    let errors = errors(&checked, |own| own.primary.as_ref().is_none_or(|label| label.span.file == file.id));
    if !errors.is_empty() {
        screen.report_aside(&errors, &checked.set.sources)?;
        screen.aside("the contract has errors; nothing was held against it")?;
        return Ok(None);
    }
    let version = clauses.get("contract_version").and_then(Node::as_text);
    if let Some(version) = version.filter(|version| *version != contract::VERSION) {
        let text = format!("the contract is of version `{}` of the schema, and only `1.0` is known", clean(version));
        return Err(Failure::Usage(text, Some("nothing can be held against clauses that nobody knows".to_owned())));
    }
    let terms = contract::terms(clauses).map_err(|error| {
        let text = format!("the clauses of `{}` cannot be read: {error}", clean(checked.set.path(file)));
        Failure::Usage(text, Some("write whole numbers with digits only".to_owned()))
    })?;
    let folder = if path.is_dir() { path.to_path_buf() } else { above(path) };
    let (json, hash) = (contract::json(clauses), contract::hash(clauses));
    Ok(Some(Contract { clauses: clauses.clone(), json, hash, terms, folder }))
}

/// The folder that a contract in a file is about: the one around [`json::TOOL_FOLDER`], where it stands there.
fn above(path: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    let folder = if folder.ends_with(json::TOOL_FOLDER) { folder.parent().unwrap_or(Path::new("")) } else { folder };
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_path_buf() }
}

fn errors(checked: &pipeline::Checked, of: impl Fn(&Diagnostic) -> bool) -> Vec<Diagnostic> {
    let all = checked.judged.findings.iter();
    all.filter(|own| own.level == Level::Error && of(own)).cloned().collect()
}

impl Evaluated {
    /// Every file that was read, with its hash, by path.
    pub(super) fn inputs(&self) -> Vec<Input> {
        let mut all: Vec<Input> = inputs(&self.repository).chain(self.read.iter().cloned()).collect();
        all.sort();
        all.dedup();
        all
    }

    /// What was not read, and what clauses of quality do not speak of, by path.
    pub(super) fn left_out(&self) -> Vec<(String, String)> {
        let folders = self.repository.left_out().iter();
        let folders = folders.map(|path| (format!("{path}/"), "is a folder of packages or of a build".to_owned()));
        let unread = self.repository.unread().iter().map(|file| (file.path.clone(), file.why.clone()));
        let aside = self.repository.files().iter().filter_map(|file| {
            let why = match file.role {
                Role::Product => return None,
                Role::Test => "is a test",
                Role::Foreign => "was written by a program, or by others",
            };
            file.kind.language().map(|_| (file.path.clone(), why.to_owned()))
        });
        let mut all: Vec<_> = folders.chain(unread).chain(aside).collect();
        all.sort();
        all
    }

    /// What is to be added up.
    pub(super) fn added(&self, evidence: Evidence) -> rollup::Given<'_> {
        rollup::Given {
            terms: &self.contract.terms,
            outcomes: &self.outcomes,
            gates: &self.gates,
            waivers: &self.waivers,
            attestations: &self.attestations,
            evidence,
            date: self.date,
        }
    }
}

impl Given {
    /// Reads everything, and looks. `out` is what will be written: what lies there from before is nothing to look at.
    pub(super) fn evaluate(&self, out: Option<&Path>, screen: &mut Screen) -> Result<Option<Evaluated>, Failure> {
        let Some(contract) = contract(&self.path, screen)? else { return Ok(None) };
        let _progress = Progress::saying("looking at the repository ...");
        let root = self.repo.clone().unwrap_or_else(|| contract.folder.clone());
        let repository = repository(&root, out)?;
        let commit = git::last_commit(&root);
        let date = match (self.date, &commit) {
            (Some(date), _) => date,
            (None, Some((_, day))) => day.parse().map_err(Failure::Fault)?,
            (None, None) => {
                let text = "nothing says for which day this counts: there is no commit".to_owned();
                let help = "commit the work, or say the day with `--date 2026-03-01`";
                return Err(Failure::Usage(text, Some(help.to_owned())));
            }
        };
        let mut files = Files { root: &root, inputs: Vec::new() };
        let mut reports = Reports::find(&root);
        for path in reports.paths() {
            files.read(&root.join(path))?;
        }
        for path in &self.reports {
            let (name, bytes) = files.read(path)?;
            reports.give(name, &String::from_utf8_lossy(&bytes));
        }
        let scans = self.scans.iter().map(|said| files.scan(said)).collect::<Result<Vec<ScanReport>, Failure>>()?;
        let waivers = files.list(self.waivers.as_deref(), "waivers")?;
        let attestations = files.list(self.attestations.as_deref(), "attestations")?;
        let outcomes = checkers::check(&contract.terms, &repository, &reports);
        let gates = scan::gates(&contract.terms.definition_of_done.scan_gates, &scans);
        let unmapped = scans.iter().map(|report| report.unmapped().count()).sum();
        let commit = commit.map(|(commit, _)| commit);
        let uncommitted = match (&commit, out) {
            (Some(_), Some(out)) => uncommitted(&root, out, &repository, &files.inputs),
            _ => Vec::new(),
        };
        Ok(Some(Evaluated {
            contract,
            of_commit: self.date.is_none(),
            uncommitted,
            outcomes,
            gates,
            waivers,
            attestations,
            date,
            commit,
            repository,
            read: files.inputs,
            unmapped,
        }))
    }
}
