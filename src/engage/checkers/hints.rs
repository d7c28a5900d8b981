//! `quality.type_hints`: whether functions say what they take and give.
//!
//! In: Python and TypeScript that are the product's own. Out: one outcome. Python: every parameter but `self` and `cls`, and what is returned
//! (`__init__` needs none); TypeScript: every parameter and the return of exported functions, of public methods of exported classes. `any` is no hint in
//! TypeScript. Rust is always typed. JavaScript has no hints: it is not looked at. With `recommended` nothing is broken: the reason says
//! the share; with `optional` nothing is asked for.

use tree_sitter::Node;

use super::Subject;
use super::functions::{self, Item, What};
use super::looked::{Looked, asks_nothing, holds, not_evaluated};
use crate::engage::repository::{Code, Language, Role};
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "quality.type_hints";

/// Looks at signatures.
pub(super) fn check(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    let Some(quality) = &terms.quality else { return Vec::new() };
    let is_required = match quality.type_hints.as_str() {
        "optional" => return vec![asks_nothing(CLAUSE)],
        "required" => true,
        "recommended" => false,
        other => return vec![not_evaluated(CLAUSE, format!("no checker knows `{other}`"))],
    };
    let mut looked = Looked::default();
    let (mut all, mut bare) = (0usize, 0usize);
    for code in looked.code(repository, |language, role| {
        role == Role::Product
            && matches!(language, Language::Python | Language::TypeScript | Language::Tsx | Language::Rust)
    }) {
        if code.language == Language::Rust {
            continue;
        }
        for item in functions::of(code).into_iter().filter(|item| item.what != What::Class) {
            let missing = if code.language == Language::Python { python(code, item) } else { script(code, item) };
            all += 1;
            bare += usize::from(!missing.is_empty());
            if let (true, Some((first, _))) = (is_required, missing.first()) {
                let names: Vec<_> = missing.iter().map(|(_, name)| name.as_str()).collect();
                looked.add(
                    code.file,
                    code.place(*first),
                    format!("`{}` has no type for {}", item.name, names.join(", ")),
                );
            }
        }
    }
    if !is_required && looked.holes.is_empty() && looked.seen > 0 {
        let share = (all - bare) * 100 / all.max(1);
        return vec![holds(
            CLAUSE,
            "type-hints",
            format!("{share} percent of {all} functions have types, which is recommended"),
        )];
    }
    vec![looked.outcome(CLAUSE, "type-hints", "source file")]
}

type Missing<'f> = Vec<(Node<'f>, String)>;

fn python<'f>(code: Code<'f>, item: Item<'f>) -> Missing<'f> {
    let mut missing = Vec::new();
    let Some(parameters) = item.node.child_by_field_name("parameters") else { return missing };
    let is_static = code.text(item.whole).starts_with("@staticmethod");
    for (at, parameter) in parameters.named_children(&mut parameters.walk()).enumerate() {
        let is_own = at == 0 && item.what == What::Method && !is_static;
        let untyped = matches!(
            parameter.kind(),
            "identifier" | "default_parameter" | "list_splat_pattern" | "dictionary_splat_pattern"
        );
        if untyped && !is_own {
            let name = code.text(parameter).split('=').next().unwrap_or_default().trim();
            missing.push((item.node, format!("`{name}`")));
        }
    }
    if item.node.child_by_field_name("return_type").is_none() && item.name != "__init__" {
        missing.push((item.node, "what it returns".to_owned()));
    }
    missing
}

fn script<'f>(code: Code<'f>, item: Item<'f>) -> Missing<'f> {
    let mut missing = Vec::new();
    if !item.is_public {
        return missing;
    }
    if item.node.child_by_field_name("parameter").is_some() {
        missing.push((item.node, format!("`{}`", shown(code.part(item.node, "parameter")))));
    }
    if let Some(parameters) = item.node.child_by_field_name("parameters") {
        for parameter in parameters.named_children(&mut parameters.walk()) {
            let is_parameter = matches!(parameter.kind(), "required_parameter" | "optional_parameter");
            let hint = code.part(parameter, "type").trim_start_matches([':', ' ']);
            let is_clear = parameter.child_by_field_name("value").is_some() && hint.is_empty();
            if is_parameter && (hint == "any" || (hint.is_empty() && !is_clear)) {
                missing.push((item.node, format!("`{}`", shown(code.part(parameter, "pattern")))));
            }
        }
    }
    let returns = code.part(item.node, "return_type").trim_start_matches([':', ' ']);
    let gives_nothing = item.name == "constructor" || code.text(item.node).starts_with("set ");
    if (returns.is_empty() && !gives_nothing) || returns == "any" {
        missing.push((item.node, "what it returns".to_owned()));
    }
    missing
}

/// The start of a parameter: defaults inside it may be anything.
fn shown(parameter: &str) -> &str {
    parameter.split(['=', '\n']).next().unwrap_or(parameter).trim()
}
