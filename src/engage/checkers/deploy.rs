//! `security.production_deploy_gate`: whether a person stands before production.
//!
//! In: workflows of GitHub and the pipeline of GitLab. Out: one outcome. Held where every job that deploys to production (its id or name speaks of
//! `deploy` and `prod`, or its environment is `production`) names that environment or is started by hand (`when: manual`); broken at a job that
//! does neither. Whether GitHub asks a person before it lets a job into the environment is set there, not here: the reason says so. Where no
//! such job is found, nothing is evaluated.

use super::looked::{Looked, asks_nothing, count, holds, not_evaluated};
use crate::engage::repository::{Data, Entry, Kind, Reports, Repository};
use crate::engage::terms::Terms;
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "security.production_deploy_gate";

/// Looks at jobs that deploy.
pub(super) fn check(terms: &Terms, repository: &Repository, _: &Reports) -> Vec<Outcome> {
    if !terms.security.production_deploy_gate {
        return vec![asks_nothing(CLAUSE)];
    }
    let mut looked = Looked::default();
    let mut kept = 0;
    for (file, data) in looked.data(repository, |kind| matches!(kind, Kind::Workflow | Kind::Pipeline)) {
        let jobs = if file.kind == Kind::Workflow { data.get("jobs") } else { Some(data) };
        for job in jobs.map(Data::entries).unwrap_or_default() {
            if is_gated(&job.value) {
                kept += 1;
            } else if deploys(job) {
                let message = format!("the job `{}` deploys to production, and no person is asked", job.key);
                looked.add(file, (job.line, job.column), message);
            }
        }
    }
    if looked.found.is_empty() && looked.holes.is_empty() {
        return vec![match kept {
            0 => not_evaluated(CLAUSE, "no job that deploys to production is found"),
            kept => holds(
                CLAUSE,
                "deploy",
                format!(
                    "{} behind `environment: production` or `when: manual`; who approves is set there",
                    count(kept, "job")
                ),
            ),
        }];
    }
    vec![looked.outcome(CLAUSE, "deploy", "pipeline")]
}

fn is_production(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "production" || name == "prod" || name.starts_with("production/")
}

fn is_gated(job: &Data) -> bool {
    let environment = job.get("environment");
    let name = environment.and_then(|own| own.text().or_else(|| own.get("name").and_then(Data::text)));
    let is_production = name.is_some_and(is_production);
    // On GitLab, an environment alone asks nobody; on GitHub, it is what rules hang on.
    let is_gitlab = job.get("script").is_some();
    let is_manual = job.get("when").and_then(Data::text) == Some("manual")
        || job.get("rules").is_some_and(|rules| {
            rules.items().iter().any(|rule| rule.get("when").and_then(Data::text) == Some("manual"))
        });
    if is_gitlab { is_manual && is_production } else { is_production }
}

fn deploys(job: &Entry) -> bool {
    let name = job.value.get("name").and_then(Data::text).unwrap_or_default();
    let said = format!("{} {name}", job.key).to_ascii_lowercase();
    let environment = job.value.get("environment");
    let environment = environment.and_then(|own| own.text().or_else(|| own.get("name").and_then(Data::text)));
    (said.contains("deploy") && said.contains("prod")) || environment.is_some_and(is_production)
}
