//! The bundle: what it holds, and how it is made.
//!
//! In: the contract, what is known of it, a commit, a day, a key. Out: canonical JSON, signed where there is a key. The whole contract is in
//! it, so that who finds the bundle years later can read what was agreed and add up the summary again.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::canonical::canonical;
use super::inputs::Input;
use super::key::PrivateKey;
use super::signature::{KEY, Signature};
use crate::date::Date;
use crate::digest::sha256;
use crate::engage::contract::terms_of;
use crate::engage::rollup::{Attestation, Evidence, Given, Summary, Waiver, whole};
use crate::engage::terms::Terms;
use crate::engage::verdict::Outcome;

/// The schema of bundles, and its version.
pub const SCHEMA: &str = "contract.evidence/1";

/// A bundle of evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// What was agreed.
    pub contract: Contract,
    /// The commit that was looked at.
    pub commit: String,
    /// Files that were not in that commit as they were read, by path.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub uncommitted: Vec<String>,
    /// What looked at it.
    pub tool: Tool,
    /// The day for which it was made.
    pub created: Date,
    /// The last day on which it must be kept, where the contract asks for that.
    pub retain_until: Option<Date>,
    /// The files that were read, by path.
    pub inputs: Vec<Input>,
    /// What is known of the clauses, in the order of the contract.
    pub outcomes: Vec<Outcome>,
    /// What is known of the gates, in their order.
    pub gates: Vec<Outcome>,
    /// Which clauses may be broken for a while.
    pub waivers: Vec<Waiver>,
    /// What people answer for.
    pub attestations: Vec<Attestation>,
    /// What it comes to, item by item.
    pub summary: Summary,
    /// Who signed it; none where nobody did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub signature: Option<Signature>,
}

/// The contract of a bundle.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// What is built.
    pub project: String,
    /// The version of the schema of the contract.
    pub contract_version: String,
    /// The SHA-256 of the contract in canonical JSON.
    pub sha256: String,
    /// The contract itself.
    pub document: Value,
}

/// What made a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What a bundle is made from.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The contract.
    pub contract: &'a Value,
    /// The commit that was looked at.
    pub commit: String,
    /// Files that are not in that commit as they were read, by path.
    pub uncommitted: Vec<String>,
    /// What looked at it.
    pub tool: Tool,
    /// The day for which it is made.
    pub created: Date,
    /// The files that were read, in any order.
    pub inputs: Vec<Input>,
    /// What is known of the clauses.
    pub outcomes: Vec<Outcome>,
    /// What is known of the gates.
    pub gates: Vec<Outcome>,
    /// Which clauses may be broken for a while.
    pub waivers: Vec<Waiver>,
    /// What people answer for.
    pub attestations: Vec<Attestation>,
}

/// Makes a bundle, signed by the key where there is one. Nothing comes of a contract that cannot be read.
pub fn make(facts: Facts, key: Option<&PrivateKey>) -> Result<Vec<u8>, String> {
    let terms = terms(facts.contract)?;
    let mut inputs = facts.inputs;
    inputs.sort();
    inputs.dedup();
    let mut bundle = Bundle {
        schema: SCHEMA.to_owned(),
        contract: Contract {
            project: terms.project.clone(),
            contract_version: terms.contract_version.clone(),
            sha256: sha256(&canonical(facts.contract)),
            document: facts.contract.clone(),
        },
        commit: facts.commit,
        uncommitted: facts.uncommitted,
        tool: facts.tool,
        created: facts.created,
        retain_until: retain_until(&terms, facts.created),
        inputs,
        outcomes: facts.outcomes,
        gates: facts.gates,
        waivers: facts.waivers,
        attestations: facts.attestations,
        summary: Summary::EMPTY,
        signature: None,
    };
    bundle.summary = bundle.summary_of(&terms, key.is_some());
    let mut value = bundle.value()?;
    if let Some(key) = key {
        let signature = serde_json::to_value(Signature::of(&value, key)).map_err(|error| error.to_string())?;
        value.as_object_mut().map(|keys: &mut Map<_, _>| keys.insert(KEY.to_owned(), signature));
    }
    Ok(canonical(&value))
}

impl Bundle {
    /// What the outcomes of the bundle come to.
    pub(super) fn summary_of(&self, terms: &Terms, signed: bool) -> Summary {
        whole(&self.given(terms, signed))
    }

    /// What was added up, by the terms of its contract.
    pub fn given<'b>(&'b self, terms: &'b Terms, signed: bool) -> Given<'b> {
        Given {
            terms,
            outcomes: &self.outcomes,
            gates: &self.gates,
            waivers: &self.waivers,
            attestations: &self.attestations,
            evidence: if signed { Evidence::Signed } else { Evidence::Unsigned },
            date: self.created,
        }
    }

    /// The bundle as JSON.
    pub(super) fn value(&self) -> Result<Value, String> {
        serde_json::to_value(self).map_err(|error| error.to_string())
    }
}

/// The terms of a contract.
pub(super) fn terms(contract: &Value) -> Result<Terms, String> {
    terms_of(contract).map_err(|error| format!("the contract cannot be read: {error}"))
}

/// The last day of keeping.
pub(super) fn retain_until(terms: &Terms, created: Date) -> Option<Date> {
    let years = terms.audit.as_ref()?.retention_years?;
    Some(created.plus_years(years))
}
