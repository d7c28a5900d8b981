//! Names of the contract as names of Python.
//!
//! In: names as they are declared. Out: names of classes, modules, variables and constants that no word of Python, no name of the
//! generated code and no other declaration has taken.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::System;

/// Words that cannot be the name of a variable or a field, sorted.
const WORDS: &[&str] = &[
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// What a model of pydantic has already, sorted.
const TAKEN: &[&str] =
    &["construct", "copy", "dict", "fields", "from_orm", "json", "parse_obj", "parse_raw", "schema", "validate"];

/// Variables of the generated functions.
const LOCAL: &[&str] = &[
    "access",
    "actor",
    "answer",
    "cache",
    "idempotency",
    "quotas",
    "body",
    "call",
    "claims",
    "conn",
    "dt",
    "emit",
    "found",
    "connected",
    "or_undone",
    "jsonb",
    "log",
    "now",
    "params",
    "partial",
    "pending",
    "ports",
    "present",
    "request",
    "role",
    "row",
    "rows",
    "schedule",
    "services",
    "state",
    "transact",
    "fetch_one",
    "unique_or",
    "failing_as",
    "uuid4",
    "str",
    "len",
    "any",
    "bool",
    "int",
    "float",
    "list",
];

/// Classes and types of the generated code.
const CLASSES: &[&str] = &[
    "Actor",
    "Annotated",
    "Any",
    "Body",
    "Call",
    "Clock",
    "Connection",
    "Day",
    "Decimal",
    "Event",
    "ExactRoute",
    "Field",
    "FileData",
    "FileName",
    "ForeignMoment",
    "Integer",
    "Job",
    "Key",
    "Mail",
    "Notification",
    "Literal",
    "Mailer",
    "Mapping",
    "Model",
    "Moment",
    "None",
    "Number",
    "Outcome",
    "Overrides",
    "Page",
    "Params",
    "Pending",
    "Perform",
    "Protocol",
    "Query",
    "Record",
    "Sent",
    "ServiceError",
    "Services",
    "Settings",
    "StrEnum",
    "Text",
    "True",
    "False",
    "UUID",
    "When",
    "Workflow",
    "Exception",
];

/// Attributes that the services have already.
const SERVICES: &[&str] =
    &["settings", "pool", "authenticator", "clock", "overrides", "close", "before", "after", "subscribers"];

/// Modules of the generated code that stand beside those of tables, sorted.
const BESIDE_TABLES: &[&str] = &["cache", "claims", "database", "idempotency", "quotas", "sweeper"];

/// Modules of the generated code that stand beside those of integrations and mail providers, sorted.
const BESIDE_PORTS: &[&str] =
    &["documents", "failure", "kept", "ports", "protection", "rest_client", "s3_client", "smtp_client", "timeouts"];

/// Modules of the generated code that stand beside those of workflows.
const BESIDE_WORKFLOWS: &[&str] = &["machine"];

/// Modules of the generated code that stand beside those of routes.
const BESIDE_ROUTES: &[&str] = &["senders"];

/// The classes of a system.
pub struct Names {
    classes: BTreeMap<Of, BTreeMap<String, String>>,
    /// The modules of the operations.
    operations: BTreeSet<String>,
    /// The modules of the tables.
    tables: BTreeSet<String>,
}

/// What a class is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Of {
    /// An entity.
    Entity,
    /// A value object.
    Value,
    /// An enumeration.
    Enumeration,
    /// A failure.
    Failure,
    /// An event.
    Event,
    /// A job: the class of what it needs to know.
    Job,
    /// An operation: the class of its requests.
    Operation,
}

impl Names {
    /// The names of a system; where two declarations would share one, the later gets a word behind it.
    pub fn new(system: &System) -> Names {
        let mut taken: BTreeSet<String> = CLASSES.iter().map(|name| (*name).to_owned()).collect();
        let mut classes: BTreeMap<Of, BTreeMap<String, String>> = BTreeMap::new();
        let mut add = |of: Of, name: &str, word: &str| {
            let mut class = class(name);
            while !taken.insert(class.clone()) {
                class.push_str(word);
            }
            classes.entry(of).or_default().insert(name.to_owned(), class);
        };
        system.entities.iter().for_each(|own| add(Of::Entity, &own.name, "Entity"));
        system.enumerations.iter().for_each(|own| add(Of::Enumeration, &own.name, "Kind"));
        system.values.iter().for_each(|own| add(Of::Value, &own.name, "Value"));
        system.failures.iter().for_each(|own| add(Of::Failure, &own.name, "Failure"));
        system.events.iter().for_each(|own| add(Of::Event, &own.name, "Event"));
        super::jobs::names(system).iter().for_each(|own| add(Of::Job, own, "Job"));
        system.operations.iter().for_each(|own| add(Of::Operation, &own.name, "Request"));
        let operations = system.operations.iter().map(|own| module(&own.name)).collect();
        let tables = system.tables.iter().map(|own| table(&own.name)).collect();
        Names { classes, operations, tables }
    }

    /// The name of a variable in the function of an operation, where the modules of tables are taken.
    pub fn local(&self, name: &str) -> String {
        local(name, &self.tables)
    }

    /// The attribute of the services by which an integration, a mail provider or a cache is reached.
    pub fn port(&self, name: &str) -> String {
        let own = module(name);
        let taken = SERVICES.contains(&own.as_str()) || is_one(BESIDE_PORTS, &own) || self.operations.contains(&own);
        if taken { format!("{own}_client") } else { own }
    }

    /// The class of a declaration.
    pub fn class(&self, of: Of, name: &str) -> String {
        self.classes.get(&of).and_then(|all| all.get(name)).cloned().unwrap_or_else(|| class(name))
    }
}

/// A name as one of a class: `get_order` and `GetOrder` are `GetOrder`.
pub fn class(name: &str) -> String {
    let mut out = String::new();
    for part in name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        let mut letters = part.chars();
        out.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        out.extend(letters);
    }
    if out.starts_with(|c: char| c.is_numeric()) || out.is_empty() { format!("N{out}") } else { out }
}

/// Whether a name is one of these words, which are sorted.
fn is_one(words: &[&str], name: &str) -> bool {
    words.binary_search(&name).is_ok()
}

/// A name in snake case: `GetDocumentDownloadURL` is `get_document_download_url`.
pub fn snake(name: &str) -> String {
    if is_snake(name) {
        return name.to_owned();
    }
    let mut out = String::with_capacity(name.len() + 4);
    let mut letters = name.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(c) = letters.next() {
        if c.is_alphanumeric() {
            let behind = letters.peek();
            let word = c.is_uppercase()
                && before.is_some_and(|own| {
                    own.is_lowercase()
                        || own.is_numeric()
                        || own.is_alphanumeric() && behind.is_some_and(|own| own.is_lowercase())
                });
            if word && !out.ends_with('_') {
                out.push('_');
            }
            out.extend(c.to_lowercase());
        } else if !out.is_empty() && !out.ends_with('_') {
            out.push('_');
        }
        before = Some(c);
    }
    out.truncate(out.trim_end_matches('_').len());
    if out.is_empty() || out.starts_with(|c: char| c.is_numeric()) { format!("n_{out}") } else { out }
}

/// Whether a name is in snake case as it stands, as most fields are.
fn is_snake(name: &str) -> bool {
    let mut before = b'_';
    let has_words = name.bytes().all(|byte| {
        let is_one = match byte {
            b'a'..=b'z' | b'0'..=b'9' => true,
            b'_' => before != b'_',
            _ => false,
        };
        before = byte;
        is_one
    });
    has_words && before != b'_' && name.starts_with(|c: char| c.is_ascii_lowercase())
}

/// The name of a module or of a function.
pub fn module(name: &str) -> String {
    let own = snake(name);
    if is_one(WORDS, &own) { format!("{own}_") } else { own }
}

/// The name of the module of a table.
pub fn table(name: &str) -> String {
    beside(name, BESIDE_TABLES, "table")
}

/// The name of the module of a workflow.
pub fn workflow(name: &str) -> String {
    beside(name, BESIDE_WORKFLOWS, "workflow")
}

/// The name of the module of the routes with a tag.
pub fn tag(name: &str) -> String {
    beside(name, BESIDE_ROUTES, "routes")
}

/// The name of a module that is told from those of the generated code beside it by a word for what it holds.
fn beside(name: &str, others: &[&str], word: &str) -> String {
    let own = module(name);
    if is_one(others, &own) { format!("{own}_{word}") } else { own }
}

/// The name of a constant.
pub fn constant(name: &str) -> String {
    snake(name).to_uppercase()
}

/// The name of a field of a model.
pub fn field(name: &str) -> String {
    let own = snake(name);
    let taken = is_one(WORDS, &own) || is_one(TAKEN, &own) || own.starts_with("model_");
    if taken { format!("{own}_") } else { own }
}

/// The name of a variable in a function where `others` are taken.
pub fn local(name: &str, others: &BTreeSet<String>) -> String {
    let mut own = snake(name);
    if is_one(WORDS, &own) || LOCAL.contains(&own.as_str()) || others.contains(&own) {
        own.push_str("_row");
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_are_looked_for() {
        for words in [WORDS, TAKEN, BESIDE_TABLES, BESIDE_PORTS, BESIDE_WORKFLOWS, BESIDE_ROUTES] {
            assert!(words.is_sorted());
            assert!(words.iter().all(|word| is_one(words, word)));
        }
        assert!(!is_one(WORDS, "words"));
    }

    #[test]
    fn no_file_is_made_twice() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/stack/fastapi/static");
        let beside = [("persistence", BESIDE_TABLES), ("integrations", BESIDE_PORTS), ("workflows", BESIDE_WORKFLOWS)];
        for (own, known) in beside {
            for entry in std::fs::read_dir(format!("{folder}/{own}")).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let name = name.trim_end_matches(".py");
                assert!(name == "__init__" || is_one(known, name), "{own}/{name}");
            }
        }
        assert_eq!((table("claims"), table("Orders")), ("claims_table".into(), "orders".into()));
        assert_eq!((workflow("Machine"), tag("senders")), ("machine_workflow".into(), "senders_routes".into()));
    }

    #[test]
    fn names_come_into_snake_case() {
        let cases = [
            ("due_at", "due_at"),
            ("line2", "line2"),
            ("GetDocumentDownloadURL", "get_document_download_url"),
            ("due__at_", "due_at"),
            ("_at", "at"),
            ("2nd", "n_2nd"),
            ("größe", "größe"),
            ("", "n_"),
        ];
        for (name, own) in cases {
            assert_eq!(snake(name), own, "{name}");
        }
    }
}
