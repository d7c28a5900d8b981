//! A finding as one line of JSON, schema `contract.diagnostic/1`.
//!
//! Lines and columns start at 1, columns count characters, `end` is behind the last one; bytes count from 0. Control and
//! bidirectional characters are escaped.

use serde::Serialize;

use super::place::Places;
use super::spot;
use crate::diag::{Diagnostic, Label};

#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    code: &'static str,
    slug: &'static str,
    level: &'static str,
    title: &'a str,
    element: Option<&'a str>,
    field: Option<&'a str>,
    fingerprint: String,
    spans: Vec<Spot<'a>>,
    notes: &'a [String],
    help: Vec<String>,
    fixes: Vec<Repair<'a>>,
    rendered: String,
}

#[derive(Serialize)]
struct Spot<'a> {
    #[serde(flatten)]
    place: spot::Spot<'a>,
    primary: bool,
    label: &'a str,
}

#[derive(Serialize)]
struct Repair<'a> {
    title: &'a str,
    applicability: &'static str,
    edits: Vec<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    file: &'a str,
    byte_start: usize,
    byte_end: usize,
    insert: &'a str,
}

/// The line.
pub(super) fn render(finding: &Diagnostic, places: &Places<'_>) -> String {
    let labels = finding.primary.iter().map(|label| (true, label));
    let labels = labels.chain(finding.secondary.iter().map(|label| (false, label)));
    let spans = labels.filter_map(|(primary, label): (bool, &Label)| {
        Some(Spot { place: spot::Spot::of(label.span, places)?, primary, label: &label.text })
    });
    let fixes = finding.fixes.iter().map(|fix| {
        let edits = fix.edits.iter().filter_map(|edit| {
            let spot::Spot { file, byte_start, byte_end, .. } = spot::Spot::of(edit.span, places)?;
            Some(Change { file, byte_start, byte_end, insert: &edit.insert })
        });
        Repair { title: &fix.title, applicability: fix.applicability.name(), edits: edits.collect() }
    });
    let line = Line {
        schema: "contract.diagnostic/1",
        code: finding.code.id,
        slug: finding.code.slug,
        level: finding.level.name(),
        title: &finding.title,
        element: finding.element.as_deref(),
        field: finding.field.as_deref(),
        fingerprint: fingerprint(finding, path_of(finding, places)),
        spans: spans.collect(),
        notes: &finding.notes,
        help: finding.help.iter().map(ToString::to_string).collect(),
        fixes: fixes.collect(),
        rendered: super::plain::render(finding, places),
    };
    format!("{}\n", visible(&serde_json::to_string(&line).unwrap_or_default()))
}

/// A text as a JSON string.
pub(super) fn text(text: &str) -> String {
    visible(&serde_json::to_string(text).unwrap_or_default())
}

/// JSON in which control and bidirectional characters are escaped; line breaks stay (they stand between values only).
pub(super) fn visible(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '\n' || super::clean::visible(c) == c {
            out.push(c);
        } else {
            out.push_str(&format!("\\u{:04x}", u32::from(c))); // all of them have four digits
        }
    }
    out
}

/// The path of the file a finding is in, or nothing.
fn path_of<'a>(finding: &Diagnostic, places: &Places<'a>) -> &'a str {
    let place = finding.primary.as_ref().and_then(|label| places.of(label.span));
    place.map_or("", |place| &place.file.path)
}

/// Sixteen hexadecimal digits that stay the same when the finding moves to another line or its words change: FNV-1a over
/// code, element and field; over code, path and title, where it speaks of no element.
pub fn fingerprint(finding: &Diagnostic, path: &str) -> String {
    let place = match &finding.element {
        Some(element) => [element, finding.field.as_deref().unwrap_or("")],
        None => [path, &finding.title],
    };
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for part in [finding.code.id].into_iter().chain(place) {
        for byte in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}
