//! Patches as git takes them: applied, taken back, refused; by the program itself.

use std::io::Write;
use std::process::{Command, Stdio};

use super::super::{Patch, Resolution};
use super::{Root, Tree, unit};
use crate::unit::Unit;

/// Runs git in a folder, with a patch as its input; whether it was content.
fn git(root: &Root, args: &[&str], input: &[u8]) -> Result<(), String> {
    let mut child = Command::new("git")
        .args(["-c", "core.autocrlf=false"])
        .args(args)
        .current_dir(root.path())
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| error.to_string())?;
    let mut stdin = child.stdin.take().expect("standard input");
    stdin.write_all(input).expect("read");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// The patch between two sets of files, and the trees that we make of them.
fn made(old: &[Unit], new: &[Unit], hand: impl Fn(&Root)) -> (Root, Patch, Tree, Tree) {
    let root = Root::new();
    root.apply(old);
    hand(&root);
    let ways = super::discard(&["."]);
    let (before, patch) = (root.tree(), root.compare(new, &ways).expect("compared"));
    root.apply_with(new, &ways).expect("applied");
    let after = root.tree();
    root.open().undo().expect("undone");
    assert_eq!(root.tree(), before);
    (root, patch, before, after)
}

fn agrees(old: &[Unit], new: &[Unit], hand: impl Fn(&Root)) {
    let (root, patch, before, after) = made(old, new, hand);
    let text = patch.unified();
    if text.is_empty() {
        return assert_eq!(before, after);
    }
    let shown = String::from_utf8_lossy(&text).into_owned();
    git(&root, &["init", "-q"], b"").expect("a repository");
    for args in [&["apply", "--check", "-"][..], &["apply", "--whitespace=nowarn", "-"]] {
        git(&root, args, &text).unwrap_or_else(|error| panic!("{error}\n{shown}"));
    }
    assert_eq!(root.tree(), after, "{shown}");
    assert!(git(&root, &["apply", "--check", "-"], &text).is_err(), "it applies twice\n{shown}");
    git(&root, &["apply", "-R", "--whitespace=nowarn", "-"], &text).unwrap_or_else(|error| panic!("{error}\n{shown}"));
    assert_eq!(root.tree(), before, "{shown}");
}

#[test]
fn git_takes_what_we_make() {
    let old =
        [unit("a", "1\n2\n3\n"), unit("gone/x", "x\n"), unit("no end", "1\n2"), unit("empty", ""), unit("z", "1\n")];
    let new =
        [unit("a", "1\ntwo\n3\n"), unit("new/y", "y\n"), unit("no end", "1\n2\n"), unit("empty", "x"), unit("z", "")];
    agrees(&old, &new, |_| {});
    agrees(&new, &old, |_| {});
    agrees(&old, &[], |_| {});
    agrees(&[], &new, |_| {});
    agrees(&[], &[unit("nothing", "")], |_| {});
    agrees(&[unit("nothing", "")], &[], |_| {});
    let odd =
        [unit("é/ü b.py", "one\rtwo\r\n\u{2028}three\n-- \n+++ x\n--- y\n"), unit("a", "@@ -1 +1 @@\n\\ No newline\n")];
    agrees(&old, &odd, |_| {});
    agrees(&odd, &old, |_| {});
    agrees(&[unit("a", "1\n")], &[unit("a", "2\n")], |root| root.write("a", b"\xff\n\0\xfe"));
}

#[cfg(unix)]
#[test]
fn git_takes_modes() {
    use std::os::unix::fs::PermissionsExt;
    let run = |root: &Root| {
        std::fs::set_permissions(root.at("a"), std::fs::Permissions::from_mode(0o755)).expect("set");
    };
    agrees(&[unit("a", "1\n")], &[unit("a", "2\n")], run);
    agrees(&[unit("a", "1\n")], &[], run);
}

#[test]
fn git_knows_the_contents() {
    let (root, patch, ..) = made(&[unit("a", "1\n")], &[unit("a", "2\n"), unit("b", "3\n")], |_| {});
    git(&root, &["init", "-q"], b"").expect("a repository");
    git(&root, &["add", "a"], b"").expect("added");
    // The index is compared by the ids in the patch.
    git(&root, &["apply", "--index", "-"], &patch.unified()).expect("applied");
    git(&root, &["apply", "-R", "--index", "-"], &patch.unified()).expect("taken back");
    // Where the text has moved, the ids lead git to the old one.
    root.write("a", "0\n1\n");
    git(&root, &["add", "a"], b"").expect("added");
    let done = git(&root, &["apply", "--3way", "-"], &patch.unified()).expect_err("in conflict");
    assert!(done.contains("with conflicts"), "{done}");
}

#[test]
fn git_takes_random_changes() {
    let mut dice = super::law::Dice(7);
    for _ in 0..super::law::cases(40) {
        let mut texts = |count: usize| {
            let name = |at: usize| if at.is_multiple_of(2) { format!("f{at}") } else { format!("d/f{at}") };
            let all: Vec<Unit> = (0..count).map(|at| unit(&name(at), &dice.text())).collect();
            all.into_iter().filter(|_| dice.maybe(3)).collect::<Vec<_>>()
        };
        let (old, new) = (texts(6), texts(6));
        agrees(&old, &new, |_| {});
    }
}

#[test]
fn a_merge_is_what_git_makes_of_it() {
    let mut dice = super::law::Dice(11);
    let root = Root::new();
    let (mut clean, mut stricter) = (0, 0);
    for _ in 0..super::law::cases(150) {
        let base = dice.text();
        let (own, new) = (dice.edited(&base), dice.edited(&base));
        for (name, text) in [("base", &base), ("own", &own), ("new", &new)] {
            root.write(name, text);
        }
        let by_git = git(&root, &["merge-file", "own", "base", "new"], b"").is_ok();
        match super::super::merge::merge(&base, &own, &new) {
            Ok(text) if by_git && text == root.read("own") => clean += 1,
            // Two ways to tell what moved are both right; what matters is that the lines of both are there.
            Ok(text) => {
                stricter += 1;
                let added = own.lines().filter(|line| !base.contains(line));
                added.for_each(|line| assert!(text.contains(line), "{line} is lost\n{text}"));
            }
            Err(overlaps) => assert!(!overlaps.is_empty()),
        }
    }
    assert!(clean > stricter * 4, "{clean} as git does it, {stricter} not");
}

#[test]
fn a_patch_of_conflicts_is_empty() {
    let root = Root::new();
    root.write("a", "mine\n");
    let patch = root.compare(&[unit("a", "1\n")], &Resolution::default()).expect("compared");
    assert_eq!((patch.unified(), patch.conflicts()), (Vec::new(), 1));
    assert!(String::from_utf8_lossy(&patch.shown(&patch.steps[0])).contains("-mine\n+1\n"));
}
