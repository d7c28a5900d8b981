//! Runs that need not be made again.

use std::fs;

use super::{Root, of, unit};
use crate::unit::{Owner, Unit};

fn units() -> [Unit; 4] {
    [
        unit("gen/a", "1\n"),
        unit("gen/b", "2\n"),
        of(Owner::Scaffold, "own", "3\n"),
        of(Owner::Append, "migrations/1", "4\n"),
    ]
}

/// A project of which a run with the key `key` left nothing to do.
fn settled() -> Root {
    let root = Root::new();
    root.apply(&units());
    assert!(!root.open().is_settled("key"), "nobody looked yet");
    root.open().remember("key");
    assert!(root.open().is_settled("key"));
    root
}

#[test]
fn what_is_as_it_was_made_is_settled() {
    let root = settled();
    assert!(!root.open().is_settled("another"), "it was made from something else");
    root.write("own", "what is the user's may change");
    root.write("beside", "and so may what is none of ours");
    assert!(root.open().is_settled("key"));
}

#[test]
fn what_was_touched_is_not() {
    for path in ["gen/a", "migrations/1"] {
        let root = settled();
        let text = root.read(path);
        root.write(path, "edited");
        assert!(!root.open().is_settled("key"), "{path} was edited");
        root.remove(path);
        assert!(!root.open().is_settled("key"), "{path} is missing");
        root.write(path, text);
        assert!(root.open().is_settled("key"), "{path} is back");
    }
}

#[test]
fn another_lock_file_is_another_project() {
    let root = settled();
    root.apply(&[units().to_vec(), vec![unit("gen/c", "5\n")]].concat());
    assert!(!root.open().is_settled("key"));
    root.open().undo().expect("taken back");
    assert!(root.open().is_settled("key"), "it is the tree of then");
    fs::remove_file(root.at(".contract/lock.json")).expect("it goes");
    assert!(!root.open().is_settled("key"));
}

#[test]
fn a_memory_that_is_lost_or_made_up_is_none() {
    let root = settled();
    for text in ["", "0", "\u{0}\u{ff}"] {
        root.write(".contract/seen", text);
        assert!(!root.open().is_settled("key"), "{text:?}");
    }
    root.remove(".contract/seen");
    assert!(!root.open().is_settled("key"));
    root.open().remember("key");
    root.open().remember("another");
    assert!(root.open().is_settled("another") && !root.open().is_settled("key"), "the last run counts");
}
