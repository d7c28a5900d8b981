//! Tests of the YAML surface: samples, properties, places, mistakes and hostile input.

mod hostile;
mod lines;
mod mistakes;
mod notes;
mod places;
mod properties;
mod samples;

use crate::ast::{Comment, Document, Node, Value};
use crate::diag::Diagnostic;
use crate::source::FileId;

const FILE: FileId = FileId(0);

/// Reads text that must be sound.
fn sound(text: &str) -> Document {
    let reading = super::read(FILE, text);
    assert!(reading.findings.is_empty(), "{text}\n{:#?}", reading.findings);
    reading.document.expect("a document")
}

/// The findings in a text, as `code@bytes title`.
fn findings(text: &str) -> Vec<String> {
    let show = |finding: &Diagnostic| {
        let span = finding.primary.as_ref().expect("a place").span;
        let slice = text.get(span.range()).expect("a span on characters");
        format!("{} {:?} {}", finding.code.id, slice, finding.title)
    };
    super::read(FILE, text).findings.iter().map(show).collect()
}

/// All comments, sorted.
fn comments(document: &Document) -> Vec<String> {
    let mut all = Vec::new();
    document.each_comment(&mut |comment: &Comment| all.push(comment.text.to_string()));
    all.sort();
    all
}

/// Each node with its depth first.
fn each_node<'a>(node: &'a Node, each: &mut impl FnMut(&'a Node)) {
    each(node);
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| each_node(&item.node, each)),
        Value::Map(entries) => entries.iter().for_each(|entry| each_node(&entry.node, each)),
        _ => {}
    }
}

/// The contract files of the shared samples, if they are there.
fn sample_files() -> Vec<(String, String)> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let mut files = Vec::new();
    let mut folders = vec![root.join("hr-set"), root.join("v0-examples")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let is_yaml = path.extension().is_some_and(|ending| ending == "yaml" || ending == "yml");
            if path.is_dir() {
                folders.push(path);
            } else if is_yaml && let Ok(text) = std::fs::read_to_string(&path) {
                files.push((path.display().to_string(), text));
            }
        }
    }
    files.sort();
    if files.is_empty() {
        eprintln!("no sample files beside the project: nothing was tested");
    }
    files
}
