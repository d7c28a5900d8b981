//! C1107: an outside service that may keep us waiting for ever.
//!
//! In: integrations, and reliability policies about them. Out: a hint for each without any timeout; a warning where a command calls it
//! inside of its transaction.

use crate::ast::Node;
use crate::check::deep::flow::order::is_late;
use crate::check::deep::model::Model;
use crate::check::deep::parts::{bare, is_true, text};
use crate::diag::code::C1107;
use crate::diag::{Diagnostic, Level};
use crate::lookup::{HashMap, HashSet};
use crate::source::Span;

/// Looks at all integrations.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let has_time = |node: Option<&Node>| node.and_then(Node::as_map).is_some_and(|entries| !entries.is_empty());
    let policies = model.sound.every("reliability").filter(|own| has_time(own.node.get("timeout")));
    let timed: HashSet<&str> = policies.filter_map(|own| Some(bare(text(own.node, "target_ref")?.0))).collect();
    let held = held(model);
    for own in model.sound.all("integration") {
        let Some((name, span)) = own.name.filter(|(name, _)| !timed.contains(name)) else { continue };
        if has_time(own.node.get("timeouts")) {
            continue;
        }
        let title = format!("a call to `{name}` may wait forever");
        let mut found = Diagnostic::new(&C1107, title, span, "has no timeout")
            .note("while one caller waits, a connection and perhaps a transaction are held")
            .help("say how long it may take: `timeouts` with `total_ms`");
        if let Some(span) = held.get(name) {
            found.level = Level::Warning;
            found = found.label(*span, "waits for it with an open transaction");
        }
        findings.push(found.at(own.element.as_str(), "id"));
    }
}

/// The integrations that commands call inside of a transaction with writes, each with the first such call.
fn held<'m>(model: &Model<'m, '_>) -> HashMap<&'m str, Span> {
    let mut found = HashMap::default();
    for own in model.commands().filter(|own| is_true(own.own.node.get("transaction"))) {
        if !own.effects.iter().any(|effect| effect.writes()) {
            continue;
        }
        for effect in own.effects.iter().filter(|effect| effect.id == "call.integration" && !is_late(effect)) {
            if let Some((name, _)) = effect.integration() {
                found.entry(name).or_insert(effect.span);
            }
        }
    }
    found
}
