//! Steps of scenarios and tests: `when command X(a: 1)`, then `expect { ... }` or `fails SomeError` on the next line.

use crate::ast::{Entry, Item, Node, Notes};

use super::super::cursor::{self, Cursor, Read};
use super::super::line::Bracket;
use super::super::print::{Doc, Printer};
use super::super::scalar;
use super::{call, entry, exactly, map};

const KINDS: &[&str] = &["command", "query", "event"];

/// Whether a line begins a step.
pub fn starts(cursor: &Cursor) -> bool {
    cursor.at_word("when") && cursor.left() > 1
}

/// Whether a line says what a step expects.
pub fn starts_expectation(cursor: &Cursor) -> bool {
    (cursor.at_word("expect") || cursor.at_word("fails")) && cursor.left() > 1
}

/// Reads `when command X(a: 1)`.
pub fn read(cursor: &mut Cursor) -> Read<Node> {
    let start = cursor.here();
    cursor.need_word("when")?;
    let Some(kind) = cursor.peek_word().filter(|word| KINDS.contains(word)) else {
        return Err(cursor.expected("`command`, `query` or `event`"));
    };
    let mut entries = vec![entry("type", Node::text(kind, cursor.here()), cursor.here())];
    cursor.next();
    let span = cursor.here();
    entries.push(entry("ref", cursor.name(format_args!("the name of a {kind}"))?, span));
    if let Some((group, span)) = cursor.group(Bracket::Paren) {
        call::no_comments(group)?;
        entries.push(entry("input", map(cursor::entries(group, span)?, span), span));
    }
    cursor.done()?;
    Ok(map(entries, start))
}

/// Reads `expect { ... }` or `fails X` as the entry `expect`.
pub fn read_expectation(cursor: &mut Cursor, mut notes: Notes) -> Read<Entry> {
    let start = cursor.here();
    let node = if cursor.word("fails") {
        let span = cursor.here();
        let error = cursor.name("the name of an error")?;
        map(vec![entry("error", error, span)], start.to(span))
    } else {
        cursor.need_word("expect")?;
        let (node, inner) = cursor::with_notes(cursor)?;
        notes.absorb(inner);
        node
    };
    cursor.done()?;
    notes.blank = false;
    Ok(Entry { notes, ..entry("expect", node, start) })
}

/// The two lines of a step: each with the notes that stand around it.
pub fn print<'a>(printer: Printer<'a>, item: &'a Item) -> Option<Vec<(&'a Notes, Doc<'a>)>> {
    if !item.notes.comments().below.is_empty() {
        return None;
    }
    let [kind, target, rest @ ..] = item.node.as_map()? else { return None };
    if kind.key.as_text() != Some("type") || target.key.as_text() != Some("ref") || !target.notes.is_bare() {
        return None;
    }
    let word = kind.node.as_text().filter(|word| KINDS.contains(word) && kind.notes.is_bare())?;
    let mut doc = printer.text(format!("when {word} {}", scalar::name(target.node.as_text()?)));
    let rest = match rest {
        [input, rest @ ..] if input.key.as_text() == Some("input") => {
            if !input.notes.is_bare() {
                return None;
            }
            doc = doc.append(printer.args(input.node.as_map()?));
            rest
        }
        rest => rest,
    };
    let mut lines = vec![(&item.notes, doc.append(printer.end(&item.notes)))];
    match rest {
        [] => {}
        [expect] if expect.key.as_text() == Some("expect") => {
            let doc = match exactly(&expect.node, ["error"]).and_then(|[error]| error.as_text()) {
                Some(error) if expect.notes.comments().below.is_empty() => {
                    printer.text(format!("fails {}", scalar::name(error))).append(printer.end(&expect.notes))
                }
                _ => printer.text("expect ").append(printer.value(&expect.node, &expect.notes)),
            };
            lines.push((&expect.notes, doc));
        }
        _ => return None,
    }
    Some(lines)
}
