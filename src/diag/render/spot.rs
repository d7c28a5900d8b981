//! A place in numbers, for formats that programs read.
//!
//! In: a span. Out: its path, lines, columns and bytes. Lines and columns start at 1, columns count characters, `end` is
//! behind the last one; bytes count from 0.

use serde::Serialize;

use super::place::Places;
use crate::diag::{Diagnostic, Edit};
use crate::source::Span;

/// A place.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Spot<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
    pub(super) byte_start: usize,
    pub(super) byte_end: usize,
}

impl<'a> Spot<'a> {
    /// The place of a span; none where there is no such file.
    pub(super) fn of(span: Span, places: &Places<'a>) -> Option<Spot<'a>> {
        let place = places.of(span)?;
        let (start, end) = (places.start(&place), places.end(&place));
        Some(Spot {
            file: &place.file.path,
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
            byte_start: place.bytes.start,
            byte_end: place.bytes.end,
        })
    }

    /// The primary place of a finding.
    pub(super) fn primary(finding: &Diagnostic, places: &Places<'a>) -> Option<Spot<'a>> {
        Spot::of(finding.span()?, places)
    }

    /// Edits with their places, in the order of the text, file by file.
    pub(super) fn of_edits<'e>(edits: &'e [Edit], places: &Places<'a>) -> Vec<(Spot<'a>, &'e str)> {
        let mut all: Vec<(Spot<'a>, &str)> =
            edits.iter().filter_map(|edit| Some((Spot::of(edit.span, places)?, edit.insert.as_str()))).collect();
        all.sort_by_key(|(spot, _)| (spot.file, spot.byte_start));
        all
    }
}
