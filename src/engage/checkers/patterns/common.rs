//! Patterns that more than one language has.
//!
//! In: a node. Out: what is wrong with it, if it is one.

use std::sync::LazyLock;

use regex::Regex;
use tree_sitter::Node;

use super::rust::is_macro;
use crate::engage::repository::{Code, Language};

/// `print(…)`, `println!(…)`
pub(super) fn print(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let is_print = match code.language {
        Language::Python => {
            node.kind() == "print_statement" || (node.kind() == "call" && code.part(node, "function") == "print")
        }
        _ => is_macro(code, node, &["print", "println", "eprint", "eprintln"]),
    };
    is_print.then(|| "something is printed".to_owned())
}

/// `except ValueError: pass`, `catch {}`
pub(super) fn silent(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let body = match (code.language, node.kind()) {
        (Language::Python, "except_clause") => {
            node.named_children(&mut node.walk()).find(|part| part.kind() == "block")?
        }
        (language, "catch_clause") if language.is_script() => node.child_by_field_name("body")?,
        _ => return None,
    };
    let mut cursor = body.walk();
    let mut parts = body.named_children(&mut cursor).filter(|part| part.kind() != "comment");
    let is_silent = parts.all(|part| part.kind() == "pass_statement" || code.text(part) == "...");
    is_silent.then(|| "an error is caught and forgotten".to_owned())
}

/// `from x import *`, `use x::*`
pub(super) fn wildcard(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let whole = match (code.language, node.kind()) {
        (Language::Python, "wildcard_import") => node.parent()?,
        (Language::Rust, "use_wildcard") => node,
        _ => return None,
    };
    let text = code.text(whole);
    let is_usual = text.contains("prelude::") || text.starts_with("super::");
    (!is_usual).then(|| "everything of a module is imported".to_owned())
}

/// `eval(…)`, `exec(…)`, `new Function(…)`
pub(super) fn eval(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let is_eval = match node.kind() {
        "call" => matches!(code.part(node, "function"), "eval" | "exec"),
        "call_expression" => code.part(node, "function") == "eval",
        "new_expression" => code.part(node, "constructor") == "Function",
        "exec_statement" => true,
        _ => false,
    };
    is_eval.then(|| "text is run as code".to_owned())
}

/// SQL that is put together from pieces, where it is run.
pub(super) fn sql(code: Code<'_>, node: Node<'_>) -> Option<String> {
    static VERB: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r#"(?i)^[^a-z]*[fr]{0,2}["'`]+\s*(?:select\s|insert\s+into|update\s+\w+\s+set|delete\s+from)"#).ok()
    });
    let text = code.text(node);
    let is_joined = match node.kind() {
        "string" => code.language == Language::Python && has(node, "interpolation"),
        "template_string" => has(node, "template_substitution"),
        "binary_operator" => matches!(code.part(node, "operator"), "+" | "%"),
        "binary_expression" => code.part(node, "operator") == "+",
        "call" => code.part(node, "function").ends_with(".format"),
        _ => false,
    };
    (is_joined && VERB.as_ref().is_some_and(|verb| verb.is_match(text)))
        .then(|| "SQL is put together from pieces".to_owned())
}

fn has(node: Node<'_>, kind: &str) -> bool {
    node.named_children(&mut node.walk()).any(|part| part.kind() == kind)
}

/// `any`, `Any`
pub(super) fn any_type(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let is_any = match (code.language, node.kind()) {
        (Language::Python, "identifier") => {
            let in_type = |node: &Node<'_>| node.kind() == "type";
            code.text(node) == "Any"
                && std::iter::successors(node.parent(), Node::parent).take(6).any(|up| in_type(&up))
        }
        (language, "predefined_type") if language.is_script() => code.text(node) == "any",
        _ => false,
    };
    is_any.then(|| "the type says nothing".to_owned())
}

/// `// @ts-ignore`, `# type: ignore`
pub(super) fn ignored_type(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let text = code.text(node);
    let is_ignored = node.kind() == "comment"
        && ["@ts-ignore", "@ts-nocheck", "# type: ignore", "#type: ignore"].iter().any(|mark| text.contains(mark));
    is_ignored.then(|| "a mistake in types is hidden".to_owned())
}

/// `TODO` in a comment.
pub(super) fn todo(code: Code<'_>, node: Node<'_>) -> Option<String> {
    if !matches!(node.kind(), "comment" | "line_comment" | "block_comment") {
        return None;
    }
    let mut words = code.text(node).split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.find(|word| matches!(*word, "TODO" | "FIXME" | "XXX" | "HACK")).map(|word| format!("a comment says `{word}`"))
}

/// A literal URL.
pub(super) fn url(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let text = match node.kind() {
        "string" | "string_literal" => code.text(node),
        "template_string" => code.text(node),
        _ => return None,
    };
    let text = text.trim_start_matches(['f', 'r', 'b', '"', '\'', '`']);
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let ends = ['/', '"', '\'', '`', '?', '#'];
    let authority = rest.split(ends).next().unwrap_or_default();
    // What stands before `@` may be a secret.
    let host = authority.rsplit('@').next().unwrap_or_default().split(':').next().unwrap_or_default();
    let spared = ["localhost", "127.0.0.1", "0.0.0.0", "example.com", "example.org", "www.w3.org", "json-schema.org"];
    let is_spared = host.is_empty()
        || host.starts_with(['{', '$', '%'])
        || host.ends_with(".example.com")
        || spared.contains(&host);
    (!is_spared).then(|| format!("the address of `{host}` stands in the code"))
}
