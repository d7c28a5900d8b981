//! Numbers with units in texts: `20MB`, `5 minutes`.
//!
//! In: texts that speak of a thing: of the errors and policies about it, of routes and scenarios that lead to it. Out: the numbers. A text counts
//! for a quantity only if it has one of its words.

use std::fmt::Arguments;

use super::Told;
use crate::ast::Node;
use crate::check::deep::model::{Model, words};
use crate::check::deep::parts::items;
use crate::check::deep::tables::Number;
use crate::check::gather::Declaration;
use crate::check::place::word;

/// What texts say of a quantity of this thing.
pub fn told(model: &Model, thing: &str, subject: &[String]) -> Vec<Told> {
    let mut found = Vec::new();
    let commands: Vec<_> = model.makers(thing).chain(model.operation("command", thing)).collect();
    let names = || std::iter::once(thing).chain(commands.iter().map(|own| own.name).filter(|name| *name != thing));
    for policy in names().flat_map(|name| model.about("policy", name)) {
        read(policy, subject, &mut found);
    }
    for rule in names().flat_map(|name| model.about("rule", name)) {
        described(rule, subject, &mut found);
    }
    let mut errors: Vec<&str> = commands.iter().flat_map(|own| own.errors.iter().map(|(name, _)| *name)).collect();
    errors.sort_unstable();
    errors.dedup();
    for error in errors {
        if let Some(own) = model.sound.one("error", error) {
            described(own, subject, &mut found);
        }
    }
    for scenario in names().flat_map(|name| model.scenarios_of(name)) {
        // A scenario that wants to exceed a limit, or to stay below it, names the limit itself only in such words.
        for (at, item) in items(scenario.node, "preconditions").iter().enumerate() {
            let limit = |text: &str| {
                let text = text.to_lowercase();
                ["exceed", "under", "below", "above", "over", "larger", "smaller", "at most"]
                    .iter()
                    .any(|word| text.contains(word))
            };
            if item.node.as_text().is_some_and(limit) {
                numbers(scenario, &item.node, format_args!("preconditions/{at}"), subject, &mut found);
            }
        }
    }
    found
}

/// The description of a declaration, and its messages.
fn read(own: &Declaration, subject: &[String], found: &mut Vec<Told>) {
    described(own, subject, found);
    for (at, item) in items(own.node, "effects").iter().enumerate() {
        if let Some(message) = item.node.get("params").and_then(|params| params.get("message")) {
            numbers(own, message, format_args!("effects/{at}/params/message"), subject, found);
        }
    }
}

fn described(own: &Declaration, subject: &[String], found: &mut Vec<Told>) {
    if let Some(description) = own.node.get("description") {
        numbers(own, description, format_args!("description"), subject, found);
    }
}

/// The numbers of a text that has a word of the subject.
fn numbers(own: &Declaration, node: &Node, place: Arguments, subject: &[String], found: &mut Vec<Told>) {
    let Some(text) = node.as_text().filter(|text| text.bytes().any(|byte| byte.is_ascii_digit())) else { return };
    let is_about = |spoken: words::Word| {
        matches!(spoken.as_str(), "larger" | "longer") || subject.iter().any(|word| spoken == *word)
    };
    if !words::each_stem(text).any(is_about) {
        return;
    }
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() || at > 0 && (bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'.') {
            at += 1;
            continue;
        }
        let digits = text[at..].find(|c: char| !c.is_ascii_digit() && c != '.').map_or(text.len(), |end| at + end);
        let blank = text[digits..].starts_with(' ');
        let from = digits + usize::from(blank);
        let end = text[from..].find(|c: char| !c.is_ascii_alphabetic()).map_or(text.len(), |end| from + end);
        let unit = match text.get(from..end).unwrap_or("").to_lowercase().as_str() {
            "b" | "byte" | "bytes" => "B",
            "kb" => "KB",
            "mb" => "MB",
            "gb" => "GB",
            "kib" => "KiB",
            "mib" => "MiB",
            "gib" => "GiB",
            "ms" | "milliseconds" => "ms",
            "s" | "sec" | "second" | "seconds" => "s",
            "min" | "minute" | "minutes" => "min",
            "h" | "hour" | "hours" => "h",
            "day" | "days" => "days",
            _ => "",
        };
        let number = text
            .get(at..digits)
            .filter(|_| !unit.is_empty())
            .and_then(|number| Number::parse(&format!("{number} {unit}")));
        if let Some(value) = number {
            let said = word(node, at, end);
            found.push(Told {
                value,
                text: said.text.to_owned(),
                span: said.span,
                element: own.element.clone(),
                place: place.to_string(),
            });
        }
        at = end.max(at + 1);
    }
}
