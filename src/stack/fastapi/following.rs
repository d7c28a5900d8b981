//! What is done with events in the transaction that they are written in.
//!
//! In: the projections and webhooks of a system. Out: `outbox/following.py`; nothing where no event has followers.

use super::module::{Module, Whole};
use super::names::{self, Of};
use super::projections;
use super::python::{self, Expr};
use crate::ir::System;
use crate::unit::Unit;

/// Whether some event has followers.
pub fn is_needed(system: &System) -> bool {
    !system.projections.is_empty() || !system.webhooks.is_empty()
}

/// The module.
pub fn units(whole: Whole) -> Vec<Unit> {
    if !is_needed(whole.system) {
        return Vec::new();
    }
    let doc = "What follows from an event, in the transaction that it is written in";
    let mut module = Module::new(whole, "outbox", doc, "");
    let connection = module.own("persistence.database", "Connection");
    let event = module.own("domain.types", "Event");
    let mut cases = Vec::new();
    for own in &whole.system.events {
        let mut lines = Vec::new();
        for projection in &whole.system.projections {
            for fold in projection.folds.iter().filter(|fold| fold.event == own.name) {
                let place = module.own("projections", &names::module(&projection.name));
                let call = Expr::call(
                    format!("{place}.{}", projections::function(fold)),
                    vec![Expr::atom("conn"), Expr::atom("event")],
                );
                lines.push((fold.origin.clone(), call.awaited()));
            }
        }
        for webhook in whole.system.webhooks.iter().filter(|webhook| webhook.events.contains(&own.name)) {
            let webhooks = module.own("outbox", "webhooks");
            let parts = vec![
                Expr::atom("conn"),
                Expr::Atom(python::text(&webhook.name)),
                Expr::atom("event_id"),
                Expr::atom("event"),
            ];
            lines.push((webhook.origin.clone(), Expr::call(format!("{webhooks}.enqueue"), parts).awaited()));
        }
        if !lines.is_empty() {
            cases.push((module.class(Of::Event, &own.name), lines));
        }
    }
    let id = module.imports().name("uuid", "UUID");
    let heads = [format!("conn: {connection}"), format!("event_id: {id}"), format!("event: {event}")];
    let out = module.body();
    out.function(
        "async def follow",
        &heads,
        "None",
        "Bring read models up to date, and note who is to be told",
        |out| {
            out.block("match event:", |out| {
                for (class, lines) in cases {
                    out.block(format!("case {class}():"), |out| {
                        for (origin, line) in lines {
                            out.from(&origin, |out| out.statement("", &line, ""));
                        }
                    });
                }
            });
        },
    );
    vec![super::domain::trimmed(module, "following")]
}
