//! Ways out of a conflict: giving up what was done by hand, handing the file over, merging.

use super::super::{Drifted, Holder, Kind, Refusal, Resolution};
use super::{Root, adopt, discard, merging, of, unit};
use crate::unit::Owner::{Append, Scaffold};

const BASE: &str = "1\n2\n3\n4\n5\n6\n7\n";

/// A folder with one generated file, edited at its second line.
fn edited() -> Root {
    let root = Root::new();
    root.apply(&[unit("gen/a", BASE), unit("gen/b", "b\n")]);
    root.write("gen/a", BASE.replace("2\n", "mine\n"));
    root
}

fn with(text: &str) -> [crate::unit::Unit; 2] {
    [unit("gen/a", text), unit("gen/b", "b\n")]
}

#[test]
fn what_was_edited_can_be_given_up() {
    let root = edited();
    root.apply_with(&with(BASE), &discard(&["gen"])).expect("applied");
    assert_eq!(root.read("gen/a"), BASE);
    assert!(String::from_utf8_lossy(&root.everything()).contains("mine"), "the undo record has it");
    root.open().undo().expect("undone");
    assert!(root.read("gen/a").contains("mine"));
}

#[test]
fn what_was_edited_can_be_handed_over() {
    let root = edited();
    root.apply_with(&with(BASE), &adopt(&["gen/a"])).expect("applied");
    assert!(root.read("gen/a").contains("mine"));
    // From now on it is left alone, whatever happens to it.
    root.apply(&with("new\n"));
    root.write("gen/a", "mine again\n");
    root.apply(&with("newer\n"));
    assert_eq!(root.open().drift(None).expect("looked"), []);
    root.apply(&[unit("gen/b", "b\n")]);
    assert_eq!(root.read("gen/a"), "mine again\n");
}

#[test]
fn what_was_handed_over_can_be_taken_back_by_its_name_only() {
    let root = edited();
    root.apply_with(&with(BASE), &adopt(&["gen/a"])).expect("applied");
    root.apply_with(&with("new\n"), &discard(&["."])).expect("applied");
    assert!(root.read("gen/a").contains("mine"));
    root.apply_with(&with("new\n"), &discard(&["gen/a"])).expect("applied");
    assert_eq!(root.read("gen/a"), "new\n");
    root.apply(&with("newer\n"));
}

#[test]
fn what_was_edited_can_be_merged_and_stays_merged() {
    let root = edited();
    let next = BASE.replace("6\n", "six\n");
    root.apply_with(&with(&next), &merging(&["."])).expect("applied");
    assert_eq!(root.read("gen/a"), "1\nmine\n3\n4\n5\nsix\n7\n");
    assert_eq!(root.open().drift(None).expect("looked"), [], "it is no drift any more");
    // What comes later is merged without being asked.
    root.apply(&with(&next.replace("7\n", "seven\n")));
    assert_eq!(root.read("gen/a"), "1\nmine\n3\n4\n5\nsix\nseven\n");
    // Editing it once more is drift again.
    root.write("gen/a", "1\nmine\n3\nfour\n5\nsix\nseven\n");
    assert_eq!(root.step(&with(&next), &Resolution::default(), "gen/a"), Some((Kind::Conflict, "edited".into())));
    assert_eq!(root.open().drift(None).expect("looked")[0].what, Drifted::Edited);
    // And where nothing generates it any more, it is not removed in silence.
    let without = [unit("gen/b", "b\n")];
    assert_eq!(root.step(&without, &Resolution::default(), "gen/a"), Some((Kind::Conflict, "stale-edited".into())));
}

#[test]
fn a_merged_file_that_is_no_longer_generated_is_not_removed_in_silence() {
    let root = edited();
    root.apply_with(&with(BASE), &merging(&["."])).expect("applied");
    let without = [unit("gen/b", "b\n")];
    assert_eq!(root.step(&without, &Resolution::default(), "gen/a"), Some((Kind::Conflict, "stale-edited".into())));
}

#[test]
fn changes_of_the_same_lines_are_not_merged() {
    let root = edited();
    let next = with(&BASE.replace("2\n", "two\n"));
    let before = root.tree();
    assert_eq!(root.step(&next, &merging(&["."]), "gen/a"), Some((Kind::Conflict, "overlaps".into())));
    assert!(matches!(root.apply_with(&next, &merging(&["."])), Err(Refusal::Conflicts(1))));
    assert_eq!(root.tree(), before);
    // Also where it is merged already, and nobody asked.
    root.apply_with(&with(BASE), &merging(&["."])).expect("applied");
    assert_eq!(root.step(&next, &Resolution::default(), "gen/a"), Some((Kind::Conflict, "overlaps".into())));
}

#[test]
fn what_is_no_text_is_not_merged() {
    let root = edited();
    root.write("gen/a", b"1\n\xff\n3\n");
    assert_eq!(root.step(&with("2\n"), &merging(&["."]), "gen/a"), Some((Kind::Conflict, "unmergeable".into())));
    root.apply_with(&with("2\n"), &discard(&["."])).expect("applied");
    root.open().undo().expect("undone");
    assert_eq!(std::fs::read(root.at("gen/a")).expect("there"), b"1\n\xff\n3\n");
}

#[test]
fn a_foreign_file_can_be_taken_or_left() {
    let units = [unit("a", "ours\n")];
    for (ways, text) in [(discard(&["a"]), "ours\n"), (adopt(&["a"]), "mine\n")] {
        let root = Root::new();
        root.write("a", "mine\n");
        root.apply_with(&units, &ways).expect("applied");
        assert_eq!(root.read("a"), text);
        root.apply(&units);
        assert!(root.everything().windows(4).any(|bytes| bytes == b"mine"));
    }
}

#[test]
fn an_immutable_file_is_put_back_as_it_was() {
    let root = Root::new();
    let units = [of(Append, "migrations/1.sql", "create\n")];
    root.apply(&units);
    root.write("migrations/1.sql", "drop\n");
    for ways in [merging(&["."]), Resolution::default()] {
        assert!(matches!(root.apply_with(&units, &ways), Err(Refusal::Conflicts(1))));
    }
    // It is known what it was, even where nothing says so any more.
    for units in [&units[..], &[]] {
        root.write("migrations/1.sql", "drop\n");
        root.apply_with(units, &discard(&["migrations/1.sql"])).expect("applied");
        assert_eq!(root.read("migrations/1.sql"), "create\n");
    }
    let rewritten = [of(Append, "migrations/1.sql", "create more\n")];
    for ways in [discard(&["."]), adopt(&["."]), merging(&["."]), Resolution::default()] {
        assert_eq!(root.step(&rewritten, &ways, "migrations/1.sql"), Some((Kind::Conflict, "rewritten".into())));
    }
}

#[test]
fn a_scaffold_is_written_anew_by_its_name_only() {
    let root = Root::new();
    let units = [of(Scaffold, "main.py", "ours\n")];
    root.apply(&units);
    root.write("main.py", "mine\n");
    root.apply_with(&units, &discard(&["."])).expect("applied");
    assert_eq!(root.read("main.py"), "mine\n");
    root.apply_with(&units, &discard(&["main.py"])).expect("applied");
    assert_eq!(root.read("main.py"), "ours\n");
}

#[test]
fn a_way_out_of_nothing_is_a_mistake() {
    let done = edited().apply_with(&with(BASE), &discard(&["gen/c"]));
    assert!(matches!(done, Err(Refusal::NoConflict(path)) if path == "gen/c"));
}

#[test]
fn drift_is_what_happened_since() {
    let root = edited();
    root.remove("gen/b");
    root.write("gen/new/c", "mine");
    root.write("elsewhere", "mine");
    root.write(".gitignore", "*.pyc\n");
    root.write("gen/d.pyc", "x");
    let shown = |units: Option<&[crate::unit::Unit]>| {
        let drift = root.open().drift(units).expect("looked");
        drift.iter().map(|own| format!("{} {}", own.path, own.what.name())).collect::<Vec<_>>()
    };
    assert_eq!(shown(None), ["gen/a edited", "gen/b missing", "gen/new/c foreign"]);
    root.write("gen/a", BASE);
    assert_eq!(shown(Some(&[])), ["gen/a stale", "gen/b missing", "gen/new/c foreign"]);
}

#[test]
fn a_line_is_followed_to_its_declaration_and_back() {
    use crate::unit::Origin;
    let root = Root::new();
    let mut own = unit("gen/a", BASE);
    let origin = |first, last, name: &str| Origin { first, last, declaration: name.into() };
    own.origins = vec![origin(1, 7, "routes/R"), origin(3, 4, "commands/A"), origin(6, 6, "commands/A")];
    root.apply(&[own]);
    let why = |line| {
        let because = root.open().why("gen/a", line).expect("known");
        because.origins.into_iter().map(|own| own.declaration).collect::<Vec<_>>()
    };
    assert_eq!(why(3), ["commands/A", "routes/R"]);
    assert_eq!(why(1), ["routes/R"]);
    assert_eq!(why(99), Vec::<String>::new());
    let places = |name: &str| root.open().places(name).iter().map(|own| own.lines).collect::<Vec<_>>();
    assert_eq!(places("A"), [(3, 4), (6, 6)]);
    assert_eq!(places("commands/A"), [(3, 4), (6, 6)]);
    assert_eq!(places("ds/A"), []);
    // Lines that a hand put in come from nowhere; those behind them are found all the same.
    root.write("gen/a", BASE.replace("2\n", "2\nmine\nmine\n"));
    assert_eq!(root.open().why("gen/a", 3).map(|own| own.generated), Some(None));
    assert_eq!(root.open().why("gen/a", 5).map(|own| (own.generated, own.holder)), Some((Some(3), Holder::Generated)));
    assert!(root.open().why("gen/x", 1).is_none());
}

#[test]
fn an_immutable_file_that_has_run_nowhere_can_stay_as_it_was_edited() {
    let root = Root::new();
    let first = [of(Append, "m/1", "1\n2\n"), unit("gen/b", "b\n")];
    let later = [unit("gen/b", "b\n")];
    root.apply(&first);
    root.write("m/1", "1\nmine\n2\n");
    let step = |ways: &Resolution| root.step(&later, ways, "m/1").expect("a step");
    assert_eq!(step(&Resolution::default()), (Kind::Conflict, "append-edited".to_owned()));
    assert_eq!(step(&merging(&["m/1"])), (Kind::Conflict, "append-edited".to_owned()));
    root.apply_with(&later, &adopt(&["m/1"])).expect("applied");
    root.apply(&later);
    assert_eq!(root.read("m/1"), "1\nmine\n2\n");
    assert_eq!(root.open().drift(None).expect("looked"), []);
    // It is immutable as it stands, and its lines still come from where they came from.
    root.remove("m/1");
    root.apply(&later);
    assert_eq!(root.read("m/1"), "1\nmine\n2\n");
    let from = |line| root.open().why("m/1", line).expect("known").generated;
    assert_eq!([from(1), from(2), from(3)], [Some(1), None, Some(2)]);
    root.write("m/1", "again\n");
    assert_eq!(step(&Resolution::default()).0, Kind::Conflict);
}
