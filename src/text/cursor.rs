//! Reading along the terms of a line: what comes next, and our words for what should have come.
//!
//! In: terms. Out: nodes, or a [`Slip`] that points at the term that does not fit.

use crate::ast::{Entry, Item, Key, KeyValue, Node, Notes, Value};
use crate::diag::Applicability::MachineApplicable;
use crate::diag::Diagnostic;
use crate::diag::code::C0012;
use crate::source::Span;
use std::fmt::Display;

use super::line::{Bracket, Group, Line, Term, What};
use super::scalar;
use super::token::Tok;

/// What is wrong with a line: one finding, pointing at the first term that does not fit.
pub type Slip = Box<Diagnostic>;

/// The result of reading a part of a line.
pub type Read<T> = Result<T, Slip>;

/// A place in a line.
#[derive(Clone)]
pub struct Cursor<'t, 's> {
    terms: &'t [Term<'s>],
    at: usize,
    /// The place behind the last term.
    end: Span,
}

/// A finding about the form of text.
pub fn slip(title: impl Into<String>, span: Span, label: impl Into<String>) -> Slip {
    Box::new(Diagnostic::new(&C0012, title, span, label))
}

/// Adding to a slip.
pub trait Advice {
    /// Adds a piece of advice.
    fn with_help(self, help: &str) -> Self;
    /// Adds a piece of evidence.
    fn with_label(self, span: Span, text: &str) -> Self;
}

impl Advice for Slip {
    fn with_help(mut self, help: &str) -> Slip {
        self.help.push(help.into());
        self
    }

    fn with_label(mut self, span: Span, text: &str) -> Slip {
        self.secondary.push(crate::diag::Label { span, text: text.into() });
        self
    }
}

impl<'t, 's> Cursor<'t, 's> {
    /// At the start of these terms; `end` is where a missing term is reported if there is none at all.
    pub fn new(terms: &'t [Term<'s>], end: Span) -> Cursor<'t, 's> {
        let end = terms.last().map_or(end, |term| term.span).at_end();
        Cursor { terms, at: 0, end }
    }

    /// At the start of a line.
    pub fn line(line: &'t Line<'s>) -> Cursor<'t, 's> {
        let end = line.terms.last().map_or(Span::new(crate::source::FileId(0), 0, 0), |term| term.span);
        Cursor::new(&line.terms, end)
    }

    /// The next term, without taking it.
    pub fn peek(&self) -> Option<&'t Term<'s>> {
        self.terms.get(self.at)
    }

    /// The term `ahead` places behind the next one.
    pub fn peek_at(&self, ahead: usize) -> Option<&'t Term<'s>> {
        self.terms.get(self.at + ahead)
    }

    /// How many terms are left.
    pub fn left(&self) -> usize {
        self.terms.len().saturating_sub(self.at)
    }

    /// Takes the next term.
    pub fn next(&mut self) -> Option<&'t Term<'s>> {
        let term = self.terms.get(self.at);
        self.at += usize::from(term.is_some());
        term
    }

    /// The word that is next, if a word is.
    pub fn peek_word(&self) -> Option<&'s str> {
        self.peek()?.word()
    }

    /// Whether this word is next.
    pub fn at_word(&self, word: &str) -> bool {
        self.peek_word() == Some(word)
    }

    /// Takes this word if it is next.
    pub fn word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        self.at += usize::from(found);
        found
    }

    /// Takes this mark if it is next.
    pub fn mark(&mut self, token: Tok<'_>) -> bool {
        let found = self.peek().is_some_and(|term| term.is(token));
        self.at += usize::from(found);
        found
    }

    /// Takes the group in these brackets if one is next.
    pub fn group(&mut self, bracket: Bracket) -> Option<(&'t Group<'s>, Span)> {
        let term = self.peek()?;
        let group = term.group(bracket)?;
        self.at += 1;
        Some((group, term.span))
    }

    /// The place of the next term, or the end of the line.
    pub fn here(&self) -> Span {
        self.peek().map_or(self.end, |term| term.span)
    }

    /// A slip at the next term: `what` was expected.
    pub fn expected(&self, what: impl Display) -> Slip {
        let found = self.peek().map_or_else(|| "the end of the line".to_owned(), Term::describe);
        slip(format!("expected {what}, found {found}"), self.here(), format!("{what} goes here"))
    }

    /// Takes this word, or says that it was expected.
    pub fn need_word(&mut self, word: &str) -> Read<()> {
        if self.word(word) { Ok(()) } else { Err(self.expected(format!("`{word}`"))) }
    }

    /// Takes this mark, or says that it was expected.
    pub fn need_mark(&mut self, token: Tok<'_>) -> Read<()> {
        if self.mark(token) { Ok(()) } else { Err(self.expected(super::line::describe(token))) }
    }

    /// The end of the line, or a slip at what still stands there.
    pub fn done(&self) -> Read<()> {
        match self.peek() {
            None => Ok(()),
            Some(term) => {
                let found = term.describe();
                Err(slip(
                    format!("expected the end of the line, found {found}"),
                    term.span,
                    "the line is complete before this",
                ))
            }
        }
    }

    /// A name (`what` says of what; it is only put together for a message): a word, path, template or quoted text.
    pub fn name(&mut self, what: impl Display) -> Read<Node> {
        let Some(term) = self.peek() else { return Err(self.expected(what)) };
        let node = match &term.what {
            What::Token(Tok::Word("true" | "false" | "null")) => None,
            What::Token(Tok::Word(text) | Tok::Path(text) | Tok::Template(text)) => Some(Node::text(*text, term.span)),
            What::Token(Tok::Str(_) | Tok::Block(_)) => Some(Node::text(self.quoted(term)?, term.span)),
            _ => None,
        };
        let Some(node) = node else { return Err(self.expected(what)) };
        self.at += 1;
        Ok(node)
    }

    /// Quoted text.
    pub fn string(&mut self, what: impl Display) -> Read<Node> {
        let Some(term) = self.peek() else { return Err(self.expected(what)) };
        if !self.at_string() {
            return Err(self.expected(what));
        }
        let text = self.quoted(term)?;
        self.at += 1;
        Ok(Node::text(text, term.span))
    }

    /// Whether quoted text is next.
    pub fn at_string(&self) -> bool {
        matches!(self.peek().map(|term| &term.what), Some(What::Token(Tok::Str(_) | Tok::Block(_))))
    }

    fn quoted(&self, term: &Term<'s>) -> Read<String> {
        match term.what {
            What::Token(Tok::Block(token)) => Ok(scalar::unblock(token)),
            What::Token(Tok::Str(token)) => scalar::unquote(token).map_err(|range| {
                let start = term.span.start as usize;
                let span = Span::new(term.span.file, start + range.start, start + range.end);
                let mut slip = slip("this escape has no meaning", span, "not an escape");
                slip.help.push(
                    "escapes are `\\\"`, `\\\\`, `\\n`, `\\t`, `\\r` and `\\u{...}`; a `\\` itself is `\\\\`".into(),
                );
                slip
            }),
            _ => Err(self.expected("text in quotes")),
        }
    }

    /// Any value.
    pub fn value(&mut self, what: impl Display) -> Read<Node> {
        let Some(term) = self.peek() else { return Err(self.expected(what)) };
        match &term.what {
            What::Group(group) => match group.bracket {
                Bracket::Square => {
                    self.at += 1;
                    Ok(Node::new(Value::List(items(group, term.span)?), term.span))
                }
                Bracket::Brace => {
                    self.at += 1;
                    Ok(Node::new(Value::Map(entries(group, term.span)?), term.span))
                }
                Bracket::Paren => Err(self.expected(what)),
            },
            What::Token(_) => self.scalar(what),
        }
    }

    /// A scalar: null, boolean, number, quantity or text.
    pub fn scalar(&mut self, what: impl Display) -> Read<Node> {
        let Some(term) = self.peek() else { return Err(self.expected(what)) };
        let What::Token(token) = term.what else { return Err(self.expected(what)) };
        let value = match token {
            Tok::Word("null") => Value::Null,
            Tok::Word("true") => Value::Bool(true),
            Tok::Word("false") => Value::Bool(false),
            Tok::Word("and" | "then") => {
                let mut slip = self.expected(what);
                slip.help.push("as a value, `and` and `then` stand in quotes".into());
                return Err(slip);
            }
            Tok::Number(number) => {
                let unit = match self.peek_at(1).map(|term| &term.what) {
                    Some(What::Token(Tok::Word(word))) if scalar::UNITS.contains(word) => Some(*word),
                    Some(What::Token(Tok::Percent)) => Some("%"),
                    _ => None,
                };
                if let Some(unit) = unit {
                    let span = self.peek_at(1).map_or(term.span, |unit| term.span.to(unit.span));
                    self.at += 2;
                    return Ok(Node::text(format!("{number} {unit}"), span));
                }
                Value::Number(number.into())
            }
            _ => return self.name(what),
        };
        self.at += 1;
        Ok(Node::new(value, term.span))
    }

    /// A key of a map: a word, quoted text, number or literal.
    pub fn key(&mut self) -> Read<Key> {
        let Some(term) = self.peek() else { return Err(self.expected("a key")) };
        let value = match &term.what {
            What::Token(Tok::Word("null")) => KeyValue::Null,
            What::Token(Tok::Word("true")) => KeyValue::Bool(true),
            What::Token(Tok::Word("false")) => KeyValue::Bool(false),
            What::Token(Tok::Number(number)) => KeyValue::Number((*number).into()),
            What::Token(Tok::Word(text)) => KeyValue::Text((*text).into()),
            What::Token(Tok::Str(_) | Tok::Block(_)) => KeyValue::Text(self.quoted(term)?.into()),
            _ => return Err(self.expected("a key")),
        };
        self.at += 1;
        Ok(Key::new(value, term.span))
    }

    /// `a, b, c`, or `[a, b, c]`: the items and where they stand.
    pub fn words(&mut self, what: &'static str) -> Read<Node> {
        if let Some((group, span)) = self.group(Bracket::Square) {
            return Ok(Node::new(Value::List(items(group, span)?), span));
        }
        let mut found = Vec::new();
        loop {
            let node = self.scalar(what)?;
            found.push(Item { notes: Notes::default(), node });
            if !self.mark(Tok::Comma) {
                break;
            }
        }
        let span = match (found.first(), found.last()) {
            (Some(first), Some(last)) => first.node.span.to(last.node.span),
            _ => self.here(),
        };
        Ok(Node::new(Value::List(found), span))
    }
}

/// Splits the lines of a group at commas and line ends and reads each piece. `notes` of a line go to the first piece of it, its
/// end comment to the last.
pub fn pieces<'t, 's, T>(
    group: &'t Group<'s>,
    span: Span,
    mut read: impl FnMut(&mut Cursor<'t, 's>, Notes) -> Read<T>,
) -> Read<Vec<T>> {
    let mut found = Vec::new();
    for line in &group.lines {
        if let Some((_, place)) = line.docs.first() {
            return Err(misplaced_doc(*place));
        }
        let mut cursor = Cursor::new(&line.terms, span);
        let mut notes = Some(line.notes.clone());
        while cursor.left() > 0 {
            let mut own = notes.take().unwrap_or_default();
            // Where several pieces share a line, the comment at its end is that of the last one.
            let several = has_comma(&line.terms[cursor.at..]);
            let end = if several { own.take_end() } else { None };
            found.push(read(&mut cursor, own)?);
            if let Some(end) = end {
                let mut rest = Notes::default();
                rest.comments_mut().end = Some(end);
                notes = Some(rest);
            }
            if cursor.left() > 0 {
                let comma = cursor.here();
                if !cursor.mark(Tok::Comma) {
                    return Err(cursor.expected("`,` or a new line"));
                }
                if cursor.left() == 0 {
                    return Err(trailing_comma(comma));
                }
            }
        }
    }
    Ok(found)
}

fn trailing_comma(span: Span) -> Slip {
    let slip = slip("a comma stands between two things", span, "nothing follows this one");
    Box::new((*slip).fix("remove it", MachineApplicable, span, ""))
}

fn has_comma(terms: &[Term<'_>]) -> bool {
    let comma = terms.iter().position(|term| term.is(Tok::Comma));
    comma.is_some_and(|at| at + 1 < terms.len())
}

/// A `///` line where nothing can be described.
pub fn misplaced_doc(span: Span) -> Slip {
    let mut slip = slip("a description stands above a declaration", span, "nothing here can be described");
    slip.help.push("write a comment with `//`, or put the text in quotes behind a field".into());
    slip
}

/// The items of a list in brackets. Comments at the end of the group are the caller's: see [`Group::below`].
pub fn items(group: &Group<'_>, span: Span) -> Read<Vec<Item>> {
    let mut found = pieces(group, span, |cursor, mut notes| {
        let (node, inner) = with_notes(cursor)?;
        notes.absorb(inner);
        let mut item = Item { notes, node };
        item.settle_first();
        Ok(item)
    })?;
    if let Some(first) = found.first_mut() {
        first.notes.blank = false;
    }
    Ok(found)
}

/// The entries of a map in braces (or of arguments in parentheses).
pub fn entries(group: &Group<'_>, span: Span) -> Read<Vec<Entry>> {
    let mut found = pieces(group, span, |cursor, notes| entry(cursor, notes))?;
    if let Some(first) = found.first_mut() {
        first.notes.blank = false;
    }
    Ok(found)
}

/// `key: value`.
pub fn entry(cursor: &mut Cursor<'_, '_>, mut notes: Notes) -> Read<Entry> {
    if let Some(slip) = glued_colon(cursor) {
        return Err(slip);
    }
    let key = cursor.key()?;
    cursor.need_mark(Tok::Colon)?;
    let (node, inner) = with_notes(cursor)?;
    notes.absorb(inner);
    Ok(Entry { notes, key, node })
}

/// `id:uuid`: a colon without a blank behind it is part of the word.
pub fn glued_colon(cursor: &Cursor<'_, '_>) -> Option<Slip> {
    let term = cursor.peek()?;
    let next_is_colon = cursor.peek_at(1).is_some_and(|next| next.is(Tok::Colon) || next.is(Tok::Question));
    let (key, value) = term.word()?.split_once(':')?;
    if next_is_colon || cursor.left() > 2 && !cursor.peek_at(1)?.is(Tok::Comma) {
        return None;
    }
    let at = term.span.start as usize + key.len();
    let colon = Span::new(term.span.file, at, at + 1);
    let mut slip = slip("a blank is missing behind the colon", colon, format!("write `{key}: {value}`"));
    *slip = slip.clone().fix(format!("write `{key}: {value}`"), MachineApplicable, colon, ": ");
    Some(slip)
}

/// A value, and the comments that its brackets hold for its owner: behind the opening bracket, and before the closing one.
pub fn with_notes(cursor: &mut Cursor<'_, '_>) -> Read<(Node, Notes)> {
    let mut notes = Notes::default();
    if let Some(What::Group(group)) = cursor.peek().map(|term| &term.what) {
        notes = group_notes(group);
    }
    Ok((cursor.value("a value")?, notes))
}

/// The comments of a group that belong to its owner.
pub fn group_notes(group: &Group<'_>) -> Notes {
    let mut notes = Notes::default();
    if let Some(end) = &group.end {
        notes.comments_mut().end = Some(end.clone());
    }
    if !group.below.is_empty() {
        notes.comments_mut().below = group.below.clone();
    }
    notes
}

impl Notes {
    /// Takes the comment at the end of the line away.
    fn take_end(&mut self) -> Option<crate::ast::Comment> {
        self.comments().end.as_ref()?;
        self.comments_mut().end.take()
    }

    /// Adds the comments that stood in the brackets of the value: the one behind the opening bracket comes first.
    pub(super) fn absorb(&mut self, mut inner: Notes) {
        if inner.is_bare() {
            return;
        }
        let inner = inner.take();
        let own = self.comments_mut();
        own.below.extend(inner.below);
        if let Some(end) = inner.end {
            match own.end.replace(end) {
                None => {}
                Some(second) => own.above.push(second),
            }
        }
    }
}
