//! Spans as places that can be shown: the one spot where they are held to their file and to character boundaries.
//!
//! In: spans, perhaps wrong ones. Out: byte ranges that can always be sliced, lines, columns. Counting the columns of a
//! very long line goes on where the last place started, so that many findings in one line stay cheap.

use std::cell::Cell;
use std::ops::Range;

use crate::source::{FileId, Position, SourceFile, Sources, Span};

/// The files and the last counted column.
pub(super) struct Places<'a> {
    sources: &'a Sources,
    last: Cell<Option<(FileId, usize, usize, usize)>>,
}

/// A span inside its file.
#[derive(Clone)]
pub(super) struct Place<'a> {
    pub(super) id: FileId,
    pub(super) file: &'a SourceFile,
    pub(super) bytes: Range<usize>,
}

impl<'a> Places<'a> {
    pub(super) fn new(sources: &'a Sources) -> Places<'a> {
        Places { sources, last: Cell::new(None) }
    }

    /// The place of a span; none where there is no such file.
    pub(super) fn of(&self, span: Span) -> Option<Place<'a>> {
        let file = self.sources.get(span.file)?;
        let range = span.range();
        let start = file.snap(range.start);
        let mut end = range.end.clamp(start, file.text.len().max(start));
        while !file.text.is_char_boundary(end) {
            end += 1;
        }
        Some(Place { id: span.file, file, bytes: start..end })
    }

    /// Line and column of a byte of a place; `keep` says whether to count on from there the next time.
    fn position(&self, place: &Place<'_>, at: usize, keep: bool) -> Position {
        let at = place.file.snap(at);
        let line = place.file.line_of(at);
        let line_start = place.file.line_start(line);
        let (from, before) = match self.last.get() {
            Some((id, known_line, byte, column)) if id == place.id && known_line == line && byte <= at => {
                (byte, column)
            }
            _ => (line_start, 1),
        };
        let column = before + place.file.text.get(from..at).map_or(0, |text| text.chars().count());
        if keep {
            self.last.set(Some((place.id, line, at, column)));
        }
        Position { line, column }
    }

    /// Where a place starts.
    pub(super) fn start(&self, place: &Place<'_>) -> Position {
        self.position(place, place.bytes.start, true)
    }

    /// Where a place ends.
    pub(super) fn end(&self, place: &Place<'_>) -> Position {
        self.position(place, place.bytes.end, false)
    }

    /// `path:line:column` of a place.
    pub(super) fn arrow(&self, place: &Place<'_>) -> String {
        let Position { line, column } = self.start(place);
        format!("{}:{line}:{column}", super::clean(&place.file.path))
    }

    /// The line of a place.
    pub(super) fn line(&self, place: &Place<'_>) -> usize {
        place.file.line_of(place.bytes.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_spans_become_right_ones() {
        let mut sources = Sources::default();
        let file = sources.add(SourceFile::new("a", "x: ồ\nb"));
        let places = Places::new(&sources);
        let bytes = |start, end| places.of(Span { file, start, end }).map(|place| place.bytes);
        assert_eq!(bytes(4, 5), Some(3..6));
        assert_eq!(bytes(7, 2), Some(7..7));
        assert_eq!(bytes(900, 1000), Some(8..8));
        assert_eq!(bytes(6, u32::MAX), Some(6..8));
        assert_eq!(places.of(Span { file: FileId(7), start: 0, end: 0 }).map(|place| place.bytes), None);
        for at in [6, 0, 3, 7, 8] {
            let place = places.of(Span::new(file, at, at)).expect("a place");
            assert_eq!(places.start(&place), place.file.position(at));
        }
    }
}
