//! Gates: how many findings of a category, at a severity or above, a contract allows.
//!
//! In: the gates of a contract, the reports that were read. Out: an [`Outcome`] for each gate, in their order. A gate is
//!
//! - broken where more findings are counted than its threshold allows, whoever found them;
//! - held where at most that many are counted, and a scanner that ended has looked for its category;
//! - not evaluated otherwise: where nobody looked, or where findings without a category, or of a scanner that does not say how bad they
//!   are, could be the ones too many.
//!
//! A gate that blocks and was not evaluated is a failure, which the whole says ([`crate::engage::rollup`]); here it is said why.
//! The same finding is counted once, in however many reports it stands: the same rule and words at the same place. One without a rule or
//! without a line is always one of its own.

use std::collections::BTreeMap;

use super::category::Category;
use super::severity::Severity;
use super::{Finding, ScanReport};
use crate::engage::terms::Gate;
use crate::engage::verdict::{Found, Outcome, Verdict};

/// The clause of the gates; that of one gate goes on with `/` and its place in the list, from 0.
pub const CLAUSE: &str = "definition_of_done.scan_gates";

/// Judges every gate.
pub fn gates(gates: &[Gate], reports: &[ScanReport]) -> Vec<Outcome> {
    gates.iter().enumerate().map(|(at, gate)| outcome(format!("{CLAUSE}/{at}"), gate, reports)).collect()
}

fn outcome(clause: String, gate: &Gate, reports: &[ScanReport]) -> Outcome {
    let checker = Some("scan".to_owned());
    let (Some(category), Some(severity)) = (Category::of(&gate.category), Severity::of(&gate.severity)) else {
        let why = format!("`{}` at `{}` is no gate that is known", gate.category, gate.severity);
        return Outcome { clause, checker, verdict: Verdict::NotEvaluated, why, found: vec![] };
    };
    let all = || reports.iter().flat_map(|report| &report.findings).filter(|finding| finding.severity >= severity);
    let counted = once(all().filter(|finding| finding.category.is_some_and(|of| category.counted().contains(&of))));
    let unmapped = once(all().filter(|finding| finding.category.is_none()));
    let milder = reports.iter().flat_map(|report| &report.findings).filter(|finding| finding.severity < severity);
    let of_it = |finding: &&Finding| finding.category.is_some_and(|of| category.counted().contains(&of));
    let unweighed = once(milder.filter(of_it).filter(|finding| !finding.weighed));
    let tally =
        format!("{} of `{category}` at `{severity}` or above, {} allowed", findings(counted.len()), gate.threshold);
    let allowed = usize::try_from(gate.threshold).unwrap_or(usize::MAX);
    let covered = Covered::by(reports, category);
    let (verdict, why) = if counted.len() > allowed {
        (Verdict::Broken, tally)
    } else if covered.parts.is_empty() {
        (Verdict::NotEvaluated, format!("{}{}", covered.nobody(reports, category), blocks(gate)))
    } else if counted.len() + unmapped.len() + unweighed.len() > allowed {
        let (open, lack) = if counted.len() + unmapped.len() > allowed {
            (unmapped, "without a category")
        } else {
            (unweighed, "without a severity")
        };
        let tools = names(open.iter().map(|finding| finding.tool.as_str()));
        let open = findings(open.len());
        (Verdict::NotEvaluated, format!("{tally}, but {open} of {tools} {lack} could be more{}", blocks(gate)))
    } else {
        (Verdict::Holds, format!("{tally}; {}", covered.told()))
    };
    let found = if verdict == Verdict::Broken { counted.into_iter().map(found).collect() } else { vec![] };
    Outcome { clause, checker, verdict, why, found }
}

fn blocks(gate: &Gate) -> &'static str {
    if gate.blocking { "; the gate blocks, so this is a failure" } else { "" }
}

/// Findings, each once, by place. Of those that are the same, the worst is kept, and the first of these.
fn once<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<&'a Finding> {
    let mut seen: BTreeMap<(&str, u32, u32, &str, &str, usize), &Finding> = BTreeMap::new();
    for (number, finding) in findings.enumerate() {
        let own = if finding.rule.is_empty() || finding.line == 0 { number } else { usize::MAX };
        let same =
            (finding.path.as_str(), finding.line, finding.column, finding.rule.as_str(), finding.message.as_str(), own);
        let kept = seen.entry(same).or_insert(finding);
        if finding.severity > kept.severity {
            *kept = finding;
        }
    }
    seen.into_values().collect()
}

fn found(finding: &Finding) -> Found {
    let words = match finding.category {
        // Scanners quote the secret that they found, and what is said here is kept for years.
        Some(Category::Secret) => "a secret stands here",
        _ => first_sentence(&finding.message),
    };
    let rule = if finding.rule.is_empty() { String::new() } else { format!("`{}`: ", finding.rule) };
    let message = format!("{rule}{words} ({}, {})", finding.tool, finding.severity);
    Found { path: finding.path.clone(), line: finding.line, column: finding.column, message }
}

/// The first line of a message that says something, without its full stop.
fn first_sentence(message: &str) -> &str {
    let line = message.lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or("it says no more").trim_end_matches('.')
}

fn findings(count: usize) -> String {
    if count == 1 { "1 finding".to_owned() } else { format!("{count} findings") }
}

fn names<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

/// Which of the categories that a gate counts were looked for, and by whom.
struct Covered<'a> {
    parts: Vec<Category>,
    missing: Vec<Category>,
    tools: Vec<&'a str>,
    /// Why runs cannot be relied on, of whatever scanner.
    failed: Vec<&'a str>,
}

impl<'a> Covered<'a> {
    fn by(reports: &'a [ScanReport], category: Category) -> Covered<'a> {
        let runs = || reports.iter().flat_map(|report| &report.runs);
        let is_covered = |part: &Category| runs().any(|run| run.covers.contains(part));
        let (parts, missing) = category.counted().iter().copied().partition(is_covered);
        let looked = runs().filter(|run| category.counted().iter().any(|part| run.covers.contains(part)));
        let failed = runs().filter_map(|run| run.failed.as_deref()).collect();
        Covered { parts, missing, tools: looked.map(|run| run.tool.as_str()).collect(), failed }
    }

    /// Who looked; for a wide category also for what nobody did, so that it does not hold in silence.
    fn told(&self) -> String {
        let mut looked = format!("{} looked", names(self.tools.iter().copied()));
        // The wide category itself is no part that could be missing: its scanners look for the narrow ones.
        let wide = |part: &&Category| part.counted().len() > 1;
        let missing: Vec<_> = self.missing.iter().filter(|part| !wide(part)).map(|part| part.name()).collect();
        if !missing.is_empty() {
            looked.push_str(&format!(", nobody for {}", names(missing.into_iter())));
        }
        if !self.failed.is_empty() {
            looked.push_str(&format!("; {}", self.failed.join(", ")));
        }
        looked
    }

    fn nobody(&self, reports: &[ScanReport], category: Category) -> String {
        let base = format!("no report covers `{category}`");
        if !self.failed.is_empty() {
            return format!("{base}: {}", self.failed.join(", "));
        }
        let silent = |run: &&super::Run| run.covers.is_empty();
        match reports.iter().flat_map(|report| &report.runs).find(silent) {
            Some(run) => format!(
                "{base}: that of `{}` does not tell what was looked for, so its category must be given",
                run.tool
            ),
            None => base,
        }
    }
}
