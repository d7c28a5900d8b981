//! Building layout: documents for values, lists, comments, with the `pretty` library.
//!
//! In: nodes and their notes. Out: documents that fold onto one line where they fit and hold no comment. Which words stand
//! around them is the business of the forms.

use pretty::{Arena, DocAllocator, DocBuilder};

use crate::ast::{Comment, Entry, Item, Key, KeyValue, Node, Notes, Value};

use super::scalar;

/// How wide a line may be, in columns.
pub const WIDTH: usize = 100;

/// A piece of layout.
pub type Doc<'a> = DocBuilder<'a, Arena<'a>, ()>;

/// Makes layout in one arena.
#[derive(Clone, Copy)]
pub struct Printer<'a> {
    arena: &'a Arena<'a>,
}

impl<'a> Printer<'a> {
    /// A printer in this arena.
    pub fn new(arena: &'a Arena<'a>) -> Printer<'a> {
        Printer { arena }
    }

    /// Text without line breaks.
    pub fn text(self, text: impl Into<std::borrow::Cow<'a, str>>) -> Doc<'a> {
        self.arena.text(text)
    }

    /// Nothing.
    pub fn nil(self) -> Doc<'a> {
        self.arena.nil()
    }

    /// A line break.
    pub fn hardline(self) -> Doc<'a> {
        self.arena.hardline()
    }

    /// A line break, or a blank where it folds.
    pub fn line(self) -> Doc<'a> {
        self.arena.line()
    }

    /// A line break, or nothing where it folds.
    pub fn line_(self) -> Doc<'a> {
        self.arena.line_()
    }

    /// One text where the group is broken, another where it folds.
    pub fn either(
        self,
        broken: impl Into<std::borrow::Cow<'a, str>>,
        folded: impl Into<std::borrow::Cow<'a, str>>,
    ) -> Doc<'a> {
        self.text(broken).flat_alt(self.text(folded))
    }

    /// A comment with its mark.
    pub fn comment(self, comment: &'a Comment) -> Doc<'a> {
        self.text(comment_text(comment))
    }

    /// The comments above an item, each on its line, with the line break to the item.
    pub fn above(self, notes: &'a Notes) -> Doc<'a> {
        let comments = notes.comments();
        let mut doc = self.nil();
        for (at, comment) in comments.above.iter().enumerate() {
            if comment.blank && at > 0 {
                doc = doc.append(self.hardline());
            }
            doc = doc.append(self.comment(comment)).append(self.hardline());
        }
        if comments.detached && !comments.above.is_empty() { doc.append(self.hardline()) } else { doc }
    }

    /// The comment at the end of a line, behind a blank.
    pub fn end(self, notes: &'a Notes) -> Doc<'a> {
        match &notes.comments().end {
            Some(comment) => self.text(format!(" {}", comment_text(comment))),
            None => self.nil(),
        }
    }

    /// Lines: each with its comments above, blank lines as noted, comments behind the last one. The end
    /// comments are part of the docs.
    pub fn lines(self, lines: Vec<(&'a Notes, Doc<'a>)>, below: &'a [Comment]) -> Doc<'a> {
        let mut doc = self.nil();
        for (at, (notes, line)) in lines.into_iter().enumerate() {
            if at > 0 {
                doc = doc.append(self.hardline());
                if notes.blank {
                    doc = doc.append(self.hardline());
                }
            }
            doc = doc.append(self.above(notes)).append(line);
        }
        doc.append(self.below(below))
    }

    /// Comments at the end of a container, each behind a line break.
    pub fn below(self, below: &'a [Comment]) -> Doc<'a> {
        let mut doc = self.nil();
        for comment in below {
            doc = doc.append(self.hardline());
            if comment.blank {
                doc = doc.append(self.hardline());
            }
            doc = doc.append(self.comment(comment));
        }
        doc
    }

    /// A block that never folds: the opening bracket, the comment of its owner, the lines, the closing bracket.
    pub fn block(
        self,
        open: &'static str,
        end: &'a Notes,
        lines: Vec<(&'a Notes, Doc<'a>)>,
        close: &'static str,
    ) -> Doc<'a> {
        let below = &end.comments().below;
        let inside = if lines.is_empty() {
            // The first comment below has no line before it.
            self.below(below)
        } else {
            self.hardline().append(self.lines(lines, below))
        };
        self.text(open).append(self.end(end)).append(inside.nest(2)).append(self.hardline()).append(self.text(close))
    }

    /// A value, and behind it (or behind its opening bracket, if it is broken) the end comment of its owner.
    pub fn value(self, node: &'a Node, owner: &'a Notes) -> Doc<'a> {
        match &node.value {
            Value::List(items) if items.is_empty() && owner.comments().below.is_empty() => {
                self.text("[]").append(self.end(owner))
            }
            Value::Map(entries) if entries.is_empty() && owner.comments().below.is_empty() => {
                self.text("{}").append(self.end(owner))
            }
            Value::List(items) => {
                let below = &owner.comments().below;
                if let ([item], true) = (items.as_slice(), owner.is_bare())
                    && is_container(&item.node)
                    && item.notes.has_only_below()
                {
                    return self.text("[").append(self.value(&item.node, &item.notes)).append(self.text("]"));
                }
                let broken = !below.is_empty() || items.iter().any(|item| !item.notes.is_bare() || item.notes.blank);
                let docs = items.iter().map(|item| (&item.notes, self.value(&item.node, &item.notes))).collect();
                self.container("[", "]", false, docs, owner, broken)
            }
            Value::Map(entries) => {
                let below = &owner.comments().below;
                if let ([entry], true) = (entries.as_slice(), owner.is_bare())
                    && is_container(&entry.node)
                    && entry.notes.has_only_below()
                {
                    let inner = self.text(format!("{}: ", key_text(&entry.key)));
                    let inner = inner.append(self.value(&entry.node, &entry.notes));
                    return self.text("{ ").append(inner).append(self.text(" }"));
                }
                let broken =
                    !below.is_empty() || entries.iter().any(|entry| !entry.notes.is_bare() || entry.notes.blank);
                let docs = entries.iter().map(|entry| (&entry.notes, self.entry(entry))).collect();
                self.container("{", "}", true, docs, owner, broken)
            }
            Value::Text(text) => match scalar::block_lines(text) {
                Some(lines) => {
                    let mut doc = self.text("\"\"\"");
                    for line in lines {
                        doc = doc.append(self.hardline()).append(self.text(line));
                    }
                    doc = doc.append(self.hardline()).append(self.text("\"\"\"")).nest(2);
                    doc.append(self.end(owner))
                }
                None => self.text(scalar::write(text)).append(self.end(owner)),
            },
            _ => self.text(inline_scalar(node)).append(self.end(owner)),
        }
    }

    /// `key: value` with its end comment; what stands above it is the caller's.
    pub fn entry(self, entry: &'a Entry) -> Doc<'a> {
        self.text(format!("{}: ", key_text(&entry.key))).append(self.value(&entry.node, &entry.notes))
    }

    /// Items between brackets: on one line with commas if they fit and nothing speaks against it, else one a line without.
    pub fn container(
        self,
        open: &'static str,
        close: &'static str,
        padded: bool,
        docs: Vec<(&'a Notes, Doc<'a>)>,
        owner: &'a Notes,
        broken: bool,
    ) -> Doc<'a> {
        if broken {
            return self.block(open, owner, docs, close);
        }
        let pad = || if padded { self.line() } else { self.line_() };
        let comma = || self.hardline().flat_alt(self.text(", "));
        let inside = self.arena.intersperse(docs.into_iter().map(|(_, doc)| doc), comma());
        let (behind_open, behind_close) = match &owner.comments().end {
            Some(comment) => {
                let text = format!(" {}", comment_text(comment));
                (self.either(text.clone(), ""), self.either("", text))
            }
            None => (self.nil(), self.nil()),
        };
        let doc = self
            .text(open)
            .append(behind_open)
            .append(pad().append(inside).nest(2))
            .append(pad())
            .append(self.text(close));
        doc.append(behind_close).group()
    }

    /// `a, b, c`; where that does not fit, `[`, one a line, `]`.
    pub fn words(self, items: &'a [Item], owner: &'a Notes) -> Doc<'a> {
        let below = &owner.comments().below;
        let broken = !below.is_empty() || items.iter().any(|item| !item.notes.is_bare() || item.notes.blank);
        let docs: Vec<_> = items.iter().map(|item| (&item.notes, self.scalar_item(item))).collect();
        if broken {
            return self.block("[", owner, docs, "]");
        }
        let comma = || self.hardline().flat_alt(self.text(", "));
        let inside = self.arena.intersperse(docs.into_iter().map(|(_, doc)| doc), comma());
        let (behind_open, behind_close) = match &owner.comments().end {
            Some(comment) => {
                let text = format!(" {}", comment_text(comment));
                (self.either(format!("[{text}"), ""), self.either("]", text))
            }
            None => (self.either("[", ""), self.either("]", "")),
        };
        behind_open.append(self.line_().append(inside).nest(2)).append(self.line_()).append(behind_close).group()
    }

    /// Names that were made up, as [`Printer::words`] prints a list.
    pub fn word_list(self, names: Vec<Doc<'a>>) -> Doc<'a> {
        let comma = self.hardline().flat_alt(self.text(", "));
        let inside = self.arena.intersperse(names, comma);
        let open = self.either("[", "");
        open.append(self.line_().append(inside).nest(2)).append(self.line_()).append(self.either("]", "")).group()
    }

    fn scalar_item(self, item: &'a Item) -> Doc<'a> {
        self.text(inline_scalar(&item.node)).append(self.end(&item.notes))
    }

    /// `(a: 1, b: 2)`; broken, one argument a line.
    pub fn args(self, entries: &'a [Entry]) -> Doc<'a> {
        if entries.is_empty() {
            return self.text("()");
        }
        let docs = entries.iter().map(|entry| (&entry.notes, self.entry(entry))).collect();
        let noted = |(at, entry): (usize, &Entry)| !entry.notes.is_bare() || entry.notes.blank && at > 0;
        let broken = entries.iter().enumerate().any(noted);
        self.container("(", ")", false, docs, &BARE, broken)
    }
}

/// No notes.
pub static BARE: std::sync::LazyLock<Notes> = std::sync::LazyLock::new(Notes::default);

impl Notes {
    /// Whether there is nothing but comments at the end of the container.
    fn has_only_below(&self) -> bool {
        let comments = self.comments();
        !self.blank && comments.above.is_empty() && comments.end.is_none()
    }
}

fn is_container(node: &Node) -> bool {
    match &node.value {
        Value::List(items) => !items.is_empty(),
        Value::Map(entries) => !entries.is_empty(),
        _ => false,
    }
}

/// A comment with its mark; one that would turn into a description gets a blank.
pub fn comment_text(comment: &Comment) -> String {
    if comment.text.starts_with('/') { format!("// {}", comment.text) } else { format!("//{}", comment.text) }
}

/// A scalar on one line. A container gives its canonical one-line form (it is asked for only where one fits by its shape).
pub fn inline_scalar(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) => text.to_string(),
        Value::Text(text) => scalar::write(text),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| inline_scalar(&item.node)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) if entries.is_empty() => "{}".into(),
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|entry| format!("{}: {}", key_text(&entry.key), inline_scalar(&entry.node)))
                .collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// A key as it is written in a map.
pub fn key_text(key: &Key) -> String {
    match key.value() {
        KeyValue::Text(text) if scalar::is_word(text) => text.to_string(),
        KeyValue::Text(text) => scalar::quote(text),
        other => other.to_string(),
    }
}
