//! Printing heads: the longest beginning of a declaration's keys that its row can say.

use crate::ast::{Entry, Item, Node, Value};
use crate::kinds::Kind;

use super::super::super::print::inline_scalar;
use super::super::super::scalar;
use super::super::scalars;
use super::Piece::{self, *};
use super::{Head, of, of_section};

/// A head as it is printed.
pub struct Printed<'a> {
    /// The `///` lines.
    pub docs: Vec<&'a str>,
    /// The line, cut where columns begin.
    pub cells: Vec<String>,
    /// Which pieces stand in the cells: only lines of one signature are aligned.
    pub signature: String,
    /// How many entries of the declaration the head says.
    pub used: usize,
}

/// The longest head that says a beginning of these entries, or `None` if none does.
pub fn print<'a>(kind: &'static Kind, entries: &'a [Entry]) -> Option<Printed<'a>> {
    let head = of(kind)?;
    full(head, entries).or_else(|| minimal(head, entries))
}

/// The longest head of a section that says a beginning of these entries, and how many; none where its word stands alone.
pub fn print_section(key: &str, entries: &[Entry]) -> Option<(String, usize)> {
    let printed = full(of_section(key)?, entries)?;
    Some((printed.cells.concat(), printed.used))
}

fn minimal<'a>(head: &'static Head, entries: &'a [Entry]) -> Option<Printed<'a>> {
    let key = head.minimal?;
    let first = entries.first().filter(|first| first.key.as_text() == Some(key) && first.notes.is_bare())?;
    let cell = format!("{} {}", head.keyword, scalar::name(first.node.as_text()?));
    Some(Printed { docs: Vec::new(), cells: vec![cell], signature: String::new(), used: 1 })
}

fn full<'a>(head: &'static Head, entries: &'a [Entry]) -> Option<Printed<'a>> {
    let said_by_piece = |key: &str| says(head.pieces, key);
    let mut taken: Vec<(&str, &'a Node)> = Vec::new();
    let mut docs = Vec::new();
    let mut used = 0;
    for key in head.order {
        let Some(next) = entries.get(used) else { break };
        if next.key.as_text() != Some(key) || !next.notes.is_bare() {
            continue;
        }
        if *key == "description" && !said_by_piece(key) {
            let Some(lines) = doc_lines(&next.node) else { break };
            docs = lines;
        } else if head
            .prefix
            .is_some_and(|(own, words)| own == *key && !next.node.as_text().is_some_and(|text| words.contains(&text)))
            || !sayable(head.pieces, key, &next.node) && head.prefix.is_none_or(|(own, _)| own != *key)
            || *key == "query" && taken.iter().any(|(key, _)| *key == "command")
            || *key == "actor_roles" && taken.iter().any(|(key, _)| *key == "actors")
        {
            break;
        } else {
            taken.push((key, &next.node));
        }
        used += 1;
    }
    if head.pieces.iter().any(|piece| matches!(piece, ErrorParts)) {
        while let Some(next) = entries.get(used) {
            let key = next.key.as_text().unwrap_or("");
            let before_is_number = taken.last().is_some_and(|(key, _)| *key == "http_status");
            let fits = match (key, &next.node.value) {
                ("code" | "description", Value::Text(_)) => true,
                ("http_status", Value::Number(_)) => true,
                ("category", Value::Text(text)) => {
                    scalar::is_word(text) && &**text != "as" && !(before_is_number && scalar::UNITS.contains(&&**text))
                }
                _ => false,
            };
            if !fits || !next.notes.is_bare() || taken.iter().any(|(own, _)| *own == key) {
                break;
            }
            let key = *["code", "description", "http_status", "category"].iter().find(|own| **own == key)?;
            taken.push((key, &next.node));
            used += 1;
        }
    }
    let mut out = Printed { docs, cells: vec![String::new()], signature: String::new(), used };
    if let Some((_, prefix)) = head.prefix.and_then(|(own, _)| taken.iter().find(|(key, _)| *key == own)) {
        push(&mut out.cells, prefix.as_text()?);
    }
    push(&mut out.cells, head.keyword);
    print_pieces(head.pieces, &taken, &mut out)?;
    Some(out)
}

/// Whether some piece says this key.
fn says(pieces: &[Piece], key: &str) -> bool {
    pieces.iter().any(|piece| match piece {
        Name(own) | Quoted(own) | Switch(own, _, _) => *own == key,
        Either(a, b) => *a == key || *b == key,
        Maybe(inner) => says(inner, key),
        Actors => key == "actors" || key == "actor_roles",
        _ => false,
    })
}

/// Whether a node has the shape that the piece for its key can say.
fn sayable(pieces: &[Piece], key: &str, node: &Node) -> bool {
    pieces.iter().any(|piece| match piece {
        Name(own) | Quoted(own) => *own == key && node.as_text().is_some(),
        Either(a, b) => (*a == key || *b == key) && node.as_text().is_some(),
        Switch(own, _, _) => *own == key && matches!(node.value, Value::Bool(_)),
        Maybe(inner) => sayable(inner, key, node),
        Actors => {
            (key == "actors" || key == "actor_roles") && scalars(node).is_some_and(|items| actors_fit(key, items))
        }
        _ => false,
    })
}

/// `as role` alone, and `as role HR`, must mean what they say.
fn actors_fit(key: &str, items: &[Item]) -> bool {
    let first = items.first().map(|item| &item.node.value);
    key == "actor_roles" || !matches!(first, Some(Value::Text(text)) if &**text == "role") || items.len() > 1
}

fn push(cells: &mut [String], word: &str) {
    if let Some(cell) = cells.last_mut() {
        if !cell.is_empty() {
            cell.push(' ');
        }
        cell.push_str(word);
    }
}

fn print_pieces(pieces: &'static [Piece], taken: &[(&str, &Node)], out: &mut Printed<'_>) -> Option<()> {
    let get = |key: &str| taken.iter().find(|(own, _)| *own == key).map(|(_, node)| *node);
    for piece in pieces {
        match piece {
            Column => out.cells.push(String::new()),
            Name(key) => push(&mut out.cells, &scalar::name(get(key)?.as_text()?)),
            Quoted(key) => push(&mut out.cells, &scalar::quote(get(key)?.as_text()?)),
            Word(word) => push(&mut out.cells, word),
            Arrow => push(&mut out.cells, "->"),
            Either(a, b) => {
                let (key, node) = taken.iter().find(|(key, _)| key == a || key == b)?;
                push(&mut out.cells, key);
                push(&mut out.cells, &scalar::name(node.as_text()?));
            }
            Switch(key, yes, no) => match get(key)?.value {
                Value::Bool(true) => push(&mut out.cells, yes),
                Value::Bool(false) => push(&mut out.cells, no),
                _ => return None,
            },
            Maybe(inner) => {
                let there = taken.iter().any(|(key, _)| says(inner, key));
                // What hangs on to the last column moves no other.
                if matches!(inner.first(), Some(Column)) {
                    out.signature.push(if there { '+' } else { '-' });
                }
                if there {
                    print_pieces(inner, taken, out)?;
                }
            }
            ErrorParts => {
                for (key, node) in taken.iter().filter(|(key, _)| *key != "id") {
                    out.signature.push_str(key);
                    out.cells.push(match *key {
                        "code" => format!("as {}", scalar::name(node.as_text()?)),
                        "description" => scalar::quote(node.as_text()?),
                        _ => inline_scalar(node),
                    });
                }
            }
            Actors => {
                if let Some((key, node)) = taken.iter().find(|(key, _)| key.starts_with("actor")) {
                    push(&mut out.cells, if *key == "actors" { "as" } else { "as role" });
                    let words: Vec<String> = node.as_list()?.iter().map(|item| inline_scalar(&item.node)).collect();
                    push(&mut out.cells, &words.join(", "));
                }
            }
        }
    }
    Some(())
}

/// The lines of a description that can stand as `///` lines.
pub fn doc_lines(node: &Node) -> Option<Vec<&str>> {
    let text = node.as_text()?;
    let plain = |line: &str| !line.ends_with([' ', '\t']) && !scalar::hides(line);
    let lines: Vec<&str> = text.split('\n').collect();
    (!text.is_empty() && lines.iter().all(|line| plain(line))).then_some(lines)
}
