//! Writing files: declaration by declaration, each in an arena of its own.

use std::borrow::Cow;

use pretty::Arena;

use crate::ast::{Comment, Document, Entry, Node, Notes};
use crate::kinds::Kind;

use super::super::form::head;
use super::super::print::{Doc, Printer, WIDTH, comment_text};
use super::super::{body, order, scalar};
use super::pieces::{Piece, pieces};

/// A piece ready to be laid out.
struct Ready<'a> {
    label: Cow<'static, str>,
    notes: Cow<'a, Notes>,
    head: Option<head::Printed<'a>>,
    /// The kind and the entries that the head leaves, for a declaration; nothing for an assignment.
    rest: Option<(&'static Kind, &'a [Entry])>,
    /// The assignment, if it is one: its key and its value.
    whole: Option<(String, &'a Node)>,
    aligned: bool,
}

/// Writes a settled document.
pub fn write(document: &Document) -> String {
    let mut found = pieces(document.root.as_map().unwrap_or_default());
    let labels: Vec<String> = found.iter().map(Piece::label).collect();
    let mut ready: Vec<Ready> = found.drain(..).map(prepare).collect();
    obey_order(&mut ready, &labels);
    let widths = columns(&ready);
    let mut out = String::new();
    let mut last: Option<(Cow<'static, str>, bool)> = None;
    let mut first = true;
    for (own, widths) in ready.iter().zip(&widths) {
        let text = render(own, widths);
        let one_line = !text.contains('\n') && own.head.as_ref().is_none_or(|head| head.docs.is_empty());
        let above = above_text(&own.notes, own.head.as_ref());
        let tight =
            last.as_ref().is_some_and(|(label, one)| *label == own.label && *one && one_line) && !own.notes.blank;
        if !first && !tight {
            out.push('\n');
        }
        first = false;
        out.push_str(&above);
        push_clean(&mut out, &text);
        last = Some((own.label.clone(), one_line));
    }
    for comment in &document.notes.comments().below {
        if comment.blank && !out.is_empty() {
            out.push('\n');
        }
        out.push_str(&comment_text(comment));
        out.push('\n');
    }
    // The text is read back next: what grew in doubling steps is not needed then.
    out.shrink_to_fit();
    out
}

/// Adds lines without white space at their ends.
fn push_clean(out: &mut String, text: &str) {
    for line in text.split('\n') {
        out.push_str(line.trim_end_matches([' ', '\t']));
        out.push('\n');
    }
}

/// The comments and the description above a declaration.
fn above_text(notes: &Notes, head: Option<&head::Printed<'_>>) -> String {
    let mut out = String::new();
    let comments = notes.comments();
    for (at, comment) in comments.above.iter().enumerate() {
        if comment.blank && at > 0 {
            out.push('\n');
        }
        out.push_str(&comment_text(comment));
        out.push('\n');
    }
    if comments.detached && !comments.above.is_empty() {
        out.push('\n');
    }
    for line in head.map(|head| head.docs.as_slice()).unwrap_or_default() {
        out.push_str(if line.is_empty() { "///" } else { "/// " });
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn prepare(piece: Piece<'_>) -> Ready<'_> {
    let whole = |label, notes, key, node| Ready {
        label,
        notes,
        head: None,
        rest: None,
        whole: Some((key, node)),
        aligned: false,
    };
    let (kind, node, notes) = match piece {
        Piece::Whole(key, _, own, notes) => return whole("=".into(), notes, key, &own.node),
        Piece::Declaration(kind, item, notes) => (kind, &item.node, notes),
        Piece::Single(kind, own, notes) => (kind, &own.node, notes),
    };
    let label = Cow::Borrowed(kind.keyword);
    let entries = node.as_map().unwrap_or_default();
    let Some(head) = head::print(kind, entries) else { return whole(label, notes, kind.keyword.to_owned(), node) };
    let rest = entries.get(head.used..).unwrap_or_default();
    let alone = rest.is_empty() && head.docs.is_empty() && notes.comments().below.is_empty();
    let aligned = alone && head::of(kind).is_some_and(|own| own.aligned);
    Ready { label, notes, head: Some(head), rest: Some((kind, rest)), whole: None, aligned }
}

/// If the first piece carries an order that fits, follows it and takes the comment away.
fn obey_order(ready: &mut Vec<Ready<'_>>, labels: &[String]) {
    let Some(first) = ready.first_mut() else { return };
    let Some(comment) = first.notes.comments().above.first() else { return };
    let Some(order) = order::read(&comment.text, labels) else { return };
    let notes = first.notes.to_mut().comments_mut();
    notes.above.remove(0);
    notes.detached &= !notes.above.is_empty();
    let mut slots: Vec<Option<Ready>> = ready.drain(..).map(Some).collect();
    ready.extend(order.into_iter().filter_map(|at| slots.get_mut(at)?.take()));
}

/// The widths of columns for each piece: those of the run of aligned lines it stands in.
fn columns(ready: &[Ready<'_>]) -> Vec<Vec<usize>> {
    let mut all = Vec::with_capacity(ready.len());
    let mut at = 0;
    while at < ready.len() {
        let run = ready.get(at..).unwrap_or_default();
        let same = |own: &Ready| {
            let signature = |ready: &Ready| ready.head.as_ref().map(|head| head.signature.clone());
            own.aligned
                && run.first().is_some_and(|first| first.label == own.label && signature(first) == signature(own))
        };
        let length =
            run.iter().enumerate().take_while(|(at, own)| same(own) && (*at == 0 || !own.notes.blank)).count().max(1);
        let mut widths = Vec::new();
        for own in run.iter().take(length) {
            if let Some(head) = &own.head {
                body::grow(&mut widths, &head.cells);
            }
        }
        all.extend(std::iter::repeat_n(widths, length));
        at += length;
    }
    all
}

/// A declaration as text, without what stands above it.
fn render(own: &Ready<'_>, widths: &[usize]) -> String {
    let arena = Arena::new();
    let printer = Printer::new(&arena);
    let notes: &Notes = &own.notes;
    let doc = match (&own.whole, &own.head, &own.rest) {
        (Some((key, node)), _, _) => printer.text(format!("{key} = ")).append(printer.value(node, notes)),
        (None, Some(head), Some((kind, rest))) => {
            let line = if own.aligned { body::align(&head.cells, widths) } else { head.cells.join(" ") };
            let doc = printer.text(line);
            let names =
                head::of(kind).filter(|head| head.names.is_some()).and_then(|head| head::names_body(head, rest, notes));
            if let Some(names) = names {
                doc.append(printer.text(" ")).append(names_doc(printer, names, notes))
            } else if rest.is_empty() && notes.comments().below.is_empty() {
                doc.append(printer.end(notes))
            } else {
                let lines = body::print(printer, kind.record, kind.keyword, rest);
                body::braced(printer, doc, lines, notes)
            }
        }
        _ => printer.nil(),
    };
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = doc.into_doc().render_fmt(WIDTH, &mut out);
    out
}

/// `{ a, b }`, the names of an enum or a grant.
fn names_doc<'a>(printer: Printer<'a>, names: &'a Entry, notes: &'a Notes) -> Doc<'a> {
    let items = names.node.as_list().unwrap_or_default();
    let docs: Vec<_> = items
        .iter()
        .map(|item| {
            let name = scalar::name(item.node.as_text().unwrap_or(""));
            (&item.notes, printer.text(name).append(printer.end(&item.notes)))
        })
        .collect();
    let below: Vec<&'a Comment> = names.notes.comments().below.iter().chain(&notes.comments().below).collect();
    let quiet = below.is_empty() && items.iter().all(|item| item.notes.is_bare() && !item.notes.blank);
    if items.is_empty() && below.is_empty() {
        return printer.text("{}").append(printer.end(notes));
    }
    if quiet {
        return printer.container("{", "}", true, docs, notes, false);
    }
    let mut inside = printer.nil();
    if !items.is_empty() {
        inside = printer.hardline().append(printer.lines(docs, &[]));
    }
    for comment in below {
        inside = inside.append(printer.hardline());
        if comment.blank {
            inside = inside.append(printer.hardline());
        }
        inside = inside.append(printer.comment(comment));
    }
    let open = printer.text("{").append(printer.end(notes));
    open.append(inside.nest(2)).append(printer.hardline()).append(printer.text("}"))
}
