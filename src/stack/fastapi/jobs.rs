//! Jobs: what is done later, by code that is written by hand.
//!
//! In: the steps that ask for it. Out: a class for what each job needs to know, how each is done, and a body for each that is written
//! once and then belongs to the user.

use std::collections::{BTreeMap, BTreeSet};

use super::module::{Module, Style, Whole};
use super::names::{self, Names, Of};
use super::python::{self, Expr};
use super::value::{Kind, Scope};
use crate::ir::{Action, Operation, Service, Step, System, Type};
use crate::unit::{Owner, Unit};

/// Something that a job needs to know.
pub struct Known {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Type,
    /// Whether it is always there.
    pub required: bool,
}

/// The steps that stand in a transaction.
fn in_transaction(own: &Operation) -> impl Iterator<Item = &Step> {
    let phases = &own.phases;
    let handlers = phases.handlers.iter().flat_map(|own| &own.steps);
    phases.claim.iter().chain(handlers).chain(&phases.success).chain(&phases.failure)
}

fn steps(system: &System) -> impl Iterator<Item = &Step> {
    system.operations.iter().flat_map(in_transaction)
}

/// Whether anything is done later.
pub fn any(system: &System) -> bool {
    !names(system).is_empty() || notifies(system) || mails(system)
}

fn notifies(system: &System) -> bool {
    steps(system).any(|step| matches!(step.action, Action::Notify { .. }))
}

/// Whether mails are sent that nobody waits for.
fn mails(system: &System) -> bool {
    steps(system).any(|step| matches!(step.action, Action::Mail { .. }))
}

/// The jobs that are written by hand.
pub fn names(system: &System) -> BTreeSet<String> {
    let of = |step: &Step| match &step.action {
        Action::Schedule { job, .. } => Some(job.clone()),
        _ => None,
    };
    steps(system).filter_map(of).collect()
}

/// What jobs need to know, by their names: all that any step tells them. What not every step tells may be missing.
pub type Jobs = BTreeMap<String, Vec<Known>>;

/// The jobs of a system.
pub fn of(system: &System, names: &Names) -> Jobs {
    let mut all = Jobs::new();
    let mut steps: BTreeMap<&str, usize> = BTreeMap::new();
    let mut told: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for own in &system.operations {
        let scope = Scope::new(system, names, own, Kind::Call);
        for step in own.phases.steps() {
            let Action::Schedule { job, values, .. } = &step.action else { continue };
            *steps.entry(job).or_default() += 1;
            let known = all.entry(job.clone()).or_default();
            for (name, value) in values {
                let (kind, always) = match scope.typed(value) {
                    Some(typed) => typed,
                    None => match value {
                        crate::ir::Value::Constant { value: crate::ir::Constant::Text(_) } => (Type::Text, true),
                        _ => (Type::Json, true),
                    },
                };
                *told.entry((job, name)).or_default() += 1;
                match known.iter_mut().find(|own| own.name == *name) {
                    Some(own) => {
                        own.required &= always;
                        if own.kind != kind {
                            own.kind = Type::Json;
                        }
                    }
                    None => known.push(Known { name: name.clone(), kind, required: always }),
                }
            }
        }
    }
    for (job, known) in &mut all {
        for own in known {
            own.required &= told.get(&(job.as_str(), own.name.as_str())) == steps.get(job.as_str());
        }
    }
    all
}

/// The modules.
pub fn units(whole: Whole) -> Vec<Unit> {
    if !any(whole.system) {
        return Vec::new();
    }
    let jobs = names(whole.system);
    let mut all = vec![handlers(whole, &jobs)];
    if !jobs.is_empty() {
        all.push(payloads(whole, &jobs));
        let path = format!("src/{}/custom/jobs/__init__.py", whole.system.package);
        let text = "\"\"\"Jobs: what is done later, written by hand.\"\"\"\n".to_owned();
        all.push(Unit { path, text, owner: Owner::Scaffold, origins: Vec::new() });
    }
    all.extend(jobs.iter().map(|job| body(whole, job)));
    if notifies(whole.system) {
        let path = format!("src/{}/custom/notifications.py", whole.system.package);
        let text = include_str!("static/notifications.py").to_owned();
        all.push(Unit { path, text, owner: Owner::Scaffold, origins: Vec::new() });
    }
    all
}

fn origins(system: &System, job: &str) -> Vec<String> {
    let asks = |step: &&Step| matches!(&step.action, Action::Schedule { job: own, .. } if own == job);
    let all: BTreeSet<String> = steps(system).filter(asks).map(|step| step.origin.clone()).collect();
    all.into_iter().collect()
}

fn payloads(whole: Whole, jobs: &BTreeSet<String>) -> Unit {
    let mut module = Module::new(whole, "jobs", "What jobs need to know", "");
    let base = module.own("jobs.writer", "Job");
    module.imports().name("typing", "ClassVar");
    for job in jobs {
        let class = whole.names.class(Of::Job, job);
        let mut lines = Vec::new();
        for own in whole.jobs.get(job).into_iter().flatten() {
            let kind = module.optional(&own.kind, own.required, Style::Checked);
            let default = if own.required || kind == "Any" { "" } else { " = None" };
            lines.push(format!("{}: {kind}{default}", names::field(&own.name)));
        }
        let out = module.body();
        out.set_origins(&origins(whole.system, job));
        out.apart();
        out.block(format!("class {class}({base}):"), |out| {
            out.doc(&format!("The job `{job}`"));
            out.gap();
            out.line(format!("JOB: ClassVar[str] = {}", python::text(job)));
            if !lines.is_empty() {
                out.gap();
            }
            lines.iter().for_each(|line| out.line(line));
        });
    }
    module.body().trim();
    super::domain::trimmed(module, "payloads")
}

fn handlers(whole: Whole, jobs: &BTreeSet<String>) -> Unit {
    let system = whole.system;
    let mut module = Module::new(whole, "jobs", "How jobs are done", "");
    module.imports().name("collections.abc", "Mapping");
    module.imports().name("typing", "Any");
    module.own("app.services", "Services");
    module.own("jobs.worker", "Handler");
    let mut entries = Vec::new();
    let mut functions = Vec::new();
    for job in jobs {
        let class = module.class(Of::Job, job);
        let name = names::module(job);
        let run = module.own_as(&format!("custom.jobs.{name}"), "run", &format!("run_{name}"));
        let line = Expr::call(
            run,
            vec![Expr::atom("services"), Expr::call(format!("{class}.model_validate"), vec![Expr::atom("payload")])],
        );
        functions.push((origins(system, job), format!("_{name}"), vec![line.awaited()]));
        entries.push((Expr::Atom(format!("{class}.JOB")), Expr::Atom(format!("_{name}"))));
    }
    if notifies(system) {
        let class = module.own("jobs.notification", "Notification");
        let deliver = module.own("custom.notifications", "deliver");
        let line = Expr::call(
            deliver,
            vec![Expr::atom("services"), Expr::call(format!("{class}.model_validate"), vec![Expr::atom("payload")])],
        );
        functions.push((Vec::new(), "_notification".to_owned(), vec![line.awaited()]));
        entries.push((Expr::Atom(format!("{class}.JOB")), Expr::atom("_notification")));
    }
    let sends = mails(system);
    if sends {
        let class = module.own("jobs.mail", "Mail");
        entries.push((Expr::Atom(format!("{class}.JOB")), Expr::atom("_mail")));
    }
    let parameters = ["services: Services".to_owned(), "payload: Mapping[str, Any]".to_owned()];
    let out = module.body();
    for (origins, name, lines) in functions {
        out.set_origins(&origins);
        out.apart();
        out.function(&format!("async def {name}"), &parameters, "None", "", |out| {
            lines.iter().for_each(|line| out.statement("", line, ""));
        });
    }
    out.clear_origin();
    if sends {
        let mut providers = Vec::new();
        for own in &system.integrations {
            let Service::Smtp { mail } = &own.service else { continue };
            for mail in mail {
                let value = Expr::Atom(format!("services.{}", whole.names.port(&mail.name)));
                providers.push((Expr::Atom(python::text(&mail.name)), value));
            }
        }
        out.apart();
        out.function("async def _mail", &parameters, "None", "", |out| {
            out.line("mail = Mail.model_validate(payload)");
            out.statement("mailers = ", &Expr::dictionary(providers), "");
            let given = ["to", "template", "values"].map(|name| (name.to_owned(), Expr::Atom(format!("mail.{name}"))));
            out.statement("await ", &Expr::named_call("mailers[mail.provider].send", given.to_vec()), "");
        });
    }
    out.apart();
    out.line("HANDLERS: Mapping[str, Handler] = {");
    out.indented(|out| {
        for (key, value) in &entries {
            out.line(format!("{}: {},", key.flat(), value.flat()));
        }
    });
    out.line("}");
    module.body().trim();
    super::domain::trimmed(module, "handlers")
}

/// The body of a job, as it stands before anybody has written it.
fn body(whole: Whole, job: &str) -> Unit {
    let doc = format!("The job `{job}`. Written once, then yours.");
    let mut module = Module::custom(whole, "jobs", &doc, "");
    module.imports().module("logging");
    module.own("app.services", "Services");
    let class = module.class(Of::Job, job);
    let out = module.body();
    out.line("log = logging.getLogger(__name__)");
    out.apart();
    let parameters = ["services: Services".to_owned(), format!("job: {class}")];
    let doc = "Do the job. It may be done more than once; where it raises an error it is tried again";
    out.function("async def run", &parameters, "None", doc, |out| {
        out.line("log.info(\"nobody has written this job yet\", extra={\"job\": job.JOB})");
    });
    module.unit(&names::module(job))
}
