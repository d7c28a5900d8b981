//! C0208: a default that is stated in one of two linked places only, or differently in both.
//!
//! In: pairs of a request field and the input it fills. Out: a hint where one of them says nothing; a warning where they differ.

use super::pairs::{Owner, Spot};
use crate::ast::{Node, Value};
use crate::check::deep::parts::shown;
use crate::diag::Applicability::MachineApplicable;
use crate::diag::code::C0208;
use crate::diag::{Change, Diagnostic, Level, Plain};

/// Looks at one pair.
pub fn look(given: Spot, wanted: Spot, found: &mut Vec<Diagnostic>) {
    let (Owner::Request(route), Owner::Input(operation)) = (given.owner, wanted.owner) else { return };
    let stated = |spot: &Spot| spot.field.node.get("default").is_some_and(|node| !matches!(node.value, Value::Null));
    let name = given.field.name;
    let place = |key: &str| format!("request_schema/{}/{key}", given.field.at);
    match (stated(&given), stated(&wanted)) {
        (true, true) => {
            let (Some(here), Some(there)) = (given.field.node.get("default"), wanted.field.node.get("default")) else {
                return;
            };
            if shown(here) == shown(there) {
                return;
            }
            let title = format!("the default of `{name}` is `{}` here and `{}` there", shown(here), shown(there));
            let mut finding = Diagnostic::new(&C0208, title, here.span, "the default of the request")
                .label(there.span, format!("the default of `{}`", operation.name))
                .note("the request comes first, so the other one is never used")
                .help("state it in one place, or the same in both");
            finding.level = Level::Warning;
            found.push(finding.at(route.element.as_str(), place("default")));
        }
        (false, true) => {
            let Some(there) = wanted.field.node.get("default") else { return };
            let title = format!("the request does not say the default of `{name}`");
            let finding = Diagnostic::new(&C0208, title, given.field.span, "a client learns of no default")
                .label(there.span, format!("the default of `{}`", operation.name));
            let finding = match plain(there) {
                Some(value) => finding.change(
                    format!("say the default `{}`", shown(there)),
                    MachineApplicable,
                    [Change::set(route.node.span, place("default"), value)],
                ),
                None => finding.help("say it in the request as well"),
            };
            found.push(finding.at(route.element.as_str(), place("name")));
        }
        (true, false) | (false, false) => {}
    }
}

/// A scalar as a value for a change.
fn plain(node: &Node) -> Option<Plain> {
    match &node.value {
        Value::Bool(value) => Some(Plain::Bool(*value)),
        Value::Number(text) => Some(Plain::Number(text.to_string())),
        Value::Text(text) => Some(Plain::Text(text.to_string())),
        _ => None,
    }
}
