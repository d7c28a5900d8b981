//! C1701: how long to wait and how often to try, said twice.
//!
//! In: reliability policies, the integrations and commands that they are about. Out: a warning where a policy and its integration say two
//! things, and one where a command is given up before a service that it calls is.

use crate::ast::Node;
use crate::check::deep::model::{Model, Operation};
use crate::check::deep::parts::{bare, text};
use crate::check::gather::Declaration;
use crate::diag::code::C1701;
use crate::diag::{Diagnostic, Level};
use crate::source::Span;

/// What a policy and an integration say under two keys.
const SAID: &[(&str, &str, &[&str])] =
    &[("timeout", "timeouts", &["connect_ms", "read_ms", "total_ms"]), ("retry", "retry", &["max_attempts"])];

/// Looks at all reliability policies.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    for own in model.sound.all("reliability") {
        let Some((target, _)) = text(own.node, "target_ref") else { continue };
        let name = bare(target);
        match text(own.node, "target_kind") {
            Some(("integration", _)) => {
                if let Some(service) = model.sound.one("integration", name) {
                    findings.extend(twice(own, service, name));
                }
            }
            Some(("command", _)) => {
                if let Some(operation) = model.operation("command", name) {
                    findings.extend(too_soon(model, own, operation));
                }
            }
            _ => {}
        }
    }
}

fn number(node: &Node, map: &str, key: &str) -> Option<(u64, Span)> {
    let (text, span) = text(node.get(map)?, key)?;
    Some((text.parse().ok()?, span))
}

fn warning(title: String, span: Span, label: impl Into<String>) -> Diagnostic {
    let mut found = Diagnostic::new(&C1701, title, span, label);
    found.level = Level::Warning;
    found
}

fn twice(own: &Declaration, service: &Declaration, name: &str) -> Option<Diagnostic> {
    let mut found: Option<Diagnostic> = None;
    for (map, other, keys) in SAID {
        for key in *keys {
            let (Some((here, span)), Some((there, at))) =
                (number(own.node, map, key), number(service.node, other, key))
            else {
                continue;
            };
            if here == there {
                continue;
            }
            found = Some(match found {
                Some(found) => found.label(span, format!("{here} here")).label(at, format!("{there} here")),
                None => {
                    let title = format!("`{key}` of `{name}` is {here} in one place and {there} in another");
                    warning(title, span, "the policy: this one counts")
                        .label(at, "the integration: has no effect")
                        .help("say it in one place")
                        .at(own.element.as_str(), format!("{map}/{key}"))
                }
            });
        }
    }
    found
}

fn too_soon(model: &Model, own: &Declaration, operation: &Operation) -> Option<Diagnostic> {
    let (most, span) = number(own.node, "timeout", "total_ms")?;
    let calls = operation.effects.iter().filter(|effect| effect.sound && effect.id == "call.integration");
    let (service, patience, at) =
        calls.filter_map(|effect| waited(model, effect.integration()?.0)).find(|(_, own, _)| *own > most)?;
    let title = format!("`{}` is given up after {most} ms, though `{service}` may take {patience}", operation.name);
    let found = warning(title, span, "all of the command").label(at, "one of its calls");
    Some(found.help("let the call end before the command does").at(own.element.as_str(), "timeout/total_ms"))
}

/// How long a service may take: as a policy says, else as it says itself.
fn waited<'m>(model: &Model<'m, '_>, name: &'m str) -> Option<(&'m str, u64, Span)> {
    let is_about = |own: &&&Declaration| text(own.node, "target_kind").is_some_and(|(kind, _)| kind == "integration");
    let policy = model
        .about("reliability", name)
        .iter()
        .filter(is_about)
        .find_map(|own| number(own.node, "timeout", "total_ms"));
    let own = || number(model.sound.one("integration", name)?.node, "timeouts", "total_ms");
    let (patience, span) = policy.or_else(own)?;
    Some((name, patience, span))
}
