//! The lines of one file that a finding speaks of, copied onto a small sheet that can be drawn whatever the file is like.
//!
//! In: at most nine places in one file. Out: text of at most nine lines, clean and not longer than asked, the true number
//! of each line, and where each place is on the sheet. Long lines are cut around the places; a place of several lines is
//! shown by its first. The cost does not depend on the size of the file.

use std::iter;
use std::ops::Range;

use super::clean::visible;
use super::place::Place;

/// How many characters are kept on each side of a place in a long line, and at the start of the line.
const AROUND: usize = 24;

/// The copied lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sheet {
    /// The lines; an empty one stands for lines left out.
    pub(super) text: String,
    /// The number of each line in its file; none for a gap.
    pub(super) numbers: Vec<Option<usize>>,
    /// For each place, in the order given, its bytes on the sheet.
    pub(super) spots: Vec<Range<usize>>,
}

/// The sheet for `places`, all of one file; lines get at most about `width` columns.
pub(super) fn copy(places: &[Place<'_>], width: usize) -> Sheet {
    let mut sheet = Sheet { spots: vec![0..0; places.len()], ..Sheet::default() };
    let mut wanted: Vec<(usize, usize)> =
        places.iter().enumerate().map(|(at, place)| (place.file.line_of(place.bytes.start), at)).collect();
    wanted.sort_unstable();
    for on_line in wanted.chunk_by(|a, b| a.0 == b.0) {
        let Some((number, first)) = on_line.first().copied() else { continue };
        let Some(file) = places.get(first).map(|place| place.file) else { continue };
        match sheet.numbers.last() {
            Some(Some(last)) if number > last + 1 && sheet.numbers.len() + 2 < 10 => {
                sheet.text.push('\n');
                sheet.numbers.push(None);
            }
            _ => {}
        }
        sheet.numbers.push(Some(number));
        let start = file.line_start(number);
        let line = file.line_text(number);
        let within: Vec<(usize, Range<usize>)> = on_line
            .iter()
            .filter_map(|(_, at)| {
                let bytes = &places.get(*at)?.bytes;
                let from = bytes.start.saturating_sub(start).min(line.len());
                Some((*at, from..bytes.end.saturating_sub(start).clamp(from, line.len())))
            })
            .collect();
        sheet.put(line, &within, width.max(3 * AROUND));
        sheet.text.push('\n');
    }
    sheet
}

impl Sheet {
    /// Copies one line, all of it or the pieces around the spots.
    fn put(&mut self, line: &str, spots: &[(usize, Range<usize>)], width: usize) {
        let kept = if line.len() <= width { iter::once(0..line.len()).collect() } else { pieces(line, spots, width) };
        let mut done = 0;
        for piece in kept {
            if piece.start > done {
                self.text.push('…');
            }
            let text = line.get(piece.clone()).unwrap_or("");
            for (at, c) in text.char_indices() {
                self.mark(piece.start + at, spots);
                self.text.push(visible(c));
            }
            done = piece.end;
            self.mark(done, spots);
        }
        if done < line.len() {
            self.text.push('…');
        }
        for (spot, range) in spots {
            let here = self.text.len();
            let Some(place) = self.spots.get_mut(*spot) else { continue };
            if range.end > done {
                place.end = here;
            }
            if place.end <= place.start {
                place.end = self.text.get(place.start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                place.end += place.start;
            }
        }
        let lacking: Vec<usize> = spots.iter().map(|(spot, _)| *spot).collect();
        for spot in lacking {
            let Some(place) = self.spots.get_mut(spot) else { continue };
            if place.end <= place.start {
                place.start = self.text.len();
                self.text.push(' ');
                place.end = self.text.len();
            }
        }
    }

    /// Remembers that byte `at` of the line comes next on the sheet.
    fn mark(&mut self, at: usize, spots: &[(usize, Range<usize>)]) {
        for (spot, range) in spots {
            let here = self.text.len();
            let Some(place) = self.spots.get_mut(*spot) else { continue };
            if range.start == at {
                *place = here..here;
            }
            if at <= range.end {
                place.end = here.max(place.start);
            }
        }
    }
}

/// The pieces of a long line to show: its start, and some text around each spot.
fn pieces(line: &str, spots: &[(usize, Range<usize>)], width: usize) -> Vec<Range<usize>> {
    let forward = |from: usize, count: usize| {
        let rest = line.get(from..).unwrap_or("");
        from + rest.char_indices().nth(count).map_or(rest.len(), |(at, _)| at)
    };
    let back = |from: usize, count: usize| {
        let before = line.get(..from).unwrap_or("");
        before.char_indices().rev().take(count).last().map_or(from, |(at, _)| at)
    };
    let mut wanted: Vec<Range<usize>> = iter::once(0..forward(0, AROUND)).collect();
    for (_, spot) in spots {
        let end = spot.end.min(forward(spot.start, width / 2));
        wanted.push(back(spot.start, AROUND)..forward(end, AROUND));
    }
    wanted.sort_unstable_by_key(|piece| piece.start);
    let mut kept: Vec<Range<usize>> = Vec::new();
    for piece in wanted {
        match kept.last_mut() {
            Some(last) if piece.start <= last.end + 1 => last.end = last.end.max(piece.end),
            _ => kept.push(piece),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::super::place::Places;
    use super::*;
    use crate::source::{FileId, SourceFile, Sources, Span};

    fn sheet(text: &str, spans: &[(usize, usize)], width: usize) -> Sheet {
        let mut sources = Sources::default();
        sources.add(SourceFile::new("a", text));
        let places = Places::new(&sources);
        let places: Vec<_> =
            spans.iter().filter_map(|(start, end)| places.of(Span::new(FileId(0), *start, *end))).collect();
        copy(&places, width)
    }

    #[test]
    fn short_lines_are_copied() {
        let found = sheet("a: 1\nb: Luồng\nc\nd: 2\n", &[(18, 19), (8, 15)], 80);
        assert_eq!(found.text, "b: Luồng\n\nd: 2\n");
        assert_eq!(found.numbers, [Some(2), None, Some(4)]);
        assert_eq!(found.text.get(found.spots[1].clone()), Some("Luồng"));
        assert_eq!(found.text.get(found.spots[0].clone()), Some("d"));
    }

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("key: {}here{}", "ồ".repeat(5_000_000), "z".repeat(1000));
        let at = text.find("here").expect("it is there");
        let found = sheet(&text, &[(at, at + 4)], 80);
        assert_eq!(found.text.get(found.spots[0].clone()), Some("here"));
        assert!(found.text.chars().count() < 120, "{}", found.text);
        let all = sheet(&text, &[(0, text.len())], 80);
        assert!(all.text.chars().count() < 120, "{}", all.text);
        assert_eq!(all.spots[0], 0..all.text.len() - 1);
    }

    #[test]
    fn empty_places_get_a_column() {
        assert_eq!(sheet("ab", &[(1, 1)], 80).spots[0], 1..2);
        let end = sheet("ab\n", &[(2, 2)], 80);
        assert_eq!((end.text.as_str(), end.spots[0].clone()), ("ab \n", 2..3));
        let none = sheet("", &[(0, 0)], 80);
        assert_eq!((none.text.as_str(), none.spots[0].clone()), (" \n", 0..1));
        let next = sheet("a\n", &[(2, 2)], 80);
        assert_eq!((next.numbers, next.spots[0].clone()), (vec![Some(2)], 0..1));
    }

    #[test]
    fn several_lines_are_shown_by_the_first() {
        let found = sheet("a:\n  b: 1\n  c: 2\n", &[(0, 16)], 80);
        assert_eq!((found.text.as_str(), found.spots[0].clone()), ("a:\n", 0..2));
    }

    #[test]
    fn control_characters_are_pictures() {
        let found = sheet("a \u{1b}[31m b", &[(8, 9)], 80);
        assert_eq!(found.text, "a ␛[31m b\n");
        assert_eq!(found.text.get(found.spots[0].clone()), Some("b"));
    }
}
