//! The forms of a report, as they are printed for a tiny set with mistakes.

use serde_json::Value;

use super::Place;

fn set() -> Place {
    Place::with(&[
        (
            "set/domain/entities.yaml",
            "entities:\n  - id: Luồng\n    fields:\n      - name: id\n        type: uuid\n  - id: Luồng\n    fields: []\n",
        ),
        ("set/domain/errors.yaml", "errors:\n  - id: BookNotFound\n    http_sttaus: 404\n"),
        (
            "set/app/commands.yaml",
            "commands:\n  - id: LendBook\n    input: []\n    errors:\n      - BookNotFond\n      - Forbidden\n",
        ),
    ])
}

#[test]
fn rich() {
    insta::assert_snapshot!(set().run("check set").out);
}

#[test]
fn rich_in_colours() {
    let out = set().run("check set --color always").out;
    insta::assert_snapshot!(out.replace('\x1b', "^"));
}

#[test]
fn plain() {
    insta::assert_snapshot!(set().run("check set --format plain").out);
}

#[test]
fn concise() {
    insta::assert_snapshot!(set().run("check set --format concise").out);
}

#[test]
fn json() {
    let run = set().run("check set --format json");
    insta::assert_snapshot!(run.out);
    insta::assert_snapshot!("json_summary", run.err);
}

#[test]
fn agent() {
    insta::assert_snapshot!(set().run("check set --format agent").out);
}

#[test]
fn github() {
    insta::assert_snapshot!(set().run("check set --format github").out);
}

#[test]
fn junit() {
    insta::assert_snapshot!(set().run("check set --format junit").out);
}

#[test]
fn markdown() {
    insta::assert_snapshot!(set().run("check set --format markdown").out);
}

#[test]
fn sarif() {
    let mut log: Value = serde_json::from_str(&set().run("check set --format sarif").out).expect("JSON");
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array_mut().expect("rules");
    rules.iter_mut().for_each(|rule| rule["help"]["markdown"] = Value::from("the page"));
    insta::assert_snapshot!(serde_json::to_string_pretty(&log).expect("JSON"));
}

/// The schema of the standard: see `tests/schemas/README.md`.
#[test]
fn sarif_fits_its_schema() {
    // One of its patterns has a lone `]`, which not every reader of patterns takes for itself.
    let text = include_str!("../schemas/sarif-2.1.0.json").replace("{2}]?$", "{2}\\\\]?$");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    let schema = jsonschema::validator_for(&schema).expect("a schema");
    let odd = Place::with(&[("a b/lưu.yaml", "errors:\n  - id: \"A\\u202e\"\n    http_sttaus: 404\n")]);
    let empty = Place::with(&[("errors.yaml", super::ERRORS)]);
    for (place, args) in [(set(), "check set"), (odd, "check"), (empty, "check"), (Place::new(), "check nothing")] {
        let run = place.run(&format!("{args} --format sarif"));
        let log: Value = serde_json::from_str(&run.out).expect("JSON");
        let errors: Vec<String> =
            schema.iter_errors(&log).map(|error| format!("{} {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}\n{}", errors.join("\n"), run.out);
        assert_eq!(log["runs"][0]["results"].as_array().map(Vec::len) == Some(0), run.code == 0);
    }
}

#[test]
fn nothing_found_is_said_in_every_form() {
    let place = Place::with(&[("errors.yaml", super::ERRORS)]);
    let out = |form: &str| place.run(&format!("check --format {form}")).out;
    assert_eq!(out("markdown"), "### Contract check: no findings\n");
    assert_eq!(out("github") + &out("agent") + &out("json"), "");
    assert!(out("junit").contains("<testcase classname=\"contract\" name=\"check\"/>"));
}

#[test]
fn every_line_of_json_fits_the_schema() {
    let run = set().run("check set --format json");
    assert!(run.out.lines().count() > 2);
    let keys = |value: &Value| value.as_object().map(|map| map.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
    let ordered = |line: &str, names: &[&str]| {
        let places: Vec<Option<usize>> = names.iter().map(|name| line.find(&format!("\"{name}\":"))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{line}");
    };
    for line in run.out.lines() {
        let value: Value = serde_json::from_str(line).expect("JSON");
        let mut names = [
            "schema",
            "code",
            "slug",
            "level",
            "title",
            "element",
            "field",
            "fingerprint",
            "spans",
            "notes",
            "help",
            "fixes",
            "rendered",
        ];
        ordered(line, &names);
        names.sort_unstable();
        assert_eq!(keys(&value), names);
        assert_eq!(value["schema"], "contract.diagnostic/1");
        assert!(value["fingerprint"].as_str().is_some_and(|text| text.len() == 16));
        assert!(["error", "warning", "hint"].contains(&value["level"].as_str().unwrap_or("")));
        let spans = value["spans"].as_array().expect("a list");
        assert_eq!(spans.iter().filter(|span| span["primary"] == true).count(), 1);
        for span in spans {
            let names =
                ["byte_end", "byte_start", "column", "end_column", "end_line", "file", "label", "line", "primary"];
            assert_eq!(keys(span), names);
            assert!(span["byte_start"].as_u64() <= span["byte_end"].as_u64());
        }
        for fix in value["fixes"].as_array().expect("a list") {
            assert_eq!(keys(fix), ["applicability", "edits", "title"]);
            assert_eq!(keys(&fix["edits"][0]), ["byte_end", "byte_start", "file", "insert"]);
        }
        assert!(value["rendered"].as_str().is_some_and(|text| text.ends_with('\n')));
    }
}

#[test]
fn a_fingerprint_does_not_know_lines() {
    let prints = |place: &Place| -> Vec<String> {
        let run = place.run("check set --format json");
        let print = |line: &str| serde_json::from_str::<Value>(line).map(|value| value["fingerprint"].to_string());
        run.out.lines().filter_map(|line| print(line).ok()).collect()
    };
    let place = set();
    let before = prints(&place);
    let text = place.read("set/app/commands.yaml");
    place.write("set/app/commands.yaml", format!("# one more line\n\n{text}"));
    assert_eq!(before, prints(&place));
}

#[test]
fn colours_are_used_where_they_are_wanted() {
    let place = set();
    let coloured =
        |args: &str, environment: &[(&str, &str)]| place.run_with(args, "", environment).out.contains('\x1b');
    assert!(!coloured("check set", &[]), "not a terminal");
    assert!(coloured("check set --color always", &[]));
    assert!(coloured("check set --color always", &[("NO_COLOR", "1")]), "the option is stronger");
    assert!(coloured("check set", &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured("check set", &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
    assert!(!coloured("check set --color never", &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured("check set --color always --format json", &[]));
    let plain = place.run("check set").out;
    let painted = place.run("check set --color always").out;
    assert_eq!(plain, strip(&painted), "colours change nothing else");
}

fn strip(text: &str) -> String {
    let mut parts = text.split('\x1b');
    let mut out = parts.next().unwrap_or("").to_owned();
    parts.for_each(|part| out.push_str(part.split_once('m').map_or("", |(_, rest)| rest)));
    out
}

#[test]
fn one_line_of_ten_megabytes() {
    let place = Place::new();
    let long = "x".repeat(10 << 20);
    place.write("errors.yaml", format!("errors: [{{ id: A, description: \"{long}\", http_sttaus: 404 }}]\n"));
    for format in ["rich", "plain", "concise", "json", "agent", "github", "junit", "markdown"] {
        let run = place.run(&format!("check errors.yaml --format {format}"));
        assert_eq!(run.code, 1, "{format}");
        assert!(run.out.len() < 4000, "{format}: {} bytes", run.out.len());
    }
}
