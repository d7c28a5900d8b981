//! Any tree goes out and comes back; another reader agrees; any notes go out and come back.

use super::{FILE, comments, sample_files, sound};
use crate::ast::{Comment, Document, Entry, Item, Key, KeyValue, Node, Notes, Value, difference};
use crate::source::Span;
use crate::yaml::{read, write, write_checked};
use proptest::prelude::*;

fn span() -> Span {
    Span::new(FILE, 0, 0)
}

fn text() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(vec![
        "no",
        "yes",
        "y",
        "N",
        "on",
        "Off",
        "null",
        "~",
        "true",
        "1.2",
        "12:30",
        "1:2:3",
        "",
        " x",
        "x ",
        "- a",
        "-",
        "a: b",
        "a:",
        ":a",
        "#x",
        "a #b",
        "a\nb",
        "a\nb\n",
        "a\nb\n\n",
        "\n",
        "\n\n",
        "\na",
        "\n a\nb",
        " a\nb\n",
        "a \nb",
        "a\n \nb",
        "a\n\n\nb",
        "\ta",
        "a\tb",
        "a\n\tb",
        "\ta\nb",
        "👍",
        "é\u{302}",
        "a\r\nb",
        "a\rb",
        "\u{85}",
        "a\u{2028}b",
        "\u{2029}",
        "\0",
        "\u{1b}[0m",
        "\u{7f}",
        "\u{FEFF}",
        "\u{202E}abc",
        "=",
        "<<",
        "!x",
        "&x",
        "*x",
        "%x",
        "@x",
        "`x`",
        "{{x}}",
        "[x]",
        "'",
        "\"",
        "it's",
        "\\",
        "a\\nb",
        "2026-01-31",
        "0x1F",
        "1_000",
        "+1",
        ".inf",
        ".nan",
        "---",
        "--- a",
        "...",
        "? x",
        "?",
        "| x",
        "> y",
        "a\n# b\nc",
        "# a\nb",
        "a\n---\nb",
        "a\u{a0}b",
        "\u{3000}",
        "x:y",
        "a: \n",
        "a\n\n",
        "a\n\n\n  ",
        "...\nx",
        "\u{FFFE}",
        "a,b",
        "a  b",
        "~x",
        "=x",
        "bảng lương",
        "x #",
        "x#",
        "- ",
        "a\n- b\n",
        "k: v\nl: w\n",
    ]);
    prop_oneof![
        3 => hostile.prop_map(String::from),
        2 => "[a-zA-Z0-9_ ./:#,'\"{}\\[\\]&*!|>%@`~=?+\n\t-]{0,12}",
        1 => any::<String>(),
        1 => "[a-z]{1,8}",
    ]
}

fn number() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "0", "-1", "+1", "1.50", ".5", "1e3", "0x1F", "0o17", ".inf", "-.INF", ".nan", "012", "-0",
    ])
    .prop_map(String::from)
}

fn key() -> impl Strategy<Value = KeyValue> {
    prop_oneof![
        6 => text().prop_map(|text| KeyValue::Text(text.into())),
        1 => number().prop_map(|text| KeyValue::Number(text.into())),
        1 => any::<bool>().prop_map(KeyValue::Bool),
        1 => Just(KeyValue::Null),
        1 => "[a-z]{1,3}".prop_map(|text| KeyValue::Text(text.repeat(600).into())),
    ]
}

fn comment() -> impl Strategy<Value = Comment> {
    ("[ -~]{0,10}|#x|: |- a|é", any::<bool>()).prop_map(|(text, blank)| Comment {
        text: text.trim_end().into(),
        blank,
        span: span(),
    })
}

fn notes() -> impl Strategy<Value = Notes> {
    let some = prop::collection::vec(comment(), 0..3);
    let below = prop::collection::vec(comment(), 0..3);
    let full = (any::<bool>(), some, any::<bool>(), prop::option::of(comment()), below).prop_map(
        |(blank, above, detached, end, below)| {
            let mut notes = Notes::blank(blank);
            let comments = notes.comments_mut();
            (comments.above, comments.detached, comments.end, comments.below) = (above, detached, end, below);
            notes
        },
    );
    prop_oneof![3 => any::<bool>().prop_map(Notes::blank), 1 => full]
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = prop_oneof![
        5 => text().prop_map(|text| Value::Text(text.into())),
        1 => number().prop_map(|text| Value::Number(text.into())),
        1 => any::<bool>().prop_map(Value::Bool),
        1 => Just(Value::Null),
    ];
    let leaf = leaf.prop_map(|value| Node::new(value, span()));
    leaf.prop_recursive(5, 40, 4, |inner| {
        let items = prop::collection::vec((notes(), inner.clone()), 0..4);
        let entries = prop::collection::vec((notes(), key(), inner), 0..4);
        prop_oneof![
            items.prop_map(|items| Value::List(items.into_iter().map(|(notes, node)| Item { notes, node }).collect())),
            entries.prop_map(|entries| {
                let mut all: Vec<Entry> = Vec::new();
                for (notes, key, node) in entries {
                    if all.iter().all(|entry| entry.key.value().to_owned() != key) {
                        all.push(Entry { notes, key: Key::new(key, span()), node });
                    }
                }
                Value::Map(all)
            }),
        ]
        .prop_map(|value| Node::new(value, span()))
    })
}

fn document() -> impl Strategy<Value = Document> {
    (node(), prop::collection::vec(comment(), 0..3)).prop_map(|(root, below)| {
        let mut notes = Notes::default();
        notes.comments_mut().below = below;
        Document { root, notes }
    })
}

/// How many cases are tried; `PROPTEST_CASES` asks for more.
fn cases() -> u32 {
    std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300)
}

/// Whether the other reader can be asked: it knows no keys that are equal in value, and it reads numbers its own way.
fn other_agrees(node: &Node, other: &serde_yaml::Value) -> bool {
    match (&node.value, other) {
        (Value::Null, serde_yaml::Value::Null) => true,
        (Value::Bool(a), serde_yaml::Value::Bool(b)) => a == b,
        (Value::Number(_), serde_yaml::Value::Number(_)) => true,
        // Two forms that YAML 1.1 does not know as numbers.
        (Value::Number(a), serde_yaml::Value::String(b)) => a.as_ref() == b,
        (Value::Text(a), serde_yaml::Value::String(b)) => a.as_ref() == b,
        (Value::List(a), serde_yaml::Value::Sequence(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| other_agrees(&a.node, b))
        }
        (Value::Map(a), serde_yaml::Value::Mapping(b)) => {
            a.len() == b.len()
                && a.iter().zip(b.iter()).all(|(a, (key, b))| {
                    let key_agrees = match (a.key.value(), key) {
                        (KeyValue::Text(a), serde_yaml::Value::String(b)) => a == b,
                        (KeyValue::Text(_), _) => false,
                        _ => true,
                    };
                    key_agrees && other_agrees(&a.node, b)
                })
        }
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_goes_round(document in document()) {
        let written = write(&document);
        let reading = read(FILE, &written);
        prop_assert!(reading.findings.is_empty(), "{written}\n{:?}", reading.findings);
        let again = reading.document.expect("a document");
        prop_assert_eq!(difference(&document.root, &again.root), None, "{}", written);
        prop_assert_eq!(comments(&document), comments(&again), "{}", written);
        prop_assert_eq!(&write(&again), &written);
        prop_assert_eq!(write_checked(&document), Ok(written.clone()));
        match serde_yaml::from_str::<serde_yaml::Value>(&written) {
            Ok(other) => prop_assert!(other_agrees(&document.root, &other), "{written}\n{other:?}"),
            // Two numbers that are equal in value are two keys here and one key there.
            Err(error) => prop_assert!(error.to_string().contains("duplicate entry"), "{written}\n{error}"),
        }
    }

    #[test]
    fn garbage_gives_findings_and_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let text = String::from_utf8_lossy(&bytes);
        let _ = read(FILE, &text);
    }

    #[test]
    fn yaml_like_garbage(text in "([a-c]|: |- |\n|\n  |\n    |\\[|\\]|\\{|\\}|, |#|\"|'|\\| ?|>|\\? |&a |\\*a|!t |\t|%|---\n|\\.\\.\\.\n|~|\r\n|<<|-|\\\\|\\{\\{a\\}\\}|\\{\\{|\\}\\}|\u{85}|\u{FEFF}|é){0,40}") {
        stays_whole(&text);
    }
}

/// What was read without findings is written and read again as the same, with every comment.
fn stays_whole(text: &str) {
    let reading = read(FILE, text);
    for finding in &reading.findings {
        let span = finding.primary.as_ref().expect("a place").span;
        assert!(text.get(span.range()).is_some() || text.contains('\0'), "{text:?}: {finding:?}");
    }
    if !reading.findings.is_empty() {
        return;
    }
    let document = reading.document.expect("a document");
    let written = write_checked(&document).unwrap_or_else(|found| panic!("{text:?}\n{found:?}"));
    assert_eq!(write(&sound(&written)), written, "{text:?}");
    let found = crate::yaml::events::comments(text);
    let mut own = comments(&document);
    own.sort();
    assert_eq!(own, found, "{text:?}");
}

#[test]
fn damaged_samples_stay_whole() {
    let files = sample_files();
    let mut state = 7u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below.max(1)
    };
    let bits = [
        "\n", "  ", "\t", "# c\n", " # c", "- ", ": ", "\"", "'", "[", "}", "|", ">", "\r\n", "&", "*", "~", "\n\n",
        "é",
    ];
    for (_, text) in &files {
        for _ in 0..60 {
            let mut damaged = text.clone();
            for _ in 0..random(3) + 1 {
                let at =
                    (random(damaged.len())..=damaged.len()).find(|at| damaged.is_char_boundary(*at)).expect("an end");
                match random(3) {
                    0 => damaged.insert_str(at, bits[random(bits.len())]),
                    1 => damaged.truncate(at),
                    _ => drop(
                        damaged
                            .char_indices()
                            .nth(1)
                            .map(|_| if at < damaged.len() { Some(damaged.remove(at)) } else { None }),
                    ),
                }
            }
            stays_whole(&damaged);
        }
    }
}
