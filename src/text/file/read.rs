//! Reading files: declarations gathered under their root keys, in the order in which these first appear.

use crate::ast::{Comment, Document, Entry, Item, Key, Node, Notes, Value};
use crate::diag::nearest::nearest;
use crate::diag::{Applicability, Diagnostic};
use crate::kinds::{self, KINDS, Kind};
use crate::reading::{Broken, Reading};
use crate::source::{FileId, Span};

use super::super::body::{self, Cx};
use super::super::cursor::{Advice, Cursor, Read, Slip, group_notes, misplaced_doc, slip, with_notes};
use super::super::form::{entry, head};
use super::super::line::{Bracket, Line};
use super::super::scan::{Segment, Token, scan};
use super::super::token::Tok;
use super::super::{grammar, order, scalar};
use super::is_group;
use super::pieces::{labels, labels_of_part, pieces};

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
        // Behind a keyword that is misspelt stands the name all the same.
        let name = match tokens.get(found.map_or(1, |(_, words)| words)) {
            Some((Tok::Word(name) | Tok::Path(name) | Tok::Template(name), _)) => Some((*name).to_owned()),
            Some((Tok::Str(token), _)) => scalar::unquote(token).ok(),
            _ => None,
        };
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
        let Some((kind, words)) = head::kind_of_terms(&line.terms) else { return Err(unknown(&cursor)) };
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
        self.labels.push(if kind.single { kind.section.join(".") } else { kind.keyword.to_owned() });
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
        let word = match kind.map(|kind| kind.section) {
            Some([group, sub]) => Some((*group, *sub)),
            _ => words.first().and_then(|word| word.split_once('.')),
        };
        if let Some((group, sub)) = word.filter(|(group, _)| is_group(group)) {
            let inner = Key::text(sub, key.span);
            let place = self.group(group, start)?;
            unique(place, &inner)?;
            place.push(Entry { notes, key: inner, node });
            let at = place.len() - 1;
            let said = place.last().map(|own| labels_of_part(group, own)).unwrap_or_default();
            self.labels.extend(said);
            let group = self.root.iter().position(|own| own.key.as_text() == Some(group)).unwrap_or(0);
            return Ok(Place::Sub(group, at));
        }
        let key = match kind.and_then(|kind| kind.section.first()) {
            Some(section) => Key::text(*section, key.span),
            None => key,
        };
        unique(&self.root, &key)?;
        let own = Entry { notes, key, node };
        self.labels.extend(labels(&pieces(std::slice::from_ref(&own))));
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
fn carry_order(document: &mut Document, said: &[String]) {
    let natural = labels(&pieces(document.root.as_map().unwrap_or_default()));
    if natural == said {
        return;
    }
    let text = order::write(said);
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

fn unique(entries: &[Entry], key: &Key) -> Read<()> {
    match entries.iter().find(|entry| entry.key.value() == key.value()) {
        Some(first) => Err(whole(&key.value().to_string(), key.span, first.key.span)),
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
fn unknown(cursor: &Cursor) -> Slip {
    let here = cursor.here();
    let Some(word) = cursor.peek_word() else { return cursor.expected("a declaration") };
    if kinds::by_keyword(word).is_some() {
        let mut cursor = cursor.clone();
        cursor.next();
        return cursor.expected(format!("the name of this {word}"));
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
