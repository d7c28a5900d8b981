//! C1101 and C1102: whose operation it is, and whether there is one at all.
//!
//! In: buckets, integrations, and all that calls them. Out: a finding for each operation of a bucket that another integration offers, and
//! for each integration that is called and offers nothing. A call of what another integration offers is reported where it stands.

use std::collections::BTreeMap;

use crate::check::deep::flow::calls::stranger;
use crate::check::deep::model::{Effect, Model};
use crate::check::deep::parts::{bare, items, text};
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::diag::code::{C1101, C1102};
use crate::lookup::{HashMap, HashSet};
use crate::source::Span;

/// Looks at buckets, then at calls.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    let sound = model.sound;
    for bucket in sound.all("bucket") {
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
    let offered: HashMap<&str, usize> = sound
        .every("operation")
        .filter_map(|own| Some(bare(text(own.node, "integration_id")?.0)))
        .fold(HashMap::default(), |mut all, name| {
            *all.entry(name).or_default() += 1;
            all
        });
    let mut calls: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    let told: HashSet<Span> = model
        .operations
        .iter()
        .flat_map(|own| &own.effects)
        .filter(|effect| effect.sound && stranger(model, effect).is_some())
        .map(|effect| effect.node.span)
        .collect();
    let is_call = |effect: &&Effect| effect.id == "call.integration" && !told.contains(&effect.node.span);
    for effect in effects(model).filter(is_call) {
        if let Some((name, span)) = effect.integration() {
            calls.entry(name).or_default().push(span);
        }
    }
    for integration in sound.all("integration") {
        let Some((name, span)) = integration.name else { continue };
        let Some(spans) = calls.get(name).filter(|_| !offered.contains_key(name)) else { continue };
        if !sound.is_all_read() {
            continue;
        }
        let title = format!("`{name}` is called, but declares no operation");
        let mut found = Diagnostic::new(&C1102, title, span, "nothing can be asked of it");
        for span in spans {
            found = found.label(*span, "called here");
        }
        let found = found
            .note("without one, what is sent and what comes back cannot be checked")
            .help(format!("declare its operations, each with `{name}` as its `integration_id`"));
        findings.push(found.at(integration.element.as_str(), "id"));
    }
}

/// The steps of all operations and transitions.
pub fn effects<'p>(model: &'p Model) -> impl Iterator<Item = &'p Effect<'p>> {
    let of_operations = model.operations.iter().flat_map(|own| own.effects.iter());
    of_operations.chain(model.transitions.iter().flat_map(|own| own.effects.iter()))
}
