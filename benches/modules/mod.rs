//! Sets of any size: modules of one make, whose names differ by the number of the module.
//!
//! In: how many modules. Out: their YAML files and their `.contract` files, in memory or in a folder. Every name that is used
//! is declared, some in the module before; nothing is found wrong with a set. A module is `module.contract`, where `§` stands for
//! its number and `¶` for that of the module before; the first one has `set.contract` as well.

// Each bench uses a part of it.
#![allow(dead_code)]

pub mod large;

use std::path::Path;

use contract::ast::{Document, Node, Notes, Value};
use contract::source::{FileId, Span};
use contract::{kinds, text, yaml};

/// A file: its path inside the set, and its text.
pub type File = (String, String);

const SET: &str = include_str!("set.contract");
const MODULE: &str = include_str!("module.contract");

/// The YAML files of a module, and the sections that each has.
const FILES: [(&str, &[&str]); 17] = [
    ("domain/entities", &["entities"]),
    ("domain/value_objects", &["value_objects"]),
    ("domain/enums", &["enums"]),
    ("domain/errors", &["errors"]),
    ("domain/events", &["events"]),
    ("app/commands", &["commands"]),
    ("app/queries", &["queries"]),
    ("api/http", &["routes"]),
    ("persistence/model", &["datasources", "tables"]),
    ("workflows/workflows", &["workflows"]),
    ("policy/policies", &["policies"]),
    ("policy/rbac", &["access"]),
    ("rules/rules", &["rules"]),
    ("scenarios/scenarios", &["scenarios"]),
    ("integrations/integrations", &["integrations", "operations", "s3_resources", "email_providers"]),
    ("meta/secrets", &["secrets"]),
    ("glossary", &["glossary"]),
];

/// The YAML files of modules `0..count`.
pub fn yaml_set(count: usize) -> Vec<File> {
    let set = ("set.yaml".to_owned(), yaml::write(&read(SET)));
    [set].into_iter().chain((0..count).flat_map(yaml_module)).collect()
}

/// The `.contract` files of modules `0..count`: one a module.
pub fn contract_set(count: usize) -> Vec<File> {
    let set = ("set.contract".to_owned(), SET.to_owned());
    [set].into_iter().chain((0..count).map(|number| (format!("m{number:04}.contract"), module(number)))).collect()
}

/// The text of one module.
pub fn module(number: usize) -> String {
    let (own, before) = (format!("{number:04}"), format!("{:04}", number.saturating_sub(1)));
    MODULE.replace('§', &own).replace('¶', &before)
}

/// The YAML files of one module.
pub fn yaml_module(number: usize) -> Vec<File> {
    let tree = tree(number);
    let entries = tree.root.as_map().unwrap_or(&[]);
    let file = |(path, sections): (&str, &[&str])| {
        let own = entries.iter().filter(|entry| entry.key.as_text().is_some_and(|key| sections.contains(&key)));
        let root = Node::new(Value::Map(own.cloned().collect()), tree.root.span);
        (format!("m{number:04}/{path}.yaml"), yaml::write(&Document { root, notes: Notes::default() }))
    };
    FILES.into_iter().map(file).collect()
}

/// All of a module in one tree, settled.
pub fn tree(number: usize) -> Document {
    read(&module(number))
}

/// A text as a tree, settled.
fn read(text: &str) -> Document {
    let empty =
        Document { root: Node::new(Value::Map(Vec::new()), Span::new(FileId(0), 0, 0)), notes: Notes::default() };
    let mut document = text::read(FileId(0), text).document.unwrap_or(empty);
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
