//! Reads one YAML file: the whole at once or, where that fails, section by section.
//!
//! In: text. Out: a [`Reading`]. One mistake gives one finding, and the other sections are read in spite of it.

use super::build::{Built, build};
use super::findings::Findings;
use super::{chunks, keys, lines, trouble};
use crate::ast::{Comment, Document, Node, Notes, Value};
use crate::diag::characters;
use crate::kinds::KINDS;
use crate::reading::{Broken, Reading};
use crate::source::{FileId, Span};
use std::borrow::Cow;

/// How many runs of unwanted characters are looked at: the rest is not even counted.
const MOST_CHARACTERS: usize = 1_000;

/// Reads a YAML file.
pub fn read(file: FileId, text: &str) -> Reading {
    let mut findings = Findings::default();
    let plain = lines::is_plain(text);
    for finding in characters::unwanted_runs(file, if plain { "" } else { text }).take(MOST_CHARACTERS) {
        findings.add("C0011", || finding);
    }
    // The library takes a NUL for the end; it has been reported, so any other character of its length will do.
    let text =
        if !plain && text.contains('\0') { Cow::Owned(text.replace('\0', "\u{1}")) } else { Cow::Borrowed(text) };
    let mut reading = Reading::default();
    let mut own = Findings::default();
    let mut whole = build(file, &text, 0, plain, &mut own);
    let chunks = if whole.trouble.is_some() { chunks::split(&text) } else { Vec::new() };
    if chunks.len() < 2 {
        findings.append(own);
        if let Some(trouble) = &whole.trouble {
            let key = whole.open.first().cloned().or_else(|| chunks.first().map(|chunk| chunk.key.clone()));
            reading.broken = broken(key.as_deref());
            trouble::report(file, &text, 0, trouble, &whole, &mut findings);
        }
    } else {
        let mut sections = Vec::new();
        for chunk in &chunks {
            let piece = text.get(chunk.start..chunk.end).unwrap_or("");
            let built = build(file, piece, chunk.start, plain, &mut findings);
            if let Some(trouble) = &built.trouble {
                reading.broken.append(&mut broken(Some(&chunk.key)));
                trouble::report(file, piece, chunk.start, trouble, &built, &mut findings);
            }
            sections.push(built);
        }
        if sections.iter().all(|section| section.trouble.is_none())
            && let Some(trouble) = &whole.trouble
        {
            reading.broken = broken(None);
            trouble::report(file, &text, 0, trouble, &whole, &mut findings);
        }
        whole = join(sections);
    }
    let root = whole.root.unwrap_or_else(|| Node::new(Value::Null, Span::new(file, 0, 0)));
    if let Value::Map(entries) = &root.value {
        keys::check(entries, &mut findings);
    }
    reading.document = Some(document(root, whole.below));
    reading.findings = findings.finish();
    reading
}

fn document(root: Node, mut below: Vec<Comment>) -> Document {
    // A blank line means something only behind something.
    if let (Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_), Some(first)) =
        (&root.value, below.first_mut())
    {
        first.blank = false;
    }
    let mut notes = Notes::default();
    if !below.is_empty() {
        notes.comments_mut().below = below;
    }
    Document { root, notes }
}

/// One root out of the roots of the sections.
fn join(sections: Vec<Built>) -> Built {
    let mut all =
        Built { root: None, below: Vec::new(), trouble: None, open: Vec::new(), brackets: Vec::new(), read_to: 0 };
    let mut entries = Vec::new();
    let mut span: Option<Span> = None;
    for section in sections {
        all.below.extend(section.below);
        if let Some(Node { value: Value::Map(mut theirs), span: place }) = section.root {
            entries.append(&mut theirs);
            span = Some(span.map_or(place, |span| span.to(place)));
        }
    }
    all.root = span.map(|span| Node::new(Value::Map(entries), span));
    all
}

/// What may be missing from the tree because the section under `key` could not be read.
fn broken(key: Option<&str>) -> Vec<Broken> {
    let kinds = KINDS.iter().copied().filter(|kind| kind.section.first().copied() == key);
    let broken: Vec<Broken> = kinds.map(|kind| Broken { kind: Some(kind), name: None }).collect();
    if broken.is_empty() { vec![Broken { kind: None, name: None }] } else { broken }
}
