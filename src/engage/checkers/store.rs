//! `security.secrets_store`: which stores of secrets a repository uses.
//!
//! In: resources, clients and packages of the stores that the table of services knows. Out: one outcome: broken where another store than the
//! named one is used; held where the named one is used and no other. Where none is used, nothing is evaluated: a repository that reads its
//! secrets from elsewhere is a matter of `forbidden_secrets_locations`.

use super::Subject;
use super::cloud::find;
use super::looked::{Looked, count, not_evaluated};
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "security.secrets_store";
const STORES: &[&str] = &["ssm_parameter_store", "secrets_manager", "vault", "gcp_secret_manager", "azure_key_vault"];

/// Looks at the stores in use.
pub(super) fn check(Subject { terms, cloud, .. }: &Subject<'_>) -> Vec<Outcome> {
    let name = &terms.security.secrets_store;
    let Some(own) = find(name).filter(|own| STORES.contains(&own.name)) else {
        return vec![not_evaluated(CLAUSE, format!("no checker knows the store `{name}`"))];
    };
    let mut looked = Looked::default();
    let is = format!("is another store than `{name}`");
    let mut used = 0;
    for store in STORES.iter().filter_map(|store| find(store)) {
        let theirs = cloud.uses_of(&store, &is);
        looked.holes.extend(theirs.holes);
        if store == own {
            used = theirs.found.len();
        } else {
            looked.found.extend(theirs.found);
        }
    }
    let holds = format!("`{name}` is used at {}, and no other store", count(used, "place"));
    vec![looked.counted(CLAUSE, "secrets-store", used, "no store of secrets is used anywhere", holds)]
}
