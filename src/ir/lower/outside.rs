//! Services outside.
//!
//! In: integrations, their operations, buckets and mail providers. Out: [`Integration`]. Kinds of services that are not known are refused.

use super::domain::secret as secret_name;
use super::{Lower, named, reliability};
use crate::ast::Node;
use crate::check::deep::model::{Model, words};
use crate::check::deep::parts::{bare, fields, items, text};
use crate::check::gather::Declaration;
use crate::ir::{Auth, Bucket, Call, CallField, Integration, Mail, Service};
use crate::lookup::HashMap;

/// The services outside, in the order of their names.
pub fn integrations(lower: &mut Lower) -> Vec<Integration> {
    let mut all = Vec::new();
    let (buckets, mails) = (parts(lower.model, "bucket"), parts(lower.model, "email_provider"));
    for own in named(lower.model, "integration") {
        let (Some((name, _)), Some((kind, span))) = (own.name, text(own.node, "type")) else { continue };
        let said = |key: &str| text(own.node, key).map_or("", |(text, _)| text);
        let of = |parts| HashMap::get(parts, name).map_or(&[][..], Vec::as_slice);
        let (buckets, mails): (&[&Declaration], &[&Declaration]) = (of(&buckets), of(&mails));
        let service = match (kind, said("service")) {
            ("rest_api", _) => rest(lower, own),
            ("aws_s3", _) | ("aws", "s3") => Some(store(own, buckets)),
            ("smtp", _) => {
                Some(Service::Smtp { mail: mails.iter().filter_map(|own| Some(mail(own, own.name?.0))).collect() })
            }
            _ => {
                lower.refuse(
                    own,
                    "type",
                    span,
                    &format!("a service of type `{kind}`"),
                    "not one of rest_api, aws_s3, smtp",
                );
                None
            }
        };
        let Some(service) = service else { continue };
        idle(lower, own, &service);
        all.push(integration(lower, own, name, service, buckets));
    }
    // Mail that belongs to no integration leaves through one of its own.
    for own in named(lower.model, "email_provider") {
        if text(own.node, "integration_id").is_some() {
            continue;
        }
        let Some((name, _)) = own.name else { continue };
        let service = Service::Smtp { mail: vec![mail(own, name)] };
        all.push(integration(lower, own, name, service, &[]));
    }
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all
}

/// Declarations of a kind by the integration that they belong to, each in the order of their names.
fn parts<'m>(model: &Model<'m, '_>, keyword: &'static str) -> HashMap<&'m str, Vec<&'m Declaration<'m>>> {
    let mut all: HashMap<&str, Vec<&Declaration>> = HashMap::default();
    for own in named(model, keyword) {
        if let Some((integration, _)) = text(own.node, "integration_id") {
            all.entry(bare(integration)).or_default().push(own);
        }
    }
    all
}

/// Refuses what an integration says and its service has no use for.
fn idle(lower: &mut Lower, own: &Declaration, service: &Service) {
    let is_rest = matches!(service, Service::Rest { .. });
    let auth = own.node.get("auth");
    let options = auth.and_then(|node| node.get("options")?.as_map());
    for entry in options.unwrap_or_default() {
        let key = entry.key.as_text().unwrap_or_default();
        if !is_rest || key != "in" {
            let label = if is_rest { "known is in: header or query" } else { "no such options are known" };
            let what = format!("the option `{key}` of the authentication");
            lower.refuse(own, format!("auth/options/{key}"), entry.key.span, &what, label);
        }
    }
    if is_rest {
        return;
    }
    for entry in own.node.get("headers").and_then(Node::as_map).unwrap_or_default() {
        let key = entry.key.as_text().unwrap_or_default();
        let what = format!("the header `{key}`");
        lower.refuse(own, format!("headers/{key}"), entry.key.span, &what, "only calls of a rest_api have headers");
    }
    let kind = auth.and_then(|node| text(node, "type")).filter(|(kind, _)| *kind != "none");
    if let (Service::Smtp { .. }, Some((kind, span))) = (service, kind) {
        let what = format!("`{kind}` for a mail server");
        lower.refuse(own, "auth/type", span, &what, "the mail provider names its secrets");
    }
}

fn integration(
    lower: &mut Lower,
    own: &Declaration,
    name: &str,
    service: Service,
    buckets: &[&Declaration],
) -> Integration {
    let store = matches!(service, Service::S3 { .. }).then_some(buckets);
    let mut calls: Vec<Call> =
        lower.model.operations_of(name).iter().filter_map(|own| call(lower, own, store)).collect();
    calls.sort_by(|one, other| one.name.cmp(&other.name));
    let mut timeouts = reliability::timeouts(own.node.get("timeouts"), None);
    let mut retry = reliability::retry(own.node.get("retry"), None);
    let mut breaker = reliability::breaker(own.node.get("circuit_breaker"));
    for policy in lower.policies_about("integration", name) {
        timeouts = reliability::timeouts(policy.node.get("timeout"), Some(&timeouts));
        retry = reliability::retry(policy.node.get("retry"), Some(&retry));
        breaker = reliability::breaker(policy.node.get("circuit_breaker")).or(breaker);
    }
    for call in &mut calls {
        for policy in lower.policies_about("integration_operation", &call.name) {
            if !matches!(service, Service::Rest { .. }) {
                let span = policy.name.map_or(policy.node.span, |(_, span)| span);
                let what = format!("settings of `{}` alone", call.name);
                lower.refuse(policy, "", span, &what, "say them of the integration: only calls over HTTP differ");
                continue;
            }
            if let Some(node) = policy.node.get("timeout") {
                let usual = call.timeouts.as_ref().unwrap_or(&timeouts);
                call.timeouts = Some(reliability::timeouts(Some(node), Some(usual)));
            }
            if let Some(node) = policy.node.get("retry") {
                let usual = call.retry.as_ref().unwrap_or(&retry);
                call.retry = Some(reliability::retry(Some(node), Some(usual)));
            }
        }
        call.timeouts = call.timeouts.take().filter(|own| *own != timeouts);
        call.retry = call.retry.take().filter(|own| *own != retry);
    }
    Integration {
        origin: own.element.clone(),
        name: name.to_owned(),
        service,
        timeouts,
        retry,
        rate: reliability::rate(own.node.get("rate_limit")),
        breaker,
        calls,
    }
}

fn rest(lower: &mut Lower, own: &Declaration) -> Option<Service> {
    let auth = match own.node.get("auth") {
        None => Auth::None,
        Some(node) => auth(lower, own, node)?,
    };
    let headers = own.node.get("headers").and_then(Node::as_map).unwrap_or(&[]);
    let header = |entry: &crate::ast::Entry| {
        Some((entry.key.value().to_string(), crate::check::place::called(&entry.node)?.to_owned()))
    };
    Some(Service::Rest {
        base_url: text(own.node, "base_url").map_or("", |(url, _)| url).trim_end_matches('/').to_owned(),
        auth,
        headers: headers.iter().filter_map(header).collect(),
    })
}

fn auth(lower: &mut Lower, own: &Declaration, node: &Node) -> Option<Auth> {
    let said = |key: &str| text(node, key).map(|(text, _)| text);
    let (kind, span) = text(node, "type")?;
    let secret = said("secret_ref").map(secret_name);
    let place = node.get("options").and_then(|options| text(options, "in"));
    if let Some((word, span)) = place.filter(|(word, _)| !["header", "query"].contains(word)) {
        lower.refuse(own, "auth/options/in", span, &format!("a key in `{word}`"), "known are header and query");
    }
    let shown = |name: &str, prefix: &str, in_header: bool, secret: String| {
        let name = said("key_name").unwrap_or(name).to_owned();
        if place.map_or(in_header, |(word, _)| word == "header") {
            Auth::Header { name, prefix: said("token_prefix").unwrap_or(prefix).to_owned(), secret }
        } else {
            Auth::Query { name, secret }
        }
    };
    Some(match (kind, secret) {
        ("none", _) => Auth::None,
        ("api_key", Some(secret)) => {
            // Parameters of a query have no dashes; headers mostly do.
            let name = said("key_name").unwrap_or("api_key");
            shown("api_key", "", name.contains('-') || name.eq_ignore_ascii_case("authorization"), secret)
        }
        ("bearer", Some(secret)) => shown("Authorization", "Bearer", true, secret),
        (_, None) => {
            lower.sourceless(own, "auth", node.span, "which secret is shown to the service", "names no secret");
            return None;
        }
        (kind, _) => {
            lower.refuse(own, "auth/type", span, &format!("`{kind}`"), "known are none, api_key and bearer");
            return None;
        }
    })
}

fn store(own: &Declaration, buckets: &[&Declaration]) -> Service {
    let bucket = |own: &&Declaration| {
        let said = |key: &str| text(own.node, key).map(|(text, _)| text.to_owned());
        Bucket {
            origin: own.element.clone(),
            name: said("bucket").unwrap_or_default(),
            region: said("region").unwrap_or_else(|| "us-east-1".into()),
            encryption: said("encryption"),
        }
    };
    let secret = own.node.get("auth").and_then(|node| text(node, "secret_ref"));
    Service::S3 { buckets: buckets.iter().map(bucket).collect(), secret: secret.map(|(name, _)| secret_name(name)) }
}

fn mail(own: &Declaration, name: &str) -> Mail {
    let said = |key: &str| text(own.node, key).map(|(text, _)| text);
    Mail {
        origin: own.element.clone(),
        name: name.to_owned(),
        host: said("host").unwrap_or("localhost").to_owned(),
        port: said("port").and_then(|port| port.parse().ok()).unwrap_or(587),
        username: said("username_secret").map(secret_name),
        password: said("password_secret").map(secret_name),
        from_email: said("from_email").unwrap_or_default().to_owned(),
        from_name: said("from_name").unwrap_or_default().to_owned(),
    }
}

impl Lower<'_, '_, '_> {
    /// The integration through which the mail of a provider leaves.
    pub fn mail_integration(&self, mail: &str) -> String {
        let own = self.model.sound.one("email_provider", mail);
        own.and_then(|own| text(own.node, "integration_id")).map_or(mail, |(name, _)| bare(name)).to_owned()
    }
}

fn call(lower: &Lower, own: &Declaration, store: Option<&[&Declaration]>) -> Option<Call> {
    let (name, _) = own.name?;
    let said = |key: &str| text(own.node, key).map_or("", |(text, _)| text);
    let response = |field: &crate::check::deep::parts::Field| {
        let path = field.node.get("metadata").and_then(|node| text(node, "json")).map_or(field.name, |(path, _)| path);
        CallField {
            name: field.name.to_owned(),
            kind: lower.kind(field),
            required: field.is_required(),
            path: path.split('.').map(str::to_owned).collect(),
        }
    };
    let mapped = |item: &crate::ast::Item| {
        Some((text(&item.node, "source_code")?.0.to_owned(), bare(text(&item.node, "target_error")?.0).to_owned()))
    };
    let bucket = store.and_then(|buckets| {
        let naming = |bucket: &&&Declaration| {
            crate::check::deep::model::entity::names(bucket.node, "operations")
                .into_iter()
                .map(bare)
                .any(|own| own == name)
        };
        let found = buckets.iter().find(naming).or(buckets.first())?;
        Some(text(found.node, "bucket")?.0.to_owned())
    });
    let bytes = |field: &crate::check::deep::parts::Field| {
        let mut own = lower.field(field);
        let is_file =
            words::words(field.name).iter().any(|word| ["file", "content", "body", "data"].contains(&word.as_str()));
        if store.is_some() && own.kind == crate::ir::Type::Text && is_file {
            own.kind = crate::ir::Type::Bytes;
        }
        own
    };
    Some(Call {
        origin: own.element.clone(),
        name: name.to_owned(),
        method: said("method").to_uppercase(),
        path: said("path").to_owned(),
        bucket,
        request: fields(own.node, "request_schema").iter().map(bytes).collect(),
        response: fields(own.node, "response_schema").iter().map(response).collect(),
        failures: items(own.node, "error_mapping").iter().filter_map(mapped).collect(),
        timeouts: None,
        retry: None,
        kept: lower.kept.get(name).cloned(),
    })
}

impl Lower<'_, '_, '_> {
    /// Whether an operation of a service is called over HTTP.
    pub fn is_rest_call(&self, operation: &Declaration) -> bool {
        text(operation.node, "integration_id")
            .and_then(|(name, _)| self.model.sound.one("integration", bare(name)))
            .is_some_and(|own| text(own.node, "type").is_some_and(|(kind, _)| kind == "rest_api"))
    }
}
