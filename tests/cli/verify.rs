//! `up`, `down`, `verify`: what is said where there is no project. What they do with one is tried by building the examples.

use super::Place;

#[test]
fn a_folder_without_a_project_is_named() {
    let place = Place::with(&[("set/a.yaml", "entities: []\n")]);
    for command in ["up", "down", "verify"] {
        let run = place.run(&format!("{command} set"));
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.starts_with("error: `set` is not a generated project"), "{}", run.err);
        assert!(run.err.contains("= help: "), "{}", run.err);
        assert_eq!(run.out, "");
    }
}

#[test]
fn a_database_alone_is_no_target() {
    let run = Place::with(&[]).run("verify . --database-url postgresql://127.0.0.1/x");
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--base-url"), "{}", run.err);
}
