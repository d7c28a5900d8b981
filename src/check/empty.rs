//! C0008: a key without a value.
//!
//! In: the declarations. Out: a hint for each optional key that says nothing. Where nothing is a value too (a default, a condition), and
//! where a secret is missing, which is an error of its own, it is passed over.

use super::gather::Declaration;
use super::place::Step;
use super::walk::Visit;
use crate::ast::{Node, Value};
use crate::diag::Applicability::MachineApplicable;
use crate::diag::code::C0008;
use crate::diag::{Change, Diagnostic};
use crate::kinds::{Default, Record, Shape};

/// Looks at the keys of a declaration itself.
pub fn of_declaration(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    of_record(own, own.node, own.kind.record, &[], findings);
}

/// Looks at the keys of a value inside.
pub fn look(own: &Declaration, visit: &Visit, findings: &mut Vec<Diagnostic>) {
    match visit.shape {
        Shape::Record(record) => of_record(own, visit.node, record, visit.steps, findings),
        Shape::Params(calls) => {
            let id = visit.around.last().and_then(|call| call.get("id")).and_then(Node::as_text);
            if let Some(call) = calls.iter().find(|call| Some(call.id) == id) {
                of_record(own, visit.node, call.params, visit.steps, findings);
            }
        }
        _ => {}
    }
}

fn of_record(own: &Declaration, node: &Node, record: &Record, around: &[Step], findings: &mut Vec<Diagnostic>) {
    for entry in node.as_map().unwrap_or_default() {
        if !matches!(entry.node.value, Value::Null) {
            continue;
        }
        let Some(key) = entry.key.as_text().and_then(|name| record.key(name)) else { continue };
        let is_default = matches!(key.default, Some(Default::Null));
        let means_something = is_default || matches!(key.shape, Shape::Any | Shape::Scalar | Shape::Ref(["secret"]));
        if key.required || means_something {
            continue;
        }
        let steps: Vec<Step> = around.iter().copied().chain([Step::Key(key.name)]).collect();
        let place = super::place::join(&steps);
        let title = format!("`{}` has no value", key.name);
        let found = Diagnostic::new(&C0008, title, entry.key.span, "says nothing").change(
            "remove the key",
            MachineApplicable,
            [Change::remove(own.node.span, place.as_str())],
        );
        findings.push(found.at(own.element.as_str(), place));
    }
}
