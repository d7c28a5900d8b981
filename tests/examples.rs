//! The sets in `examples/`: clean and canonical on both surfaces, and each the other's conversion, byte for byte.

use std::collections::BTreeSet;
use std::path::PathBuf;

use contract::ast::{Node, Value};
use contract::kinds::{KINDS, Record, Shape};

use crate::help::files::{assert_same_files, below, copy_of, inside, root, shown, text, texts};
use crate::help::library::Read;

/// The example that uses everything.
const COMPLETE: &str = "clinic";

/// The folders of all examples.
fn examples() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join("examples")).expect("the examples");
    let mut all: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    all.sort();
    assert!(all.len() >= 3, "examples are missing: {all:?}");
    all
}

#[test]
fn both_surfaces_of_every_example_are_clean_and_canonical() {
    for example in examples() {
        for surface in ["contract", "yaml"] {
            let name = format!("{}/{surface}", shown(&example));
            let place = copy_of(&example.join(surface));
            // The clinic uses every kind, also those of which no code is made.
            let check = place.run("check set --allow C2004");
            assert_eq!((check.code, check.err.as_str()), (0, ""), "{name}: {}", check.out);
            assert!(check.out.contains(", no findings"), "{name}: {}", check.out);
            let fmt = place.run("fmt --check set");
            assert_eq!(
                (fmt.code, fmt.out.as_str()),
                (0, ""),
                "{name} is not canonical\n{}",
                place.run("fmt --diff set").out
            );
        }
    }
}

#[test]
fn the_twins_are_each_others_conversion() {
    for example in examples() {
        for (from, to) in [("contract", "yaml"), ("yaml", "contract")] {
            let place = copy_of(&example.join(from));
            let run = place.run(&format!("fmt --to {to} set --out other"));
            assert_eq!((run.code, run.err.as_str()), (0, ""), "{}: {}", shown(&example), run.out);
            let what = format!("{}: {from} to {to}", shown(&example));
            assert_same_files(&texts(&example.join(to)), &inside(&place, "other"), &what);
        }
    }
}

#[test]
fn every_example_is_told_of() {
    let page = text(&root().join("examples/README.md"));
    for example in examples() {
        let name = example.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(page.contains(&format!("[`{name}/`]({name}/)")), "examples/README.md does not name {name}");
    }
}

#[test]
fn the_complete_example_is_long_enough_to_be_real() {
    let files = below(&root().join("examples").join(COMPLETE).join("yaml"));
    let lines: usize = files.iter().map(|path| text(path).lines().count()).sum();
    assert!(lines >= 1200, "{lines} lines of YAML");
}

#[test]
fn the_complete_example_uses_every_kind_and_every_key() {
    for surface in ["contract", "yaml"] {
        let read = Read::of(&texts(&root().join("examples").join(COMPLETE).join(surface)));
        let mut used = Used::default();
        for reading in &read.readings {
            used.file(&reading.document.as_ref().expect("a document").root);
        }
        let mut known = Used::default();
        KINDS.iter().for_each(|kind| known.all_of(kind.keyword, kind.record));
        assert!(known.0.len() > 300, "the tables are hardly walked: {}", known.0.len());
        let unused: Vec<_> = known.0.difference(&used.0).collect();
        assert!(unused.is_empty(), "{COMPLETE}/{surface} never says {unused:#?}");
    }
}

/// Kinds, parts, guards and effects by their names, and keys as `field.name`. What several kinds share is wanted once.
#[derive(Default)]
struct Used(BTreeSet<String>);

impl Used {
    /// Everything that the tables know of a kind.
    fn all_of(&mut self, kind: &str, record: &'static Record) {
        self.0.insert(kind.to_owned());
        // A second word for a key is no key of its own: an example teaches one.
        for key in record.keys.iter().filter(|key| !key.doc.contains(" word for `")) {
            self.0.insert(format!("{}.{}", record.name, key.name));
            self.all_of_shape(&key.shape);
        }
    }

    fn all_of_shape(&mut self, shape: &'static Shape) {
        match shape {
            Shape::List(inner) | Shape::Map(inner) => self.all_of_shape(inner),
            Shape::Record(record) => self.all_of(record.name, record),
            Shape::Params(calls) => calls.iter().for_each(|call| self.all_of(call.id, call.params)),
            _ => {}
        }
    }

    /// What a file says.
    fn file(&mut self, root: &Node) {
        for kind in KINDS {
            let Some(section) = kind.section.iter().try_fold(root, |node, key| node.get(key)) else { continue };
            match &section.value {
                Value::List(items) => items.iter().for_each(|item| self.record(&item.node, kind.keyword, kind.record)),
                Value::Map(_) if kind.single => self.record(section, kind.keyword, kind.record),
                _ => {}
            }
        }
    }

    fn record(&mut self, node: &Node, name: &str, record: &'static Record) {
        self.0.insert(name.to_owned());
        if record.keys.iter().any(|key| matches!(key.shape, Shape::Params(_))) {
            self.0.extend(node.get("id").and_then(Node::as_text).map(str::to_owned));
        }
        for entry in node.as_map().unwrap_or(&[]) {
            let Some(key) = entry.key.as_text().and_then(|name| record.key(name)) else { continue };
            self.0.insert(format!("{}.{}", record.name, key.name));
            self.value(&entry.node, node, &key.shape);
        }
    }

    fn value(&mut self, node: &Node, around: &Node, shape: &'static Shape) {
        match shape {
            Shape::List(inner) => {
                node.as_list().unwrap_or(&[]).iter().for_each(|item| self.value(&item.node, around, inner));
            }
            Shape::Map(inner) => {
                node.as_map().unwrap_or(&[]).iter().for_each(|entry| self.value(&entry.node, around, inner));
            }
            Shape::Record(record) => self.record(node, record.name, record),
            Shape::Params(calls) => {
                let id = around.get("id").and_then(Node::as_text);
                if let Some(call) = calls.iter().find(|call| Some(call.id) == id) {
                    self.record(node, call.id, call.params);
                }
            }
            _ => {}
        }
    }
}
