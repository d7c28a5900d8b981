//! Prints the tree as canonical YAML: one layout, no options.
//!
//! In: a document. Out: text that reads back as the same tree with the same comments; [`write_checked`] proves it. Two
//! spaces a level, lists indented under their key, one line a value, brackets only where they are empty. Spans are not asked.

use super::quote::{block_header, inline};
use super::read::read;
use crate::ast::difference;
use crate::ast::{Comment, Comments, Difference, Document, Entry, Item, Key, KeyValue, Node, Notes, Path, Value};
use crate::source::FileId;
use std::borrow::Cow;

/// The longest key that is written in front of its colon; YAML allows 1024 characters there.
const LONGEST_KEY: usize = 1000;

/// The document as canonical YAML.
pub fn write(document: &Document) -> String {
    let settled = (!is_settled(&document.root)).then(|| {
        let mut root = document.root.clone();
        settle(&mut root);
        root
    });
    let root = settled.as_ref().unwrap_or(&document.root);
    let comments = document.notes.comments();
    let mut emitter = Emitter { out: String::new(), after_keep: false };
    emitter.above(0, comments);
    if let Some(end) = &comments.end {
        emitter.comment(0, end);
    }
    match &root.value {
        Value::Null => {}
        Value::Map(entries) if !entries.is_empty() => emitter.entries(0, entries),
        Value::List(items) if !items.is_empty() => emitter.items(0, items),
        Value::Text(text) => {
            emitter.out.push_str(&inline(text));
            emitter.out.push('\n');
        }
        _ => emitter.value(0, root, None),
    }
    emitter.below(0, comments, !root.is_scalar());
    emitter.out
}

/// As [`write_checked`], for a document that was read from `source`: a text that comes out as it was is not read twice.
pub fn format(document: &Document, source: &str) -> Result<String, Difference> {
    let text = write(document);
    if text == source { Ok(text) } else { checked(document, text) }
}

/// As [`write`], but reads the text again and refuses where it says something else or a comment is gone.
pub fn write_checked(document: &Document) -> Result<String, Difference> {
    checked(document, write(document))
}

fn checked(document: &Document, text: String) -> Result<String, Difference> {
    let reading = read(FileId(0), &text);
    let at_root = |left: String, right: String| Difference { path: Path::default(), left, right };
    if let Some(finding) = reading.findings.first() {
        return Err(at_root("a tree".into(), format!("text in which {}", finding.title)));
    }
    let Some(again) = reading.document else { return Err(at_root("a tree".into(), "nothing".into())) };
    if let Some(found) = difference(&document.root, &again.root) {
        return Err(found);
    }
    let (left, right) = (comments(document), comments(&again));
    if left == right {
        return Ok(text);
    }
    let lost = left.iter().find(|text| !right.contains(text)).or(left.first());
    Err(at_root(
        format!("{} comments, one of them `#{}`", left.len(), lost.copied().unwrap_or("")),
        format!("{} comments", right.len()),
    ))
}

/// The comments of a document, sorted.
fn comments(document: &Document) -> Vec<&str> {
    let mut texts = Vec::new();
    document.each_comment(&mut |comment| texts.push(comment.text.trim_end()));
    texts.sort_unstable();
    texts
}

/// Whether all comments stand where they can be printed; see [`settle`].
fn is_settled(node: &Node) -> bool {
    let sits = |notes: &Notes, node: &Node| notes.comments().below.is_empty() || is_open(node);
    match &node.value {
        Value::List(items) => items.iter().all(|item| {
            let first = item.node.as_map().and_then(|entries| entries.first()).map(|entry| entry.notes.comments());
            sits(&item.notes, &item.node)
                && first.is_none_or(|notes| notes.above.is_empty() && notes.end.is_none())
                && is_settled(&item.node)
        }),
        Value::Map(entries) => entries.iter().all(|entry| sits(&entry.notes, &entry.node) && is_settled(&entry.node)),
        _ => true,
    }
}

/// Moves comments to where they can be printed: those around the first entry of an item's map to the item, those below a
/// node that has no lines of its own above it.
fn settle(node: &mut Node) {
    let fold = |notes: &mut Notes, node: &Node| {
        if !notes.comments().below.is_empty() && !is_open(node) {
            let comments = notes.comments_mut();
            let mut below = std::mem::take(&mut comments.below);
            comments.above.append(&mut below);
        }
    };
    match &mut node.value {
        Value::List(items) => {
            for item in items {
                fold(&mut item.notes, &item.node);
                settle(&mut item.node);
                item.settle_first();
            }
        }
        Value::Map(entries) => {
            for entry in entries {
                fold(&mut entry.notes, &entry.node);
                settle(&mut entry.node);
            }
        }
        _ => {}
    }
}

/// Whether a node is printed on lines below its key.
fn is_open(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => !items.is_empty(),
        Value::Map(entries) => !entries.is_empty(),
        _ => false,
    }
}

struct Emitter {
    out: String,
    /// A block of text that keeps its last line breaks was just printed: a blank line would become part of it.
    after_keep: bool,
}

impl Emitter {
    fn entries(&mut self, indent: usize, entries: &[Entry]) {
        for (at, entry) in entries.iter().enumerate() {
            self.before(indent, &entry.notes, at == 0);
            self.pad(indent);
            self.entry(indent, entry, entry.notes.comments().end.as_ref());
        }
    }

    /// An entry with `end` at the end of its first line, without what stands above it; the line is indented already.
    fn entry(&mut self, indent: usize, entry: &Entry, end: Option<&Comment>) {
        let key = key_text(&entry.key);
        if key.len() > LONGEST_KEY {
            self.out.push_str("? ");
            self.out.push_str(&key);
            self.out.push('\n');
            self.pad(indent);
        } else {
            self.out.push_str(&key);
        }
        self.out.push(':');
        match &entry.node.value {
            Value::List(items) if !items.is_empty() => {
                self.end_line(end);
                self.items(indent + 2, items);
            }
            Value::Map(entries) if !entries.is_empty() => {
                self.end_line(end);
                self.entries(indent + 2, entries);
            }
            _ => {
                self.out.push(' ');
                return self.value(indent + 2, &entry.node, end);
            }
        }
        self.below(indent + 2, entry.notes.comments(), true);
    }

    fn items(&mut self, indent: usize, items: &[Item]) {
        for (at, item) in items.iter().enumerate() {
            self.before(indent, &item.notes, at == 0);
            self.pad(indent);
            self.item(indent, item);
        }
    }

    fn item(&mut self, indent: usize, item: &Item) {
        let notes = item.notes.comments();
        self.out.push('-');
        match &item.node.value {
            Value::Map(entries) if !entries.is_empty() => {
                self.out.push(' ');
                // The end of the first line is the item's, its map has the rest.
                let mut rest = entries.iter();
                if let Some(first) = rest.next() {
                    self.entry(indent + 2, first, notes.end.as_ref());
                }
                for entry in rest {
                    self.before(indent + 2, &entry.notes, false);
                    self.pad(indent + 2);
                    self.entry(indent + 2, entry, entry.notes.comments().end.as_ref());
                }
            }
            Value::List(items) if !items.is_empty() => {
                let above = items.first().is_some_and(|first| !first.notes.comments().above.is_empty());
                if above || notes.end.is_some() {
                    self.end_line(notes.end.as_ref());
                    self.items(indent + 2, items);
                } else {
                    self.out.push(' ');
                    let mut rest = items.iter();
                    if let Some(first) = rest.next() {
                        self.item(indent + 2, first);
                    }
                    for item in rest {
                        self.before(indent + 2, &item.notes, false);
                        self.pad(indent + 2);
                        self.item(indent + 2, item);
                    }
                }
            }
            _ => {
                self.out.push(' ');
                return self.value(indent + 2, &item.node, notes.end.as_ref());
            }
        }
        self.below(indent + 2, notes, true);
    }

    /// A scalar or an empty list or map, and the end of its line; lines of text stand at `indent`.
    fn value(&mut self, indent: usize, node: &Node, end: Option<&Comment>) {
        let text = match &node.value {
            Value::Null => "null".into(),
            Value::Bool(value) => bool_text(*value).into(),
            Value::Number(text) => Cow::Borrowed(&**text),
            Value::List(_) => "[]".into(),
            Value::Map(_) => "{}".into(),
            Value::Text(text) => match block_header(text) {
                Some(header) => return self.block(indent, header, text, end),
                None => inline(text),
            },
        };
        self.out.push_str(&text);
        self.end_line(end);
    }

    fn block(&mut self, indent: usize, header: &str, text: &str, end: Option<&Comment>) {
        self.out.push_str(header);
        self.end_line(end);
        let text = text.strip_suffix('\n').unwrap_or(text);
        for line in text.split('\n') {
            if !line.is_empty() {
                self.pad(indent);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
        self.after_keep = header.ends_with('+');
    }

    /// The blank line and the comments above an item or entry.
    fn before(&mut self, indent: usize, notes: &Notes, first: bool) {
        if notes.blank && !first {
            self.blank_line();
        }
        self.above(indent, notes.comments());
    }

    fn above(&mut self, indent: usize, comments: &Comments) {
        for (at, comment) in comments.above.iter().enumerate() {
            if comment.blank && at > 0 {
                self.blank_line();
            }
            self.comment(indent, comment);
        }
        if comments.detached && !comments.above.is_empty() {
            self.blank_line();
        }
    }

    fn below(&mut self, indent: usize, comments: &Comments, behind: bool) {
        for (at, comment) in comments.below.iter().enumerate() {
            if comment.blank && (at > 0 || behind) {
                self.blank_line();
            }
            self.comment(indent, comment);
        }
    }

    fn comment(&mut self, indent: usize, comment: &Comment) {
        self.pad(indent);
        self.comment_text(comment);
    }

    fn end_line(&mut self, comment: Option<&Comment>) {
        match comment {
            Some(comment) => {
                self.out.push(' ');
                self.comment_text(comment);
            }
            None => {
                self.out.push('\n');
                self.after_keep = false;
            }
        }
    }

    fn comment_text(&mut self, comment: &Comment) {
        self.out.push('#');
        // A comment is one line, whatever made it.
        self.out.extend(comment.text.trim_end().chars().map(|c| if matches!(c, '\n' | '\r') { ' ' } else { c }));
        self.out.push('\n');
        self.after_keep = false;
    }

    fn blank_line(&mut self) {
        if !self.after_keep {
            self.out.push('\n');
        }
    }

    fn pad(&mut self, indent: usize) {
        const SPACES: &str = "                                ";
        let mut left = indent;
        while left > 0 {
            let spaces = SPACES.get(..left).unwrap_or(SPACES);
            self.out.push_str(spaces);
            left -= spaces.len();
        }
    }
}

fn key_text(key: &Key) -> Cow<'_, str> {
    match key.value() {
        KeyValue::Null => "null".into(),
        KeyValue::Bool(value) => bool_text(value).into(),
        KeyValue::Number(text) => Cow::Borrowed(text),
        KeyValue::Text(text) => inline(text),
    }
}

fn bool_text(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}
