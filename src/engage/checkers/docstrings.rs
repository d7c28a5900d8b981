//! `quality.docstrings`: whether what is written says what it is for.
//!
//! In: Python, TypeScript, JavaScript and Rust that are the product's own. Out: one outcome. `public_only` asks for what others can use: classes,
//! functions and methods without a leading `_` (Python), exported ones and their public methods (TypeScript, JavaScript), `pub` items (Rust); `all` asks for
//! every one. A docstring is the first string of a body (Python), `/** */` (TypeScript, JavaScript), `///` or `#[doc]` (Rust). Not asked for are `__init__`
//! and other names of the language, overloads, setters, constructors, functions inside functions and files as a whole.

use tree_sitter::Node;

use super::Subject;
use super::functions::{self, Item, What};
use super::looked::{Looked, asks_nothing, not_evaluated};
use crate::engage::repository::{Code, Language, Role};
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "quality.docstrings";

/// Looks at docstrings.
pub(super) fn check(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    let Some(quality) = &terms.quality else { return Vec::new() };
    let all = match quality.docstrings.as_str() {
        "optional" => return vec![asks_nothing(CLAUSE)],
        "all" => true,
        "public_only" => false,
        other => return vec![not_evaluated(CLAUSE, format!("no checker knows `{other}`"))],
    };
    let mut looked = Looked::default();
    for code in looked.code(repository, |_, role| role == Role::Product) {
        for item in functions::of(code) {
            if (all || item.is_public) && is_asked(code, item) && !is_documented(code, item) {
                looked.add(code.file, code.place(item.node), format!("`{}` has no docstring", item.name));
            }
        }
    }
    vec![looked.outcome(CLAUSE, "docstrings", "source file")]
}

fn is_asked(code: Code<'_>, item: Item<'_>) -> bool {
    match code.language {
        Language::Python => {
            let head = code.text(item.whole);
            let decorators = head.get(..head.find("def ").unwrap_or(0)).unwrap_or("");
            let is_inner = std::iter::successors(item.whole.parent(), Node::parent)
                .any(|owner| owner.kind() == "function_definition");
            !(item.name.starts_with("__")
                || decorators.contains("overload")
                || decorators.contains(".setter")
                || is_inner)
        }
        Language::Rust => true,
        _ => {
            let is_inner =
                std::iter::successors(item.whole.parent(), Node::parent).any(|owner| owner.kind() == "statement_block");
            item.name != "constructor" && !is_inner
        }
    }
}

fn is_documented(code: Code<'_>, item: Item<'_>) -> bool {
    match code.language {
        Language::Python => {
            let first = item
                .node
                .child_by_field_name("body")
                .and_then(|body| body.named_children(&mut body.walk()).find(|part| part.kind() != "comment"));
            let first =
                first.and_then(
                    |first| if first.kind() == "expression_statement" { first.named_child(0) } else { Some(first) },
                );
            first.is_some_and(|first| matches!(first.kind(), "string" | "concatenated_string"))
        }
        Language::Rust => before(item.whole).any(|node| {
            let text = code.text(node);
            text.starts_with("///") || text.starts_with("/**") || text.starts_with("#[doc")
        }),
        _ => {
            before(item.whole).take(1).any(|node| code.text(node).starts_with("/**")) || {
                // In a class, a decorator may stand between.
                item.what == What::Method && before(item.whole).any(|node| code.text(node).starts_with("/**"))
            }
        }
    }
}

/// Comments and attributes directly above, from the nearest up.
fn before(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(node.prev_named_sibling(), Node::prev_named_sibling).take_while(|before| {
        matches!(before.kind(), "comment" | "line_comment" | "block_comment" | "attribute_item" | "decorator")
    })
}
