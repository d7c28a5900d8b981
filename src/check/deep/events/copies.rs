//! C0511: a projection that keeps another value than the commands write which tell its event.
//!
//! In: the model. Out: a warning at the value, where every command that tells the event is at hand and writes a column of this name. What is
//! told from elsewhere, or written from an input, may be anything.

use crate::ast::Node;
use crate::check::deep::model::literal::{is_open, listed};
use crate::check::deep::model::{Model, Operation};
use crate::check::deep::parts::{bare, fields, items, text};
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::diag::code::C0511;
use crate::lookup::HashMap;
use crate::source::Span;

/// Looks at every projection.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let mut tellers = None;
    for projection in model.sound.all("projection") {
        let targets = fields(projection.node, "fields");
        for (at, change) in items(projection.node, "changes").iter().enumerate() {
            let Some((event, _)) = text(&change.node, "event") else { continue };
            for entry in change.node.get("set").and_then(Node::as_map).unwrap_or_default() {
                let Some(field) = targets.iter().find(|field| entry.key.as_text() == Some(field.name)) else {
                    continue;
                };
                let known = listed(model.sound, field);
                let Some(value) = called(&entry.node).filter(|value| known.contains(value)) else { continue };
                let tellers = tellers.get_or_insert_with(|| tellers_of(model));
                let all = tellers.get(bare(event)).map_or(&[][..], Vec::as_slice);
                let written: Option<Vec<Vec<(&str, Span)>>> =
                    all.iter().map(|own| written(model, own, field.name, &known)).collect();
                let Some(written) = written.map(|all| all.concat()) else { continue };
                let Some((other, span)) = written.first().filter(|_| written.iter().all(|(own, _)| *own != value))
                else {
                    continue;
                };
                let title =
                    format!("`{}` is `{value}` here once `{event}` is told, and was made `{other}`", field.name);
                let found = Diagnostic::new(&C0511, title, entry.node.span, "shown to whoever reads this")
                    .label(*span, "what is written with the event")
                    .help(format!("write `{other}`, if it is a copy"));
                findings.push(found.at(projection.element.as_str(), format!("changes/{at}/set/{}", field.name)));
            }
        }
    }
}

/// The commands that tell each event, themselves or by a transition.
fn tellers_of<'k, 'm>(model: &'k Model<'m, '_>) -> HashMap<&'m str, Vec<&'k Operation<'m>>> {
    let mut found: HashMap<&str, Vec<&Operation>> = HashMap::default();
    for command in model.commands() {
        let told = model.steps_of(command).filter(|own| own.id == "emit.event");
        for event in told.filter_map(|own| own.name("event")) {
            found.entry(event.0).or_default().push(command);
        }
    }
    found
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
