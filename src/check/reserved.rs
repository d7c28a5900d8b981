//! C0107: a name that means something else already.
//!
//! In: the declarations. Out: a finding for each type that is called as a built-in one, and for each input or result that hides the
//! caller or the clock from templates.

use super::gather::Declaration;
use super::place::called;
use crate::ast::{Item, Node};
use crate::diag::Diagnostic;
use crate::diag::code::C0107;

/// The kinds whose names are types.
const TYPES: &[&str] = &["entity", "value", "enum"];
/// The types that are built in; capitals make no difference.
const BUILT_IN: &[&str] =
    &["string", "text", "int", "float", "decimal", "bool", "datetime", "date", "time", "uuid", "json", "list", "map"];
/// What templates and bindings know without a declaration.
const SOURCES: &[(&str, &str)] = &[("actor", "the caller"), ("clock", "the clock"), ("now", "the time of the call")];

/// Looks at the names of types, inputs and results.
pub fn look(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    match own.kind.keyword {
        kind if TYPES.contains(&kind) => of_type(own, findings),
        "command" | "query" => {
            of_parts(own, "input", "name", findings);
            of_parts(own, "effects", "result", findings);
        }
        _ => {}
    }
}

fn of_type(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    let Some((name, span)) = own.name else { return };
    let Some(built_in) = BUILT_IN.iter().find(|word| word.eq_ignore_ascii_case(name)) else { return };
    let title = format!("the {} `{name}` has the name of a built-in type", own.kind.keyword);
    let found = Diagnostic::new(&C0107, title, span, format!("`{built_in}` is built in, in any case"))
        .note("a field of this type gets the built-in one")
        .help("give it another name");
    findings.push(found.at(own.element.as_str(), own.kind.name));
}

fn of_parts(own: &Declaration, list: &str, key: &str, findings: &mut Vec<Diagnostic>) {
    let items: &[Item] = own.node.get(list).and_then(Node::as_list).unwrap_or_default();
    for (at, item) in items.iter().enumerate() {
        let Some(node) = item.node.get(key) else { continue };
        let Some(name) = called(node) else { continue };
        let Some((_, what)) = SOURCES.iter().find(|(word, _)| *word == name) else { continue };
        let part = if list == "input" { "input" } else { "result" };
        let title = format!("the {part} `{name}` has a name that means something else in templates");
        let found =
            Diagnostic::new(&C0107, title, node.span, format!("`{name}` is {what}")).help("give it another name");
        findings.push(found.at(own.element.as_str(), format!("{list}/{at}/{key}")));
    }
}
