//! Printing bodies: each entry as the line or lines that say it.

use crate::ast::{Comment, Entry, Item, Node, Notes, Value};
use crate::kinds::{Key, Record, Shape, Style};

use super::super::form::{LINE_FORMS, LineForm, field, part, policy, section, step, table};
use super::super::print::{Doc, Printer, comment_text, key_text};
use super::super::scalar;
use super::{Class, class, item_record, only_initial};

/// A printed line (or several, for a text or a block) with what stands around it.
pub struct OutLine<'a> {
    /// The comments above; the one at its end is part of the line.
    pub notes: &'a Notes,
    /// The line.
    pub doc: Doc<'a>,
    blank: bool,
    class: Class,
    /// Whether no blank line may stand above.
    tight: bool,
}

/// The lines for these entries of a record.
pub fn print<'a>(printer: Printer<'a>, record: &'static Record, kind: &str, entries: &'a [Entry]) -> Vec<OutLine<'a>> {
    let mut lines = Vec::new();
    let mut at = 0;
    while let Some(own) = entries.get(at) {
        let key = own.key.as_text();
        let rest = entries.get(at..).unwrap_or_default();
        let mut line = |notes: &'a Notes, doc, blank, class| {
            lines.push(OutLine { notes, doc, blank, class, tight: false });
        };
        if kind == "policy"
            && matches!(key, Some("conditions" | "effects"))
            && let Some((doc, used)) = policy::print(printer, rest)
        {
            line(&own.notes, doc, own.notes.blank, Class::Other);
            at += used;
            continue;
        }
        if kind == "rule"
            && let Some((inputs, outputs, rows)) = table::table(rest)
        {
            let items = rows.node.as_list().unwrap_or_default();
            let mut docs = table::print(printer, inputs, outputs, items).into_iter();
            if let Some(head) = docs.next() {
                lines.push(OutLine { notes: &own.notes, doc: head, blank: false, class: Class::Other, tight: true });
            }
            for (item, doc) in items.iter().zip(docs) {
                lines.push(OutLine {
                    notes: &item.notes,
                    doc,
                    blank: item.notes.blank,
                    class: Class::Other,
                    tight: false,
                });
            }
            at += 3;
            continue;
        }
        if kind == "workflow" && key == Some("initial_state") && elided(rest) {
            at += 1;
            continue;
        }
        let spec = key.and_then(|key| record.key(key));
        let class = class(spec);
        let blank = own.notes.blank;
        match spec.map(|spec| (spec, spec.style)) {
            Some((_, Style::Fields(lead))) if has_items(&own.node) => {
                for (index, item) in own.node.as_list().unwrap_or_default().iter().enumerate() {
                    let blank = if index == 0 { blank } else { item.notes.blank };
                    line(&item.notes, field::print_or_plain(printer, item, lead), blank, class);
                }
            }
            Some((_, Style::Block(word))) if has_items(&own.node) => {
                let items = own.node.as_list().unwrap_or_default();
                line(&own.notes, field::print_block(printer, word, items, &own.notes), blank, class);
            }
            Some((spec, Style::Lines(word))) if has_items(&own.node) => {
                let items = own.node.as_list().unwrap_or_default();
                let plain_initial =
                    word == "state" && !entries.iter().any(|own| own.key.as_text() == Some("initial_state"));
                for own in
                    print_items(printer, item_record(spec).unwrap_or(record), word, items, blank, class, plain_initial)
                {
                    lines.push(own);
                }
            }
            _ if kind == "profile"
                && key == Some("overrides")
                && own.node.as_map().is_some_and(|map| !map.is_empty()) =>
            {
                for (index, inner) in own.node.as_map().unwrap_or_default().iter().enumerate() {
                    let blank = if index == 0 { blank } else { inner.notes.blank };
                    line(&inner.notes, printer.entry(inner), blank, class);
                }
            }
            Some((Key { shape: Shape::Record(record), name, .. }, Style::Body)) if own.node.as_map().is_some() => {
                line(&own.notes, section::print(printer, name, record, own), blank, class);
            }
            Some((spec, Style::Setting)) => {
                let doc = setting(printer, spec, own).unwrap_or_else(|| assignment(printer, record, own));
                line(&own.notes, doc, blank, class);
            }
            _ => line(&own.notes, assignment(printer, record, own), blank, class),
        }
        at += 1;
    }
    lines
}

fn has_items(node: &Node) -> bool {
    node.as_list().is_some_and(|items| !items.is_empty())
}

/// Whether these entries begin with an `initial_state` that the states below it say.
fn elided(entries: &[Entry]) -> bool {
    let [own, states, ..] = entries else { return false };
    let name = states.node.as_list().filter(|_| states.key.as_text() == Some("states")).and_then(only_initial);
    let same = name.is_some_and(|name| name.as_text().is_some() && name.as_text() == own.node.as_text());
    same && own.notes.is_bare()
}

fn print_items<'a>(
    printer: Printer<'a>,
    record: &'static Record,
    word: &'static str,
    items: &'a [Item],
    blank: bool,
    class: Class,
    plain_initial: bool,
) -> Vec<OutLine<'a>> {
    let states = if word == "state" { state_widths(items) } else { Vec::new() };
    let plain_initial = plain_initial && only_initial(items).is_some();
    let forms: Vec<&LineForm> = LINE_FORMS.iter().filter(|form| form.word == word).collect();
    let mut lines = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let blank = if index == 0 { blank } else { item.notes.blank };
        let mut line = |notes: &'a Notes, doc, blank| lines.push(OutLine { notes, doc, blank, class, tight: false });
        if word == "step"
            && let Some(both) = step::print(printer, item)
        {
            for (at, (notes, doc)) in both.into_iter().enumerate() {
                line(notes, doc, blank && at == 0);
            }
            continue;
        }
        if word == "row" {
            line(&item.notes, table::print_row(printer, item), blank);
            continue;
        }
        let aligned =
            part::state_cells(&item.node).filter(|_| word == "state" && item.notes.comments().below.is_empty());
        let doc = match aligned {
            Some(cells) if plain_initial && cells.first().is_some_and(|lead| lead == "initial state") => None,
            Some(cells) => Some(printer.text(align(&cells, &states)).append(printer.end(&item.notes))),
            None => forms.iter().find_map(|form| (form.print)(printer, item, record)),
        };
        let doc =
            doc.unwrap_or_else(|| printer.text(format!("{word} = ")).append(printer.value(&item.node, &item.notes)));
        line(&item.notes, doc, blank);
    }
    lines
}

fn state_widths(items: &[Item]) -> Vec<usize> {
    let mut widths: Vec<usize> = Vec::new();
    for cells in items.iter().filter_map(|item| part::state_cells(&item.node)) {
        grow(&mut widths, &cells);
    }
    widths
}

/// Widens columns so that these cells fit.
pub fn grow(widths: &mut Vec<usize>, cells: &[String]) {
    for (at, cell) in cells.iter().enumerate() {
        match widths.get_mut(at) {
            Some(wide) => *wide = (*wide).max(table::width(cell)),
            None => widths.push(table::width(cell)),
        }
    }
}

/// Cells side by side in columns of these widths.
pub fn align(cells: &[String], widths: &[usize]) -> String {
    let last = cells.len().saturating_sub(1);
    let padded = cells.iter().enumerate().map(|(at, cell)| {
        let wide = widths.get(at).copied().filter(|_| at < last).unwrap_or(0);
        table::pad(cell, wide)
    });
    padded.collect::<Vec<String>>().join(" ")
}

/// A known key said by its own words.
fn setting<'a>(printer: Printer<'a>, spec: &Key, own: &'a Entry) -> Option<Doc<'a>> {
    let value = |doc: &str| printer.text(format!("{doc} ")).append(printer.value(&own.node, &own.notes));
    match (&spec.shape, &own.node.value) {
        (Shape::Bool, Value::Bool(true)) => Some(printer.text(spec.name).append(printer.end(&own.notes))),
        (Shape::List(_), Value::List(items)) if items.is_empty() => Some(value(spec.name)),
        (Shape::List(_), Value::List(items)) if items.iter().all(|item| item.node.is_scalar()) => {
            Some(printer.text(format!("{} ", spec.name)).append(printer.words(items, &own.notes)))
        }
        (Shape::Record(_) | Shape::Map(_), Value::Map(_)) => Some(value(spec.name)),
        (Shape::List(_) | Shape::Record(_) | Shape::Map(_), _) => None,
        (_, Value::List(_) | Value::Map(_)) => None,
        _ => Some(value(spec.name)),
    }
}

/// `key = value`.
fn assignment<'a>(printer: Printer<'a>, record: &Record, own: &'a Entry) -> Doc<'a> {
    let mut key = key_text(&own.key);
    if record.keys.iter().any(|spec| matches!(spec.style, Style::Lines(word) | Style::Fields(word) if word == key)) {
        key = scalar::quote(&key);
    }
    printer.text(format!("{key} = ")).append(printer.value(&own.node, &own.notes))
}

/// A head with its brace, the lines below it set in, and the brace that closes; `notes` are those of the whole.
pub fn braced<'a>(printer: Printer<'a>, head: Doc<'a>, lines: Vec<OutLine<'a>>, notes: &'a Notes) -> Doc<'a> {
    let inside = printer.hardline().append(join(printer, lines, &notes.comments().below)).nest(2);
    let open = printer.text(" {").append(printer.end(notes));
    head.append(open).append(inside).append(printer.hardline()).append(printer.text("}"))
}

/// Puts lines under each other: blank lines as noted within one class, exactly one between two.
fn join<'a>(printer: Printer<'a>, lines: Vec<OutLine<'a>>, below: &'a [Comment]) -> Doc<'a> {
    let mut doc = printer.nil();
    let mut last: Option<Class> = None;
    for line in lines {
        if let Some(last) = last {
            doc = doc.append(printer.hardline());
            if !line.tight && (line.blank || last != line.class) {
                doc = doc.append(printer.hardline());
            }
        }
        last = Some(line.class);
        doc = doc.append(printer.above(line.notes)).append(line.doc);
    }
    for (at, comment) in below.iter().enumerate() {
        if last.is_some() || at > 0 {
            doc = doc.append(printer.hardline());
            if comment.blank {
                doc = doc.append(printer.hardline());
            }
        }
        doc = doc.append(printer.text(comment_text(comment)));
    }
    doc
}
