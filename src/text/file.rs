//! Files: declarations to root keys, and back.
//!
//! Reading gathers the declarations of a kind under its section (`entities`, `access.roles`), root keys in the order in which they
//! first appear. Writing goes the other way, declaration by declaration, each in an arena of its own.

use std::borrow::Cow;

use pretty::Arena;

use crate::ast::{Comment, Document, Entry, Item, Key, KeyValue, Node, Notes, Value};
use crate::diag::nearest::nearest;
use crate::diag::{Applicability, Diagnostic};
use crate::kinds::{self, KINDS, Kind};
use crate::reading::{Broken, Reading};
use crate::source::{FileId, Span};

use super::body::{self, Cx};
use super::cursor::{Advice, Cursor, Read, Slip, group_notes, misplaced_doc, slip, with_notes};
use super::form::{entry, head};
use super::line::{Bracket, Line};
use super::print::{Printer, comment_text};
use super::scan::{Segment, Token, scan};
use super::token::Tok;
use super::{grammar, order, scalar};

// ---- Reading

/// Reads a text.
pub fn read(file: FileId, text: &str) -> Reading {
    let scan = scan(file, text);
    let mut builder = Builder {
        text,
        root: Vec::new(),
        labels: Vec::new(),
        findings: scan.findings,
        broken: Vec::new(),
        below: Vec::new(),
        last: None,
    };
    let parse = grammar::declarations();
    for segment in &scan.segments {
        let tokens = trim(&scan.tokens, segment);
        let blank = segment.tokens.start > 0
            && matches!(scan.tokens.get(segment.tokens.start - 1), Some((Tok::Newline(true), _)));
        if tokens.iter().all(|(token, _)| matches!(token, Tok::Newline(_) | Tok::Comment(_) | Tok::Doc(_))) {
            builder.tail(tokens, blank);
        } else if segment.broken {
            builder.break_off(tokens);
        } else {
            let parsed = parse(tokens);
            let sound = parsed.slips.is_empty();
            for (span, words) in parsed.slips {
                builder.findings.push(*slip(words, span, "not expected here"));
            }
            match parsed.line {
                Some(mut line) if sound => {
                    line.notes.blank = blank;
                    builder.line(tokens, line);
                }
                _ => builder.break_off(tokens),
            }
        }
    }
    builder.finish(file)
}

/// The tokens of a segment without line breaks in front.
fn trim<'t, 's>(tokens: &'t [Token<'s>], segment: &Segment) -> &'t [Token<'s>] {
    let own = tokens.get(segment.tokens.clone()).unwrap_or_default();
    let start = own.iter().position(|(token, _)| !matches!(token, Tok::Newline(_))).unwrap_or(own.len());
    own.get(start..).unwrap_or_default()
}

struct Builder<'s> {
    text: &'s str,
    root: Vec<Entry>,
    /// The label of each declaration, in the order of the text.
    labels: Vec<String>,
    findings: Vec<Diagnostic>,
    broken: Vec<Broken>,
    below: Vec<Comment>,
    /// The label of the declaration before, and whether it stands on one line.
    last: Option<(&'static str, bool)>,
}

/// Where a declaration has been put.
#[derive(Clone, Copy)]
enum Place {
    /// It is the last item of its kind's section.
    Item(&'static Kind),
    /// It is a root key, at this index.
    Key(usize),
    /// It is a key, at the second index, of the group at the first one.
    Sub(usize, usize),
}

impl Place {
    /// Lines with one label may stand under each other without a blank line.
    fn label(self) -> &'static str {
        match self {
            Place::Item(kind) => kind.keyword,
            Place::Key(_) | Place::Sub(..) => "=",
        }
    }
}

impl Builder<'_> {
    /// Comments behind the last declaration.
    fn tail(&mut self, tokens: &[Token<'_>], blank: bool) {
        let mut blank = blank;
        for (token, span) in tokens {
            match token {
                Tok::Newline(empty) => blank = *empty,
                Tok::Comment(text) => {
                    let blank = std::mem::take(&mut blank) && !(self.below.is_empty() && self.root.is_empty());
                    self.below.push(grammar::comment(text, *span, blank));
                }
                _ => self.findings.push(*misplaced_doc(*span)),
            }
        }
    }

    /// A declaration that cannot be read: its name counts as declared.
    fn break_off(&mut self, tokens: &[Token<'_>]) {
        let start =
            tokens.iter().position(|(token, _)| !matches!(token, Tok::Newline(_) | Tok::Comment(_) | Tok::Doc(_)));
        let tokens = start.and_then(|start| tokens.get(start..)).unwrap_or_default();
        let found = head::kind_of_tokens(tokens);
        let name = found.and_then(|(_, words)| match tokens.get(words)? {
            (Tok::Word(name) | Tok::Path(name) | Tok::Template(name), _) => Some((*name).to_owned()),
            (Tok::Str(token), _) => scalar::unquote(token).ok(),
            _ => None,
        });
        self.broken.push(Broken { kind: found.map(|(kind, _)| kind), name });
        self.last = None;
    }

    fn line(&mut self, tokens: &[Token<'_>], mut line: Line<'_>) {
        let first = line.terms.first().map_or(0, |term| term.span.start as usize);
        let last = line.terms.last().map_or(0, |term| term.span.end as usize);
        let one_line = line.docs.is_empty() && !self.text.get(first..last).unwrap_or("").contains('\n');
        let blank = std::mem::take(&mut line.notes.blank);
        match self.declaration(line) {
            Ok(Some(place)) => {
                let label = place.label();
                let run = self.last.is_some_and(|(last, one)| last == label && one && one_line);
                if let Some(notes) = self.notes_at(place) {
                    notes.blank = blank && run;
                }
                self.last = Some((label, one_line));
            }
            Ok(None) => self.break_off(tokens),
            Err(slip) => {
                self.findings.push(*slip);
                self.break_off(tokens);
            }
        }
    }

    /// The notes of what was put there, as far as the blank line before it is its own: that before the first item of a section
    /// stands between declarations of two kinds and means nothing.
    fn notes_at(&mut self, place: Place) -> Option<&mut Notes> {
        match place {
            Place::Key(at) => self.root.get_mut(at).map(|own| &mut own.notes),
            Place::Sub(group, at) => match &mut self.root.get_mut(group)?.node.value {
                Value::Map(entries) => entries.get_mut(at).map(|own| &mut own.notes),
                _ => None,
            },
            Place::Item(kind) => {
                let mut entries = &mut self.root;
                if let [group, _] = kind.section {
                    match &mut entries.iter_mut().find(|own| own.key.as_text() == Some(group))?.node.value {
                        Value::Map(inner) => entries = inner,
                        _ => return None,
                    }
                }
                let key = kind.section.last().copied();
                match &mut entries.iter_mut().find(|own| own.key.as_text() == key)?.node.value {
                    Value::List(items) if items.len() > 1 => items.last_mut().map(|item| &mut item.notes),
                    _ => None,
                }
            }
        }
    }

    /// Reads one declaration and puts it in its place; `None` where slips in its body have been reported.
    fn declaration(&mut self, line: Line<'_>) -> Read<Option<Place>> {
        let mut cursor = Cursor::line(&line);
        let start = cursor.here();
        let end = line.terms.last().map_or(start, |term| term.span);
        let assign = |at: usize| line.terms.get(at).is_some_and(|term| term.is(Tok::Assign));
        if assign(1) || assign(2) && line.terms.first().and_then(|term| term.word()) == Some("graphql") {
            if let Some((_, place)) = line.docs.first() {
                return Err(misplaced_doc(*place));
            }
            return self.assignment(&line, if assign(1) { 1 } else { 2 }).map(Some);
        }
        let Some((kind, words)) = head::kind_of_terms(&line.terms) else { return Err(unknown(&line, &cursor)) };
        let mut cx = Cx::default();
        let mut notes = line.notes.clone();
        let mut entries = head::read(&mut cursor, kind, words, &line.docs)?;
        if let Some((group, span)) = cursor.group(Bracket::Brace) {
            cursor.done()?;
            let names = head::of(kind).and_then(|head| head.names);
            match names.and_then(|key| head::read_names(key, group, span)) {
                Some(own) => {
                    entries.push(own?);
                    let mut inner = Notes::default();
                    if let Some(end) = &group.end {
                        inner.comments_mut().end = Some(end.clone());
                    }
                    notes.absorb(inner);
                }
                None => {
                    notes.absorb(group_notes(group));
                    entries = body::read(&mut cx, kind.record, kind.keyword, entries, group);
                }
            }
        }
        cursor.done()?;
        self.findings.append(&mut cx.findings);
        if !cx.slips.is_empty() {
            self.findings.extend(cx.slips.into_iter().map(|slip| *slip));
            return Ok(None);
        }
        let node = Node::new(Value::Map(entries), start.to(end));
        self.labels.push(if kind.single { kind.section.concat() } else { kind.keyword.to_owned() });
        self.push(kind, Item { notes, node }, start)?;
        Ok(Some(Place::Item(kind)))
    }

    /// `key = value` at the level of the file: a root key, a key of a group, or an item that fits no form.
    fn assignment(&mut self, line: &Line<'_>, at: usize) -> Read<Place> {
        let mut cursor = Cursor::line(line);
        let words: Vec<&str> = line.terms.iter().take(at).filter_map(|term| term.word()).collect();
        let kind = kinds::by_keyword(&words.join(" "));
        let start = cursor.here();
        let key = cursor.key()?;
        if at == 2 {
            cursor.next();
        }
        cursor.need_mark(Tok::Assign)?;
        let (node, inner) = with_notes(&mut cursor)?;
        cursor.done()?;
        let mut notes = line.notes.clone();
        notes.absorb(inner);
        if let Some(kind) = kind.filter(|kind| !kind.single) {
            let mut item = Item { notes, node };
            item.settle_first();
            self.labels.push(kind.keyword.to_owned());
            self.push(kind, item, start)?;
            return Ok(Place::Item(kind));
        }
        let word = words.first().copied();
        if let Some((group, sub)) = word.and_then(|word| word.split_once('.')).filter(|(group, _)| is_group(group)) {
            let inner = Key { value: KeyValue::Text(sub.into()), span: key.span };
            let place = self.group(group, start)?;
            unique(place, &inner)?;
            place.push(Entry { notes, key: inner, node });
            let at = place.len() - 1;
            let said = place.last().map(|own| labels_of(&[group], own)).unwrap_or_default();
            self.labels.extend(said);
            let group = self.root.iter().position(|own| own.key.as_text() == Some(group)).unwrap_or(0);
            return Ok(Place::Sub(group, at));
        }
        let key = match kind.and_then(|kind| kind.section.first()) {
            Some(section) => Key { value: KeyValue::Text((*section).into()), span: key.span },
            None => key,
        };
        unique(&self.root, &key)?;
        let own = Entry { notes, key, node };
        self.labels.extend(labels_of(&[], &own));
        self.root.push(own);
        Ok(Place::Key(self.root.len() - 1))
    }

    /// Puts a declaration under its section.
    fn push(&mut self, kind: &'static Kind, item: Item, start: Span) -> Read<()> {
        let place = match kind.section {
            [_, ..] if kind.section.len() == 2 => self.group(kind.section[0], start)?,
            _ => &mut self.root,
        };
        let Some(key) = kind.section.last() else { return Ok(()) };
        let own = place.iter_mut().find(|entry| entry.key.as_text() == Some(key));
        if kind.single {
            if let Some(first) = own {
                return Err(second(kind, start, first.key.span));
            }
            place.push(Entry { notes: item.notes, ..entry(key, item.node, start) });
            return Ok(());
        }
        match own {
            None => {
                let span = item.node.span;
                place.push(entry(key, Node::new(Value::List(vec![item]), span), start));
                Ok(())
            }
            Some(Entry { node: Node { value: Value::List(items), span }, .. }) => {
                *span = span.to(item.node.span);
                items.push(item);
                Ok(())
            }
            Some(own) => Err(whole(key, start, own.key.span)),
        }
    }

    /// The entries of a group (`access`), made if there is none.
    fn group(&mut self, group: &str, start: Span) -> Read<&mut Vec<Entry>> {
        let at = match self.root.iter().position(|entry| entry.key.as_text() == Some(group)) {
            Some(at) => at,
            None => {
                self.root.push(entry(group, Node::new(Value::Map(Vec::new()), start), start));
                self.root.len() - 1
            }
        };
        match self.root.get_mut(at) {
            Some(Entry { node: Node { value: Value::Map(entries), .. }, .. }) => Ok(entries),
            Some(own) => Err(whole(group, start, own.key.span)),
            None => Err(slip("nothing stands here", start, "")),
        }
    }

    fn finish(mut self, file: FileId) -> Reading {
        let whole = Span::new(file, 0, self.text.len());
        let value = if self.root.is_empty() { Value::Null } else { Value::Map(self.root) };
        let mut document = Document { root: Node::new(value, whole), notes: Notes::default() };
        if !self.below.is_empty() {
            document.notes.comments_mut().below = std::mem::take(&mut self.below);
        }
        if self.broken.is_empty() {
            carry_order(&mut document, &self.labels);
        }
        Reading { document: Some(document), findings: self.findings, broken: self.broken }
    }
}

/// If grouping by kind has changed the order of declarations, the order is carried by a comment on top.
fn carry_order(document: &mut Document, labels: &[String]) {
    let natural: Vec<String> = pieces(&document.root).iter().map(Piece::label).collect();
    if natural == labels {
        return;
    }
    let text = order::write(labels);
    let span = document.root.span.at_start();
    let Some(notes) = first_notes(&mut document.root) else { return };
    let comments = notes.comments_mut();
    comments.above.retain(|comment| !comment.text.starts_with(order::MARK));
    match comments.above.first_mut() {
        // It stands at the top, apart from what the comments below it speak of.
        Some(next) => next.blank = true,
        None => comments.detached = true,
    }
    comments.above.insert(0, Comment { text: text.into(), blank: false, span });
}

/// The labels of what an entry (of the root, or of the group above it) says.
fn labels_of(above: &[&str], own: &Entry) -> Vec<String> {
    let span = own.key.span;
    let mut root = Node::new(Value::Map(vec![own.clone()]), span);
    for group in above.iter().rev() {
        root = Node::new(Value::Map(vec![entry(group, root, span)]), span);
    }
    pieces(&root).iter().map(Piece::label).collect()
}

/// The notes of the first declaration in the order of the tree.
fn first_notes(root: &mut Node) -> Option<&mut Notes> {
    let Value::Map(entries) = &mut root.value else { return None };
    let own = entries.first_mut()?;
    if own.key.as_text().is_some_and(is_group) && own.node.as_map().is_some_and(|map| !map.is_empty()) {
        return first_notes(&mut own.node);
    }
    match &mut own.node.value {
        Value::List(items) if !items.is_empty() => Some(&mut items.first_mut()?.notes),
        _ => Some(&mut own.notes),
    }
}

fn is_group(key: &str) -> bool {
    KINDS.iter().any(|kind| kind.section.len() == 2 && kind.section.first() == Some(&key))
}

fn unique(entries: &[Entry], key: &Key) -> Read<()> {
    match entries.iter().find(|entry| entry.key.value == key.value) {
        Some(first) => Err(whole(&key.value.to_string(), key.span, first.key.span)),
        None => Ok(()),
    }
}

fn whole(key: &str, here: Span, first: Span) -> Slip {
    slip(format!("`{key}` is given already"), here, "given once more")
        .with_label(first, "given here")
        .with_help("say it in one way, and once")
}

fn second(kind: &Kind, here: Span, first: Span) -> Slip {
    slip(format!("a file has one `{}`", kind.keyword), here, "the second one").with_label(first, "the first one")
}

/// A line that begins with no keyword.
fn unknown(line: &Line<'_>, cursor: &Cursor) -> Slip {
    let here = cursor.here();
    let Some(word) = cursor.peek_word() else { return cursor.expected("a declaration") };
    if kinds::by_keyword(word).is_some() {
        let mut cursor = cursor.clone();
        cursor.next();
        return cursor.expected(&format!("the name of this {word}"));
    }
    let slip = slip(format!("`{word}` begins no declaration"), here, "not a keyword");
    let words =
        KINDS.iter().filter_map(|kind| kind.keyword.split(' ').next()).chain(["domain", "audit", "unit", "e2e"]);
    match nearest(word, words) {
        Some(near) => {
            let finding = (*slip).fix(format!("write `{near}`"), Applicability::MaybeIncorrect, here, near);
            Box::new(finding.help(format!("did you mean `{near}`? A key of your own is written `{word} = ...`")))
        }
        None => slip.with_help(&format!("a key of your own is written `{word} = ...`")),
    }
}

// ---- Writing

/// One thing that a file says.
enum Piece<'a> {
    /// A declaration of a list, with its notes (those of the first one hold the headings of its section too).
    Declaration(&'static Kind, &'a Item, Cow<'a, Notes>),
    /// The one declaration of its kind.
    Single(&'static Kind, &'a Entry),
    /// `key = value`: the key as it is written, its label, the entry and its notes.
    Whole(String, String, &'a Entry, Cow<'a, Notes>),
}

impl Piece<'_> {
    fn label(&self) -> String {
        match self {
            Piece::Declaration(kind, ..) => kind.keyword.to_owned(),
            Piece::Single(kind, _) => kind.section.first().copied().unwrap_or("").to_owned(),
            Piece::Whole(_, label, ..) => label.clone(),
        }
    }

    /// Puts the comments of the key above its first declaration there.
    fn add_headings(&mut self, headings: &Notes) {
        if headings.is_bare() {
            return;
        }
        match self {
            Piece::Declaration(_, _, notes) | Piece::Whole(_, _, _, notes) => {
                *notes = Cow::Owned(notes.below_those_of(headings))
            }
            Piece::Single(..) => {}
        }
    }
}

/// What a root says, in the order of the tree.
fn pieces(root: &Node) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    for own in root.as_map().unwrap_or_default() {
        let Some(key) = own.key.as_text() else {
            let key = own.key.value.to_string();
            found.push(Piece::Whole(key.clone(), order::label(&key), own, Cow::Borrowed(&own.notes)));
            continue;
        };
        let subs = own.node.as_map().filter(|subs| !subs.is_empty() && is_group(key));
        let plain = |text: &str| scalar::is_word(text) && !text.contains(['.', '<', '(']);
        match subs {
            Some(subs) if subs.iter().all(|sub| sub.key.as_text().is_some_and(plain)) => {
                let first = found.len();
                for sub in subs {
                    let name = sub.key.as_text().unwrap_or("");
                    section(&[key, name], format!("{key}.{name}"), format!("{key}.{name}"), sub, &mut found);
                }
                if let Some(first) = found.get_mut(first) {
                    first.add_headings(&own.notes);
                }
            }
            _ => {
                let reserved = kinds::by_keyword(key).is_some_and(|kind| kind.section != [key])
                    || key.split_once('.').is_some_and(|(group, _)| is_group(group));
                let written = if reserved || !scalar::is_word(key) { scalar::quote(key) } else { key.to_owned() };
                section(&[key], written, order::label(key), own, &mut found);
            }
        }
    }
    found
}

fn section<'a>(path: &[&str], written: String, label: String, own: &'a Entry, found: &mut Vec<Piece<'a>>) {
    match (kinds::by_section(path), &own.node.value) {
        (Some(kind), Value::List(items)) if !kind.single && !items.is_empty() => {
            let first = found.len();
            found.extend(items.iter().map(|item| Piece::Declaration(kind, item, Cow::Borrowed(&item.notes))));
            if let Some(first) = found.get_mut(first) {
                first.add_headings(&own.notes);
            }
        }
        (Some(kind), Value::Map(entries))
            if kind.single && !entries.is_empty() && head::print(kind, entries).is_some() =>
        {
            found.push(Piece::Single(kind, own));
        }
        _ => found.push(Piece::Whole(written, label, own, Cow::Borrowed(&own.notes))),
    }
}

/// A piece ready to be laid out.
struct Ready<'a> {
    label: Cow<'static, str>,
    notes: Cow<'a, Notes>,
    head: Option<head::Printed<'a>>,
    /// The kind and the entries that the head leaves, for a declaration; nothing for an assignment.
    rest: Option<(&'static Kind, &'a [Entry])>,
    /// The assignment, if it is one: its key and its value.
    whole: Option<(String, &'a Node)>,
    aligned: bool,
}

/// Writes a settled document.
pub fn write(document: &Document) -> String {
    let mut found = pieces(&document.root);
    let labels: Vec<String> = found.iter().map(Piece::label).collect();
    let mut ready: Vec<Ready> = found.drain(..).map(prepare).collect();
    obey_order(&mut ready, &labels);
    let widths = columns(&ready);
    let mut out = String::new();
    let mut last: Option<(Cow<'static, str>, bool)> = None;
    let mut first = true;
    for (own, widths) in ready.iter().zip(&widths) {
        let text = render(own, widths);
        let one_line = !text.contains('\n') && own.head.as_ref().is_none_or(|head| head.docs.is_empty());
        let above = above_text(&own.notes, own.head.as_ref());
        let tight =
            last.as_ref().is_some_and(|(label, one)| *label == own.label && *one && one_line) && !own.notes.blank;
        if !first && !tight {
            out.push('\n');
        }
        first = false;
        out.push_str(&above);
        push_clean(&mut out, &text);
        last = Some((own.label.clone(), one_line));
    }
    for comment in &document.notes.comments().below {
        if comment.blank && !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&comment_text(comment));
        out.push('\n');
    }
    out
}

/// Adds lines without white space at their ends.
fn push_clean(out: &mut String, text: &str) {
    for line in text.split('\n') {
        out.push_str(line.trim_end_matches([' ', '\t']));
        out.push('\n');
    }
}

/// The comments and the description above a declaration.
fn above_text(notes: &Notes, head: Option<&head::Printed<'_>>) -> String {
    let mut out = String::new();
    let comments = notes.comments();
    for (at, comment) in comments.above.iter().enumerate() {
        if comment.blank && at > 0 {
            out.push('\n');
        }
        out.push_str(&comment_text(comment));
        out.push('\n');
    }
    if comments.detached && !comments.above.is_empty() {
        out.push('\n');
    }
    for line in head.map(|head| head.docs.as_slice()).unwrap_or_default() {
        out.push_str(if line.is_empty() { "///" } else { "/// " });
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn prepare(piece: Piece<'_>) -> Ready<'_> {
    let whole = |label, notes, key, node| Ready {
        label,
        notes,
        head: None,
        rest: None,
        whole: Some((key, node)),
        aligned: false,
    };
    let (kind, node, notes) = match piece {
        Piece::Whole(key, _, own, notes) => return whole("=".into(), notes, key, &own.node),
        Piece::Declaration(kind, item, notes) => (kind, &item.node, notes),
        Piece::Single(kind, own) => (kind, &own.node, Cow::Borrowed(&own.notes)),
    };
    let label = Cow::Borrowed(kind.keyword);
    let entries = node.as_map().unwrap_or_default();
    let Some(head) = head::print(kind, entries) else { return whole(label, notes, kind.keyword.to_owned(), node) };
    let rest = entries.get(head.used..).unwrap_or_default();
    let alone = rest.is_empty() && head.docs.is_empty() && notes.comments().below.is_empty();
    let aligned = alone && head::of(kind).is_some_and(|own| own.aligned);
    Ready { label, notes, head: Some(head), rest: Some((kind, rest)), whole: None, aligned }
}

/// If the first piece carries an order that fits, follows it and takes the comment away.
fn obey_order(ready: &mut Vec<Ready<'_>>, labels: &[String]) {
    let Some(first) = ready.first_mut() else { return };
    let Some(comment) = first.notes.comments().above.first() else { return };
    let Some(order) = order::read(&comment.text, labels) else { return };
    let notes = first.notes.to_mut().comments_mut();
    notes.above.remove(0);
    notes.detached &= !notes.above.is_empty();
    let mut slots: Vec<Option<Ready>> = ready.drain(..).map(Some).collect();
    ready.extend(order.into_iter().filter_map(|at| slots.get_mut(at)?.take()));
}

/// The widths of columns for each piece: those of the run of aligned lines it stands in.
fn columns(ready: &[Ready<'_>]) -> Vec<Vec<usize>> {
    let mut all = Vec::with_capacity(ready.len());
    let mut at = 0;
    while at < ready.len() {
        let run = ready.get(at..).unwrap_or_default();
        let same = |own: &Ready| {
            let signature = |ready: &Ready| ready.head.as_ref().map(|head| head.signature.clone());
            own.aligned
                && run.first().is_some_and(|first| first.label == own.label && signature(first) == signature(own))
        };
        let length =
            run.iter().enumerate().take_while(|(at, own)| same(own) && (*at == 0 || !own.notes.blank)).count().max(1);
        let mut widths = Vec::new();
        for own in run.iter().take(length) {
            if let Some(head) = &own.head {
                body::grow(&mut widths, &head.cells);
            }
        }
        all.extend(std::iter::repeat_n(widths, length));
        at += length;
    }
    all
}

/// A declaration as text, without what stands above it.
fn render(own: &Ready<'_>, widths: &[usize]) -> String {
    let arena = Arena::new();
    let printer = Printer::new(&arena);
    let notes: &Notes = &own.notes;
    let doc = match (&own.whole, &own.head, &own.rest) {
        (Some((key, node)), _, _) => printer.text(format!("{key} = ")).append(printer.value(node, notes)),
        (None, Some(head), Some((kind, rest))) => {
            let line = if own.aligned { body::align(&head.cells, widths) } else { head.cells.join(" ") };
            let doc = printer.text(line);
            let names =
                head::of(kind).filter(|head| head.names.is_some()).and_then(|head| head::names_body(head, rest, notes));
            if let Some(names) = names {
                doc.append(printer.text(" ")).append(names_doc(printer, names, notes))
            } else if rest.is_empty() && notes.comments().below.is_empty() {
                doc.append(printer.end(notes))
            } else {
                let lines = body::print(printer, kind.record, kind.keyword, rest);
                let inside = body::join(printer, lines, &notes.comments().below);
                let inside = printer.hardline().append(inside).nest(2);
                let open = printer.text(" {").append(printer.end(notes));
                doc.append(open).append(inside).append(printer.hardline()).append(printer.text("}"))
            }
        }
        _ => printer.nil(),
    };
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = doc.into_doc().render_fmt(super::print::WIDTH, &mut out);
    out
}

/// `{ a, b }`, the names of an enum or a grant.
fn names_doc<'a>(printer: Printer<'a>, names: &'a Entry, notes: &'a Notes) -> super::print::Doc<'a> {
    let items = names.node.as_list().unwrap_or_default();
    let docs: Vec<_> = items
        .iter()
        .map(|item| {
            let name = scalar::name(item.node.as_text().unwrap_or(""));
            (&item.notes, printer.text(name).append(printer.end(&item.notes)))
        })
        .collect();
    let below: Vec<&'a Comment> = names.notes.comments().below.iter().chain(&notes.comments().below).collect();
    let quiet = below.is_empty() && items.iter().all(|item| item.notes.is_bare() && !item.notes.blank);
    if items.is_empty() && below.is_empty() {
        return printer.text("{}").append(printer.end(notes));
    }
    if quiet {
        return printer.container("{", "}", true, docs, notes, false);
    }
    let mut inside = printer.nil();
    if !items.is_empty() {
        inside = printer.hardline().append(printer.lines(docs, &[]));
    }
    for comment in below {
        inside = inside.append(printer.hardline());
        if comment.blank {
            inside = inside.append(printer.hardline());
        }
        inside = inside.append(printer.comment(comment));
    }
    let open = printer.text("{").append(printer.end(notes));
    open.append(inside.nest(2)).append(printer.hardline()).append(printer.text("}"))
}
