//! How a service behaves while it runs: how often one may call, what is hidden in logs, what is watched.
//!
//! In: the security baseline and what is observed. Out: `app/rates.py`, `hidden.py` and `observed.py`, each only where there is something.

use super::api::pattern;
use super::module::{Module, Whole};
use super::names;
use super::python::{self, Expr};
use super::sql;
use crate::ir::{CallRate, Constant, Mask, Measure, Observed, RateScope, System};
use crate::unit::Unit;

/// The modules.
pub fn units(whole: Whole) -> Vec<Unit> {
    let mut all = Vec::new();
    if !whole.system.security.rates.is_empty() {
        all.push(rates(whole));
    }
    if !whole.system.security.masks.is_empty() {
        all.push(hidden(whole));
    }
    if !whole.system.observed.is_empty() {
        all.push(observed(whole));
    }
    all
}

/// Whether anything is measured.
pub fn measures(system: &System) -> bool {
    system.observed.iter().any(|own| !own.metrics.is_empty())
}

/// The variable that says how often one may call.
pub fn variable(own: &CallRate) -> String {
    format!("RATE_LIMIT_{}_REQUESTS", names::constant(&own.name))
}

/// Which pages of the web may call, as a statement.
pub fn cors(system: &System) -> Option<Expr> {
    let own = system.security.cors.as_ref()?;
    let list = |all: &[String]| Expr::list(all.iter().map(|own| Expr::Atom(python::text(own))).collect());
    let mut parts = vec![Expr::atom("CORSMiddleware")];
    for (name, all) in
        [("allow_origins", &own.origins), ("allow_methods", &own.methods), ("allow_headers", &own.headers)]
    {
        if !all.is_empty() {
            parts.push(list(all).named(name));
        }
    }
    if own.credentials {
        parts.push(Expr::atom("True").named("allow_credentials"));
    }
    Some(Expr::call("app.add_middleware", parts))
}

fn rates(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "app", "How often one may call", "");
    let window = module.own("app.window", "Window");
    let rule = module.own("http.rate_limit", "Rule");
    let settings = module.own("settings", "Settings");
    let all = &whole.system.security.rates;
    let mut rules = Vec::new();
    for own in all.iter().filter(|own| own.scope != RateScope::User) {
        let mut parts = vec![Expr::Atom(format!("self.{}", names::field(&own.name)))];
        let by = if own.scope == RateScope::Ip { "True" } else { "False" };
        parts.push(Expr::atom(by).named("per_address"));
        let mut doors = Vec::new();
        for operation in whole.system.operations.iter().filter(|other| own.operations.contains(&other.name)) {
            for route in &operation.routes {
                module.imports().module("re");
                let path = Expr::call("re.compile", vec![Expr::Atom(format!("r\"{}\"", pattern(&route.path)))]);
                doors.push(Expr::Group {
                    before: String::new(),
                    open: '(',
                    parts: vec![Expr::Atom(python::text(&route.method)), path],
                    close: ')',
                });
            }
        }
        if !doors.is_empty() {
            parts.push(Expr::list(doors).named("doors"));
        }
        rules.push(Expr::call(&rule, parts));
    }
    let out = module.body();
    out.block("class Rates:", |out| {
        out.doc("Made once, when the service starts");
        out.gap();
        out.function("def __init__", &["self".into(), format!("settings: {settings}")], "None", "", |out| {
            for own in all {
                let given = vec![
                    Expr::Atom(format!("settings.{}", names::snake(&variable(own)))),
                    Expr::Atom(format!("{:?}", own.per_seconds as f64)),
                ];
                let made = Expr::call(&window, given);
                out.from(&own.origin, |out| out.statement(&format!("self.{} = ", names::field(&own.name)), &made, ""));
            }
        });
        out.gap();
        let doc = "Those for which it does not matter who calls";
        out.function("def rules", &["self".into()], &format!("list[{rule}]"), doc, |out| {
            out.statement("return ", &Expr::list(rules), "");
        });
    });
    module.unit("rates")
}

fn hidden(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "", "What is hidden in logs", "");
    module.imports().name("collections.abc", "Mapping");
    module.own("http.masks", "Mask");
    let mut entries = Vec::new();
    for (name, mask) in &whole.system.security.masks {
        let function = match mask {
            Mask::Redact => module.own("http.masks", "redact"),
            Mask::Partial => module.own("http.masks", "partial"),
        };
        entries.push((Expr::Atom(python::text(name)), Expr::Atom(function)));
    }
    let made = Expr::dictionary(entries);
    module.body().statement("MASKS: Mapping[str, Mask] = ", &made, "");
    module.unit("hidden")
}

/// The constant under which something is watched.
fn constant(own: &Observed) -> String {
    let suffix = match own.kind.as_str() {
        "command" => "",
        "workflow" => "_WORKFLOW",
        "integration" => "_INTEGRATION",
        _ => "_OPERATION",
    };
    format!("{}{suffix}", names::constant(&own.name))
}

/// Under which name something is watched, as an expression; none where it is not.
pub fn watch(module: &mut Module, kind: &str, name: &str) -> Option<String> {
    let (_, own) = module.whole.index.watched(kind, name).first()?;
    let constant = constant(own);
    Some(module.own("observed", &constant))
}

fn observed(whole: Whole) -> Unit {
    let mut module = Module::new(whole, "", "What is watched, and what is measured of it", "");
    let mut watches = Vec::new();
    let mut asked = Vec::new();
    for own in &whole.system.observed {
        let mut parts = vec![Expr::Atom(python::text(&own.name))];
        for metric in &own.metrics {
            let made = |class: String| {
                let words = format!("`{}` of {}", metric.name, own.name);
                Expr::call(
                    class,
                    vec![Expr::Atom(python::text(&names::snake(&metric.name))), Expr::Atom(python::text(&words))],
                )
            };
            match &metric.measure {
                Measure::Count => {
                    parts.push(made(module.imports().name("prometheus_client", "Counter")).named("count"))
                }
                Measure::Errors => {
                    parts.push(made(module.imports().name("prometheus_client", "Counter")).named("errors"))
                }
                Measure::Latency => {
                    module.imports().name("prometheus_client", "Histogram");
                    let mut histogram = made("Histogram".to_owned());
                    if let Expr::Group { parts, .. } = &mut histogram {
                        parts.push(Expr::atom("MILLISECONDS").named("buckets"));
                    }
                    parts.push(histogram.named("latency"));
                }
                other => {
                    let gauge = made(module.imports().name("prometheus_client", "Gauge"));
                    let mut all = vec![gauge];
                    all.extend(statement(other));
                    asked.push((own.origin.clone(), all));
                }
            }
        }
        if own.traced {
            parts.push(Expr::atom("True").named("traced"));
        }
        if !own.kind.starts_with("persistence") {
            watches.push((own.origin.clone(), constant(own), parts));
        }
    }
    let has_latency =
        whole.system.observed.iter().flat_map(|own| &own.metrics).any(|own| matches!(own.measure, Measure::Latency));
    if !watches.is_empty() {
        module.own("app.watch", "Watch");
    }
    if measures(whole.system) {
        module.imports().name("collections.abc", "Sequence");
        module.own("http.metrics", "Asked");
    }
    let out = module.body();
    if has_latency {
        out.line("MILLISECONDS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000)");
        out.gap();
    }
    for (origin, name, parts) in &watches {
        let made = Expr::call("Watch", parts.clone());
        out.from(origin, |out| out.statement(&format!("{name} = "), &made, ""));
    }
    if measures(whole.system) {
        out.gap();
        if asked.is_empty() {
            out.line("ASKED: Sequence[Asked] = ()");
        } else {
            out.line("ASKED: Sequence[Asked] = (");
            out.indented(|out| {
                for (origin, parts) in &asked {
                    let made = Expr::call("Asked", parts.clone());
                    out.from(origin, |out| out.statement("", &made, ","));
                }
            });
            out.line(")");
        }
    }
    module.body().trim();
    super::domain::trimmed(module, "observed")
}

/// What the database is asked for, and what it is given.
fn statement(own: &Measure) -> Vec<Expr> {
    let state = |state: &(String, Constant)| match &state.1 {
        Constant::Text(text) => {
            Expr::Group { before: String::new(), open: '(', parts: vec![Expr::Atom(python::text(text))], close: ')' }
        }
        _ => Expr::atom("()"),
    };
    match own {
        Measure::Rows { table, state: None } => {
            vec![Expr::Atom(python::text(&format!("SELECT count(*) FROM {}", sql::name(table))))]
        }
        Measure::Rows { table, state: Some(own) } => {
            let text = format!("SELECT count(*) FROM {} WHERE {} = $1", sql::name(table), sql::name(&own.0));
            vec![Expr::Atom(python::text(&text)), state(own)]
        }
        Measure::Age { table, state: own, since } => {
            let text = format!(
                "SELECT extract(epoch FROM now() - min({})) / 86400 FROM {} WHERE {} = $1",
                sql::name(since),
                sql::name(table),
                sql::name(&own.0)
            );
            vec![Expr::Atom(python::text(&text)), state(own)]
        }
        _ => vec![Expr::atom("None")],
    }
}
