//! What stand-ins must know of the services that they stand for: what they can be asked, and what they answer.

use serde::Serialize;
use serde_json::{Value, json};

use super::parts::path_of;
use crate::ir::{Auth, Call, Field, Integration, Service, System, Type, Webhook};

/// One stand-in.
#[derive(Debug, Serialize)]
pub(super) struct StandIn {
    id: String,
    base_path: String,
    auth: Value,
    operations: Vec<Operation>,
}

#[derive(Debug, Serialize)]
struct Operation {
    id: String,
    method: String,
    path: String,
    request: Vec<Value>,
    response: Vec<Value>,
}

/// The stand-ins of a system.
pub(super) fn of(system: &System) -> Vec<StandIn> {
    let services = system.integrations.iter().filter_map(|own| stand_in(system, own));
    services.chain(system.webhooks.iter().map(receiver)).collect()
}

/// The receiver of a webhook: it takes whatever comes.
fn receiver(own: &Webhook) -> StandIn {
    let path = path_of(&own.url).to_owned();
    let (base_path, path) = if path.is_empty() { (String::new(), "/".to_owned()) } else { (path, String::new()) };
    StandIn {
        id: own.name.clone(),
        base_path,
        auth: json!({}),
        operations: vec![Operation {
            id: own.name.clone(),
            method: own.method.clone(),
            path,
            request: Vec::new(),
            response: Vec::new(),
        }],
    }
}

fn stand_in(system: &System, integration: &Integration) -> Option<StandIn> {
    let Service::Rest { base_url, auth, .. } = &integration.service else { return None };
    Some(StandIn {
        id: integration.name.clone(),
        base_path: path_of(base_url).to_owned(),
        auth: match auth {
            Auth::None => json!({}),
            Auth::Query { name, .. } => json!({ "place": "query", "name": name }),
            Auth::Header { name, prefix, .. } => json!({ "place": "header", "name": name, "prefix": prefix }),
        },
        operations: integration.calls.iter().map(|call| operation(system, call)).collect(),
    })
}

fn operation(system: &System, call: &Call) -> Operation {
    let request = call.request.iter().map(|own| json!({ "name": own.name, "required": own.required }));
    let response = call.response.iter();
    let response = response
        .map(|own| json!({ "name": own.name, "path": own.path, "sample": sample(system, &own.kind, 0) }))
        .collect();
    Operation {
        id: call.name.clone(),
        method: call.method.clone(),
        path: call.path.clone(),
        request: request.collect(),
        response,
    }
}

/// How deep values may lie in each other before they are left out.
const DEEP: usize = 6;

/// A value of a type.
fn sample(system: &System, kind: &Type, depth: usize) -> Value {
    match kind {
        Type::Text => json!("text"),
        Type::Bool => json!(true),
        Type::Int => json!(1),
        Type::Float | Type::Decimal => json!(1.5),
        Type::Uuid => json!("5f0c7a52-8d1e-4f6b-9a3c-1d2e3f4a5b6c"),
        Type::Date => json!("2026-01-31"),
        Type::Datetime => json!("2026-01-31T12:00:00Z"),
        Type::Time => json!("12:00:00"),
        Type::Bytes => json!("Ynl0ZXM="),
        Type::Json => json!({}),
        Type::OneOf { values } => json!(values.first()),
        Type::Enumeration { name } => {
            let own = system.enumeration(name);
            json!(own.and_then(|own| own.values.first()))
        }
        Type::Value { name } => {
            let own = system.value(name);
            fields(system, own.map_or(&[], |own| &own.fields), depth)
        }
        Type::Entity { name } => fields(system, system.entity(name).map_or(&[], |own| &own.fields), depth),
        Type::List { .. } => json!([]),
        Type::Map { .. } => json!({}),
    }
}

fn fields(system: &System, fields: &[Field], depth: usize) -> Value {
    let deep = fields.iter().filter(|own| own.required && depth < DEEP);
    Value::Object(deep.map(|own| (own.name.clone(), sample(system, &own.kind, depth + 1))).collect())
}
