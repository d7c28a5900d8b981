//! Spans, byte by byte.

use super::{each_node, sound};

/// The pieces of the text that the nodes below the root cover, in order.
fn pieces(text: &str) -> Vec<&str> {
    let document = sound(text);
    let mut pieces = Vec::new();
    each_node(&document.root, &mut |node| pieces.push(&text[node.span.range()]));
    pieces.remove(0);
    pieces
}

#[test]
fn scalars() {
    assert_eq!(pieces("a: 'x'\nb: \"é\\n\"\nc: x y \nd:\n"), ["'x'", "\"é\\n\"", "x y", ""]);
    assert_eq!(pieces("a: x\n  y\nb: \"x\n\n  y\" # c\n"), ["x\n  y", "\"x\n\n  y\""]);
    assert_eq!(
        pieces("a: | # c\n  x\n  y  \n\n\nb: >-\n  z\n\n# d\nc: |+\n\n  q\n\n"),
        ["| # c\n  x\n  y  ", ">-\n  z", "|+\n\n  q"]
    );
    assert_eq!(pieces("a: |\nb: >+\n\n"), ["|", ">+"]);
}

#[test]
fn absent_values_stand_behind_their_mark() {
    let text = "a:   # c\nb:\n  - \n  -\n? c\n? d\n: \n";
    let document = sound(text);
    let mut starts = Vec::new();
    each_node(&document.root, &mut |node| starts.push((node.span.start, node.span.end)));
    assert_eq!(starts.remove(0), (0, text.len() as u32 - 2));
    assert_eq!(starts.remove(0), (2, 2));
    assert_eq!(starts.remove(0), (14, 20));
    assert_eq!(starts, [(15, 15), (20, 20), (24, 24), (30, 30)]);
}

#[test]
fn containers() {
    assert_eq!(
        pieces("a:\n  - x: 1\n    y: 2 \n\n  - z\n\nb: [ 1, {p: q} ] # c\n"),
        ["- x: 1\n    y: 2 \n\n  - z", "x: 1\n    y: 2", "1", "2", "z", "[ 1, {p: q} ]", "1", "{p: q}", "q",]
    );
}

#[test]
fn keys_and_marks() {
    let text = "\u{FEFF}'a b': 1\r\n\"c\":\r\n  Luồng: |\r\n    x\r\n    y\r\n\r\n  d: x\r\n    y\r\n";
    let document = sound(text);
    let entries = document.root.as_map().expect("a map");
    assert_eq!(&text[entries[0].key.span.range()], "'a b'");
    assert_eq!(&text[entries[1].key.span.range()], "\"c\"");
    let inner = entries[1].node.as_map().expect("a map");
    assert_eq!(&text[inner[0].key.span.range()], "Luồng");
    assert_eq!(&text[inner[0].node.span.range()], "|\r\n    x\r\n    y");
    assert_eq!(inner[0].node.as_text(), Some("x\ny\n"));
    assert_eq!(inner[1].node.as_text(), Some("x y"));
    assert!(inner[1].notes.blank);
}
