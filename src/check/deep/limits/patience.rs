//! C1701 and C1703: how long to wait and how often to try, said twice or in another unit.
//!
//! In: reliability policies, the integrations and commands that they are about. Out: a warning where a policy and its integration say two
//! things, and one where a command is given up before a service that it calls is; a hint where a service far away has so few milliseconds
//! to answer that seconds may be meant.

use crate::ast::Node;
use crate::check::deep::model::{Model, Operation};
use crate::check::deep::parts::{bare, text};
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::diag::code::{C1701, C1703};
use crate::diag::{Diagnostic, Level};
use crate::source::Span;

/// What a policy and an integration say under two keys.
const SAID: &[(&str, &str, &[&str])] =
    &[("timeout", "timeouts", &["connect_ms", "read_ms", "total_ms"]), ("retry", "retry", &["max_attempts"])];

/// So many milliseconds are too few for a secure connection to somebody outside, and a usual number of seconds.
const SECONDS: u64 = 30;

/// Looks at the integrations of a share, then at its reliability policies.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    findings.extend(share.all("integration").filter_map(hasty));
    for own in share.all("reliability") {
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

/// C1703: an integration that is given up before it can answer. What is near, or may be, can be as quick as it is asked to be.
fn hasty(own: &Declaration) -> Option<Diagnostic> {
    let (name, _) = own.name?;
    let is_far = match text(own.node, "base_url") {
        Some((url, _)) => url.starts_with("https://") && !url.contains(".internal") && !url.contains(".local"),
        None => text(own.node, "provider").is_some(),
    };
    let key = ["total_ms", "read_ms"].into_iter().find(|key| number(own.node, "timeouts", key).is_some())?;
    let (most, span) = number(own.node, "timeouts", key).filter(|(most, _)| is_far && (1..=SECONDS).contains(most))?;
    let title = format!("`{name}` has {most} milliseconds to answer");
    let mut found = Diagnostic::new(&C1703, title, span, "are seconds meant?")
        .note("a secure connection to another place alone takes longer")
        .help(format!("write {} for {most} seconds", most.saturating_mul(1000)));
    found.level = Level::Hint;
    Some(found.at(own.element.as_str(), format!("timeouts/{key}")))
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
