//! What a policy says: `when size > 20 MiB then deny(message: "Too large") with FileTooLarge`.
//!
//! One sentence holds the neighbours `conditions` and `effects`; each may also stand alone.

use crate::ast::{Entry, Item, Node, Value};

use super::super::cursor::{self, Cursor, Read};
use super::super::line::Bracket;
use super::super::print::{Doc, Printer, inline_scalar, key_text};
use super::super::scalar;
use super::super::token::Tok;
use super::{call, condition, entry, exactly, list, map};

const VERDICTS: &[&str] = &["allow", "deny", "limit"];

/// Whether a line is such a sentence.
pub fn starts(cursor: &Cursor) -> bool {
    (cursor.at_word("when") || cursor.at_word("always")) && cursor.left() > 1
}

/// Reads the sentence: the entries it stands for.
pub fn read(cursor: &mut Cursor) -> Read<Vec<Entry>> {
    let start = cursor.here();
    let mut entries = Vec::new();
    if cursor.word("when") {
        let conditions = condition::read_all(cursor)?.into_iter().map(|(field, test)| {
            let span = field.span;
            let operator = Node::text(test.operator, test.span);
            let end = test.value.span;
            map(
                vec![entry("field", field, span), entry("op", operator, test.span), entry("value", test.value, end)],
                span.to(end),
            )
        });
        entries.push(entry("conditions", list(conditions.collect(), start), start));
        if cursor.left() == 0 {
            return Ok(entries);
        }
        cursor.need_word("then")?;
    } else {
        cursor.need_word("always")?;
    }
    let span = cursor.here();
    let mut effects = Vec::new();
    loop {
        effects.push(read_verdict(cursor)?);
        if !cursor.mark(Tok::Comma) {
            break;
        }
    }
    cursor.done()?;
    entries.push(entry("effects", list(effects, span), span));
    Ok(entries)
}

fn read_verdict(cursor: &mut Cursor) -> Read<Node> {
    let span = cursor.here();
    let Some(verdict) = cursor.peek_word().filter(|word| VERDICTS.contains(word)) else {
        return Err(cursor.expected("`allow`, `deny` or `limit`"));
    };
    cursor.next();
    let mut entries = vec![entry("type", Node::text(verdict, span), span)];
    let mut whole = span;
    if let Some((group, place)) = cursor.group(Bracket::Paren) {
        call::no_comments(group)?;
        entries.push(entry("params", map(cursor::entries(group, place)?, place), place));
        whole = span.to(place);
    }
    let place = cursor.here();
    if cursor.word("with") {
        let error = cursor.name("the name of an error")?;
        whole = span.to(error.span);
        entries.push(entry("error", error, place));
    }
    Ok(map(entries, whole))
}

/// Prints the sentence that begins with the first of these entries; says how many of them it holds.
pub fn print<'a>(printer: Printer<'a>, entries: &'a [Entry]) -> Option<(Doc<'a>, usize)> {
    let first = entries.first()?;
    if !first.notes.has_only_end() {
        return None;
    }
    match first.key.as_text()? {
        "conditions" => {
            let conditions = printer.text(format!("when {}", conditions(&first.node)?));
            let second =
                entries.get(1).filter(|second| second.key.as_text() == Some("effects") && second.notes.is_bare());
            match second.and_then(|second| verdicts(printer, &second.node)) {
                Some(verdicts) => {
                    let then = printer.text(" then").append(printer.line().append(verdicts).nest(2));
                    Some((conditions.append(then).group().append(printer.end(&first.notes)), 2))
                }
                None => Some((conditions.append(printer.end(&first.notes)), 1)),
            }
        }
        "effects" => {
            let doc = printer.text("always ").append(verdicts(printer, &first.node)?);
            Some((doc.append(printer.end(&first.notes)), 1))
        }
        _ => None,
    }
}

/// The items of a non-empty list without comments.
fn plain_items(node: &Node) -> Option<&[Item]> {
    node.as_list().filter(|items| !items.is_empty() && node.is_bare())
}

fn conditions(node: &Node) -> Option<String> {
    let conditions = plain_items(node)?.iter().map(|item| {
        let [field, operator, value] = exactly(&item.node, ["field", "op", "value"])?;
        let mark = condition::mark(operator.as_text()?)?;
        Some(format!("{} {mark} {}", scalar::name(field.as_text()?), inline_scalar(value)))
    });
    Some(conditions.collect::<Option<Vec<String>>>()?.join(" and "))
}

fn verdicts<'a>(printer: Printer<'a>, node: &'a Node) -> Option<Doc<'a>> {
    let mut doc = printer.nil();
    for (at, item) in plain_items(node)?.iter().enumerate() {
        let (verdict, rest) = item.node.as_map()?.split_first()?;
        let mut rest = rest.iter().peekable();
        let mut take = |key: &str| rest.next_if(|entry| entry.key.as_text() == Some(key)).map(|entry| &entry.node);
        let params = match take("params") {
            Some(params) => Some(params.as_map()?),
            None => None,
        };
        let error = match take("error") {
            Some(error) => format!(" with {}", scalar::name(error.as_text()?)),
            None => String::new(),
        };
        if rest.next().is_some() {
            return None;
        }
        let Value::Text(word) = &verdict.node.value else { return None };
        if verdict.key.as_text() != Some("type") || !VERDICTS.contains(&&**word) {
            return None;
        }
        let args = params.map(|params| {
            let params: Vec<String> = params
                .iter()
                .map(|entry| format!("{}: {}", key_text(&entry.key), inline_scalar(&entry.node)))
                .collect();
            format!("({})", params.join(", "))
        });
        let comma = if at > 0 { ", " } else { "" };
        doc = doc.append(printer.text(format!("{comma}{word}{}{error}", args.unwrap_or_default())));
    }
    Some(doc)
}
