//! `reject/`: exactly the findings that the comments of a case name, by the stage that the folder names.

use contract::diag::{Diagnostic, Level};

use super::expectation::{Expected, expectations};
use super::{Case, Outcome, assert_none, cases, run};

#[test]
fn the_stage_load_reports_what_the_cases_name() {
    reject("load");
}

#[test]
fn the_stage_shape_reports_what_the_cases_name() {
    reject("shape");
}

#[test]
fn the_stage_names_reports_what_the_cases_name() {
    reject("names");
}

fn reject(stage: &str) {
    let wrong = cases(&format!("reject/{stage}")).iter().filter_map(|case| compare(case, stage)).collect();
    assert_none(wrong);
}

/// What is wrong with a case, if anything.
fn compare(case: &Case, stage: &str) -> Option<String> {
    let outcome = run(case);
    let mut wrong = Vec::new();
    let mut missing: Vec<(String, Expected)> = Vec::new();
    for (_, source) in outcome.read.sources.iter() {
        let path = crate::help::files::shown(std::path::Path::new(&source.path));
        missing.extend(expectations(&source.text).into_iter().map(|expected| (path.clone(), expected)));
    }
    if missing.is_empty() {
        wrong.push("the case names no finding".to_owned());
    }
    let shown = outcome.findings.iter().filter(|(_, found)| found.level != Level::Hint);
    for (by, found) in shown {
        let brief = outcome.read.brief(found);
        if *by != stage {
            wrong.push(format!("reported by another stage ({by}): {brief}"));
        }
        match missing.iter().position(|(path, expected)| fits(&outcome, found, path, expected)) {
            Some(at) => _ = missing.remove(at),
            None => wrong.push(format!("not expected: {brief}")),
        }
    }
    wrong.extend(missing.into_iter().map(|(path, expected)| format!("not reported: {path}: {expected:?}")));
    (!wrong.is_empty()).then(|| format!("{}\n  {}", case.name, wrong.join("\n  ")))
}

/// Whether a finding is the one that is expected.
fn fits(outcome: &Outcome, found: &Diagnostic, path: &str, expected: &Expected) -> bool {
    let Some(label) = &found.primary else { return false };
    let source = outcome.read.sources.get(label.span.file).expect("a file");
    let line = source.position(label.span.start as usize).line;
    source.path.ends_with(path)
        && line == expected.line
        && found.code.id == expected.code
        && found.level.name() == expected.level
        && expected.covers.as_ref().is_none_or(|covers| outcome.read.sources.slice(label.span) == covers)
}
