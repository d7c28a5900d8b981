//! Sections of a declaration that are a body of their own: `stack python "3.12" on aws_lambda { forbidden_services ec2 }`.

use crate::ast::{Entry, Node, Notes, Value};
use crate::kinds::Record;

use super::super::body;
use super::super::cursor::{Cursor, Read, group_notes};
use super::super::line::Bracket;
use super::super::print::{Doc, Printer};
use super::{head, map};

/// Reads a section, and the comments of its braces.
pub fn read(cx: &mut body::Cx, cursor: &mut Cursor, key: &'static str, record: &'static Record) -> Read<(Node, Notes)> {
    let start = cursor.here();
    cursor.next();
    let at_brace = cursor.peek().is_none_or(|term| term.group(Bracket::Brace).is_some());
    let mut entries = if at_brace { Vec::new() } else { head::read_section(cursor, key)? };
    let (mut end, mut notes) = (cursor.here(), Notes::default());
    match cursor.group(Bracket::Brace) {
        Some((group, span)) => {
            notes = group_notes(group);
            entries = body::read(cx, record, record.name, entries, group);
            end = span;
        }
        None if entries.is_empty() => return Err(cursor.expected("`{`")),
        None => {}
    }
    cursor.done()?;
    Ok((map(entries, start.to(end)), notes))
}

/// Prints an entry whose value is a map.
pub fn print<'a>(printer: Printer<'a>, key: &str, record: &'static Record, own: &'a Entry) -> Doc<'a> {
    let entries = match &own.node.value {
        Value::Map(entries) => entries.as_slice(),
        _ => &[],
    };
    let (head, used) = head::print_section(key, entries).unwrap_or_else(|| (key.to_owned(), 0));
    let rest = entries.get(used..).unwrap_or_default();
    let doc = printer.text(head);
    if rest.is_empty() && own.notes.comments().below.is_empty() {
        let doc = if used == 0 { doc.append(printer.text(" {}")) } else { doc };
        return doc.append(printer.end(&own.notes));
    }
    let lines = body::print(printer, record, record.name, rest);
    body::braced(printer, doc, lines, &own.notes)
}
