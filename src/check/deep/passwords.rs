//! C1408: passwords and codes of cards that are kept as they are, or handed out.
//!
//! In: entities, events, and the operations that answer with them. Out: one finding for each field. What it is, is told by the words of a
//! name; a hash of a password may be kept, and must not be handed out.

use std::cell::OnceCell;

use super::model::Model;
use super::model::types::{Plain, item, plain};
use super::model::words::{self, Word};
use super::parts::{Field, each_field};
use super::share::{Analysis, Share};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::C1408;
use crate::lookup::HashMap;
use crate::source::Span;

/// What a field holds, as its name says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// The code by which the holder of a card is known.
    CardCode,
    /// A password as it was typed.
    Password,
    /// Something that was made of a password.
    Hash,
}

fn kept(field: &Field) -> Option<Kept> {
    if plain(field.kind()?.0) != Plain::Name("string") {
        return None;
    }
    let words = words::words(field.name);
    let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    let last = words.last().map_or("", Word::as_str);
    let password = ["password", "passwd", "passphrase"];
    match () {
        () if has(&["cvv", "cvv2", "cvc", "cvc2"]) => Some(Kept::CardCode),
        () if has(&["card"]) && words.ends_with(&["security".into(), "code".into()]) => Some(Kept::CardCode),
        () if password.contains(&last) => Some(Kept::Password),
        () if has(&password) && ["hash", "digest"].contains(&last) => Some(Kept::Hash),
        () => None,
    }
}

/// The answers that hold whole rows of each entity, and the operations that give them.
type Given<'x> = HashMap<&'x str, Vec<(Span, &'x str)>>;

/// The passwords of a set.
pub struct Passwords<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    /// Looked for once an entity keeps one.
    given: OnceCell<Given<'x>>,
}

impl<'x, 'm, 'a> Passwords<'x, 'm, 'a> {
    /// Those of a model.
    pub fn of(model: &'x Model<'m, 'a>) -> Passwords<'x, 'm, 'a> {
        Passwords { model, given: OnceCell::new() }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Passwords<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        for entity in share.entities() {
            for field in &entity.fields {
                let Some(what) = kept(field) else { continue };
                let given = self.given.get_or_init(|| handed_out(self.model));
                let given = given.get(entity.name).map_or(&[][..], Vec::as_slice);
                if what != Kept::Hash {
                    let found = report(what, &format!("`{}` keeps `{}`", entity.name, field.name), field.span);
                    let found = given
                        .iter()
                        .fold(found, |found, (span, name)| found.label(*span, format!("`{name}` hands it out")));
                    findings.push(found.at(entity.own.element.as_str(), format!("fields/{}/name", field.at)));
                } else if let Some((span, name)) = given.first() {
                    let title = format!("`{name}` hands out `{}` of every `{}`", field.name, entity.name);
                    let found = Diagnostic::new(&C1408, title, *span, "all of the row")
                        .label(field.span, "nobody need see this");
                    let found = found.help("answer with a value that has only the fields that callers need");
                    findings.push(found.at(entity.own.element.as_str(), format!("fields/{}/name", field.at)));
                }
            }
        }
        for event in share.all("event") {
            told(event, findings);
        }
    }
}

fn told(event: &Declaration, findings: &mut Vec<Diagnostic>) {
    for field in each_field(event.node, "payload") {
        if let Some(what) = kept(&field) {
            let name = event.name.map_or("", |(name, _)| name);
            let found = report(what, &format!("the event `{name}` tells `{}`", field.name), field.span);
            findings.push(found.at(event.element.as_str(), format!("payload/{}/name", field.at)));
        }
    }
}

fn report(what: Kept, title: &str, span: Span) -> Diagnostic {
    let (label, help) = match what {
        Kept::CardCode => (
            "never to be stored once the card was checked",
            "let the payment service ask for it, and keep its reference",
        ),
        Kept::Password | Kept::Hash => {
            ("readable by everybody who reads the data", "keep a hash of it, and call it so: `password_hash`")
        }
    };
    Diagnostic::new(&C1408, title, span, label).help(help)
}

fn handed_out<'x>(model: &'x Model) -> Given<'x> {
    let mut given: Given = HashMap::default();
    for own in &model.operations {
        for (kind, span) in own.returns.iter().filter_map(|field| field.kind()) {
            if let Some(entity) = model.entity(item(kind)) {
                given.entry(entity.name).or_default().push((span, own.name));
            }
        }
    }
    given
}
