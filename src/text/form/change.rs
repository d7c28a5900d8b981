//! What an event does to a row of a projection: `on PaymentReceived where { … } set { … } add { … }`, `on VisitClosed remove`.

use crate::ast::{Node, Value};

use super::super::cursor::{Cursor, Read};
use super::super::print::{BARE, Doc, Printer};
use super::super::scalar;
use super::{LineForm, call, entry, map};

/// What may stand behind the event, in this order.
const CLAUSES: [&str; 3] = ["where", "set", "add"];

/// Changes of projections.
pub const CHANGE: LineForm = LineForm {
    word: "change",
    starts: |cursor| cursor.at_word("on") && cursor.left() > 1,
    read: |_, cursor, _| read(cursor),
    print: |printer, item, _| {
        if !item.notes.comments().below.is_empty() {
            return None;
        }
        Some(print(printer, &item.node)?.append(printer.end(&item.notes)))
    },
};

fn read(cursor: &mut Cursor) -> Read<Node> {
    let start = cursor.here();
    cursor.need_word("on")?;
    let mut entries = vec![entry("event", cursor.name("the name of an event")?, start)];
    let span = cursor.here();
    if cursor.word("remove") {
        entries.push(entry("remove", Node::new(Value::Bool(true), span), span));
    }
    for clause in CLAUSES {
        let span = cursor.here();
        if cursor.word(clause) {
            entries.push(entry(clause, call::read_braces(cursor)?, span));
        }
    }
    cursor.done()?;
    Ok(map(entries, start))
}

fn print<'a>(printer: Printer<'a>, node: &'a Node) -> Option<Doc<'a>> {
    if !node.is_bare() {
        return None;
    }
    let mut entries = node.as_map()?.iter().peekable();
    let mut take = |key: &str| entries.next_if(|entry| entry.key.as_text() == Some(key)).map(|entry| &entry.node);
    let mut doc = printer.text(format!("on {}", scalar::name(take("event")?.as_text()?)));
    if let Some(remove) = take("remove") {
        matches!(remove.value, Value::Bool(true)).then_some(())?;
        doc = doc.append(printer.text(" remove"));
    }
    for clause in CLAUSES {
        if let Some(node) = take(clause) {
            node.as_map()?;
            doc = doc.append(printer.text(format!(" {clause} "))).append(printer.value(node, &BARE));
        }
    }
    entries.next().is_none().then_some(doc)
}
