//! Comments and blank lines: who owns what.

use super::{FILE, sound};
use crate::ast::{Document, Node, Notes, Value};
use crate::yaml::{read, write};

/// All notes as `path above[..] detached end below[..]`.
fn notes(text: &str) -> Vec<String> {
    let document = sound(text);
    let mut all = Vec::new();
    walk(&document.root, "", &mut all);
    show("file", &document.notes, &mut all);
    all
}

fn show(path: &str, notes: &Notes, all: &mut Vec<String>) {
    let comments = notes.comments();
    let mut line = path.to_string();
    let join = |list: &[crate::ast::Comment]| {
        let texts: Vec<_> =
            list.iter().map(|c| format!("{}{}", if c.blank { "~" } else { "" }, c.text.trim())).collect();
        texts.join(",")
    };
    if notes.blank {
        line.push_str(" blank");
    }
    if !comments.above.is_empty() {
        line.push_str(&format!(" above[{}]", join(&comments.above)));
    }
    if comments.detached {
        line.push_str(" detached");
    }
    if let Some(end) = &comments.end {
        line.push_str(&format!(" end[{}]", end.text.trim()));
    }
    if !comments.below.is_empty() {
        line.push_str(&format!(" below[{}]", join(&comments.below)));
    }
    if line != path {
        all.push(line);
    }
}

fn walk(node: &Node, path: &str, all: &mut Vec<String>) {
    match &node.value {
        Value::List(items) => {
            for (at, item) in items.iter().enumerate() {
                let path = format!("{path}[{at}]");
                show(&path, &item.notes, all);
                walk(&item.node, &path, all);
            }
        }
        Value::Map(entries) => {
            for entry in entries {
                let path = format!("{path}.{}", entry.key.value());
                show(&path, &entry.notes, all);
                walk(&entry.node, &path, all);
            }
        }
        _ => {}
    }
}

#[test]
fn above_and_end() {
    assert_eq!(
        notes("# 1\n\n# 2\na: # 3\n  # 4\n  b: 1 # 5\n\n  # 6\n\n  c: 2\n"),
        [".a above[1,~2] end[3]", ".a.b above[4] end[5]", ".a.c blank above[6] detached",]
    );
}

#[test]
fn the_first_entry_of_an_item_gives_its_comments_to_the_item() {
    assert_eq!(
        notes("a:\n\n  # 1\n  - id: x # 2\n    y: 1 # 3\n\n  # 4\n  - # 5\n    id: z\n  -\n    # 6\n    id: w\n"),
        [".a[0] above[1] end[2]", ".a[0].y end[3]", ".a[1] blank above[4] end[5]", ".a[2] above[6]",]
    );
    assert_eq!(
        notes("- - a # 1\n  # 2\n  - b\n- # 3\n  - c # 4\n"),
        ["[0][0] end[1]", "[0][1] above[2]", "[1] end[3]", "[1][0] end[4]"]
    );
}

#[test]
fn below_goes_to_the_deepest_container_that_fits() {
    assert_eq!(
        notes("a:\n  b:\n    - x: 1\n      # 1\n    # 2\n\n    # 3\n  # 4\n# 5\nc: 1\n  # 6\n\n# 7\n"),
        [".a below[4]", ".a.b below[2,~3]", ".a.b[0] below[1]", ".c above[5]", "file below[6,~7]",]
    );
    // In the column of the next item they are above it.
    assert_eq!(notes("a:\n  - x: 1\n  # 1\n  - y: 2\n"), [".a[1] above[1]"]);
    // A list in the column of its key does not take what is meant for the next key.
    assert_eq!(notes("a:\n- x\n# 1\nb: 1\n"), [".b above[1]"]);
    // Order is kept.
    assert_eq!(notes("a:\n  b:\n    c: 1\n  # 1\n    # 2\nd: 1\n"), [".a below[1,2]"]);
}

#[test]
fn texts_and_brackets() {
    assert_eq!(
        notes("a: | # 1\n  x # no\n  # no\n # 2\n# 3\nb: 'x' # 4\nc: x\n  y # 5\n"),
        [".a end[1]", ".b above[2,3] end[4]", ".c end[5]"]
    );
    assert_eq!(
        notes("a: [ # 1\n  x, # 2\n  # 3\n  y # 4\n  # 5\n] # 6\nb: {p: 1, # 7\n q: 2}\nc: [\n  # 8\n] # 9\n"),
        [".a above[6] end[1] below[5]", ".a[0] end[2]", ".a[1] above[3] end[4]", ".b.p end[7]", ".c above[8] end[9]",]
    );
    assert_eq!(notes("a: # 1\n  # 2\n  x\n? b # 3\n# 4\n: # 5\n  y\n"), [".a above[2] end[1]", ".b above[4,5] end[3]"]);
}

#[test]
fn files_of_comments() {
    assert_eq!(notes("# 1\n\n# 2\n"), ["file below[1,~2]"]);
    assert_eq!(notes("--- # 1\n# 2\na: 1\n"), [".a above[1,2]"]);
    assert_eq!(notes("# 1\n5 # 2\n"), ["file below[1,2]"]);
    assert!(matches!(sound("").root.value, Value::Null));
    assert!(matches!(sound("# x\n").root.value, Value::Null));
    assert_eq!(write(&sound("#1\n#\n")), "#1\n#\n");
    assert_eq!(write(&sound("")), "");
}

#[test]
fn blank_lines_are_one_or_none() {
    let text = "\n\na: 1\n\n\n\nb:\n\n  - x\n\n  - q\n  - z\n\n\n# c\n\n\n\nd: 1\n\n\n";
    assert_eq!(write(&sound(text)), "a: 1\n\nb:\n  - x\n\n  - q\n  - z\n\n# c\n\nd: 1\n");
    // The blank lines behind a text that keeps them are text.
    let text = "a: |+\n  x\n\nb: 1\n\nc: |\n  y\n\nd: |-\n  z\n  z\n\ne: 1\n";
    assert_eq!(write(&sound(text)), text);
}

#[test]
fn canonical_text_stays_as_it_is() {
    for text in [
        "# top\n\na:\n  # of b\n  b: # end\n    - x: 1 # end x\n      q: '1'\n      # below x\n\n    # of z\n    - z\n    # below b\n  # below a\n\n# end\n",
        "- - a\n  - - b\n    - c: 1\n      d: []\n- {}\n- null\n-\n  # c\n  - d\n",
        "a: |2-\n    x\n   y\nb: \"x\\r\\ny \\nz\"\n'': 1\nnull: 2\ntrue: 3\n0x1F: 4\n'7': 5\n",
    ] {
        assert_eq!(write(&sound(text)), text);
    }
    let long = format!("? {}\n:\n  - 1\n", "k".repeat(2000));
    assert_eq!(write(&sound(&long)), long);
}

#[test]
fn comments_of_a_broken_file_stay_with_their_section() {
    let reading = read(FILE, "# 1\na: [\n# 2\n\n# 3\nb: 1 # 4\n");
    let document: Document = reading.document.expect("a document");
    let mut all = Vec::new();
    walk(&document.root, "", &mut all);
    assert_eq!(all, [".b above[2,~3] end[4]"]);
}
