//! Stub: a crude YAML reader and writer, until the real one is merged.

use granit_parser::{Event, Parser};

use crate::ast::{Difference, Document, Entry, Item, Key, KeyValue, Node, Notes, Value, difference};
use crate::diag::{Diagnostic, code};
use crate::reading::Reading;
use crate::source::{FileId, Span};

/// Reads.
pub fn read(file: FileId, text: &str) -> Reading {
    let mut stack: Vec<(Vec<Node>, bool, usize)> = vec![(Vec::new(), false, 0)];
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(found) => found,
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(0);
                let found =
                    Diagnostic::new(&code::C0001, "the file is not valid YAML", Span::new(file, at, at), "here");
                return Reading { findings: vec![found], ..Reading::default() };
            }
        };
        let range = span.byte_range().unwrap_or(0..0);
        let node = match event {
            Event::Scalar(text, style, ..) => {
                let plain = matches!(style, granit_parser::ScalarStyle::Plain);
                let value = match &*text {
                    "~" | "null" if plain => Value::Null,
                    "true" if plain => Value::Bool(true),
                    "false" if plain => Value::Bool(false),
                    number if plain && number.parse::<f64>().is_ok() => Value::Number(number.into()),
                    text => Value::Text(text.into()),
                };
                Node::new(value, Span::new(file, range.start, range.end))
            }
            Event::SequenceStart(..) => {
                stack.push((Vec::new(), false, range.start));
                continue;
            }
            Event::MappingStart(..) => {
                stack.push((Vec::new(), true, range.start));
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some((nodes, map, start)) = stack.pop() else { continue };
                let end = nodes.last().map_or(start, |node| node.span.end as usize);
                let mut nodes = nodes.into_iter();
                let mut entries = Vec::new();
                let mut items = Vec::new();
                while let Some(node) = nodes.next() {
                    if !map {
                        items.push(Item { notes: Notes::default(), node });
                        continue;
                    }
                    let key = match &node.value {
                        Value::Text(text) | Value::Number(text) => KeyValue::Text(text.clone()),
                        _ => KeyValue::Null,
                    };
                    let key = Key { value: key, span: node.span };
                    let Some(node) = nodes.next() else { break };
                    entries.push(Entry { notes: Notes::default(), key, node });
                }
                let value = if map { Value::Map(entries) } else { Value::List(items) };
                Node::new(value, Span::new(file, start, end))
            }
            _ => continue,
        };
        if let Some(top) = stack.last_mut() {
            top.0.push(node);
        }
    }
    let root = stack.pop().and_then(|top| top.0.into_iter().next());
    let root = root.unwrap_or(Node::new(Value::Null, Span::new(file, 0, 0)));
    Reading { document: Some(Document { root, notes: Notes::default() }), ..Reading::default() }
}

fn put(node: &Node, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    match &node.value {
        Value::Null => out.push_str(" null\n"),
        Value::Bool(value) => out.push_str(&format!(" {value}\n")),
        Value::Number(text) => out.push_str(&format!(" {text}\n")),
        Value::Text(text) => {
            let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
                && text.starts_with(|c: char| c.is_alphabetic());
            let said = if plain { text.to_string() } else { format!("{text:?}") };
            out.push_str(&format!(" {said}\n"))
        }
        Value::List(items) if items.is_empty() => out.push_str(" []\n"),
        Value::Map(entries) if entries.is_empty() => out.push_str(" {}\n"),
        Value::List(items) => {
            out.push('\n');
            for item in items {
                out.push_str(&format!("{pad}-"));
                if matches!(item.node.value, Value::Map(_) | Value::List(_)) {
                    put(&item.node, indent + 2, out);
                } else {
                    put(&item.node, 0, out);
                }
            }
        }
        Value::Map(entries) => {
            if !out.is_empty() {
                out.push('\n');
            }
            for entry in entries {
                out.push_str(&format!("{pad}{}:", entry.key.value));
                put(&entry.node, indent + 2, out);
            }
        }
    }
}

/// Writes.
pub fn write(document: &Document) -> String {
    let mut out = String::new();
    put(&document.root, 0, &mut out);
    out.trim_start_matches('\n').into()
}

/// Writes and reads back.
pub fn write_checked(document: &Document) -> Result<String, Difference> {
    let text = write(document);
    let again = read(FileId(0), &text);
    match again.document.and_then(|again| difference(&document.root, &again.root)) {
        Some(found) => Err(found),
        None => Ok(text),
    }
}
