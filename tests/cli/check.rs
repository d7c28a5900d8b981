//! `contract check`: exit codes, streams, what belongs to a set.

use super::{ERRORS, Place};

/// A file with one mistake: an unknown root key at a place where a kind lives.
const WRONG: &str = "errors:\n  - id: A\n    http_sttaus: 404\n";

#[test]
fn nothing_wrong_is_exit_0() {
    let place = Place::with(&[("domain/errors.yaml", ERRORS)]);
    for args in ["check", "check .", "check domain", "check domain/errors.yaml"] {
        let run = place.run(args);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "1 file, no findings\n", ""), "{args}");
    }
}

#[test]
fn a_mistake_is_exit_1_and_stands_on_standard_output() {
    let place = Place::with(&[("set/domain/errors.yaml", WRONG)]);
    let run = place.run("check set --format concise");
    assert_eq!((run.code, run.err.as_str()), (1, ""));
    assert!(run.out.starts_with("set/domain/errors.yaml:3:5: error[C0004] "), "{}", run.out);
    assert!(run.out.contains("1 file, 1 error"), "{}", run.out);
    assert!(!run.out.contains(&place.path("").display().to_string()), "no machine path: {}", run.out);
}

#[test]
fn wrong_usage_is_exit_2() {
    let place = Place::new();
    for args in ["", "chekc", "check --format pretty", "check a b", "check --width 3", "explain C9999", "fmt --to toml"]
    {
        let run = place.run(args);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args}");
        assert!(!run.err.is_empty(), "{args}");
    }
}

#[test]
fn standard_input_is_one_file() {
    let place = Place::new();
    let run = place.run_with("check - --format concise", WRONG, &[]);
    assert_eq!(run.code, 1);
    assert!(run.out.starts_with("<stdin>:3:5: error[C0004]"), "{}", run.out);
    let named = place.run_with("check - --stdin-name domain/x.yaml --format concise", WRONG, &[]);
    assert!(named.out.starts_with("domain/x.yaml:3:5: error[C0004]"), "{}", named.out);
}

#[test]
fn both_surfaces_are_one_set() {
    let place = Place::with(&[("domain/errors.yaml", ERRORS), ("more/errors.contract", "error Forbidden 403\n")]);
    let run = place.run("check");
    assert_eq!((run.code, run.out.as_str()), (0, "2 files, no findings\n"), "{run:?}");
}

#[test]
fn strangers_beside_a_set_are_skipped() {
    let compose = "services:\n  db: { image: postgres }\nsecrets:\n  key: { file: ./key }\nvolumes:\n";
    let openapi = "openapi: 3.1.0\ninfo: { title: A, version: '1' }\nsecurity: []\ntags: []\npaths: {}\n";
    let place = Place::with(&[
        ("domain/errors.yaml", ERRORS),
        ("docker-compose.yml", compose),
        ("openapi.yaml", openapi),
        ("chart/deployment.yaml", "{{- if .Values.on }}\napiVersion: v1\nkind: Service\n{{- end }}\n"),
        ("two.yaml", "---\na: 1\n---\nb: 2\n"),
        ("latin.yml", "title: x\n"),
    ]);
    place.write("binary.yaml", b"name: \xff\xfe\n");
    let run = place.run("check");
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{run:?}");
    assert_eq!(run.out, "1 file, no findings (6 other YAML files skipped)\n");
    let told = place.run("check --verbose");
    assert!(
        told.out.starts_with("skipped binary.yaml: no section of a contract in it\nskipped chart/"),
        "{}",
        told.out
    );
    let named = place.run("check docker-compose.yml --format concise");
    assert_eq!(named.code, 1, "a file that is named is read, whatever is in it: {named:?}");
}

#[test]
fn declarations_anywhere_belong() {
    let place = Place::with(&[
        ("features/lending.yaml", "x_note: 1\ny: 2\nerrors:\n  - id: A\n"),
        ("domain/entities.yaml", "entites: []\n"),
        ("odd.yaml", "erors: []\n"),
    ]);
    let run = place.run("check --format concise");
    assert!(run.out.contains("3 files"), "{}", run.out);
    assert!(run.out.contains("odd.yaml:1:1: error[C0003]"), "{}", run.out);
}

#[test]
fn ignored_and_hidden_files_are_not_read() {
    let place = Place::with(&[
        (".gitignore", "/build/\n*.draft.yaml\n"),
        ("errors.yaml", ERRORS),
        ("build/errors.yaml", WRONG),
        ("a.draft.yaml", WRONG),
        (".cache/errors.yaml", WRONG),
        (".hidden.yaml", WRONG),
    ]);
    assert_eq!(place.run("check").out, "1 file, no findings\n");
}

#[test]
fn warnings_alone_are_exit_0_unless_denied() {
    let place = Place::with(&[("meta/info.yaml", "info:\n  name: A\n  version: 1.10\n")]);
    let run = place.run("check meta/info.yaml --format concise");
    assert!(run.out.contains("warning[C0007]"), "{}", run.out);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(place.run("check meta/info.yaml --deny-warnings").code, 1);
}

#[test]
fn the_same_at_any_number_of_threads() {
    let mut files = Vec::new();
    for number in 0..40 {
        files.push((format!("set/{number}/errors.yaml"), WRONG.replace("id: A", &format!("id: A{}", number / 2))));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    for format in ["rich", "plain", "concise", "json"] {
        let args = format!("check set --format {format}");
        let one = Place::with(&files).threads(1).run(&args);
        let two = Place::with(&files).threads(2).run(&args);
        assert_eq!(one, two);
        assert_eq!(one, Place::with(&files).threads(7).run(&args));
    }
}

#[test]
fn a_reader_that_goes_away_is_no_mistake() {
    let place = Place::new();
    let many = "  - id: A\n    http_sttaus: 404\n".repeat(3000);
    place.write("errors.yaml", format!("errors:\n{many}"));
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_contract"))
        .args(["check", "errors.yaml"])
        .current_dir(place.path(""))
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the binary ends");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_secret_is_never_repeated() {
    let place = Place::with(&[(
        "a.yaml",
        "datasources:\n  - id: main\n    engine: postgres\n    hots: x\n    options: {password: hunter2-and-more}\n",
    )]);
    for format in ["rich", "plain", "concise", "json"] {
        let run = place.run(&format!("check --format {format}"));
        assert_eq!(run.code, 1, "{format}");
        let all = run.out + &run.err;
        assert!(!all.contains("hunter2"), "{format}: {all}");
    }
}
