//! C1404: addresses of a store that are handed out, where a link that is signed for a while would do.
//!
//! In: what operations give back and events tell, share by share. Out: one finding for each address, with all places that hand it out.

use std::cell::LazyCell;
use std::collections::BTreeMap;

use crate::check::deep::model::types::item;
use crate::check::deep::model::{Model, Operation, words};
use crate::check::deep::parts::Field;
use crate::check::deep::routes::Routes;
use crate::diag::code::C1404;
use crate::diag::{Diagnostic, Level};
use crate::lookup::HashMap;
use crate::source::Span;

/// Whether a field of this name is a link that is signed for a while.
fn is_signed(name: &str) -> bool {
    words::last(name).is_some_and(|last| last == "url" || last == "link")
        && words::has(name, &["download", "signed", "presigned", "temporary"])
}

/// Whether a field of this name is an address in a store.
fn is_stored(name: &str) -> bool {
    // Few names have these letters, and to see that is quicker than to cut one into words.
    if !name.as_bytes().windows(3).any(|part| part.eq_ignore_ascii_case(b"url")) {
        return false;
    }
    words::last(name).is_some_and(|last| last == "url")
        && words::has(name, &["file", "storage", "object", "s3", "blob", "bucket"])
}

/// A place where the address of a stored file is handed out.
struct Given<'x, 'm> {
    own: &'x Operation<'m>,
    field: Field<'m>,
    /// The entity, where it goes with a whole row.
    row: Option<&'m str>,
}

impl Given<'_, '_> {
    fn says(&self, name: &str) -> String {
        match self.row {
            Some(entity) => format!("with the `{name}` of every `{entity}`"),
            None => "the address in the store itself".to_owned(),
        }
    }
}

/// The addresses of files in a set.
#[derive(Default)]
pub struct Addresses<'x, 'm> {
    /// The first command that gives a link which is signed for a while; the first query, where no command does.
    signed: Option<(&'x Operation<'m>, Span)>,
    /// The addresses that operations give, by their names.
    given: BTreeMap<&'m str, Vec<Given<'x, 'm>>>,
    /// The addresses that events tell.
    told: HashMap<&'m str, Vec<Span>>,
}

impl<'x, 'm> Addresses<'x, 'm> {
    /// Takes what an event tells.
    pub fn told(&mut self, payload: &[Field<'m>]) {
        for (at, field) in payload.iter().enumerate().filter(|(_, field)| is_stored(field.name)) {
            if payload.iter().take(at).all(|other| other.name != field.name) {
                self.told.entry(field.name).or_default().push(field.span);
            }
        }
    }

    /// Takes what an operation gives.
    pub fn given(&mut self, model: &'x Model<'m, '_>, own: &'x Operation<'m>) {
        if self.signed.is_none_or(|(other, _)| other.kind == "query" && own.kind == "command") {
            let link = own.returns.iter().find(|field| is_signed(field.name));
            self.signed = link.map(|link| (own, link.span)).or(self.signed);
        }
        for field in &own.returns {
            if is_stored(field.name) {
                let given = Given { own, field: *field, row: None };
                self.given.entry(field.name).or_default().push(given);
            } else if let Some(entity) = field.kind().and_then(|(kind, _)| model.entity(item(kind))) {
                let Some(stored) = entity.fields.iter().find(|field| is_stored(field.name)) else { continue };
                let given = Given { own, field: *field, row: Some(entity.name) };
                self.given.entry(stored.name).or_default().push(given);
            }
        }
    }

    /// Says where they are handed out.
    pub fn check(&mut self, model: &Model, findings: &mut Vec<Diagnostic>) {
        let Some((other, link)) = self.signed else { return };
        let routes = LazyCell::new(|| Routes::of(model));
        // Where one of these has an error, another place would seem to be the first.
        let whole = ["entity", "command", "query"].iter().all(|kind| model.sound.is_whole(kind));
        for (name, given) in &mut self.given {
            given.retain(|own| own.own.name != other.name);
            given.sort_by_key(|own| (own.row.is_some(), own.own.kind == "query"));
            let Some((first, rest)) = given.split_first().filter(|(first, _)| first.row.is_none() || whole) else {
                continue;
            };
            let title = format!("`{}` gives away where the file is stored", first.own.name);
            let mut found = Diagnostic::new(&C1404, title, first.field.span, first.says(name));
            if first.row.is_some() {
                // Whoever asks for whole rows may not have thought of this field, or may have meant it.
                found.level = Level::Hint;
            }
            for own in rest {
                found = found.label(own.field.span, format!("here too, {}", own.says(name)));
            }
            for own in given.iter().filter(|own| own.row.is_none()) {
                for span in routes.sent_on(own.own.kind, own.own.name, name) {
                    found = found.label(span, "and the route sends it on");
                }
            }
            for span in self.told.get(name).into_iter().flatten() {
                found = found.label(*span, "told to everybody who listens");
            }
            found = found
                .label(link, format!("`{}` gives a link that is signed for a while", other.name))
                .help(format!("return the id only, and let callers ask `{}`", other.name));
            if given.iter().any(|own| own.row.is_some()) {
                found = found.help(format!("where the whole row is returned, return a value that has no `{name}`"));
            }
            let place = format!("returns/{}/name", first.field.at);
            findings.push(found.at(first.own.own.element.as_str(), place));
        }
    }
}
