//! Findings in plain JSON, for scanners without SARIF.
//!
//! In: a list of findings, or an object that holds one. Out: a [`ScanReport`]. This is the form:
//!
//! ```json
//! {
//!   "tool": "gatekeep", "version": "2.1", "categories": ["secret", "sast"],
//!   "findings": [
//!     {"category": "secret", "severity": "critical", "rule": "aws-key", "message": "a key of AWS", "file": "src/app.py", "line": 8}
//!   ]
//! }
//! ```
//!
//! `severity` is needed, with a word of [`super::severity`]; every other key may be left out. `path` is read for `file`, `id` for `rule`.
//! `suppressed: true` takes a finding out of the count. `categories` says what was looked for, so that an empty list says that nothing was
//! found there; without it, a scanner is taken to have looked for the categories of its findings, and for nothing else. A `category` that
//! is not of the schema makes a finding unmapped.

use serde::Deserialize;
use serde_json::Value;

use super::category::Category;
use super::sarif::plain;
use super::severity::Severity;
use super::{Finding, Run, ScanReport};

/// What a scanner is called that does not say its name.
const NAMELESS: &str = "gatekeep";

#[derive(Deserialize)]
struct Form {
    #[serde(default)]
    tool: Option<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    categories: Vec<String>,
    findings: Vec<Value>,
}

#[derive(Deserialize)]
struct One {
    category: Option<String>,
    severity: String,
    #[serde(alias = "id")]
    rule: Option<String>,
    message: Option<String>,
    #[serde(alias = "path")]
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    #[serde(default)]
    suppressed: bool,
}

/// Reads findings in plain JSON.
pub(super) fn read(name: &str, value: Value) -> Result<ScanReport, String> {
    let form = match value {
        Value::Array(findings) => Form { tool: None, version: None, categories: vec![], findings },
        value => serde_json::from_value(value).map_err(|error| format!("{error}"))?,
    };
    let tool = form.tool.unwrap_or_else(|| NAMELESS.to_owned());
    let said = form.categories.iter().map(|word| Category::of(word).ok_or_else(|| unknown(word)));
    let mut covers = said.collect::<Result<Vec<_>, _>>()?;
    let mut report =
        ScanReport { name: name.to_owned(), runs: vec![], findings: vec![], suppressed: vec![], others: 0 };
    for (at, value) in form.findings.into_iter().enumerate() {
        let (finding, suppressed) = finding(&tool, value).map_err(|why| format!("finding {}: {why}", at + 1))?;
        covers.extend(finding.category);
        if suppressed { report.suppressed.push(finding) } else { report.findings.push(finding) }
    }
    covers.sort_unstable();
    covers.dedup();
    report.runs.push(Run { tool, version: form.version, covers, failed: None });
    Ok(report)
}

fn unknown(word: &str) -> String {
    let known: Vec<_> = Category::ALL.iter().map(|category| category.name()).collect();
    format!("`categories` names `{word}`, which is none of {}", known.join(", "))
}

fn finding(tool: &str, value: Value) -> Result<(Finding, bool), String> {
    if !value.is_object() {
        return Err("it is no object".to_owned());
    }
    let one: One = serde_json::from_value(value).map_err(|error| error.to_string())?;
    let severity = Severity::of_word(&one.severity).ok_or_else(|| {
        format!("its severity is `{}`, which is none of critical, high, medium, low, info", one.severity)
    })?;
    let finding = Finding {
        tool: tool.to_owned(),
        rule: one.rule.unwrap_or_default(),
        category: one.category.as_deref().and_then(Category::of),
        severity,
        weighed: true,
        message: one.message.unwrap_or_default(),
        path: one.file.as_deref().map(plain).unwrap_or_default(),
        line: one.line.unwrap_or(0),
        column: one.column.unwrap_or(0),
    };
    Ok((finding, one.suppressed))
}
