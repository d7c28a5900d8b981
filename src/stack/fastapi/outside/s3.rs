//! Clients of object stores.
//!
//! In: an integration. Out: a module with a client: what each call does with an object follows from its method and its answer.

use super::{Method, class_of, gives, in_path, manners, parameters, path, timeouts};
use crate::ir::{Bucket, Call, Field, Integration, Type};
use crate::stack::fastapi::module::{Module, Whole};
use crate::stack::fastapi::python::{self, Expr};
use crate::stack::fastapi::{names, settings};
use crate::unit::Unit;

/// What an object store does for a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Stores an object.
    Put,
    /// Removes one.
    Delete,
    /// Makes a link to one.
    Presign,
    /// Reads one.
    Get,
}

/// What an object store does for a call; none where it cannot do it.
pub fn verb(call: &Call) -> Option<Verb> {
    match call.method.as_str() {
        "PUT" | "POST" => Some(Verb::Put),
        "DELETE" => Some(Verb::Delete),
        "GET" if call.response.iter().any(|own| own.kind == Type::Bytes) => Some(Verb::Get),
        "GET" if call.response.iter().any(|own| own.kind == Type::Text) => Some(Verb::Presign),
        _ => None,
    }
}

/// The field that holds the content of an object, where a request has exactly one.
pub fn content(call: &Call) -> Option<&Field> {
    let mut rest = call.request.iter().filter(|field| !in_path(call, field));
    let first = rest.next()?;
    let alone = rest.next().is_none();
    (alone && matches!(first.kind, Type::Bytes | Type::Text)).then_some(first)
}

/// The module.
pub(super) fn unit(whole: Whole, own: &Integration, buckets: &[Bucket], secret: Option<&str>) -> Unit {
    let mut module = Module::new(whole, "integrations", &format!("The integration `{}`", own.name), &own.origin);
    let settings_class = module.own("settings", "Settings");
    let store = module.own("integrations.s3_client", "ObjectStore");
    let bucket_class = module.own("integrations.s3_client", "Bucket");
    let class = format!("{}Client", names::class(&own.name));
    let prefix = format!("settings.{}", names::snake(&own.name));
    let timeouts = timeouts(&mut module, &own.timeouts);
    let secret = match secret {
        Some(own) => settings::secret(&mut module, own),
        None => format!("{prefix}_secret_access_key.get_secret_value()"),
    };
    let mut arguments = vec![
        ("region".to_owned(), Expr::Atom(format!("{prefix}_region"))),
        ("access_key_id".to_owned(), Expr::Atom(format!("{prefix}_access_key_id"))),
        ("secret_access_key".to_owned(), Expr::Atom(secret)),
        ("endpoint_url".to_owned(), Expr::Atom(format!("{prefix}_endpoint_url"))),
        ("timeouts".to_owned(), timeouts),
    ];
    arguments.extend(manners(&mut module, own));
    for bucket in buckets {
        let mut parts = vec![Expr::Atom(python::text(&bucket.name))];
        parts.extend(bucket.encryption.iter().map(|own| Expr::Atom(python::text(own)).named("encryption")));
        let head = format!("{} = ", names::constant(&bucket.name));
        let made = Expr::call(&bucket_class, parts);
        module.body().from(&bucket.origin, |out| out.statement(&head, &made, ""));
    }
    let mut methods = Vec::new();
    for call in &own.calls {
        methods.extend(s3_method(&mut module, own, call, buckets));
    }
    let made = Expr::named_call(store, arguments);
    class_of(&mut module, own, &class, &settings_class, &[("_store".to_owned(), made)], methods);
    if buckets.is_empty() {
        module.body().trim();
    }
    module.unit(&whole.names.port(&own.name))
}

fn s3_method(module: &mut Module, own: &Integration, call: &Call, buckets: &[Bucket]) -> Option<Method> {
    let verb = verb(call)?;
    let bucket = call.bucket.as_ref().or(buckets.first().map(|own| &own.name))?;
    let bucket = Expr::Atom(names::constant(bucket));
    let heads = parameters(module, own, call);
    let mut key_call = call.clone();
    key_call.path = call.path.trim_start_matches('/').to_owned();
    let key = match key_call.request.iter().find(|field| key_call.path == format!("{{{}}}", field.name)) {
        Some(field) => Expr::Atom(names::field(&field.name)),
        None => path(&key_call, false),
    };
    let rest: Vec<&Field> = call.request.iter().filter(|field| !in_path(call, field)).collect();
    let name = format!("async def {}", names::module(&call.name));
    let doc = format!("{} {}", call.method, call.path);
    let origin = call.origin.clone();
    let class = if call.response.is_empty() {
        "None".to_owned()
    } else {
        gives(call, &format!("{}.", module.own("app", "ports")))
    };
    let mut lines: Vec<(String, Expr)> = Vec::new();
    match verb {
        Verb::Put => {
            let documents = module.own("integrations", "documents");
            let simple = matches!(key, Expr::Atom(ref text) if !text.starts_with("f\""));
            let named = if simple {
                key.clone()
            } else {
                lines.push(("key = ".into(), key.clone()));
                Expr::atom("key")
            };
            match content(call) {
                Some(field) => {
                    let kind = Expr::call(format!("{documents}.type_of"), vec![named.clone()]);
                    let body = Expr::Atom(names::field(&field.name));
                    lines.push((
                        "await ".into(),
                        Expr::call("self._store.put", vec![bucket, named.clone(), body, kind]),
                    ));
                }
                None => {
                    let entry =
                        |field: &&Field| (Expr::Atom(python::text(&field.name)), Expr::Atom(names::field(&field.name)));
                    let all: Vec<&Field> = call.request.iter().collect();
                    let values = Expr::dictionary(all.iter().map(entry).collect());
                    let made = Expr::call(format!("{documents}.render"), vec![named.clone(), values]);
                    lines.push(("content, content_type = ".into(), made));
                    let parts = vec![bucket, named.clone(), Expr::atom("content"), Expr::atom("content_type")];
                    lines.push(("await ".into(), Expr::call("self._store.put", parts)));
                }
            }
            if !call.response.is_empty() {
                let arguments = call.response.iter().map(|field| (names::field(&field.name), named.clone())).collect();
                lines.push(("return ".into(), Expr::named_call(&class, arguments)));
            }
        }
        Verb::Delete => {
            lines.push(("await ".into(), Expr::call("self._store.delete", vec![bucket, key])));
        }
        Verb::Get => {
            lines.push(("content = await ".into(), Expr::call("self._store.get", vec![bucket, key])));
            let arguments = call.response.iter().filter(|field| field.kind == Type::Bytes);
            let arguments = arguments.map(|field| (names::field(&field.name), Expr::atom("content"))).collect();
            lines.push(("return ".into(), Expr::named_call(&class, arguments)));
        }
        Verb::Presign => {
            let seconds = rest.iter().find(|field| field.kind == Type::Int);
            let seconds = seconds.map_or_else(|| "3600".to_owned(), |field| names::field(&field.name));
            let made = Expr::call("self._store.presign", vec![bucket, key, Expr::Atom(seconds)]).awaited();
            lines.push(("link = ".into(), made));
            let mut arguments = Vec::new();
            for field in &call.response {
                let value = match field.kind {
                    Type::Datetime => "link.expires_at",
                    _ => "link.url",
                };
                arguments.push((names::field(&field.name), Expr::atom(value)));
            }
            lines.push(("return ".into(), Expr::named_call(&class, arguments)));
        }
    }
    Some(Box::new(move |out| {
        out.from(&origin, |out| {
            out.function(&name, &heads, &class, &doc, |out| {
                lines.iter().for_each(|(prefix, expr)| out.statement(prefix, expr, ""));
            });
        });
    }))
}
