//! The representation of the examples: alike from both surfaces, of its published form, and with hashes that follow the meaning.

use std::path::{Path, PathBuf};

use super::System;
use crate::levels::Wanted;
use crate::pipeline;
use crate::set::Input;

/// The examples that code is made of.
const EXAMPLES: &[&str] = &["hello", "shop", "hr"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn system(path: &Path) -> System {
    let (checked, system) = pipeline::system(&Input::Path(path.to_path_buf()), &Wanted::default());
    let findings: Vec<_> = checked.judged.findings.iter().map(|found| (found.code.id, &found.title)).collect();
    system.unwrap_or_else(|| panic!("{}: {findings:?}", path.display()))
}

/// A folder with one file, or the system of a text.
fn of(text: &str) -> System {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("all.contract"), text).unwrap();
    system(folder.path())
}

#[test]
fn both_surfaces_mean_the_same() {
    for name in EXAMPLES {
        let of = |surface: &str| system(&root().join("examples").join(name).join(surface)).json();
        assert!(of("contract") == of("yaml"), "{name}: the surfaces differ");
    }
}

#[test]
fn the_schema_is_that_of_the_types() {
    let schema = serde_json::to_value(schemars::schema_for!(System)).unwrap();
    let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
    let path = root().join("grammar/ir.schema.json");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap();
    assert!(published == text, "grammar/ir.schema.json is out of date; make it anew with UPDATE=1");
    let validator = jsonschema::validator_for(&schema).unwrap();
    for name in EXAMPLES {
        let value = serde_json::to_value(system(&root().join("examples").join(name).join("contract"))).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    }
}

const GUESTS: &str = "project \"Guests\" {\n  version \"1.0.0\"\n}\n
/// Somebody who came
entity Guest {\n  id: uuid\n  name: string\n\n  primary_key id\n}\n
// Who is nameless is not written down.
error NameMissing as NAME_MISSING \"A guest needs a name\" 422 validation\n
/// Write a guest down
command Sign {\n  input { name: string }\n  insert Guest\n  returns { id: uuid }\n  errors NameMissing\n}\n
route POST /guests -> command Sign {\n  request { name: string }\n  response { id: uuid }\n}\n";

#[test]
fn hashes_follow_the_meaning() {
    let hash = |text: &str| of(text).operation("Sign").unwrap().hash.clone();
    let own = hash(GUESTS);
    let quiet = [
        ("/// Write a guest down\n", "/// Write down who came\n"),
        ("// Who is nameless is not written down.\n", ""),
        ("A guest needs a name", "Who are you?"),
    ];
    for (from, to) in quiet {
        assert!(GUESTS.contains(from), "{from}");
        assert_eq!(hash(&GUESTS.replace(from, to)), own, "{from} -> {to}");
    }
    let (entities, rest) = GUESTS.split_at(GUESTS.find("// Who").unwrap());
    let (head, entities) = entities.split_at(entities.find("/// Somebody").unwrap());
    assert_eq!(hash(&format!("{head}{rest}\n{entities}")), own, "another order");
    let loud = [("input { name: string }", "input { name: string, age?: int }"), ("  errors NameMissing\n", "")];
    for (from, to) in loud {
        assert!(GUESTS.contains(from), "{from}");
        assert_ne!(hash(&GUESTS.replace(from, to)), own, "{from} -> {to}");
    }
}

#[test]
fn what_is_not_understood_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "{GUESTS}\nintegration bell is queue {{\n}}\n\nprojection Board {{\n  guest_id: uuid\n}}\n\n\
         query CountGuests {{\n  returns {{ all: int from sum(of: name) }}\n  reads Guest\n  category metrics\n}}\n"
    );
    std::fs::write(folder.path().join("all.contract"), text).unwrap();
    let (checked, system) = pipeline::system(&Input::Path(folder.path().to_path_buf()), &Wanted::default());
    assert!(system.is_none());
    let refused: Vec<_> = checked.judged.findings.iter().filter(|found| found.code.id.starts_with("C20")).collect();
    assert!(refused.iter().all(|found| found.element.is_some()), "each names its declaration");
    let says = |text: &str| refused.iter().any(|found| found.title.contains(text));
    for text in ["a service of type `queue`", "the projection `Board`", "the sum of `name`"] {
        assert!(says(text), "nothing is said of {text}");
    }
}
