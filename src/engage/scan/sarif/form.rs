//! The parts of a SARIF 2.1 file that are read.
//!
//! In: JSON. Out: plain values. Keys that are not read are passed over, and nearly every key may be left out: the standard says so.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// The bag that every object may carry.
pub type Properties = Map<String, Value>;

#[derive(Deserialize)]
pub struct Log {
    pub version: String,
    pub runs: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    pub tool: Tool,
    /// None where the scanner did not run to its end: an empty list says that it found nothing.
    pub results: Option<Vec<Reported>>,
    #[serde(default)]
    pub artifacts: Vec<Artifact>,
    #[serde(default)]
    pub invocations: Vec<Invocation>,
    #[serde(default)]
    pub original_uri_base_ids: BTreeMap<String, ArtifactLocation>,
    pub external_property_file_references: Option<Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invocation {
    pub execution_successful: Option<bool>,
    pub exit_code: Option<i64>,
    #[serde(default)]
    pub tool_execution_notifications: Vec<Notification>,
    #[serde(default)]
    pub tool_configuration_notifications: Vec<Notification>,
}

/// What a scanner says of its own work.
#[derive(Deserialize)]
pub struct Notification {
    pub level: Option<String>,
    #[serde(default)]
    pub locations: Vec<Location>,
}

#[derive(Deserialize)]
pub struct Tool {
    pub driver: Component,
    #[serde(default)]
    pub extensions: Vec<Component>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Component {
    pub name: String,
    pub version: Option<String>,
    pub semantic_version: Option<String>,
    #[serde(default)]
    pub rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    pub id: String,
    #[serde(default)]
    pub default_configuration: Configuration,
    #[serde(default)]
    pub message_strings: BTreeMap<String, Message>,
    pub short_description: Option<Message>,
    #[serde(default)]
    pub properties: Properties,
}

#[derive(Default, Deserialize)]
pub struct Configuration {
    pub level: Option<String>,
    pub rank: Option<f64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reported {
    pub rule_id: Option<String>,
    pub rule_index: Option<i64>,
    pub rule: Option<RuleReference>,
    pub kind: Option<String>,
    pub level: Option<String>,
    pub rank: Option<f64>,
    #[serde(default)]
    pub message: Message,
    #[serde(default)]
    pub locations: Vec<Location>,
    #[serde(default)]
    pub suppressions: Option<Vec<Suppression>>,
    pub baseline_state: Option<String>,
    #[serde(default)]
    pub properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RuleReference {
    pub id: Option<String>,
    pub index: Option<i64>,
    pub tool_component: Option<ComponentReference>,
}

#[derive(Deserialize)]
pub struct ComponentReference {
    pub name: Option<String>,
    pub index: Option<i64>,
}

#[derive(Default, Deserialize)]
pub struct Message {
    pub text: Option<String>,
    pub id: Option<String>,
    #[serde(default)]
    pub arguments: Vec<String>,
}

#[derive(Deserialize)]
pub struct Suppression {
    pub status: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    pub physical_location: Option<PhysicalLocation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PhysicalLocation {
    pub artifact_location: Option<ArtifactLocation>,
    pub region: Option<Region>,
}

#[derive(Deserialize)]
pub struct Artifact {
    pub location: Option<ArtifactLocation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactLocation {
    pub uri: Option<String>,
    pub uri_base_id: Option<String>,
    pub index: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Region {
    pub start_line: Option<u32>,
    pub start_column: Option<u32>,
}
