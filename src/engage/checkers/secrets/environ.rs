//! Variables of the environment that hold a secret.
//!
//! In: settings of functions, containers, workflows, images; code. Out: places: a variable with the name of a secret that is set to something, and code
//! that reads one. What GitHub hands to a step of a workflow (`${{ secrets.X }}`) is left out: the clause speaks of what runs.

use tree_sitter::Node;

use super::is_secret_name;
use crate::engage::checkers::looked::Looked;
use crate::engage::checkers::settings;
use crate::engage::repository::{Code, Kind, Language, Repository, Role};

/// Looks at variables of the environment.
pub(super) fn look(repository: &Repository, looked: &mut Looked) {
    for setting in settings::all(repository, looked) {
        let above = setting.above.to_ascii_lowercase();
        let is_variable =
            above.split('/').any(|part| matches!(part, "environment" | "env" | "env_vars" | "environmentvariables"));
        let is_of_step = setting.file.kind == Kind::Workflow && setting.value.contains("${{");
        if is_variable && is_secret_name(&setting.key) && !setting.value.is_empty() && !is_of_step {
            let message = format!("the variable `{}` of the environment holds a secret", setting.key);
            looked.add(setting.file, setting.place, message);
        }
    }
    for code in looked.code(repository, |language, role| language.has_grammar() && role != Role::Test) {
        code.each(&mut |node| {
            if let Some(name) = read(code, node).filter(|name| is_secret_name(name)) {
                let message = format!("the secret `{name}` is read from the environment");
                looked.add(code.file, code.place(node), message);
            }
            true
        });
    }
}

/// The variable that a node reads.
fn read<'f>(code: Code<'f>, node: Node<'f>) -> Option<&'f str> {
    match (code.language, node.kind()) {
        (Language::Python, "subscript") => {
            let is_environ = matches!(code.part(node, "value"), "os.environ" | "environ");
            node.child_by_field_name("subscript").filter(|_| is_environ).and_then(|name| code.literal(name))
        }
        (Language::Python, "call") => {
            let is_read =
                matches!(code.part(node, "function"), "os.getenv" | "getenv" | "os.environ.get" | "environ.get");
            first(code, node).filter(|_| is_read)
        }
        (Language::Rust, "call_expression") => {
            let is_read = matches!(
                code.part(node, "function"),
                "env::var" | "std::env::var" | "env::var_os" | "std::env::var_os"
            );
            first(code, node).filter(|_| is_read)
        }
        (language, "member_expression") if language.is_script() => {
            let is_env = matches!(code.part(node, "object"), "process.env" | "import.meta.env");
            is_env.then(|| code.part(node, "property"))
        }
        (language, "subscript_expression") if language.is_script() => {
            let is_env = code.part(node, "object") == "process.env";
            node.child_by_field_name("index").filter(|_| is_env).and_then(|name| code.literal(name))
        }
        _ => None,
    }
}

fn first<'f>(code: Code<'f>, call: Node<'f>) -> Option<&'f str> {
    code.literal(call.child_by_field_name("arguments")?.named_child(0)?)
}
