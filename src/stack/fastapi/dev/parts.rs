//! Which parts a system needs around it, and in which environment variables the service looks for them.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::settings;
use crate::ir::{Auth, Integration, Mail, Service, System};

/// All parts.
#[derive(Debug, Serialize)]
pub(super) struct Parts {
    /// The package of the service.
    package: String,
    /// The variables of all secrets.
    secrets: Vec<String>,
    /// Settings of the service for development.
    environment: BTreeMap<String, String>,
    /// What needs a Redis.
    caches: Vec<Keeper>,
    /// What needs an object store.
    stores: Vec<Store>,
    /// What needs a mail server.
    mail: Vec<Sender>,
    /// What needs a stand-in.
    stand_ins: Vec<StandIn>,
}

#[derive(Debug, Serialize)]
struct Keeper {
    id: String,
    prefix: String,
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
        environment: environment(system),
        caches: system.caches.iter().map(|own| Keeper { id: own.name.clone(), prefix: prefix(&own.name) }).collect(),
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

/// All features are on; nothing is called too often or left alone, and jobs are tried again soon: tests beside each other never meet.
/// Those that are about it start a service of their own.
fn environment(system: &System) -> BTreeMap<String, String> {
    let features = settings::features(system).into_keys();
    let mut all: BTreeMap<String, String> = features.map(|flag| (settings::feature(flag), "true".to_owned())).collect();
    for own in &system.integrations {
        let name = prefix(&own.name);
        if own.rate.is_some() {
            all.insert(format!("{name}_RATE_REQUESTS"), "1000000".to_owned());
        }
        if own.breaker.is_some() {
            all.insert(format!("{name}_FAILURE_THRESHOLD"), "1000000".to_owned());
        }
    }
    for own in &system.security.rates {
        all.insert(super::super::running::variable(own), "1000000".to_owned());
    }
    if super::super::running::measures(system) {
        all.insert("METRICS_ENABLED".to_owned(), "true".to_owned());
    }
    if super::super::jobs::any(system) {
        all.insert("JOB_RETRY_SECONDS".to_owned(), "1".to_owned());
    }
    all
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

/// The variable that holds a secret.
fn variable(system: &System, name: &str) -> Option<String> {
    system.secret(name).map(|own| own.variable.clone())
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
