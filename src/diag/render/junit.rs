//! All findings of a run as a JUnit report: a suite for each file, a case for each finding.
//!
//! Errors are failures. Warnings and hints are cases that passed and said something: as a run does not fail for them, so
//! a report does not. Give them the level `deny` to have them fail both.

use super::place::Places;
use super::spot::Spot;
use super::{clean, plain};
use crate::diag::{Diagnostic, Level};

/// The report.
pub(super) fn render(findings: &[Diagnostic], places: &Places<'_>) -> String {
    let failures = |findings: &[&Diagnostic]| findings.iter().filter(|it| it.level == Level::Error).count();
    let all: Vec<&Diagnostic> = findings.iter().collect();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let tests = all.len().max(1);
    out.push_str(&format!("<testsuites name=\"contract\" tests=\"{tests}\" failures=\"{}\">\n", failures(&all)));
    if all.is_empty() {
        out.push_str("  <testsuite name=\"contract\" tests=\"1\" failures=\"0\">\n");
        out.push_str("    <testcase classname=\"contract\" name=\"check\"/>\n  </testsuite>\n");
    }
    let path = |finding: &Diagnostic| Spot::primary(finding, places).map_or("contract", |spot| spot.file);
    let mut by_file = all.clone();
    by_file.sort_by_key(|finding| path(finding));
    for suite in by_file.chunk_by(|a, b| path(a) == path(b)) {
        let name = suite.first().map_or("", |first| path(first));
        let (tests, failures) = (suite.len(), failures(suite));
        let name = escape(name);
        out.push_str(&format!("  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\">\n"));
        suite.iter().for_each(|finding| case(finding, &name, places, &mut out));
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(finding: &Diagnostic, class: &str, places: &Places<'_>, out: &mut String) {
    let mut name = format!("{} {}", finding.code.id, finding.code.slug);
    if let Some(element) = &finding.element {
        name.push_str(&format!(": {element}"));
    }
    let line = Spot::primary(finding, places).map_or(String::new(), |spot| format!(" line=\"{}\"", spot.line));
    out.push_str(&format!("    <testcase classname=\"{class}\" name=\"{}\"{line}>\n", escape(&name)));
    let (open, close) = match finding.level {
        Level::Error => {
            let (code, title) = (finding.code.id, escape(&finding.title));
            (format!("<failure type=\"{code}\" message=\"{title}\">"), "</failure>")
        }
        Level::Warning | Level::Hint => ("<system-out>".to_owned(), "</system-out>"),
    };
    let text = escape(&plain::render(finding, places));
    out.push_str(&format!("      {open}{}{close}\n    </testcase>\n", text.trim_end()));
}

/// Text for XML, without characters that it cannot hold.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            out.push('\n');
        }
        for c in clean(line).chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
                c => out.push(c),
            }
        }
    }
    out
}
