//! C0411 for webhooks that come in: an event that is brought to a command which takes nothing of it.
//!
//! In: webhooks from outside with their events, and the routes on which they come in. Out: a warning for each event that the command behind
//! the route does not tell itself and has no input for, or that lacks what the command must be given while it tells another event. A command
//! that takes a whole message as it comes may take any.

use crate::check::deep::model::Operation;
use crate::check::deep::parts::{Field, bare, emitted, items, leads_to, text};
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::check::place::{called, lower, quoted};
use crate::diag::code::C0411;
use crate::diag::{Diagnostic, Level};

/// Looks at all webhooks.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    let is_inbound = |own: &&Declaration| text(own.node, "direction").is_some_and(|(word, _)| word == "inbound");
    for own in share.all("webhook").filter(is_inbound) {
        let (Some((name, _)), Some(route)) = (own.name, model.route_of(own)) else { continue };
        let Some((_, "command", (command, _))) = leads_to(route.node) else { continue };
        let command = model.operation("command", command);
        let Some(command) = command.filter(|own| own.is_clear() && !own.inputs.iter().any(is_open)) else { continue };
        let told = emitted(command.own.node);
        for (at, item) in items(own.node, "events").iter().enumerate() {
            let Some(event) = called(&item.node).map(bare) else { continue };
            let payload = model.payload(event).unwrap_or_default();
            if payload.is_empty() || told.iter().any(|(own, ..)| *own == event) {
                continue;
            }
            let has = |name: &str| payload.iter().any(|own| own.name == name);
            let taken = command.inputs.iter().any(|field| has(field.name));
            let lacking: Vec<&Field> = wanted(command, route).filter(|field| !has(field.name)).collect();
            if taken && (lacking.is_empty() || told.is_empty()) {
                continue;
            }
            let title = match taken {
                false => format!("`{name}` brings `{event}`, of which `{}` takes nothing", command.name),
                true => {
                    let names = quoted(lacking.iter().map(|field| field.name), "and");
                    format!("`{name}` brings `{event}`, which has no {names} for `{}`", command.name)
                }
            };
            let label =
                if taken { "is called, and must have it" } else { "is called, and has no input for a field of it" };
            let mut found = Diagnostic::new(&C0411, title, item.node.span, "this comes in")
                .label(command.span, label)
                .help("name the event that is brought, or lead the route to the command that takes it");
            found.level = Level::Warning;
            findings.push(found.at(own.element.as_str(), format!("events/{at}")));
        }
    }
}

/// What a command must be given in the message: neither filled by the system nor said in the path.
fn wanted<'o, 'm>(command: &'o Operation<'m>, route: &'o Declaration) -> impl Iterator<Item = &'o Field<'m>> {
    let path = text(route.node, "path").map_or("", |(path, _)| path);
    let is_in_path = move |name: &str| path.split('/').any(|part| part.trim_matches(['{', '}', ':']) == name);
    let inputs = command.inputs.iter().filter(|own| own.is_required() && !own.has("bind") && !own.has("default"));
    inputs.filter(move |own| !is_in_path(own.name))
}

/// Whether an input may hold any message.
fn is_open(field: &Field) -> bool {
    field.kind().is_none_or(|(kind, _)| lower(kind).contains("json"))
}
