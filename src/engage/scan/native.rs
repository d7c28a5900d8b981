//! The own JSON of scanners that write no SARIF, or do so only with help: pip-audit, npm audit, bandit, ruff.
//!
//! In: JSON. Out: a [`ScanReport`], or none where the form is not one of these. A form is known by its keys. What such a report says it could
//! not look at makes the run one that cannot be relied on.

use serde_json::Value;

use super::sarif::plain;
use super::severity::Severity;
use super::table::{self, Tool};
use super::{Finding, Run, ScanReport};

type Read = fn(&Value) -> Option<(Vec<Finding>, Option<String>)>;

/// Scanners, the keys by which their reports are known, and how these are read.
const FORMS: &[(&str, &[&str], Read)] = &[
    ("pip-audit", &["dependencies"], pip_audit),
    ("npm-audit", &["auditReportVersion", "vulnerabilities"], npm_audit),
    ("bandit", &["results", "metrics", "errors"], bandit),
];

/// Reads a report in a scanner's own form.
pub(super) fn read(name: &str, value: &Value) -> Option<ScanReport> {
    let (tool, (findings, failed)) = match value {
        Value::Object(keys) => {
            let (tool, _, read) = FORMS.iter().find(|(_, known, _)| known.iter().all(|key| keys.contains_key(*key)))?;
            (*tool, read(value)?)
        }
        Value::Array(items) => ("ruff", ruff(items)?),
        _ => return None,
    };
    let covers = table::tool(tool).filter(|_| failed.is_none()).map(|own| own.covers.to_vec()).unwrap_or_default();
    let run = Run { tool: tool.to_owned(), version: None, covers, failed };
    Some(ScanReport { name: name.to_owned(), runs: vec![run], findings, suppressed: vec![], others: 0 })
}

fn said<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn number(value: Option<&Value>) -> u32 {
    value.and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok()).unwrap_or(0)
}

/// A finding of a scanner that is known; its severity is the least that can be assumed where none is said.
fn finding(tool: &str, rule: &str, message: &str, severity: Option<Severity>) -> Finding {
    let known: Option<&Tool> = table::tool(tool);
    let category = table::category(known, rule, &[]);
    let flat = known.and_then(|known| known.flat(category)).unwrap_or(Severity::Medium);
    Finding {
        tool: tool.to_owned(),
        rule: rule.to_owned(),
        category,
        severity: severity.unwrap_or(flat),
        weighed: severity.is_some(),
        message: message.to_owned(),
        path: String::new(),
        line: 0,
        column: 0,
    }
}

fn pip_audit(value: &Value) -> Option<(Vec<Finding>, Option<String>)> {
    let packages = value.get("dependencies")?.as_array()?;
    let skipped = packages.iter().find(|package| package.get("skip_reason").is_some());
    let failed = skipped.map(|package| format!("`pip-audit` could not look at `{}`", said(package, "name")));
    let of = |package: &Value| {
        let known = package.get("vulns").and_then(Value::as_array).into_iter().flatten();
        let what = format!("{} {}", said(package, "name"), said(package, "version"));
        let one = |own: &Value| finding("pip-audit", said(own, "id"), &what, None);
        known.map(one).collect::<Vec<_>>()
    };
    Some((packages.iter().flat_map(of).collect(), failed))
}

fn npm_audit(value: &Value) -> Option<(Vec<Finding>, Option<String>)> {
    let packages = value.get("vulnerabilities")?.as_object()?;
    let of = |package: &Value| {
        // A text names another package, where the weakness is told.
        let own = package.get("via").and_then(Value::as_array).into_iter().flatten();
        let one = |via: &Value| {
            let rule = said(via, "url").rsplit('/').next().unwrap_or_default();
            let what = format!("{}: {}", said(via, "name"), said(via, "title"));
            finding("npm-audit", rule, &what, Severity::of_word(said(via, "severity")))
        };
        own.filter(|via| via.is_object()).map(one).collect::<Vec<_>>()
    };
    Some((packages.values().flat_map(of).collect(), None))
}

fn bandit(value: &Value) -> Option<(Vec<Finding>, Option<String>)> {
    let results = value.get("results")?.as_array()?;
    let error = value.get("errors")?.as_array()?.first();
    let failed = error.map(|error| format!("`bandit` could not read `{}`", plain(said(error, "filename"))));
    let one = |own: &Value| {
        let severity = Severity::of_word(said(own, "issue_severity"));
        Finding {
            path: plain(said(own, "filename")),
            line: number(own.get("line_number")),
            column: number(own.get("col_offset")).saturating_add(1),
            ..finding("bandit", said(own, "test_id"), said(own, "issue_text"), severity)
        }
    };
    Some((results.iter().map(one).collect(), failed))
}

/// A list of what ruff found; an empty list may be anybody's.
fn ruff(items: &[Value]) -> Option<(Vec<Finding>, Option<String>)> {
    let is_of_it = |item: &Value| ["code", "filename", "location"].iter().all(|key| item.get(key).is_some());
    let one = |own: &Value| {
        let place = |key: &str| number(own.get("location").and_then(|place| place.get(key)));
        Finding {
            path: plain(said(own, "filename")),
            line: place("row"),
            column: place("column"),
            ..finding("ruff", said(own, "code"), said(own, "message"), None)
        }
    };
    (!items.is_empty() && items.iter().all(is_of_it)).then(|| (items.iter().map(one).collect(), None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engage::scan::Category;

    fn report(text: &str) -> ScanReport {
        crate::engage::scan::read("r.json", text.as_bytes()).unwrap_or_else(|why| panic!("{why}"))
    }

    #[test]
    fn the_own_forms_of_scanners_are_read() {
        let pip = report(
            r#"{"dependencies": [{"name": "flask", "version": "0.5", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]}], "fixes": []}"#,
        );
        let npm = report(
            r#"{"auditReportVersion": 2, "vulnerabilities": {"a": {"via": ["b"]}, "b": {"via": [
                {"name": "b", "title": "bad", "url": "https://github.com/advisories/GHSA-x", "severity": "high"}]}}}"#,
        );
        let told = |report: &ScanReport| {
            let one = |own: &Finding| (own.rule.clone(), own.category, own.severity, own.weighed);
            report.findings.iter().map(one).collect::<Vec<_>>()
        };
        let dependency = Some(Category::Dependency);
        assert_eq!(told(&npm), [("GHSA-x".to_owned(), dependency, Severity::High, true)]);
        assert_eq!(told(&pip).len(), 2);
        assert_eq!(told(&pip).first().map(|own| (own.1, own.3)), Some((dependency, false)));
        assert_eq!(pip.runs.first().map(|run| run.covers.clone()), Some(vec![Category::Dependency]));
        let skipped = report(r#"{"dependencies": [{"name": "flask", "skip_reason": "not found"}]}"#);
        assert_eq!(
            skipped.runs.first().and_then(|run| run.failed.clone()).unwrap_or_default(),
            "`pip-audit` could not look at `flask`"
        );
    }

    #[test]
    fn bandit_and_ruff_say_places() {
        let bandit = report(
            r#"{"metrics": {}, "errors": [{"filename": "./b.py", "reason": "syntax error"}], "results": [
                {"filename": "./a.py", "line_number": 3, "col_offset": 4, "issue_severity": "HIGH", "issue_text": "x", "test_id": "B602"}]}"#,
        );
        let ruff = report(
            r#"[{"code": "F401", "filename": "a.py", "location": {"row": 2, "column": 8}, "message": "unused", "severity": "error"}]"#,
        );
        let place = |report: &ScanReport| {
            let one = report.findings.first().cloned();
            one.map(|own| (own.path, own.line, own.column, own.category, own.severity, own.weighed))
        };
        let (sast, quality) = (Some(Category::Sast), Some(Category::CodeQuality));
        assert_eq!(place(&bandit), Some(("a.py".to_owned(), 3, 5, sast, Severity::High, true)));
        assert_eq!(
            bandit.runs.first().and_then(|run| run.failed.clone()).unwrap_or_default(),
            "`bandit` could not read `b.py`"
        );
        assert_eq!(place(&ruff), Some(("a.py".to_owned(), 2, 8, quality, Severity::Medium, false)));
        assert_eq!(report("[]").runs.first().map(|run| run.tool.clone()).unwrap_or_default(), "gatekeep");
    }
}
