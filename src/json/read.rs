//! Reads JSON, strictly as RFC 8259 has it.

use jsonc_parser::ast::{ObjectPropName, Value as Json};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::SECTION;
use crate::ast::{Document, Entry, Item, Key, Node, Notes, Value};
use crate::diag::code::{C0002, C0017};
use crate::diag::{Diagnostic, characters};
use crate::reading::{Broken, MAX_DEPTH, Reading};
use crate::source::{FileId, Span};

/// How many runs of unwanted characters are looked at.
const MOST_CHARACTERS: usize = 1_000;

/// What JSON allows.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a file.
pub fn read(file: FileId, text: &str) -> Reading {
    let mut reading = Reading {
        findings: characters::unwanted_runs(file, text).take(MOST_CHARACTERS).collect(),
        ..Reading::default()
    };
    let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT);
    let root = match parsed {
        Ok(parsed) => parsed.value,
        Err(error) => {
            reading.findings.push(if text.starts_with('\u{feff}') {
                marked(file)
            } else {
                trouble(file, text, &error)
            });
            reading.broken.push(Broken { kind: crate::kinds::by_section(&[SECTION]), name: None });
            return reading;
        }
    };
    let mut builder = Builder { file, findings: Vec::new(), too_deep: None };
    let whole = Span::new(file, 0, text.len());
    let root = match &root {
        Some(json) => {
            let clauses = builder.node(json, 0);
            let key = Key::text(SECTION, whole.at_start());
            let span = clauses.span;
            Node::new(Value::Map(vec![Entry { notes: Notes::default(), key, node: clauses }]), span)
        }
        None => {
            let found =
                Diagnostic::new(&C0017, "the file is empty", whole.at_start(), "a map of clauses is wanted here");
            builder.findings.push(found.help("begin with `contract engage init`"));
            Node::new(Value::Null, whole.at_start())
        }
    };
    if let Some(span) = builder.too_deep {
        let title = format!("maps and lists are nested more than {MAX_DEPTH} deep");
        builder.findings.push(Diagnostic::new(&C0017, title, span, "too deep from here"));
    }
    reading.findings.append(&mut builder.findings);
    reading.document = Some(Document { root, notes: Notes::default() });
    reading
}

/// A mark of the order of bytes, which JSON does not allow.
fn marked(file: FileId) -> Diagnostic {
    let title = "the file begins with a byte order mark";
    let found = Diagnostic::new(&C0017, title, Span::new(file, 0, 3), "three bytes that no editor shows");
    found.help("save it as UTF-8 without a byte order mark")
}

struct Builder {
    file: FileId,
    findings: Vec<Diagnostic>,
    too_deep: Option<Span>,
}

impl Builder {
    fn span(&self, range: Range) -> Span {
        Span::new(self.file, range.start, range.end)
    }

    fn node(&mut self, json: &Json<'_>, depth: usize) -> Node {
        let span = self.span(json.range());
        let value = match json {
            Json::NullKeyword(_) => Value::Null,
            Json::BooleanLit(own) => Value::Bool(own.value),
            Json::NumberLit(own) => Value::Number(own.value.into()),
            Json::StringLit(own) => Value::Text(own.value.as_ref().into()),
            Json::Array(_) | Json::Object(_) if depth >= MAX_DEPTH => {
                self.too_deep.get_or_insert(span);
                Value::Null
            }
            Json::Array(own) => {
                let items = own.elements.iter();
                Value::List(
                    items.map(|item| Item { notes: Notes::default(), node: self.node(item, depth + 1) }).collect(),
                )
            }
            Json::Object(own) => {
                let mut entries: Vec<Entry> = Vec::new();
                for property in &own.properties {
                    let (name, range) = match &property.name {
                        ObjectPropName::String(name) => (name.value.as_ref(), name.range),
                        ObjectPropName::Word(name) => (name.value, name.range),
                    };
                    let key = Key::text(name, self.span(range));
                    if let Some(first) = entries.iter().find(|own| own.key.value() == key.value()) {
                        let title = format!("`{name}` stands twice");
                        let found = Diagnostic::new(&C0002, title, key.span, "the second one");
                        self.findings.push(found.label(first.key.span, "the first one").help("keep one of them"));
                    }
                    entries.push(Entry { notes: Notes::default(), key, node: self.node(&property.value, depth + 1) });
                }
                Value::Map(entries)
            }
        };
        Node::new(value, span)
    }
}

/// The place where the text is no JSON.
fn trouble(file: FileId, text: &str, error: &ParseError) -> Diagnostic {
    let range = error.range();
    let end = text.get(range.start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let span = Span::new(file, range.start.min(text.len()), range.end.max(range.start + end).min(text.len()));
    let (title, label, help) = match error.kind() {
        ParseErrorKind::CommentsNotAllowed => (
            "JSON has no comments",
            "a comment",
            "take it out, or keep the contract as `.contract` text, in which comments have a place",
        ),
        ParseErrorKind::TrailingCommasNotAllowed => {
            ("a comma stands behind the last value", "nothing follows it", "take the comma out")
        }
        ParseErrorKind::ExpectedComma => ("a comma is missing", "before this", "write `,` between the two values"),
        ParseErrorKind::SingleQuotedStringsNotAllowed => {
            ("text stands in single quotes", "these quotes", "write it in double quotes")
        }
        ParseErrorKind::ExpectedColonAfterObjectKey => {
            ("a colon is missing behind a key", "behind this key", "write `\"key\": value`")
        }
        ParseErrorKind::ExpectedObjectValue => ("a key has no value", "this key", "write a value behind the colon"),
        ParseErrorKind::ExpectedStringObjectProperty | ParseErrorKind::UnexpectedWord => (
            "a word stands without quotes",
            "this word",
            "write it in double quotes; bare are only `true`, `false` and `null`",
        ),
        ParseErrorKind::UnterminatedObject => (
            "a map is not closed",
            "opened here",
            "write the `}` that ends it; each earlier bracket must be closed, too",
        ),
        ParseErrorKind::UnterminatedArray => (
            "a list is not closed",
            "opened here",
            "write the `]` that ends it; each earlier bracket must be closed, too",
        ),
        ParseErrorKind::MultipleRootJsonValues => {
            ("something follows the end of the contract", "from here", "the file is one map: take the rest out")
        }
        ParseErrorKind::NestingDepthExceeded => {
            ("maps and lists are nested too deep", "too deep from here", "no clause needs more than five levels")
        }
        _ => (
            "the file is not valid JSON",
            "cannot be read from here",
            "look for a missing quote, comma or bracket before this place",
        ),
    };
    Diagnostic::new(&C0017, title, span, label).help(help)
}
