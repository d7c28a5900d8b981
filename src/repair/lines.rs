//! From two prints of a tree to edits of the text it was read from.
//!
//! In: the lines as they were printed before and after a change, and the lines as people wrote them. Out: edits. What the
//! two prints have in common is left as people wrote it; where a change falls on lines that cannot be found, there is none.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::diag::Edit;
use crate::source::{FileId, Span};

/// A text in lines, without their breaks, and where each starts; the last start is the end of the text.
pub(super) struct Lines<'t> {
    text: &'t str,
    lines: Vec<&'t str>,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// The lines of a text.
    pub(super) fn of(text: &'t str) -> Lines<'t> {
        let mut starts = vec![0];
        let mut lines = Vec::new();
        for line in text.split_inclusive('\n') {
            lines.push(line.trim_end_matches(['\n', '\r']));
            starts.push(starts.last().copied().unwrap_or(0) + line.len());
        }
        Lines { text, lines, starts }
    }

    /// The lines that hold these bytes.
    pub(super) fn around(&self, bytes: Range<usize>) -> Range<usize> {
        let line_of = |at: usize| self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        let first = line_of(bytes.start).min(self.lines.len());
        let last = line_of(bytes.end.saturating_sub(1).max(bytes.start));
        first..(last + 1).min(self.lines.len())
    }

    /// One line.
    pub(super) fn line(&self, at: usize) -> &'t str {
        self.lines.get(at).copied().unwrap_or("")
    }

    /// How many lines there are.
    pub(super) fn count(&self) -> usize {
        self.lines.len()
    }

    /// The bytes of whole lines.
    fn bytes(&self, lines: &Range<usize>) -> Range<usize> {
        let start = |at: usize| self.starts.get(at).copied().unwrap_or(self.text.len());
        start(lines.start)..start(lines.end)
    }

    /// The edit that puts these lines in place of others: as small as whole words allow.
    pub(super) fn replace(&self, file: FileId, lines: Range<usize>, with: &[String]) -> Edit {
        let bytes = self.bytes(&lines);
        let end = if self.text.contains("\r\n") { "\r\n" } else { "\n" };
        let mut insert: String = with.iter().flat_map(|line| [line.as_str(), end]).collect();
        if bytes.start == self.text.len() && !self.text.is_empty() && !self.text.ends_with('\n') {
            insert.insert_str(0, end);
        }
        let old = self.text.get(bytes.clone()).unwrap_or("");
        if !old.is_empty() && !old.ends_with('\n') {
            insert.truncate(insert.trim_end_matches(['\n', '\r']).len());
        }
        narrow(file, old, bytes.start, &insert)
    }
}

/// The edit from `old`, which starts at byte `at`, to `new`, without the words that both start and end with.
fn narrow(file: FileId, old: &str, at: usize, new: &str) -> Edit {
    if old.is_empty() || new.is_empty() {
        return Edit { span: Span::new(file, at, at + old.len()), insert: new.to_owned() };
    }
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut start: usize = old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let head = old.get(..start).unwrap_or("");
    start -= head.len() - head.trim_end_matches(is_word).len();
    let (rest, fresh) = (old.get(start..).unwrap_or(""), new.get(start..).unwrap_or(""));
    let pairs = rest.chars().rev().zip(fresh.chars().rev());
    let same: usize = pairs.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let tail = rest.get(rest.len() - same..).unwrap_or("");
    let same = tail.trim_start_matches(is_word).len();
    let insert = fresh.get(..fresh.len() - same).unwrap_or("").to_owned();
    Edit { span: Span::new(file, at + start, at + old.len() - same), insert }
}

/// The edits that do to the lines `within` of a text what was done from one print to the other.
pub(super) fn transfer(
    file: FileId,
    own: &Lines<'_>,
    within: Range<usize>,
    before: &str,
    after: &str,
) -> Option<Vec<Edit>> {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let places = places(own, &within, &before);
    let mut edits = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &before, &after) {
        let (tag, old, new) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            continue;
        }
        let new: Vec<&str> = after.get(new)?.to_vec();
        if old.len() == new.len() {
            for (at, line) in old.zip(new) {
                let place = (*places.get(at)?)?;
                let line = shift(line, &before, &places, at..at + 1, own);
                edits.push(own.replace(file, place..place + 1, &[line]));
            }
            continue;
        }
        let target = if old.is_empty() {
            let behind = old.start.checked_sub(1).and_then(|at| *places.get(at)?).map(|at| at + 1);
            let at = behind.or_else(|| *places.get(old.start)?)?;
            at..at
        } else {
            let all: Vec<usize> = places.get(old.clone())?.iter().copied().collect::<Option<_>>()?;
            let (first, last) = (*all.first()?, *all.last()?);
            let strange = (first..last).any(|at| !all.contains(&at) && !own.line(at).trim().is_empty());
            if strange {
                return None;
            }
            first..last + 1
        };
        let new: Vec<String> = new.iter().map(|line| shift(line, &before, &places, old.clone(), own)).collect();
        edits.push(own.replace(file, target, &new));
    }
    Some(edits)
}

/// For each printed line, the line that people wrote for it, apart from white space.
fn places(own: &Lines<'_>, within: &Range<usize>, printed: &[&str]) -> Vec<Option<usize>> {
    let squeeze = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let left: Vec<String> = printed.iter().map(|line| squeeze(line)).collect();
    let right: Vec<String> = within.clone().map(|at| squeeze(own.line(at))).collect();
    let mut places = vec![None; printed.len()];
    for op in capture_diff_slices(Algorithm::Myers, &left, &right) {
        if let (DiffTag::Equal, old, new) = op.as_tag_tuple() {
            for (at, to) in old.zip(new) {
                if let Some(place) = places.get_mut(at) {
                    *place = Some(within.start + to);
                }
            }
        }
    }
    places
}

/// A printed line with the indent that people gave to its neighbours: to the nearest one above, or below, that is printed
/// with the same indent.
fn shift(line: &str, printed: &[&str], places: &[Option<usize>], near: Range<usize>, own: &Lines<'_>) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let wanted = indent(line);
    let around = (0..near.end).rev().chain(near.end..printed.len());
    let known = around.filter_map(|at| Some((indent(printed.get(at)?), indent(own.line((*places.get(at)?)?)))));
    let known: Vec<(usize, usize)> = known.take(64).collect();
    let like = known.iter().find(|(there, _)| *there == wanted).or(known.first());
    let columns = like.map_or(wanted, |(there, here)| (wanted + here).saturating_sub(*there));
    if line.trim().is_empty() { String::new() } else { format!("{}{}", " ".repeat(columns), line.trim_start()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(text: &str, before: &str, after: &str) -> Option<String> {
        let lines = Lines::of(text);
        let edits = transfer(FileId(0), &lines, 0..lines.count(), before, after)?;
        super::super::edits::apply(text, &edits)
    }

    #[test]
    fn what_was_not_changed_stays_as_it_was_written() {
        let text = "a:\n- x # one\n\n-   y\nb: 'z'\n";
        let done = applied(text, "a:\n  - x # one\n  - y\nb: z\n", "a:\n  - x # one\n  - y\n  - w\nb: z\n");
        assert_eq!(done.as_deref(), Some("a:\n- x # one\n\n-   y\n- w\nb: 'z'\n"));
    }

    #[test]
    fn an_edit_is_as_small_as_its_words() {
        assert_eq!(narrow(FileId(0), "a: one_x\n", 10, "a: one_y\n").span, Span::new(FileId(0), 13, 18));
        assert_eq!(narrow(FileId(0), "a: one_x\n", 10, "a: one_y\n").insert, "one_y");
    }

    #[test]
    fn a_change_of_a_line_that_cannot_be_found_is_none() {
        assert_eq!(applied("a: {b: c}\n", "a:\n  b: c\n", "a:\n  b: d\n"), None);
    }

    #[test]
    fn the_last_line_may_have_no_break() {
        assert_eq!(applied("a: x\nb: y", "a: x\nb: y\n", "a: x\nb: y\nc: z\n").as_deref(), Some("a: x\nb: y\nc: z\n"));
        assert_eq!(applied("a: x\nb: y", "a: x\nb: y\n", "a: x\nb: z\n").as_deref(), Some("a: x\nb: z"));
        assert_eq!(
            applied("a: x\r\nb: y\r\n", "a: x\nb: y\n", "a: x\nc: z\nb: y\n").as_deref(),
            Some("a: x\r\nc: z\r\nb: y\r\n")
        );
    }
}
