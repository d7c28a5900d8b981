//! Services outside: what the operations need of them, and clients that give it.
//!
//! In: integrations. Out: `app/ports.py` with a protocol for each, and a module with a client for each.

use super::module::{Module, Style, Whole};
use super::names;
use super::python::{self, Expr};
use super::settings;
use crate::ir::{Auth, Bucket, Call, CallField, Field, Integration, Kept, Mail, Retry, Service, Timeouts, Type};
use crate::unit::Unit;

/// The modules about services outside; none where there are none.
pub fn units(whole: Whole) -> Vec<Unit> {
    if whole.system.integrations.is_empty() {
        return Vec::new();
    }
    let mut all = vec![ports(whole)];
    for own in &whole.system.integrations {
        match &own.service {
            Service::Rest { base_url: _, auth, headers } => all.push(rest(whole, own, auth, headers)),
            Service::S3 { buckets, secret } => all.push(s3(whole, own, buckets, secret.as_deref())),
            Service::Smtp { mail } => all.extend(mail.iter().map(|mail| mailer(whole, own, mail))),
        }
    }
    all
}

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

/// The fields of a request that stand in its path.
fn in_path<'c>(call: &'c Call, field: &&'c Field) -> bool {
    call.path.contains(&format!("{{{}}}", field.name))
}

/// The field that holds the content of an object, where a request has exactly one.
pub fn content(call: &Call) -> Option<&Field> {
    let mut rest = call.request.iter().filter(|field| !in_path(call, field));
    let first = rest.next()?;
    let alone = rest.next().is_none();
    (alone && matches!(first.kind, Type::Bytes | Type::Text)).then_some(first)
}

fn ports(whole: Whole) -> Unit {
    let doc = "What the operations need of other systems: one protocol for each";
    let mut module = Module::new(whole, "app", doc, "");
    let protocol = module.imports().name("typing", "Protocol");
    let mails = whole.system.integrations.iter().any(|own| matches!(own.service, Service::Smtp { .. }));
    if mails {
        let mapping = module.imports().name("collections.abc", "Mapping");
        let any = module.imports().name("typing", "Any");
        let out = module.body();
        out.apart();
        out.block(format!("class Mailer({protocol}):"), |out| {
            out.doc("Sends mail made from templates");
            out.gap();
            let parameters = [
                "self".into(),
                "*".into(),
                "to: str".into(),
                "template: str".into(),
                format!("values: {mapping}[str, {any}]"),
            ];
            out.function("async def send", &parameters, "None", "Send a mail", |_| {});
            close_protocol(out);
        });
    }
    for own in &whole.system.integrations {
        if matches!(own.service, Service::Smtp { .. }) {
            continue;
        }
        for call in &own.calls {
            answer_class(&mut module, call);
        }
        let mut methods = Vec::new();
        for call in &own.calls {
            methods.push((call, parameters(&mut module, own, call), gives(call, "")));
        }
        let out = module.body();
        out.set_origin(&own.origin);
        out.apart();
        out.block(format!("class {}({protocol}):", names::class(&own.name)), |out| {
            out.doc(&format!("The integration `{}`", own.name));
            for (call, parameters, gives) in &methods {
                out.gap();
                out.from(&call.origin, |out| {
                    let name = format!("async def {}", names::module(&call.name));
                    out.function(&name, parameters, gives, &format!("{} {}", call.method, call.path), |_| {});
                });
            }
            close_protocol(out);
        });
    }
    super::domain::trimmed(module, "ports")
}

fn close_protocol(out: &mut python::Writer) {
    out.gap();
    out.function("async def close", &["self".into()], "None", "Close what is open", |_| {});
}

fn answer_class(module: &mut Module, call: &Call) {
    if call.response.is_empty() {
        return;
    }
    let base = module.own("domain.types", "Model");
    let mut lines = Vec::new();
    for field in &call.response {
        let kind = foreign(module, field);
        let kind = if field.required { kind } else { format!("{kind} | None = None") };
        lines.push(format!("{}: {kind}", names::field(&field.name)));
    }
    let out = module.body();
    out.set_origin(&call.origin);
    out.apart();
    out.block(format!("class {}({base}):", answer_name(call)), |out| {
        out.doc(&format!("The answer of `{}`", call.name));
        out.gap();
        lines.iter().for_each(|line| out.line(line));
    });
}

/// The class of an answer.
pub fn answer_name(call: &Call) -> String {
    format!("{}Answer", names::class(&call.name))
}

/// The type of a field that another system tells: not as strict as ours.
fn foreign(module: &mut Module, field: &CallField) -> String {
    match field.kind {
        Type::Datetime => module.own("domain.types", "ForeignMoment"),
        Type::Text => module.own("domain.types", "ForeignText"),
        Type::Bytes => "bytes".to_owned(),
        _ => module.annotation(&field.kind, Style::Checked),
    }
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

fn gives(call: &Call, place: &str) -> String {
    if call.response.is_empty() { "None".to_owned() } else { format!("{place}{}", answer_name(call)) }
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

fn rest(whole: Whole, own: &Integration, auth: &Auth, headers: &[(String, String)]) -> Unit {
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
    super::domain::trimmed(module, &whole.names.port(&own.name))
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
    let watch = super::running::watch(module, "integration_operation", &call.name);
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
fn within(out: &mut python::Writer, head: Option<&Expr>, inside: impl FnOnce(&mut python::Writer)) {
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

fn s3(whole: Whole, own: &Integration, buckets: &[Bucket], secret: Option<&str>) -> Unit {
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

fn mailer(whole: Whole, own: &Integration, mail: &Mail) -> Unit {
    let mut module = Module::new(whole, "integrations", &format!("The mail provider `{}`", mail.name), &mail.origin);
    let settings_class = module.own("settings", "Settings");
    let server = module.own("integrations.smtp_client", "MailServer");
    let base = module.own("integrations.smtp_client", "SmtpMailer");
    let timeouts = timeouts(&mut module, &own.timeouts);
    let manners = manners(&mut module, own);
    let prefix = format!("settings.{}", names::snake(&mail.name));
    let mut secret = |name: &Option<String>| match name {
        Some(own) => Expr::Atom(settings::secret(&mut module, own)),
        None => Expr::atom("None"),
    };
    let (username, password) = (secret(&mail.username), secret(&mail.password));
    let from_name = if mail.from_name.is_empty() { "None".to_owned() } else { python::text(&mail.from_name) };
    let arguments = vec![
        ("host".to_owned(), Expr::Atom(format!("{prefix}_host"))),
        ("port".to_owned(), Expr::Atom(format!("{prefix}_port"))),
        ("tls".to_owned(), Expr::Atom(format!("{prefix}_tls"))),
        ("ca_file".to_owned(), Expr::Atom(format!("{prefix}_ca_file"))),
        ("username".to_owned(), username),
        ("password".to_owned(), password),
        ("from_email".to_owned(), Expr::Atom(python::text(&mail.from_email))),
        ("from_name".to_owned(), Expr::Atom(from_name)),
    ];
    let out = module.body();
    out.block(format!("class {}Mailer({base}):", names::class(&mail.name)), |out| {
        out.doc(&format!("Sends mail through `{}`", mail.name));
        out.gap();
        out.function("def __init__", &["self".into(), format!("settings: {settings_class}")], "None", "", |out| {
            let mut parts = vec![Expr::named_call(server, arguments), timeouts];
            parts.extend(manners.into_iter().map(|(name, value)| value.named(&name)));
            out.statement("", &Expr::call("super().__init__", parts), "");
        });
    });
    module.unit(&whole.names.port(&mail.name))
}
