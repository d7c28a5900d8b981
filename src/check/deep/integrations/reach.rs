//! C1107: an outside service that may keep us waiting for ever.
//!
//! In: integrations, and reliability policies about them. Out: a hint for each without any timeout; a warning where a command calls it
//! inside of its transaction.

use crate::ast::Node;
use crate::check::deep::flow::order::is_late;
use crate::check::deep::model::Model;
use crate::check::deep::parts::{bare, is_true, text};
use crate::check::deep::share::{Analysis, Share};
use crate::diag::code::C1107;
use crate::diag::{Diagnostic, Level};
use crate::lookup::{HashMap, HashSet};
use crate::source::Span;

/// What is known of how long others may keep us waiting.
pub struct Reach<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    /// The integrations for which a policy has a timeout.
    timed: HashSet<&'m str>,
    /// Those that commands call inside of a transaction with writes, each with the first such call.
    held: HashMap<&'m str, Span>,
}

/// Whether something says a time.
fn has_time(node: Option<&Node>) -> bool {
    node.and_then(Node::as_map).is_some_and(|entries| !entries.is_empty())
}

impl<'x, 'm, 'a> Reach<'x, 'm, 'a> {
    /// What policies of a model say of it.
    pub fn of(model: &'x Model<'m, 'a>) -> Reach<'x, 'm, 'a> {
        let policies = model.sound.every("reliability").filter(|own| has_time(own.node.get("timeout")));
        let timed = policies.filter_map(|own| Some(bare(text(own.node, "target_ref")?.0))).collect();
        Reach { model, timed, held: HashMap::default() }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Reach<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, _: &mut Vec<Diagnostic>) {
        for own in share.commands().iter().filter(|own| is_true(own.own.node.get("transaction"))) {
            if !own.effects.iter().any(|effect| effect.writes()) {
                continue;
            }
            for effect in own.effects.iter().filter(|effect| effect.id == "call.integration" && !is_late(effect)) {
                if let Some((name, _)) = effect.integration() {
                    self.held.entry(name).or_insert(effect.span);
                }
            }
        }
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        for own in self.model.sound.all("integration") {
            let Some((name, span)) = own.name.filter(|(name, _)| !self.timed.contains(name)) else { continue };
            if has_time(own.node.get("timeouts")) {
                continue;
            }
            let title = format!("a call to `{name}` may wait forever");
            let mut found = Diagnostic::new(&C1107, title, span, "has no timeout")
                .note("while one caller waits, a connection and perhaps a transaction are held")
                .help("say how long it may take: `timeouts` with `total_ms`");
            if let Some(span) = self.held.get(name) {
                found.level = Level::Warning;
                found = found.label(*span, "waits for it with an open transaction");
            }
            findings.push(found.at(own.element.as_str(), "id"));
        }
    }
}
