//! `compliance.right_to_erasure`: with `hard_delete_only`, nothing is marked as deleted and kept.
//!
//! In: code, SQL and Prisma schemas that are no tests. Out: one outcome. Broken by a field, column or key with a name of a soft delete
//! ([`is_mark`]), by `paranoid: true` of Sequelize and by `@DeleteDateColumn` of TypeORM. A name of one word (`deleted`) may be a number or a
//! variable: it only counts as a field of a class, and where it is no number. Uses of such a field are not told again.

use tree_sitter::Node;

use super::Subject;
use super::looked::{Looked, not_evaluated, plain};
use crate::engage::erasure::is_mark;
use crate::engage::repository::{Code, Kind, Language, Role};
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "compliance.right_to_erasure";
/// Looks for soft deletes.
pub(super) fn check(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    let Some(policy) = terms.compliance.as_ref().and_then(|own| own.right_to_erasure.as_ref()) else {
        return Vec::new();
    };
    if plain(policy) != "hard_delete_only" {
        return vec![not_evaluated(CLAUSE, format!("no checker knows `{policy}`"))];
    }
    let mut looked = Looked::default();
    for code in looked.code(repository, |_, role| role != Role::Test) {
        code.each(&mut |node| {
            if let Some((place, name)) = defined(code, node) {
                looked.add(
                    code.file,
                    code.place(place),
                    format!("`{name}` marks what is deleted instead of deleting it"),
                );
            }
            true
        });
    }
    for file in repository.files().iter().filter(|file| matches!(file.kind, Kind::Sql | Kind::Prisma)) {
        looked.seen += 1;
        for (line, number) in file.text.lines().zip(1u32..) {
            let line = line.split("--").next().unwrap_or(line).split("//").next().unwrap_or(line);
            let words: Vec<&str> =
                line.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
            let is_there =
                |pair: &[&str]| matches!(pair, [name, next] if is_mark(name) && (!is_word(name) || is_flag(next)));
            let after = words.windows(2).find(|pair| is_there(pair)).and_then(|pair| pair.first().copied());
            let last = words.last().copied().filter(|name| is_mark(name) && !is_word(name));
            if let Some(name) = after.or(last) {
                looked.add(file, (number, 0), format!("`{name}` marks what is deleted instead of deleting it"));
            }
        }
    }
    vec![looked.outcome(CLAUSE, "erasure", "source file")]
}

/// Whether a name is one word, and may mean anything: `deleted`.
fn is_word(name: &str) -> bool {
    name.eq_ignore_ascii_case("deleted")
}

/// Whether a type of SQL or Prisma is that of a mark.
fn is_flag(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["bool", "tinyint", "bit", "timestamp", "date"].iter().any(|start| name.starts_with(start))
}

/// Whether a node is a field of a class, and is no number.
fn is_field(code: Code<'_>, node: Node<'_>) -> bool {
    let kind = code.part(node, "type").to_ascii_lowercase();
    let in_class = match node.kind() {
        "assignment" => {
            let block = node.parent().and_then(|statement| statement.parent());
            block.and_then(|block| block.parent()).is_some_and(|owner| owner.kind() == "class_definition")
        }
        "pair" | "keyword_argument" | "assignment_expression" | "field_initializer" => false,
        _ => true,
    };
    in_class && !["int", "number", "i64", "u64", "usize", "u32", "i32"].iter().any(|number| kind.contains(number))
}

/// Where a node defines a field of this kind, and its name.
fn defined<'f>(code: Code<'f>, node: Node<'f>) -> Option<(Node<'f>, &'f str)> {
    let field = match (code.language, node.kind()) {
        (Language::Python, "assignment") => "left",
        (Language::Python, "pair") => "key",
        (Language::Python, "keyword_argument") => "name",
        (Language::Rust, "field_declaration" | "field_initializer") => "name",
        (language, "public_field_definition" | "property_signature") if language.is_script() => "name",
        (language, "pair") if language.is_script() => "key",
        (language, "assignment_expression") if language.is_script() => "left",
        (language, "decorator") if language.is_script() => {
            let name = code.text(node).trim_start_matches('@').split('(').next().unwrap_or_default();
            return (name == "DeleteDateColumn").then_some((node, "DeleteDateColumn"));
        }
        _ => return None,
    };
    let place = node.child_by_field_name(field).or_else(|| node.named_child(0))?;
    let name = code.text(place).rsplit('.').next().unwrap_or_default().trim_matches(['"', '\'']);
    let is_paranoid = name == "paranoid" && code.part(node, "value") == "true";
    let is_soft = is_mark(name) && (!is_word(name) || is_field(code, node));
    (is_soft || is_paranoid).then_some((place, name))
}
