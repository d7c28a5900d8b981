//! Patterns of TypeScript and JavaScript.
//!
//! In: a node. Out: what is wrong with it, if it is one.

use tree_sitter::Node;

use crate::engage::repository::Code;

/// `console.log(…)`, but not what tells of trouble: `console.error(…)`
pub(super) fn console_log(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let is_trouble = matches!(code.part(node, "function"), "console.error" | "console.warn");
    console(code, node).filter(|_| !is_trouble)
}

/// `console.log(…)`
pub(super) fn console(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let called = if node.kind() == "call_expression" { code.part(node, "function") } else { "" };
    let is_method = |method: &str| method.chars().all(char::is_alphanumeric) && !matches!(method, "assert" | "count");
    let is_console = called.strip_prefix("console.").is_some_and(is_method);
    is_console.then(|| format!("`{called}` is called"))
}

/// `x!`
pub(super) fn non_null(_: Code<'_>, node: Node<'_>) -> Option<String> {
    (node.kind() == "non_null_expression").then(|| "it is only claimed that this is no `null`".to_owned())
}

/// `var x`
pub(super) fn var(_: Code<'_>, node: Node<'_>) -> Option<String> {
    (node.kind() == "variable_declaration").then(|| "`var` is seen in the whole function".to_owned())
}

/// `debugger`
pub(super) fn debugger(_: Code<'_>, node: Node<'_>) -> Option<String> {
    (node.kind() == "debugger_statement").then(|| "`debugger` stops the program".to_owned())
}

/// `a == b`
pub(super) fn loose(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let operator = if node.kind() == "binary_expression" { code.part(node, "operator") } else { "" };
    let is_null = code.part(node, "right") == "null";
    (matches!(operator, "==" | "!=") && !is_null).then(|| format!("`{operator}` compares after it converts"))
}
