//! Files that are the same for every contract.
//!
//! In: which parts a system has. Out: units with the texts of `static/`.

use super::module::Whole;
use crate::ir::Service;
use crate::unit::{Owner, Unit};

/// A text and where it stands below `gen`.
type Static = (&'static str, &'static str);

macro_rules! texts {
    ($($path:literal),* $(,)?) => { &[$(($path, include_str!(concat!("static/", $path)))),*] };
}

const ALWAYS: &[Static] = texts![
    "migrate.py",
    "api/__init__.py",
    "app/__init__.py",
    "app/clock.py",
    "app/retries.py",
    "domain/__init__.py",
    "domain/fault.py",
    "domain/types.py",
    "http/__init__.py",
    "http/body_limit.py",
    "http/faults.py",
    "http/health.py",
    "http/logs.py",
    "http/masks.py",
    "http/routing.py",
    "persistence/__init__.py",
    "persistence/database.py",
];
const UNDOING: &[Static] = texts!["app/undoing.py"];
const COMMANDS: &[Static] = texts!["app/commands/__init__.py"];
const QUERIES: &[Static] = texts!["app/queries/__init__.py"];
const CALLERS: &[Static] = texts!["http/auth.py", "http/callers.py", "policy/__init__.py"];
const RULES: &[Static] = texts!["rules/__init__.py"];
const WORKFLOWS: &[Static] = texts!["workflows/__init__.py", "workflows/machine.py"];
const OUTBOX: &[Static] = texts!["outbox/__init__.py"];
const EVENTS: &[Static] = texts!["outbox/relay.py"];
const WRITER: &[Static] = texts!["outbox/writer.py"];
/// The writer of events that have followers; it takes the place of the other one.
const FOLLOWED: &[Static] = &[("outbox/writer.py", include_str!("static/outbox/writer_following.py"))];
const PROJECTIONS: &[Static] = texts!["projections/__init__.py"];
const GRAPHQL: &[Static] = texts!["graphql/__init__.py", "graphql/execution.py", "graphql/limits.py"];
const SIGNATURES: &[Static] = texts!["http/signatures.py"];
const WEBHOOKS: &[Static] = texts!["outbox/webhooks.py"];
const MOMENTS: &[Static] = texts!["domain/moments.py"];
const JOBS: &[Static] =
    texts!["jobs/__init__.py", "jobs/mail.py", "jobs/notification.py", "jobs/worker.py", "jobs/writer.py"];
const IDEMPOTENCY: &[Static] = texts!["persistence/idempotency.py"];
const SWEEPER: &[Static] = texts!["persistence/sweeper.py"];
const CACHE: &[Static] = texts!["persistence/cache.py"];
const KEPT: &[Static] = texts!["integrations/kept.py"];
const RATES: &[Static] = texts!["app/window.py", "http/rate_limit.py"];
const WATCHED: &[Static] = texts!["app/watch.py"];
const METRICS: &[Static] = texts!["http/metrics.py"];
const QUOTAS: &[Static] = texts!["persistence/quotas.py"];
const CLAIMS: &[Static] = texts!["outbox/reconciler.py", "persistence/claims.py"];
const OUTSIDE: &[Static] = texts![
    "integrations/__init__.py",
    "integrations/failure.py",
    "integrations/protection.py",
    "integrations/timeouts.py",
];
const REST: &[Static] = texts!["integrations/rest_client.py"];
const S3: &[Static] = texts!["integrations/documents.py", "integrations/s3_client.py"];
const SMTP: &[Static] = texts!["integrations/smtp_client.py"];

/// The files that a system needs.
pub fn units(whole: Whole) -> Vec<Unit> {
    let system = whole.system;
    use crate::ir::Kind;
    let has = |is: fn(&Service) -> bool| system.integrations.iter().any(|own| is(&own.service));
    let held = !super::held::of(system).is_empty();
    let keeps = system.integrations.iter().flat_map(|own| &own.calls).any(|own| own.kept.is_some());
    let (events, follows) = (!system.events.is_empty(), super::following::is_needed(system));
    let parts: &[(bool, &[Static])] = &[
        (true, ALWAYS),
        (system.operations.iter().any(|own| own.kind == Kind::Command), COMMANDS),
        (system.operations.iter().any(|own| own.kind == Kind::Query), QUERIES),
        (system.actor.is_some(), CALLERS),
        (!system.decisions.is_empty(), RULES),
        (!system.workflows.is_empty(), WORKFLOWS),
        (held || events, OUTBOX),
        (events, EVENTS),
        (events && !follows, WRITER),
        (events && follows, FOLLOWED),
        (!system.projections.is_empty(), PROJECTIONS),
        (system.graphql.is_some(), GRAPHQL),
        (super::webhooks::signs(system), SIGNATURES),
        (!system.webhooks.is_empty(), WEBHOOKS),
        (super::projections::has_parts(system), MOMENTS),
        (held, CLAIMS),
        (system.operations.iter().any(super::operation::withdraws), UNDOING),
        (super::has_quotas(system), QUOTAS),
        (!system.security.rates.is_empty(), RATES),
        (!system.observed.is_empty(), WATCHED),
        (super::running::measures(system), METRICS),
        (!system.caches.is_empty(), CACHE),
        (keeps, KEPT),
        (super::jobs::any(system), JOBS),
        (super::has_repeats(system), IDEMPOTENCY),
        (!super::settings::kept(system).is_empty(), SWEEPER),
        (!system.integrations.is_empty(), OUTSIDE),
        (has(|own| matches!(own, Service::Rest { .. })), REST),
        (has(|own| matches!(own, Service::S3 { .. })), S3),
        (has(|own| matches!(own, Service::Smtp { .. })), SMTP),
    ];
    let place = |path: &str| format!("src/{}/gen/{path}", system.package);
    let mut all = vec![unit(place("__init__.py"), include_str!("static/gen_init.py"))];
    for (_, texts) in parts.iter().filter(|(needed, _)| *needed) {
        all.extend(texts.iter().map(|(path, text)| unit(place(path), text)));
    }
    all
}

fn unit(path: String, text: &str) -> Unit {
    Unit { path, text: text.to_owned(), owner: Owner::Generated, origins: Vec::new() }
}
