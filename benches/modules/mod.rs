//! Sets of any size: modules of one make, whose names differ by the number of the module.
//!
//! In: how many modules. Out: their YAML files and their `.contract` files, in memory or in a folder. Every name that is used
//! is declared, some in the module before; only the first module describes the project. A module is about 45 KB of YAML: a
//! workshop that lends tools out, in 5 entities, 3 value objects, 9 errors, 6 events, 4 commands, 3 queries, 7 routes,
//! 2 workflows, 5 tables, 8 policies, 5 rules, 13 permissions, 10 scenarios, integrations and a glossary.

// Each bench uses a part of it.
#![allow(dead_code)]

mod domain;
mod rest;

use std::path::Path;

use contract::ast::{Document, Node, Notes, Value};
use contract::source::{FileId, Span};
use contract::{kinds, text, yaml};

/// A file: its path inside the set, and its text.
pub type File = (String, String);

/// The YAML files of modules `0..count`.
pub fn yaml_set(count: usize) -> Vec<File> {
    (0..count).flat_map(yaml_module).collect()
}

/// The `.contract` files of modules `0..count`: one a module.
pub fn contract_set(count: usize) -> Vec<File> {
    (0..count).map(|number| (format!("m{number:04}.contract"), text::write(&tree(number)))).collect()
}

/// The YAML files of one module.
pub fn yaml_module(number: usize) -> Vec<File> {
    let mut files = vec![
        ("domain/entities", domain::entities()),
        ("domain/value_objects", domain::values()),
        ("domain/enums", domain::enums()),
        ("domain/errors", domain::errors()),
        ("domain/events", domain::events()),
        ("app/commands", domain::commands()),
        ("app/queries", domain::queries()),
        ("api/http", domain::routes()),
        ("persistence/model", domain::tables()),
        ("workflows/workflows", rest::workflows()),
        ("policy/policies", rest::policies()),
        ("policy/rbac", rest::rbac()),
        ("rules/rules", rest::rules()),
        ("scenarios/scenarios", rest::scenarios()),
        ("integrations/integrations", rest::INTEGRATIONS.to_owned()),
        ("glossary", rest::glossary()),
    ];
    if number == 0 {
        files.push(("meta/info", rest::INFO.to_owned()));
    }
    let (own, before) = (format!("{number:04}"), format!("{:04}", number.saturating_sub(1)));
    let numbered = |text: String| text.replace('§', &own).replace('¶', &before);
    files.into_iter().map(|(path, text)| (format!("m{own}/{path}.yaml"), numbered(text))).collect()
}

/// All of a module in one tree, settled.
pub fn tree(number: usize) -> Document {
    let mut entries = Vec::new();
    for (_, text) in yaml_module(number) {
        let Some(document) = yaml::read(FileId(0), &text).document else { continue };
        if let Value::Map(theirs) = document.root.value {
            entries.extend(theirs);
        }
    }
    let root = Node::new(Value::Map(entries), Span::new(FileId(0), 0, 0));
    let mut document = Document { root, notes: Notes::default() };
    kinds::settle(&mut document);
    document
}

/// Writes a set below a folder.
pub fn write(files: &[File], folder: &Path) -> std::io::Result<()> {
    for (path, text) in files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    Ok(())
}

/// The bytes of a set.
pub fn size(files: &[File]) -> usize {
    files.iter().map(|(_, text)| text.len()).sum()
}

/// Text moved to the right by `by` spaces.
fn indent(text: &str, by: usize) -> String {
    text.lines().map(|line| format!("{:by$}{line}\n", "")).collect()
}

/// A list of words under a key, at column 0.
fn list(key: &str, words: &str) -> String {
    let items: String = words.split(' ').map(|word| format!("  - {word}\n")).collect();
    format!("{key}:\n{items}")
}

/// Fields at column 0: `name type; name? type`, where `?` says that it may be missing.
fn fields(list: &str) -> String {
    let field = |field: &str| {
        let (name, kind) = field.trim().split_once(' ').unwrap_or((field, "string"));
        let (name, required) = (name.trim_end_matches('?'), !name.ends_with('?'));
        format!("- name: {name}\n  type: {kind}\n  required: {required}\n")
    };
    list.split(';').map(field).collect()
}

/// The head of a list: its key and its items, moved below it.
fn section(key: &str, items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().fold(format!("{key}:\n"), |all, item| all + &indent(&item, 2))
}
