//! The last line of a run.

use super::Role;
use crate::diag::{Applicability, Diagnostic, Level};

/// How many findings there are of each level, and how many of them we could repair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Hints.
    pub hints: usize,
    /// Those with a fix that is certainly what is meant.
    pub fixable: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of(findings: &[Diagnostic]) -> Counts {
        let level = |level| findings.iter().filter(|finding| finding.level == level).count();
        Counts {
            errors: level(Level::Error),
            warnings: level(Level::Warning),
            hints: level(Level::Hint),
            fixable: findings.iter().filter(|finding| is_fixable(finding)).count(),
        }
    }
}

/// What there is besides what is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Hints, where they are not shown.
    pub hints: usize,
    /// Findings that the baseline knows.
    pub known: usize,
    /// Findings that a comment sets aside.
    pub suppressed: usize,
}

/// Whether a fix is certain.
pub(super) fn is_fixable(finding: &Diagnostic) -> bool {
    finding.fixes.iter().any(|fix| fix.applicability == Applicability::MachineApplicable)
}

/// `1 file`, `2 files`.
pub fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// `16 files, 3 errors, 2 warnings (4 hints hidden, --hints) – 2 fixable with --fix`, or `16 files, no findings`.
pub fn summary(files: usize, counts: Counts, hidden: Hidden, color: bool) -> String {
    let mut parts = vec![count(files, "file")];
    let hints = counts.hints.saturating_sub(hidden.hints);
    let levels = [(counts.errors, Level::Error), (counts.warnings, Level::Warning), (hints, Level::Hint)];
    for (number, level) in levels {
        if number > 0 {
            parts.push(super::paint(color, Role::Level(level), &count(number, level.name())));
        }
    }
    if parts.len() == 1 {
        let nothing = if hidden.hints > 0 { "no errors or warnings" } else { "no findings" };
        parts.push(super::paint(color, Role::Good, nothing));
    }
    let asides = [
        (hidden.hints, format!("{} hidden, --hints", count(hidden.hints, "hint"))),
        (hidden.known, format!("{} known to the baseline", hidden.known)),
        (hidden.suppressed, format!("{} set aside in the source", hidden.suppressed)),
    ];
    let asides: Vec<String> = asides.into_iter().filter(|(number, _)| *number > 0).map(|(_, words)| words).collect();
    let asides = if asides.is_empty() { String::new() } else { format!(" ({})", asides.join("; ")) };
    let fixable =
        if counts.fixable > 0 { format!(" – {} fixable with --fix", counts.fixable) } else { String::new() };
    format!("{}{asides}{fixable}", parts.join(", "))
}
