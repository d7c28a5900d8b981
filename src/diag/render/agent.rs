//! A finding as a short block of fixed form, for coding agents: where, what, why, and the exact edits.
//!
//! ```text
//! path:line:column level code slug element field
//! title
//! here: ...
//! also path:line:column: ...
//! note: ...
//! help: ...
//! fix machine-applicable: title
//! edit path:line:column-line:column "text that comes"
//! ```
//!
//! A block ends with an empty line. Text that comes is a JSON string; an empty range is a place to put it.

use super::clean;
use super::place::Places;
use super::spot::Spot;
use crate::diag::Diagnostic;

/// The block.
pub(super) fn render(finding: &Diagnostic, places: &Places<'_>) -> String {
    let arrow = |spot: &Spot<'_>| format!("{}:{}:{}", clean(spot.file), spot.line, spot.column);
    let place = Spot::primary(finding, places).map_or("-".to_owned(), |spot| arrow(&spot));
    let mut out = format!("{place} {} {} {}", finding.level.name(), finding.code.id, finding.code.slug);
    for part in [&finding.element, &finding.field].into_iter().flatten() {
        out.push_str(&format!(" {}", clean(part).replace(' ', "_")));
    }
    let mut line = |words: String| {
        out.push('\n');
        out.push_str(&words);
    };
    line(clean(&finding.title).into_owned());
    if let Some(label) = finding.primary.as_ref().filter(|label| !label.text.is_empty()) {
        line(format!("here: {}", clean(&label.text)));
    }
    for label in &finding.secondary {
        if let Some(spot) = Spot::of(label.span, places) {
            line(format!("also {}: {}", arrow(&spot), clean(&label.text)));
        }
    }
    finding.notes.iter().for_each(|note| line(format!("note: {}", clean(note))));
    finding.help.iter().for_each(|help| line(format!("help: {}", clean(&help.to_string()))));
    for fix in &finding.fixes {
        line(format!("fix {}: {}", fix.applicability.name(), clean(&fix.title)));
        for (spot, insert) in Spot::of_edits(&fix.edits, places) {
            let end = format!("{}:{}", spot.end_line, spot.end_column);
            line(format!("edit {}-{end} {}", arrow(&spot), super::json::text(insert)));
        }
    }
    out.push_str("\n\n");
    out
}
