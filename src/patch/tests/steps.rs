//! What is decided about one file, by its owner, what we wrote and what stands there.

use super::super::{Kind, Resolution};
use super::{Root, of, unit};
use crate::unit::Owner::{Append, Generated, Scaffold};

#[test]
fn generated_files_come_change_and_go() {
    let root = Root::new();
    root.write("README.md", "mine");
    root.apply(&[unit("gen/a", "1\n"), unit("gen/deep/b", "1\n"), unit("c", "no end")]);
    assert_eq!(root.read("gen/deep/b"), "1\n");
    root.apply(&[unit("gen/a", "2\n"), unit("c", "no end")]);
    assert_eq!(root.read("gen/a"), "2\n");
    assert_eq!(root.tree().keys().collect::<Vec<_>>(), ["README.md", "c", "gen/a"]);
    root.apply(&[]);
    assert_eq!(root.tree().keys().collect::<Vec<_>>(), ["README.md"]);
}

#[test]
fn every_meeting_of_hand_and_generator_has_one_answer() {
    // The owner then and now (none where it is not generated), what a hand did, and what is decided. What is generated changes from
    // `old` to `new` where it says so.
    let (edited, gone) = (Some("mine\n"), Some(""));
    let cases = [
        (Some(Generated), Some(Generated), "old\n", None, (Kind::Keep, "same")),
        (Some(Generated), Some(Generated), "new\n", None, (Kind::Change, "changed")),
        (Some(Generated), Some(Generated), "old\n", edited, (Kind::Conflict, "edited")),
        (Some(Generated), Some(Generated), "new\n", edited, (Kind::Conflict, "edited")),
        (Some(Generated), Some(Generated), "new\n", Some("new\n"), (Kind::Keep, "same")),
        (Some(Generated), Some(Generated), "new\n", gone, (Kind::Create, "missing")),
        (Some(Generated), Some(Scaffold), "old\n", None, (Kind::Keep, "scaffold")),
        (Some(Generated), Some(Scaffold), "new\n", None, (Kind::Change, "changed")),
        (Some(Generated), Some(Scaffold), "new\n", edited, (Kind::Keep, "scaffold")),
        (Some(Generated), Some(Append), "new\n", None, (Kind::Conflict, "rewritten")),
        (Some(Generated), None, "", None, (Kind::Delete, "stale")),
        (Some(Generated), None, "", edited, (Kind::Conflict, "stale-edited")),
        (Some(Scaffold), Some(Scaffold), "new\n", None, (Kind::Keep, "scaffold")),
        (Some(Scaffold), Some(Scaffold), "new\n", edited, (Kind::Keep, "scaffold")),
        (Some(Scaffold), Some(Scaffold), "new\n", gone, (Kind::Keep, "scaffold")),
        (Some(Scaffold), Some(Generated), "new\n", None, (Kind::Change, "changed")),
        (Some(Scaffold), Some(Generated), "new\n", edited, (Kind::Conflict, "edited")),
        (Some(Scaffold), None, "", None, (Kind::Keep, "left")),
        (Some(Scaffold), None, "", edited, (Kind::Keep, "left")),
        (Some(Append), Some(Append), "old\n", None, (Kind::Keep, "appended")),
        (Some(Append), Some(Append), "new\n", None, (Kind::Conflict, "rewritten")),
        (Some(Append), Some(Append), "old\n", edited, (Kind::Conflict, "append-edited")),
        (Some(Append), Some(Append), "old\n", gone, (Kind::Create, "missing")),
        (Some(Append), Some(Generated), "new\n", None, (Kind::Conflict, "rewritten")),
        (Some(Append), None, "", None, (Kind::Keep, "appended")),
        (Some(Append), None, "", edited, (Kind::Conflict, "append-edited")),
        (Some(Append), None, "", gone, (Kind::Create, "missing")),
        (None, Some(Generated), "new\n", edited, (Kind::Conflict, "foreign")),
        (None, Some(Generated), "new\n", Some("new\n"), (Kind::Keep, "same")),
        (None, Some(Scaffold), "new\n", edited, (Kind::Keep, "scaffold")),
        (None, Some(Append), "new\n", edited, (Kind::Conflict, "foreign")),
        (None, Some(Generated), "new\n", None, (Kind::Create, "new")),
    ];
    for (number, (then, now, text, hand, expected)) in cases.into_iter().enumerate() {
        let root = Root::new();
        if let Some(owner) = then {
            root.apply(&[of(owner, "d/f", "old\n"), unit("other", "x")]);
        }
        match hand {
            Some("") => root.remove("d/f"),
            Some(text) => root.write("d/f", text),
            None => {}
        }
        let units: Vec<_> = now.map(|owner| of(owner, "d/f", text)).into_iter().chain([unit("other", "x")]).collect();
        let (ways, before) = (Resolution::default(), root.tree());
        let step = root.step(&units, &ways, "d/f");
        assert_eq!(step, Some((expected.0, expected.1.to_owned())), "case {number}");
        match root.apply_with(&units, &ways) {
            Ok(()) => assert!(root.compare(&units, &ways).expect("compared").is_empty(), "case {number}: not settled"),
            Err(refusal) => {
                assert_eq!(expected.0, Kind::Conflict, "case {number}: {refusal}");
                assert_eq!(root.tree(), before, "case {number}: something changed");
            }
        }
    }
}

#[test]
fn a_scaffold_that_was_there_before_is_never_removed_or_written() {
    let root = Root::new();
    root.write("main.py", "mine");
    root.apply(&[of(Scaffold, "main.py", "ours")]);
    root.apply(&[]);
    root.apply(&[of(Scaffold, "main.py", "ours")]);
    assert_eq!(root.read("main.py"), "mine");
}

#[test]
fn a_lost_lock_file_is_found_again() {
    let root = Root::new();
    let units = [unit("a", "1"), of(Scaffold, "b", "1"), of(Append, "c", "1")];
    root.apply(&units);
    let lock = root.read(".contract/lock.json");
    root.remove(".contract/lock.json");
    root.write("b", "mine");
    root.apply(&units);
    assert_eq!(root.read("b"), "mine");
    root.write("b", "1");
    root.remove(".contract/lock.json");
    root.apply(&units);
    assert_eq!(root.read(".contract/lock.json"), lock);
}

#[test]
fn a_change_says_because_of_what() {
    use crate::unit::Origin;
    let root = Root::new();
    let origin = |first, last, name: &str| Origin { first, last, declaration: name.into() };
    let with = |text: &str| {
        let mut own = unit("a", text);
        own.origins = vec![origin(1, 4, "http/x"), origin(2, 2, "commands/A"), origin(3, 3, "entities/B")];
        [own]
    };
    root.apply(&with("1\n2\n3\n4\n"));
    let because =
        |text: &str| root.compare(&with(text), &Resolution::default()).expect("compared").steps[0].because.clone();
    assert_eq!(because("1\nchanged\n3\n4\n"), ["commands/A"]);
    assert_eq!(because("1\n2\nchanged\n4\n"), ["entities/B"]);
    assert_eq!(because("changed\n2\n3\n4\n"), ["http/x"]);
    assert_eq!(because("1\n2\n3\n4\n"), Vec::<String>::new());
}
