//! The last apply, taken back.

use std::fs;

use super::super::{Kind, Refusal};
use super::{Root, adopt, discard, merging, of, unit};
use crate::unit::Owner::Append;

#[test]
fn applies_are_taken_back_one_after_another() {
    let root = Root::new();
    root.write("mine", "mine");
    let steps = [
        vec![unit("a", "1\n"), unit("d/b", "1\n")],
        vec![unit("a", "2\n"), unit("d/c", "1\n")],
        vec![unit("a", "2\n")],
        vec![unit("a", "3\n"), unit("d/b", "1\n")],
    ];
    let state =
        |root: &Root| (root.tree(), fs::read_to_string(root.at(".contract/lock.json")).ok(), root.open().store_bases());
    let mut states = vec![state(&root)];
    for units in &steps {
        root.apply(units);
        states.push(state(&root));
    }
    for expected in states.iter().rev().skip(1) {
        root.open().undo().expect("undone");
        assert_eq!(state(&root), *expected);
    }
    assert!(matches!(root.open().undo(), Err(Refusal::NothingToUndo)));
    // And forwards again.
    for (units, expected) in steps.iter().zip(states.iter().skip(1)) {
        root.apply(units);
        assert_eq!(state(&root), *expected);
    }
}

#[test]
fn it_says_what_became_of_each_file() {
    let root = Root::new();
    root.apply(&[unit("a", "1"), unit("b", "1")]);
    root.apply(&[unit("a", "2"), unit("c", "1")]);
    let done = root.open().undo().expect("undone");
    let expected = [("a", Kind::Change), ("b", Kind::Create), ("c", Kind::Delete)];
    assert_eq!(done, expected.map(|(path, kind)| (path.to_owned(), kind)));
}

#[test]
fn what_was_touched_since_is_not_taken_back() {
    let hands: [fn(&Root); 4] = [
        |root| root.write("a", "mine"),
        |root| root.remove("a"),
        |root| root.write("gone", "mine"),
        |root| root.write(".contract/lock.json", "{}"),
    ];
    for hand in hands {
        let root = Root::new();
        root.apply(&[unit("a", "1"), unit("gone", "1")]);
        root.apply(&[unit("a", "2")]);
        let mut project = root.open();
        hand(&root);
        let (before, lock) = (root.tree(), root.read(".contract/lock.json"));
        let done = if lock == "{}" {
            drop(project);
            super::Project::open(root.path()).map(|_| ())
        } else {
            project.undo().map(|_| ())
        };
        assert!(matches!(done, Err(Refusal::Moved(_) | Refusal::Unreadable(..))), "{done:?}");
        assert_eq!((root.tree(), root.read(".contract/lock.json")), (before, lock));
    }
}

#[test]
fn ways_out_are_taken_back_as_well() {
    for ways in [discard(&["a"]), adopt(&["a"]), merging(&["a"])] {
        let root = Root::new();
        root.apply(&[unit("a", "1\n2\n3\n4\n"), unit("b", "1\n")]);
        root.write("a", "mine\n2\n3\n4\n");
        let before = root.tree();
        root.apply_with(&[unit("a", "1\n2\n3\nfour\n"), unit("b", "2\n")], &ways).expect("applied");
        root.open().undo().expect("undone");
        assert_eq!(root.tree(), before);
        // What was generated is still known: a merge works afterwards.
        root.apply_with(&[unit("a", "1\n2\n3\nfour\n"), unit("b", "2\n")], &merging(&["a"])).expect("applied");
        assert_eq!(root.read("a"), "mine\n2\n3\nfour\n");
    }
}

#[test]
fn a_damaged_record_changes_nothing() {
    let root = Root::new();
    root.apply(&[unit("a", "1")]);
    root.apply(&[unit("a", "2")]);
    root.write(".contract/undo/000002/was/0", "other");
    assert!(matches!(root.open().undo(), Err(Refusal::Unreadable(..))));
    assert_eq!(root.read("a"), "2");
}

#[test]
fn immutable_files_that_would_go_are_named() {
    let root = Root::new();
    let first = of(Append, "m/1", "1\n");
    root.apply(std::slice::from_ref(&first));
    // Without them there is no project that would miss them.
    assert_eq!(root.open().undoes().expect("looked"), [""; 0]);
    root.apply(&[first.clone(), of(Append, "m/2", "2\n")]);
    assert_eq!(root.open().undoes().expect("looked"), ["m/2"]);
    root.open().undo().expect("undone");
    assert_eq!(root.open().undoes().expect("looked"), [""; 0]);
}
