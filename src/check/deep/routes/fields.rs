//! C0305 and C0306: what the response promises, and what the operation returns.
//!
//! In: a route and its operation. Out: findings. Types are one if they say the same: `Entity:X` and `X`, `text` and `string`; what
//! has no type of its own (`json`) may stand for anything that is no scalar.

use super::Call;
use crate::check::deep::Sound;
use crate::check::deep::parts::{Field, bare, fields};
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::Diagnostic;
use crate::diag::code::{C0305, C0306};
use crate::diag::nearest::ranked;

/// Compares the fields of the response with those that are returned.
pub fn check(sound: &Sound, call: &Call, findings: &mut Vec<Diagnostic>) {
    let response = fields(call.route.node, "response_schema");
    let returns = fields(call.operation.node, "returns");
    let mut missing = Vec::new();
    for field in &response {
        let Some(given) = returns.iter().find(|given| given.name == field.name) else {
            missing.push(field);
            continue;
        };
        let (Some((wanted, span)), Some((kind, from))) = (field.kind(), given.kind()) else { continue };
        if wanted.contains("{{") || kind.contains("{{") || fits(sound, &plain(kind), &plain(wanted)) {
            continue;
        }
        let title = format!("`{}` returns `{}` as `{kind}`, not as `{wanted}`", call.name, field.name);
        let found = Diagnostic::new(&C0306, title, span, "the response promises this type")
            .label(from, "the operation returns this one")
            .help("say the same in both places");
        findings.push(found.at(call.element, format!("response_schema/{}/type", field.at)));
    }
    let [first, rest @ ..] = missing.as_slice() else { return };
    let title = match rest {
        [] => format!("`{}` does not return `{}`", call.name, first.name),
        _ => format!("`{}` does not return {} fields of this response", call.name, missing.len()),
    };
    let mut found = Diagnostic::new(&C0305, title, first.span, "promised, but not returned");
    found = rest.iter().fold(found, |found, field| found.label(field.span, "not returned either"));
    found = match (call.operation.node.entry("returns"), call.operation.name) {
        (Some(entry), _) => found.label(entry.key.span, "what it returns"),
        (None, Some((_, span))) => found.label(span, "returns nothing"),
        (None, None) => found,
    };
    let unused = || returns.iter().filter(|given| response.iter().all(|field| field.name != given.name));
    for field in &missing {
        if let Some((near, _)) = ranked(field.name, unused().map(|given: &Field| given.name)) {
            found = found.fix(format!("rename it to `{near}`"), MaybeIncorrect, field.span, near);
        }
    }
    let found = found.help("return it from the operation, or take it out of the response");
    findings.push(found.at(call.element, format!("response_schema/{}/name", first.at)));
}

/// A type that was taken apart.
#[derive(PartialEq, Eq, Debug)]
enum Plain {
    /// A scalar, or a declared name.
    Name(String),
    /// `list<T>` or `map<K,V>`.
    Of(String, Vec<Plain>),
}

/// Takes a type apart; what is too deep is one name.
fn plain(text: &str) -> Plain {
    taken(text, 0)
}

fn taken(text: &str, depth: usize) -> Plain {
    let text = text.trim();
    let parts = text.strip_suffix('>').and_then(|inner| inner.split_once('<')).filter(|_| depth < 40);
    let Some((head, inner)) = parts else {
        let name = text.to_lowercase();
        return Plain::Name(match name.as_str() {
            "text" => "string".into(),
            "string" | "int" | "float" | "decimal" | "bool" | "datetime" | "date" | "time" | "uuid" | "json" => name,
            _ => bare(text).to_owned(),
        });
    };
    let (mut level, mut from, mut parts) = (0usize, 0, Vec::new());
    for (at, c) in inner.char_indices() {
        match c {
            '<' => level += 1,
            '>' => level = level.saturating_sub(1),
            ',' if level == 0 => {
                parts.push(taken(inner.get(from..at).unwrap_or(""), depth + 1));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(taken(inner.get(from..).unwrap_or(""), depth + 1));
    Plain::Of(head.trim().to_lowercase(), parts)
}

/// Whether a value of the first type can be sent as the second.
fn fits(sound: &Sound, given: &Plain, wanted: &Plain) -> bool {
    let scalar = |name: &str| name.chars().next().is_some_and(char::is_lowercase) && name != "json";
    match (given, wanted) {
        _ if given == wanted => true,
        (Plain::Of(a, given), Plain::Of(b, wanted)) => {
            a == b && given.len() == wanted.len() && given.iter().zip(wanted).all(|(a, b)| fits(sound, a, b))
        }
        (Plain::Name(a), Plain::Name(b)) => {
            let is_enum = |name: &str| {
                sound
                    .set
                    .declarations
                    .iter()
                    .any(|own| own.kind.keyword == "enum" && own.name.is_some_and(|(own, _)| own == name))
            };
            match (a.as_str(), b.as_str()) {
                ("int", "float" | "decimal") => true,
                ("json", other) | (other, "json") => !scalar(other),
                (other, "string") => is_enum(other),
                _ => false,
            }
        }
        (Plain::Name(name), Plain::Of(..)) | (Plain::Of(..), Plain::Name(name)) => name == "json",
    }
}
