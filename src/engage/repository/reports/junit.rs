//! JUnit XML.
//!
//! In: text. Out: how many tests there are, which failed and where. Cases are counted, not the sums that suites claim; a sum that claims more
//! failures than there are cases is believed, for a suite can fail without a case.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Failure, Suite};
use crate::engage::repository::Lines;

/// Reads JUnit; none where it is not well formed.
pub(super) fn read(path: &str, text: &str) -> Option<Suite> {
    let lines = Lines::of(text);
    let mut reader = Reader::from_str(text);
    let mut suite = Suite { path: path.to_owned(), tests: 0, skipped: 0, failures: Vec::new() };
    let (mut case, mut depth, mut claimed) = (Failure { name: String::new(), line: 0 }, 0u32, 0u64);
    loop {
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event().ok()?;
        match &event {
            Event::Eof => break,
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.checked_sub(1)?,
            _ => {}
        }
        let (Event::Start(tag) | Event::Empty(tag)) = &event else { continue };
        match tag.name().as_ref() {
            b"testsuite" => claimed += claims(tag),
            b"testcase" => {
                suite.tests += 1;
                case = Failure { name: name_of(tag), line: lines.place(text, at).0 };
            }
            b"failure" | b"error" if suite.failures.last() != Some(&case) => suite.failures.push(case.clone()),
            b"skipped" => suite.skipped += 1,
            _ => {}
        }
    }
    if depth != 0 {
        return None;
    }
    if suite.failures.is_empty() && claimed > 0 {
        suite.failures.push(Failure { name: "a suite".to_owned(), line: 0 });
    }
    Some(suite)
}

fn claims(tag: &BytesStart<'_>) -> u64 {
    let number = |name| attribute(tag, name).and_then(|text| text.trim().parse::<u64>().ok()).unwrap_or(0);
    number("failures").saturating_add(number("errors"))
}

fn name_of(tag: &BytesStart<'_>) -> String {
    let name = attribute(tag, "name").unwrap_or_default();
    match attribute(tag, "classname") {
        Some(class) if !class.is_empty() => format!("{class}::{name}"),
        _ => name,
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    Some(String::from_utf8_lossy(&attribute.value).into_owned())
}
