//! An engagement as it was read: its clauses as JSON, as said or with all defaults, and its terms.
//!
//! In: a tree. Out: plain values. The hash of a contract is that of its canonical JSON as it is said, so it is the same on every surface.

use serde_json::{Map, Value as Json};

use super::evidence::{canonical, sha256};
use super::terms::Terms;
use crate::ast::{Document, Entry, Item, Key, Node, Notes, Value};
use crate::kinds::{Default, ENGAGEMENT, Record, Shape};
use crate::source::{FileId, Span};

/// The version of the schema that is known.
pub const VERSION: &str = "1.0";

/// The clauses of a document, where it holds an engagement.
pub fn clauses(document: &Document) -> Option<&Node> {
    document.root.get(crate::json::SECTION).filter(|node| node.as_map().is_some())
}

/// A tree as JSON. A number that JSON does not write so is text.
pub fn json(node: &Node) -> Json {
    shaped(node, &Shape::Any)
}

/// A tree as JSON of a shape: where text is wanted, a number or a boolean is the text that was meant.
fn shaped(node: &Node, shape: &'static Shape) -> Json {
    let is_text = matches!(shape, Shape::Text | Shape::OneOf(_));
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(own) if is_text => Json::String(own.to_string()),
        Value::Bool(own) => Json::Bool(*own),
        Value::Number(text) => match serde_json::from_str(text) {
            Ok(number) if !is_text => Json::Number(number),
            _ => Json::String(text.to_string()),
        },
        Value::Text(text) => Json::String(text.to_string()),
        Value::List(items) => {
            let inner = if let Shape::List(inner) = shape { inner } else { &Shape::Any };
            items.iter().map(|item| shaped(&item.node, inner)).collect()
        }
        Value::Map(entries) => {
            let pair = |entry: &Entry| {
                let shape = match shape {
                    Shape::Record(record) => entry.key.as_text().and_then(|key| record.key(key)).map(|key| &key.shape),
                    Shape::Map(inner) => Some(*inner),
                    _ => None,
                };
                (entry.key.value().to_string(), shaped(&entry.node, shape.unwrap_or(&Shape::Any)))
            };
            Json::Object(entries.iter().map(pair).collect::<Map<_, _>>())
        }
    }
}

/// JSON as a tree that stands nowhere.
fn tree(json: &Json) -> Node {
    let nowhere = Span::new(FileId(0), 0, 0);
    let value = match json {
        Json::Null => Value::Null,
        Json::Bool(own) => Value::Bool(*own),
        Json::Number(own) => Value::Number(own.to_string().into()),
        Json::String(own) => Value::Text(own.as_str().into()),
        Json::Array(items) => {
            Value::List(items.iter().map(|item| Item { notes: Notes::default(), node: tree(item) }).collect())
        }
        Json::Object(pairs) => {
            let entry = |(key, value): (&String, &Json)| Entry {
                notes: Notes::default(),
                key: Key::text(key.as_str(), nowhere),
                node: tree(value),
            };
            Value::Map(pairs.iter().map(entry).collect())
        }
    };
    Node::new(value, nowhere)
}

/// The SHA-256 of a contract.
pub fn hash(clauses: &Node) -> String {
    sha256(&canonical(&json(clauses)))
}

/// The terms; what cannot be read has been reported by the checks of form.
///
/// # Errors
///
/// The first clause that is missing or of another form.
pub fn terms(clauses: &Node) -> Result<Terms, String> {
    static CLAUSES: Shape = Shape::Record(ENGAGEMENT.record);
    serde_json::from_value(shaped(&resolved(clauses), &CLAUSES)).map_err(|error| error.to_string())
}

/// As [`terms`], of clauses that are JSON already.
///
/// # Errors
///
/// As [`terms`].
pub fn terms_of(clauses: &Json) -> Result<Terms, String> {
    terms(&tree(clauses))
}

/// The same clauses with every default said, behind what is said; families that are not said stay so.
pub fn resolved(clauses: &Node) -> Node {
    fill(clauses, ENGAGEMENT.record)
}

fn fill(node: &Node, record: &'static Record) -> Node {
    let Value::Map(entries) = &node.value else { return node.clone() };
    let mut all: Vec<Entry> = entries
        .iter()
        .map(|own| {
            let shape = own.key.as_text().and_then(|key| record.key(key)).map(|key| &key.shape);
            Entry { notes: own.notes.clone(), key: own.key.clone(), node: inside(&own.node, shape) }
        })
        .collect();
    let end = node.span.at_end();
    for key in record.keys {
        let said = entries.iter().find(|own| own.key.as_text() == Some(key.name));
        match (said, key.default.map(|default| value(default, end))) {
            (None, Some(node)) => {
                let key = Key::text(key.name, end);
                all.push(Entry { notes: Notes::default(), key, node });
            }
            // What is said to be nothing is as if it were not said.
            (Some(own), Some(node)) if matches!(own.node.value, Value::Null) => {
                if let Some(own) = all.iter_mut().find(|own| own.key.as_text() == Some(key.name)) {
                    own.node = node;
                }
            }
            _ => {}
        }
    }
    Node::new(Value::Map(all), node.span)
}

fn inside(node: &Node, shape: Option<&'static Shape>) -> Node {
    match (shape, &node.value) {
        (Some(Shape::Record(record)), _) => fill(node, record),
        (Some(Shape::List(Shape::Record(record))), Value::List(items)) => {
            let filled = items.iter().map(|item| Item { notes: item.notes.clone(), node: fill(&item.node, record) });
            Node::new(Value::List(filled.collect()), node.span)
        }
        _ => node.clone(),
    }
}

fn value(default: Default, span: Span) -> Node {
    let value = match default {
        Default::Bool(own) => Value::Bool(own),
        Default::Int(own) => Value::Number(own.to_string().into()),
        Default::Text(own) => Value::Text(own.into()),
        Default::Empty => Value::List(Vec::new()),
        Default::Null => Value::Null,
    };
    Node::new(value, span)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINIMAL: &str = r#"{
      "contract_version": "1.0", "project": "my-python-api",
      "parties": {"client": "your-name"},
      "stack": {"language": "python", "language_version": "3.12", "runtime": "aws_lambda", "region": "eu-north-1"},
      "cost": {"budget_envelope": "aws_free_tier"},
      "security": {"auth_mechanism": "cognito_jwt", "secrets_store": "ssm_parameter_store"},
      "quality": {}, "architecture": {}, "compliance": {}, "audit": {},
      "definition_of_done": {"scan_gates": [{"category": "secret", "severity": "critical"}]}
    }"#;

    fn clauses_of(text: &str) -> Node {
        let document = crate::json::read(FileId(0), text).document.expect("a document");
        super::clauses(&document).expect("clauses").clone()
    }

    #[test]
    fn terms_are_those_of_the_json_of_a_contract() {
        let clauses = clauses_of(MINIMAL);
        let terms = terms(&clauses).expect("terms");
        assert_eq!(terms.parties.contractor, "claude-code");
        assert_eq!(terms_of(&json(&clauses)), Ok(terms));
    }

    /// What the checks let through, with a warning at most, has terms.
    #[test]
    fn nulls_and_numbers_for_text_have_terms() {
        let text = MINIMAL
            .replace("\"client\": \"your-name\"", "\"client\": \"your-name\", \"contractor\": null")
            .replace("\"3.12\"", "3.12")
            .replace("\"aws_free_tier\"", "\"aws_free_tier\", \"forbidden_resources\": null");
        let clauses = clauses_of(&text);
        let terms = terms(&clauses).expect("terms");
        assert_eq!((terms.parties.contractor.as_str(), terms.stack.language_version.as_str()), ("claude-code", "3.12"));
        assert_eq!(terms.cost.forbidden_resources, Vec::<String>::new());
        assert_eq!(terms_of(&json(&clauses)), Ok(terms));
    }

    #[test]
    fn every_default_of_the_schema_is_said() {
        let whole = json(&resolved(&clauses_of(MINIMAL)));
        for (path, wanted) in [
            ("/parties/contractor", "\"claude-code\""),
            ("/stack/forbidden_services", "[]"),
            ("/security/owasp_compliance", "true"),
            ("/security/production_deploy_gate", "true"),
            ("/security/pen_test_gate", "false"),
            ("/security/pii_handling", "null"),
            ("/quality/type_hints", "\"required\""),
            ("/quality/docstrings", "\"public_only\""),
            ("/quality/test_coverage_min", "80"),
            ("/quality/logging_standard", "\"module_logger_only\""),
            ("/audit/evidence_format", "\"json\""),
            ("/audit/evidence_signed", "true"),
            ("/audit/retention_years", "null"),
            ("/audit/findings_min_detail", "\"clause_level\""),
            ("/definition_of_done/tests_pass", "true"),
            ("/definition_of_done/pen_test_pass", "false"),
            ("/definition_of_done/scan_gates/0/threshold", "0"),
            ("/definition_of_done/scan_gates/0/blocking", "true"),
        ] {
            let found = whole.pointer(path).map(Json::to_string);
            assert_eq!(found.as_deref(), Some(wanted), "{path}");
        }
    }

    #[test]
    fn the_hash_is_that_of_every_surface() {
        let clauses = clauses_of(MINIMAL);
        let root = Node::new(
            Value::Map(vec![Entry {
                notes: Notes::default(),
                key: Key::text(crate::json::SECTION, clauses.span),
                node: clauses.clone(),
            }]),
            clauses.span,
        );
        let document = Document { root, notes: Notes::default() };
        for surface in [crate::set::Surface::Yaml, crate::set::Surface::Contract, crate::set::Surface::Json] {
            let text = surface.write(&document).expect("a text");
            let again = surface.read(FileId(0), &text).document.expect("a document");
            assert_eq!(super::clauses(&again).map(hash), Some(hash(&clauses)), "{surface:?}\n{text}");
        }
    }
}
