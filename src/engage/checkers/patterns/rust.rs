//! Patterns of Rust.
//!
//! In: a node. Out: what is wrong with it, if it is one.

use tree_sitter::Node;

use crate::engage::repository::Code;

/// Whether a node calls one of some macros.
pub(super) fn is_macro(code: Code<'_>, node: Node<'_>, names: &[&str]) -> bool {
    node.kind() == "macro_invocation" && names.contains(&code.part(node, "macro"))
}

fn method(code: Code<'_>, node: Node<'_>, name: &str) -> bool {
    let function = node.child_by_field_name("function").filter(|_| node.kind() == "call_expression");
    function.is_some_and(|function| function.kind() == "field_expression" && code.part(function, "field") == name)
}

/// `.unwrap()`
pub(super) fn unwrap(code: Code<'_>, node: Node<'_>) -> Option<String> {
    method(code, node, "unwrap").then(|| "`unwrap` can panic".to_owned())
}

/// `.expect(…)`
pub(super) fn expect(code: Code<'_>, node: Node<'_>) -> Option<String> {
    method(code, node, "expect").then(|| "`expect` can panic".to_owned())
}

/// `panic!(…)`
pub(super) fn panic(code: Code<'_>, node: Node<'_>) -> Option<String> {
    is_macro(code, node, &["panic", "todo", "unimplemented", "unreachable"]).then(|| "the program panics".to_owned())
}

/// `dbg!(…)`
pub(super) fn dbg(code: Code<'_>, node: Node<'_>) -> Option<String> {
    is_macro(code, node, &["dbg"]).then(|| "`dbg!` is left in".to_owned())
}

/// `unsafe { … }`
pub(super) fn is_unsafe(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let is_function = node.kind() == "function_modifiers" && code.text(node).contains("unsafe");
    (node.kind() == "unsafe_block" || is_function).then(|| "the code is `unsafe`".to_owned())
}
