//! C1402, C1405 and C1406: personal data without a mark, and lifetimes without a limit.
//!
//! In: the model. Out: findings. What is personal is told by the words of a field's name; a mark is `metadata: { pii: … }` at the field, a
//! rule of `pii_masking`, or the tag `pii` of the entity.

mod addresses;

use addresses::Addresses;

use crate::ast::Node;
use crate::check::deep::model::{Model, words};
use crate::check::deep::parts::{Field, items, text};
use crate::check::deep::share::{Analysis, Share};
use crate::check::gather::Declaration;
use crate::check::place::{called, quoted};
use crate::diag::code::{C1402, C1405, C1406};
use crate::diag::{Clause, Diagnostic, Help, Where};

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

/// Words beside which they do not: what holds that is about the address or the number, and not it.
const IMPERSONAL: &[&str] = &["status", "template", "id", "sent", "verified", "provider", "count", "type"];

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

/// The personal data of a set, and the addresses of its files.
pub struct Privacy<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    addresses: Addresses<'x, 'm>,
}

impl<'x, 'm, 'a> Privacy<'x, 'm, 'a> {
    /// Those of a model, of which nothing was looked at yet.
    pub fn of(model: &'x Model<'m, 'a>) -> Privacy<'x, 'm, 'a> {
        Privacy { model, addresses: Addresses::default() }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Privacy<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        let model = self.model;
        for entity in share.entities() {
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
                let found =
                    found.help(Help::from("mark it with ").clause(pii(first)).words(", or mask it in `security`"));
                findings.push(found.at(entity.own.element.as_str(), format!("fields/{}/name", first.at)));
            }
        }
        for event in share.all("event") {
            let Some((name, _)) = event.name else { continue };
            let payload = model.payload(name).unwrap_or_default();
            self.addresses.told(payload);
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
        share.operations().for_each(|own| self.addresses.given(model, own));
        lifetimes(share, findings);
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        self.addresses.check(self.model, findings);
    }
}

/// That a field holds personal data.
fn pii(field: &Field) -> Clause {
    Clause::map(Where::Field(field.name.to_owned()), "metadata", "pii", true)
}

/// Whether the words of a name say that what it holds is about a person.
pub fn is_personal(name: &str) -> bool {
    let (mut personal, mut impersonal, mut before) = (false, false, None);
    for word in words::each(name) {
        personal |= PERSONAL.contains(&word.as_str());
        impersonal |= IMPERSONAL.contains(&word.as_str());
        if before.is_some_and(|before: words::Word| PAIRS.iter().any(|(one, two)| before == *one && word == *two)) {
            return true;
        }
        before = Some(word);
    }
    personal && !impersonal
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

fn lifetimes(share: &Share, findings: &mut Vec<Diagnostic>) {
    for operation in share.operations() {
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
