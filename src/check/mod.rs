//! Stub: finds the text `BROKEN`, until the real checks are merged.

use crate::ast::{Document, Node, Value};
use crate::diag::{Applicability, Diagnostic, code};
use crate::reading::Broken;
use crate::source::FileId;

/// One file.
pub struct Source<'a> {
    /// File.
    pub file: FileId,
    /// Path.
    pub path: &'a str,
    /// Document.
    pub document: &'a Document,
    /// Broken.
    pub broken: &'a [Broken],
    /// Whole.
    pub whole: bool,
}

fn walk(node: &Node, found: &mut Vec<Diagnostic>) {
    match &node.value {
        Value::Text(text) if &**text == "BROKEN" => {
            let new = Diagnostic::new(&code::C0101, "nothing declares `BROKEN`", node.span, "no such name")
                .help("declare it")
                .note("looked everywhere")
                .at("errors/x", "category")
                .fix("name it `FIXED`", Applicability::MachineApplicable, node.span, "FIXED");
            found.push(new);
        }
        Value::List(items) => items.iter().for_each(|item| walk(&item.node, found)),
        Value::Map(entries) => entries.iter().for_each(|entry| walk(&entry.node, found)),
        _ => {}
    }
}

/// Checks.
pub fn check(sources: &[Source<'_>], _complete: bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    sources.iter().for_each(|source| walk(&source.document.root, &mut found));
    found
}

/// Keys that v0 does not know.
pub fn beyond_v0(_file: FileId, document: &Document) -> Vec<Diagnostic> {
    document
        .root
        .get("bind")
        .map(|node| Diagnostic::new(&code::C0016, "v0 does not know `bind`", node.span, "beyond v0"))
        .into_iter()
        .collect()
}
