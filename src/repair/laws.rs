//! Changes of every part of the examples, on both surfaces, in layout and out of it.
//!
//! A fix that is given edits says what is meant: that is proved each time it is made. Here it is counted how often a change
//! finds its edits at all, and that they are few.

use super::resolve::{follow, resolve};
use super::{apply, realise};
use crate::ast::{Node, Value};
use crate::diag::{Applicability, Change, Diagnostic, code};
use crate::set::{File, Input, Set};
use crate::source::Span;

/// Every change of a declaration that this test tries: each scalar set, each item and entry removed, one item more.
fn changes(node: &Node, from: Span, path: &str, all: &mut Vec<Change>) {
    let below = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}/{key}") };
    match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                let key = below(&entry.key.value().to_string());
                if !path.is_empty() {
                    all.push(Change::remove(from, key.clone()));
                }
                changes(&entry.node, from, &key, all);
            }
        }
        Value::List(items) => {
            all.push(Change::add(from, path, "one more"));
            for (at, item) in items.iter().enumerate() {
                all.push(Change::remove(from, below(&at.to_string())));
                if at > 0 {
                    all.push(Change::move_before(from, below(&at.to_string()), at - 1));
                }
                changes(&item.node, from, &below(&at.to_string()), all);
            }
        }
        Value::Text(_) => all.push(Change::set(from, path, "other")),
        _ => all.push(Change::set(from, path, false)),
    }
}

/// The declarations of a file.
fn declarations(file: &File) -> Vec<&Node> {
    let root = &file.whole().expect("all of it").root;
    let sections = root.as_map().expect("a map").iter().map(|entry| &entry.node);
    let lists = sections.flat_map(|section| match &section.value {
        Value::Map(entries) => entries.iter().map(|entry| &entry.node).collect(),
        _ => vec![section],
    });
    lists.filter_map(Node::as_list).flatten().map(|item| &item.node).collect()
}

/// How many changes there are, and how many found edits.
fn tried(set: &Set) -> (usize, usize) {
    let (mut all, mut made) = (0, 0);
    for file in &set.files {
        let document = file.whole().expect("all of it");
        for node in declarations(file) {
            let mut tried = Vec::new();
            changes(node, node.span, "", &mut tried);
            // A change that means nothing different is none.
            tried.retain(|change| {
                let placed = resolve(document, &[change]);
                placed.and_then(|placed| super::tree::apply(&document.root, &placed)).is_some_and(|meant| {
                    crate::ast::difference(&document.root, &meant).is_some() && follow(&meant, &[]).is_some()
                })
            });
            // Each seventh: there are thousands.
            for change in tried.into_iter().step_by(7) {
                let shown = format!("{change:?}");
                let found = Diagnostic::new(&code::C0502, "x", node.span, "");
                let mut found = [found.change("do it", Applicability::MachineApplicable, [change])];
                realise(set, &mut found);
                all += 1;
                let Some(fix) = found.first().and_then(|found| found.fixes.first()) else {
                    eprintln!("no edits: {} {shown}", set.path(file));
                    continue;
                };
                made += 1;
                let text = apply(set.text(file), &fix.edits).expect("edits that fit");
                assert!(file.surface.read(file.id, &text).is_whole(), "{text}");
            }
        }
    }
    (all, made)
}

/// The examples on one surface, each line changed by `change`.
fn examples(ending: &str, change: &dyn Fn(&str) -> String) -> Set {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    let set = Set::load(&[Input::Path(root)]);
    let folder = tempfile::tempdir().expect("a folder");
    for file in set.files.iter().filter(|file| file.surface.ending() == ending) {
        let text: String = set.text(file).lines().map(|line| change(line) + "\n").collect();
        std::fs::write(folder.path().join(file.inner.to_string_lossy().replace('/', "_")), text).expect("a file");
    }
    Set::load(&[Input::Path(folder.path().to_owned())])
}

#[test]
fn nearly_every_change_finds_its_edits() {
    let as_is = |line: &str| line.to_owned();
    let wide = |line: &str| if line.contains(['"', '\'']) { line.to_owned() } else { line.replace(": ", ":  ") };
    let (mut all, mut made) = (0, 0);
    for set in
        [examples("contract", &as_is), examples("contract", &wide), examples("yaml", &as_is), examples("yaml", &wide)]
    {
        let (tried, found) = tried(&set);
        eprintln!("{} files: {found} of {tried} changes have edits", set.files.len());
        all += tried;
        made += found;
    }
    assert!(all > 100, "{all}");
    assert!(made * 100 >= all * 97, "{made} of {all}");
}
