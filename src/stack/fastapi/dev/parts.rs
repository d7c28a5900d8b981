//! Which parts a system needs around it, and in which environment variables the service looks for them.

use serde::Serialize;

use crate::ir::{Auth, Integration, Mail, Service, System};

/// All parts.
#[derive(Debug, Serialize)]
pub(super) struct Parts {
    /// The package of the service.
    package: String,
    /// The variables of all secrets.
    secrets: Vec<String>,
    /// What needs an object store.
    stores: Vec<Store>,
    /// What needs a mail server.
    mail: Vec<Sender>,
    /// What needs a stand-in.
    stand_ins: Vec<StandIn>,
}

#[derive(Debug, Serialize)]
struct Store {
    id: String,
    prefix: String,
    region: String,
    secret: Option<String>,
    buckets: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Sender {
    id: String,
    prefix: String,
    username: Option<String>,
    password: Option<String>,
}

#[derive(Debug, Serialize)]
struct StandIn {
    id: String,
    /// The variable that says where it is.
    variable: String,
    base_path: String,
    secret: Option<String>,
}

/// The parts that a system needs.
pub(super) fn of(system: &System) -> Parts {
    let mut parts = Parts {
        package: system.package.clone(),
        secrets: system.secrets.iter().map(|secret| secret.variable.clone()).collect(),
        stores: Vec::new(),
        mail: Vec::new(),
        stand_ins: Vec::new(),
    };
    parts.secrets.sort();
    for integration in &system.integrations {
        match &integration.service {
            Service::Rest { base_url, auth, .. } => parts.stand_ins.push(StandIn {
                id: integration.name.clone(),
                variable: format!("{}_BASE_URL", prefix(&integration.name)),
                base_path: path_of(base_url).to_owned(),
                secret: key_of(auth).and_then(|name| variable(system, name)),
            }),
            Service::S3 { buckets, secret } => parts.stores.push(Store {
                id: integration.name.clone(),
                prefix: prefix(&integration.name),
                region: buckets.first().map_or("us-east-1", |bucket| &bucket.region).to_owned(),
                secret: secret.as_ref().and_then(|name| variable(system, name)),
                buckets: buckets.iter().map(|bucket| bucket.name.clone()).collect(),
            }),
            Service::Smtp { mail } => parts.mail.extend(mail.iter().map(|own| sender(system, integration, own))),
        }
    }
    parts.stand_ins.extend(system.webhooks.iter().map(|own| StandIn {
        id: own.name.clone(),
        variable: crate::stack::fastapi::webhooks::variable(&own.name),
        base_path: path_of(&own.url).to_owned(),
        secret: None,
    }));
    parts
}

fn sender(system: &System, integration: &Integration, mail: &Mail) -> Sender {
    Sender {
        id: integration.name.clone(),
        prefix: prefix(&mail.name),
        username: mail.username.as_ref().and_then(|name| variable(system, name)),
        password: mail.password.as_ref().and_then(|name| variable(system, name)),
    }
}

/// How the variables of something begin.
fn prefix(name: &str) -> String {
    name.to_uppercase().replace(['.', '-'], "_")
}

/// The variable that holds a secret. A point in its name may stand as `_` where it is spoken of.
fn variable(system: &System, name: &str) -> Option<String> {
    let plain = |name: &str| name.replace('.', "_");
    system.secrets.iter().find(|own| plain(&own.name) == plain(name)).map(|own| own.variable.clone())
}

/// The secret that is shown to a service.
fn key_of(auth: &Auth) -> Option<&str> {
    match auth {
        Auth::None => None,
        Auth::Query { secret, .. } | Auth::Header { secret, .. } => Some(secret),
    }
}

/// The path of an address: what stands behind the host.
pub(super) fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').and_then(|start| rest.get(start..)).unwrap_or("").trim_end_matches('/')
}
