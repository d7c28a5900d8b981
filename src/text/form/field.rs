//! Fields and columns: `email?: string = x "Login email"`.
//!
//! The pieces behind the type stand in the order of the keys; what no piece says stands in one brace at the end.

use crate::ast::{Entry, Item, Node, Notes, Value};
use crate::source::Span;

use super::super::cursor::{self, Advice, Cursor, Read, glued_colon, slip};
use super::super::line::{Bracket, Term};
use super::super::print::{Doc, Printer, inline_scalar};
use super::super::scalar;
use super::super::token::Tok;
use super::{entry, map};

/// Whether a line is a field, judged by its first terms: `name:`, `name?:`, `field name:`.
pub fn starts(cursor: &Cursor, lead: &str) -> bool {
    let colon = |at: usize| {
        let is = |at: usize, token| cursor.peek_at(at).is_some_and(|term: &Term| term.is(token));
        is(at, Tok::Colon) || is(at, Tok::Question) && is(at + 1, Tok::Colon)
    };
    colon(1) || cursor.at_word(lead) && colon(2) || glued_colon(cursor).is_some()
}

/// Reads a field; `lead` is the word for one that does not say whether it is required (`field`, `column`).
pub fn read(cursor: &mut Cursor, lead: &str) -> Read<Node> {
    let start = cursor.here();
    if let Some(slip) = glued_colon(cursor) {
        return Err(slip);
    }
    let bare =
        cursor.at_word(lead) && !cursor.peek_at(1).is_some_and(|next| next.is(Tok::Colon) || next.is(Tok::Question));
    if bare {
        cursor.next();
    }
    let name = cursor.name("the name of a field")?;
    let mut entries = vec![entry("name", name, start)];
    let mark = cursor.here();
    let optional = cursor.mark(Tok::Question);
    if optional && bare {
        return Err(slip(
            format!("a field that begins with `{lead}` has no `?`"),
            mark,
            format!("drop this or `{lead}`"),
        ));
    }
    let colon = cursor.here();
    cursor.need_mark(Tok::Colon)?;
    entries.push(entry("type", cursor.name("a type")?, colon));
    if !bare {
        entries.push(entry("required", Node::new(Value::Bool(!optional), mark), mark));
    }
    let columns = lead == "column";
    loop {
        let span = cursor.here();
        if cursor.left() == 0 || cursor.peek().is_some_and(|term| term.is(Tok::Comma)) {
            break;
        } else if cursor.mark(Tok::Assign) {
            push(&mut entries, "default", cursor.value("a value")?, span)?;
        } else if cursor.at_string() {
            push(&mut entries, "description", cursor.string("a text")?, span)?;
        } else if cursor.at_word("required") || cursor.at_word("optional") {
            let value = cursor.at_word("required");
            cursor.next();
            push(&mut entries, "required", Node::new(Value::Bool(value), span), span)?;
        } else if cursor.word("in") {
            let node = cursor.value("a list of values in brackets")?;
            if node.as_list().is_none() {
                return Err(slip("`in` takes a list of values", node.span, "write `in [a, b]`"));
            }
            push(&mut entries, "values", node, span)?;
        } else if let Some(measure) = measure(cursor) {
            cursor.next();
            cursor.next();
            if let Some((group, span)) = cursor.group(Bracket::Paren) {
                super::call::no_comments(group)?;
                push(&mut entries, measure, map(cursor::entries(group, span)?, span), span)?;
            }
        } else if cursor.word("from") {
            push(&mut entries, "bind", cursor.name("where the value comes from")?, span)?;
        } else if columns && at_rule(cursor) {
            let rules = read_rules(cursor)?;
            push(&mut entries, "constraints", rules, span)?;
        } else if let Some((group, span)) = cursor.group(Bracket::Brace) {
            for own in cursor::entries(group, span)? {
                let key = own.key.as_text().map(str::to_owned);
                if let Some(first) = key.and_then(|key| entries.iter().find(|e| e.key.as_text() == Some(&key))) {
                    return Err(twice(own.key.span, first.key.span));
                }
                entries.push(own);
            }
            if !group.below.is_empty() || group.end.is_some() {
                // The comments inside the braces have the field as their nearest owner.
                let notes = cursor::group_notes(group);
                if let Some(last) = entries.last_mut() {
                    last.notes.absorb(notes);
                }
            }
            break;
        } else {
            return Err(cursor.expected("`=`, a text in quotes, or another part of a field"));
        }
    }
    let end = entries.last().map_or(start, |last| last.node.span);
    Ok(map(entries, start.to(end)))
}

/// What `from count(...)` or `from sum(...)` says.
fn measure(cursor: &Cursor) -> Option<&'static str> {
    let word = cursor.at_word("from").then(|| cursor.peek_at(1)?.word())??;
    cursor.peek_at(2)?.group(Bracket::Paren)?;
    ["count", "sum"].into_iter().find(|own| *own == word)
}

fn twice(second: Span, first: Span) -> super::super::cursor::Slip {
    slip("this field says the same twice", second, "the second time").with_label(first, "the first time")
}

fn push(entries: &mut Vec<Entry>, key: &str, node: Node, span: Span) -> Read<()> {
    if let Some(first) = entries.iter().find(|entry| entry.key.as_text() == Some(key)) {
        return Err(twice(span, first.key.span));
    }
    entries.push(entry(key, node, span));
    Ok(())
}

fn at_rule(cursor: &Cursor) -> bool {
    ["primary", "unique", "default", "references", "check"].iter().any(|word| cursor.at_word(word))
}

fn read_rules(cursor: &mut Cursor) -> Read<Node> {
    let start = cursor.here();
    let mut rules: Vec<Entry> = Vec::new();
    while at_rule(cursor) {
        let span = cursor.here();
        let truth = |span| Node::new(Value::Bool(true), span);
        if cursor.word("primary") {
            cursor.need_word("key")?;
            push(&mut rules, "primary_key", truth(span), span)?;
        } else if cursor.word("unique") {
            push(&mut rules, "unique", truth(span), span)?;
        } else if cursor.word("default") {
            push(&mut rules, "default", cursor.value("a value")?, span)?;
        } else if cursor.word("references") {
            push(&mut rules, "foreign_key", cursor.name("a column, as `table.column`")?, span)?;
        } else if cursor.word("check") {
            push(&mut rules, "check", cursor.string("a condition in quotes")?, span)?;
        }
    }
    let end = rules.last().map_or(start, |last| last.node.span);
    Ok(map(rules, start.to(end)))
}

/// Prints a field without the comment at its end, or says that it is none.
pub fn print<'a>(printer: Printer<'a>, node: &'a Node, lead: &str) -> Option<Doc<'a>> {
    if !node.is_bare() {
        return None;
    }
    let entries = node.as_map()?;
    let [name, kind, rest @ ..] = entries else { return None };
    if name.key.as_text() != Some("name") || kind.key.as_text() != Some("type") {
        return None;
    }
    // A colon behind a path would be a part of it.
    let name =
        name.node.as_text().map(|name| if scalar::is_word(name) { name.to_owned() } else { scalar::quote(name) })?;
    let kind = scalar::name(kind.node.as_text()?);
    let (stated, head, mut rest) = match rest.split_first() {
        Some((Entry { key, node: Node { value: Value::Bool(required), .. }, .. }, rest))
            if key.as_text() == Some("required") =>
        {
            (true, format!("{name}{}: {kind}", if *required { "" } else { "?" }), rest)
        }
        _ => (false, format!("{lead} {name}: {kind}"), rest),
    };
    let mut doc = printer.text(head);
    while let Some((next, others)) = rest.split_first() {
        let key = next.key.as_text().unwrap_or("");
        let piece = match (key, &next.node.value) {
            ("description", Value::Text(text)) => printer.text(format!(" {}", scalar::quote(text))),
            ("default", _) => printer.text(" = ").append(printer.value(&next.node, &next.notes)),
            ("required", Value::Bool(required)) if !stated => {
                printer.text(if *required { " required" } else { " optional" })
            }
            ("values", Value::List(_)) => printer.text(" in ").append(printer.value(&next.node, &next.notes)),
            ("bind", Value::Text(text)) => printer.text(format!(" from {}", scalar::name(text))),
            ("count" | "sum", Value::Map(rows)) if next.notes.is_bare() => {
                printer.text(format!(" from {key}")).append(printer.args(rows))
            }
            ("constraints", Value::Map(rules)) if lead == "column" && !rules.is_empty() => match print_rules(rules) {
                Some(rules) => printer.text(rules),
                None => break,
            },
            _ => break,
        };
        doc = doc.append(piece);
        rest = others;
    }
    if !rest.is_empty() {
        let docs = rest.iter().map(|entry| (&entry.notes, printer.entry(entry))).collect();
        doc = doc.append(printer.text(" ")).append(printer.container(
            "{",
            "}",
            true,
            docs,
            &super::super::print::BARE,
            false,
        ));
    }
    Some(doc)
}

fn print_rules(rules: &[Entry]) -> Option<String> {
    let mut out = String::new();
    for rule in rules {
        let text = match (rule.key.as_text()?, &rule.node.value) {
            ("primary_key", Value::Bool(true)) => " primary key".to_owned(),
            ("unique", Value::Bool(true)) => " unique".to_owned(),
            ("default", _) => format!(" default {}", inline_scalar(&rule.node)),
            ("foreign_key", Value::Text(text)) => format!(" references {}", scalar::name(text)),
            ("check", Value::Text(text)) => format!(" check {}", scalar::quote(text)),
            _ => return None,
        };
        out.push_str(&text);
    }
    Some(out)
}

/// `word { a: int, b?: text }`: a list of fields in braces. Folds when it holds at most three fields that say no more than a name and
/// a type (a single one may have a text).
pub fn print_block<'a>(printer: Printer<'a>, word: &str, items: &'a [Item], owner: &'a Notes) -> Doc<'a> {
    let mut described = 0;
    let docs: Vec<(&'a Notes, Doc<'a>)> = items
        .iter()
        .map(|item| {
            described += usize::from(item.node.get("description").is_some());
            (&item.notes, print_or_plain(printer, item, "field"))
        })
        .collect();
    let quiet = items.iter().all(|item| item.notes.is_bare() && !item.notes.blank) && owner.has_only_end();
    let broken = !quiet || items.len() > 3 || described > usize::from(items.len() == 1);
    printer.text(format!("{word} ")).append(printer.container("{", "}", true, docs, owner, broken))
}

/// A field as a line, or `field = { ... }`; with the comment at its end.
pub fn print_or_plain<'a>(printer: Printer<'a>, item: &'a Item, lead: &'static str) -> Doc<'a> {
    match print(printer, &item.node, lead).filter(|_| item.notes.comments().below.is_empty()) {
        Some(doc) => doc.append(printer.end(&item.notes)),
        None => printer.text(format!("{lead} = ")).append(printer.value(&item.node, &item.notes)),
    }
}

/// The fields in the braces of `input { ... }`.
pub fn read_block(group: &super::super::line::Group<'_>, span: Span) -> Read<Vec<Item>> {
    let mut items = cursor::pieces(group, span, |cursor, mut notes| {
        let plain = cursor.at_word("field") && cursor.peek_at(1).is_some_and(|next| next.is(Tok::Assign));
        let node = if plain {
            cursor.next();
            cursor.next();
            let (node, inner) = cursor::with_notes(cursor)?;
            notes.absorb(inner);
            node
        } else if starts(cursor, "field") {
            read(cursor, "field")?
        } else {
            let slip = cursor.expected("a field, as `name: type`");
            return Err(match (cursor.peek_word(), cursor.peek_at(1).and_then(|next| next.word())) {
                (Some(name), Some(kind)) => slip.with_help(&format!("a colon stands between them: `{name}: {kind}`")),
                _ => slip,
            });
        };
        let mut item = Item { notes, node };
        item.settle_first();
        Ok(item)
    })?;
    if let Some(first) = items.first_mut() {
        first.notes.blank = false;
    }
    Ok(items)
}
