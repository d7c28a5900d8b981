//! A plan for programs: every step, one object.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Counts, Risk, place_of};
use crate::patch::{Kind, Patch, Step};

/// The form of the output.
const SCHEMA: &str = "contract.plan/2";

#[derive(Serialize)]
struct Out<'a, P> {
    schema: &'static str,
    stack: &'a str,
    contract: &'a str,
    ir: &'a str,
    is_empty: bool,
    counts: Number,
    steps: Vec<One<'a>>,
    /// Where the declarations stand that steps are because of.
    places: BTreeMap<&'a str, &'a P>,
}

#[derive(Serialize)]
struct Number {
    create: usize,
    change: usize,
    delete: usize,
    keep: usize,
    conflict: usize,
}

#[derive(Serialize)]
struct One<'a> {
    path: &'a str,
    action: &'static str,
    why: &'static str,
    says: String,
    owner: &'static str,
    risk: &'static str,
    because: &'a [String],
    before: Option<&'a str>,
    after: Option<&'a str>,
}

/// The whole plan on one line. Files that stay as they are without a word are only counted. `places` tells where declarations stand.
pub fn json<P: Serialize>(patch: &Patch, places: &BTreeMap<String, P>) -> String {
    let Counts { create, change, delete, keep, conflict } = Counts::of(patch);
    let stamp = &patch.lock.stamp;
    let said = |step: &&Step| step.kind != Kind::Keep || step.why.name() != "same";
    let steps: Vec<&Step> = patch.steps.iter().filter(said).collect();
    let because = steps.iter().flat_map(|step| &step.because);
    let out = Out {
        places: because.filter_map(|name| Some((name.as_str(), place_of(places, name)?))).collect(),
        schema: SCHEMA,
        stack: &stamp.stack,
        contract: &stamp.contract_hash,
        ir: &stamp.ir_hash,
        is_empty: patch.is_empty(),
        counts: Number { create, change, delete, keep, conflict },
        steps: steps.into_iter().map(one).collect(),
    };
    serde_json::to_string(&out).unwrap_or_default()
}

fn one(step: &Step) -> One<'_> {
    One {
        path: &step.path,
        action: step.kind.name(),
        why: step.why.name(),
        says: step.why.words(),
        owner: step.holder.name(),
        risk: Risk::of(step).name(),
        because: &step.because,
        before: step.before.as_deref(),
        after: step.after.as_deref(),
    }
}
