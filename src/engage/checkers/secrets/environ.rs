//! Variables of the environment that hold a secret.
//!
//! In: settings of functions, containers, workflows, images; code. Out: places: a variable with the name of a secret that is set to something, and code
//! that reads one, by name, by unpacking or through a class of settings. What GitHub hands to a step of a workflow (`${{ secrets.X }}`) is left
//! out: the clause speaks of what runs.

use tree_sitter::Node;

use super::is_secret_name;
use crate::engage::checkers::looked::Looked;
use crate::engage::checkers::settings;
use crate::engage::repository::{Code, Kind, Language, Repository, Role, each};

/// Looks at variables of the environment.
pub(super) fn look(repository: &Repository, looked: &mut Looked) {
    for setting in settings::all(repository, looked) {
        let above = setting.above.to_ascii_lowercase();
        let is_variable =
            above.split('/').any(|part| matches!(part, "environment" | "env" | "env_vars" | "environmentvariables"));
        let is_of_step = setting.file.kind == Kind::Workflow && setting.value.contains("${{");
        if is_variable && is_secret_variable(&setting.key) && !setting.value.is_empty() && !is_of_step {
            let message = format!("the variable `{}` of the environment holds a secret", setting.key);
            looked.add(setting.file, setting.place, message);
        }
    }
    for code in looked.code(repository, |_, role| role != Role::Test) {
        code.each(&mut |node| {
            for name in read(code, node).into_iter().filter(|name| is_secret_variable(name)) {
                let message = format!("the secret `{name}` is read from the environment");
                looked.add(code.file, code.place(node), message);
            }
            true
        });
    }
}

/// Keys that are no secrets.
const OPEN_KEYS: &[&str] = &[
    "public_key",
    "primary_key",
    "partition_key",
    "sort_key",
    "cache_key",
    "routing_key",
    "foreign_key",
    "idempotency_key",
    "kms_key",
    "key_key",
    "publishable_key",
];

/// Whether a variable of the environment holds a secret: there, what is called a key mostly is one.
fn is_secret_variable(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    is_secret_name(name) || (lower.ends_with("_key") && !OPEN_KEYS.iter().any(|open| lower.ends_with(open)))
}

/// The variables that a node reads.
fn read<'f>(code: Code<'f>, node: Node<'f>) -> Vec<&'f str> {
    let one = match (code.language, node.kind()) {
        (Language::Python, "subscript") => {
            let is_environ = is_environ(code, code.part(node, "value"));
            node.child_by_field_name("subscript").filter(|_| is_environ).and_then(|name| code.literal(name))
        }
        (Language::Python, "call") => {
            let function = code.part(node, "function");
            let of_environ = function.strip_suffix(".get").is_some_and(|object| is_environ(code, object));
            let is_read = of_environ || is_import_of(code, function, "os.getenv") || function == "os.getenv";
            first(code, node).filter(|_| is_read)
        }
        (Language::Python, "class_definition") => return of_settings(code, node),
        (Language::Rust, "call_expression") => {
            let is_read = matches!(
                code.part(node, "function"),
                "env::var" | "std::env::var" | "env::var_os" | "std::env::var_os"
            );
            first(code, node).filter(|_| is_read)
        }
        (language, "member_expression") if language.is_script() => {
            let is_env = matches!(code.part(node, "object"), "process.env" | "import.meta.env" | "Bun.env");
            is_env.then(|| code.part(node, "property"))
        }
        (language, "subscript_expression") if language.is_script() => {
            let is_env = code.part(node, "object") == "process.env";
            node.child_by_field_name("index").filter(|_| is_env).and_then(|name| code.literal(name))
        }
        (language, "call_expression") if language.is_script() => {
            first(code, node).filter(|_| code.part(node, "function") == "Deno.env.get")
        }
        (language, "variable_declarator") if language.is_script() => return unpacked(code, node),
        _ => None,
    };
    one.into_iter().collect()
}

/// `os.environ`, by whatever name it was imported.
fn is_environ(code: Code<'_>, object: &str) -> bool {
    object == "os.environ" || is_import_of(code, object, "os.environ")
}

fn is_import_of(code: Code<'_>, local: &str, name: &str) -> bool {
    let imports = code.file.imports();
    imports.iter().any(|import| import.name == name && import.is_used_as(local))
}

/// The first argument, or the one that is called `key`.
fn first<'f>(code: Code<'f>, call: Node<'f>) -> Option<&'f str> {
    let first = call.child_by_field_name("arguments")?.named_child(0)?;
    let is_key = first.kind() == "keyword_argument" && code.part(first, "name") == "key";
    code.literal(if is_key { first.child_by_field_name("value")? } else { first })
}

/// `const { API_KEY, TOKEN: token } = process.env`
fn unpacked<'f>(code: Code<'f>, node: Node<'f>) -> Vec<&'f str> {
    let mut names = Vec::new();
    let pattern = node.child_by_field_name("name").filter(|name| name.kind() == "object_pattern");
    if let Some(pattern) = pattern.filter(|_| matches!(code.part(node, "value"), "process.env" | "import.meta.env")) {
        each(pattern, &mut |inner| {
            match inner.kind() {
                "shorthand_property_identifier_pattern" => names.push(code.text(inner)),
                "pair_pattern" => {
                    names.push(code.part(inner, "key"));
                    return false;
                }
                _ => {}
            }
            true
        });
    }
    names
}

/// The fields of a class of settings: Pydantic fills them from the environment.
fn of_settings<'f>(code: Code<'f>, class: Node<'f>) -> Vec<&'f str> {
    let is_settings = code.part(class, "superclasses").contains("BaseSettings");
    let Some(body) = class.child_by_field_name("body").filter(|_| is_settings) else { return Vec::new() };
    let statements: Vec<_> = body.named_children(&mut body.walk()).filter_map(|part| part.named_child(0)).collect();
    let fields = statements.into_iter().filter(|part| part.kind() == "assignment");
    fields.map(|field| code.part(field, "left")).collect()
}
