//! The plain part of YAML, in which nearly all sets are written: read line by line, ten times as fast as by the library.
//!
//! In: text. Out: the events that the library would give, or none as soon as a line is anything but `key: value`, `- item`,
//! a comment, plain text that goes on in the next line, text in quotes on one line, `[a, b]` or `{a: 1}`. What is none of
//! these, and every mistake, is left to `events`: so this file decides nothing. A test holds the two against each other.

use super::events::{Event, Style};
use crate::diag::characters;
use std::borrow::Cow;

/// An event and its bytes.
pub(super) type Placed<'t> = (Event<'t>, usize, usize);

/// How deep lists and maps may be nested here; more is left to the library, and its limit.
const DEPTH: usize = 60;

/// The longest line that may hold a key: YAML has a limit, which is the library's affair.
const LONGEST: usize = 1000;

/// Whether the text holds nothing but ordinary characters and line feeds: the others are left to those who know them.
pub(super) fn is_plain(text: &str) -> bool {
    // Without branches, so that many bytes are looked at in one step.
    let rare = |byte: &u8| {
        (*byte < b' ' && *byte != b'\n') | (*byte == 0x7f) | (*byte == 0xc2) | (*byte == 0xe2) | (*byte == 0xef)
    };
    let any = |chunk: &[u8]| chunk.iter().fold(false, |any, byte| any | rare(byte));
    if !text.as_bytes().chunks(256).any(any) {
        return true;
    }
    let odd = |c: char| matches!(c, '\t' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' | '\u{FFFE}' | '\u{FFFF}');
    text.chars().all(|c| !odd(c) && characters::unwanted(c).is_none())
}

/// The events of a plain text that is of this make throughout.
pub(super) fn events(text: &str) -> Option<Vec<Placed<'_>>> {
    let mut lines =
        Lines { text, bytes: text.as_bytes(), out: Vec::new(), open: Vec::new(), wanting: false, goes_on: false };
    lines.out.reserve(text.len() / 10);
    lines.put(Event::Document(false), 0, 0);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        lines.line(start, end - usize::from(line.ends_with('\n')))?;
        start = end;
    }
    if lines.open.is_empty() {
        return None;
    }
    while !lines.open.is_empty() {
        lines.close();
    }
    lines.put(Event::DocumentEnd, text.len(), text.len());
    Some(lines.out)
}

struct Lines<'t> {
    text: &'t str,
    bytes: &'t [u8],
    out: Vec<Placed<'t>>,
    /// The open lists (`true`) and maps, with the columns of their children.
    open: Vec<(bool, usize)>,
    /// Whether the last key or dash has no value yet.
    wanting: bool,
    /// Whether the last event is plain text that the next line may go on with.
    goes_on: bool,
}

/// What stands behind a scalar.
#[derive(PartialEq, Eq)]
enum Behind {
    /// A colon, at this byte.
    Colon(usize),
    /// Nothing, or a comment (`true`).
    Nothing(bool),
}

impl<'t> Lines<'t> {
    fn byte(&self, at: usize, end: usize) -> Option<u8> {
        if at < end { self.bytes.get(at).copied() } else { None }
    }

    fn put(&mut self, event: Event<'t>, start: usize, end: usize) {
        self.out.push((event, start, end));
    }

    /// The first byte from `at` on that is no space.
    fn skip(&self, mut at: usize, end: usize) -> usize {
        while self.byte(at, end) == Some(b' ') {
            at += 1;
        }
        at
    }

    fn line(&mut self, start: usize, end: usize) -> Option<()> {
        let at = self.skip(start, end);
        if matches!(self.byte(at, end), None | Some(b'#')) {
            self.goes_on = false;
            return Some(());
        }
        let column = at - start;
        if self.goes_on && self.open.last().is_some_and(|(_, open)| column > *open) {
            return self.go_on(at, end);
        }
        self.goes_on = false;
        let dash = self.is_dash(at, end);
        self.align(column, dash)?;
        self.node(start, at, end)
    }

    /// Closes what a line at this column is no longer part of.
    fn align(&mut self, column: usize, dash: bool) -> Option<()> {
        loop {
            let Some((list, open)) = self.open.last().copied() else {
                return (self.out.len() == 1 && column == 0).then_some(());
            };
            if column > open || (column == open && !list && dash) {
                return self.wanting.then_some(());
            }
            if column == open && list == dash {
                self.absent();
                return Some(());
            }
            let parent = self.open.len().checked_sub(2).and_then(|at| self.open.get(at));
            if column == open && parent != Some(&(false, open)) {
                return None;
            }
            self.close();
        }
    }

    /// An item or an entry, and what follows on its line.
    fn node(&mut self, start: usize, mut at: usize, end: usize) -> Option<()> {
        let mut dashes = false;
        while self.is_dash(at, end) {
            self.enter(true, at - start, at)?;
            dashes = true;
            at = self.skip(at + 1, end);
        }
        let (event, last, behind) = match self.byte(at, end) {
            None | Some(b'#') => return Some(()),
            Some(b'[' | b'{') => return if dashes { self.flow(at, end) } else { None },
            _ => self.scalar(at, end)?,
        };
        let Behind::Colon(colon) = behind else {
            return if dashes { self.value(event, at, last, behind) } else { None };
        };
        if end - at > LONGEST {
            return None;
        }
        self.enter(false, at - start, at)?;
        self.put(event, at, last);
        let at = self.skip(colon + 1, end);
        match self.byte(at, end) {
            None | Some(b'#') => Some(()),
            Some(b'[' | b'{') => self.flow(at, end),
            _ => {
                let (event, last, behind) = self.scalar(at, end)?;
                self.value(event, at, last, behind)
            }
        }
    }

    /// Begins a child of the list or map at this column, and that itself where it is not open.
    fn enter(&mut self, list: bool, column: usize, at: usize) -> Option<()> {
        if self.open.last() != Some(&(list, column)) {
            if self.open.len() >= DEPTH {
                return None;
            }
            self.open.push((list, column));
            self.put(if list { Event::List(Style::Block) } else { Event::Map(Style::Block) }, at, at);
        }
        self.wanting = true;
        Some(())
    }

    fn value(&mut self, event: Event<'t>, start: usize, end: usize, behind: Behind) -> Option<()> {
        let Behind::Nothing(comment) = behind else { return None };
        self.goes_on = !comment && matches!(event, Event::Plain(_));
        self.wanting = false;
        self.put(event, start, end);
        Some(())
    }

    /// The end of the innermost list or map.
    fn close(&mut self) {
        self.absent();
        self.open.pop();
        self.put(Event::End, self.text.len(), self.text.len());
    }

    /// The value of a key or dash that has none.
    fn absent(&mut self) {
        if std::mem::take(&mut self.wanting) {
            let at = self.out.last().map_or(0, |(.., end)| *end);
            self.put(Event::Plain(Cow::Borrowed("~")), at, at);
        }
    }

    fn is_dash(&self, at: usize, end: usize) -> bool {
        self.byte(at, end) == Some(b'-') && matches!(self.byte(at + 1, end), None | Some(b' '))
    }

    /// A scalar on one line, where it ends, and what stands behind it.
    fn scalar(&self, at: usize, end: usize) -> Option<(Event<'t>, usize, Behind)> {
        match self.byte(at, end)? {
            b'\'' | b'"' => {
                let (event, last) = self.quoted(at, end)?;
                let colon = self.byte(last, end) == Some(b':') && matches!(self.byte(last + 1, end), None | Some(b' '));
                let behind = if colon { Behind::Colon(last) } else { Behind::Nothing(self.rest(last, end)?) };
                Some((event, last, behind))
            }
            _ => {
                let (last, behind) = self.plain(at, end)?;
                Some((Event::Plain(Cow::Borrowed(self.text.get(at..last)?)), last, behind))
            }
        }
    }

    /// Plain text: where it ends, and what stands behind it.
    fn plain(&self, start: usize, end: usize) -> Option<(usize, Behind)> {
        let line = self.bytes.get(start..end)?;
        let second = line.get(1).copied();
        let begins = match line.first()? {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'_'
            | b'/'
            | b'$'
            | b'('
            | b'+'
            | b'<'
            | b'='
            | b'~'
            | 0x80.. => true,
            b'-' | b'.' => second.is_some_and(|byte| byte.is_ascii_alphanumeric()),
            _ => false,
        };
        if !begins {
            return None;
        }
        let mut last = line.len();
        let mut behind = Behind::Nothing(false);
        let mut before = 0;
        for (at, byte) in line.iter().enumerate() {
            match byte {
                b':' if matches!(line.get(at + 1), None | Some(b' ')) => {
                    let colon = Behind::Colon(start + at);
                    return (before != b' ').then_some((start + at, colon));
                }
                b'#' if before == b' ' => {
                    (last, behind) = (at, Behind::Nothing(true));
                    break;
                }
                _ => before = *byte,
            }
        }
        let text = line.get(..last)?.trim_ascii_end();
        Some((start + text.len(), behind))
    }

    /// Text in quotes on one line, without escapes beyond `''`, and where it ends.
    fn quoted(&self, start: usize, end: usize) -> Option<(Event<'t>, usize)> {
        let quote = self.byte(start, end)?;
        let mut at = start + 1;
        let mut doubled = false;
        loop {
            match self.byte(at, end)? {
                b'\\' if quote == b'"' => return None,
                byte if byte != quote => at += 1,
                b'\'' if self.byte(at + 1, end) == Some(b'\'') => {
                    doubled = true;
                    at += 2;
                }
                _ => break,
            }
        }
        let text = self.text.get(start + 1..at)?;
        let text = if doubled { Cow::Owned(text.replace("''", "'")) } else { Cow::Borrowed(text) };
        Some((Event::Quoted(text), at + 1))
    }

    /// Whether a comment ends the line; none where anything else does.
    fn rest(&self, at: usize, end: usize) -> Option<bool> {
        let next = self.skip(at, end);
        match self.byte(next, end) {
            None => Some(false),
            Some(b'#') if next > at => Some(true),
            Some(_) => None,
        }
    }

    /// A list or map in brackets on one line that holds no other, of words and text in quotes.
    fn flow(&mut self, start: usize, end: usize) -> Option<()> {
        let list = self.byte(start, end) == Some(b'[');
        let close = if list { b']' } else { b'}' };
        self.put(if list { Event::List(Style::Flow) } else { Event::Map(Style::Flow) }, start, start + 1);
        let mut at = self.skip(start + 1, end);
        while self.byte(at, end)? != close {
            if !list {
                at = self.word(at, end)?;
                if self.bytes.get(at..end)?.get(..2)? != b": " {
                    return None;
                }
                at = self.skip(at + 1, end);
            }
            at = match self.byte(at, end)? {
                b'\'' | b'"' => {
                    let (event, last) = self.quoted(at, end)?;
                    self.put(event, at, last);
                    last
                }
                _ => self.word(at, end)?,
            };
            at = self.skip(at, end);
            match self.byte(at, end)? {
                b',' => at = self.skip(at + 1, end),
                byte if byte == close => break,
                _ => return None,
            }
            if self.byte(at, end)? == close {
                return None;
            }
        }
        self.put(Event::End, at, at + 1);
        self.rest(at + 1, end)?;
        self.wanting = false;
        Some(())
    }

    /// A single word in brackets: where it ends.
    fn word(&mut self, start: usize, end: usize) -> Option<usize> {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/');
        let rest = self.bytes.get(start..end)?;
        let last = start + rest.iter().position(|byte| !is_word(byte))?;
        if !rest.first()?.is_ascii_alphanumeric() {
            return None;
        }
        self.put(Event::Plain(Cow::Borrowed(self.text.get(start..last)?)), start, last);
        Some(last)
    }

    /// One more line of plain text.
    fn go_on(&mut self, at: usize, end: usize) -> Option<()> {
        let (last, Behind::Nothing(comment)) = self.plain(at, end)? else { return None };
        let more = self.text.get(at..last)?;
        let Some((Event::Plain(text), _, end)) = self.out.last_mut() else { return None };
        let text = text.to_mut();
        text.push(' ');
        text.push_str(more);
        *end = last;
        self.goes_on = !comment;
        Some(())
    }
}
