//! `quality.logging_standard`: with `module_logger_only`, every module logs by a logger of its own name.
//!
//! In: Python, TypeScript and JavaScript that are the product's own. Out: one outcome. Python: no `print()`, no call on the root logger
//! (`logging.info`), no `logging.getLogger` but of `__name__`; TypeScript and JavaScript: no `console`. Other standards, and other languages, are not evaluated.

use tree_sitter::Node;

use super::Subject;
use super::looked::{Looked, not_evaluated};
use crate::engage::repository::{Code, Language, Role};
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "quality.logging_standard";
const LEVELS: &[&str] = &["debug", "info", "warning", "warn", "error", "critical", "exception", "log"];

/// Looks at what writes a log.
pub(super) fn check(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    let Some(quality) = &terms.quality else { return Vec::new() };
    if quality.logging_standard != "module_logger_only" {
        return vec![not_evaluated(CLAUSE, format!("no checker knows `{}`", quality.logging_standard))];
    }
    let mut looked = Looked::default();
    for code in looked.code(repository, |language, role| {
        role == Role::Product && (language == Language::Python || language.is_script())
    }) {
        code.each(&mut |node| {
            if let Some(message) = breaks(code, node) {
                looked.add(code.file, code.place(node), message);
            }
            true
        });
    }
    vec![looked.outcome(CLAUSE, "logging", "file of Python, TypeScript or JavaScript")]
}

fn breaks(code: Code<'_>, node: Node<'_>) -> Option<String> {
    let function = node.child_by_field_name("function")?;
    let called = code.text(function);
    if code.language != Language::Python {
        return (node.kind() == "call_expression" && called.starts_with("console.") && !called.contains('('))
            .then(|| format!("`{called}` is no logger"));
    }
    if node.kind() != "call" {
        return None;
    }
    if called == "print" {
        return Some("`print` is no logger".to_owned());
    }
    if called == "logging.getLogger" || called == "getLogger" {
        let argument = node.child_by_field_name("arguments").and_then(|arguments| arguments.named_child(0));
        let name = argument.map_or("", |argument| code.text(argument));
        return (name != "__name__").then(|| "the logger is not that of the module".to_owned());
    }
    let level = called.strip_prefix("logging.")?;
    LEVELS.contains(&level).then(|| format!("`{called}` writes to the root logger"))
}
