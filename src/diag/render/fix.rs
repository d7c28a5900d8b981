//! A fix as the lines that go and the lines that come.
//!
//! In: a fix. Out: lines marked `-` and `+`, few and short; none where the lines are too long or too many to read.

use super::place::{Place, Places};
use crate::diag::Fix;

/// The most lines that are shown.
const LINES: usize = 16;

/// One line of the picture.
pub(super) struct Change {
    /// Whether the line comes; it goes otherwise.
    pub(super) plus: bool,
    /// The line.
    pub(super) text: String,
}

/// The picture of a fix, or nothing.
pub(super) fn changes(fix: &Fix, places: &Places<'_>, width: usize) -> Vec<Change> {
    let mut edits: Vec<(Place<'_>, &str)> =
        fix.edits.iter().filter_map(|edit| Some((places.of(edit.span)?, edit.insert.as_str()))).collect();
    edits.sort_by_key(|(place, _)| (place.id, place.bytes.start));
    let mut all = Vec::new();
    let touch = |a: &(Place<'_>, &str), b: &(Place<'_>, &str)| {
        a.0.id == b.0.id && a.0.file.line_of(a.0.bytes.end) >= b.0.file.line_of(b.0.bytes.start)
    };
    for group in edits.chunk_by(touch) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let file = first.0.file;
        let start = file.line_start(file.line_of(first.0.bytes.start));
        let end = file.line_start(file.line_of(last.0.bytes.end) + 1);
        if end - start > LINES * 200 {
            return Vec::new();
        }
        let before = file.text.get(start..end).unwrap_or("");
        let mut after = String::new();
        let mut done = start;
        for (place, insert) in group {
            after.push_str(file.text.get(done..place.bytes.start).unwrap_or(""));
            after.push_str(insert);
            done = place.bytes.end.max(done);
        }
        after.push_str(file.text.get(done..end).unwrap_or(""));
        compare(before, &after, &mut all);
    }
    let fits = |change: &Change| super::wrap::columns_of(&change.text) <= width.max(80);
    if all.len() <= LINES && all.iter().all(fits) { all } else { Vec::new() }
}

/// Adds the lines that differ between two texts, without those that are the same at the start and end.
fn compare(before: &str, after: &str, all: &mut Vec<Change>) {
    let before: Vec<&str> = before.lines().collect();
    let after: Vec<&str> = after.lines().collect();
    let same = before.iter().zip(&after).take_while(|(a, b)| a == b).count();
    let most = before.len().min(after.len()) - same;
    let tail = before.iter().rev().zip(after.iter().rev()).take_while(|(a, b)| a == b).count().min(most);
    for (plus, lines) in [(false, before), (true, after)] {
        let end = lines.len().saturating_sub(tail);
        for line in lines.get(same..end).unwrap_or(&[]) {
            all.push(Change { plus, text: line.chars().map(super::clean::visible).collect() });
        }
    }
}
