//! Webhooks: who signs requests that come in, and who receives calls that go out.
//!
//! In: the senders of routes, and webhooks. Out: `api/senders.py` and `outbox/receivers.py`, each where there are any.

use super::module::{Module, Whole};
use super::names;
use super::python::{self, Expr};
use super::settings;
use crate::ir::{Digest, Sender, Signature, System, Type, Webhook};
use crate::unit::Unit;

/// The modules.
pub fn units(whole: Whole) -> Vec<Unit> {
    let mut all = Vec::new();
    if !senders(whole.system).is_empty() {
        all.push(incoming(whole));
    }
    if !whole.system.webhooks.is_empty() {
        all.push(outgoing(whole));
    }
    all
}

/// Whether bodies are signed, or signatures looked at.
pub fn signs(system: &System) -> bool {
    !senders(system).is_empty() || !system.webhooks.is_empty()
}

/// The senders of all routes, each once.
pub fn senders(system: &System) -> Vec<&Sender> {
    let routes = system.operations.iter().flat_map(|own| &own.routes);
    let mut all: Vec<&Sender> = routes.filter_map(|route| route.sender.as_ref()).collect();
    all.sort_by(|one, other| one.webhook.cmp(&other.webhook));
    all.dedup_by(|one, other| one.webhook == other.webhook);
    all
}

fn digest(signature: &Signature) -> String {
    python::text(match signature.digest {
        Digest::Sha256 => "sha256",
        Digest::Sha1 => "sha1",
    })
}

/// `lambda settings: settings.key.get_secret_value()`.
fn secret(module: &mut Module, signature: &Signature) -> Expr {
    Expr::Atom(format!("lambda settings: {}", settings::secret(module, &signature.secret)))
}

fn incoming(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "api", "Who signs the requests that come in from other systems", "");
    let class = module.own("http.signatures", "Sender");
    for own in senders(whole.system) {
        let mut arguments = vec![
            ("header".to_owned(), Expr::Atom(python::text(&own.signature.header))),
            ("digest".to_owned(), Expr::Atom(digest(&own.signature))),
            ("secret".to_owned(), secret(&mut module, &own.signature)),
        ];
        arguments.extend(own.role.as_ref().map(|role| ("actor".to_owned(), actor(&mut module, own, role))));
        let made = Expr::named_call(&class, arguments);
        let name = names::constant(&own.webhook);
        let out = module.body();
        out.from(&own.origin, |out| out.statement(&format!("{name} = "), &made, ""));
    }
    module.unit("senders")
}

/// Whoever signs, as a caller. The id is always the same.
fn actor(module: &mut Module, own: &Sender, role: &str) -> Expr {
    let class = module.own("policy.actor", "Actor");
    let name = python::text(&own.origin);
    let id = match super::value::actor_id(module.whole.system) {
        Type::Uuid => {
            module.imports().name("uuid", "NAMESPACE_URL");
            let make = module.imports().name("uuid", "uuid5");
            Expr::call(make, vec![Expr::atom("NAMESPACE_URL"), Expr::Atom(name)])
        }
        _ => Expr::Atom(name),
    };
    let roles = Expr::Atom(format!("frozenset({{{}}})", python::text(role)));
    Expr::named_call(class, vec![("id".to_owned(), id), ("roles".to_owned(), roles)])
}

fn outgoing(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "outbox", "Who receives calls that go out with events", "");
    let mapping = module.imports().name("collections.abc", "Mapping");
    let class = module.own("outbox.webhooks", "Receiver");
    let lines: Vec<(String, Expr)> =
        whole.system.webhooks.iter().map(|own| (own.origin.clone(), receiver(&mut module, &class, own))).collect();
    let out = module.body();
    out.line(format!("RECEIVERS: {mapping}[str, {class}] = {{"));
    out.indented(|out| {
        for (origin, line) in &lines {
            out.from(origin, |out| out.statement("", line, ","));
        }
    });
    out.line("}");
    module.unit("receivers")
}

fn receiver(module: &mut Module, class: &str, own: &Webhook) -> Expr {
    let signing = match &own.signature {
        None => Expr::atom("None"),
        Some(signature) => {
            let signing = module.own("outbox.webhooks", "Signing");
            let arguments = vec![
                ("header".to_owned(), Expr::Atom(python::text(&signature.header))),
                ("digest".to_owned(), Expr::Atom(digest(signature))),
                ("secret".to_owned(), secret(module, signature)),
            ];
            Expr::named_call(signing, arguments)
        }
    };
    let seconds = |milliseconds: u64| Expr::Atom(format!("{:?}", milliseconds as f64 / 1000.0));
    let url = format!("lambda settings: settings.{}", names::snake(&variable(&own.name)));
    let made = Expr::named_call(
        class,
        vec![
            ("method".to_owned(), Expr::Atom(python::text(&own.method))),
            ("url".to_owned(), Expr::Atom(url)),
            ("signing".to_owned(), signing),
            ("attempts".to_owned(), Expr::Atom(own.attempts.to_string())),
            ("pause".to_owned(), seconds(own.backoff_ms)),
            ("longest_pause".to_owned(), seconds(own.max_backoff_ms)),
            ("jitter".to_owned(), Expr::atom(if own.jitter { "True" } else { "False" })),
        ],
    );
    Expr::Prefixed(format!("{}: ", python::text(&own.name)), made.into())
}

/// The variable in the environment that says where a webhook goes.
pub fn variable(name: &str) -> String {
    format!("{}_URL", names::constant(name))
}
