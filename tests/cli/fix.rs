//! `contract check --fix`, `--unsafe-fixes` and `--diff`: what is changed, what is left, what is said.

use super::{ERRORS, Place};

const COMMANDS: &str = "\
commands:
  # lends one
  - id: LendBook
    input:   []
    errors: [BookNotFond]   # if there is none
    guards:
      - id: feature.enabld
        params: {flag: lending}
";

const ACCESS: &str = "access:\n  roles:\n    - id: Reader\n";

fn place() -> Place {
    Place::with(&[("domain/errors.yaml", ERRORS), ("app/commands.yaml", COMMANDS), ("access.yaml", ACCESS)])
}

#[test]
fn what_is_certain_is_repaired_and_nothing_else_is_touched() {
    let place = place();
    let run = place.run("check --fix");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    assert!(run.out.ends_with("3 files, no findings\nFixed 2 findings in 1 file\n"), "{}", run.out);
    let wanted = COMMANDS.replace("BookNotFond", "BookNotFound").replace("feature.enabld\n", "feature.enabled\n");
    assert_eq!(place.read("app/commands.yaml"), wanted);
    assert_eq!(place.read("domain/errors.yaml"), ERRORS);
    assert_eq!(place.tree().len(), 3);
    let again = place.run("check --fix");
    assert!(again.out.ends_with("Fixed 0 findings in 0 files\n"), "{}", again.out);
}

#[test]
fn a_diff_writes_nothing() {
    let place = place();
    let run = place.run("check --diff");
    assert_eq!(place.read("app/commands.yaml"), COMMANDS);
    insta::assert_snapshot!(run.out);
    assert_eq!(run.err, "3 files, no findings\nWould fix 2 findings in 1 file\n");
}

#[test]
fn standard_input_is_repaired_to_standard_output() {
    let place = Place::new();
    let run = place.run_with("check --fix -", &ERRORS.replace("http_status", "http_sttaus"), &[]);
    assert_eq!(run.out, ERRORS);
    assert_eq!(run.err, "1 file, no findings\nFixed 1 finding in 1 file\n");
}

#[test]
fn what_is_not_certain_waits_to_be_asked_for() {
    let text = "errors:\n  - id: A\n    id: B\n";
    let place = Place::with(&[("errors.yaml", text)]);
    let run = place.run("check --fix");
    if run.out.contains("more with --unsafe-fixes") {
        assert_eq!(place.read("errors.yaml"), text);
        assert!(place.run("check --fix --unsafe-fixes").out.contains("Fixed 1 finding in 1 file"));
    } else {
        assert!(run.out.ends_with("Fixed 0 findings in 0 files\n"), "{}", run.out);
    }
}

/// A diff is shown of texts that nobody has yet: what is left is told at the lines of those that are there.
#[test]
fn a_diff_tells_what_is_left_where_it_stands() {
    let set = "\
entities: [{id: Book, fields: [{name: id, type: uuid}, {name: status, type: string}]}]
commands: [{id: Lend, input: [{name: id, type: uuid}]}]
workflows:
  - id: Lending
    entity: Book
    state_field: status
    initial_state: there
    states: [{id: there, kind: initial}, {id: gone, kind: final}]
    transitions:
      - from_state: there
        to_state: gone
        on_command: Lend
      - from_state: there
        to_state: gone
        on_command: Lend
errors:
  - {id: Unused, code: UNUSED, description: \"Nobody says it\", http_status: 409}
";
    let place = Place::with(&[("set.yaml", set)]);
    let run = place.run("check --diff --format concise");
    assert!(run.out.contains("\n-"), "{run:?}");
    assert!(run.err.contains("set.yaml:17:"), "{run:?}");
    assert!(!run.err.contains("C0612"), "{run:?}");
}

#[test]
fn a_diff_has_one_format() {
    let run = place().run("check --diff --format json");
    assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
    assert!(run.err.contains("--diff"), "{run:?}");
}
