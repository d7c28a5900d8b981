//! Every key of every kind with values of every form: something may be said, but nothing may break.

use super::Read;
use crate::kinds::{KINDS, Record, Shape};

const VALUES: &[&str] = &[
    "null",
    "true",
    "7",
    "-1.5e3",
    "''",
    "x",
    "':'",
    "'a:'",
    "'.b'",
    "'a.'",
    "'list<'",
    "'<>>,'",
    "'list<map<string,list<Ünit>>>'",
    "'role:|permission: , x:y'",
    "'{{ x }}'",
    "'Entity:'",
    "[]",
    "{}",
    "[null]",
    "[[]]",
    "[{}]",
    "[x, x, 7]",
    "{7: {}}",
    "{x: [x]}",
    "{table: [], column: {}}",
    "[{id: emit.event, params: x}, {id: 7, params: {event: []}}, {params: {}}]",
    "[{name: a}, {name: a, type: ''}]",
    "[{id: x, name: x, when: {x: 1}, then: [x]}]",
    "'日本語.日本語'",
    "\"\\u0000\"",
];

#[test]
fn no_value_breaks_a_check() {
    let mut count = 0;
    for kind in KINDS {
        for key in kind.record.keys {
            for value in VALUES {
                count += one(kind.section, kind.single, kind.name, &format!("{}: {value}", key.name));
            }
            if let Shape::List(Shape::Record(inner)) | Shape::Record(inner) = &key.shape {
                count += inside(kind.section, kind.single, key.name, inner, matches!(key.shape, Shape::List(_)));
            }
        }
    }
    assert!(count > 1000, "{count}");
}

fn inside(section: &[&str], single: bool, key: &str, record: &Record, list: bool) -> usize {
    let mut count = 0;
    for (at, inner) in record.keys.iter().enumerate() {
        for value in VALUES.iter().skip(at % 4).step_by(4) {
            let entry = format!("{{{}: {value}}}", inner.name);
            let value = if list { format!("[{entry}, {entry}]") } else { entry };
            count += one(section, single, "id", &format!("{key}: {value}"));
        }
    }
    count
}

/// Checks a declaration that has its name and one more key; gives the number of findings.
fn one(section: &[&str], single: bool, name: &str, entry: &str) -> usize {
    let name = if name.is_empty() || single || entry.starts_with(&format!("{name}:")) {
        String::new()
    } else {
        format!("{name}: x, ")
    };
    let declaration = format!("{{{name}{entry}}}");
    let list = if single { declaration } else { format!("[{declaration}]") };
    let text = match section {
        [root] => format!("{root}: {list}\n"),
        [root, inner] => format!("{root}: {{{inner}: {list}}}\n"),
        _ => String::new(),
    };
    let read = Read::of(&[("t.yaml".into(), text.clone())]);
    let found = read.check(true);
    for found in &found {
        let label = found.primary.as_ref().unwrap();
        assert!(label.span.end as usize <= text.len(), "{text}");
        assert!(!found.title.ends_with('.') && !found.title.starts_with(char::is_uppercase), "{}", found.title);
        // A fix that says it is sure leaves text that can be read.
        for edit in found.fixes.iter().flat_map(|fix| &fix.edits) {
            let mut fixed = text.clone();
            fixed.replace_range(edit.span.range(), &edit.insert);
            let again = Read::of(&[("t.yaml".into(), fixed.clone())]);
            let broken =
                again.readings.iter().any(|reading| !reading.is_whole()) && read.readings.iter().all(|r| r.is_whole());
            assert!(!broken, "{text}{fixed}");
        }
    }
    assert_eq!(found, read.check(true));
    found.len()
}
