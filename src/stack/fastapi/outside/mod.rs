//! Services outside: what the operations need of them, and clients that give it.
//!
//! In: integrations. Out: `app/ports.py` with a protocol for each, and a module with a client for each. One file for each kind of
//! service; what clients have in common stands here.

mod mail;
mod ports;
mod rest;
mod s3;

use super::module::{Module, Style, Whole};
use super::names;
use super::python::{self, Expr};
use crate::ir::{Call, Field, Integration, Retry, Service, Timeouts};
use crate::unit::Unit;

pub use s3::{Verb, content, verb};

/// The modules about services outside; none where there are none.
pub fn units(whole: Whole) -> Vec<Unit> {
    if whole.system.integrations.is_empty() {
        return Vec::new();
    }
    let mut all = vec![ports::unit(whole)];
    for own in &whole.system.integrations {
        match &own.service {
            Service::Rest { base_url: _, auth, headers } => all.push(rest::unit(whole, own, auth, headers)),
            Service::S3 { buckets, secret } => all.push(s3::unit(whole, own, buckets, secret.as_deref())),
            Service::Smtp { mail } => all.extend(mail.iter().map(|mail| mail::unit(whole, own, mail))),
        }
    }
    all
}

/// The class of an answer.
pub fn answer_name(call: &Call) -> String {
    format!("{}Answer", names::class(&call.name))
}

fn gives(call: &Call, place: &str) -> String {
    if call.response.is_empty() { "None".to_owned() } else { format!("{place}{}", answer_name(call)) }
}

fn parameters(module: &mut Module, own: &Integration, call: &Call) -> Vec<String> {
    let mut all = vec!["self".to_owned()];
    if !call.request.is_empty() {
        all.push("*".to_owned());
    }
    let stores = matches!(own.service, Service::S3 { .. }) && verb(call) == Some(Verb::Put);
    for field in
        call.request.iter().filter(|field| field.required).chain(call.request.iter().filter(|own| !own.required))
    {
        let kind = if stores && content(call).is_some_and(|own| own.name == field.name) {
            "bytes".to_owned()
        } else {
            module.optional(&field.kind, field.required || field.default.is_some(), Style::Plain)
        };
        let default = match &field.default {
            Some(value) => format!(" = {}", module.constant(value, Some(&field.kind)).flat()),
            None if !field.required => " = None".to_owned(),
            None => String::new(),
        };
        all.push(format!("{}: {kind}{default}", names::field(&field.name)));
    }
    all
}

/// The fields of a request that stand in its path.
fn in_path<'c>(call: &'c Call, field: &&'c Field) -> bool {
    call.path.contains(&format!("{{{}}}", field.name))
}

/// The path of a request as a text; `quoted` where its fields are parts of an address.
fn path(call: &Call, quoted: bool) -> Expr {
    let mut text = python::escaped(&call.path, '"');
    let mut formatted = false;
    for field in call.request.iter().filter(|field| in_path(call, field)) {
        let own = names::field(&field.name);
        let shown = if quoted { format!("{{segment({own})}}") } else { format!("{{{own}}}") };
        text = text.replace(&format!("{{{}}}", field.name), &shown);
        formatted = true;
    }
    Expr::Atom(format!("{}\"{text}\"", if formatted { "f" } else { "" }))
}

fn timeouts(module: &mut Module, own: &Timeouts) -> Expr {
    let class = module.own("integrations.timeouts", "Timeouts");
    let all = [("connect", own.connect_ms), ("read", own.read_ms), ("total", own.total_ms)];
    Expr::named_call(class, all.into_iter().map(|(name, ms)| (name.to_owned(), seconds(ms))).collect())
}

fn seconds(ms: u64) -> Expr {
    Expr::Atom(format!("{:?}", ms as f64 / 1000.0))
}

/// How often something is tried.
pub fn retries(module: &mut Module, own: &Retry) -> Expr {
    let class = module.own("app.retries", "Retries");
    let mut parts = vec![("attempts".to_owned(), Expr::Atom(own.attempts.to_string()))];
    parts.push(("pause".to_owned(), seconds(own.backoff_ms)));
    parts.extend(own.max_backoff_ms.map(|ms| ("longest".to_owned(), seconds(ms))));
    if own.jitter {
        parts.push(("jitter".to_owned(), Expr::atom("True")));
    }
    Expr::named_call(class, parts)
}

/// How often it is tried, and what keeps calls away; nothing where nothing is said.
fn manners(module: &mut Module, own: &Integration) -> Vec<(String, Expr)> {
    let mut all = Vec::new();
    if own.retry.attempts > 1 {
        all.push(("retries".to_owned(), retries(module, &own.retry)));
    }
    let prefix = format!("settings.{}", names::snake(&own.name));
    let mut parts = Vec::new();
    if let Some(rate) = &own.rate {
        let class = module.own("integrations.protection", "Rate");
        let given =
            vec![Expr::Atom(format!("{prefix}_rate_requests")), Expr::Atom(format!("{:?}", rate.per_seconds as f64))];
        parts.push(("rate".to_owned(), Expr::call(class, given)));
    }
    if own.breaker.is_some() {
        let class = module.own("integrations.protection", "Breaker");
        let given = ["failure_threshold", "recovery_seconds"].map(|name| Expr::Atom(format!("{prefix}_{name}")));
        parts.push(("breaker".to_owned(), Expr::call(class, given.to_vec())));
    }
    if let Some(watch) = super::running::watch(module, "integration", &own.name) {
        let partial = module.imports().name("functools", "partial");
        let watching = module.own("app.watch", "watching");
        parts.push(("watch".to_owned(), Expr::call(partial, vec![Expr::Atom(watching), Expr::Atom(watch)])));
    }
    if !parts.is_empty() {
        let class = module.own("integrations.protection", "Protection");
        all.push(("protection".to_owned(), Expr::named_call(class, parts)));
    }
    all
}

type Method = Box<dyn FnOnce(&mut python::Writer)>;

/// The class of a client: it keeps things under names, made of the settings, and closes them in the end.
fn class_of(
    module: &mut Module,
    own: &Integration,
    class: &str,
    settings: &str,
    kept: &[(String, Expr)],
    methods: Vec<Method>,
) {
    let out = module.body();
    out.apart();
    out.block(format!("class {class}:"), |out| {
        out.doc(&format!("Calls `{}`", own.name));
        out.gap();
        out.function("def __init__", &["self".into(), format!("settings: {settings}")], "None", "", |out| {
            for (name, made) in kept {
                out.statement(&format!("self.{name} = "), made, "");
            }
        });
        for method in methods {
            out.gap();
            method(out);
        }
        out.gap();
        out.function("async def close", &["self".into()], "None", "Close what is open", |out| {
            for (name, _) in kept {
                out.line(format!("await self.{name}.close()"));
            }
        });
    });
}
