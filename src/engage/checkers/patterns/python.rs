//! Patterns of Python.
//!
//! In: a node. Out: what is wrong with it, if it is one.

use tree_sitter::Node;

use crate::engage::repository::Code;

/// `except:`
pub(super) fn bare_except(_: Code<'_>, node: Node<'_>) -> Option<String> {
    let is_bare = node.kind() == "except_clause"
        && node.named_children(&mut node.walk()).all(|part| matches!(part.kind(), "block" | "comment"));
    is_bare.then(|| "every error is caught".to_owned())
}

/// `except Exception:`
pub(super) fn broad_except(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let caught = node.named_child(0).filter(|_| node.kind() == "except_clause")?;
    let name = code.text(caught).split(" as ").next().unwrap_or_default().trim();
    matches!(name, "Exception" | "BaseException").then(|| format!("`{name}` catches nearly every error"))
}

/// `def f(x=[])`
pub(super) fn mutable_default(code: Code<'_>, node: Node<'_>) -> Option<String> {
    if !matches!(node.kind(), "default_parameter" | "typed_default_parameter") {
        return None;
    }
    let value = node.child_by_field_name("value")?;
    let is_mutable = match value.kind() {
        "list" | "dictionary" | "set" | "list_comprehension" | "dictionary_comprehension" | "set_comprehension" => true,
        "call" => matches!(code.part(value, "function"), "list" | "dict" | "set" | "defaultdict" | "bytearray"),
        _ => false,
    };
    is_mutable.then(|| format!("all calls share the default of `{}`", code.part(node, "name")))
}

/// `global x`
pub(super) fn global(_: Code<'_>, node: Node<'_>) -> Option<String> {
    (node.kind() == "global_statement").then(|| "a function changes a variable of its module".to_owned())
}

/// `shell=True`, `os.system(…)`
pub(super) fn shell(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let is_shell = match node.kind() {
        "keyword_argument" => code.part(node, "name") == "shell" && code.part(node, "value") == "True",
        "call" => matches!(code.part(node, "function"), "os.system" | "os.popen"),
        _ => false,
    };
    is_shell.then(|| "a shell runs the text".to_owned())
}

/// `pickle.loads(…)`
pub(super) fn pickle(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let called = if node.kind() == "call" { code.part(node, "function") } else { "" };
    matches!(called, "pickle.load" | "pickle.loads" | "marshal.loads" | "dill.loads")
        .then(|| format!("`{called}` runs what it reads"))
}

/// `assert x`
pub(super) fn assert(_: Code<'_>, node: Node<'_>) -> Option<String> {
    (node.kind() == "assert_statement").then(|| "an assertion can be switched off".to_owned())
}
