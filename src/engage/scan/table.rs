//! The one table from scanners to categories: how it is read, and how it is printed for people.
//!
//! In: the name of a scanner, a rule, tags. Out: a [`Category`], or none. The rows are in [`super::tools`].
//!
//! A finding is looked up in this order; what comes first holds:
//!
//! 1. a property `category` that is a word of the schema, for then the scanner has said it itself;
//! 2. the signs of its scanner, from the first to the last;
//! 3. the signs of any scanner, which are tags of common meaning;
//! 4. nothing: the finding is unmapped, and the user says the category of the report.

use std::fmt::Write;

use super::category::Category;
use super::severity::Severity;
use super::tools::{ANY, NONE, TOOLS};

/// What is known of a scanner.
pub(super) struct Tool {
    /// Its names in reports, in small letters. A longer name that goes on after a space or a sign is the same scanner.
    pub names: &'static [&'static str],
    /// What it has looked for whenever it ran to its end.
    pub covers: &'static [Category],
    /// Whether its reports list every rule that was asked, found or not: then each of them tells what was looked for.
    pub lists_rules: bool,
    /// How bad its findings are at least, by their category, where its reports do not weigh them: they call everything an error, or say
    /// nothing.
    pub flat: &'static [(Category, Severity)],
    /// From signs to categories.
    pub signs: &'static [(Sign, Category)],
}

/// By what a finding is known.
pub(super) enum Sign {
    /// The rule begins with one of these.
    Rule(&'static [&'static str]),
    /// The rule begins with one of these, and a digit follows: `S` is `S602`, not `SIM102`.
    Code(&'static [&'static str]),
    /// One of these stands in the rule.
    Part(&'static [&'static str]),
    /// One of the tags is one of these, or begins with it before a sign: `cwe` is `CWE-78: OS Command Injection`.
    Tag(&'static [&'static str]),
    /// Everything else.
    Rest,
}

impl Sign {
    fn fits(&self, rule: &str, tags: &[String]) -> bool {
        let digit = |rest: &str| rest.starts_with(|first: char| first.is_ascii_digit());
        match self {
            Sign::Rule(starts) => starts.iter().any(|start| rule.starts_with(start)),
            Sign::Code(starts) => starts.iter().any(|start| rule.strip_prefix(start).is_some_and(digit)),
            Sign::Part(parts) => parts.iter().any(|part| rule.contains(part)),
            Sign::Tag(words) => tags.iter().any(|tag| words.iter().any(|word| begins(tag, word))),
            Sign::Rest => true,
        }
    }

    fn text(&self) -> String {
        let list = |what: &str, words: &[&str], end: &str| {
            let words: Vec<_> = words.iter().map(|word| format!("`{word}{end}`")).collect();
            format!("{what} {}", words.join(", "))
        };
        match self {
            Sign::Rule(starts) => list("rule", starts, "…"),
            Sign::Code(starts) => list("rule", starts, "0…"),
            Sign::Part(parts) => list("rule with", parts, ""),
            Sign::Tag(words) => list("tag", words, ""),
            Sign::Rest => "everything else".to_owned(),
        }
    }
}

/// Whether a text is a word, or goes on after it with something that is no letter and no digit.
fn begins(text: &str, word: &str) -> bool {
    let rest = text.strip_prefix(word);
    rest.is_some_and(|rest| !rest.starts_with(|first: char| first.is_alphanumeric()))
}

impl Tool {
    /// How bad a finding of a category is, where the reports do not weigh it.
    pub fn flat(&self, category: Option<Category>) -> Option<Severity> {
        self.flat.iter().find(|(of, _)| Some(*of) == category).map(|(_, severity)| *severity)
    }
}

/// What is known of a scanner.
pub(super) fn tool(name: &str) -> Option<&'static Tool> {
    let name = name.trim().to_lowercase();
    TOOLS.iter().find(|tool| tool.names.iter().any(|known| begins(&name, known)))
}

/// The category of a finding. Tags are in small letters.
pub(super) fn category(tool: Option<&Tool>, rule: &str, tags: &[String]) -> Option<Category> {
    let signs = tool.map(|tool| tool.signs).unwrap_or_default();
    signs.iter().chain(ANY).find(|(sign, _)| sign.fits(rule, tags)).map(|(_, category)| *category)
}

/// The table in Markdown, for the book.
pub fn table() -> String {
    let mut out = "| scanner | looked for | finding | category | severity |\n|---|---|---|---|---|\n".to_owned();
    for tool in TOOLS {
        let mut covers: Vec<_> = tool.covers.iter().map(|category| format!("`{category}`")).collect();
        if tool.lists_rules {
            covers.push("what its listed rules look for".to_owned());
        }
        let covers = if covers.is_empty() { "not told by its reports".to_owned() } else { covers.join(", ") };
        row(&mut out, &tool.names.join(", "), &covers, tool);
    }
    row(&mut out, "any", "not told by its reports", &Tool { signs: ANY, ..NONE });
    out
}

fn row(out: &mut String, name: &str, covers: &str, tool: &Tool) {
    for (at, (sign, category)) in tool.signs.iter().enumerate() {
        let (name, covers) = if at == 0 { (name, covers) } else { ("", "") };
        // Writing to a text does not fail.
        let severity = tool.flat(Some(*category)).map_or_else(
            || "as reported".to_owned(),
            |flat| match flat {
                Severity::Critical => format!("`{flat}`"),
                _ => format!("`{flat}` or worse"),
            },
        );
        writeln!(out, "| {name} | {covers} | {} | `{category}` | {severity} |", sign.text()).ok();
    }
}
