//! C0411 for webhooks that come in: an event that is brought to a command which takes nothing of it.
//!
//! In: webhooks from outside with their events, and the routes on which they come in. Out: a warning for each event that the command behind
//! the route neither tells itself nor has an input for. A command that takes a whole message as it comes may take any.

use crate::check::deep::model::Model;
use crate::check::deep::parts::{Field, bare, emitted, items, leads_to, text};
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::code::C0411;
use crate::diag::{Diagnostic, Level};

/// Looks at all webhooks.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let is_inbound = |own: &&Declaration| text(own.node, "direction").is_some_and(|(word, _)| word == "inbound");
    for own in model.sound.all("webhook").filter(is_inbound) {
        let (Some((name, _)), Some(route)) = (own.name, model.route_of(own)) else { continue };
        let Some((_, "command", (command, _))) = leads_to(route.node) else { continue };
        let command = model.operation("command", command);
        let Some(command) = command.filter(|own| own.is_clear() && !own.inputs.iter().any(is_open)) else { continue };
        let told = emitted(command.own.node);
        for (at, item) in items(own.node, "events").iter().enumerate() {
            let Some(event) = called(&item.node).map(bare) else { continue };
            let payload = model.payload(event).unwrap_or_default();
            let taken = payload.iter().any(|field| command.input(field.name).is_some());
            if payload.is_empty() || taken || told.iter().any(|(own, ..)| *own == event) {
                continue;
            }
            let title = format!("`{name}` brings `{event}`, of which `{}` takes nothing", command.name);
            let mut found = Diagnostic::new(&C0411, title, item.node.span, "this comes in")
                .label(command.span, "is called, and has no input for a field of it")
                .help("name the event that is brought, or lead the route to the command that takes it");
            found.level = Level::Warning;
            findings.push(found.at(own.element.as_str(), format!("events/{at}")));
        }
    }
}

/// Whether an input may hold any message.
fn is_open(field: &Field) -> bool {
    field.kind().is_none_or(|(kind, _)| kind.to_lowercase().contains("json"))
}
