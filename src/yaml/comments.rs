//! Which comment belongs to what.
//!
//! In: comments in reading order and the lists and maps that are open. Out: notes of items and entries. A comment waits in
//! [`Waiting`] until the thing below it is known; none is ever dropped.

use super::frame::Frame;
use super::gap::Found;
use crate::ast::{Comment, Notes};
use crate::source::{FileId, Span};

/// Comments on lines of their own whose owner is not known yet.
#[derive(Default)]
pub(super) struct Waiting {
    list: Vec<(usize, Comment)>,
}

/// The comment a place in the text holds.
pub(super) fn comment(file: FileId, text: &str, base: usize, found: Found) -> Comment {
    let body = text.get(found.start + 1..found.end).unwrap_or("");
    let span = Span::new(file, base + found.start, base + found.end.max(found.start + 1));
    Comment { text: body.into(), blank: found.blank, span }
}

/// Gives a comment at the end of a line to its owner; a second one goes above.
pub(super) fn at_end(notes: &mut Notes, mut comment: Comment) {
    comment.blank = false;
    let comments = notes.comments_mut();
    match comments.end {
        None => comments.end = Some(comment),
        Some(_) => comments.above.push(comment),
    }
}

impl Waiting {
    /// Adds a comment; `column` is where it stands in its line.
    pub(super) fn push(&mut self, column: usize, comment: Comment) {
        self.list.push((column, comment));
    }

    /// The notes of the next item or entry. `blank`: a blank line stands directly before it; `first`: it is the first child
    /// of its container.
    pub(super) fn notes(&mut self, blank: bool, first: bool) -> Notes {
        let Some((_, top)) = self.list.first() else { return Notes::blank(blank && !first) };
        let mut notes = Notes::blank(top.blank && !first);
        let comments = notes.comments_mut();
        comments.above = self.drain();
        comments.detached = blank;
        notes
    }

    /// Gives all to a child that has begun already.
    pub(super) fn give(&mut self, notes: &mut Notes) {
        if self.list.is_empty() {
            return;
        }
        let first = notes.comments().above.is_empty();
        let mut theirs = self.drain();
        if let (false, Some(top)) = (first, theirs.first_mut()) {
            top.blank = false;
        }
        notes.comments_mut().above.append(&mut theirs);
    }

    /// Leaves what belongs to the end of a block container in its `below`: the comments down to the first one that stands
    /// further left than its children. Where a list stands in the column of its key, those in that column are not its own.
    pub(super) fn below(&mut self, frame: &mut Frame, parent: Option<usize>) {
        let least = frame.column + usize::from(frame.is_list() && parent == Some(frame.column));
        let count = self.list.iter().take_while(|(column, _)| *column >= least).count();
        frame.below.extend(self.list.drain(..count).map(|(_, comment)| comment));
    }

    /// All of them as comments above or inside of one owner.
    fn drain(&mut self) -> Vec<Comment> {
        let mut comments: Vec<Comment> = self.list.drain(..).map(|(_, comment)| comment).collect();
        if let Some(first) = comments.first_mut() {
            first.blank = false;
        }
        comments
    }

    /// All of them, as they are.
    pub(super) fn rest(&mut self) -> Vec<Comment> {
        self.list.drain(..).map(|(_, comment)| comment).collect()
    }
}
