//! C1101 and C1102: whose operation it is, and whether there is one at all.
//!
//! In: buckets, integrations, and all that calls them. Out: a finding for each operation of a bucket that another integration offers, and
//! for each integration that is called and offers nothing. A call of what another integration offers is reported where it stands.

use crate::check::deep::flow::calls::stranger;
use crate::check::deep::model::{Effect, Model};
use crate::check::deep::parts::{bare, items, text};
use crate::check::deep::share::{Analysis, Share};
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::diag::code::{C1101, C1102};
use crate::lookup::{HashMap, HashSet};
use crate::source::Span;

/// Looks at the buckets of a share.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    let sound = share.model.sound;
    for bucket in share.all("bucket") {
        let Some((owner, owner_span)) = text(bucket.node, "integration_id") else { continue };
        for (at, item) in items(bucket.node, "operations").iter().enumerate() {
            let Some(name) = called(&item.node).map(bare) else { continue };
            let Some(operation) = sound.one("operation", name) else { continue };
            let Some((other, span)) = text(operation.node, "integration_id") else { continue };
            if bare(other) == bare(owner) {
                continue;
            }
            let title = format!("the operation `{name}` belongs to `{}`, not to `{}`", bare(other), bare(owner));
            let found =
                Diagnostic::new(&C1101, title, item.node.span, format!("not an operation of `{}`", bare(owner)))
                    .label(owner_span, "the integration of this bucket")
                    .label(span, "the integration that offers it")
                    .help(format!("name an operation of `{}`, or declare one", bare(owner)));
            findings.push(found.at(bucket.element.as_str(), format!("operations/{at}")));
        }
    }
}

/// The calls of what offers no operation.
pub struct Called<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    /// The integrations that offer some.
    offered: HashSet<&'m str>,
    /// The calls of the others.
    calls: HashMap<&'m str, Vec<Call>>,
    /// The steps of operations that call what another integration offers.
    told: HashSet<Span>,
}

/// A call.
struct Call {
    /// Whose it is: those of commands come first, then those of queries and transitions.
    rank: usize,
    /// The step.
    step: Span,
    /// Where it names the integration.
    span: Span,
}

impl<'x, 'm, 'a> Called<'x, 'm, 'a> {
    /// No calls yet, in a model.
    pub fn of(model: &'x Model<'m, 'a>) -> Called<'x, 'm, 'a> {
        let all = model.sound.every("operation");
        let offered = all.filter_map(|own| Some(bare(text(own.node, "integration_id")?.0))).collect();
        Called { model, offered, calls: HashMap::default(), told: HashSet::default() }
    }

    /// Takes some steps.
    fn take<'e>(&mut self, rank: usize, steps: impl Iterator<Item = &'e Effect<'m>>)
    where
        'm: 'e,
    {
        for effect in steps.filter(|effect| effect.id == "call.integration") {
            let Some((name, span)) = effect.integration().filter(|(name, _)| !self.offered.contains(name)) else {
                continue;
            };
            let step = effect.node.span;
            self.calls.entry(name).or_default().push(Call { rank, step, span });
            if rank < TRANSITIONS && effect.sound && stranger(self.model, effect).is_some() {
                self.told.insert(step);
            }
        }
    }
}

/// The rank of the calls of transitions.
const TRANSITIONS: usize = 2;

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Called<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, _: &mut Vec<Diagnostic>) {
        self.take(0, share.commands().iter().flat_map(|own| &own.effects));
        self.take(1, share.queries().iter().flat_map(|own| &own.effects));
        self.take(TRANSITIONS, share.transitions().iter().flat_map(|own| &own.effects));
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        let sound = self.model.sound;
        if self.calls.is_empty() || !sound.is_all_read() {
            return;
        }
        for integration in sound.all("integration") {
            let Some((name, span)) = integration.name else { continue };
            let Some(calls) = self.calls.get_mut(name) else { continue };
            calls.retain(|call| !self.told.contains(&call.step));
            calls.sort_by_key(|call| call.rank);
            if calls.is_empty() {
                continue;
            }
            let title = format!("`{name}` is called, but declares no operation");
            let mut found = Diagnostic::new(&C1102, title, span, "nothing can be asked of it");
            for call in calls {
                found = found.label(call.span, "called here");
            }
            let found = found
                .note("without one, what is sent and what comes back cannot be checked")
                .help(format!("declare its operations, each with `{name}` as its `integration_id`"));
            findings.push(found.at(integration.element.as_str(), "id"));
        }
    }
}
