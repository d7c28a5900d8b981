//! What of the findings is reported, and at which level.
//!
//! ```text
//! findings ── suppress (comments in the source) ── rules (contract.toml, options) ── baseline (what is known) ──► shown
//! ```
//!
//! In: all findings of a set, its trees, the texts of `contract.toml` and `contract-baseline.json`, the words of the command
//! line. Out: what is left, and how many were set aside by which of the three. Errors of form and reference pass through all
//! of them. Knows no surface, no check, no disk, no clock.

mod baseline;
mod glob;
mod names;
mod rules;
mod settings;
mod suppress;

pub use baseline::{Baseline, Compared};
pub use names::{Group, Name, near};
pub use settings::{Rule, Settings};

use crate::ast::Document;
use crate::date::Date;
use crate::diag::Diagnostic;
use crate::source::{FileId, Sources};

/// What is known besides the findings.
pub struct Around<'a> {
    /// The trees that were read.
    pub files: &'a [(FileId, &'a Document)],
    /// All files, the settings and the baseline among them.
    pub sources: &'a Sources,
    /// Whether the files are a whole set.
    pub complete: bool,
    /// The `contract.toml`, if there is one.
    pub settings: Option<FileId>,
    /// The `contract-baseline.json`, if there is one and it counts.
    pub baseline: Option<FileId>,
    /// Where the file of a finding lies, from the folder of the settings.
    pub path: &'a dyn Fn(FileId) -> String,
}

/// What one run wants.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What the command line says of levels, the last word last.
    pub rules: Vec<Rule>,
    /// The day: suppressions that ended before it no longer count.
    pub today: Option<Date>,
}

/// What is left of findings.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// What is reported.
    pub findings: Vec<Diagnostic>,
    /// How many a comment in the source set aside.
    pub suppressed: usize,
    /// How many the baseline knows.
    pub known: usize,
}

/// Sets aside what is to be set aside, and gives the rest its levels.
pub fn judge(findings: Vec<Diagnostic>, around: &Around<'_>, wanted: &Wanted) -> Judged {
    let text = |id: FileId| around.sources.get(id).map_or("", |file| file.text.as_str());
    let settings = around.settings.map(|id| Settings::read(id, text(id))).unwrap_or_default();
    let left = suppress::apply(around.files, around.sources, findings, wanted.today, around.complete);
    let mut findings = left.findings;
    findings.extend(settings.findings);
    let path = |finding: &Diagnostic| finding.primary.as_ref().map_or(String::new(), |it| (around.path)(it.span.file));
    let findings = rules::apply(findings, &settings.rules, &wanted.rules, &path);
    let mut judged = Judged { findings, suppressed: left.suppressed, known: 0 };
    let Some(id) = around.baseline else { return judged };
    match Baseline::read(id, text(id)) {
        Ok(baseline) => {
            let compared = baseline.compare(std::mem::take(&mut judged.findings), around.sources);
            let stale = compared.stale(id, around.sources).filter(|_| around.complete);
            judged.known = compared.known.len();
            judged.findings = compared.new;
            judged.findings.extend(rules::apply(stale.into_iter().collect(), &settings.rules, &wanted.rules, &path));
        }
        Err(finding) => judged.findings.push(*finding),
    }
    judged
}

#[cfg(test)]
mod tests;
