//! Finding one's way in the text around a mistake.
//!
//! In: byte places. Out: lines, ends of values, spans on whole characters.

use super::Place;
use crate::diag::{Diagnostic, code};
use crate::source::Span;

impl Place<'_> {
    pub(super) fn syntax(
        &self,
        title: impl Into<String>,
        start: usize,
        end: usize,
        label: impl Into<String>,
    ) -> Diagnostic {
        // At the end of the text there is nothing to point at: the end of what was last said will do.
        let last = self.text.trim_end().len();
        let (start, end) = if start >= last { (last, last) } else { (start, end.min(last)) };
        Diagnostic::new(&code::C0001, title, self.span(start, self.boundary_up(end.max(start))), label)
    }

    /// The line around `at`: its first byte and the byte behind its last.
    pub(super) fn line(&self, at: usize) -> (usize, usize) {
        let before = self.text.get(..at).unwrap_or("");
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let rest = self.text.get(at..).unwrap_or("");
        (start, at + rest.find(['\n', '\r']).unwrap_or(rest.len()))
    }

    /// Where what starts at `at` ends: the line, without a comment.
    pub(super) fn value_end(&self, at: usize) -> usize {
        let (_, end) = self.line(at);
        let rest = self.text.get(at..end).unwrap_or("");
        at + rest.split(" #").next().unwrap_or(rest).trim_end().len()
    }

    pub(super) fn char(&self, at: usize) -> char {
        self.text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(' ')
    }

    pub(super) fn boundary(&self, at: usize) -> usize {
        let at = at.min(self.text.len());
        (0..=at).rev().find(|at| self.text.is_char_boundary(*at)).unwrap_or(0)
    }

    pub(super) fn boundary_up(&self, at: usize) -> usize {
        (at..self.text.len()).find(|at| self.text.is_char_boundary(*at)).unwrap_or(self.text.len())
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + start, self.base + self.boundary_up(end))
    }
}
