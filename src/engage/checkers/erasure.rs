//! `compliance.right_to_erasure`: with `hard_delete_only`, nothing is marked as deleted and kept.
//!
//! In: code, SQL and Prisma schemas that are no tests. Out: one outcome. Broken by a field, column or key with a name of a soft delete
//! (`deleted_at`, `is_deleted`, …, in any spelling), by `paranoid: true` of Sequelize and by `@DeleteDateColumn` of TypeORM. Uses of such a
//! field are not told again.

use tree_sitter::Node;

use super::looked::{Looked, not_evaluated, plain};
use crate::engage::repository::{Code, Kind, Language, Reports, Repository, Role};
use crate::engage::terms::Terms;
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "compliance.right_to_erasure";
const NAMES: &[&str] = &[
    "deletedat",
    "isdeleted",
    "softdelete",
    "softdeleted",
    "deletedon",
    "deleteddate",
    "datedeleted",
    "removedat",
    "isremoved",
    "deletedflag",
    "issoftdeleted",
    "deletedtimestamp",
];

/// Looks for soft deletes.
pub(super) fn check(terms: &Terms, repository: &Repository, _: &Reports) -> Vec<Outcome> {
    let Some(policy) = terms.compliance.as_ref().and_then(|own| own.right_to_erasure.as_ref()) else {
        return Vec::new();
    };
    if plain(policy) != "hard_delete_only" {
        return vec![not_evaluated(CLAUSE, format!("no checker knows `{policy}`"))];
    }
    let mut looked = Looked::default();
    for code in looked.code(repository, |language, role| language.has_grammar() && role != Role::Test) {
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
            let mut words = line.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            if let Some(name) = words.find(|word| is_soft(word)) {
                looked.add(file, (number, 0), format!("`{name}` marks what is deleted instead of deleting it"));
            }
        }
    }
    vec![looked.outcome(CLAUSE, "erasure", "source file")]
}

fn is_soft(name: &str) -> bool {
    NAMES.contains(&name.to_ascii_lowercase().replace('_', "").as_str())
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
    (is_soft(name) || is_paranoid).then_some((place, name))
}
