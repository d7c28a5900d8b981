//! `security.production_deploy_gate`: whether a person stands before production.
//!
//! In: workflows of GitHub and the pipeline of GitLab. Out: one outcome. A job deploys where it runs a command that is known to ([`COMMANDS`]) or
//! calls itself so (`deploy`, `release`, `publish`). A person is asked where the job names the environment `production` (GitHub: who
//! approves is set there, and the reason says so), or where it starts by hand only (GitLab: `when: manual`, in each of its rules). Broken at a
//! job that deploys to production without that; a job that deploys, and of which nothing says where to, is a hole. A job that
//! deploys nothing is none, whatever environment it names. Where no job deploys, nothing is evaluated.

use super::Subject;
use super::looked::{Looked, asks_nothing, count};
use crate::engage::repository::{Data, Entry, Form, Kind};
use crate::engage::verdict::Outcome;

const CLAUSE: &str = "security.production_deploy_gate";
/// What deploys, wherever it stands in a step.
const COMMANDS: &[&str] = &[
    "terraform apply",
    "tofu apply",
    "terragrunt apply",
    "pulumi up",
    "serverless deploy",
    "sls deploy",
    "cdk deploy",
    "sam deploy",
    "cloudformation deploy",
    "ecs update-service",
    "lambda update-function-code",
    "eb deploy",
    "gcloud run deploy",
    "gcloud app deploy",
    "gcloud functions deploy",
    "az webapp deploy",
    "kubectl apply",
    "kubectl set image",
    "kubectl rollout",
    "helm upgrade",
    "helm install",
    "npm publish",
    "yarn publish",
    "pnpm publish",
    "twine upload",
    "cargo publish",
    "fly deploy",
    "flyctl deploy",
    "vercel --prod",
    "netlify deploy",
    "firebase deploy",
    "wrangler deploy",
    "ansible-playbook",
    "gh-action-pypi-publish",
    "amazon-ecs-deploy",
    "webapps-deploy",
    "deploy-cloudrun",
    "deploy-pages",
];
/// Places that are not production.
const ELSEWHERE: &[&str] = &["stag", "dev", "test", "preview", "sandbox", "qa", "uat", "demo", "pages"];

/// Looks at jobs that deploy.
pub(super) fn check(&Subject { terms, repository, .. }: &Subject<'_>) -> Vec<Outcome> {
    if !terms.security.production_deploy_gate {
        return vec![asks_nothing(CLAUSE)];
    }
    let mut looked = Looked::default();
    let mut kept = 0;
    for (file, data) in looked.data(repository, |kind| matches!(kind, Kind::Workflow | Kind::Pipeline)) {
        let jobs = if file.kind == Kind::Workflow { data.get("jobs") } else { Some(data) };
        for job in jobs.map(Data::entries).unwrap_or_default().iter().filter(|job| !job.value.entries().is_empty()) {
            match judged(job) {
                Job::Other => {}
                Job::Gated => kept += 1,
                Job::Open => {
                    let message = format!("the job `{}` deploys to production, and no person is asked", job.key);
                    looked.add(file, (job.line, job.column), message);
                }
                Job::Somewhere => looked.holes.push(format!(
                    "`{}:{}` deploys, and nothing says whether that is to production",
                    file.path, job.line
                )),
            }
        }
    }
    let jobs = count(kept, "job");
    let holds = format!("{jobs} behind `environment: production` or `when: manual`; who approves is set there");
    vec![looked.counted(CLAUSE, "deploy", kept, "no job that deploys to production is found", holds)]
}

/// What a job does.
enum Job {
    /// It deploys nothing, or not to production.
    Other,
    /// It deploys, and a person is asked.
    Gated,
    /// It deploys to production, and nobody is asked.
    Open,
    /// It deploys, and nothing says where to.
    Somewhere,
}

fn judged(job: &Entry) -> Job {
    let name = job.value.get("name").and_then(Data::text).unwrap_or_default();
    let said = format!("{} {name}", job.key).to_ascii_lowercase();
    let texts = texts(&job.value);
    let acts = texts.iter().any(|text| COMMANDS.iter().any(|command| text.contains(command)));
    let is_called = ["deploy", "release", "publish", "rollout"].iter().any(|word| said.contains(word));
    if !acts && !is_called {
        return Job::Other;
    }
    let environment = job.value.get("environment");
    let environment = environment.and_then(|own| own.get("name").unwrap_or(own).text()).map(str::to_ascii_lowercase);
    // On GitLab, an environment alone asks nobody; on GitHub, it is what rules hang on.
    let is_gitlab = job.value.get("script").is_some();
    let is_production = environment.as_deref().is_some_and(is_production);
    let speaks_of_it = said.contains("prod") || said.contains("live") || texts.iter().any(|text| goes_live(text));
    if if is_gitlab { is_manual(&job.value) } else { is_production } {
        return Job::Gated;
    }
    match environment.as_deref() {
        // `${{ github.ref == 'refs/heads/main' && 'production' || 'dev' }}`
        Some(place) if place.contains("${{") => Job::Somewhere,
        _ if is_production || speaks_of_it => Job::Open,
        Some(place) if !place.contains('$') => Job::Other,
        None if ELSEWHERE.iter().any(|place| said.contains(place)) => Job::Other,
        _ if acts => Job::Somewhere,
        _ => Job::Other,
    }
}

fn is_production(name: &str) -> bool {
    name == "production" || name == "prod" || name.starts_with("production/")
}

/// `--stage prod`, `-e production`
fn goes_live(text: &str) -> bool {
    let words: Vec<&str> = text.split([' ', '=', '\n', '"', '\'']).collect();
    let is_option = |word: &str| word.starts_with('-') && !word.starts_with("---");
    words.windows(2).any(|pair| matches!(pair, [option, value] if is_option(option) && is_production(value)))
        && COMMANDS.iter().any(|command| text.contains(command))
}

/// Whether a job of GitLab starts by hand only.
fn is_manual(job: &Data) -> bool {
    let when = |data: &Data| data.get("when").and_then(Data::text).unwrap_or_default().to_owned();
    match job.get("rules").map(Data::items) {
        Some(rules) if !rules.is_empty() => {
            let starts = |rule: &&Data| when(rule) != "never";
            let by_hand = |rule: &Data| when(rule) == "manual" || (when(rule).is_empty() && when(job) == "manual");
            rules.iter().any(|rule| starts(&rule)) && rules.iter().filter(starts).all(by_hand)
        }
        _ => when(job) == "manual",
    }
}

/// Every text inside of a job, in small letters.
fn texts(data: &Data) -> Vec<String> {
    let (mut all, mut open) = (Vec::new(), vec![data]);
    while let Some(data) = open.pop() {
        match &data.form {
            Form::Text(text) => all.push(text.to_ascii_lowercase()),
            Form::Open(_) => {}
            Form::List(items) => open.extend(items),
            Form::Map(entries) => open.extend(entries.iter().map(|entry| &entry.value)),
        }
    }
    all
}
