//! What is said about mistakes, and where.

use super::{FILE, findings};
use crate::yaml::read;

/// One mistake, one finding.
fn finds(text: &str, wanted: &str) {
    assert_eq!(findings(text), [wanted], "{text}");
}

#[test]
fn quotes_and_brackets_point_at_the_opener() {
    finds("a: 'x\n", "C0001 \"'\" a text in quotes is never closed");
    finds("a:\n  - x: \"one\n  - y: \"two\"\nb: 1\n", "C0001 \"\\\"\" a text in quotes is never closed");
    finds("a: [1, 2\nb: 3\n", "C0001 \"[\" a list in brackets is never closed");
    finds("a:\n  - x: [1, 2\n  - y: 3\nb: 1\n", "C0001 \"[\" a list in brackets is never closed");
    finds("a: {x: 1\n", "C0001 \"{\" a map in brackets is never closed");
    finds("a: [1, {b: 2], c]\n", "C0001 \"]\" `{` is closed by `]`");
    finds("a: ]\n", "C0001 \"]\" `]` closes nothing");
    finds("a: [a, , b]\n", "C0001 \",\" this does not fit between brackets");
    finds("a: \"b\" c\n", "C0001 \"c\" text goes on behind a closing quote");
    finds("a: [x]y\n", "C0001 \"y\" text goes on behind a value");
    finds("a: \"b\\q\"\n", "C0001 \"\\\\q\" `\\q` is no escape");
    finds("a: \"\\u00e9 \\u12\"\n", "C0001 \"\\\\u12\" `\\u12` is no escape");
}

#[test]
fn indentation() {
    finds("k:\n\tv: 1\n", "C0001 \"\\t\" a tab stands where YAML takes only spaces");
    finds("a:\n  - b: 1\n\t- c: 2\n", "C0001 \"\\t\" a tab stands where YAML takes only spaces");
    finds("a: b\n\tc: d\n", "C0001 \"\\t\" a tab stands where YAML takes only spaces");
    finds("a:\n  b: 1\n c: 2\n", "C0001 \"c: 2\" a line does not line up with the lines around it");
    finds("a: b\n- c\n", "C0001 \"- c\" a line does not line up with the lines around it");
    finds("a: x\n  y: 1\nb: 2\n", "C0001 \"y\" the key `y` cannot stand here");
    finds("a: x\n  # c\n  y\n", "C0001 \"y\" a text goes on behind a comment");
}

#[test]
fn lines() {
    finds("a: x: y\n", "C0001 \":\" a text that holds `: ` needs quotes");
    finds("a: 1\nfoo\nb: 2\n", "C0001 \"foo\" a line is no `key: value`");
    finds("x\ny: 1\n", "C0001 \"x\" a line is no `key: value`");
    finds("a:\n  b: 1\n  foo:bar\n", "C0001 \":\" a space is missing behind a colon");
    finds("a: - x\n", "C0001 \"-\" a list item cannot start here");
    finds("a: @x\n", "C0001 \"@\" a value without quotes cannot start with `@`");
    finds("a: *\n", "C0001 \"*\" a value without quotes cannot start with `*`");
    finds("a: \"b\"#c\n", "C0001 \"#\" a comment needs a space before its `#`");
    finds("a: | x\n b\n", "C0001 \"| x\" text stands behind `|`");
    finds(
        &format!("{}: 1\n", "k".repeat(1100)),
        &format!("C0001 {:?} a key is longer than 1024 characters", "k".repeat(20)),
    );
}

#[test]
fn features() {
    finds("a: &x 1\n", "C0009 \"&x\" the anchor `&x` is not used in contract sets");
    finds("a: *.pdf\n", "C0009 \"*.pdf\" the alias `*.pdf` is not used in contract sets");
    finds("<<: *y\n", "C0009 \"<<\" the merge key `<<` is not used in contract sets");
    finds("a: !!str z\n", "C0009 \"!!str\" the tag `!!str` is not used in contract sets");
    finds("a: !foo!bar x\n", "C0009 \"!foo!bar\" the tag `!foo!bar` is not used in contract sets");
    finds("a: 1\n---\nb: 2\n", "C0009 \"---\" the file holds more than one YAML document");
    finds("a: 1\n...\n", "C0009 \"...\" the mark `...` for the end of a document is not used in contract sets");
    finds("%YAML 1.2\n---\na: 1\n", "C0009 \"%YAML 1.2\" the directive `%YAML 1.2` is not used in contract sets");
    finds("? [a]\n: 1\n", "C0009 \"[a]\" a list or map cannot be a key");
    finds("a: {{x}}\n", "C0009 \"{{x}}\" the template `{{x}}` needs quotes");
    finds("a: {{x}} y\nb: 1\n", "C0001 \"y\" text goes on behind a value");
    assert!(findings("---\na: 1\n").is_empty());
    let root = read(FILE, "a: {{x}}\nb: *y\n").document.expect("a document").root;
    assert_eq!(root.get("a").and_then(|node| node.as_text()), Some("{{x}}"));
    assert_eq!(root.get("b").map(|node| node.describe()), Some("null"));
}

#[test]
fn keys_twice() {
    finds("a: 1\nb: 2\n'a': 3\n", "C0002 \"'a'\" the key `a` stands twice in one map");
    finds("a:\n  - {b: 1, b: 2}\n", "C0002 \"b\" the key `b` stands twice in one map");
    let many: String = (0..30).map(|n| format!("k{n}: 1\n")).collect();
    finds(&format!("{many}k3: 2\n"), "C0002 \"k3\" the key `k3` stands twice in one map");
    assert!(findings("7: 1\n'7': 2\ntrue: 3\n'true': 4\nnull: 5\n'null': 6\n").is_empty());
}

#[test]
fn characters() {
    finds("a: \"x\0y\"\n", "C0011 \"\\0\" the file holds a control character (`U+0000`)");
    finds("a: \0x\n", "C0011 \"\\0\" the file holds a control character (`U+0000`)");
    finds("# \u{202E}x\n", "C0011 \"\\u{202e}\" the file holds a mark that turns the direction of text (`U+202E`)");
    finds("a: 1\n\u{FEFF}b: 2\n", "C0011 \"\\u{feff}\" the file holds a byte order mark inside the text (`U+FEFF`)");
    assert!(findings("\u{FEFF}a: \u{85}\tx\r\n").is_empty());
}

#[test]
fn each_section_is_read_by_itself() {
    let text = "# top\ngood:\n  - id: a\n\n# of one\none:\n  - id: x\n  - id: \"oops\n  - id: y\n\ntwo: [1\nfine: 1\n\
                three:\n  a: 1\n b: 2\nlast:\n  - z\nlast: 1\n";
    assert_eq!(
        findings(text),
        [
            "C0001 \"\\\"\" a text in quotes is never closed",
            "C0001 \"[\" a list in brackets is never closed",
            "C0001 \"b: 2\" a line does not line up with the lines around it",
            "C0002 \"last\" the key `last` stands twice in one map",
        ]
    );
    let reading = read(FILE, text);
    assert_eq!(reading.broken.len(), 3);
    assert!(!reading.is_whole());
    let root = reading.document.expect("a document").root;
    let keys: Vec<_> = root.as_map().expect("a map").iter().map(|entry| entry.key.value().to_string()).collect();
    // What was whole before the mistake is kept; a map that lacks keys is not.
    assert_eq!(keys, ["good", "one", "fine", "last", "last"]);
    assert_eq!(root.get("one").and_then(|node| node.as_list()).map(<[_]>::len), Some(1));
    let fine = root.entry("fine").expect("an entry");
    assert_eq!(&text[fine.key.span.range()], "fine");
    assert_eq!(&text[root.get("last").expect("a list").span.range()], "- z");
}

#[test]
fn many_findings_are_counted() {
    let reading = read(FILE, &"a: *x\n".repeat(50));
    assert_eq!(reading.findings.len(), 40);
    assert_eq!(reading.findings[19].notes, ["30 more of these in this file are not shown"]);
}
