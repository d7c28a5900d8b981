//! C0016: what a file says that v0 does not know.
//!
//! In: a tree. Out: a finding for each key and each quantity beyond v0, in the order of the file. Used when a set is
//! written for v0, not when it is checked.

use super::Source;
use super::gather::gather;
use super::place::{Step, a, cut, join};
use crate::ast::{Document, Node, Value};
use crate::diag::Diagnostic;
use crate::diag::code::C0016;
use crate::kinds::{Kind, Record, Shape};
use crate::source::FileId;

/// The units of quantities.
const UNITS: &[&str] = &["B", "KB", "MB", "GB", "KiB", "MiB", "GiB", "ms", "s", "min", "h", "days", "%"];

/// Everything in a file that v0 does not know.
pub fn beyond_v0(file: FileId, document: &Document) -> Vec<Diagnostic> {
    let source = [Source { file, path: "", document, broken: &[], whole: true }];
    let set = gather(&source, false);
    let mut findings = Vec::new();
    for declaration in &set.declarations {
        let mut found = Beyond { element: &declaration.element, steps: Vec::new(), findings: &mut findings };
        if declaration.kind.beyond_v0() {
            found.kind(declaration.kind, declaration.node);
            continue;
        }
        found.record(declaration.node, declaration.kind.record);
    }
    findings
}

struct Beyond<'a, 'f> {
    element: &'a str,
    steps: Vec<Step<'a>>,
    findings: &'f mut Vec<Diagnostic>,
}

impl<'a> Beyond<'a, '_> {
    fn kind(&mut self, kind: &Kind, node: &Node) {
        let title = format!("v0 has no kind of declaration called `{}`", kind.keyword);
        let found = Diagnostic::new(&C0016, title, node.span, "beyond v0");
        self.report(found.help("remove it, or keep the file in the form that has it"));
    }

    fn record(&mut self, node: &'a Node, record: &'static Record) {
        for entry in node.as_map().unwrap_or(&[]) {
            let Some(name) = entry.key.as_text() else { continue };
            self.steps.push(Step::Key(name));
            match record.key(name) {
                Some(key) => {
                    if key.beyond_v0 {
                        let title = format!("v0 does not know the key `{name}` of {}", a(record.name));
                        let found = Diagnostic::new(&C0016, title, entry.key.span, "beyond v0")
                            .help("remove the key, or keep the file in the form that has it");
                        self.report(found);
                    }
                    self.value(&entry.node, &key.shape, Some(node));
                }
                None => self.value(&entry.node, &Shape::Any, None),
            }
            self.steps.pop();
        }
    }

    fn value(&mut self, node: &'a Node, shape: &'static Shape, around: Option<&'a Node>) {
        match (&node.value, shape) {
            (Value::Text(text), _) if is_quantity(text) => {
                let title = format!("v0 does not know quantities such as `{text}`");
                let found = Diagnostic::new(&C0016, title, node.span, "beyond v0");
                self.report(found.help("write the number in the unit that the other side expects"));
            }
            (Value::Map(_), Shape::Record(record)) => self.record(node, record),
            (Value::Map(_), Shape::Params(calls)) => {
                let id = around.and_then(|call| call.get("id")).and_then(Node::as_text);
                match calls.iter().find(|call| Some(call.id) == id) {
                    Some(call) => self.record(node, call.params),
                    None => self.entries(node, &Shape::Any),
                }
            }
            (Value::Map(_), Shape::Map(inner)) => self.entries(node, inner),
            (Value::Map(_), _) => self.entries(node, &Shape::Any),
            (Value::List(items), _) => {
                let inner = if let Shape::List(inner) = shape { inner } else { &Shape::Any };
                for (at, item) in items.iter().enumerate() {
                    self.steps.push(Step::Index(at));
                    self.value(&item.node, inner, None);
                    self.steps.pop();
                }
            }
            _ => {}
        }
    }

    fn entries(&mut self, node: &'a Node, shape: &'static Shape) {
        for entry in node.as_map().unwrap_or(&[]) {
            self.steps.push(Step::Key(entry.key.as_text().unwrap_or("")));
            self.value(&entry.node, shape, None);
            self.steps.pop();
        }
    }

    fn report(&mut self, found: Diagnostic) {
        self.findings.push(found.at(self.element, join(&self.steps)));
    }
}

/// Whether a text is a number, one blank and a unit.
fn is_quantity(text: &str) -> bool {
    let Some((number, unit)) = cut(text, b' ') else { return false };
    let digits = number.strip_prefix(['-', '+']).unwrap_or(number);
    let numeric = digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && digits.matches('.').count() <= 1;
    numeric && UNITS.contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::is_quantity;

    #[test]
    fn quantities_are_numbers_with_units() {
        for text in ["20 MiB", "1.5 h", "-3 days", "90 %"] {
            assert!(is_quantity(text), "{text}");
        }
        for text in ["20MiB", "20  MiB", "MiB", "20 apples", "1.2.3 s", "x 1 s"] {
            assert!(!is_quantity(text), "{text}");
        }
    }
}
