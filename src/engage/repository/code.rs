//! Trees of syntax.
//!
//! In: a source file. Out: its tree, and the first line that its grammar does not know. The only file that starts a parser of code. What
//! stands in a mistake is never visited, so whoever looks at such a tree must say that something could be missed there.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;
use tree_sitter::{Node, Parser, Tree};

use super::{File, Language, Trouble};

/// A file and its tree.
#[derive(Clone, Copy, Debug)]
pub struct Code<'f> {
    /// The file.
    pub file: &'f File,
    /// Its tree.
    pub tree: &'f Tree,
    /// Its language.
    pub language: Language,
    /// Where its grammar does not know the text.
    pub trouble: Option<&'f Trouble>,
}

/// A tree, and the first place in it that the grammar does not know.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) tree: Tree,
    pub(super) trouble: Option<Trouble>,
}

impl<'f> Code<'f> {
    /// The whole file.
    pub fn root(self) -> Node<'f> {
        self.tree.root_node()
    }

    /// The text of a node.
    pub fn text(self, node: Node<'_>) -> &'f str {
        self.file.text.get(node.byte_range()).unwrap_or("")
    }

    /// The text of a part of a node; empty where it has no such part.
    pub fn part(self, node: Node<'_>, field: &str) -> &'f str {
        node.child_by_field_name(field).map_or("", |part| self.text(part))
    }

    /// The text inside a literal; none where the node is no plain text.
    pub fn literal(self, node: Node<'_>) -> Option<&'f str> {
        if node.kind() != "string" && node.kind() != "string_literal" {
            return None;
        }
        let text = self.text(node);
        let start = text.find(['"', '\''])?;
        if text.get(..start).is_some_and(|prefix| prefix.contains(['f', 'F'])) {
            return None;
        }
        Some(text.get(start..)?.trim_matches(['"', '\'']))
    }

    /// The line and column of a node.
    pub fn place(self, node: Node<'_>) -> (u32, u32) {
        self.file.lines.place(&self.file.text, node.start_byte())
    }

    /// Hands every node outside of mistakes to `visit`, from the top down; where it says `false`, what is inside is left out.
    pub fn each(self, visit: &mut dyn FnMut(Node<'f>) -> bool) {
        each(self.root(), &mut |node| !node.is_error() && visit(node));
    }

    /// The text that a node stands for: a literal, or a name that the file gives a literal once.
    pub fn constant(self, node: Node<'_>) -> Option<&'f str> {
        if node.kind() != "identifier" {
            return self.literal(node);
        }
        let name = self.text(node);
        let (mut value, mut times) = (None, 0);
        self.each(&mut |node| {
            let parts = match node.kind() {
                "assignment" => Some(("left", "right")),
                "variable_declarator" => Some(("name", "value")),
                _ => None,
            };
            if let Some((_, right)) = parts.filter(|(left, _)| self.part(node, left) == name) {
                times += 1;
                value = node.child_by_field_name(right).and_then(|value| self.literal(value));
            }
            true
        });
        value.filter(|_| times == 1)
    }
}

/// Hands a node and all inside it to `visit`, from the top down; where it says `false`, what is inside is left out. Never recurses: code may
/// be nested as deep as it likes.
pub fn each<'t>(root: Node<'t>, visit: &mut dyn FnMut(Node<'t>) -> bool) {
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        // Half of all nodes have nothing in them, and to ask that of a node is cheaper than to try.
        if visit(node) && node.child_count() > 0 && cursor.goto_first_child() {
            continue;
        }
        loop {
            if cursor.node() == root {
                return;
            }
            if cursor.goto_next_sibling() {
                break;
            }
            if !cursor.goto_parent() {
                return;
            }
        }
    }
}

/// The named children of a node.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    node.named_children(&mut node.walk()).collect()
}

/// The line of the first mistake in a tree, from 1.
pub(super) fn first_error(root: Node<'_>) -> Option<u32> {
    if !root.has_error() {
        return None;
    }
    let mut line = None;
    each(root, &mut |node| {
        if line.is_none() && (node.is_error() || node.is_missing()) {
            line = u32::try_from(node.start_position().row + 1).ok();
        }
        line.is_none() && node.has_error()
    });
    Some(line.unwrap_or(0))
}

/// The tree of a text.
pub(super) fn tree_of(language: &tree_sitter::Language, text: &str) -> Option<Tree> {
    let mut parser = Parser::new();
    parser.set_language(language).ok()?;
    parser.parse(text, None)
}

/// Parses a source file.
pub(super) fn parse(file: &File) -> Result<Parsed, Trouble> {
    let language = file.kind.language();
    let grammar = match language {
        Some(Language::Python) => tree_sitter_python::LANGUAGE,
        Some(Language::TypeScript) => tree_sitter_typescript::LANGUAGE_TYPESCRIPT,
        Some(Language::Tsx) => tree_sitter_typescript::LANGUAGE_TSX,
        Some(Language::JavaScript) => tree_sitter_javascript::LANGUAGE,
        Some(Language::Rust) => tree_sitter_rust::LANGUAGE,
        _ => return Err(file.trouble(0, "has no grammar")),
    };
    let cannot = |line| {
        let name = language.map_or("code", Language::name);
        file.trouble(line, format!("cannot be parsed as {name}"))
    };
    let is_typed = matches!(language, Some(Language::TypeScript | Language::Tsx));
    let text = if is_typed { without_type_imports(&file.text) } else { Cow::Borrowed(file.text.as_str()) };
    let tree = tree_of(&grammar.into(), &text).ok_or_else(|| cannot(0))?;
    let trouble = first_error(tree.root_node()).map(cannot);
    Ok(Parsed { tree, trouble })
}

/// `f<typeof import("x")>()` is TypeScript that the grammar does not know: a name of the same length stands for the type.
fn without_type_imports(text: &str) -> Cow<'_, str> {
    static IMPORT: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"typeof\s+import\(\s*["'][^"'\n]*["']\s*\)"#).ok());
    match IMPORT.as_ref() {
        Some(import) => import.replace_all(text, |found: &regex::Captures<'_>| {
            found.get(0).map_or(String::new(), |whole| "T".repeat(whole.len()))
        }),
        None => Cow::Borrowed(text),
    }
}
