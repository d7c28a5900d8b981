//! Reading heads: the keyword and all up to the brace, to entries in the order of the tree.

use crate::ast::{Entry, Node, Value};
use crate::kinds::Kind;
use crate::source::Span;

use super::super::super::cursor::{Advice, Cursor, Read, slip};
use super::super::super::line::{Bracket, What};
use super::super::super::token::Tok;
use super::super::entry;
use super::Piece::{self, *};
use super::{of, of_section};

/// Reads a head: the keyword and all up to the brace. Gives the entries in the order of the tree.
pub fn read(cursor: &mut Cursor, kind: &'static Kind, words: usize, docs: &[(&str, Span)]) -> Read<Vec<Entry>> {
    let Some(head) = of(kind) else { return Err(cursor.expected("a declaration")) };
    let keyword = cursor.here();
    let mut found: Vec<Entry> = Vec::new();
    if let (2, Some((key, _)), Some(word)) = (words, head.prefix, cursor.peek_word()) {
        found.push(entry(key, Node::text(word, keyword), keyword));
    }
    for _ in 0..words {
        cursor.next();
    }
    if let (Some(key), true) = (head.minimal, is_minimal(cursor)) {
        let name = cursor.name(format_args!("the name of this {}", kind.keyword))?;
        found.push(entry(key, name, keyword));
    } else {
        read_pieces(cursor, (kind.keyword, kind.name), head.pieces, keyword, &mut found)?;
    }
    if !docs.is_empty() {
        if let Some(twice) = found.iter().find(|entry| entry.key.as_text() == Some("description")) {
            return Err(slip(
                "the description is given twice",
                twice.node.span,
                "the `///` lines above say it already",
            ));
        }
        let lines: Vec<&str> =
            docs.iter().map(|(line, _)| line.strip_prefix(' ').unwrap_or(line).trim_end_matches('\r')).collect();
        let span = docs.iter().map(|(_, span)| *span).reduce(Span::to).unwrap_or(keyword);
        found.push(entry("description", Node::text(lines.join("\n"), span), span));
    }
    let rank = |entry: &Entry| {
        let key = entry.key.as_text().unwrap_or("");
        // The parts of an error keep the order in which they are written.
        head.order.iter().position(|own| *own == key).unwrap_or(head.order.len())
    };
    found.sort_by_key(rank);
    Ok(found)
}

/// Reads what stands between the word of a section and its brace, which is what its head says; nothing where it has none.
pub fn read_section(cursor: &mut Cursor, key: &'static str) -> Read<Vec<Entry>> {
    let mut found = Vec::new();
    if let Some(head) = of_section(key) {
        let here = cursor.here();
        read_pieces(cursor, (key, ""), head.pieces, here, &mut found)?;
    }
    Ok(found)
}

/// Whether only a name stands before the brace (or the end of the line).
fn is_minimal(cursor: &Cursor) -> bool {
    cursor.left() == 1
        || cursor.left() == 2 && cursor.peek_at(1).is_some_and(|term| term.group(Bracket::Brace).is_some())
}

fn read_pieces(
    cursor: &mut Cursor,
    (called, named): (&str, &str),
    pieces: &'static [Piece],
    keyword: Span,
    found: &mut Vec<Entry>,
) -> Read<()> {
    for piece in pieces {
        match piece {
            Column => {}
            Name(key) => {
                let own = *key == named || found.is_empty() && !named.is_empty();
                let what = std::fmt::from_fn(|f| match own {
                    true => write!(f, "the name of this {called}"),
                    false => {
                        write!(f, "the {} of this {called}", key.trim_end_matches("_id").replace('_', " "))
                    }
                });
                let node = cursor.name(what)?;
                found.push(entry(key, node, keyword));
            }
            Quoted(key) => {
                let node = cursor.string(format_args!("the {key} in quotes"))?;
                found.push(entry(key, node, keyword));
            }
            Word(word) => cursor.need_word(word)?,
            Arrow => cursor.need_mark(Tok::Arrow)?,
            Either(a, b) => {
                let span = cursor.here();
                let key = if cursor.word(a) {
                    a
                } else if cursor.word(b) {
                    b
                } else {
                    return Err(cursor.expected(format!("`{a}` or `{b}`")));
                };
                let node = cursor.name(format_args!("the name of a {key}"))?;
                found.push(entry(key, node, span));
            }
            Switch(key, yes, no) => {
                let span = cursor.here();
                let value = if cursor.word(yes) {
                    true
                } else if cursor.word(no) {
                    false
                } else {
                    return Err(cursor.expected(format!("`{yes}` or `{no}`")));
                };
                found.push(entry(key, Node::new(Value::Bool(value), span), span));
            }
            Maybe(inner) => {
                let starts = match inner.iter().find(|piece| !matches!(piece, Column)) {
                    Some(Word(word)) => cursor.at_word(word),
                    Some(Arrow) => cursor.peek().is_some_and(|term| term.is(Tok::Arrow)),
                    Some(Quoted(_)) => cursor.at_string(),
                    Some(Switch(_, yes, no)) => cursor.at_word(yes) || cursor.at_word(no),
                    _ => false,
                };
                if starts {
                    read_pieces(cursor, (called, named), inner, keyword, found)?;
                }
            }
            ErrorParts => read_error_parts(cursor, found)?,
            Actors => {
                let span = cursor.here();
                if cursor.word("as") {
                    let role = cursor.at_word("role")
                        && cursor
                            .peek_at(1)
                            .is_some_and(|next| !next.is(Tok::Comma) && next.group(Bracket::Brace).is_none());
                    let key = if role { "actor_roles" } else { "actors" };
                    if role {
                        cursor.next();
                    }
                    let node = cursor.words("the name of an actor")?;
                    found.push(entry(key, node, span));
                }
            }
        }
    }
    Ok(())
}

fn read_error_parts(cursor: &mut Cursor, found: &mut Vec<Entry>) -> Read<()> {
    loop {
        let span = cursor.here();
        let (key, node) = match cursor.peek().map(|term| &term.what) {
            Some(What::Token(Tok::Word("as"))) => {
                cursor.next();
                ("code", cursor.name("the code of this error")?)
            }
            Some(What::Token(Tok::Number(_))) => ("http_status", cursor.scalar("a status")?),
            Some(What::Token(Tok::Word(_))) => ("category", cursor.name("a category")?),
            Some(What::Token(Tok::Str(_) | Tok::Block(_))) => ("description", cursor.string("a text")?),
            _ => return Ok(()),
        };
        if let Some(first) = found.iter().find(|entry| entry.key.as_text() == Some(key)) {
            return Err(slip(format!("this error has two values for `{key}`"), span, "the second one")
                .with_label(first.node.span, "the first one"));
        }
        found.push(entry(key, node, span));
    }
}
