//! A plan in a file: reviewed now, applied later, exactly as it was or not at all.
//!
//! In: a patch, or the text of a saved plan. Out: the other. It carries everything that is written and what must stand there before,
//! *nothing* included, so that neither the contract nor the stack is asked again. What it says is not trusted: a text must have its
//! hash, and a path must be one that the lock file may have.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::patch::{Holder, Kind, Lock, Patch, Step, Why, blake3, clash, read_form};

/// The form of the file.
const SCHEMA: &str = "contract.saved-plan/2";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    schema: String,
    /// What the lock file must be before.
    lock_before: Option<String>,
    /// What it is afterwards.
    lock: String,
    steps: Vec<One>,
    texts: BTreeMap<String, String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    path: String,
    action: Action,
    owner: Holder,
    before: Option<String>,
    after: Option<String>,
    because: Vec<String>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    Create,
    Change,
    Delete,
    Keep,
}

/// The text of a saved plan; none where something is in conflict.
pub fn save(patch: &Patch) -> Option<String> {
    let one = |step: &Step| {
        let action = match step.kind {
            Kind::Create => Action::Create,
            Kind::Change => Action::Change,
            Kind::Delete => Action::Delete,
            Kind::Keep => Action::Keep,
            Kind::Conflict => return None,
        };
        Some(One {
            path: step.path.clone(),
            action,
            owner: step.holder,
            before: step.before.clone(),
            after: step.after.clone(),
            because: step.because.clone(),
        })
    };
    let steps = patch.steps.iter().map(one).collect::<Option<Vec<_>>>()?;
    let (lock_before, lock, texts) = (patch.lock_before.clone(), patch.lock.text(), patch.texts.clone());
    let form = Form { schema: SCHEMA.into(), lock_before, lock, steps, texts };
    serde_json::to_string_pretty(&form).ok().map(|text| text + "\n")
}

/// The patch of a saved plan.
pub fn read(text: &str) -> Result<Patch, String> {
    let form: Form = read_form(text, SCHEMA)?;
    let going = |one: &&One| one.after.is_none();
    let (gone, there): (Vec<&One>, Vec<&One>) = form.steps.iter().partition(going);
    if let Some(why) = [gone, there].iter().find_map(|ones| clash(ones.iter().map(|one| one.path.as_str()))) {
        return Err(why);
    }
    if let Some((hash, _)) = form.texts.iter().find(|(hash, text)| blake3(text.as_bytes()) != **hash) {
        return Err(format!("the text of the hash {hash:?} is another"));
    }
    let lock = Lock::read(&form.lock).map_err(|why| format!("its lock file: {why}"))?;
    let steps = form.steps.into_iter().map(step).collect();
    Ok(Patch { steps, lock_before: form.lock_before, lock, texts: form.texts })
}

fn step(one: One) -> Step {
    let (kind, why) = match one.action {
        Action::Create => (Kind::Create, Why::New),
        Action::Change => (Kind::Change, Why::Changed),
        Action::Delete => (Kind::Delete, Why::Stale),
        Action::Keep => (Kind::Keep, Why::Same),
    };
    let One { path, owner: holder, before, after, because, .. } = one;
    Step { path, kind, why, holder, before, after, old: None, because }
}
