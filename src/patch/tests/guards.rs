//! What is refused.

use std::fs;

use super::super::disk::Real;
use super::super::{Kind, Project, Refusal, Resolution};
use super::{Root, apply_on, stamp, unit, wanted};

/// That these units are in conflict at a path, for a reason with this word, and that nothing is changed.
fn refused(root: &Root, path: &str, word: &str) {
    let units = [unit("fine", "1"), unit(path, "1")];
    let before = root.tree();
    let patch = root.compare(&units, &Resolution::default()).expect("compared");
    let step = patch.of(Kind::Conflict).next().unwrap_or_else(|| panic!("{path} is let through"));
    assert!(step.why.words().contains(word), "{}", step.why.words());
    assert!(matches!(root.apply_with(&units, &Resolution::default()), Err(Refusal::Conflicts(1))));
    // Not even those who ask for it get through.
    assert!(root.apply_with(&units, &super::discard(&["."])).is_err());
    assert_eq!(root.tree(), before);
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (root, other) = (Root::new(), Root::new());
    other.write("x", "theirs");
    symlink(other.path(), root.at("folder")).expect("a link");
    symlink(other.at("x"), root.at("file")).expect("a link");
    symlink("nowhere", root.at("dangling")).expect("a link");
    refused(&root, "folder/x", "link");
    refused(&root, "folder/deep/y", "link");
    refused(&root, "file", "link");
    refused(&root, "dangling", "link");
    assert_eq!(other.tree().len(), 1);
    assert_eq!(other.read("x"), "theirs");
}

#[cfg(unix)]
#[test]
fn what_became_a_link_is_not_removed_through_it() {
    use std::os::unix::fs::symlink;
    let (root, other) = (Root::new(), Root::new());
    root.apply(&[unit("d/a", "1")]);
    fs::rename(root.at("d"), other.at("d")).expect("moved");
    symlink(other.at("d"), root.at("d")).expect("a link");
    root.apply(&[]);
    assert_eq!(other.read("d/a"), "1");
}

#[cfg(unix)]
#[test]
fn our_own_folder_leads_nowhere_else() {
    use std::os::unix::fs::symlink;
    for name in
        [".contract", ".contract/base", ".contract/txn", ".contract/lock.json", ".contract/seen", ".contract/base/ab"]
    {
        let (root, other) = (Root::new(), Root::new());
        if let Some((folder, _)) = name.rsplit_once('/') {
            fs::create_dir_all(root.at(folder)).expect("folders");
        }
        symlink(other.path(), root.at(name)).expect("a link");
        let done = root.apply_with(&[unit("a", "1")], &Resolution::default());
        assert!(matches!(done, Err(Refusal::Unreadable(..))), "{name}: {done:?}");
        assert!(other.tree().is_empty(), "{name}");
    }
}

#[test]
fn names_that_differ_in_case_only_are_refused() {
    let root = Root::new();
    root.write("Src/a.py", "x");
    root.write("d/Readme", "x");
    refused(&root, "src/b.py", "case");
    refused(&root, "d/README", "case");
}

#[test]
fn folders_and_files_do_not_stand_for_each_other() {
    let root = Root::new();
    root.write("d/file", "x");
    refused(&root, "d", "no file");
    refused(&root, "d/file/below", "no folder");
}

#[test]
fn paths_that_lead_away_are_our_own_mistake() {
    let root = Root::new();
    for path in
        ["../x", "/tmp/x", "a/../../x", ".git/hooks/post-checkout", "a/.GIT/config", ".contract/lock.json", "a//b", ""]
    {
        let done = root.apply_with(&[unit(path, "1")], &Resolution::default());
        assert!(matches!(done, Err(Refusal::Clash(_))), "{path}: {done:?}");
    }
    for pair in [["a", "A"], ["a", "a"], ["a", "a/b"]] {
        let done = root.apply_with(&pair.map(|path| unit(path, "1")), &Resolution::default());
        assert!(matches!(done, Err(Refusal::Clash(_))), "{pair:?}: {done:?}");
    }
    assert!(root.tree().is_empty());
}

#[test]
fn nothing_happens_where_the_tree_has_moved() {
    type Hand = fn(&Root);
    let hands: [(&str, Hand); 4] = [
        ("there by now", |root| root.write("new", "mine")),
        ("changed since", |root| root.write("old", "mine")),
        ("not there", |root| root.remove("old")),
        ("lock.json", |root| root.remove(".contract/lock.json")),
    ];
    for (word, hand) in hands {
        let root = Root::new();
        root.apply(&[unit("old", "1"), unit("kept", "1")]);
        let units = [unit("old", "2"), unit("new", "1"), unit("kept", "1")];
        let patch = root.compare(&units, &Resolution::default()).expect("compared");
        hand(&root);
        let before = root.tree();
        let done = root.open().apply(&patch);
        let Err(Refusal::Moved(paths)) = &done else { panic!("{word}: {done:?}") };
        assert!(format!("{paths:?}").contains(word), "{paths:?}");
        assert_eq!(root.tree(), before, "{word}");
        assert!(!root.at(".contract/txn").exists(), "{word}");
    }
}

#[test]
fn a_saved_patch_holds_for_one_tree_only() {
    let root = Root::new();
    root.apply(&[unit("a", "1"), unit("kept", "1")]);
    let patch = root.compare(&[unit("a", "2"), unit("kept", "1")], &Resolution::default()).expect("compared");
    root.open().holds(&patch).expect("nothing moved");
    root.write("kept", "mine");
    assert!(matches!(root.open().holds(&patch), Err(Refusal::Moved(_))));
}

#[test]
fn two_runs_do_not_meet() {
    let root = Root::new();
    root.apply(&[unit("a", "1")]);
    let first = root.open();
    assert!(matches!(Project::open(root.path()), Err(Refusal::Busy)));
    drop(first);
    drop(root.open());
}

#[test]
fn a_first_run_sees_another_that_was_faster() {
    let root = Root::new();
    let units = [unit("a", "1")];
    let mut slow = root.open();
    let patch = slow.compare(wanted(&units, &stamp(&units)), &Resolution::default()).expect("compared");
    root.apply(&[unit("b", "1")]);
    assert!(matches!(slow.apply(&patch), Err(Refusal::Moved(_))));
    assert_eq!(root.tree().keys().collect::<Vec<_>>(), ["b"]);
}

#[test]
fn a_damaged_lock_file_stops_everything() {
    let root = Root::new();
    root.apply(&[unit("a", "1")]);
    for text in ["", "<<<<<<< HEAD\n", "{\"schema\": \"contract.lock/9\"}", "[]"] {
        root.write(".contract/lock.json", text);
        let done = apply_on(root.path(), Box::new(Real), &[unit("a", "2")], &Resolution::default());
        assert!(matches!(done, Err(Refusal::Unreadable(..))), "{done:?}");
    }
    assert_eq!(root.read("a"), "1");
}

#[test]
fn what_another_version_wrote_is_said_to_be_so() {
    let root = Root::new();
    let units = [unit("a", "1"), unit("b", "1")];
    root.apply(&units);
    let age = |path: &str| {
        let text = root.read(path);
        root.write(path, text.replace("/2\"", "/1\"").replace("blake3", "sha256"));
        text
    };
    let is_told = |done: Option<Refusal>| {
        let said = done.expect("refused").to_string();
        assert!(said.ends_with("another version wrote it"), "{said}");
    };
    let lock = age(".contract/lock.json");
    is_told(Project::open(root.path()).err());
    root.write(".contract/lock.json", &lock);
    age(".contract/undo/000001/journal.json");
    is_told(root.open().undo().err());
    // Without a lock file, files that are as generated are ours again.
    root.remove(".contract/lock.json");
    root.apply(&units);
    assert_eq!(root.read(".contract/lock.json"), lock);
}

#[cfg(unix)]
#[test]
fn permissions_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let root = Root::new();
    let mode = || fs::metadata(root.at("run")).expect("there").permissions().mode() & 0o777;
    root.apply(&[unit("run", "1")]);
    fs::set_permissions(root.at("run"), fs::Permissions::from_mode(0o755)).expect("set");
    root.apply(&[unit("run", "2")]);
    assert_eq!(mode(), 0o755);
    root.apply(&[]);
    root.open().undo().expect("undone");
    assert_eq!((mode(), root.read("run")), (0o755, "2".to_owned()));
}
