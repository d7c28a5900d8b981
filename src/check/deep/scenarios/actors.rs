//! C1202 and C1212: who acts in a scenario, and whose things it is about.
//!
//! In: a scenario and its steps. Out: findings.

use super::Step;
use crate::ast::Node;
use crate::check::deep::model::literal::is_uuid;
use crate::check::deep::model::{Model, template, words};
use crate::check::deep::parts::{actors, bare, items, text};
use crate::check::deep::policies::actor::Own;
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::diag::code::{C1202, C1212};

/// Looks at the actors, and at scenarios about one's own things.
pub fn check(model: &Model, own: &Declaration, steps: &[Step], findings: &mut Vec<Diagnostic>) {
    let (name, _) = own.name.unwrap_or(("", own.node.span));
    let roles = model.sound.every("role").next().is_some() && model.sound.is_whole("role");
    // Who tells an event may stand outside of the system.
    let told =
        items(own.node, "steps").iter().any(|item| text(&item.node, "type").is_some_and(|(kind, _)| kind == "event"));
    if roles && !told && model.sound.is_all_read() {
        for (at, item) in items(own.node, "actors").iter().enumerate() {
            let Some(actor) = called(&item.node) else { continue };
            if model.sound.declares("role", bare(actor)) {
                continue;
            }
            let title = format!("no role is called `{actor}`");
            let found = Diagnostic::new(&C1202, title, item.node.span, "not a role")
                .note("nobody can tell what such a caller may do")
                .help("declare the role, or name no actor for a caller who is not signed in");
            findings.push(found.at(own.element.as_str(), format!("actors/{at}")));
        }
    }
    let about_own = words::has(name, &["own", "my"]);
    // A scenario of one role, which acts with an id of its own kind: an employee with the id of an employee. What all may read is
    // no matter of the id.
    let mut all = actors(own.node);
    let only = all.next().filter(|(role, _)| model.sound.declares("role", role) && all.next().is_none());
    for step in steps.iter().filter(|step| step.error().is_none()) {
        for entry in step.input {
            let Some(input) = entry.key.as_text().filter(|input| input.ends_with("_id")) else { continue };
            // Only what the caller could be: the id of a person, not that of a thing.
            let Some(person) = step.operation.inputs.first().filter(|first| first.name == input) else { continue };
            let of_caller = template::names(&entry.node).iter().any(|word| word.text.starts_with("actor."));
            if of_caller || person.has("bind") || is_own(&entry.node) {
                continue;
            }
            let acts = only.filter(|(role, _)| {
                let mut wanted = words::stems(role);
                wanted.push("id".into());
                step.operation.kind == "command" && words::stems(input) == wanted
            });
            if !about_own && acts.is_none() {
                continue;
            }
            let caller = Own::of(model, input);
            let title = match acts.filter(|_| !about_own) {
                Some((role, _)) => {
                    format!("a caller with the role `{role}` gives an `{input}` that is not the caller's")
                }
                None => format!("`{name}` is about the caller's own things, but `{input}` is not the caller's"),
            };
            let found = Diagnostic::new(&C1212, title, entry.node.span, "anybody's id");
            let found = match acts.filter(|_| !about_own) {
                Some((_, span)) => found.label(span, "the caller"),
                None => found,
            };
            let found = found
                .note(if step.operation.kind == "query" {
                    "a system that shows everything to everybody passes this scenario"
                } else {
                    "a system in which everybody acts for everybody passes this scenario"
                })
                .help(caller.advise(format!("give the caller's own, `{{{{{}}}}}`", caller.path)));
            findings.push(found.at(own.element.as_str(), step.place(&format!("input/{input}"))));
        }
    }
}

/// Whether a placeholder says of itself that it is the caller's: `own-customer-id`.
fn is_own(node: &Node) -> bool {
    let Some(text) = node.as_text().filter(|text| !is_uuid(text)) else { return false };
    words::has(text, &["own", "my", "self", "caller", "actor"])
}
