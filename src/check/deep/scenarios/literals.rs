//! C1206: values of steps that are none of their types, or outside of the limits of their fields or of those that keep them; values in
//! conditions that a column cannot have.
//!
//! In: a step, a scenario. Out: one finding for all wrong values of it; words that stand for an id or a moment are a way of writing that a
//! file has throughout, so that they are one finding for each file.

use super::Step;
use crate::ast::{Node, Value};
use crate::check::deep::model::bounds::Bounds;
use crate::check::deep::model::literal::{is_uuid, listed, may_be};
use crate::check::deep::model::types::{Plain, plain};
use crate::check::deep::model::{Entity, Model, Operation, template};
use crate::check::deep::parts::{Field, bare, fields, items};
use crate::check::gather::Declaration;
use crate::check::place::{article, called, cut, lower, quoted};
use crate::date::{Date, Moment, Time};
use crate::diag::code::C1206;
use crate::diag::nearest::ranked;
use crate::diag::{Diagnostic, Label};
use crate::lookup::HashMap;
use crate::source::{FileId, Span};

/// How many values of a column are shown.
const SHOWN: usize = 8;

/// The words that stand for values.
#[derive(Default)]
pub struct Placeholders<'m>(Vec<Placeholder<'m>>);

/// A word that stands for a value.
struct Placeholder<'m> {
    /// The scenario or test, and the number of its step.
    own: &'m Declaration<'m>,
    step: usize,
    /// Where the value stands in the step: `input` or `expect`.
    key: &'static str,
    field: Field<'m>,
    node: &'m Node,
}

impl Placeholders<'_> {
    /// What is said of each file: a finding at its first word, scenarios before tests.
    pub fn told(&mut self) -> Vec<Diagnostic> {
        self.0.sort_by_key(|word| word.own.kind.keyword == "test");
        let mut all: Vec<Diagnostic> = Vec::new();
        let mut by_file: HashMap<FileId, usize> = HashMap::default();
        for Placeholder { own, step, key, field, node } in self.0.drain(..) {
            let at = *by_file.entry(node.span.file).or_insert(all.len());
            match all.get_mut(at) {
                None => {
                    let place = format!("steps/{step}/{key}/{}", field.name);
                    all.push(wrong(&field, node).at(own.element.as_str(), place));
                }
                Some(found) => {
                    found.secondary.push(Label { span: node.span, text: format!("no {}", kind(&field)) });
                }
            }
        }
        all
    }
}

/// Looks at the values of a step. `refuted` says that a rule refuses them, which is told already.
pub fn check<'m>(
    model: &Model,
    step: &Step<'_, 'm>,
    refuted: bool,
    placeholders: &mut Placeholders<'m>,
    findings: &mut Vec<Diagnostic>,
) {
    let mut odd: Option<Diagnostic> = None;
    for (entries, fields, key) in
        [(step.input, &step.operation.inputs, "input"), (step.expect, &step.operation.returns, "expect")]
    {
        for entry in entries {
            let Some(field) = fields.iter().find(|field| entry.key.as_text() == Some(field.name)) else { continue };
            let place = || step.place(&format!("{key}/{}", field.name));
            if field.kind().is_none() || is_of(model, field, kind(field), &entry.node) {
                // That it is outside may be the point where the request is refused, and is told where a rule refuses it.
                let meant = |error| model.status(error).is_none_or(|status| !matches!(status, 404 | 409 | 410 | 423));
                let quiet = key == "expect" || refuted || step.error().is_some_and(|(error, _)| meant(error));
                let kept = || if key == "input" { kept(model, step.operation, field, &entry.node) } else { None };
                if let Some(broken) = (!quiet).then(|| broken(model, field, &entry.node).or_else(kept)).flatten() {
                    let title = format!("the value of `{}` is outside of its limits", broken.name);
                    let found = Diagnostic::new(&C1206, title, broken.at, format!("must be {}", broken.limit));
                    let found = found.label(broken.said, broken.label);
                    let found = found.help("give a value that is let through, or expect the error");
                    findings.push(found.at(step.own.element.as_str(), place()));
                }
                continue;
            }
            if is_word(field, &entry.node) {
                // What the system makes cannot be known before.
                let is_given = || step.input.iter().any(|given| given.node.as_text() == entry.node.as_text());
                if key == "expect" && !is_given() {
                    continue;
                }
                let word = Placeholder { own: step.own, step: step.at, key, field: *field, node: &entry.node };
                placeholders.0.push(word);
                continue;
            }
            odd = Some(match odd {
                None => wrong(field, &entry.node).at(step.own.element.as_str(), place()),
                Some(found) => found.label(entry.node.span, format!("no {}", kind(field))),
            });
        }
    }
    findings.extend(odd);
}

/// A limit that a value breaks.
struct Broken<'m> {
    /// What has the limit.
    name: &'m str,
    /// The limit in words.
    limit: String,
    /// Where the value stands.
    at: Span,
    /// Where the limit is said, and what is shown there.
    said: Span,
    label: String,
}

/// The limit that a value of a field breaks, or a part of it.
fn broken<'m>(model: &Model<'m, 'm>, field: &Field<'m>, value: &Node) -> Option<Broken<'m>> {
    if let Some((limit, said)) = Bounds::broken(field, value) {
        return Some(Broken { name: field.name, at: value.span, label: limit.clone(), limit, said });
    }
    let entries = value.as_map()?;
    let Plain::Name(name) = plain(field.kind()?.0) else { return None };
    let parts = fields(model.sound.one("value", name)?.node, "fields");
    entries.iter().find_map(|entry| {
        let part = parts.iter().find(|part| entry.key.as_text() == Some(part.name))?;
        broken(model, part, &entry.node)
    })
}

/// The limit that a value breaks where an input is written as it is: that of the field, or the room of the column.
fn kept<'m>(model: &Model<'m, 'm>, operation: &Operation<'m>, input: &Field<'m>, value: &Node) -> Option<Broken<'m>> {
    let mut writes = model.steps_of(operation).filter(|effect| effect.sound && effect.writes());
    writes.find_map(|effect| {
        let is_it = |name: &str| name.strip_prefix("input.").unwrap_or(name) == input.name;
        // Most values end with another name, and to see that is quicker than to read a template.
        let ends = |text: &str| text.trim_end_matches(|c: char| c == '}' || c.is_whitespace()).ends_with(input.name);
        let set = effect.map("set")?.iter().filter(|entry| entry.node.as_text().is_some_and(ends));
        let mut fields = set.filter(|entry| template::only(&entry.node).is_some_and(is_it)).peekable();
        fields.peek()?;
        let entity = model.entity(effect.entity()?.0)?;
        fields.find_map(|entry| {
            // A limit that the default of the field breaks is what is wrong, and is told there.
            let own =
                |field: &&Field| field.node.get("default").is_none_or(|node| Bounds::broken(field, node).is_none());
            let field = entity.field(entry.key.as_text()?).filter(own)?;
            let of_field = Bounds::broken(field, value).map(|(limit, said)| {
                let label = format!("`{}` of `{}`, in which it is stored, allows {limit}", field.name, entity.name);
                (limit, said, label)
            });
            let (limit, said, label) = of_field.or_else(|| exceeded(model, entity, field, value))?;
            Some(Broken { name: input.name, limit, at: value.span, said, label })
        })
    })
}

/// The room of the column that keeps a field, where a value has none; that a field may have more than its column holds is told there.
fn exceeded(model: &Model, entity: &Entity, field: &Field, value: &Node) -> Option<(String, Span, String)> {
    let own = Bounds::of(field);
    if own.max_length.is_some() || own.max.is_some() {
        return None;
    }
    let table = model.table_of(entity)?;
    let column = &table.column(field.name)?.field;
    let (limit, said) = Bounds::exceeded(column, value)?;
    let label = format!("the column `{}` of `{}`, in which it is stored, holds {limit}", column.name, table.name);
    Some((limit, said, label))
}

/// Looks at conditions that compare a column with a word: `invoice.status == settled`.
pub fn compared(model: &Model, own: &Declaration, findings: &mut Vec<Diagnostic>) {
    for key in ["preconditions", "postconditions"] {
        for (at, item) in items(own.node, key).iter().enumerate() {
            let Some(said) = called(&item.node).filter(|said| said.contains('=')) else { continue };
            let words: Vec<&str> = said.split_whitespace().collect();
            let [path, "=" | "==", value] = words.as_slice() else { continue };
            let Some((row, column)) = cut(path, b'.') else { continue };
            let entity = model.entity_of_id(&format!("{row}_id"), None);
            let Some((entity, field)) = entity.and_then(|entity| Some((entity, entity.field(column)?))) else {
                continue;
            };
            let value = value.trim_matches(['"', '\'', '`']);
            if may_be(model.sound, field, value) {
                continue;
            }
            let title = format!("`{value}` is none of the values of `{column}`");
            let values = listed(model.sound, field);
            let all = quoted(values.iter().copied().take(SHOWN), "or");
            let mut found = Diagnostic::new(&C1206, title, item.node.span, "can never be so")
                .label(field.span, format!("`{column}` of `{}` is {all}", entity.name));
            if let Some((near, _)) = ranked(value, values) {
                found = found.help(format!("did you mean `{near}`?"));
            }
            findings.push(found.at(own.element.as_str(), format!("{key}/{at}")));
        }
    }
}

fn kind<'a>(field: &Field<'a>) -> &'a str {
    field.kind().map_or("", |(kind, _)| kind)
}

/// Whether a word stands for an id or a moment; an id with a letter too few is none.
fn is_word(field: &Field, node: &Node) -> bool {
    let open = ["uuid", "datetime", "date", "time"].iter().any(|known| known.eq_ignore_ascii_case(kind(field)));
    let is_word = |text: &str| {
        text.starts_with(char::is_alphabetic) && text.chars().any(|c| c.is_alphabetic() && !c.is_ascii_hexdigit())
    };
    open && node.as_text().is_some_and(is_word)
}

fn wrong(field: &Field, node: &Node) -> Diagnostic {
    let kind = kind(field);
    let shown = node.as_text().map_or("this value".to_owned(), |text| format!("`{text}`"));
    let title = format!("{shown} is no {kind}");
    let example = match &*lower(kind) {
        "uuid" => "\"4f1d2c3b-6a5e-4978-8b6c-5d4e3f2a1b01\"",
        "datetime" => "\"2026-01-31T08:00:00Z\"",
        "date" => "\"2026-01-31\"",
        _ => "",
    };
    let help = if example.is_empty() {
        "give a real value, so that the step can be run".to_owned()
    } else {
        format!("give a real value, such as {example}, so that the step can be run")
    };
    Diagnostic::new(&C1206, title, node.span, format!("`{}` takes {} {kind}", field.name, article(kind))).help(help)
}

/// Whether a literal is of a type; what is not decided here is.
fn is_of(model: &Model, field: &Field, kind: &str, node: &Node) -> bool {
    let text = match &node.value {
        Value::Text(text) if template::has(text) => return true,
        Value::Text(text) => Some(text.as_ref()),
        _ => None,
    };
    let closed: Vec<(&str, Span)> = match items(field.node, "values") {
        [] => model.sound.one("enum", bare(kind)).map_or(Vec::new(), |own| {
            items(own.node, "values").iter().filter_map(|item| Some((called(&item.node)?, item.node.span))).collect()
        }),
        values => values.iter().filter_map(|item| Some((called(&item.node)?, item.node.span))).collect(),
    };
    if !closed.is_empty() {
        return called(node).is_none_or(|value| closed.iter().any(|(known, _)| *known == value));
    }
    match &*lower(kind) {
        "uuid" => text.is_none_or(is_uuid),
        "datetime" => text.is_none_or(|text| text.parse::<Moment>().is_ok()),
        "date" => text.is_none_or(|text| text.parse::<Date>().is_ok()),
        "time" => text.is_none_or(|text| text.parse::<Time>().is_ok()),
        "int" => match &node.value {
            Value::Number(number) => number.parse::<i64>().is_ok(),
            Value::Text(_) | Value::Bool(_) => false,
            _ => true,
        },
        "decimal" | "float" => {
            !matches!(&node.value, Value::Bool(_)) && text.is_none_or(|text| text.parse::<f64>().is_ok())
        }
        "bool" => matches!(&node.value, Value::Bool(_) | Value::Null),
        "string" | "text" => !matches!(&node.value, Value::List(_) | Value::Map(_)),
        _ => true,
    }
}
