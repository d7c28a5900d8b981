//! Clients of services that are asked over HTTP.
//!
//! In: an integration. Out: a module with a client: a method for each call, and answers that are kept where the contract says so.

use super::{Method, class_of, gives, in_path, manners, parameters, path, retries, timeouts};
use crate::ir::{Auth, Call, Field, Integration, Kept};
use crate::stack::fastapi::module::{Module, Whole};
use crate::stack::fastapi::python::{self, Expr, Writer};
use crate::stack::fastapi::{domain, names, running, settings};
use crate::unit::Unit;

/// The module.
pub(super) fn unit(whole: Whole, own: &Integration, auth: &Auth, headers: &[(String, String)]) -> Unit {
    let mut module = Module::new(whole, "integrations", &format!("The integration `{}`", own.name), &own.origin);
    let settings_class = module.own("settings", "Settings");
    let client = module.own("integrations.rest_client", "RestClient");
    let class = format!("{}Client", names::class(&own.name));
    let mut arguments = vec![
        Expr::Atom(format!("settings.{}_base_url", names::snake(&own.name))),
        timeouts(&mut module, &own.timeouts),
    ];
    let mut sent: Vec<(Expr, Expr)> =
        headers.iter().map(|(name, value)| (Expr::Atom(python::text(name)), Expr::Atom(python::text(value)))).collect();
    match auth {
        Auth::None => {}
        Auth::Query { name, secret } => {
            let value = Expr::Atom(settings::secret(&mut module, secret));
            arguments.push(Expr::dictionary(vec![(Expr::Atom(python::text(name)), value)]).named("params"));
        }
        Auth::Header { name, prefix, secret } => {
            let value = settings::secret(&mut module, secret);
            let value =
                if prefix.is_empty() { value } else { format!("f\"{} {{{value}}}\"", python::escaped(prefix, '"')) };
            sent.push((Expr::Atom(python::text(name)), Expr::Atom(value)));
        }
    }
    if !sent.is_empty() {
        arguments.push(Expr::dictionary(sent).named("headers"));
    }
    arguments.extend(manners(&mut module, own).into_iter().map(|(name, value)| value.named(&name)));
    let mut methods = Vec::new();
    for call in &own.calls {
        methods.push(rest_method(&mut module, own, call));
    }
    let made = Expr::call(client, arguments);
    let mut kept = vec![("_client".to_owned(), made)];
    let caches: std::collections::BTreeSet<&str> =
        own.calls.iter().filter_map(|call| call.kept.as_ref()).map(|own| own.cache.as_str()).collect();
    for name in caches {
        let cache = module.own("persistence.cache", "Cache");
        let url = Expr::Atom(format!("settings.{}_url", names::snake(name)));
        kept.push((format!("_{}", names::snake(name)), Expr::call(cache, vec![url])));
    }
    class_of(&mut module, own, &class, &settings_class, &kept, methods);
    domain::trimmed(module, &whole.names.port(&own.name))
}

fn rest_method(module: &mut Module, own: &Integration, call: &Call) -> Method {
    let heads = parameters(module, own, call);
    let rest: Vec<&Field> = call.request.iter().filter(|field| !in_path(call, field)).collect();
    if call.request.iter().any(|field| in_path(call, &field)) {
        module.own("integrations.rest_client", "segment");
    }
    let mut arguments = vec![Expr::Atom(python::text(&call.method)), path(call, true)];
    if !rest.is_empty() {
        let entry = |field: &&Field| (Expr::Atom(python::text(&field.name)), Expr::Atom(names::field(&field.name)));
        let word = if matches!(call.method.as_str(), "GET" | "DELETE" | "HEAD") { "params" } else { "body" };
        arguments.push(Expr::dictionary(rest.iter().map(entry).collect()).named(word));
    }
    if let Some(own) = &call.timeouts {
        arguments.push(timeouts(module, own).named("timeouts"));
    }
    if let Some(own) = &call.retry {
        arguments.push(retries(module, own).named("retries"));
    }
    let watch = running::watch(module, "integration_operation", &call.name);
    let watch = watch.map(|own| Expr::call(module.own("app.watch", "watching"), vec![Expr::Atom(own)]));
    let asked = Expr::call("self._client.call", arguments).awaited();
    let name = format!("async def {}", names::module(&call.name));
    let doc = format!("{} {}", call.method, call.path);
    let origin = call.origin.clone();
    if call.response.is_empty() {
        return Box::new(move |out| {
            out.from(&origin, |out| {
                out.function(&name, &heads, "None", &doc, |out| {
                    within(out, watch.as_ref(), |out| out.statement("", &asked, ""))
                });
            });
        });
    }
    let ports = module.own("app", "ports");
    let error = module.own("integrations.failure", "IntegrationError");
    let invalid = module.imports().name("pydantic", "ValidationError");
    let class = gives(call, &format!("{ports}."));
    let mut entries = Vec::new();
    for field in &call.response {
        let dig = module.own("integrations.rest_client", "dig");
        let mut parts = vec![Expr::atom("answer")];
        let keys = if field.path.is_empty() { std::slice::from_ref(&field.name) } else { &field.path };
        parts.extend(keys.iter().map(|key| Expr::Atom(python::text(key))));
        entries.push((Expr::Atom(python::text(&names::field(&field.name))), Expr::call(dig, parts)));
    }
    let told = Expr::call(format!("{class}.model_validate"), vec![Expr::dictionary(entries)]);
    let words = python::text(&format!("{}: unexpected answer", call.name));
    let around = call.kept.as_ref().map(|own| self::kept(module, call, own, &class));
    Box::new(move |out| {
        let name = match &around {
            Some((head, expr)) => {
                out.from(&origin, |out| {
                    out.function(&name, &heads, &class, &doc, |out| out.statement("return await ", expr, ""));
                });
                out.gap();
                head.clone()
            }
            None => name,
        };
        let doc = if around.is_some() { String::new() } else { doc };
        out.from(&origin, |out| {
            out.function(&name, &heads, &class, &doc, |out| {
                within(out, watch.as_ref(), |out| out.statement("answer = ", &asked, ""));
                out.block("try:", |out| out.statement("return ", &told, ""));
                out.block(format!("except {invalid} as error:"), |out| {
                    out.statement("raise ", &Expr::call(error, vec![Expr::Atom(words)]), " from error");
                });
            });
        });
    })
}

/// What `inside` says, within something where there is something.
fn within(out: &mut Writer, head: Option<&Expr>, inside: impl FnOnce(&mut Writer)) {
    match head {
        Some(head) => {
            out.statement("with ", head, ":");
            out.indented(inside);
        }
        None => inside(out),
    }
}

/// A call whose answers are kept: the head of the function that asks, and what stands around it.
fn kept(module: &mut Module, call: &Call, own: &Kept, class: &str) -> (String, Expr) {
    let around = module.own("integrations.kept", "kept");
    let partial = module.imports().name("functools", "partial");
    let name = format!("_ask_{}", names::module(&call.name));
    let mut given = vec![Expr::Atom(format!("self.{name}"))];
    given.extend(call.request.iter().map(|field| {
        let own = names::field(&field.name);
        Expr::Atom(own.clone()).named(&own)
    }));
    let by = own.by.iter().map(|name| (Expr::Atom(python::text(name)), Expr::Atom(names::field(name))));
    let parts = vec![
        Expr::Atom(format!("self._{}", names::snake(&own.cache))),
        Expr::Atom(python::text(&own.table)),
        Expr::Atom(python::whole(&own.seconds.to_string())),
        Expr::atom(class),
        Expr::dictionary(by.collect()),
        Expr::call(partial, given),
    ];
    (format!("async def {name}"), Expr::call(around, parts))
}
