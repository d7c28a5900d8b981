//! C0106: values that hold each other without end.
//!
//! In: the values of the set. Out: one finding a circle. A field that may be absent, a list and a map end a circle, for they may be
//! empty; an entity ends it too, for it is held by its key.

use super::gather::{Declaration, Set};
use super::place::called;
use crate::ast::{Node, Value};
use crate::diag::Diagnostic;
use crate::diag::code::C0106;
use crate::lookup::{HashMap, HashSet};
use crate::source::Span;

/// A field that holds a value: its type, where that stands, and its place in the list.
type Part<'a> = (&'a str, Span, usize);

/// Looks for circles among the values.
pub fn check(set: &Set, findings: &mut Vec<Diagnostic>) {
    let values: Vec<&Declaration> = set.declarations.iter().filter(|own| own.kind.keyword == "value").collect();
    let named = values.iter().filter_map(|own| Some((own.name?.0, *own)));
    let index: HashMap<&str, &Declaration> = named.collect();
    let mut done: HashSet<&str> = HashSet::default();
    for own in &values {
        let Some((name, _)) = own.name else { continue };
        // The path from `name` to where we are, each with the parts that are still to be looked at.
        let mut path: Vec<(&str, Vec<Part>)> = Vec::new();
        if done.insert(name) {
            path.push((name, parts(own.node)));
        }
        while let Some((_, left)) = path.last_mut() {
            let Some((next, span, at)) = left.pop() else {
                path.pop();
                continue;
            };
            if let Some(start) = path.iter().position(|(name, _)| *name == next) {
                let circle: Vec<&str> = path.iter().skip(start).map(|(name, _)| *name).collect();
                let last = circle.last().and_then(|name| index.get(name));
                findings.extend(last.map(|last| report(last, &circle, &index, span, at)));
            } else if let Some(own) = index.get(next).filter(|_| done.insert(next)) {
                path.push((next, parts(own.node)));
            }
        }
    }
}

/// The fields that must hold a value of a declared type, the last first.
fn parts(node: &Node) -> Vec<Part<'_>> {
    let fields = node.get("fields").and_then(Node::as_list).unwrap_or_default();
    let mut parts = Vec::new();
    for (at, field) in fields.iter().map(|item| &item.node).enumerate().rev() {
        let required = !matches!(field.get("required"), Some(Node { value: Value::Bool(false), .. }));
        let Some(kind) = field.get("type").filter(|_| required) else { continue };
        let Some(text) = called(kind) else { continue };
        parts.push((text.rsplit_once(':').map_or(text, |(_, name)| name), kind.span, at));
    }
    parts
}

fn report(
    last: &Declaration,
    circle: &[&str],
    index: &HashMap<&str, &Declaration>,
    span: Span,
    at: usize,
) -> Diagnostic {
    let first = circle.first().copied().unwrap_or("");
    let title = match circle {
        [only] => format!("a `{only}` must hold another `{only}`, and so without end"),
        _ => format!("a `{first}` holds itself by way of {} values", circle.len()),
    };
    let mut found = Diagnostic::new(&C0106, title, span, format!("holds a `{first}` again"));
    for name in circle.iter().take(4) {
        if let Some((_, span)) = index.get(name).and_then(|own| own.name) {
            found = found.label(span, "in the circle");
        }
    }
    let way: Vec<&str> = circle.iter().copied().chain([first]).collect();
    found
        .note(format!("the circle is {}", way.join(" -> ")))
        .help("let one of the fields be absent, or make it a list")
        .at(last.element.as_str(), format!("fields/{at}/type"))
}

#[cfg(test)]
mod tests {
    use crate::check::tests::findings;

    fn set(fields: &[(&str, &str)]) -> String {
        let of = |(name, kind): &(&str, &str)| {
            format!("  - {{id: {name}, fields: [{{name: a, type: string}}, {{name: b, type: {kind}}}]}}\n")
        };
        format!("value_objects:\n{}", fields.iter().map(of).collect::<String>())
    }

    #[test]
    fn circles_are_found_once() {
        for (fields, circles) in [
            (vec![("A", "A")], 1),
            (vec![("A", "B"), ("B", "A")], 1),
            (vec![("A", "B"), ("B", "C"), ("C", "ValueObject:B")], 1),
            (vec![("A", "B"), ("B", "list<A>")], 0),
            (vec![("A", "B"), ("B", "C"), ("C", "int")], 0),
        ] {
            let found = findings(&set(&fields), true);
            assert_eq!(found.matches("C0106").count(), circles, "{fields:?}: {found}");
        }
    }
}
