//! Paths: their segments, and C0301 and C0302 for two that one request fits.
//!
//! In: routes. Out: findings; [`Path`] is used for the inputs as well. A trailing slash makes another path.

use std::collections::BTreeMap;

use super::tree::Tree;
use crate::ast::Node;
use crate::check::deep::parts::text;
use crate::check::gather::Declaration;
use crate::check::place::{Word, word};
use crate::diag::code::{C0301, C0302};
use crate::diag::{Diagnostic, Level};
use crate::source::Span;

/// A path that was read.
pub struct Path<'a> {
    /// The segments; none stands for a parameter.
    pub segments: Vec<Option<&'a str>>,
    /// The names of the parameters.
    pub parameters: Vec<Word<'a>>,
    /// A brace that does not fit.
    pub odd: Option<Word<'a>>,
}

/// Reads a path.
pub fn read(node: &Node) -> Path<'_> {
    let text = node.as_text().unwrap_or("");
    let mut path = Path { segments: Vec::new(), parameters: Vec::new(), odd: None };
    let mut from = 0;
    for segment in text.split('/') {
        let is_brace = |byte: &u8| matches!(byte, b'{' | b'}');
        let variable = segment.as_bytes().iter().any(is_brace);
        path.segments.push((!variable).then_some(segment));
        let mut open = None;
        for (at, brace) in segment.bytes().enumerate().filter(|(_, byte)| is_brace(byte)) {
            match (brace, open) {
                (b'{', None) => open = Some(at),
                (b'}', Some(start)) if start + 1 < at => {
                    path.parameters.push(word(node, from + start + 1, from + at));
                    open = None;
                }
                _ => _ = path.odd.get_or_insert(word(node, from + at, from + at + 1)),
            }
        }
        if let Some(start) = open {
            path.odd.get_or_insert(word(node, from + start, from + start + 1));
        }
        from += segment.len() + 1;
    }
    path
}

struct Door<'a> {
    element: &'a str,
    text: &'a str,
    span: Span,
    segments: Vec<Option<&'a str>>,
}

/// Compares the routes of each method with each other.
pub fn check<'m>(routes: impl Iterator<Item = &'m Declaration<'m>>, findings: &mut Vec<Diagnostic>) {
    let mut groups: BTreeMap<(String, usize), Vec<Door>> = BTreeMap::new();
    for route in routes {
        let (Some((method, _)), Some(node)) = (text(route.node, "method"), route.node.get("path")) else { continue };
        let path = read(node);
        if path.odd.is_none() {
            let door = Door {
                element: &route.element,
                text: node.as_text().unwrap_or(""),
                span: node.span,
                segments: path.segments,
            };
            groups.entry((method.to_uppercase(), door.segments.len())).or_default().push(door);
        }
    }
    for ((method, _), doors) in &groups {
        let mut before = Tree::default();
        for door in doors {
            let Some(known) = before.get(&door.segments) else {
                ambiguous(method, door, before.fitting(&door.segments), findings);
                before.insert(&door.segments, door);
                continue;
            };
            let title = format!("two routes answer to {method} {}", door.text);
            let found = Diagnostic::new(&C0301, title, door.span, "the same method and path again")
                .label(known.span, "first here");
            let found = if known.text == door.text {
                found
            } else {
                found.note("a request does not tell the names of parameters")
            };
            findings.push(found.help("give one of them another path, or remove it").at(door.element, "path"));
        }
    }
}

fn ambiguous(method: &str, door: &Door, mut found: Vec<&Door>, findings: &mut Vec<Diagnostic>) {
    found.sort_by_key(|door| door.span);
    let Some(other) = found.first() else { return };
    let witness = door.segments.iter().zip(&other.segments).map(|(one, other)| one.or(*other).unwrap_or("x"));
    let witness = witness.collect::<Vec<_>>().join("/");
    let title = format!("{} and {} answer to the same request", other.text, door.text);
    let mut diagnostic = Diagnostic::new(&C0302, title, door.span, "which one is meant depends on the order");
    // Of a word before a parameter in its place, the word is meant wherever routes are tried in their order.
    let is_word = |other: &&Door| {
        let mut pairs = door.segments.iter().zip(&other.segments);
        pairs.all(|(later, first)| later == first || later.is_none())
    };
    if found.iter().all(is_word) {
        diagnostic.level = Level::Hint;
    }
    for other in &found {
        diagnostic = diagnostic.label(other.span, "fits the same request");
    }
    let diagnostic = diagnostic
        .note(format!("example: {method} {witness}"))
        .help("give one of them a path of its own, such as one with another word before the parameter");
    findings.push(diagnostic.at(door.element, "path"));
}
