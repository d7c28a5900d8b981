//! Makes the tree: walks the events of the library and the gaps between them at the same time.
//!
//! In: a text (a file or a piece of one). Out: the root with spans, notes and, where the text stops being YAML, what was
//! whole until then. Uses no recursion, so no nesting can exhaust the stack.

mod scalars;
mod walk;

use super::comments::Waiting;
use super::events::{self, Event, Style, Trouble, What};
use super::features::Feature;
use super::findings::Findings;
use super::frame::{Children, Frame, Open};
use super::gap::Gap;
use super::{keys, lines};
use crate::ast::{Comment, Key, KeyValue, Node};
use crate::reading::MAX_DEPTH;
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

/// Reads `text`, which stands at `base` in its file. `plain`: it holds no character that is out of the ordinary.
pub(super) fn build(file: FileId, text: &str, base: usize, plain: bool, findings: &mut Findings) -> Built {
    match plain.then(|| lines::events(text)).flatten() {
        Some(events) => with(file, text, base, findings, |take| {
            events.into_iter().all(|(event, start, end)| take(event, start, end));
            Ok(())
        }),
        None => by_library(file, text, base, findings),
    }
}

/// The same with the events of the library.
pub(super) fn by_library(file: FileId, text: &str, base: usize, findings: &mut Findings) -> Built {
    with(file, text, base, findings, |take| events::each(text, take))
}

/// Makes the tree of the events that `source` hands out until it is told to stop.
fn with<'t>(
    file: FileId,
    text: &'t str,
    base: usize,
    findings: &mut Findings,
    source: impl FnOnce(&mut dyn FnMut(Event<'t>, usize, usize) -> bool) -> Result<(), Trouble>,
) -> Built {
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
    let end = source(&mut |event, start, end| {
        builder.take(event, start, end);
        builder.trouble.is_none()
    });
    builder.finish(end.err())
}

/// Where a span of a text that stands at `base` starts in it.
fn start_of(span: Span, base: usize) -> usize {
    (span.start as usize).saturating_sub(base)
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
        if self.frames.len() >= MAX_DEPTH {
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
                // `{{` is looked at when its map is closed.
                if !self.is_template(start.wrapping_sub(1)) {
                    self.feature(Feature::ListKey, start, end);
                }
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
        let mut node = Node::new(frame.into_value(), span);
        if brackets && self.is_template(start_of(span, self.base)) {
            node = self.template(node, start_of(span, self.base), end);
        }
        match self.frames.last_mut().and_then(|parent| parent.open.as_mut()) {
            Some(open) if !below.is_empty() => open.notes.comments_mut().below = below,
            Some(_) => {}
            None => self.below.extend(below),
        }
        self.place(node);
    }

    fn is_template(&self, at: usize) -> bool {
        self.text.get(at..).is_some_and(|text| text.starts_with("{{"))
    }

    /// A template without quotes is a map in a map to YAML; the text is what was meant.
    fn template(&mut self, node: Node, start: usize, end: usize) -> Node {
        let text = self.text.get(start..end).unwrap_or("");
        let single = node.as_map().is_some_and(|entries| entries.len() == 1);
        if single && node.is_bare() && text.ends_with("}}") {
            self.feature(Feature::Template, start, end);
            return Node::text(text, node.span);
        }
        self.feature(Feature::ListKey, start, end);
        node
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
            open.key = Some(Key::new(value, span));
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
        let open = open.map(|key| key.value().to_string()).collect();
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
    /// was being read. A map that was being read would lack keys, so it is left out; what ended just before the trouble may
    /// have ended because of it, so it is left out too.
    fn salvage(&mut self) {
        let mut frames = std::mem::take(&mut self.frames).into_iter();
        let Some(mut root) = frames.next() else { return };
        let list = frames.next().filter(Frame::is_list);
        if root.open.is_none() || root.is_list() {
            root.drop_doubtful();
        } else if let Some(mut list) = list {
            list.drop_doubtful();
            let span = list.last_end().unwrap_or(self.span(0, 0));
            let span = list.start.map_or(span, |start| self.span(start, start).to(span));
            if !list.is_empty() {
                root.close_child(Node::new(list.into_value(), span));
            }
        }
        let span = root.last_end().unwrap_or(self.span(0, 0));
        let span = root.start.map_or(span, |start| self.span(start, start).to(span));
        if !root.is_empty() {
            self.root = Some(Node::new(root.into_value(), span));
        }
    }
}
