//! What a source file imports.
//!
//! In: a tree. Out: names of modules with places: `sqlalchemy.orm`, `@aws-sdk/client-rds`, `aws_sdk_rds::Client`, and under which names they are
//! used. Never resolves a path.

use tree_sitter::Node;

use super::{Code, Language, each};

/// An import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The module.
    pub name: String,
    /// Under which names the file uses it, or parts of it.
    pub local: Vec<String>,
    /// Where it stands.
    pub place: (u32, u32),
}

impl Import {
    /// Whether it is a module, or something inside it.
    pub fn is_of(&self, module: &str) -> bool {
        let rest = self.name.strip_prefix(module);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '/', ':']))
    }

    /// Whether the file uses it, or a part of it, under this name.
    pub fn is_used_as(&self, name: &str) -> bool {
        self.local.iter().any(|local| local == name)
    }

    /// Whether it is one of some modules.
    pub fn is_any_of(&self, modules: &[&str]) -> bool {
        modules.iter().any(|module| self.is_of(module))
    }
}

/// The imports of a file, in its order.
pub(super) fn of(code: Code<'_>) -> Vec<Import> {
    let mut all = Vec::new();
    code.each(&mut |node| match code.language {
        Language::Python => python(code, node, &mut all),
        Language::Rust => rust(code, node, &mut all),
        _ => script(code, node, &mut all),
    });
    all
}

fn python(code: Code<'_>, node: Node<'_>, all: &mut Vec<Import>) -> bool {
    let place = code.place(node);
    let named = |name: Node<'_>| match name.kind() {
        "aliased_import" => (code.part(name, "name").to_owned(), code.part(name, "alias").to_owned()),
        _ => {
            let name = code.text(name);
            (name.to_owned(), name.split('.').next().unwrap_or(name).to_owned())
        }
    };
    match node.kind() {
        "import_statement" => {
            for name in node.children_by_field_name("name", &mut node.walk()) {
                let (name, local) = named(name);
                all.push(Import { name, local: vec![local], place });
            }
        }
        "import_from_statement" => {
            let from = code.part(node, "module_name");
            let names: Vec<_> = node.children_by_field_name("name", &mut node.walk()).map(named).collect();
            let local = names.iter().map(|(_, local)| local.clone()).collect();
            all.push(Import { name: from.to_owned(), local, place });
            // `from google import cloud` is `google.cloud` too.
            let join = if from.ends_with('.') { "" } else { "." };
            let below = |(name, local): (String, String)| Import {
                name: format!("{from}{join}{name}"),
                local: vec![local],
                place,
            };
            all.extend(names.into_iter().map(below));
        }
        _ => return true,
    }
    false
}

fn script(code: Code<'_>, node: Node<'_>, all: &mut Vec<Import>) -> bool {
    let place = code.place(node);
    match node.kind() {
        "import_statement" | "export_statement" => {
            let Some(name) = node.child_by_field_name("source").and_then(|source| code.literal(source)) else {
                return true;
            };
            let mut local = Vec::new();
            each(node, &mut |inner| {
                if inner.kind() == "identifier" {
                    local.push(code.text(inner).to_owned());
                }
                true
            });
            all.push(Import { name: name.to_owned(), local, place });
        }
        "call_expression" => {
            let function = code.part(node, "function");
            let argument = node.child_by_field_name("arguments").and_then(|arguments| arguments.named_child(0));
            if let (true, Some(name)) =
                (matches!(function, "require" | "import"), argument.and_then(|argument| code.literal(argument)))
            {
                let owner = node.parent().filter(|owner| owner.kind() == "variable_declarator");
                let local = owner.map(|owner| code.part(owner, "name").to_owned()).into_iter().collect();
                all.push(Import { name: name.to_owned(), local, place });
            }
        }
        _ => {}
    }
    true
}

fn rust(code: Code<'_>, node: Node<'_>, all: &mut Vec<Import>) -> bool {
    let (name, is_use) = match node.kind() {
        "use_declaration" => (code.part(node, "argument"), true),
        "scoped_identifier" => (code.text(node), false),
        _ => return true,
    };
    let local = name.rsplit("::").next().filter(|_| is_use).map(str::to_owned);
    all.push(Import { name: name.to_owned(), local: local.into_iter().collect(), place: code.place(node) });
    false
}
