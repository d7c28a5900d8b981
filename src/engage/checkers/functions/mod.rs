//! Functions, methods and classes of a source file, as quality clauses need them.
//!
//! In: a tree. Out: [`Item`]s, in the order of the file, with what stands around them. Tests inside a file (`#[cfg(test)]`) are left out.

mod exports;

use std::collections::BTreeSet;

use tree_sitter::Node;

use crate::engage::repository::{Code, Language};

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A function that belongs to no class.
    Function,
    /// A function of a class, trait or `impl`.
    Method,
    /// A class, interface, struct, enum, trait or type.
    Class,
}

/// An item.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item<'f> {
    pub(super) node: Node<'f>,
    pub(super) name: &'f str,
    pub(super) what: What,
    /// Whether others can use it.
    pub(super) is_public: bool,
    /// The decorated or exported whole: where comments stand before.
    pub(super) whole: Node<'f>,
}

/// The items of a file.
pub(super) fn of(code: Code<'_>) -> Vec<Item<'_>> {
    let mut all = Vec::new();
    let exported = if code.language.is_script() { exports::of(code) } else { BTreeSet::new() };
    code.each(&mut |node| {
        if is_test(code, node) {
            return false;
        }
        let item = match code.language {
            Language::Python => python(code, node),
            Language::Rust => rust(code, node),
            _ => script(code, node, &exported),
        };
        all.extend(item);
        true
    });
    all
}

fn python<'f>(code: Code<'f>, node: Node<'f>) -> Option<Item<'f>> {
    let is_class = node.kind() == "class_definition";
    if !is_class && node.kind() != "function_definition" {
        return None;
    }
    let name = code.part(node, "name");
    let whole = node.parent().filter(|parent| parent.kind() == "decorated_definition").unwrap_or(node);
    let owners = owners(whole, &["class_definition", "function_definition"]);
    let is_hidden = |name: &str| name.starts_with('_') && !(name.starts_with("__") && name.ends_with("__"));
    let is_public = !is_hidden(name)
        && owners.iter().all(|owner| owner.kind() == "class_definition" && !is_hidden(code.part(*owner, "name")));
    let in_class = owners.first().is_some_and(|owner| owner.kind() == "class_definition");
    let what = if is_class {
        What::Class
    } else if in_class {
        What::Method
    } else {
        What::Function
    };
    Some(Item { node, name, what, is_public, whole })
}

fn script<'f>(code: Code<'f>, node: Node<'f>, exported: &BTreeSet<&str>) -> Option<Item<'f>> {
    let export = |node: Node<'f>| node.parent().filter(|parent| parent.kind() == "export_statement");
    let item = |node, name, what, whole: Node<'f>| {
        let by = export(whole);
        let is_public = by.is_some() || exported.contains(name);
        Some(Item { node, name, what, is_public, whole: by.unwrap_or(whole) })
    };
    match node.kind() {
        "function_declaration"
        | "generator_function_declaration"
        | "class_declaration"
        | "abstract_class_declaration"
        | "interface_declaration"
        | "type_alias_declaration"
        | "enum_declaration" => {
            let what = if node.kind().contains("function") { What::Function } else { What::Class };
            item(node, code.part(node, "name"), what, node)
        }
        // `export default function (x) {}`, `module.exports.f = (x) => x`
        "function_expression" | "arrow_function" => {
            let above = node.parent()?;
            match above.kind() {
                "export_statement" => item(node, "default", What::Function, node),
                "assignment_expression" => {
                    let name = code.part(above, "left").strip_prefix("module.").unwrap_or(code.part(above, "left"));
                    let name = name.strip_prefix("exports").map(|name| name.trim_start_matches('.'))?;
                    let name = if name.is_empty() { "exports" } else { name };
                    Some(Item { node, name, what: What::Function, is_public: true, whole: above.parent()? })
                }
                _ => None,
            }
        }
        "variable_declarator" => {
            let value = node.child_by_field_name("value")?;
            if !matches!(value.kind(), "arrow_function" | "function_expression") {
                return None;
            }
            item(value, code.part(node, "name"), What::Function, node.parent()?)
        }
        "method_definition" => {
            let kinds = [
                "class_declaration",
                "abstract_class_declaration",
                "class",
                "object",
                "function_declaration",
                "arrow_function",
            ];
            let owner = owners(node, &kinds).first().copied()?;
            let is_seen = match owner.kind() {
                "object" => exports::is_of_object(code, owner, exported),
                kind if kind.contains("class") => {
                    export(owner).is_some() || exported.contains(code.part(owner, "name"))
                }
                _ => return None,
            };
            // A method of an object that nobody else sees is no more than a value in it.
            if owner.kind() == "object" && !is_seen {
                return None;
            }
            let name = code.part(node, "name");
            let head =
                code.file.text.get(node.start_byte()..node.child_by_field_name("name")?.start_byte()).unwrap_or("");
            let is_hidden = head.contains("private") || head.contains("protected") || name.starts_with('#');
            Some(Item { node, name, what: What::Method, is_public: !is_hidden && is_seen, whole: node })
        }
        _ => None,
    }
}

fn rust<'f>(code: Code<'f>, node: Node<'f>) -> Option<Item<'f>> {
    let what = match node.kind() {
        "function_item" | "function_signature_item" => What::Function,
        "struct_item" | "enum_item" | "trait_item" | "type_item" | "union_item" | "const_item" | "static_item" => {
            What::Class
        }
        _ => return None,
    };
    let owner = owners(node, &["impl_item", "trait_item", "function_item"]).first().copied();
    if owner.is_some_and(|owner| owner.kind() == "function_item" || owner.child_by_field_name("trait").is_some()) {
        return None;
    }
    let visibility = node.named_child(0).filter(|first| first.kind() == "visibility_modifier");
    let is_public = visibility.is_some_and(|own| code.text(own) == "pub")
        || owner.is_some_and(|owner| owner.kind() == "trait_item");
    let what = if owner.is_some() && what == What::Function { What::Method } else { what };
    Some(Item { node, name: code.part(node, "name"), what, is_public, whole: node })
}

/// The items around a node, from the inside out.
fn owners<'f>(node: Node<'f>, kinds: &[&str]) -> Vec<Node<'f>> {
    std::iter::successors(node.parent(), Node::parent).filter(|owner| kinds.contains(&owner.kind())).collect()
}

/// `#[cfg(test)] mod tests { … }` and `#[test] fn …`.
pub(super) fn is_test(code: Code<'_>, node: Node<'_>) -> bool {
    if code.language != Language::Rust || !matches!(node.kind(), "mod_item" | "function_item" | "impl_item") {
        return false;
    }
    let before = std::iter::successors(node.prev_sibling(), Node::prev_sibling);
    before.take_while(|before| matches!(before.kind(), "attribute_item" | "line_comment" | "block_comment")).any(
        |before| {
            before.kind() == "attribute_item"
                && (code.text(before).contains("cfg(test)") || code.text(before) == "#[test]")
        },
    )
}
