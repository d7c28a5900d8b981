//! SARIF 2.1, of any scanner.
//!
//! In: the JSON of a file. Out: a [`ScanReport`]. Several runs, rules with defaults, suppressions, kinds, baselines and extensions are
//! read as the standard says. How bad a finding is, is said by the first of these that says anything:
//!
//! 1. `security-severity` of the result, then of its rule;
//! 2. the property `issue_severity` or `severity` of the result, then of its rule, where it is a word that is known;
//! 3. what is known of a scanner whose reports do not weigh (see [`super::table`]): at least that, and perhaps worse;
//! 4. `level` of the result;
//! 5. `rank` of the result, then of its rule;
//! 6. `level` of its rule;
//! 7. `warning`, which is what the standard assumes.
//!
//! Results in other files (`externalPropertyFileReferences`) are not followed: such a file is refused.

mod form;
mod place;
mod rule;
mod severity;

use serde_json::Value;

use super::category::Category;
use super::table::{self, Tool};
use super::{Finding, ScanReport};
use form::{Invocation, Log, Message, Properties, Reported, Rule, Run};

pub(super) use place::plain;

/// Reads a SARIF file.
pub(super) fn read(name: &str, value: Value) -> Result<ScanReport, String> {
    let log: Log = serde_json::from_value(value).map_err(|error| format!("it is not as SARIF 2.1 has it: {error}"))?;
    if !log.version.starts_with("2.1") {
        return Err(format!("it is SARIF {}; 2.1 is read", log.version));
    }
    let mut report =
        ScanReport { name: name.to_owned(), runs: vec![], findings: vec![], suppressed: vec![], others: 0 };
    for run in &log.runs {
        if run.external_property_file_references.as_ref().is_some_and(|files| files.get("results").is_some()) {
            return Err("its results stand in other files (`externalPropertyFileReferences`)".to_owned());
        }
        let known = table::tool(&run.tool.driver.name);
        report.runs.push(ran(run, known));
        for result in run.results.iter().flatten() {
            match standing(result) {
                Standing::Fails => report.findings.push(finding(run, known, result)),
                Standing::Suppressed => report.suppressed.push(finding(run, known, result)),
                Standing::Other => report.others += 1,
                Standing::Gone => {}
            }
        }
    }
    Ok(report)
}

/// What a result says, before it is asked of what.
enum Standing {
    Fails,
    Suppressed,
    /// It says something else than that a rule is broken.
    Other,
    /// It was there in an earlier run, and is no more.
    Gone,
}

fn standing(result: &Reported) -> Standing {
    if result.kind.as_deref().is_some_and(|kind| kind != "fail") {
        return Standing::Other;
    }
    if result.baseline_state.as_deref() == Some("absent") {
        return Standing::Gone;
    }
    let suppressions = result.suppressions.as_deref().unwrap_or_default();
    let accepted = |status: &Option<String>| status.as_deref().is_none_or(|status| status == "accepted");
    let all = !suppressions.is_empty() && suppressions.iter().all(|one| accepted(&one.status));
    if all { Standing::Suppressed } else { Standing::Fails }
}

fn ran(run: &Run, known: Option<&Tool>) -> super::Run {
    let failed = failed(run);
    let driver = &run.tool.driver;
    let mut covers = Vec::new();
    if let Some(tool) = known.filter(|_| failed.is_none()) {
        covers.extend(tool.covers);
        let listed = rule::every_rule(run).filter(|_| tool.lists_rules);
        covers.extend(listed.filter_map(|rule| category(known, &rule.id, Some(rule), None)));
        covers.sort_unstable();
        covers.dedup();
    }
    let version = driver.semantic_version.clone().or_else(|| driver.version.clone());
    super::Run { tool: driver.name.clone(), version, covers, failed }
}

/// Why a run cannot be relied on. Scanners exit with 1 where they found something, and with more where something went wrong.
fn failed(run: &Run) -> Option<String> {
    let tool = &run.tool.driver.name;
    let is_off =
        |own: &Invocation| own.execution_successful == Some(false) || own.exit_code.is_some_and(|code| code > 1);
    if run.results.is_none() || run.invocations.iter().any(is_off) {
        return Some(format!("`{tool}` did not run to the end"));
    }
    let notifications = |own: &'_ Invocation| {
        let errors = own.tool_execution_notifications.iter().chain(&own.tool_configuration_notifications);
        errors
            .filter(|one| one.level.as_deref() == Some("error"))
            .map(|one| place::place(run, &one.locations).path)
            .next()
    };
    let path = run.invocations.iter().find_map(notifications)?;
    Some(if path.is_empty() {
        format!("`{tool}` reports an error")
    } else {
        format!("`{tool}` could not read `{path}`")
    })
}

fn category(known: Option<&Tool>, id: &str, rule: Option<&Rule>, own: Option<&Properties>) -> Option<Category> {
    let bags = || own.into_iter().chain(rule.map(|rule| &rule.properties));
    let said = bags().filter_map(|bag| bag.get("category")?.as_str()).find_map(Category::of);
    let listed = table::category(known, id, &rule::tags(bags()));
    // A wide word takes no finding out of the narrow category that its scanner has.
    let is_wide = |word: &Category| word.counted().len() > 1;
    match (said, listed) {
        (Some(wide), Some(narrow)) if is_wide(&wide) => Some(narrow),
        _ => said.or(listed),
    }
}

fn finding(run: &Run, known: Option<&Tool>, result: &Reported) -> Finding {
    let (id, rule) = rule::rule(run, result);
    let place = place::place(run, &result.locations);
    let category = category(known, id, rule, Some(&result.properties));
    let (severity, weighed) = severity::severity(known, category, rule, result);
    Finding {
        tool: run.tool.driver.name.clone(),
        rule: id.to_owned(),
        category,
        severity,
        weighed,
        message: message(rule, &result.message),
        path: place.path,
        line: place.line,
        column: place.column,
    }
}

/// The words of a result: its own, or those of its rule with the arguments put in.
fn message(rule: Option<&Rule>, message: &Message) -> String {
    if let Some(text) = &message.text {
        return text.clone();
    }
    let of_rule = |rule: &Rule| {
        let template = message.id.as_ref().and_then(|id| rule.message_strings.get(id));
        template.or(rule.short_description.as_ref())?.text.clone()
    };
    let template = rule.and_then(of_rule).unwrap_or_default();
    let put_in = |text: String, (at, argument): (usize, &String)| text.replace(&format!("{{{at}}}"), argument);
    message.arguments.iter().enumerate().fold(template, put_in)
}
