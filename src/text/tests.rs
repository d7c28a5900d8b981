//! Tests of the text surface on real sets: both circles, and the look of what is printed.

use std::path::{Path, PathBuf};

use crate::ast::{Document, difference};
use crate::kinds::settle;
use crate::source::FileId;

/// The files below a folder beside the project that a user's clone does not have.
fn shared(folder: &str, ending: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(folder);
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            println!("skipped: {} is absent", folder.display());
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|own| own == ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn from_yaml(text: &str) -> Document {
    let reading = crate::yaml::read(FileId(0), text);
    assert!(reading.findings.is_empty(), "{:?}", reading.findings);
    let mut document = reading.document.expect("a document");
    settle(&mut document);
    document
}

fn from_text(text: &str) -> Document {
    let reading = super::read(FileId(0), text);
    assert!(reading.findings.is_empty(), "{:?}\n{text}", reading.findings);
    let mut document = reading.document.expect("a document");
    settle(&mut document);
    document
}

#[test]
fn samples_go_over_and_come_back() {
    let files = shared("hr-set/contracts", "yaml").into_iter().chain(shared("v0-examples", "yml"));
    for path in files {
        let yaml = std::fs::read_to_string(&path).expect("a readable file");
        let document = from_yaml(&yaml);
        let text = super::write_checked(&document)
            .unwrap_or_else(|difference| panic!("{}: {difference:?}\n{}", path.display(), super::write(&document)));
        let again = from_text(&text);
        assert_eq!(difference(&document.root, &again.root), None, "{}", path.display());
        assert_eq!(super::write(&again), text, "{}", path.display());
        let second = crate::yaml::write(&again);
        let third = super::write(&from_yaml(&second));
        assert_eq!(third, text, "{}", path.display());
        assert_eq!(crate::yaml::write(&from_text(&third)), second, "{}", path.display());
    }
}
