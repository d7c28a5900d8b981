//! The two ways to the events make the same tree: whatever `lines` takes on, the library reads in the same way.

use super::{FILE, sample_files};
use crate::yaml::build::{build, by_library};
use crate::yaml::findings::Findings;
use crate::yaml::lines::{events, is_plain};
use proptest::prelude::*;

/// Whether `lines` reads the text; if so, the tree must be that of the library.
fn agree(text: &str) -> bool {
    if !is_plain(text) || events(text).is_none() {
        return false;
    }
    let mut findings = (Findings::default(), Findings::default());
    let (ours, theirs) = (build(FILE, text, 0, true, &mut findings.0), by_library(FILE, text, 0, &mut findings.1));
    assert!(theirs.trouble.is_none(), "{text:?}: {:?}", theirs.trouble);
    assert_eq!(format!("{:#?}", ours.root), format!("{:#?}", theirs.root), "{text:?}");
    assert_eq!(format!("{:?}", ours.below), format!("{:?}", theirs.below), "{text:?}");
    assert_eq!(findings.0.finish(), findings.1.finish(), "{text:?}");
    true
}

#[test]
fn samples_are_read_line_by_line() {
    let files = sample_files();
    let fast = files.iter().filter(|(_, text)| agree(text)).count();
    assert!(fast * 10 >= files.len() * 9, "{fast} of {}", files.len());
}

#[test]
fn common_forms_are_read_line_by_line() {
    for text in [
        "a: 1",
        "a:\n- b\n-   c: 1\n    d: 'it''s'\ne: f # g\n",
        "# top\n\na: b c\n  d\n\n# end\n",
        "- - a\n  - b\n-\n  c: []\n  d: {} # e\n- \"f\": [g, h-1]\n",
        "a:\nb:\n  c:\n",
        "a: {b: c, d: 'e'}\nf: [\"g\", h,i ] # j\n",
        "'a': \"b\" # c\n",
        "a: -1\nb: .5\nc: x:y#z\n",
    ] {
        assert!(agree(text), "{text:?}");
    }
}

#[test]
fn other_forms_are_left_to_the_library() {
    for text in [
        "",
        "# a\n",
        "a",
        "a: b: c",
        "a: |\n  b\n",
        "a: &b c",
        "--- \na: b",
        "a: b\n c: d",
        " a: b",
        "a: [b, [c]]",
        "a : b",
        "a: 'b\n  c'",
        "a: \"\\n\"",
        "a: b\n...\n",
        "? a\n: b",
        "a: b\n- c",
        "- a\nb: c",
        "a: {b: {c: d}}",
        "a: {b: c, }",
        "a: {b:c}",
        "a: [b, ]",
        "'a'b: c",
    ] {
        assert!(events(text).is_none(), "{text:?}");
    }
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "a",
        "b c",
        "key",
        "1",
        "-1",
        "~",
        "<<",
        "é",
        "x:y",
        "x#y",
        ": ",
        ":",
        ":\n",
        ": ",
        "\n",
        "\n",
        "\n  ",
        "\n  ",
        "\n    ",
        "\n\n",
        "- ",
        "-",
        "- ",
        " ",
        "  ",
        "#",
        " # c",
        "# c\n",
        "'",
        "\"",
        "''",
        "'d'",
        "\"e\"",
        "[",
        "]",
        "{",
        "}",
        "[]",
        "{}",
        ", ",
        ",",
        "[a, b]",
        "|",
        ">",
        "&",
        "*",
        "!",
        "%",
        "?",
        "? ",
        "@",
        "\\",
        "...",
        "---",
        ".",
        "..",
        "=",
        "(",
        "+",
        "key: v\n",
        "{a: 1}",
        "['a', \"b\"]",
        "{a: ",
        "key:\n",
        "- x\n",
        "- k: v\n  ",
        "key: v\n  ",
        "\n- ",
    ])
}

fn line() -> impl Strategy<Value = String> {
    let indent = prop::sample::select(vec!["", "", "", "  ", "  ", "  ", "    ", "    ", "      ", " ", "   "]);
    let content = prop::sample::select(vec![
        "a: 1",
        "b:",
        "c:",
        "- x",
        "- d: 2",
        "-",
        "- - y",
        "- e:",
        "f: 'q'",
        "# c",
        "",
        "g: h i",
        "words",
        "- 'q' # c",
        "i: [a, b]",
        "j: {k: l}",
        "- {k: l}",
        "m: []",
        "n: # c",
        "- # c",
        "o: p # c",
        "\"u\": v",
        "<<: w",
        "~: x",
        "r: 's' # c",
        "- t: u v",
        "1: 2",
        "é: ü",
        "w:  x  ",
        "-   y: z",
        "- - z: 1",
        "a:b",
        "- a: b",
        "c: -1",
        "d: '' # c",
        "- \"\"",
        "e: |",
        "? f",
        "- [g]",
    ]);
    (indent, content).prop_map(|(indent, content)| format!("{indent}{content}\n"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, max_shrink_iters: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_read_is_read_alike(pieces in prop::collection::vec(piece(), 0..24)) {
        agree(&pieces.concat());
    }

    #[test]
    fn lines_are_read_alike(lines in prop::collection::vec(line(), 1..9)) {
        agree(&lines.concat());
    }
}
