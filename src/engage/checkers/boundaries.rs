//! `architecture.module_boundaries`: whether a file does only what it is responsible for.
//!
//! In: source files that are the product's own. Out: an outcome for each file name. A name means every file whose path ends with it. Known are
//! `routing_only` (no library of data, no SQL), `data_access_only` (no framework of the web, no handler), `domain_only` and `business_logic_only`
//! (neither libraries of data nor of the web nor of HTTP, no SQL), and `validation_only`, `models_only`, `types_only`, `schemas_only` (the same). Any other
//! responsibility is not evaluated, and neither is a file that does not exist: what is not there breaks nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::Subject;
use super::handlers;
use super::libraries::{DATA, HTTP, ORM, WEB};
use super::looked::{Looked, not_evaluated, plain, unseen};
use crate::engage::repository::{Code, Repository, Role};
use crate::engage::verdict::Outcome;

const FAMILY: &str = "architecture.module_boundaries";

/// What a file must not do.
#[derive(Clone, Copy)]
struct Bounds {
    libraries: &'static [(&'static [&'static str], &'static str)],
    no_sql: bool,
    no_handler: bool,
}

const ROUTING: Bounds = Bounds { libraries: &[(ORM, "data"), (DATA, "data")], no_sql: true, no_handler: false };
const ACCESS: Bounds = Bounds { libraries: &[(WEB, "the web")], no_sql: false, no_handler: true };
const DOMAIN: Bounds = Bounds {
    libraries: &[(ORM, "data"), (DATA, "data"), (WEB, "the web"), (HTTP, "HTTP")],
    no_sql: true,
    no_handler: false,
};

/// Looks at every file that is named.
pub(super) fn check(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    let named = terms.architecture.iter().flat_map(|own| &own.module_boundaries);
    named.map(|(name, duty)| of(name, duty, repository)).collect()
}

fn of(name: &str, duty: &str, repository: &Repository) -> Outcome {
    let clause = format!("{FAMILY}/{name}");
    let bounds = match plain(duty).as_str() {
        "routing_only" | "routing" => ROUTING,
        "data_access_only" | "data_access" | "persistence_only" => ACCESS,
        "domain_only"
        | "business_logic_only"
        | "domain_logic_only"
        | "validation_only"
        | "models_only"
        | "types_only"
        | "schemas_only" => DOMAIN,
        _ => return not_evaluated(clause, format!("no checker knows `{duty}`")),
    };
    let mut looked = Looked::default();
    for file in repository.files().iter().filter(|file| file.role == Role::Product && is_named(&file.path, name)) {
        match looked.tree(file) {
            Some(code) => look(code, duty, bounds, &mut looked),
            None if file.kind.language().is_none() => {
                looked.holes.push(format!("`{}` is in no language that is read", file.path));
            }
            None => {}
        }
    }
    let unread = repository.unread().iter().filter(|unread| is_named(&unread.path, name));
    looked.holes.extend(unread.map(|unread| format!("`{}` {}", unread.path, unread.why)));
    if looked.seen == 0 && looked.holes.is_empty() {
        return unseen(clause, "boundaries", format!("there is no file `{name}`"));
    }
    looked.outcome(clause, "boundaries", "source file")
}

fn is_named(path: &str, name: &str) -> bool {
    path == name || path.strip_suffix(name).is_some_and(|before| before.ends_with('/'))
}

fn look(code: Code<'_>, duty: &str, bounds: Bounds, looked: &mut Looked) {
    for import in code.file.imports() {
        if let Some((_, what)) = bounds.libraries.iter().find(|(libraries, _)| import.is_any_of(libraries)) {
            looked.add(
                code.file,
                import.place,
                format!("`{}` is a library of {what}, and the file is `{duty}`", import.name),
            );
        }
    }
    if bounds.no_sql {
        code.each(&mut |node| {
            if matches!(node.kind(), "string" | "template_string" | "string_literal" | "raw_string_literal")
                && is_sql(code.text(node))
            {
                looked.add(code.file, code.place(node), format!("SQL stands here, and the file is `{duty}`"));
            }
            true
        });
    }
    if bounds.no_handler {
        for handler in handlers::of(code) {
            looked.add(
                code.file,
                code.place(handler.node),
                format!("`{}` is a handler, and the file is `{duty}`", handler.name),
            );
        }
    }
}

fn is_sql(text: &str) -> bool {
    static SQL: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?is)^[^a-z]*[fr]{0,2}[^a-z]*(?:select\s.+\sfrom\s|insert\s+into\s|update\s+\S+\s+set\s|delete\s+from\s|create\s+table\s)").ok()
    });
    SQL.as_ref().is_some_and(|sql| sql.is_match(text))
}
