//! Clients of services in code.
//!
//! In: trees of Python, TypeScript, JavaScript and Rust. Out: uses. Python: `boto3.client("rds")` and `.resource("rds")` of anything, where the
//! file speaks of an SDK, whatever name they were imported by, and imports of a package; TypeScript and JavaScript: `import` and `require` of
//! a package or of its parts, and `new AWS.RDS()`; Rust: the name of a crate. A client whose name is only known when it runs is a hole.

use tree_sitter::Node;

use super::index::{Use, What};
use crate::engage::checkers::looked::Looked;
use crate::engage::repository::{Code, Import, Language, Repository};

const SDKS: &[&str] = &["boto3", "aioboto3", "aiobotocore", "botocore"];
const MAKERS: &[&str] = &["client", "resource", "create_client", "boto3_client", "get_client"];

/// Finds clients.
pub(super) fn find<'r>(repository: &'r Repository, looked: &mut Looked, uses: &mut Vec<Use<'r>>) {
    for code in looked.code(repository, |_, _| true) {
        let file = code.file;
        for import in file.imports() {
            let place = import.place;
            uses.push(Use { file, place, what: What::Module(import.name.clone()) });
            uses.extend(parts(import).map(|what| Use { file, place, what }));
        }
        if !SDKS.iter().chain(&["aws-sdk", "AWS"]).any(|name| file.text.contains(name)) {
            continue;
        }
        code.each(&mut |node| {
            match client(code, node) {
                Some(Made::By(what)) => uses.push(Use { file, place: code.place(node), what }),
                Some(Made::Unknown) => looked.holes.push(format!(
                    "`{}:{}` makes a client by a name that is only known when it runs",
                    file.path,
                    code.place(node).0
                )),
                None => {}
            }
            true
        });
    }
}

/// Which client is made.
enum Made {
    By(What),
    Unknown,
}

/// `import { RDS } from "aws-sdk"`: each name is a client.
fn parts(import: &Import) -> impl Iterator<Item = What> {
    let names = import.local.iter().filter(|_| import.name == "aws-sdk");
    let words = names.flat_map(|name| name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()));
    words.map(|name| What::Client(name.to_ascii_lowercase(), name.to_owned()))
}

fn client(code: Code<'_>, node: Node<'_>) -> Option<Made> {
    match (code.language, node.kind()) {
        (Language::Python, "call") => python(code, node),
        (language, "new_expression") if language.is_script() => {
            let made = node.child_by_field_name("constructor").filter(|made| made.kind() == "member_expression")?;
            let (name, object) = (code.part(made, "property"), code.part(made, "object"));
            let imports = || code.file.imports().iter().filter(|import| import.is_of("aws-sdk"));
            let is_sdk = object == "AWS" || imports().any(|import| import.is_used_as(object));
            is_sdk.then(|| Made::By(What::Client(name.to_ascii_lowercase(), format!("new {object}.{name}()"))))
        }
        _ => None,
    }
}

fn python(code: Code<'_>, call: Node<'_>) -> Option<Made> {
    let function = call.child_by_field_name("function")?;
    let is_import_of = |local: &str, parts: &[&str]| {
        let mut imports = code.file.imports().iter().filter(|import| import.is_any_of(SDKS));
        imports.any(|import| {
            let is_part = parts.is_empty() || parts.iter().any(|part| import.name.ends_with(&format!(".{part}")));
            is_part && import.is_used_as(local)
        })
    };
    // Of anything but the SDK itself and its sessions, a method of this name is only a client where it names a service.
    let (called, is_sure) = match function.kind() {
        "attribute" => {
            let called = code.part(function, "attribute");
            // Nearly every call is of another name.
            if !MAKERS.contains(&called) {
                return None;
            }
            let object = code.part(function, "object");
            let is_session = object.to_ascii_lowercase().contains("session");
            (called, is_session || is_import_of(object, &[]))
        }
        "identifier" => {
            let name = code.text(function);
            let is_import = is_import_of(name, &["client", "resource"]);
            (if is_import { "client" } else { name }, is_import)
        }
        _ => return None,
    };
    if !MAKERS.contains(&called) {
        return None;
    }
    let arguments = call.child_by_field_name("arguments")?;
    let (mut by_place, mut by_name, mut is_spread) = (None, None, false);
    for argument in arguments.named_children(&mut arguments.walk()) {
        match argument.kind() {
            "keyword_argument" if code.part(argument, "name") == "service_name" => {
                by_name = argument.child_by_field_name("value");
            }
            "keyword_argument" | "comment" => {}
            "dictionary_splat" | "list_splat" => is_spread = true,
            _ => by_place = by_place.or(Some(argument)),
        }
    }
    match by_name.or(by_place).map(|name| code.constant(name)) {
        Some(Some(name)) => Some(Made::By(What::Client(name.to_owned(), format!("{called}(\"{name}\")")))),
        Some(None) => is_sure.then_some(Made::Unknown),
        None => (is_sure && is_spread).then_some(Made::Unknown),
    }
}
