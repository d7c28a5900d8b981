//! C0511: a projection that keeps another value than the commands write which tell its event, or another part of a moment than its column is
//! named after.
//!
//! In: the model. Out: a warning at the value, where the event is told by calls of commands only, and each of them writes a column of this name.
//! What another event tells on, or what is written from an input, may be anything.

use crate::check::deep::model::literal::{is_open, listed};
use crate::check::deep::model::{Model, Operation, Transition, template, words};
use crate::check::deep::parts::{Change, changes, fields, text};
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::code::C0511;
use crate::diag::{self, Diagnostic, Plain};
use crate::source::Span;

/// Looks at every projection.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for projection in share.all("projection") {
        let targets = fields(projection.node, "fields");
        findings.extend(changes(projection.node).filter_map(|change| misnamed(model, projection, &change)));
        for change in changes(projection.node).filter(|change| change.clause == "set") {
            let Some(field) = targets.iter().find(|field| field.name == change.column) else { continue };
            let known = listed(model.sound, field);
            let Some(value) = called(change.value).filter(|value| known.contains(value)) else { continue };
            let Some(tellers) = tellers(model, change.event) else { continue };
            let written: Option<Vec<Vec<(&str, Span)>>> =
                tellers.iter().map(|own| written(model, own, field.name, &known)).collect();
            let Some(written) = written.map(|all| all.concat()) else { continue };
            let Some((other, span)) = written.first().filter(|_| written.iter().all(|(own, _)| *own != value)) else {
                continue;
            };
            let title =
                format!("`{}` is `{value}` here once `{}` is told, and was made `{other}`", field.name, change.event);
            let found = Diagnostic::new(&C0511, title, change.value.span, "shown to whoever reads this")
                .label(*span, "what is written with the event")
                .help(format!("write `{other}`, if it is a copy"));
            findings.push(found.at(projection.element.as_str(), change.place()));
        }
    }
}

/// A column that is named after another part of a moment than it gets: `month`, of `{{paid_at.day}}`.
fn misnamed(model: &Model, projection: &Declaration, change: &Change) -> Option<Diagnostic> {
    let (moment, part) = template::only(change.value)?.split_once('.')?;
    let wanted = words::last(change.column)?;
    let parts = ["day", "month", "year"];
    let told = model.payload(change.event)?.iter().find(|field| field.name == moment)?;
    let is_moment = told.kind().is_some_and(|(kind, _)| ["date", "datetime"].contains(&kind));
    if !is_moment || part == wanted.as_str() || !parts.contains(&part) || !parts.contains(&wanted.as_str()) {
        return None;
    }
    let title = format!("`{}` is the {part} of `{moment}` here", change.column);
    let whole = Plain::from(format!("{{{{{moment}.{wanted}}}}}"));
    let found = Diagnostic::new(&C0511, title, change.value.span, format!("not the {wanted}")).change(
        format!("write the {wanted}"),
        MaybeIncorrect,
        [diag::Change::set(projection.node.span, change.place(), whole)],
    );
    Some(found.at(projection.element.as_str(), change.place()))
}

/// The commands whose calls tell an event, by their own steps or by a transition; nothing where it comes about otherwise as well.
fn tellers<'k, 'm>(model: &'k Model<'m, '_>, event: &str) -> Option<Vec<&'k Operation<'m>>> {
    let caller = |own: &Transition<'m>| model.operation("command", own.command()?.0);
    model.tellers(event).map(Some).chain(model.telling(event).map(caller)).collect()
}

/// What a command writes into columns of this name, as far as it is one of some values; nothing where it may be anything.
fn written<'m>(
    model: &Model<'m, '_>,
    own: &Operation<'m>,
    column: &str,
    known: &[&str],
) -> Option<Vec<(&'m str, Span)>> {
    let mut found = Vec::new();
    let writes = model.steps_of(own).filter(|own| own.writes());
    for entry in writes.flat_map(|own| own.map("set").unwrap_or_default()) {
        if entry.key.as_text() != Some(column) {
            continue;
        }
        if is_open(&entry.node) {
            return None;
        }
        found.extend(called(&entry.node).filter(|value| known.contains(value)).map(|value| (value, entry.node.span)));
    }
    for transition in model.transitions_on(own.name) {
        let entity = model.entity(transition.entity)?;
        let keeps = model.state_field(transition.own, entity).is_some_and(|field| field.name == column);
        let to = text(transition.node, "to").filter(|(state, _)| keeps && known.contains(state));
        found.extend(to);
    }
    (own.sound && !found.is_empty()).then_some(found)
}
