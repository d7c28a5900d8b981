//! The imports of a file, in the order of `ruff check`.
//!
//! In: modules and names. Out: lines, in the sections of the standard library, other packages, and the package itself. It knows no
//! contract.

use std::collections::{BTreeMap, BTreeSet};

use super::python::{Expr, Writer};

/// The modules of the standard library that are used.
const STANDARD: &[&str] = &[
    "asyncio",
    "collections.abc",
    "contextlib",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "functools",
    "logging",
    "re",
    "typing",
    "uuid",
];

/// What a file needs of others.
#[derive(Default)]
pub struct Imports {
    whole: BTreeSet<(String, Option<String>)>,
    names: BTreeMap<String, BTreeSet<String>>,
    renamed: BTreeSet<(String, String, String)>,
}

impl Imports {
    /// `import module`.
    pub fn module(&mut self, module: &str) {
        self.whole.insert((module.to_owned(), None));
    }

    /// `import datetime as dt`.
    pub fn dates(&mut self) {
        self.whole.insert(("datetime".to_owned(), Some("dt".to_owned())));
    }

    /// `from module import name`; gives the name.
    pub fn name(&mut self, module: &str, name: &str) -> String {
        self.names.entry(module.to_owned()).or_default().insert(name.to_owned());
        name.to_owned()
    }

    /// `from module import name as other`; gives the other name.
    pub fn renamed(&mut self, module: &str, name: &str, other: &str) -> String {
        if name == other {
            return self.name(module, name);
        }
        self.renamed.insert((module.to_owned(), name.to_owned(), other.to_owned()));
        other.to_owned()
    }

    /// Imports nothing from a module.
    pub fn forget(&mut self, module: &str) {
        self.names.remove(module);
    }

    /// The lines, each section behind an empty one.
    pub fn write(&self, out: &mut Writer) {
        for section in 0..3 {
            let mut gap = true;
            let mut begin = |out: &mut Writer| {
                if std::mem::take(&mut gap) {
                    out.gap();
                }
            };
            let mut whole: Vec<&(String, Option<String>)> =
                self.whole.iter().filter(|(module, _)| self::section(module) == section).collect();
            whole.sort_by_key(|(module, _)| module.to_lowercase());
            for (module, other) in whole {
                begin(out);
                match other {
                    Some(other) => out.line(format!("import {module} as {other}")),
                    None => out.line(format!("import {module}")),
                }
            }
            for (_, module, names, other) in self.statements(section) {
                begin(out);
                match other {
                    Some(other) => out.line(format!("from {module} import {} as {other}", names[0])),
                    None => import(out, &module, &names),
                }
            }
        }
    }

    /// The statements of a section in their order: key, module, names, other name.
    fn statements(&self, section: usize) -> Vec<(Key, String, Vec<String>, Option<String>)> {
        let mut all = Vec::new();
        for (module, names) in self.names.iter().filter(|(module, _)| self::section(module) == section) {
            let mut names: Vec<String> = names.iter().cloned().collect();
            names.sort_by_key(|name| member(name));
            all.push((key(module, &names[0], ""), module.clone(), names, None));
        }
        for (module, name, other) in self.renamed.iter().filter(|(module, ..)| self::section(module) == section) {
            all.push((key(module, name, other), module.clone(), vec![name.clone()], Some(other.clone())));
        }
        all.sort_by(|one, other| one.0.cmp(&other.0));
        all
    }
}

type Key = (std::cmp::Reverse<usize>, Vec<Natural>, (u8, Vec<Natural>, String), String);

fn key(module: &str, name: &str, other: &str) -> Key {
    let level = module.chars().take_while(|c| *c == '.').count();
    let bare = module.trim_start_matches('.');
    (std::cmp::Reverse(level), natural(&bare.to_lowercase()), member(name), other.to_owned())
}

/// Constants, then classes, then all else; each by name.
fn member(name: &str) -> (u8, Vec<Natural>, String) {
    let upper = name.chars().count() > 1 && !name.chars().any(char::is_lowercase);
    let kind = match name.chars().next() {
        _ if upper && name.chars().any(char::is_uppercase) => 0,
        Some(first) if first.is_uppercase() => 1,
        _ => 2,
    };
    (kind, natural(&name.to_lowercase()), name.to_owned())
}

/// A run of digits as a number, any other character as itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Natural {
    Number(u64),
    Other(char),
}

fn natural(text: &str) -> Vec<Natural> {
    let mut out = Vec::new();
    let mut number: Option<u64> = None;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(digit.into()));
            continue;
        }
        out.extend(number.take().map(Natural::Number));
        out.push(Natural::Other(c));
    }
    out.extend(number.map(Natural::Number));
    out
}

fn section(module: &str) -> usize {
    if module.starts_with('.') {
        2
    } else if STANDARD.contains(&module) {
        0
    } else {
        1
    }
}

/// One statement; names that do not fit on a line stand below each other.
fn import(out: &mut Writer, module: &str, names: &[String]) {
    let flat = format!("from {module} import {}", names.join(", "));
    if super::python::width(&flat) <= 100 {
        out.line(flat);
        return;
    }
    let names = names.iter().map(Expr::atom).collect();
    out.statement("", &Expr::call(format!("from {module} import "), names), "");
}
