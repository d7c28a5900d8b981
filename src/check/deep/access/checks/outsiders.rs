//! C0101, C0310 and C0910: the roles that callers can have, and those in which webhooks come in.
//!
//! In: the actor, the webhooks and the routes. Out: a finding for each role that the list of the actor misses or misspells, and for each
//! webhook that its own route keeps out.

use super::super::{Access, Auth};
use crate::check::deep::parts::{bare, each_field, items, leads_to, text};
use crate::check::place::{called, quoted};
use crate::diag::code::{C0101, C0310, C0910};
use crate::diag::nearest::ranked;
use crate::diag::{Diagnostic, Level};

/// Looks at the actor, then at webhooks.
pub fn check(access: &Access, findings: &mut Vec<Diagnostic>) {
    actor(access, findings);
    webhooks(access, findings);
}

fn actor(access: &Access, findings: &mut Vec<Diagnostic>) {
    let sound = access.model.sound;
    if access.roles.is_empty() || !sound.is_all_read() || !sound.is_whole("role") {
        return;
    }
    for own in sound.all("actor") {
        for field in each_field(own.node, "fields").filter(|field| field.name == "role") {
            let values: Vec<_> = items(field.node, "values")
                .iter()
                .filter_map(|item| Some((called(&item.node)?, item.node.span)))
                .collect();
            let missing: Vec<&str> =
                access.roles.iter().copied().filter(|role| values.iter().all(|(value, _)| value != role)).collect();
            let place = format!("fields/{}/values", field.at);
            let slip = values
                .iter()
                .filter(|(value, _)| access.role(value).is_none())
                .find_map(|(value, span)| Some((*value, *span, ranked(value, missing.iter().copied())?.0)));
            if let Some((value, span, near)) = slip {
                let title = format!("no role is called `{value}`");
                let found = Diagnostic::new(&C0101, title, span, format!("did you mean `{near}`?"));
                findings.push(found.at(own.element.as_str(), place));
            } else if !values.is_empty() && !missing.is_empty() {
                let title = format!("no caller can be {}", quoted(missing.iter().copied(), "or"));
                let mut found = Diagnostic::new(&C0910, title, field.span, "lists the other roles only");
                found.level = Level::Warning;
                findings.push(found.help("add it to the values, or remove the role").at(own.element.as_str(), place));
            }
        }
    }
}

fn webhooks(access: &Access, findings: &mut Vec<Diagnostic>) {
    for own in access.model.sound.all("webhook") {
        let (Some((role, span)), Some(route)) = (text(own.node, "role"), access.model.route_of(own)) else { continue };
        let role = bare(role);
        let Some((_, kind, (name, _))) = leads_to(route.node) else { continue };
        let doors = access.model.operation(kind, name).map_or(&[][..], |own| access.doors.to(own.kind, own.name));
        let Some(door) = doors.iter().find(|door| door.own.element == route.element) else { continue };
        let Auth::Only(roles, permissions) = &door.auth else { continue };
        if roles.contains(role) || permissions.iter().any(|name| access.grants.holds(role, name).is_some()) {
            continue;
        }
        let title = format!("the webhook comes in as `{role}`, and its route keeps `{role}` out");
        let found = Diagnostic::new(&C0310, title, span, "the role of the sender")
            .label(door.span.unwrap_or(route.node.span), "lets in others only")
            .help("name one role in both places");
        findings.push(found.at(own.element.as_str(), "role"));
    }
}
