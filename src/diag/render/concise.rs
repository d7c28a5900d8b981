//! A finding as one line, for `grep` and editors: `path:line:column: level[code] title [*]`.
//!
//! `[*]` marks a finding that has a fix which is certainly what is meant.

use super::clean;
use super::place::Places;
use super::summary::is_fixable;
use crate::diag::Diagnostic;

/// The line.
pub(super) fn render(finding: &Diagnostic, places: &Places<'_>) -> String {
    let place = finding.primary.as_ref().and_then(|label| places.of(label.span));
    let arrow = place.map_or(String::new(), |place| format!("{}: ", places.arrow(&place)));
    let star = if is_fixable(finding) { " [*]" } else { "" };
    format!("{arrow}{}[{}] {}{star}\n", finding.level.name(), finding.code.id, clean(&finding.title))
}
