//! The level of each finding, as a project and a run want it.
//!
//! In: findings, the rules of `contract.toml`, those of the command line. Out: the findings with their levels, without those
//! that are allowed. The command line counts more than the file, a table with a path more than one without, a close name
//! more than a wide one, a later word more than an earlier one.

use super::glob::fits;
use super::names::{Group, Name};
use super::settings::Rule;
use crate::diag::{Diagnostic, Level};

/// Gives every finding its level; `path` says where the file of a finding lies, from the folder of the settings.
pub(super) fn apply(
    findings: Vec<Diagnostic>,
    file: &[Rule],
    run: &[Rule],
    path: &dyn Fn(&Diagnostic) -> String,
) -> Vec<Diagnostic> {
    let quiet = file.is_empty() && run.is_empty();
    let wanted = |mut finding: Diagnostic| {
        if quiet || finding.code.is_firm() {
            return Some(finding);
        }
        let path = path(&finding);
        finding.level = level(&finding, &path, file, run)?;
        Some(finding)
    };
    findings.into_iter().filter_map(wanted).collect()
}

/// The level of a finding; none where it is allowed.
fn level(finding: &Diagnostic, path: &str, file: &[Rule], run: &[Rule]) -> Option<Level> {
    let here = |rule: &&Rule| rule.paths.as_ref().is_none_or(|paths| paths.iter().any(|own| fits(own, path)));
    let all = || {
        let file = file.iter().filter(here).map(|rule| ((false, rule.paths.is_some()), rule));
        file.chain(run.iter().map(|rule| ((true, false), rule)))
    };
    let own = all().filter(|(_, rule)| rule.name.holds(finding.code));
    let level = match own.max_by_key(|(source, rule)| (*source, closeness(rule.name))) {
        Some((_, rule)) => rule.level?,
        None => finding.level,
    };
    let group = match level {
        Level::Warning => Name::Group(Group::Warnings),
        Level::Hint => Name::Group(Group::Hints),
        Level::Error => return Some(level),
    };
    match all().filter(|(_, rule)| rule.name == group).max_by_key(|(source, _)| *source) {
        Some((_, rule)) => rule.level,
        None => Some(level),
    }
}

/// How closely a name speaks of a code. (Of two that are as close, the later counts: `max_by_key` takes the last.)
fn closeness(name: Name) -> u8 {
    match name {
        Name::All => 0,
        Name::Group(_) => 1,
        Name::Range(_) => 2,
        Name::One(_) => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::code;

    fn rule(word: &str, level: Option<Level>) -> Rule {
        Rule { name: Name::find(word).expect("a name"), level, paths: None }
    }

    fn of(code: &'static crate::diag::Code, file: &[Rule], run: &[Rule]) -> Option<Level> {
        let found = vec![Diagnostic::without_place(code, "x")];
        apply(found, file, run, &|_| "old/a.yaml".into()).first().map(|finding| finding.level)
    }

    #[test]
    fn the_closest_word_counts() {
        let file = [rule("C0701", Some(Level::Hint)), rule("C07", None), rule("all", Some(Level::Warning))];
        assert_eq!(of(&code::C0701, &file, &[]), Some(Level::Hint));
        assert_eq!(of(&code::C0702, &file, &[]), None);
        assert_eq!(of(&code::C0304, &file, &[]), Some(Level::Warning));
        assert_eq!(of(&code::C0101, &file, &[]), Some(Level::Error), "form and reference stay");
        let mut by_path = rule("C0304", Some(Level::Hint));
        by_path.paths = Some(vec!["old".into()]);
        assert_eq!(of(&code::C0304, &[by_path.clone(), rule("C0304", None)], &[]), Some(Level::Hint));
        by_path.paths = Some(vec!["new".into()]);
        assert_eq!(of(&code::C0304, &[by_path, rule("C0304", None)], &[]), None);
    }

    #[test]
    fn the_command_line_counts_more_and_its_last_word_most() {
        let run = [rule("C07", None), rule("C07", Some(Level::Warning)), rule("warnings", Some(Level::Error))];
        assert_eq!(of(&code::C0701, &[rule("C0701", None)], &run), Some(Level::Error));
        assert_eq!(of(&code::C0701, &[rule("C0701", None)], &run[..2]), Some(Level::Warning));
        assert_eq!(of(&code::C0504, &[], &run), Some(Level::Error));
        assert_eq!(of(&code::C0703, &[], &run[2..]), Some(Level::Hint));
    }
}
