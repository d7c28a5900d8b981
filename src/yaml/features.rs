//! What YAML can say and a contract set does not: anchors, aliases, merge keys, tags, directives, several documents.
//!
//! In: the place of such a thing. Out: a C0009 finding. Nothing is expanded, resolved or guessed.

use super::keys::brief;
use super::quote::single;
use crate::diag::{Applicability, Diagnostic, code};
use crate::source::Span;

/// A feature that is reported where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feature {
    Anchor,
    Alias,
    Merge,
    Tag,
    Directive,
    Documents,
    DocumentEnd,
    ListKey,
    Template,
}

impl Feature {
    /// The feature that starts with this character.
    pub(super) fn of(text: &str) -> Feature {
        match text.as_bytes().first() {
            Some(b'&') => Feature::Anchor,
            Some(b'%') => Feature::Directive,
            Some(b'.') => Feature::DocumentEnd,
            _ => Feature::Tag,
        }
    }

    /// The finding for it; `source` is how it is written.
    pub(super) fn finding(self, source: &str, span: Span) -> Diagnostic {
        let text = brief(source);
        let (title, label, help) = match self {
            Feature::Anchor => (
                format!("the anchor `{text}` is not used in contract sets"),
                "this names a value to repeat it elsewhere",
                "remove it and write the value out where it is repeated; if text is meant, put it in quotes",
            ),
            Feature::Alias => (
                format!("the alias `{text}` is not used in contract sets"),
                "this stands for a value said elsewhere",
                "write the value out; if text is meant, put it in quotes",
            ),
            Feature::Merge => (
                "the merge key `<<` is not used in contract sets".into(),
                "this takes over the keys of another map",
                "write the keys out",
            ),
            Feature::Tag => (
                format!("the tag `{text}` is not used in contract sets"),
                "this changes the type of the value behind it",
                "remove it: quotes make text, plain numbers are numbers; if text is meant, put it in quotes",
            ),
            Feature::Directive => (
                format!("the directive `{text}` is not used in contract sets"),
                "this speaks to the YAML parser",
                "remove the line",
            ),
            Feature::Documents => (
                "the file holds more than one YAML document".into(),
                "another document starts here and is not read",
                "put it in a file of its own, or remove the line `---`",
            ),
            Feature::DocumentEnd => (
                "the mark `...` for the end of a document is not used in contract sets".into(),
                "the document ends here",
                "remove the line",
            ),
            Feature::ListKey => (
                "a list or map cannot be a key".into(),
                "this is the key",
                "use text, a number, a boolean or null as the key; text that starts with `{` or `[` needs quotes",
            ),
            Feature::Template => (
                format!("the template `{text}` needs quotes"),
                "without quotes this is a map in a map",
                "put it in quotes",
            ),
        };
        let found = Diagnostic::new(&code::C0009, title, span, label).help(help);
        match self {
            Feature::Template => found.fix("put it in quotes", Applicability::MaybeIncorrect, span, single(source)),
            _ => found,
        }
    }
}
