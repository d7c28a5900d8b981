//! What is watched while a service runs.
//!
//! In: observability targets. Out: [`Observed`]. What a metric measures is said by the last word of its name; where that is not known, it
//! is refused. Alarms are set up by people: they are listed.

use super::Lower;
use crate::check::deep::model::entity::names;
use crate::check::deep::parts::{bare, is_true, items, text};
use crate::check::gather::Declaration;
use crate::ir::{self, Constant, Kind, Measure, Metric, Observed, Operation, Type, Value, Workflow};

/// What is watched, in the order of the declarations.
pub fn observed(lower: &mut Lower, operations: &[Operation], workflows: &[Workflow]) -> Vec<Observed> {
    let model = lower.model;
    let mut all = Vec::new();
    for own in super::named(model, "observe") {
        let (Some((kind, _)), Some((name, span))) = (text(own.node, "kind"), text(own.node, "ref")) else { continue };
        let name = bare(name);
        let mut metrics = Vec::new();
        for (at, item) in items(own.node, "metrics").iter().enumerate() {
            let Some(metric) = crate::check::place::called(&item.node) else { continue };
            match lower.measure(kind, name, metric, workflows) {
                Some(measure) => metrics.push(Metric { name: metric.to_owned(), measure }),
                None => {
                    let what = format!("the metric `{metric}`");
                    let label = known(kind);
                    lower.refuse(own, format!("metrics/{at}"), item.node.span, &what, label);
                }
            }
        }
        let traced = is_true(own.node.get("trace_enabled"));
        if traced && kind.starts_with("persistence") {
            lower.refuse(own, "trace_enabled", span, &format!("following `{name}`"), "calls are followed, not tables");
        }
        if kind == "integration_operation"
            && !model.sound.one("operation", name).is_some_and(|own| lower.is_rest_call(own))
        {
            lower.refuse(
                own,
                "ref",
                span,
                &format!("watching `{name}` alone"),
                "watch the integration: only calls over HTTP differ",
            );
        }
        all.push(Observed {
            origin: own.element.clone(),
            kind: kind.to_owned(),
            name: name.to_owned(),
            log: lower.logged(own, kind, name, operations, workflows),
            metrics,
            traced,
            alerts: names(own.node, "alert_rules").into_iter().map(str::to_owned).collect(),
        });
    }
    all
}

/// The last words of names of metrics that are known.
fn known(kind: &str) -> &'static str {
    match kind {
        "workflow" => "known are STATE.count and STATE.age_days, for entities with a moment",
        "persistence.table" => "known is rows",
        "persistence.datasource" => "known is connections",
        _ => "known are count, errors and latency_ms",
    }
}

impl Lower<'_, '_, '_> {
    fn measure(&self, kind: &str, name: &str, metric: &str, workflows: &[Workflow]) -> Option<Measure> {
        let mut words = metric.rsplit('.');
        let (last, before) = (words.next()?, words.next());
        match (kind, last) {
            ("command" | "integration" | "integration_operation", "count" | "calls") => Some(Measure::Count),
            ("command" | "integration" | "integration_operation", "errors" | "failures") => Some(Measure::Errors),
            ("command" | "integration" | "integration_operation", "latency_ms" | "duration_ms") => {
                Some(Measure::Latency)
            }
            ("workflow", "count" | "age_days") => {
                let own = ir::named(workflows, name, |own| &own.name)?;
                let table = self.table_of(&own.entity)?;
                let state = own.states.iter().find(|state| Some(state.name.as_str()) == before)?;
                let state = (own.field.clone(), Constant::Text(state.name.clone()));
                if last == "count" {
                    return Some(Measure::Rows { table: table.name.clone(), state: Some(state) });
                }
                let moment = table.columns.iter().find(|column| column.kind == Type::Datetime && column.required)?;
                Some(Measure::Age { table: table.name.clone(), state, since: moment.name.clone() })
            }
            ("persistence.table", "rows") => Some(Measure::Rows { table: self.table(name)?.name.clone(), state: None }),
            ("persistence.datasource", "connections") => Some(Measure::Connections),
            _ => None,
        }
    }

    /// What each line of the log says.
    fn logged(
        &mut self,
        own: &Declaration,
        kind: &str,
        name: &str,
        operations: &[Operation],
        workflows: &[Workflow],
    ) -> Vec<(String, Value)> {
        let mut all = Vec::new();
        for (at, item) in items(own.node, "log_fields").iter().enumerate() {
            let Some(field) = crate::check::place::called(&item.node) else { continue };
            let value = match kind {
                "command" => {
                    let operation = ir::operation_of(operations, Kind::Command, name);
                    operation.and_then(|own| {
                        let output = own.outputs.iter().find(|own| own.name == field).map(|own| own.value.clone());
                        let input = || own.inputs.iter().any(|own| own.field.name == field);
                        output.or_else(|| input().then(|| Value::Input { name: field.to_owned(), path: Vec::new() }))
                    })
                }
                "workflow" => ir::named(workflows, name, |own| &own.name).and_then(|own| {
                    self.table_of(&own.entity)?.column(field)?;
                    Some(Value::Column { field: field.to_owned() })
                }),
                _ => None,
            };
            match value {
                Some(value) => all.push((field.to_owned(), value)),
                None => {
                    let what = format!("what `{field}` is in the log of `{name}`");
                    let label = "known are inputs and outputs of a command, and columns of the rows of a workflow";
                    self.sourceless(own, format!("log_fields/{at}"), item.node.span, &what, label);
                }
            }
        }
        all
    }
}
