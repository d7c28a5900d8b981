//! The builder in the gaps: comments find their owners here.
//!
//! In: the gap between two events. Out: notes of what is open, comments that wait, findings for features. Makes no nodes.

use super::Builder;
use crate::ast::Notes;
use crate::yaml::comments;
use crate::yaml::features::Feature;
use crate::yaml::gap::{Found, Step};

impl Builder<'_, '_> {
    /// Comments between the parts of one child are the child's.
    pub(super) fn waiting_above(&mut self) {
        if let Some(open) = self.frames.last_mut().and_then(|frame| frame.open.as_mut()) {
            self.waiting.give(&mut open.notes);
        }
    }

    pub(super) fn pass(&mut self, start: usize, end: usize) {
        self.skip_to(start);
        self.gap.pass(end);
    }

    /// Walks the gap up to `limit`, whatever stands in it.
    pub(super) fn skip_to(&mut self, limit: usize) {
        loop {
            match self.gap.next(limit) {
                Step::End => return,
                // An indicator is one byte; of anything else the rest follows as further steps.
                Step::Other => self.gap.pass(self.gap.at + 1),
                step => self.found(step),
            }
        }
    }

    /// Walks the gap up to the next character that is none of it.
    pub(super) fn skip_all(&mut self) {
        loop {
            match self.gap.next(usize::MAX) {
                Step::End | Step::Other => return,
                step => self.found(step),
            }
        }
    }

    /// Walks the gap up to an indicator and over it; gives its place and whether a blank line stands before it.
    pub(super) fn seek(&mut self, wanted: impl Fn(u8) -> bool) -> Option<(usize, bool)> {
        self.skip_all();
        let byte = self.gap.byte(0)?;
        if !wanted(byte) {
            return None;
        }
        let found = (self.gap.at, self.gap.blank());
        self.gap.pass(self.gap.at + 1);
        Some(found)
    }

    pub(super) fn seek_question(&mut self) -> Option<(usize, bool)> {
        self.skip_all();
        let alone = self.gap.byte(1).is_none_or(|byte| byte.is_ascii_whitespace());
        if alone { self.seek(|byte| byte == b'?') } else { None }
    }

    pub(super) fn found(&mut self, step: Step) {
        match step {
            Step::Comment(found) => self.comment(found),
            Step::Feature(start, end) => {
                let feature = Feature::of(self.text.get(start..end).unwrap_or(""));
                self.feature(feature, start, end);
            }
            Step::Other | Step::End => {}
        }
    }

    pub(super) fn comment(&mut self, found: Found) {
        let comment = comments::comment(self.file, self.text, self.base, found);
        let Some(column) = found.column else {
            return match self.line_owner() {
                Some(notes) => comments::at_end(notes, comment),
                None => self.waiting.push(0, comment),
            };
        };
        self.waiting.push(column, comment);
    }

    /// Whose line the cursor is in: the child that was begun or finished last.
    pub(super) fn line_owner(&mut self) -> Option<&mut Notes> {
        let last = self.frames.len().checked_sub(1)?;
        let fresh = self.frames.get(last).is_some_and(|frame| frame.open.is_none() && frame.is_empty());
        let at = if fresh { last.checked_sub(1)? } else { last };
        self.frames.get_mut(at)?.last_notes()
    }
}
