//! What a module of TypeScript or JavaScript hands out by name, away from the declaration.
//!
//! In: a tree. Out: names: `f` of `export { f }`, `export default f`, `module.exports = { f }` and `exports.g = f`. `export` before a declaration is
//! seen there.

use std::collections::BTreeSet;

use tree_sitter::Node;

use crate::engage::repository::{Code, each};

/// The names that a file hands out.
pub(super) fn of(code: Code<'_>) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    code.each(&mut |node| {
        match node.kind() {
            // What is handed on from another module is written there.
            "export_statement" if node.child_by_field_name("source").is_none() => {
                let value = node.child_by_field_name("value").filter(|value| value.kind() == "identifier");
                names.extend(value.map(|value| code.text(value)));
            }
            "export_specifier" => _ = names.insert(code.part(node, "name")),
            "assignment_expression" if is_exports(code.part(node, "left")) => {
                if let Some(value) = node.child_by_field_name("right") {
                    handed_out(code, value, &mut names);
                }
            }
            _ => {}
        }
        true
    });
    names
}

fn is_exports(left: &str) -> bool {
    left == "module.exports" || left.starts_with("exports.") || left.starts_with("module.exports.")
}

/// `f`, or `f` and `g` of `{ f, x: g }`.
fn handed_out<'f>(code: Code<'f>, value: Node<'f>, names: &mut BTreeSet<&'f str>) {
    if value.kind() == "identifier" {
        names.insert(code.text(value));
    } else if value.kind() == "object" {
        each(value, &mut |inner| {
            match inner.kind() {
                "shorthand_property_identifier" => _ = names.insert(code.text(inner)),
                "pair" => {
                    let value = inner.child_by_field_name("value").filter(|value| value.kind() == "identifier");
                    names.extend(value.map(|value| code.text(value)));
                }
                _ => {}
            }
            inner == value
        });
    }
}

/// Whether an object is one that the file hands out.
pub(super) fn is_of_object(code: Code<'_>, object: Node<'_>, exported: &BTreeSet<&str>) -> bool {
    let Some(above) = object.parent() else { return false };
    match above.kind() {
        "export_statement" => true,
        "assignment_expression" => is_exports(code.part(above, "left")),
        "variable_declarator" => {
            let is_exported = above
                .parent()
                .and_then(|declaration| declaration.parent())
                .is_some_and(|up| up.kind() == "export_statement");
            is_exported || exported.contains(code.part(above, "name"))
        }
        _ => false,
    }
}
