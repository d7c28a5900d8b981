//! Clients of services in code.
//!
//! In: trees of Python, TypeScript, JavaScript and Rust. Out: uses. Python: `boto3.client("rds")` and `.resource("rds")` of anything, where the
//! file speaks of an SDK, and imports of a package; TypeScript and JavaScript: `import` and `require` of a package, and `new AWS.RDS()`; Rust: the
//! name of a crate.

use tree_sitter::Node;

use super::index::{Use, What};
use crate::engage::checkers::looked::Looked;
use crate::engage::repository::{Code, Import, Language, Repository};

/// Finds clients.
pub(super) fn find<'r>(repository: &'r Repository, looked: &mut Looked, uses: &mut Vec<Use<'r>>) {
    for code in looked.code(repository, |language, _| language.has_grammar()) {
        let file = code.file;
        let of = |import: &Import| Use { file, place: import.place, what: What::Module(import.name.clone()) };
        uses.extend(file.imports().iter().map(of));
        let has_sdk =
            ["boto3", "aioboto3", "aiobotocore", "botocore", "AWS"].iter().any(|name| file.text.contains(name));
        if !has_sdk {
            continue;
        }
        code.each(&mut |node| {
            uses.extend(client(code, node).map(|what| Use { file, place: code.place(node), what }));
            true
        });
    }
}

fn client(code: Code<'_>, node: Node<'_>) -> Option<What> {
    match (code.language, node.kind()) {
        (Language::Python, "call") => {
            let function = node.child_by_field_name("function")?;
            let called = match function.kind() {
                "attribute" => code.part(function, "attribute"),
                "identifier" => code.text(function),
                _ => return None,
            };
            let is_maker = matches!(called, "client" | "resource" | "create_client" | "boto3_client" | "get_client");
            let name = node.child_by_field_name("arguments")?.named_child(0).filter(|_| is_maker)?;
            let name = if name.kind() == "keyword_argument" { name.child_by_field_name("value")? } else { name };
            let name = code.literal(name)?;
            Some(What::Client(name.to_owned(), format!("{called}(\"{name}\")")))
        }
        (language, "new_expression") if language.is_script() => {
            let made = node.child_by_field_name("constructor")?;
            let name = code.part(made, "property");
            let is_sdk = made.kind() == "member_expression" && code.part(made, "object") == "AWS";
            is_sdk.then(|| What::Client(name.to_ascii_lowercase(), format!("new AWS.{name}()")))
        }
        _ => None,
    }
}
