//! Files and folders that are not as they should be: each gives a clear message, none a crash.

use super::{ERRORS, Place};

#[test]
fn missing() {
    let place = Place::with(&[("contracts/domain/errors.yaml", ERRORS)]);
    let run = place.run("check contract --format concise");
    assert_eq!((run.code, run.out.as_str()), (1, "error[C0013] there is no file or folder `contract`\n"));
    let rich = place.run("check contract");
    assert!(rich.out.contains("= help: did you mean `contracts`?"), "{}", rich.out);
    let below = place.run("check contracts/domian/errors.yaml");
    assert!(below.out.contains("did you mean `contracts/domain`?"), "{}", below.out);
    let ending = place.run("check contracts/domain/errors.yml");
    assert!(ending.out.contains("did you mean `contracts/domain/errors.yaml`?"), "{}", ending.out);
    let other = place.run("check contracts/domain/errors.contract");
    assert!(other.out.contains("did you mean `contracts/domain/errors.yaml`?"), "{}", other.out);
    assert!(!place.run("check zzz").out.contains("did you mean"));
}

#[test]
fn empty() {
    let place = Place::with(&[("readme.md", "nothing here")]);
    let run = place.run("check");
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("error[C0015]: no contract file in this folder\n"), "{}", run.out);
    assert!(run.out.contains("contract init"), "{}", run.out);
    place.write("a.yaml", "x: 1\n");
    place.write("b.yaml", "x: 1\n");
    let skipped = place.run("check");
    assert!(skipped.out.contains("skipped, for want of any section of a contract: `a.yaml`, `b.yaml`"), "{skipped:?}");
}

#[test]
fn a_lone_stranger_is_told_and_never_touched() {
    let text = "x:   1\n";
    let place = Place::with(&[("a.yaml", text)]);
    let run = place.run("check");
    assert!(run.out.contains("if `a.yaml` is meant as one, name it"), "{}", run.out);
    assert_eq!((place.run("fmt").code, place.read("a.yaml").as_str()), (1, text));
    let named = place.run("check a.yaml --format concise");
    assert!(named.out.starts_with("a.yaml:1:1: error[C0003]"), "{}", named.out);
}

#[test]
fn not_utf8() {
    let place = Place::new();
    place.write("errors.yaml", b"errors:\n  - id: A\n    description: caf\xe9\n");
    place.write("utf16.contract", b"\xff\xfee\0r\0");
    let run = place.run("check --format concise");
    assert_eq!(run.code, 1);
    let expected = "\
errors.yaml:3:21: error[C0011] the file is not UTF-8 text: byte 0xE9 at offset 38
utf16.contract:1:1: error[C0011] the file is not UTF-8 text: byte 0xFF at offset 0
";
    assert_eq!(run.out, expected);
    let rich = place.run("check");
    assert!(rich.out.contains("it looks like UTF-16 (little endian): save it as UTF-8"), "{}", rich.out);
    assert!(rich.out.contains("    description: caf\u{fffd}"), "{}", rich.out);
}

#[test]
fn too_large() {
    let place = Place::with(&[("a/errors.yaml", ERRORS)]);
    let file = std::fs::File::create(place.path("a/huge.yaml")).expect("a file");
    file.set_len((64 << 20) + 1).expect("room for a file with holes");
    let run = place.run("check a/huge.yaml");
    assert_eq!(run.code, 1);
    assert!(
        run.out.starts_with("error[C0013]: the file is larger than 64 MiB\n   ╭─[ a/huge.yaml:1:1 ]\n"),
        "{}",
        run.out
    );
}

#[test]
fn a_folder_named_like_a_file() {
    let place = Place::with(&[("x.yaml/errors.yaml", ERRORS), ("y.contract/keep.txt", "")]);
    assert_eq!(place.run("check").out, "1 file, no findings\n");
    assert_eq!(place.run("check x.yaml").out, "1 file, no findings\n");
}

#[cfg(unix)]
#[test]
fn links() {
    use std::os::unix::fs::symlink;
    let place = Place::with(&[("set/domain/errors.yaml", ERRORS), ("elsewhere/queries.yaml", "queries: []\n")]);
    symlink("..", place.path("set/domain/up")).expect("a link");
    symlink("../elsewhere", place.path("set/app")).expect("a link");
    symlink("nowhere", place.path("set/readme")).expect("a link");
    let run = place.run("check set --format concise");
    assert!(
        run.out.contains("warning[C0013] `set/domain/up` is a link to a folder that holds it: `set`\n"),
        "{}",
        run.out
    );
    assert!(run.out.ends_with("2 files, 1 warning\n"), "{}", run.out);
    assert_eq!(run.code, 0);

    symlink("nowhere", place.path("set/lost.yaml")).expect("a link");
    let lost = place.run("check set --format concise");
    assert!(lost.out.contains("error[C0013] `set/lost.yaml` cannot be read: not found\n"), "{}", lost.out);
    assert_eq!(lost.code, 1);
}

#[cfg(unix)]
#[test]
fn unreadable() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with(&[("set/domain/errors.yaml", ERRORS), ("set/app/queries.yaml", "queries: []\n")]);
    let closed = place.path("set/app/queries.yaml");
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).expect("permissions");
    if std::fs::read(&closed).is_ok() {
        return; // the one who runs the tests may read everything
    }
    let run = place.run("check set --format concise");
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("set/app/queries.yaml:1:1: error[C0013] the file cannot be read: permission denied\n"));
}

#[test]
fn the_same_file_named_twice_is_read_once() {
    let place = Place::with(&[("set/errors.yaml", &ERRORS.replace("    code", "    code  "))]);
    let run = place.run("fmt --check set set/errors.yaml ./set");
    assert_eq!((run.code, run.out.as_str()), (1, "set/errors.yaml\n"), "{run:?}");
}
