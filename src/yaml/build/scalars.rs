//! The builder at scalars and aliases.
//!
//! In: one event. Out: a key or a value with its span. Resolves plain scalars by `scalar`, expands nothing.

use super::Builder;
use crate::ast::{KeyValue, Node, Value};
use crate::source::Span;
use crate::yaml::features::Feature;
use crate::yaml::scalar;

impl Builder<'_, '_> {
    pub(super) fn plain(&mut self, text: &str, start: usize, end: usize) {
        let absent = start == end;
        if self.wants_key() {
            let value = if absent { KeyValue::Null } else { scalar::key(text) };
            let merge = !absent && text == "<<";
            self.key(value, start, end);
            if merge {
                self.feature(Feature::Merge, start, end);
                self.merge = true;
            }
            return;
        }
        self.begin_value(start, !absent);
        if absent {
            let at = self.frames.last().and_then(|frame| frame.open.as_ref()).map_or(start, |open| open.behind);
            let span = self.span(at, at);
            return self.place(Node::new(Value::Null, span));
        }
        self.gap.pass(end);
        let span = self.span(start, end);
        self.place(Node::new(scalar::value(text), span));
    }

    pub(super) fn quoted(&mut self, text: Box<str>, start: usize, end: usize) {
        if self.wants_key() {
            return self.key(KeyValue::Text(text), start, end);
        }
        self.begin_value(start, true);
        self.gap.pass(end);
        let span = self.span(start, end);
        self.place(Node::text(text, span));
    }

    pub(super) fn block_text(&mut self, text: Box<str>, start: usize, end: usize) {
        if self.wants_key() {
            self.open_child(start, false);
            let span = self.block_scalar(start, end);
            return self.set_key(KeyValue::Text(text), span);
        }
        self.begin_value(start, false);
        let span = self.block_scalar(start, end);
        self.place(Node::text(text, span));
    }

    /// Moves over a block of text, from its `|` or `>` on, and gives its span.
    pub(super) fn block_scalar(&mut self, start: usize, end: usize) -> Span {
        let head = self.seek(|byte| byte == b'|' || byte == b'>').map_or(start, |(at, _)| at);
        let rest = self.text.get(head..).unwrap_or("");
        let line = rest.find(['\n', '\r']).map_or(self.text.len(), |length| head + length);
        let header = self.text.get(head..line).unwrap_or("");
        let header = header.split([' ', '\t']).next().unwrap_or("");
        let keep = header.contains('+');
        self.gap.pass(head + header.len());
        self.skip_to(line);
        let body = self.text.get(line..end.max(line)).unwrap_or("");
        let lines = body.trim_end();
        let last = body.get(lines.len()..).unwrap_or("");
        // White space at the end of the last line with content is content.
        let tail = last.find(['\n', '\r']).unwrap_or(last.len());
        let content = if lines.is_empty() { head + header.len() } else { line + lines.len() + tail };
        match body.rfind('\n').filter(|_| keep) {
            // The blank lines behind it are text.
            Some(newline) => self.gap.pass_lines(line + newline + 1),
            None if lines.is_empty() => {}
            None => self.gap.pass(content),
        }
        self.waiting_above();
        self.span(head, content)
    }

    pub(super) fn alias(&mut self, start: usize, end: usize) {
        let merged = std::mem::take(&mut self.merge);
        let is_key = self.wants_key();
        if is_key {
            let text = self.text.get(start..end).unwrap_or("*");
            self.key(KeyValue::Text(text.into()), start, end);
        } else {
            self.begin_value(start, true);
            self.gap.pass(end);
            let span = self.span(start, end);
            self.place(Node::new(Value::Null, span));
        }
        if !merged {
            self.feature(Feature::Alias, start, end);
        }
    }
}
