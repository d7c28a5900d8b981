//! The JSON surface by itself; the circles through the others stand in `laws`.

use crate::ast::difference;
use crate::set::Surface;
use crate::source::FileId;

const WHOLE: &str = r#"{
  "contract_version": "1.0",
  "project": "a \"b\" é",
  "parties": {
    "client": "c",
    "contractor": null
  },
  "own": [1.50, -2e3, true, {"x": []}],
  "definition_of_done": {}
}
"#;

#[test]
fn what_is_read_is_written_again() {
    let read = super::read(FileId(0), WHOLE);
    assert!(read.findings.is_empty(), "{:?}", read.findings);
    let document = read.document.expect("a document");
    let text = super::write_checked(&document).expect("the same");
    let again = super::read(FileId(0), &text).document.expect("a document");
    assert_eq!(difference(&document.root, &again.root), None);
    assert_eq!(super::write(&again), text, "the layout is a fixpoint");
}

#[test]
fn each_slip_has_its_place() {
    for (text, slip, place) in [
        ("{\"a\": 1,}", "a comma stands behind the last value", 7),
        ("{\"a\": 1 \"b\": 2}", "a comma is missing", 7),
        ("// c\n{}", "JSON has no comments", 0),
        ("{'a': 1}", "text stands in single quotes", 1),
        ("{a: 1}", "a word stands without quotes", 1),
        ("{\"a\": [1}", "the file is not valid JSON", 8),
        ("{\"a\": 1", "a map is not closed", 0),
        ("{} {}", "something follows the end of the contract", 3),
        ("", "the file is empty", 0),
        ("{\"a\": 1, \"a\": 2}", "`a` stands twice", 9),
    ] {
        let read = super::read(FileId(0), text);
        let [found] = read.findings.as_slice() else { panic!("{text}: {:?}", read.findings) };
        let at = found.primary.as_ref().map(|label| label.span.range().start);
        assert_eq!((found.title.as_str(), at), (slip, Some(place)), "{text}");
    }
}

#[test]
fn deep_nests_and_any_bytes_are_survived() {
    for text in ["[".repeat(100_000), "{\"a\":".repeat(100_000), "[".repeat(300) + &"]".repeat(300)] {
        assert!(!super::read(FileId(0), &text).findings.is_empty());
    }
    for text in ["\u{0}", "\u{feff}{}", "{\"\\ud800\": 1}", "{\"a\": 1e999}", "nul", "\"\\u12"] {
        let _ = super::read(FileId(0), text).document.map(|own| super::write(&own));
    }
}

#[test]
fn comments_and_strangers_are_told() {
    let of = |text: &str, without: bool| {
        let document = Surface::Yaml.read(FileId(0), text).document.expect("a document");
        super::obstacles(&document, without).into_iter().map(|own| own.title).collect::<Vec<_>>()
    };
    assert_eq!(of("engagement:\n  project: a\n", false), Vec::<String>::new());
    assert_eq!(of("# x\nengagement:\n  project: a # y\n", false), ["JSON has no place for comments (2 of them)"]);
    assert_eq!(of("# x\nengagement:\n  project: a # y\n", true), Vec::<String>::new());
    assert_eq!(of("engagement:\n  project: 0x1F\n", false), ["JSON cannot say this"]);
    assert_eq!(of("entities: []\nengagement: {}\n", false), ["only an engagement can be written as JSON"]);
    assert_eq!(of("{}", false), ["there is no engagement to write as JSON"]);
}
