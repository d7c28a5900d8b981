//! What a document says for which JSON has no place.

use super::{SECTION, clauses};
use crate::ast::{Document, KeyValue, Node, Value};
use crate::diag::Diagnostic;
use crate::diag::code::C0018;
use crate::source::Span;

/// Something that JSON cannot say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// A comment.
    Comment,
    /// A key that is no text, or a number that JSON does not write so.
    Form,
    /// A declaration that is no engagement.
    Stranger,
}

/// What stops a document from being written as JSON, each kind once, at the first place.
/// Comments are passed over where they may be left out.
pub fn obstacles(document: &Document, without_comments: bool) -> Vec<Diagnostic> {
    let mut found = Found::default();
    if !without_comments {
        document.each_comment(&mut |comment| found.add(Obstacle::Comment, comment.span));
    }
    for entry in document.root.as_map().unwrap_or_default() {
        if entry.key.as_text() == Some(SECTION) {
            found.node(&entry.node);
        } else {
            found.add(Obstacle::Stranger, entry.key.span);
        }
    }
    let mut all: Vec<Diagnostic> = Vec::new();
    if clauses(document).is_none() && found.all.iter().all(|(own, ..)| *own != Obstacle::Stranger) {
        let title = "there is no engagement to write as JSON";
        all.push(Diagnostic::new(&C0018, title, document.root.span.at_start(), "an engagement is wanted"));
    }
    found.all.sort_by_key(|(own, ..)| *own);
    for (obstacle, span, count) in found.all {
        let more = if count > 1 { format!(" ({count} of them)") } else { String::new() };
        let (title, label, help) = match obstacle {
            Obstacle::Comment => (
                format!("JSON has no place for comments{more}"),
                "this would be lost",
                "keep the contract in this surface, or leave comments out with `--without-comments`",
            ),
            Obstacle::Form => (
                format!("JSON cannot say this{more}"),
                "no number or key of JSON",
                "write keys as text, and numbers with digits only",
            ),
            Obstacle::Stranger => (
                "only an engagement can be written as JSON".to_owned(),
                "something else",
                "put the engagement into a file of its own",
            ),
        };
        all.push(Diagnostic::new(&C0018, title, span, label).help(help));
    }
    all
}

#[derive(Default)]
struct Found {
    /// Each kind, where it was met first, and how often.
    all: Vec<(Obstacle, Span, usize)>,
}

impl Found {
    fn add(&mut self, obstacle: Obstacle, span: Span) {
        match self.all.iter_mut().find(|(own, ..)| *own == obstacle) {
            Some((_, _, count)) => *count += 1,
            None => self.all.push((obstacle, span, 1)),
        }
    }

    /// What stands in a value in a form that JSON does not have.
    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Number(text) if serde_json::from_str::<serde_json::Number>(text).is_err() => {
                self.add(Obstacle::Form, node.span);
            }
            Value::List(items) => items.iter().for_each(|item| self.node(&item.node)),
            Value::Map(entries) => {
                for entry in entries {
                    if !matches!(entry.key.value(), KeyValue::Text(_)) {
                        self.add(Obstacle::Form, entry.key.span);
                    }
                    self.node(&entry.node);
                }
            }
            _ => {}
        }
    }
}
