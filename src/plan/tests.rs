//! Plans shown, and plans saved.

use std::collections::BTreeMap;
use std::path::Path;

use tempfile::TempDir;

use super::{Counts, Risk, fold, json, read, save};
use crate::patch::{Kind, Patch, Project, Refusal, Resolution, Wanted, blake3};
use crate::unit::{Origin, Owner, Stamp, Unit};

fn unit(path: &str, text: &str) -> Unit {
    let origins = vec![Origin { first: 1, last: 9, declaration: format!("commands/{}", path.replace('/', "_")) }];
    Unit { path: path.into(), text: text.into(), owner: Owner::Generated, origins }
}

fn compare(root: &Path, units: &[Unit], resolution: &Resolution) -> Patch {
    let stamp = Stamp { stack: "plain".into(), contract_hash: "c".into(), ir_hash: "i".into() };
    let project = Project::open(root).expect("opens");
    project.compare(Wanted { units, stamp: &stamp, ejected: &[] }, resolution).expect("compared")
}

fn many(number: usize, text: &str) -> Vec<Unit> {
    (0..number).map(|at| unit(&format!("src/pkg/gen/m{}/s{}/f{at}.py", at % 9, at % 4), text)).collect()
}

fn nowhere() -> BTreeMap<String, String> {
    BTreeMap::new()
}

#[test]
fn each_file_says_because_of_what_and_where_that_stands() {
    let root = TempDir::new().expect("a folder");
    let origins =
        |names: &[&str]| names.iter().map(|name| Origin { first: 1, last: 2, declaration: (*name).into() }).collect();
    let unit = Unit { origins: origins(&["commands/Ship", "workflows/Order/transitions/1"]), ..unit("a.py", "1") };
    let places = BTreeMap::from([("workflows/Order".to_owned(), "order.contract:4:10".to_owned())]);
    let lines = fold(&compare(root.path(), &[unit], &Resolution::default()), &places);
    assert_eq!(lines[0].because, "commands/Ship, workflows/Order/transitions/1 (order.contract:4:10)");
}

#[test]
fn a_thousand_files_fit_on_a_screen() {
    let root = TempDir::new().expect("a folder");
    let mut units = many(1_000, "1\n");
    units.push(Unit { owner: Owner::Append, ..unit("migrations/0001_initial.sql", "create\n") });
    units.push(unit("pyproject.toml", "x"));
    let patch = compare(root.path(), &units, &Resolution::default());
    let lines = fold(&patch, &nowhere());
    assert!(lines.len() <= 20, "{lines:#?}");
    assert_eq!(Counts::of(&patch).words(), "1002 to create");
    // A migration is never folded away, and all others are counted.
    assert!(lines.iter().any(|line| line.what == "migrations/0001_initial.sql" && line.risk == Risk::High));
    let counted = |line: &super::Line| {
        let count = line.what.rsplit_once(" (").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
        count.unwrap_or(1)
    };
    assert_eq!(lines.iter().map(counted).sum::<usize>(), 1_002, "{lines:#?}");
    assert!(lines.iter().any(|line| line.because.ends_with("more")));
}

#[test]
fn conflicts_stand_first_and_for_themselves() {
    let root = TempDir::new().expect("a folder");
    let units = many(100, "1\n");
    Project::open(root.path())
        .expect("opens")
        .apply(&compare(root.path(), &units, &Resolution::default()))
        .expect("applied");
    for own in &units[..20] {
        std::fs::write(root.path().join(&own.path), "mine\n").expect("written");
    }
    let lines = fold(&compare(root.path(), &many(90, "2\n"), &Resolution::default()), &nowhere());
    let signs: String = lines.iter().map(|line| line.mark.sign()).collect();
    assert!(signs.starts_with(&format!("{}{}", "!".repeat(20), "-".repeat(10))), "{signs}");
    assert!(signs.trim_matches(['!', '-']).len() <= 12, "{signs}");
}

#[test]
fn programs_get_every_step() {
    let root = TempDir::new().expect("a folder");
    std::fs::write(root.path().join("b"), "mine").expect("written");
    let patch = compare(root.path(), &[unit("a", "1"), unit("b", "1")], &Resolution::default());
    let places =
        BTreeMap::from([("commands/a".to_owned(), "a.contract:1:9"), ("commands/z".to_owned(), "z.contract:1:9")]);
    let value: serde_json::Value = serde_json::from_str(&json(&patch, &places)).expect("JSON");
    assert_eq!(value["counts"]["conflict"], 1);
    assert_eq!(value["steps"][0]["because"][0], "commands/a");
    // Places are those of what is named, and no others.
    assert_eq!(value["places"], serde_json::json!({ "commands/a": "a.contract:1:9" }));
    assert_eq!(value["steps"][0]["before"], serde_json::Value::Null);
    assert_eq!(value["steps"][1]["why"], "foreign");
}

#[test]
fn a_saved_plan_does_exactly_what_it_says() {
    let (root, other) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    let units = [unit("a", "1\n"), unit("d/b", "1\n")];
    for root in [&root, &other] {
        let mut project = Project::open(root.path()).expect("opens");
        project.apply(&compare(root.path(), &units, &Resolution::default())).expect("applied");
    }
    let patch = compare(root.path(), &[unit("a", "2\n"), unit("c", "1\n")], &Resolution::default());
    let saved = save(&patch).expect("no conflicts");
    let again = read(&saved).expect("a plan");
    assert_eq!(save(&again).as_ref(), Some(&saved));
    Project::open(root.path()).expect("opens").apply(&patch).expect("applied");
    let mut project = Project::open(other.path()).expect("opens");
    project.holds(&again).expect("nothing moved");
    project.apply(&again).expect("applied");
    let lock = |root: &TempDir| std::fs::read_to_string(root.path().join(".contract/lock.json")).expect("there");
    assert_eq!(lock(&root), lock(&other));
    assert_eq!(std::fs::read_to_string(other.path().join("c")).expect("there"), "1\n");
    assert!(!other.path().join("d").exists());
    // A second time it is no longer true, and neither is it in an empty folder.
    assert!(matches!(project.apply(&again), Err(Refusal::Moved(_))));
    let empty = TempDir::new().expect("a folder");
    assert!(matches!(Project::open(empty.path()).expect("opens").apply(&again), Err(Refusal::Moved(_))));
}

#[test]
fn a_saved_plan_is_not_trusted() {
    let patch = |path: &str, texts: &[(&str, &str)]| {
        let step = crate::patch::Step {
            path: path.into(),
            kind: Kind::Create,
            why: crate::patch::Why::New,
            holder: crate::patch::Holder::Generated,
            before: None,
            after: Some(blake3(b"1")),
            old: None,
            because: Vec::new(),
        };
        let texts = texts.iter().map(|(hash, text)| ((*hash).to_owned(), (*text).to_owned()));
        Patch { steps: vec![step], texts: texts.collect::<BTreeMap<_, _>>(), ..Patch::default() }
    };
    let text = |patch: &Patch| save(patch).expect("saved");
    assert!(read(&text(&patch("a", &[(&blake3(b"1"), "1")]))).is_ok());
    for path in ["../a", "/a", ".git/config", ".contract/lock.json"] {
        assert!(read(&text(&patch(path, &[(&blake3(b"1"), "1")]))).is_err(), "{path}");
    }
    assert!(read(&text(&patch("a", &[(&blake3(b"1"), "2")]))).is_err());
    assert!(read("{}").is_err());
    // A text that is not there is found before anything is done.
    let root = TempDir::new().expect("a folder");
    let done = Project::open(root.path()).expect("opens").apply(&read(&text(&patch("a", &[]))).expect("a plan"));
    assert!(matches!(done, Err(Refusal::Unreadable(..))), "{done:?}");
}

#[test]
fn a_plan_in_conflict_is_not_saved() {
    let root = TempDir::new().expect("a folder");
    std::fs::write(root.path().join("a"), "mine").expect("written");
    assert_eq!(save(&compare(root.path(), &[unit("a", "1")], &Resolution::default())), None);
}
