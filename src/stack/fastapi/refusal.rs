//! What the representation can say and this stack cannot make.
//!
//! In: a system. Out: refusals, each with its place.

use super::outside::verb;
use crate::ir::{Action, Service, System};
use crate::stack::Refusal;

/// What cannot be made.
pub fn refusals(system: &System) -> Vec<Refusal> {
    let mut all = Vec::new();
    let mut refuse = |origin: &str, what: String, why: &str| {
        all.push(Refusal { origin: origin.to_owned(), what, why: why.to_owned() });
    };
    let is_ours = |name: &str| name == "schema_migrations" || super::migration::own(name).is_some();
    for own in system.tables.iter().filter(|own| is_ours(&own.name)) {
        refuse(&own.origin, format!("a table `{}`", own.name), "the service has one of this name for itself");
    }
    for own in &system.integrations {
        let Service::S3 { buckets, .. } = &own.service else { continue };
        for call in &own.calls {
            if verb(call).is_none() {
                let what = format!("`{} {}` of an object store", call.method, call.path);
                refuse(&call.origin, what, "objects are put, read, linked and deleted");
            } else if call.bucket.is_none() && buckets.is_empty() {
                refuse(&call.origin, format!("`{}` without a bucket", call.name), "no bucket names it");
            }
        }
    }
    for own in &system.operations {
        for step in &own.phases.failure {
            let answers = step
                .values()
                .into_iter()
                .any(|value| matches!(value, crate::ir::Value::Answer { .. } | crate::ir::Value::WholeAnswer { .. }));
            if answers {
                refuse(&step.origin, "an answer in the failure".into(), "it may never have come");
            }
            if let Action::Insert { row, .. } = &step.action
                && own.phases.hold.is_none()
            {
                refuse(&step.origin, format!("storing `{row}` where a call failed"), "nothing holds the operation");
            }
        }
    }
    all
}
