//! All findings of a run as a comment on a review: how many, a table, and the details folded away.
//!
//! A comment can be only so long: the table and the details stop in time, and say how many there are besides.

use super::place::Places;
use super::summary::{Counts, count};
use super::{clean, plain};
use crate::diag::Diagnostic;

/// The most rows of the table.
const ROWS: usize = 100;
/// The most bytes of details.
const DETAILS: usize = 40_000;

/// The comment.
pub(super) fn render(findings: &[Diagnostic], places: &Places<'_>) -> String {
    let counts = Counts::of(findings);
    let all = [(counts.errors, "error"), (counts.warnings, "warning"), (counts.hints, "hint")];
    let said: Vec<String> =
        all.iter().filter(|(number, _)| *number > 0).map(|(number, word)| count(*number, word)).collect();
    if said.is_empty() {
        return "### Contract check: no findings\n".to_owned();
    }
    let mut out = format!("### Contract check: {}\n\n| | place | finding |\n|---|---|---|\n", said.join(", "));
    for finding in findings.iter().take(ROWS) {
        let place = finding.primary.as_ref().and_then(|label| places.of(label.span));
        let place = place.map_or(String::new(), |place| format!("`{}`", cell(&places.arrow(&place))));
        let (level, code, title) = (finding.level.name(), finding.code.id, words(&finding.title));
        out.push_str(&format!("| {level} | {place} | **{code}** {} |\n", cell(&title)));
    }
    if findings.len() > ROWS {
        out.push_str(&format!("\nand {} more\n", findings.len() - ROWS));
    }
    out.push_str("\n<details>\n<summary>Details</summary>\n\n````text\n");
    let (mut used, mut shown) = (0, 0);
    for finding in findings {
        let text = plain::render(finding, places).replace("````", "'```");
        used += text.len();
        if used > DETAILS {
            break;
        }
        out.push_str(&text);
        shown += 1;
    }
    out.push_str("````\n");
    if shown < findings.len() {
        out.push_str(&format!("\nand {} more\n", findings.len() - shown));
    }
    out.push_str("\n</details>\n");
    if counts.fixable > 0 {
        out.push_str(&format!("\n{} fixable with `contract check --fix`\n", counts.fixable));
    }
    out
}

/// Text of a cell: a bar would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

/// A sentence: what is not in backticks must not be taken for markup.
fn words(text: &str) -> String {
    let mut out = String::new();
    for (at, part) in clean(text).split('`').enumerate() {
        if at > 0 {
            out.push('`');
        }
        match at % 2 {
            0 => part.chars().for_each(|c| match c {
                '<' => out.push_str("&lt;"),
                '*' | '_' | '[' | ']' => out.extend(['\\', c]),
                c => out.push(c),
            }),
            _ => out.push_str(part),
        }
    }
    out
}
