//! C1402, C1404, C1405 and C1406: personal data without a mark, addresses of a store, and lifetimes without a limit.
//!
//! In: the model. Out: findings. What is personal is told by the words of a field's name; a mark is `metadata: { pii: … }` at the field, a
//! rule of `pii_masking`, or the tag `pii` of the entity.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use crate::ast::Node;
use crate::check::deep::model::types::item;
use crate::check::deep::model::{Model, words};
use crate::check::deep::parts::{Field, items, text};
use crate::check::deep::routes::Routes;
use crate::check::gather::Declaration;
use crate::check::place::{called, quoted};
use crate::diag::code::{C1402, C1404, C1405, C1406};
use crate::diag::{Clause, Diagnostic, Help, Level, Where};
use crate::source::Span;

/// Words that alone make a field personal.
const PERSONAL: &[&str] = &[
    "email",
    "phone",
    "mobile",
    "fax",
    "ssn",
    "passport",
    "iban",
    "salary",
    "birthday",
    "birthdate",
    "surname",
    "firstname",
    "lastname",
    "fullname",
];

/// Pairs of words that do.
const PAIRS: &[(&str, &str)] = &[
    ("birth", "date"),
    ("first", "name"),
    ("last", "name"),
    ("full", "name"),
    ("of", "birth"),
    ("card", "number"),
    ("tax", "id"),
    ("identity", "card"),
    ("net", "salary"),
    ("home", "address"),
    ("postal", "address"),
];

/// Looks at entities, events and operations.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    for entity in &model.entities {
        let open: Vec<&Field> = entity
            .fields
            .iter()
            .filter(|field| is_personal(field.name) && !is_marked(model, entity.own, field))
            .collect();
        if let [first, rest @ ..] = open.as_slice() {
            let names = quoted(open.iter().map(|field| field.name), "and");
            let title = format!("`{}` holds personal data that is not marked: {names}", entity.name);
            let found = Diagnostic::new(&C1402, title, first.span, "looks personal");
            let found = rest.iter().fold(found, |found, field| found.label(field.span, "this too"));
            let found = found.help(Help::from("mark it with ").clause(pii(first)).words(", or mask it in `security`"));
            findings.push(found.at(entity.own.element.as_str(), format!("fields/{}/name", first.at)));
        }
    }
    for event in model.sound.all("event") {
        let Some((name, _)) = event.name else { continue };
        let payload = model.payload(name).unwrap_or_default();
        let open: Vec<&Field> =
            payload.iter().filter(|field| is_personal(field.name) && !is_marked(model, event, field)).collect();
        if let [first, ..] = open.as_slice() {
            let title = format!(
                "the event `{name}` carries personal data: {}",
                quoted(open.iter().map(|field| field.name), "and")
            );
            let found = Diagnostic::new(&C1406, title, first.span, "goes to everybody who listens");
            let found = found.help(Help::from("tell the id only, or mark it with ").clause(pii(first)));
            findings.push(found.at(event.element.as_str(), format!("payload/{}/name", first.at)));
        }
    }
    addresses(model, findings);
    lifetimes(model, findings);
}

/// That a field holds personal data.
fn pii(field: &Field) -> Clause {
    Clause::map(Where::Field(field.name.to_owned()), "metadata", "pii", true)
}

/// Whether the words of a name say that what it holds is about a person.
pub fn is_personal(name: &str) -> bool {
    let words = words::words(name);
    words.iter().any(|word| PERSONAL.contains(&word.as_str()))
        && !words.iter().any(|word| {
            ["status", "template", "id", "sent", "verified", "provider", "count", "type"].contains(&word.as_str())
        })
        || words.windows(2).any(|pair| PAIRS.iter().any(|(a, b)| pair == [*a, *b]))
}

fn is_marked(model: &Model, own: &Declaration, field: &Field) -> bool {
    let said = field.node.get("metadata").and_then(|node| node.get("pii")).is_some();
    let tagged = items(own.node, "tags").iter().any(|item| called(&item.node) == Some("pii"));
    let masked = |security: &Declaration| {
        items(security.node, "pii_masking").iter().any(|item| {
            let (name, _) = text(&item.node, "field").unwrap_or(("", item.node.span));
            name.rsplit('.').next() == Some(field.name)
        })
    };
    said || tagged || model.sound.every("security").any(masked)
}

/// The bounds that a field has.
fn bound<'a>(field: &Field<'a>, key: &str) -> Option<&'a Node> {
    field.node.get("constraints").and_then(|rules| rules.get(key))
}

/// Whether a field of this name is a link that is signed for a while.
fn is_signed(name: &str) -> bool {
    let words = words::words(name);
    words.last().is_some_and(|last| last == "url" || last == "link")
        && words.iter().any(|word| ["download", "signed", "presigned", "temporary"].contains(&word.as_str()))
}

/// Whether a field of this name is an address in a store.
fn is_stored(name: &str) -> bool {
    let words = words::words(name);
    let of_store = ["file", "storage", "object", "s3", "blob", "bucket"];
    words.ends_with(&["url".into()]) && words.iter().any(|word| of_store.contains(&word.as_str()))
}

/// A place where the address of a stored file is handed out.
struct Given<'m> {
    /// The operation or event.
    own: &'m Declaration<'m>,
    /// Its kind and name.
    kind: &'static str,
    name: &'m str,
    span: Span,
    place: String,
    says: String,
    /// Whether it goes with a whole row.
    whole: bool,
}

/// C1404: one finding for each address in a store, with all places that hand it out.
fn addresses(model: &Model, findings: &mut Vec<Diagnostic>) {
    let mut all = model.operations.iter();
    let signed = all.find_map(|own| Some((own, own.returns.iter().find(|field| is_signed(field.name))?)));
    let Some((other, link)) = signed else { return };
    let mut all: BTreeMap<&str, Vec<Given>> = BTreeMap::new();
    for own in model.operations.iter().filter(|own| own.name != other.name) {
        for field in &own.returns {
            let place = format!("returns/{}/name", field.at);
            let given = |says: String, whole| Given {
                own: own.own,
                kind: own.kind,
                name: own.name,
                span: field.span,
                place,
                says,
                whole,
            };
            if is_stored(field.name) {
                all.entry(field.name).or_default().push(given("the address in the store itself".to_owned(), false));
            } else if let Some(entity) = field.kind().and_then(|(kind, _)| model.entity(item(kind))) {
                let Some(stored) = entity.fields.iter().find(|field| is_stored(field.name)) else { continue };
                let says = format!("with the `{}` of every `{}`", stored.name, entity.name);
                all.entry(stored.name).or_default().push(given(says, true));
            }
        }
    }
    let routes = LazyCell::new(|| Routes::of(model));
    for (name, mut given) in all {
        given.sort_by_key(|own| own.whole);
        let Some((first, rest)) = given.split_first() else { continue };
        let title = format!("`{}` gives away where the file is stored", first.name);
        let mut found = Diagnostic::new(&C1404, title, first.span, first.says.as_str());
        if first.whole {
            // Whoever asks for whole rows may not have thought of this field, or may have meant it.
            found.level = Level::Hint;
        }
        for own in rest {
            found = found.label(own.span, format!("here too, {}", own.says));
        }
        for own in given.iter().filter(|own| !own.whole) {
            for span in routes.sent_on(own.kind, own.name, name) {
                found = found.label(span, "and the route sends it on");
            }
        }
        for event in model.sound.all("event") {
            let payload = event.name.and_then(|(name, _)| model.payload(name)).unwrap_or_default();
            if let Some(field) = payload.iter().find(|field| field.name == name) {
                found = found.label(field.span, "told to everybody who listens");
            }
        }
        found = found
            .label(link.span, format!("`{}` gives a link that is signed for a while", other.name))
            .help(format!("return the id only, and let callers ask `{}`", other.name));
        if given.iter().any(|own| own.whole) {
            found = found.help(format!("where the whole row is returned, return a value that has no `{name}`"));
        }
        findings.push(found.at(first.own.element.as_str(), first.place.as_str()));
    }
}

fn lifetimes(model: &Model, findings: &mut Vec<Diagnostic>) {
    for operation in &model.operations {
        for field in &operation.inputs {
            let is_number = |kind: &str| ["int", "decimal", "float"].iter().any(|own| kind.eq_ignore_ascii_case(own));
            if !field.kind().is_some_and(|(kind, _)| is_number(kind))
                || !words::each(field.name).any(|word| words::LIFETIMES.contains(&word.as_str()))
                || field.has("bind")
                || ["max", "maximum", "lte", "lt"].iter().any(|key| bound(field, key).is_some())
            {
                continue;
            }
            let title = format!("callers of `{}` choose `{}` without a limit", operation.name, field.name);
            let found = Diagnostic::new(&C1405, title, field.span, "may be a hundred years");
            let found = found.help(Help::from("give it a limit, as in ").clause(Clause::map(
                Where::Field(field.name.to_owned()),
                "constraints",
                "max",
                3_600,
            )));
            findings.push(found.at(operation.own.element.as_str(), format!("input/{}/name", field.at)));
        }
    }
}
