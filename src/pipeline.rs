//! The whole road on one screen.
//!
//! ```text
//!  paths ──► Set::load ───────────────────────────────► check ──► levels ──► findings
//!            find, fetch, surface.read, kinds::settle     │          └─ repair (check --fix) ─► texts
//!                                                         ├─ surface.write (fmt)
//!                                                         └─ ir::lower ─► System ─► stack ─► units
//! ```
//!
//! In: what the command line names. Out: values; nothing is printed or written here.

use std::collections::BTreeMap;
use std::path::Path;

use crate::ast::Document;
use crate::check;
use crate::diag::{self, Diagnostic};
use crate::digest::blake3;
use crate::ir;
use crate::levels::{self, Around, Judged, Wanted};
use crate::patch::{self, Refusal};
use crate::repair::{self, Repaired};
use crate::set::{Input, Set};
use crate::source::{FileId, Span};
use crate::stack::{self, Before, History, Stack};
use crate::unit::{Stamp, Unit};

/// A set and what is reported of it, in the order to show it.
#[derive(Debug)]
pub struct Checked {
    /// The set.
    pub set: Set,
    /// The findings that are reported, and how many are not.
    pub judged: Judged,
}

/// The files of a set and the settings around it.
pub fn read(input: &Input) -> Set {
    Set::load_with_settings(input)
}

/// Reads and checks.
pub fn check(input: &Input, wanted: &Wanted) -> Checked {
    checked(read(input), wanted)
}

/// Checks a set that was read.
fn checked(set: Set, wanted: &Wanted) -> Checked {
    let judged = judged(&set, wanted, true);
    Checked { set, judged }
}

/// As [`check`], as if there were no baseline.
pub fn check_without_baseline(input: &Input, wanted: &Wanted) -> Checked {
    let set = Set::load_with_settings(input);
    let judged = judged(&set, wanted, false);
    Checked { set, judged }
}

/// Repairs what was found wrong, in memory: fixes that are certain and, if asked for, those that are not.
pub fn repair(checked: Checked, wanted: &Wanted, unsafe_fixes: bool) -> Repaired {
    let access = |set: &Set| {
        let (sources, complete) = sources(set);
        check::matrix(&sources, complete)
    };
    let judge = repair::Judge {
        check: &|set| judged(set, wanted, true),
        access: &access,
        widens: &|after: &check::Matrix, before| !after.wider_than(before).is_empty(),
    };
    repair::repair(checked.set, checked.judged, unsafe_fixes, &judge)
}

/// Reads, checks and lowers: the system, or nothing where an error is reported. What no code can be made for is among the findings.
pub fn system(input: &Input, wanted: &Wanted) -> (Checked, Option<ir::System>) {
    lowered(read(input), wanted)
}

fn lowered(set: Set, wanted: &Wanted) -> (Checked, Option<ir::System>) {
    let errors = |findings: &[Diagnostic]| findings.iter().any(|finding| finding.level == diag::Level::Error);
    let mut judged = Judged::default();
    let (sources, complete) = sources(&set);
    let lets_pass = |found| {
        judged = judge(&set, found, wanted, true);
        !set.files.is_empty() && !errors(&judged.findings)
    };
    let lowered = check::check_then(&sources, complete, lets_pass, ir::lower);
    drop(sources);
    let Some(lowered) = lowered else { return (Checked { set, judged }, None) };
    judged.findings.extend(lowered.refused);
    diag::sort(&mut judged.findings);
    let fine = !errors(&judged.findings);
    (Checked { set, judged }, fine.then_some(lowered.system))
}

/// A set without errors that a stack can make code for.
#[derive(Debug)]
pub struct Ready {
    /// The set.
    pub set: Set,
    /// What it means.
    pub system: ir::System,
    /// What it is made with.
    pub stack: &'static Stack,
    /// Of what no code is made, in words.
    pub unmade: Vec<String>,
}

/// The files of a project, and what they were made from.
#[derive(Debug)]
pub struct Made {
    /// The contract.
    pub contract: Ready,
    /// The files.
    pub units: Vec<Unit>,
    /// What they were made from.
    pub stamp: Stamp,
    /// What a new migration may lose.
    pub losses: Vec<String>,
}

impl Ready {
    /// The hash of what each operation means, by its declaration.
    pub fn operations(&self) -> BTreeMap<String, String> {
        self.system.operations.iter().map(|own| (own.origin.clone(), own.hash.clone())).collect()
    }

    /// Where each declaration stands.
    pub fn places(&self) -> BTreeMap<String, Span> {
        check::places(&sources(&self.set).0)
    }

    /// The files that a project should have; `before` is what it has, `ejected` what was handed over to the user.
    pub fn make(self, before: &Before, ejected: &[String]) -> Made {
        let stack = self.stack;
        let texts: Vec<_> = self.set.files.iter().map(|file| (self.set.path(file), self.set.text(file))).collect();
        let (stack::Files { units, losses }, (contract_hash, ir_hash)) =
            rayon::join(|| (stack.files)(&self.system, before, ejected), || (ir::hash(&texts), self.system.hash()));
        let stamp = Stamp { stack: stack.name.to_owned(), contract_hash, ir_hash };
        Made { contract: self, units, stamp, losses }
    }
}

/// What a project has already, by what stands below its root; nothing where the file with its tables does not say what they are.
pub fn before(root: &Path, history: History) -> Result<Option<Before>, Refusal> {
    let Some(text) = patch::text_of(root, history.schema)? else { return Ok(Some(Before::default())) };
    let entries = patch::names_in(root, history.migrations).into_iter().filter(|name| name.ends_with(".sql"));
    let of = |name: String| format!("{}/{name}", history.migrations);
    let with = |tables| Before { tables: Some(tables), migrations: entries.map(of).collect() };
    Ok((history.read)(&text).map(with))
}

/// A key for what a run on a set makes: the same for the same files, settings and wishes. It does not know the tool.
pub fn key(set: &Set, wanted: &Wanted) -> String {
    let texts: Vec<_> = set.sources.iter().map(|(_, file)| (file.path.clone(), file.text.as_str())).collect();
    let around = (&set.home.inner, set.complete, &wanted.rules, &wanted.today);
    blake3(format!("{} {around:?}", ir::hash(&texts)).as_bytes())
}

/// Checks a set and lowers it, and asks the stack. The findings instead, where there are errors.
pub fn ready(set: Set, wanted: &Wanted) -> Result<Ready, Box<Checked>> {
    let (mut checked, system) = lowered(set, wanted);
    let Some(system) = system else { return Err(Box::new(checked)) };
    let (stack, refused) = match stack::of(&system) {
        Ok(stack) => (Some(stack), (stack.refusals)(&system)),
        Err(refusal) => (None, vec![refusal]),
    };
    if let Some(stack) = stack.filter(|_| refused.is_empty()) {
        let findings = checked.judged.findings.into_iter();
        let unmade = findings.filter(|found| found.code.id == diag::code::C2004.id).map(|found| found.title).collect();
        return Ok(Ready { set: checked.set, system, stack, unmade });
    }
    let (sources, complete) = sources(&checked.set);
    let said: Vec<Said> = refused.into_iter().map(|own| (own.origin, own.what, own.why)).collect();
    let found = check::refusals(&sources, complete, &said);
    drop(sources);
    checked.judged.findings.extend(found);
    diag::sort(&mut checked.judged.findings);
    Err(Box::new(checked))
}

/// A refusal of a stack: place, what, why.
type Said = (String, String, String);

/// What is reported of a set, in the order to show it.
pub(crate) fn judged(set: &Set, wanted: &Wanted, with_baseline: bool) -> Judged {
    let (sources, complete) = sources(set);
    judge(set, check::check(&sources, complete), wanted, with_baseline)
}

/// What is reported of what the checks found in a set, and of how it was read.
fn judge(set: &Set, found: Vec<Diagnostic>, wanted: &Wanted, with_baseline: bool) -> Judged {
    let mut findings = read_findings(set);
    findings.extend(found);
    let files: Vec<(FileId, &Document)> =
        set.files.iter().filter_map(|file| Some((file.id, file.reading.document.as_ref()?))).collect();
    let around = Around {
        files: &files,
        sources: &set.sources,
        complete: set.complete && files.len() == set.files.len(),
        settings: set.home.settings,
        baseline: set.home.baseline.filter(|_| with_baseline),
        path: &|id| set.from_home(id),
    };
    let mut judged = levels::judge(findings, &around, wanted);
    repair::realise(set, &mut judged.findings);
    diag::sort(&mut judged.findings);
    judged
}

/// Who may call an operation of a set, or do anything with an entity.
pub fn who_can(set: &Set, what: &str, role: Option<&str>) -> Result<Vec<check::Asked>, check::Unknown> {
    let (sources, complete) = sources(set);
    check::who_can(&sources, complete, what, role)
}

/// The files of a set that were read, and whether they are all there is.
pub fn sources(set: &Set) -> (Vec<check::Source<'_>>, bool) {
    let source = |file| {
        let file: &crate::set::File = file;
        Some(check::Source {
            file: file.id,
            path: set.path(file),
            document: file.reading.document.as_ref()?,
            broken: &file.reading.broken,
            whole: file.reading.is_whole(),
        })
    };
    let sources: Vec<check::Source<'_>> = set.files.iter().filter_map(source).collect();
    let complete = set.complete && sources.len() == set.files.len();
    (sources, complete)
}

/// What was wrong with getting at and reading the files, in the order to show it.
pub fn read_findings(set: &Set) -> Vec<Diagnostic> {
    let read = set.files.iter().flat_map(|file| &file.reading.findings);
    let mut findings: Vec<Diagnostic> = set.findings.iter().chain(read).cloned().collect();
    diag::sort(&mut findings);
    findings
}
