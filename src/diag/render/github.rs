//! A finding as a workflow command, which GitHub shows beside the line in a pull request.
//!
//! `::error file=a.yaml,line=1,col=2,endLine=1,endColumn=5,title=C0101 unresolved-reference::what is wrong`

use super::clean;
use super::place::Places;
use super::spot::Spot;
use crate::diag::{Diagnostic, Level};

/// The command.
pub(super) fn render(finding: &Diagnostic, places: &Places<'_>) -> String {
    let command = match finding.level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "notice",
    };
    let mut out = format!("::{command} ");
    if let Some(spot) = Spot::primary(finding, places) {
        let Spot { file, line, column, end_line, end_column, .. } = spot;
        out.push_str(&format!("file={},line={line},col={column},endLine={end_line},", property(file)));
        if line == end_line {
            out.push_str(&format!("endColumn={end_column},"));
        }
    }
    out.push_str(&format!("title={}::", property(&format!("{} {}", finding.code.id, finding.code.slug))));
    let mut lines = vec![finding.title.clone()];
    lines.extend(finding.primary.iter().map(|label| label.text.clone()).filter(|text| !text.is_empty()));
    lines.extend(finding.notes.iter().map(|note| format!("note: {note}")));
    lines.extend(finding.help.iter().map(|help| format!("help: {help}")));
    lines.extend(finding.fixes.iter().map(|fix| format!("fix: {}", fix.title)));
    let lines: Vec<String> = lines.iter().map(|line| data(line)).collect();
    format!("{out}{}\n", lines.join("%0A"))
}

/// Text behind the colons.
fn data(text: &str) -> String {
    clean(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text between them.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
