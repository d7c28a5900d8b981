//! C1107: an outside service that may keep us waiting for ever.
//!
//! In: integrations, and reliability policies about them. Out: a hint for each without any timeout.

use crate::ast::Node;
use crate::check::deep::model::Model;
use crate::check::deep::parts::{bare, text};
use crate::diag::Diagnostic;
use crate::diag::code::C1107;
use crate::lookup::HashSet;

/// Looks at all integrations.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let has_time = |node: Option<&Node>| node.and_then(Node::as_map).is_some_and(|entries| !entries.is_empty());
    let policies = model.sound.every("reliability").filter(|own| has_time(own.node.get("timeout")));
    let timed: HashSet<&str> = policies.filter_map(|own| Some(bare(text(own.node, "target_ref")?.0))).collect();
    for own in model.sound.all("integration") {
        let Some((name, span)) = own.name.filter(|(name, _)| !timed.contains(name)) else { continue };
        if has_time(own.node.get("timeouts")) {
            continue;
        }
        let title = format!("a call to `{name}` may take for ever");
        let found = Diagnostic::new(&C1107, title, span, "has no timeout")
            .note("while one caller waits, a connection and perhaps a transaction are held")
            .help("say how long it may take: `timeouts` with `total_ms`");
        findings.push(found.at(own.element.as_str(), "id"));
    }
}
