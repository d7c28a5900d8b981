//! The tables against the published description of v0: same keys, same required flags, nothing more unless marked.
//!
//! The description lies beside the repository; where it is absent the test says so and passes.

use super::{KINDS, Record, Shape};
use serde_yaml::Value;

/// Where each kind is described.
const MODELS: &[(&str, &str, &str)] = &[
    ("project", "info_model", "ProjectInfo"),
    ("profile", "profiles_model", "EnvironmentProfile"),
    ("secret", "secrets_contract_model", "SecretRef"),
    ("term", "glossary_model", "GlossaryTerm"),
    ("entity", "entity_model", "Entity"),
    ("value", "value_object_model", "ValueObject"),
    ("enum", "enum_model", "EnumDef"),
    ("error", "error_model", "ErrorDef"),
    ("event", "event_model", "EventDef"),
    ("command", "command_model", "Command"),
    ("query", "query_model", "Query"),
    ("projection", "projection_model", "Projection"),
    ("rule", "rule_model", "Rule"),
    ("workflow", "workflow_model", "Workflow"),
    ("datasource", "persistence_model", "PersistenceDatasource"),
    ("table", "persistence_model", "PersistenceTable"),
    ("observe", "observability_model", "ObservabilityTarget"),
    ("route", "http_api_model", "HttpRoute"),
    ("graphql type", "graphql_api_model", "GraphQLType"),
    ("graphql query", "graphql_api_model", "GraphQLField"),
    ("graphql mutation", "graphql_api_model", "GraphQLField"),
    ("integration", "integration_model", "IntegrationTarget"),
    ("operation", "integration_model", "RestApiOperation"),
    ("bucket", "integration_model", "S3Resource"),
    ("oauth2_provider", "integration_model", "OAuth2Provider"),
    ("webhook", "integration_model", "WebhookEndpoint"),
    ("email_provider", "integration_model", "EmailProvider"),
    ("policy", "policy_model", "Policy"),
    ("role", "access_policy_model", "Role"),
    ("permission", "access_policy_model", "Permission"),
    ("grant", "access_policy_model", "Binding"),
    ("security", "security_baseline_model", "SecurityBaseline"),
    ("reliability", "reliability_model", "ReliabilityPolicy"),
    ("scenario", "scenario_model", "Scenario"),
    ("test", "testing_model", "ContractTestCase"),
];

/// Other spellings that v0 reads, though its description does not list them as fields.
const ALIASES: &[(&str, &str)] = &[("datasource", "schema"), ("route", "action")];

/// Where a free map of v0 has known keys here.
const FREE: &[&str] = &["dict[str, Any]", "dict[str, Any] | NoneType", "UnionType[dict[str, Any] | NoneType]"];

fn description() -> Option<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/v0-schema/tree_v0.yml");
    match std::fs::read_to_string(path) {
        Ok(text) => Some(serde_yaml::from_str(&text).unwrap()),
        Err(_) => {
            eprintln!("not tested: the description of v0 is not there ({path})");
            None
        }
    }
}

#[test]
fn every_kind_says_what_v0_says() {
    let Some(tree) = description() else { return };
    let mut wrong = Vec::new();
    for kind in KINDS.iter().filter(|kind| !kind.beyond_v0()) {
        let Some((_, module, model)) = MODELS.iter().find(|(keyword, ..)| *keyword == kind.keyword) else {
            wrong.push(format!("{}: no model of v0 is named for it", kind.keyword));
            continue;
        };
        compare(&tree, module, model, kind.record, kind.keyword, &mut wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(KINDS.iter().filter(|kind| !kind.beyond_v0()).count(), MODELS.len());
}

fn compare(tree: &Value, module: &str, model: &str, record: &Record, place: &str, wrong: &mut Vec<String>) {
    let fields = &tree["modules"][format!("midicoder.dsl.schemas.{module}")]["models"][model]["fields"];
    let Some(fields) = fields.as_mapping() else {
        wrong.push(format!("{place}: v0 has no model {model} in {module}"));
        return;
    };
    for (name, field) in fields {
        let name = name.as_str().unwrap();
        let Some(key) = record.key(name) else {
            wrong.push(format!("{place}: the key {name} of v0 is missing"));
            continue;
        };
        if key.required != field["required"].as_bool().unwrap() || key.beyond_v0 {
            wrong.push(format!("{place}: {name} is not marked as in v0"));
        }
        let type_ = field["type"].as_str().unwrap();
        let part = type_.trim_start_matches("list[").trim_end_matches(" | NoneType").trim_end_matches(']');
        let shape = match (&key.shape, type_.starts_with("list[")) {
            (Shape::List(item), true) => *item,
            (Shape::List(_), false) | (_, true) => {
                wrong.push(format!("{place}: {name} is a list on one side only"));
                continue;
            }
            (shape, false) => shape,
        };
        match shape {
            Shape::Record(inner) if !FREE.contains(&type_) => {
                compare(tree, module, part, inner, &format!("{place}.{name}"), wrong)
            }
            Shape::Int if part != "int" => wrong.push(format!("{place}: {name} is {part} in v0")),
            Shape::Bool if part != "bool" => wrong.push(format!("{place}: {name} is {part} in v0")),
            Shape::Text if part != "str" => wrong.push(format!("{place}: {name} is {part} in v0")),
            _ => {}
        }
    }
    for key in record.keys.iter().filter(|key| !key.beyond_v0) {
        let alias = ALIASES.contains(&(place, key.name));
        if !alias && !fields.keys().any(|name| name.as_str() == Some(key.name)) {
            wrong.push(format!("{place}: v0 does not know the key {}", key.name));
        }
    }
}

#[test]
fn closed_lists_are_those_of_v0() {
    let Some(tree) = description() else { return };
    let mut wrong = Vec::new();
    for (module, found) in tree["modules"].as_mapping().unwrap() {
        for (name, values) in found["catalogs"].as_mapping().unwrap() {
            let (module, name) = (module.as_str().unwrap(), name.as_str().unwrap());
            let mut values: Vec<&str> = values.as_sequence().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
            values.sort();
            let skipped = ["TYPE_CATALOG", "CONSTRAINT_KEY_CATALOG", "SERVICE_CATALOG"];
            let is_type = name.starts_with("SCALAR") || name.starts_with("COMPOSITE");
            if (is_type && name.ends_with(skipped[0])) || skipped[1..].iter().any(|end| name.ends_with(end)) {
                continue;
            }
            if !catalogs().contains(&values) {
                wrong.push(format!("{module}: no list here has the values of {name}: {values:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The values of every closed list that a kind uses, sorted.
fn catalogs() -> Vec<Vec<&'static str>> {
    let mut found = Vec::new();
    KINDS.iter().for_each(|kind| of_record(kind.record, &mut found));
    found
}

fn of_record(record: &'static Record, found: &mut Vec<Vec<&'static str>>) {
    record.keys.iter().for_each(|key| of_shape(&key.shape, found));
}

fn of_shape(shape: &'static Shape, found: &mut Vec<Vec<&'static str>>) {
    match shape {
        Shape::OneOf(catalog) => {
            let mut values = catalog.values.to_vec();
            values.sort();
            found.push(values);
        }
        Shape::List(item) | Shape::Map(item) => of_shape(item, found),
        Shape::Record(record) => of_record(record, found),
        Shape::Params(calls) => calls.iter().for_each(|call| of_record(call.params, found)),
        _ => {}
    }
}

#[test]
fn ids_of_calls_are_the_calls() {
    for (ids, calls) in [
        (&super::parts::guard::GUARD_IDS, super::parts::guard::GUARDS),
        (&super::parts::effect::EFFECT_IDS, super::parts::effect::EFFECTS),
    ] {
        assert_eq!(ids.values.to_vec(), calls.iter().map(|call| call.id).collect::<Vec<_>>());
    }
}

#[test]
fn references_are_to_kinds_with_names() {
    fn walk(shape: &'static Shape) {
        match shape {
            Shape::Ref(kinds) => {
                for keyword in *kinds {
                    let kind = super::by_keyword(keyword).unwrap_or_else(|| panic!("no kind {keyword}"));
                    assert!(!kind.name.is_empty(), "{keyword} has no name");
                }
            }
            Shape::List(item) | Shape::Map(item) => walk(item),
            Shape::Record(record) => record.keys.iter().for_each(|key| walk(&key.shape)),
            Shape::Params(calls) => {
                calls.iter().flat_map(|call| call.params.keys).for_each(|key| walk(&key.shape));
            }
            _ => {}
        }
    }
    for kind in KINDS {
        assert!(kind.name.is_empty() || kind.record.key(kind.name).is_some_and(|key| key.required), "{}", kind.keyword);
        kind.record.keys.iter().for_each(|key| walk(&key.shape));
    }
}
