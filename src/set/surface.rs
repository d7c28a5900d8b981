//! The surfaces, and the one place that chooses between their readers and writers.

use std::path::Path;

use crate::ast::{Comment, Difference, Document};
use crate::diag::Clause;
use crate::reading::Reading;
use crate::source::FileId;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Surface {
    /// A file of a YAML set.
    Yaml,
    /// `.contract` text.
    Contract,
    /// `devcontract.json`.
    Json,
}

impl Surface {
    /// The surface that the ending of a path tells.
    pub fn of_path(path: &Path) -> Option<Surface> {
        let ending = path.extension()?.to_str()?;
        let is = |wanted: &str| ending.eq_ignore_ascii_case(wanted);
        if is("contract") {
            Some(Surface::Contract)
        } else if is("yaml") || is("yml") {
            Some(Surface::Yaml)
        } else if is("json") {
            Some(Surface::Json)
        } else {
            None
        }
    }

    /// The surface that a text looks like, by its first line that says anything.
    pub fn guess(text: &str) -> Surface {
        if text.trim_start().starts_with('{') && text.contains("\"contract_version\"") {
            return Surface::Json;
        }
        let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).filter(|line| !line.is_empty());
        let Some(line) = lines.next() else { return Surface::Contract };
        let marked = ["#", "---", "%YAML", "- ", "[", "{", "\"", "'", "? "].iter().any(|mark| line.starts_with(mark));
        let key = line.split_once(':').is_some_and(|(key, rest)| {
            !key.is_empty() && !key.contains([' ', '/', '"']) && (rest.is_empty() || rest.starts_with(' '))
        });
        if marked || key { Surface::Yaml } else { Surface::Contract }
    }

    /// The ending of its files.
    pub fn ending(self) -> &'static str {
        match self {
            Surface::Yaml => "yaml",
            Surface::Contract => "contract",
            Surface::Json => "json",
        }
    }

    /// Reads a text.
    pub fn read(self, file: FileId, text: &str) -> Reading {
        match self {
            Surface::Yaml => crate::yaml::read(file, text),
            Surface::Contract => crate::text::read(file, text),
            Surface::Json => crate::json::read(file, text),
        }
    }

    /// A clause of advice, in the words of this surface.
    pub fn spell(self, clause: &Clause) -> String {
        match self {
            Surface::Contract => crate::text::spell(clause),
            Surface::Yaml | Surface::Json => clause.to_string(),
        }
    }

    /// The text of a tree, not read again: for comparing two trees by their lines.
    pub fn print(self, document: &Document) -> String {
        match self {
            Surface::Yaml => crate::yaml::write(document),
            Surface::Contract => crate::text::write(document),
            Surface::Json => crate::json::write(document),
        }
    }

    /// Whether a reader of this surface makes this comment itself: it stands in the tree and nowhere in the text.
    pub fn makes(self, comment: &Comment) -> bool {
        self == Surface::Contract && crate::text::is_order(comment)
    }

    /// Lays out a tree that was read from `source`; errors as those of [`Surface::write`].
    pub fn format(self, document: &Document, source: &str) -> Result<String, Difference> {
        match self {
            Surface::Yaml => crate::yaml::format(&crate::text::through(document)?, source),
            Surface::Contract => crate::text::format(document, source),
            Surface::Json => crate::json::write_checked(document),
        }
    }

    /// Writes a tree; the difference, should the text not mean the same (which is our mistake).
    pub fn write(self, document: &Document) -> Result<String, Difference> {
        match self {
            // Laid out as it would come back from text: so both circles give the same bytes.
            Surface::Yaml => crate::yaml::write_checked(&crate::text::through(document)?),
            Surface::Contract => crate::text::write_checked(document),
            Surface::Json => crate::json::write_checked(document),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_told_apart() {
        for yaml in ["# c\n", "---\n", "entities:\n  - id: a\n", "info: {a: 1}", "- a", "\n\ninfo:", "\u{feff}a:"] {
            assert_eq!(Surface::guess(yaml), Surface::Yaml, "{yaml:?}");
        }
        for text in ["", "// c\n", "/// doc: x\nentity A {", "entity A { b: int }", "x = 1", "project \"A: b\" {"] {
            assert_eq!(Surface::guess(text), Surface::Contract, "{text:?}");
        }
        assert_eq!(Surface::of_path(Path::new("a/b.YML")), Some(Surface::Yaml));
        assert_eq!(Surface::of_path(Path::new("a/b.contract")), Some(Surface::Contract));
        assert_eq!(Surface::of_path(Path::new("yaml")), None);
        assert_eq!(Surface::of_path(Path::new(".tickety/devcontract.json")), Some(Surface::Json));
        assert_eq!(Surface::guess("\n{\n  \"contract_version\": \"1.0\"}"), Surface::Json);
    }
}
