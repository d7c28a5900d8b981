//! Makes the tree: walks the events of the library and the gaps between them at the same time.
//!
//! In: a text (a file or a piece of one). Out: the root with spans, notes and, where the text stops being YAML, what was
//! whole until then. Uses no recursion, so no nesting can exhaust the stack.

use super::comments::{self, Waiting};
use super::events::{self, DEPTH, Event, Style, Trouble, What};
use super::features::Feature;
use super::findings::Findings;
use super::frame::{Children, Frame, Open};
use super::gap::{Found, Gap, Step};
use super::{keys, scalar};
use crate::ast::{Comment, Key, KeyValue, Node, Notes, Value};
use crate::source::{FileId, Span};

/// The tree of one text.
pub(super) struct Built {
    /// The root; none where there is none.
    pub(super) root: Option<Node>,
    /// The comments that belong to no item or entry.
    pub(super) below: Vec<Comment>,
    /// Why the text was not read to its end.
    pub(super) trouble: Option<Trouble>,
    /// The keys that were open at that point, from the root.
    pub(super) open: Vec<String>,
    /// The brackets that were open at that point, from the outside.
    pub(super) brackets: Vec<usize>,
    /// Up to where the text had been understood at that point.
    pub(super) read_to: usize,
}

/// Which document of the file is read.
#[derive(PartialEq, Eq)]
enum Stage {
    Before,
    Inside,
    After,
}

struct Builder<'t, 'f> {
    file: FileId,
    text: &'t str,
    base: usize,
    gap: Gap<'t>,
    waiting: Waiting,
    frames: Vec<Frame>,
    root: Option<Node>,
    below: Vec<Comment>,
    stage: Stage,
    /// How many containers are open inside of a key, and where the outermost of them starts.
    key_depth: usize,
    key_start: usize,
    /// Whether the value to come belongs to a merge key, which has been reported.
    merge: bool,
    trouble: Option<Trouble>,
    findings: &'f mut Findings,
}

/// Reads `text`, which stands at `base` in its file.
pub(super) fn build(file: FileId, text: &str, base: usize, findings: &mut Findings) -> Built {
    let mut builder = Builder {
        file,
        text,
        base,
        gap: Gap::new(text),
        waiting: Waiting::default(),
        frames: Vec::new(),
        root: None,
        below: Vec::new(),
        stage: Stage::Before,
        key_depth: 0,
        key_start: 0,
        merge: false,
        trouble: None,
        findings,
    };
    let end = events::each(text, |event, start, end| {
        builder.take(event, start, end);
        builder.trouble.is_none()
    });
    builder.finish(end.err())
}

impl Builder<'_, '_> {
    fn take(&mut self, event: Event<'_>, start: usize, end: usize) {
        match event {
            Event::Document(explicit) => return self.document(explicit, start, end),
            Event::DocumentEnd => return self.document_end(start, end),
            _ if self.stage == Stage::After => return,
            _ => {}
        }
        match event {
            Event::Plain(text) if self.key_depth > 0 && !(text == "~" && start == end) => self.pass(start, end),
            Event::Quoted(_) | Event::Alias if self.key_depth > 0 => self.pass(start, end),
            Event::Block(_) if self.key_depth > 0 => {
                self.block_scalar(start, end);
            }
            Event::Plain(_) if self.key_depth > 0 => {}
            Event::Plain(text) => self.plain(&text, start, end),
            Event::Quoted(text) => self.quoted(text.into_owned().into(), start, end),
            Event::Block(text) => self.block_text(text.into_owned().into(), start, end),
            Event::Alias => self.alias(start, end),
            Event::List(style) => self.open(Children::List(Vec::new()), style, start, end),
            Event::Map(style) => self.open(Children::Map(Vec::new()), style, start, end),
            Event::End => self.close(start, end),
            Event::Document(_) | Event::DocumentEnd => {}
        }
    }

    fn document(&mut self, explicit: bool, start: usize, end: usize) {
        match self.stage {
            Stage::Before => {
                self.skip_all();
                if explicit {
                    self.skip_to(start);
                    self.gap.pass(end);
                }
                self.stage = Stage::Inside;
            }
            _ if explicit => self.feature(Feature::Documents, start, end),
            _ => {}
        }
    }

    fn document_end(&mut self, start: usize, end: usize) {
        if self.stage == Stage::Inside {
            self.skip_to(start);
            self.skip_all();
            self.stage = Stage::After;
        } else if start < end {
            self.feature(Feature::DocumentEnd, start, end);
        }
    }

    fn plain(&mut self, text: &str, start: usize, end: usize) {
        let absent = start == end;
        if self.wants_key() {
            let value = if absent { KeyValue::Null } else { scalar::key(text) };
            let merge = value == KeyValue::Text("<<".into());
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

    fn quoted(&mut self, text: Box<str>, start: usize, end: usize) {
        if self.wants_key() {
            return self.key(KeyValue::Text(text), start, end);
        }
        self.begin_value(start, true);
        self.gap.pass(end);
        let span = self.span(start, end);
        self.place(Node::text(text, span));
    }

    fn block_text(&mut self, text: Box<str>, start: usize, end: usize) {
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
    fn block_scalar(&mut self, start: usize, end: usize) -> Span {
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

    fn alias(&mut self, start: usize, end: usize) {
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
        if !std::mem::take(&mut self.merge) {
            self.feature(Feature::Alias, start, end);
        }
    }

    fn open(&mut self, children: Children, style: Style, start: usize, end: usize) {
        if self.key_depth > 0 {
            self.key_depth += 1;
            if style == Style::Flow {
                self.pass(start, end);
            }
            return;
        }
        let block = style == Style::Block;
        // `[a: b]` and `[? a : b]` hold a map without brackets.
        let brackets = !block && self.text.get(start..end).is_some_and(|text| text == "[" || text == "{");
        if self.wants_key() {
            self.open_child(start, false);
            self.key_depth = 1;
            if brackets {
                self.pass(start, end);
            }
            self.key_start = start;
            return;
        }
        self.begin_value(start, !block);
        self.merge = false;
        if self.frames.len() >= DEPTH {
            let at = self.gap.at.max(start);
            self.trouble = Some(Trouble { what: What::Deep, at });
            return;
        }
        if brackets {
            self.gap.pass(end);
        }
        let start = brackets.then_some(start);
        self.frames.push(Frame { children, brackets, block, start, column: 0, open: None, below: Vec::new() });
    }

    fn close(&mut self, start: usize, end: usize) {
        if self.key_depth > 0 {
            self.key_depth -= 1;
            if start < end {
                self.pass(start, end);
            }
            if self.key_depth == 0 {
                let (start, end) = (self.key_start, self.gap.at.max(self.key_start));
                self.feature(Feature::ListKey, start, end);
                let text = self.text.get(start..end).unwrap_or("");
                let span = self.span(start, end);
                self.set_key(KeyValue::Text(text.into()), span);
            }
            return;
        }
        let brackets = self.frames.last().is_some_and(|frame| frame.brackets);
        let block = self.frames.last().is_some_and(|frame| frame.block);
        if brackets {
            self.skip_to(start);
        } else if block {
            self.skip_all();
        }
        let Some(mut frame) = self.frames.pop() else { return };
        let mut span = frame.last_end().unwrap_or(self.span(start, start));
        if let Some(first) = frame.start {
            span = self.span(first, first).to(span);
        }
        if brackets {
            self.gap.pass(end);
            span = span.to(self.span(end, end));
            if frame.is_empty() {
                self.waiting_above();
            } else {
                frame.below = self.waiting.rest();
            }
        } else if block {
            let parent = self.frames.last().filter(|parent| parent.block).map(|parent| parent.column);
            self.waiting.below(&mut frame, parent);
        }
        // The root's keys are looked at when all pieces of the file are together.
        if let (Children::Map(entries), false) = (&frame.children, self.frames.is_empty()) {
            keys::check(entries, self.findings);
        }
        let below = std::mem::take(&mut frame.below);
        let node = Node::new(frame.into_value(), span);
        match self.frames.last_mut().and_then(|parent| parent.open.as_mut()) {
            Some(open) if !below.is_empty() => open.notes.comments_mut().below = below,
            Some(_) => {}
            None => self.below.extend(below),
        }
        self.place(node);
    }

    fn wants_key(&self) -> bool {
        self.frames.last().is_some_and(Frame::wants_key)
    }

    /// Begins the item or entry that the node at `start` is in; `seen`: the node itself stands there.
    fn open_child(&mut self, start: usize, seen: bool) {
        let Some(frame) = self.frames.last() else { return };
        let (list, block, first) = (frame.is_list(), frame.block, frame.is_empty());
        let mark = if list && block {
            self.seek(|byte| byte == b'-')
        } else if !list {
            self.seek_question()
        } else {
            None
        };
        let (at, blank) = match mark {
            Some((at, blank)) => (at, blank),
            None => {
                if seen {
                    self.skip_to(start);
                }
                (start, self.gap.blank())
            }
        };
        let notes = self.waiting.notes(blank, first);
        let column = if first && block { self.gap.column(at) } else { 0 };
        let behind = if mark.is_some() { at + 1 } else { at };
        let Some(frame) = self.frames.last_mut() else { return };
        if first {
            frame.column = column;
            frame.start = frame.start.or(Some(at));
        }
        frame.open = Some(Open { notes, key: None, behind });
    }

    fn key(&mut self, value: KeyValue, start: usize, end: usize) {
        self.open_child(start, start < end);
        if start < end {
            self.pass(start, end);
        }
        let span = self.span(start, end);
        self.set_key(value, span);
    }

    fn set_key(&mut self, value: KeyValue, span: Span) {
        self.waiting_above();
        let behind = (span.end as usize).saturating_sub(self.base);
        if let Some(open) = self.frames.last_mut().and_then(|frame| frame.open.as_mut()) {
            open.key = Some(Key { value, span });
            open.behind = behind;
        }
    }

    /// Begins a value: its item, or what lies between its key and itself. `seen`: the gap ends at `start`.
    fn begin_value(&mut self, start: usize, seen: bool) {
        let Some(frame) = self.frames.last() else {
            if seen {
                self.skip_to(start);
            }
            return;
        };
        if frame.is_list() {
            self.open_child(start, seen);
        } else if let Some((colon, _)) = self.seek(|byte| byte == b':') {
            self.waiting_above();
            if let Some(open) = self.frames.last_mut().and_then(|frame| frame.open.as_mut()) {
                open.behind = colon + 1;
            }
        }
        if seen {
            self.skip_to(start);
            self.waiting_above();
        }
    }

    fn place(&mut self, node: Node) {
        match self.frames.last_mut() {
            Some(frame) => frame.close_child(node),
            None => self.root = Some(node),
        }
        self.merge = false;
    }

    /// Comments between the parts of one child are the child's.
    fn waiting_above(&mut self) {
        if let Some(open) = self.frames.last_mut().and_then(|frame| frame.open.as_mut()) {
            self.waiting.give(&mut open.notes);
        }
    }

    fn pass(&mut self, start: usize, end: usize) {
        self.skip_to(start);
        self.gap.pass(end);
    }

    /// Walks the gap up to `limit`, whatever stands in it.
    fn skip_to(&mut self, limit: usize) {
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
    fn skip_all(&mut self) {
        loop {
            match self.gap.next(usize::MAX) {
                Step::End | Step::Other => return,
                step => self.found(step),
            }
        }
    }

    /// Walks the gap up to an indicator and over it; gives its place and whether a blank line stands before it.
    fn seek(&mut self, wanted: impl Fn(u8) -> bool) -> Option<(usize, bool)> {
        self.skip_all();
        let byte = self.gap.byte(0)?;
        if !wanted(byte) {
            return None;
        }
        let found = (self.gap.at, self.gap.blank());
        self.gap.pass(self.gap.at + 1);
        Some(found)
    }

    fn seek_question(&mut self) -> Option<(usize, bool)> {
        self.skip_all();
        let alone = self.gap.byte(1).is_none_or(|byte| byte.is_ascii_whitespace());
        if alone { self.seek(|byte| byte == b'?') } else { None }
    }

    fn found(&mut self, step: Step) {
        match step {
            Step::Comment(found) => self.comment(found),
            Step::Feature(start, end) => {
                let feature = Feature::of(self.text.get(start..end).unwrap_or(""));
                self.feature(feature, start, end);
            }
            Step::Other | Step::End => {}
        }
    }

    fn comment(&mut self, found: Found) {
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
    fn line_owner(&mut self) -> Option<&mut Notes> {
        let last = self.frames.len().checked_sub(1)?;
        let fresh = self.frames.get(last).is_some_and(|frame| frame.open.is_none() && frame.is_empty());
        let at = if fresh { last.checked_sub(1)? } else { last };
        self.frames.get_mut(at)?.last_notes()
    }

    fn feature(&mut self, feature: Feature, start: usize, end: usize) {
        let span = self.span(start, end);
        let text = self.text.get(start..end).unwrap_or("");
        self.findings.add("C0009", || feature.finding(text, span));
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.file, self.base + start, self.base + end)
    }

    fn finish(mut self, trouble: Option<Trouble>) -> Built {
        let trouble = self.trouble.take().or(trouble);
        let read_to = self.gap.at;
        let open = self.frames.iter().filter_map(|frame| frame.open.as_ref()?.key.as_ref());
        let open = open.map(|key| key.value.to_string()).collect();
        let brackets = self.frames.iter().filter(|frame| frame.brackets).filter_map(|frame| frame.start).collect();
        if trouble.is_none() {
            self.skip_all();
        } else if self.root.is_none() {
            self.salvage();
        }
        self.below.append(&mut self.waiting.rest());
        Built { root: self.root, below: self.below, trouble, open, brackets, read_to }
    }

    /// Keeps what is certainly whole: the finished entries of the root, and the finished items of a list under the key that
    /// was being read. A map that was being read would lack keys, so it is left out.
    fn salvage(&mut self) {
        let mut frames = std::mem::take(&mut self.frames).into_iter();
        let Some(mut root) = frames.next() else { return };
        let list = frames.next().filter(|frame| frame.is_list() && !frame.is_empty());
        if let Some(list) = list.filter(|_| !root.is_list()) {
            let span = list.last_end().unwrap_or(self.span(0, 0));
            root.close_child(Node::new(list.into_value(), span));
        }
        let span = root.last_end().unwrap_or(self.span(0, 0));
        let span = root.start.map_or(span, |start| self.span(start, start).to(span));
        if !root.is_empty() {
            self.root = Some(Node::new(root.into_value(), span));
        }
    }
}
