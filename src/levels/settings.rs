//! `contract.toml`: what a project says about levels.
//!
//! ```toml
//! [lints]
//! C0304 = "warn"
//! style = "allow"
//!
//! [[lints.paths]]
//! path = "legacy/**"
//! C07 = "hint"
//! ```
//!
//! In: the text of the file. Out: rules, and findings at the words that mean nothing. Never touches the disk.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::names::{Name, near};
use super::suppress::unknown;
use crate::diag::code::{C1902, C1907, C1908};
use crate::diag::nearest::nearest;
use crate::diag::{Applicability, Diagnostic, Level};
use crate::source::{FileId, Span};

/// What is said of some codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Which codes.
    pub name: Name,
    /// Their level; none where they are not reported at all.
    pub level: Option<Level>,
    /// Only for files that one of these patterns fits.
    pub paths: Option<Vec<String>>,
}

/// The settings of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What is said of levels, in the order of the file; those of all files first.
    pub rules: Vec<Rule>,
    /// What is wrong with the file.
    pub findings: Vec<Diagnostic>,
}

/// The words for levels.
const LEVELS: &[(&str, Option<Level>)] =
    &[("deny", Some(Level::Error)), ("warn", Some(Level::Warning)), ("hint", Some(Level::Hint)), ("allow", None)];

impl Settings {
    /// Reads a `contract.toml`.
    pub fn read(file: FileId, text: &str) -> Settings {
        let mut reader = Reader { file, settings: Settings::default() };
        match DeTable::parse(text) {
            Ok(table) => reader.root(table.get_ref()),
            Err(error) => {
                let span = error.span().unwrap_or(text.len()..text.len());
                let words = error.message().lines().next().unwrap_or("").to_owned();
                let title = format!("`contract.toml` is not TOML: {words}");
                reader.settings.findings.push(Diagnostic::new(&C1908, title, reader.at(&span), "not expected here"));
            }
        }
        reader.settings
    }
}

/// A key, its place, and its value.
type Pair<'t, 'i> = (&'t str, std::ops::Range<usize>, &'t Spanned<DeValue<'i>>);

/// The entries of a table, in the order of the file.
fn entries<'t, 'i>(table: &'t DeTable<'i>) -> Vec<Pair<'t, 'i>> {
    let mut all: Vec<Pair<'t, 'i>> =
        table.iter().map(|(key, value)| (key.get_ref().as_ref(), key.span(), value)).collect();
    all.sort_by_key(|(_, span, _)| span.start);
    all
}

struct Reader {
    file: FileId,
    settings: Settings,
}

impl Reader {
    fn at(&self, span: &std::ops::Range<usize>) -> Span {
        Span::new(self.file, span.start, span.end)
    }

    fn wrong(&mut self, title: String, span: &std::ops::Range<usize>, label: &str, help: &str) {
        self.settings.findings.push(Diagnostic::new(&C1908, title, self.at(span), label).help(help));
    }

    fn root(&mut self, root: &DeTable<'_>) {
        for (key, span, value) in entries(root) {
            match (key, value.get_ref().as_table()) {
                ("lints", Some(table)) => self.lints(table),
                ("lints", None) => {
                    self.wrong(
                        "`lints` is not a table".into(),
                        &value.span(),
                        "no table",
                        "write `[lints]` on a line of its own",
                    );
                }
                _ => {
                    let title = format!("`{key}` is no table of `contract.toml`");
                    let mut found = Diagnostic::new(&C1908, title, self.at(&span), "not known");
                    found = match nearest(key, ["lints"]) {
                        Some(meant) => found.fix(
                            format!("rename it to `{meant}`"),
                            Applicability::MachineApplicable,
                            self.at(&span),
                            meant,
                        ),
                        None => found.help("the only table is `[lints]`"),
                    };
                    self.settings.findings.push(found);
                }
            }
        }
    }

    fn lints(&mut self, table: &DeTable<'_>) {
        let mut by_path = Vec::new();
        for (key, span, value) in entries(table) {
            if key == "paths" { by_path.push(value) } else { self.lint(key, &span, value, None) }
        }
        for value in by_path {
            let Some(items) = value.get_ref().as_array() else {
                self.wrong(
                    "`paths` is not a list of tables".into(),
                    &value.span(),
                    "no list",
                    "write `[[lints.paths]]`",
                );
                continue;
            };
            for item in items.iter() {
                match item.get_ref().as_table() {
                    Some(table) => self.of_path(table, &item.span()),
                    None => self.wrong(
                        "`paths` is not a list of tables".into(),
                        &item.span(),
                        "no table",
                        "write `[[lints.paths]]`",
                    ),
                }
            }
        }
    }

    fn of_path(&mut self, table: &DeTable<'_>, place: &std::ops::Range<usize>) {
        let mut paths = Vec::new();
        for (_, _, value) in entries(table).into_iter().filter(|(key, _, _)| *key == "path") {
            let texts: Option<Vec<String>> = match value.get_ref() {
                DeValue::String(text) => Some(vec![text.to_string()]),
                DeValue::Array(items) => items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect(),
                _ => None,
            };
            match texts {
                Some(texts) => paths.extend(texts),
                None => {
                    return self.wrong(
                        "`path` is not text".into(),
                        &value.span(),
                        "no pattern",
                        "write `path = \"legacy/**\"`",
                    );
                }
            }
        }
        if paths.is_empty() {
            return self.wrong(
                "this table of `lints.paths` has no `path`".into(),
                place,
                "no `path` in it",
                "say which files it is about, as in `path = \"legacy/**\"`",
            );
        }
        for (key, span, value) in entries(table).into_iter().filter(|(key, _, _)| *key != "path") {
            self.lint(key, &span, value, Some(paths.clone()));
        }
    }

    fn lint(
        &mut self,
        key: &str,
        span: &std::ops::Range<usize>,
        value: &Spanned<DeValue<'_>>,
        paths: Option<Vec<String>>,
    ) {
        let Some(name) = Name::find(key) else {
            self.settings.findings.push(unknown(&C1902, key, self.at(span), near(key)));
            return;
        };
        let word = value.get_ref().as_str().unwrap_or("");
        let Some((_, level)) = LEVELS.iter().find(|(own, _)| *own == word) else {
            let title = format!("the level of `{key}` is none of deny, warn, hint and allow");
            let place = self.at(&value.span());
            let mut found = Diagnostic::new(&C1908, title, place, "no level");
            let words = LEVELS.iter().map(|(own, _)| *own).chain(["error", "warning", "off"]);
            let meant = match nearest(word, words) {
                Some("error") => Some("deny"),
                Some("warning") => Some("warn"),
                Some("off") => Some("allow"),
                other => other,
            };
            if let Some(meant) = meant {
                let title = format!("write `\"{meant}\"`");
                found = found.fix(title, Applicability::MaybeIncorrect, place, format!("\"{meant}\""));
            }
            self.settings.findings.push(found);
            return;
        };
        if name.is_firm() && *level != Some(Level::Error) {
            self.settings.findings.push(firm(key, self.at(span), "stays an error"));
        }
        self.settings.rules.push(Rule { name, level: *level, paths });
    }
}

/// That an error of form or reference is what it is.
pub(super) fn firm(word: &str, span: Span, label: &str) -> Diagnostic {
    let title = format!("the level of `{word}` cannot be lowered");
    Diagnostic::new(&C1907, title, span, label)
        .note("with an error of form or reference, a set says nothing certain")
        .help("mend what is reported; its page says how")
}
