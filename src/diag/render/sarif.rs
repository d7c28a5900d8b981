//! All findings of a run as a SARIF 2.1.0 log, which code hosts and editors read.
//!
//! A finding is a result, its code a rule, its other labels related locations, its fixes fixes (but for those with something
//! to fill in). The fingerprint tells a result again after its lines have moved. Hints are notes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::place::Places;
use super::spot::Spot;
use super::{clean, json};
use crate::diag::{Applicability, CODES, Diagnostic, Fix, Label, Level};

/// The log.
pub(super) fn render(findings: &[Diagnostic], places: &Places<'_>) -> String {
    let used = CODES.iter().filter(|code| findings.iter().any(|finding| finding.code.id == code.id));
    let index: BTreeMap<&str, usize> = used.clone().enumerate().map(|(at, code)| (code.id, at)).collect();
    let rules: Vec<Value> = used
        .map(|code| {
            json!({
                "id": code.id,
                "name": code.slug,
                "shortDescription": { "text": code.summary },
                "help": { "text": format!("contract explain {}", code.id), "markdown": code.page },
                "defaultConfiguration": { "level": level(code.level) },
            })
        })
        .collect();
    let results: Vec<Value> = findings.iter().map(|finding| result(finding, &index, places)).collect();
    let log = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "contract", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{}\n", json::visible(&serde_json::to_string_pretty(&log).unwrap_or_default()))
}

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Hint => "note",
    }
}

fn result(finding: &Diagnostic, index: &BTreeMap<&str, usize>, places: &Places<'_>) -> Value {
    let mut words = vec![finding.title.clone()];
    words.extend(finding.primary.iter().map(|label| label.text.clone()).filter(|text| !text.is_empty()));
    words.extend(finding.notes.iter().map(|note| format!("note: {note}")));
    words.extend(finding.help.iter().map(|help| format!("help: {help}")));
    let spot = Spot::primary(finding, places);
    let mut result = json!({
        "ruleId": finding.code.id,
        "ruleIndex": index.get(finding.code.id),
        "level": level(finding.level),
        "message": { "text": words.join("\n") },
        "partialFingerprints": { "contract/v1": json::fingerprint(finding, spot.map_or("", |spot| spot.file)) },
    });
    let mut location = serde_json::Map::new();
    if let Some(spot) = spot {
        location.insert("physicalLocation".into(), physical(&spot));
    }
    if let Some(element) = &finding.element {
        let field = finding.field.as_ref().map_or(String::new(), |field| format!("/{field}"));
        location.insert("logicalLocations".into(), json!([{ "fullyQualifiedName": format!("{element}{field}") }]));
    }
    if !location.is_empty() {
        set(&mut result, "locations", json!([location]));
    }
    let related = |(at, label): (usize, &Label)| {
        let spot = Spot::of(label.span, places)?;
        let text = if label.text.is_empty() { "see here" } else { &label.text };
        Some(json!({ "id": at + 1, "physicalLocation": physical(&spot), "message": { "text": text } }))
    };
    let related: Vec<Value> = finding.secondary.iter().enumerate().filter_map(related).collect();
    if !related.is_empty() {
        set(&mut result, "relatedLocations", json!(related));
    }
    let whole = finding.fixes.iter().filter(|fix| fix.applicability != Applicability::HasPlaceholders);
    let fixes: Vec<Value> = whole.filter_map(|fix| repair(fix, places)).collect();
    if !fixes.is_empty() {
        set(&mut result, "fixes", json!(fixes));
    }
    result
}

fn set(object: &mut Value, key: &str, value: Value) {
    if let Some(object) = object.as_object_mut() {
        object.insert(key.into(), value);
    }
}

/// A fix; none without any edit.
fn repair(fix: &Fix, places: &Places<'_>) -> Option<Value> {
    let edits = Spot::of_edits(&fix.edits, places);
    let changes: Vec<Value> = edits
        .chunk_by(|a, b| a.0.file == b.0.file)
        .filter_map(|edits| {
            let replacement = |(spot, insert): &(Spot<'_>, &str)| {
                let mut replacement = json!({ "deletedRegion": region(spot) });
                if !insert.is_empty() {
                    set(&mut replacement, "insertedContent", json!({ "text": insert }));
                }
                replacement
            };
            let replacements: Vec<Value> = edits.iter().map(replacement).collect();
            Some(json!({ "artifactLocation": artifact(edits.first()?.0.file), "replacements": replacements }))
        })
        .collect();
    (!changes.is_empty()).then(|| {
        json!({
            "description": { "text": fix.title },
            "artifactChanges": changes,
            "properties": { "applicability": fix.applicability.name() },
        })
    })
}

fn physical(spot: &Spot<'_>) -> Value {
    json!({ "artifactLocation": artifact(spot.file), "region": region(spot) })
}

fn region(spot: &Spot<'_>) -> Value {
    json!({
        "startLine": spot.line,
        "startColumn": spot.column,
        "endLine": spot.end_line,
        "endColumn": spot.end_column,
    })
}

/// A path as a URI.
fn artifact(path: &str) -> Value {
    let mut uri = String::new();
    for byte in clean(path).bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    json!({ "uri": uri })
}
