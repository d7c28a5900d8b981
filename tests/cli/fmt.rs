//! `contract fmt`: in place, listed, shown, converted; and all it refuses.

use super::{ERRORS, Place};

fn untidy() -> String {
    ERRORS.replace("code: BOOK", "code:   BOOK")
}

const BROKEN: &str = "errors: [\n";

#[test]
fn in_place_only_what_changes() {
    let place = Place::with(&[("a/errors.yaml", &untidy()), ("b/errors.yaml", ERRORS)]);
    let before = std::fs::metadata(place.path("b/errors.yaml")).and_then(|about| about.modified()).expect("a time");
    let run = place.run("fmt");
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    assert_eq!(run.out, "formatted a/errors.yaml\n1 file formatted, 1 unchanged\n");
    assert_eq!(place.read("a/errors.yaml"), ERRORS);
    let after = std::fs::metadata(place.path("b/errors.yaml")).and_then(|about| about.modified()).expect("a time");
    assert_eq!(before, after);
    assert_eq!(place.tree(), ["a/errors.yaml", "b/errors.yaml"], "nothing is left behind");
    assert_eq!(place.run("fmt").out, "0 files formatted, 2 unchanged\n");
}

#[test]
fn check_lists_and_diff_shows() {
    let place = Place::with(&[("a/errors.yaml", &untidy()), ("b/errors.yaml", ERRORS)]);
    let check = place.run("fmt --check");
    assert_eq!((check.code, check.out.as_str()), (1, "a/errors.yaml\n"));
    assert_eq!(check.err, "1 file would change, 1 unchanged\n");
    let diff = place.run("fmt --diff");
    let expected = "\
--- a/a/errors.yaml
+++ b/a/errors.yaml
@@ -1,5 +1,5 @@
 errors:
   - id: BookNotFound
-    code:   BOOK_NOT_FOUND
+    code: BOOK_NOT_FOUND
     http_status: 404
     category: business
";
    assert_eq!((diff.code, diff.out.as_str(), diff.err.as_str()), (0, expected, ""));
    assert_eq!(place.run("fmt --check --diff").code, 1);
    assert_eq!(place.read("a/errors.yaml"), untidy(), "nothing is written");
    assert_eq!(place.run("fmt --check b").code, 0);
}

#[test]
fn standard_input() {
    let place = Place::new();
    let run = place.run_with("fmt -", &untidy(), &[]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, ERRORS, ""));
    let broken = place.run_with("fmt -", BROKEN, &[]);
    assert_eq!((broken.code, broken.out.as_str()), (1, ""));
    assert!(broken.err.contains("error[C0001]"), "{}", broken.err);
    assert_eq!(place.run_with("fmt - a.yaml", "", &[]).code, 2);
}

#[test]
fn a_broken_file_is_left_alone_and_the_others_are_not() {
    let place = Place::with(&[("a/errors.yaml", BROKEN), ("b/errors.yaml", &untidy())]);
    let run = place.run("fmt --format concise");
    assert_eq!(run.code, 1);
    assert!(run.err.starts_with("a/errors.yaml:"), "{run:?}");
    assert!(run.out.ends_with("1 file formatted, 0 unchanged, 1 left alone\n"), "{}", run.out);
    assert_eq!((place.read("a/errors.yaml").as_str(), place.read("b/errors.yaml").as_str()), (BROKEN, ERRORS));
}

#[cfg(unix)]
#[test]
fn permissions_and_links_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::with(&[("real/errors.yaml", &untidy())]);
    let mode = |path: &str| std::fs::metadata(place.path(path)).map(|about| about.permissions().mode() & 0o777).ok();
    std::fs::set_permissions(place.path("real/errors.yaml"), std::fs::Permissions::from_mode(0o640)).expect("a mode");
    std::os::unix::fs::symlink("real/errors.yaml", place.path("errors.yaml")).expect("a link");
    assert_eq!(place.run("fmt errors.yaml").code, 0);
    assert!(place.path("errors.yaml").is_symlink());
    assert_eq!((place.read("real/errors.yaml").as_str(), mode("real/errors.yaml")), (ERRORS, Some(0o640)));

    place.write("real/errors.yaml", untidy());
    place.write("other.contract", "error   Forbidden 403\n");
    std::fs::set_permissions(place.path("real/errors.yaml"), std::fs::Permissions::from_mode(0o440)).expect("a mode");
    let run = place.run("fmt errors.yaml other.contract");
    assert_eq!((run.code, place.read("other.contract").as_str()), (2, "error Forbidden 403\n"), "{run:?}");
    assert!(run.err.contains("`errors.yaml` cannot be written: the file is read-only"), "{}", run.err);
    assert_eq!(place.tree(), ["errors.yaml", "other.contract", "real/errors.yaml"]);
}

#[test]
fn one_file_over_and_back() {
    let place = Place::with(&[("errors.yaml", ERRORS)]);
    let over = place.run("fmt --to contract errors.yaml");
    assert_eq!((over.code, over.err.as_str()), (0, ""));
    let back = place.run_with("fmt --to yaml -", &over.out, &[]);
    assert_eq!((back.code, back.out.as_str()), (0, ERRORS), "{back:?}");
    assert_eq!(place.tree(), ["errors.yaml"]);
}

#[test]
fn a_set_over_and_back() {
    let place = Place::with(&[
        ("set/domain/errors.yaml", ERRORS),
        ("set/app/queries.yml", "queries:\n  - id: A\n"),
        ("set/more.contract", "error Forbidden 403\n"),
        ("set/readme.md", "kept out"),
        ("set/docker-compose.yml", "services: {}\nvolumes: {}\n"),
    ]);
    let over = place.run("fmt --to contract set --out text");
    assert_eq!((over.code, over.out.as_str(), over.err.as_str()), (0, "3 files written to text\n", ""));
    let back = place.run("fmt --to yaml text --out yaml");
    assert_eq!(back.code, 0, "{back:?}");
    assert_eq!(place.read("yaml/domain/errors.yaml"), ERRORS);
    let tree: Vec<String> = place.tree().into_iter().filter(|path| !path.starts_with("set/")).collect();
    let expected = [
        "text/app/queries.contract",
        "text/domain/errors.contract",
        "text/more.contract",
        "yaml/app/queries.yaml",
        "yaml/domain/errors.yaml",
        "yaml/more.yaml",
    ];
    assert_eq!(tree, expected);
}

#[test]
fn nothing_is_overwritten() {
    let place = Place::with(&[
        ("set/errors.yaml", ERRORS),
        ("set/queries.yaml", "queries: []\n"),
        ("out/errors.contract", "x"),
    ]);
    let run = place.run("fmt --to contract set --out out");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("`out/errors.contract` is there already; nothing was written"), "{}", run.err);
    assert_eq!(place.tree(), ["out/errors.contract", "set/errors.yaml", "set/queries.yaml"]);
    assert_eq!(place.run("fmt --to contract set --out out --force").code, 0);
    assert_ne!(place.read("out/errors.contract"), "x");
    let onto_itself = place.run("fmt --to yaml set --out set");
    assert_eq!(onto_itself.code, 0, "files that were read may be written: {onto_itself:?}");
}

#[test]
fn all_files_or_none() {
    let place = Place::with(&[("set/errors.yaml", ERRORS), ("set/domain/events.yaml", BROKEN)]);
    let run = place.run("fmt --to contract set --out out");
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.ends_with("nothing was written\n"), "{}", run.err);

    let twins = Place::with(&[("set/errors.yaml", ERRORS), ("set/errors.yml", "errors: []\n")]);
    let run = twins.run("fmt --to contract set --out out");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("would both become `out/errors.contract`"), "{}", run.err);

    let blocked = Place::with(&[("set/a/errors.yaml", ERRORS), ("set/b/errors.yaml", ERRORS), ("out/b", "a file")]);
    assert_eq!(blocked.run("fmt --to contract set --out out").code, 2);
    for place in [place, twins, blocked] {
        assert!(!place.tree().iter().any(|path| path.ends_with(".contract")), "{:?}", place.tree());
    }
}

#[test]
fn a_folder_needs_a_folder() {
    let place = Place::with(&[("set/errors.yaml", ERRORS)]);
    let run = place.run("fmt --to contract set");
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("contract fmt --to contract set --out FOLDER"), "{}", run.err);
    assert_eq!(place.run("fmt --to contract --check set").code, 2);
    assert_eq!(place.run("fmt --out x set").code, 2);
    assert_eq!(place.run("fmt --to contract --v0 set/errors.yaml").code, 2);
}

#[test]
fn v0_refuses_what_v0_does_not_know() {
    let command =
        "commands:\n  - id: A\n    input:\n      - name: at\n        type: datetime\n        bind: clock.now\n";
    let place = Place::with(&[("commands.yaml", command)]);
    let run = place.run("fmt --to yaml --v0 commands.yaml --format concise");
    assert_eq!((run.code, run.out.as_str()), (1, ""));
    assert!(run.err.starts_with("commands.yaml:6:9: error[C0016]"), "{}", run.err);
    assert_eq!(place.run("fmt --to yaml commands.yaml").code, 0);
}
