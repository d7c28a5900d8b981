//! The imports of a file, in the order of `ruff check`.
//!
//! In: modules and names. Out: lines, in the sections of the standard library, other packages, and the package itself. It knows no
//! contract.

use std::cmp::Ordering;
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
        if !self.names.get(module).is_some_and(|known| known.contains(name)) {
            self.names.entry(module.to_owned()).or_default().insert(name.to_owned());
        }
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
        let mut whole: Vec<_> = self.whole.iter().collect();
        whole.sort_by_key(|(module, _)| module.to_lowercase());
        let statements = self.statements();
        for own in [Section::Standard, Section::Packages, Section::Own] {
            let whole = whole.iter().filter(|(module, _)| section(module) == own);
            let statements = statements.iter().filter(|one| one.section == own);
            if whole.clone().next().is_some() || statements.clone().next().is_some() {
                out.gap();
            }
            for (module, other) in whole {
                match other {
                    Some(other) => out.line(format!("import {module} as {other}")),
                    None => out.line(format!("import {module}")),
                }
            }
            statements.for_each(|one| one.write(out));
        }
    }

    /// The statements that take names from modules, in their order.
    fn statements(&self) -> Vec<Statement<'_>> {
        let names = self.names.iter().map(|(module, names)| {
            let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
            names.sort_by(|one, other| members(one, other));
            Statement { section: section(module), module, names, other: "" }
        });
        let renamed = self.renamed.iter().map(|(module, name, other)| Statement {
            section: section(module),
            module,
            names: vec![name],
            other,
        });
        let mut all: Vec<Statement> = names.chain(renamed).collect();
        all.sort_by(Statement::order);
        all
    }
}

/// `from module import names`, or `from module import name as other`.
struct Statement<'i> {
    section: Section,
    module: &'i str,
    names: Vec<&'i str>,
    other: &'i str,
}

impl Statement<'_> {
    /// The modules that are furthest out come first; then each by its name.
    fn order(&self, other: &Statement) -> Ordering {
        let ((out, module, first), (other_out, other_module, other_first)) = (self.key(), other.key());
        let by_module = other_out.cmp(&out).then_with(|| natural(module).cmp(natural(other_module)));
        by_module.then_with(|| members(first, other_first)).then_with(|| self.other.cmp(other.other))
    }

    /// How far out the module is, its name, and the first name that is taken from it.
    fn key(&self) -> (usize, &str, &str) {
        let bare = self.module.trim_start_matches('.');
        (self.module.len() - bare.len(), bare, self.names.first().copied().unwrap_or_default())
    }

    /// Names that do not fit on a line stand below each other.
    fn write(&self, out: &mut Writer) {
        let mut flat = format!("from {} import ", self.module);
        let names = flat.len();
        for (at, name) in self.names.iter().enumerate() {
            flat.push_str(if at > 0 { ", " } else { "" });
            flat.push_str(name);
        }
        if !self.other.is_empty() {
            flat.push_str(" as ");
            flat.push_str(self.other);
        }
        if !self.other.is_empty() || super::python::width(&flat) <= 100 {
            return out.line(flat);
        }
        flat.truncate(names);
        out.statement("", &Expr::call(flat, self.names.iter().map(|own| Expr::atom(*own)).collect()), "");
    }
}

/// Constants, then classes, then all else; each by name.
fn members(one: &str, other: &str) -> Ordering {
    kind(one).cmp(&kind(other)).then_with(|| natural(one).cmp(natural(other))).then_with(|| one.cmp(other))
}

fn kind(name: &str) -> u8 {
    let mut letters = name.chars();
    let first = letters.next();
    let is_upper = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    match first {
        Some(_) if is_upper && letters.next().is_some() => 0,
        Some(first) if first.is_uppercase() => 1,
        _ => 2,
    }
}

/// A run of digits as a number, any other character as itself.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Natural {
    Number(u64),
    Other(char),
}

/// A name as it is sorted, whatever its case.
fn natural(name: &str) -> impl Iterator<Item = Natural> {
    let mut rest = name.chars().flat_map(char::to_lowercase).peekable();
    std::iter::from_fn(move || {
        let first = rest.next()?;
        let Some(digit) = first.to_digit(10) else { return Some(Natural::Other(first)) };
        let mut number = u64::from(digit);
        while let Some(digit) = rest.peek().and_then(|own| own.to_digit(10)) {
            number = number.saturating_mul(10).saturating_add(digit.into());
            rest.next();
        }
        Some(Natural::Number(number))
    })
}

/// Where an import stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    Standard,
    Packages,
    Own,
}

fn section(module: &str) -> Section {
    if module.starts_with('.') {
        Section::Own
    } else if STANDARD.contains(&module) {
        Section::Standard
    } else {
        Section::Packages
    }
}
