//! Handlers: functions that a request or an event comes in by.
//!
//! In: a tree. Out: its handlers; why one is fat; whether one hands on to the domain. A handler is a function called `handler`, `handle`,
//! `lambda_handler` or `…_handler`, one decorated with a route (`@app.get`, `@router.post`, `@app.route`), and in TypeScript and JavaScript one
//! called `…Handler` that the file hands out. In a file of a user interface there are none: what such files call so is called by a click. It is fat when it has more than
//! [`STATEMENTS`] statements, those inside others counted, or talks to a database or by HTTP itself: it calls something that an import of such a
//! library brought in, `fetch`, or a method that only databases have. It hands on when it calls something imported from a module
//! of the domain: one with `domain`, `service(s)`, `use_case(s)`, `core` or `application` in its path.

use tree_sitter::Node;

use super::functions::{self, Item, What};
use super::libraries::{DATA, HTTP, ORM};
use crate::engage::repository::{Code, Import, Language, each};

/// More of them make a handler fat.
pub(super) const STATEMENTS: usize = 25;
const METHODS: &[&str] = &[
    "execute",
    "executemany",
    "put_item",
    "get_item",
    "update_item",
    "delete_item",
    "batch_write_item",
    "transact_write_items",
    "findOne",
    "findMany",
    "insertOne",
    "updateOne",
    "deleteOne",
];
const ROUTES: &[&str] = &["get", "post", "put", "patch", "delete", "route", "websocket", "api_route"];

/// The handlers of a file.
pub(super) fn of(code: Code<'_>) -> Vec<Item<'_>> {
    functions::of(code).into_iter().filter(|item| item.what != What::Class && is_handler(code, *item)).collect()
}

fn is_handler(code: Code<'_>, item: Item<'_>) -> bool {
    let name = item.name;
    let is_named = matches!(name, "handler" | "handle") || name.ends_with("_handler");
    if code.language.is_script() {
        let is_handed_out = item.is_public && item.what == What::Function;
        return is_handed_out && (is_named || name.ends_with("Handler")) && !is_of_interface(code);
    }
    is_named || (code.language == Language::Python && has_route(code, item.whole))
}

/// Whether a file is one of a user interface.
fn is_of_interface(code: Code<'_>) -> bool {
    let libraries = ["react", "react-dom", "preact", "vue", "svelte", "solid-js", "@angular/core", "lit", "jotai"];
    let is_marked = code.language == Language::Tsx || code.file.path.ends_with(".jsx");
    is_marked || code.file.imports().iter().any(|import| import.is_any_of(&libraries))
}

fn has_route(code: Code<'_>, whole: Node<'_>) -> bool {
    let mut cursor = whole.walk();
    let mut decorators = whole.children(&mut cursor).filter(|part| part.kind() == "decorator");
    decorators.any(|decorator| {
        let name = code.text(decorator).trim_start_matches('@').split('(').next().unwrap_or_default();
        name.split_once('.').is_some_and(|(_, method)| ROUTES.contains(&method.trim()))
    })
}

/// Why a handler is fat.
pub(super) fn fat(code: Code<'_>, item: Item<'_>) -> Option<String> {
    let statements = statements(item.node);
    if statements > STATEMENTS {
        return Some(format!("the handler `{}` has {statements} statements, more than {STATEMENTS}", item.name));
    }
    let outside: Vec<&Import> = code
        .file
        .imports()
        .iter()
        .filter(|import| [ORM, DATA, HTTP].iter().any(|libraries| import.is_any_of(libraries)))
        .collect();
    let mut called = None;
    each(item.node, &mut |node| {
        if called.is_none() && matches!(node.kind(), "call" | "call_expression" | "new_expression") {
            let function = node.child_by_field_name("function").or_else(|| node.child_by_field_name("constructor"));
            let text = function.map_or("", |function| code.text(function));
            let root = text.split(['.', ':', '(', '[']).next().unwrap_or_default();
            let last = text.rsplit(['.', ':']).next().unwrap_or_default();
            let is_method = text.contains('.') && METHODS.contains(&last);
            if is_method || text == "fetch" || outside.iter().any(|import| import.is_used_as(root)) {
                // Never the whole text: there may be a secret among the arguments.
                let is_name = |text: &str| text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
                let start = text.split(['(', '[']).next().unwrap_or_default();
                let short = if is_method { last } else { start };
                called = Some([text, short, last].into_iter().find(|text| is_name(text)).unwrap_or("…"));
            }
        }
        called.is_none()
    });
    called.map(|text| format!("the handler `{}` calls `{text}` itself", item.name))
}

fn statements(function: Node<'_>) -> usize {
    let mut count = 0usize;
    each(function, &mut |node| {
        let is_statement =
            node.kind().ends_with("_statement") || matches!(node.kind(), "lexical_declaration" | "let_declaration");
        count += usize::from(is_statement);
        true
    });
    count
}

/// Whether a handler calls the domain.
pub(super) fn hands_on(code: Code<'_>, item: Item<'_>) -> bool {
    let domain: Vec<&Import> = code.file.imports().iter().filter(|import| is_domain(&import.name)).collect();
    let mut hands_on = false;
    each(item.node, &mut |node| {
        if matches!(node.kind(), "call" | "call_expression" | "new_expression") {
            let function = node.child_by_field_name("function").or_else(|| node.child_by_field_name("constructor"));
            let text = function.map_or("", |function| code.text(function));
            let root = text.split(['.', ':', '(']).next().unwrap_or_default();
            hands_on |= is_domain(text) || domain.iter().any(|import| import.is_used_as(root));
        }
        !hands_on
    });
    hands_on
}

fn is_domain(module: &str) -> bool {
    let words =
        ["domain", "service", "services", "use_cases", "use_case", "usecases", "use-cases", "core", "application"];
    module.split(['.', '/', ':']).any(|part| words.contains(&part))
}
