//! C0101 for names that are looked up in something which another key names: what a log says, and which kept answers are forgotten.
//!
//! In: the model. Out: findings at the name. What is logged of anything but commands and workflows is not said in a contract.

use super::model::{Model, template};
use super::parts::{bare, items, text};
use crate::check::place::{called, quoted};
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::Diagnostic;
use crate::diag::code::C0101;
use crate::diag::nearest::ranked;
use crate::source::Span;

/// Looks at what is watched, and at every step that forgets.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    logged(model, findings);
    if model.sound.is_whole("query") && model.sound.is_all_read() {
        forgotten(model, findings);
    }
}

fn logged(model: &Model, findings: &mut Vec<Diagnostic>) {
    for own in model.sound.all("observe") {
        let (Some((kind, _)), Some((name, _))) = (text(own.node, "kind"), text(own.node, "ref")) else { continue };
        let name = bare(name);
        let (what, known): (String, Vec<&str>) = match kind {
            "command" => match model.operation("command", name) {
                Some(own) => {
                    let fields = own.inputs.iter().chain(&own.returns).map(|field| field.name);
                    (format!("`{name}` takes and returns no"), fields.collect())
                }
                None => continue,
            },
            "workflow" => {
                let entity = model.sound.one("workflow", name).and_then(|own| text(own.node, "entity"));
                let Some(entity) = entity.and_then(|(name, _)| model.entity(name)) else { continue };
                (format!("`{}` has no", entity.name), entity.fields.iter().map(|field| field.name).collect())
            }
            _ => continue,
        };
        for (at, item) in items(own.node, "log_fields").iter().enumerate() {
            // A log may say what the contract does not: only a slip is told.
            let is_slip = |field: &&str| !known.contains(field) && ranked(field, known.iter().copied()).is_some();
            let Some(field) = called(&item.node).filter(is_slip) else { continue };
            let found = unknown(format!("{what} `{field}` that could be logged"), field, item.node.span, &known);
            findings.push(found.at(own.element.as_str(), format!("log_fields/{at}")));
        }
    }
}

fn forgotten(model: &Model, findings: &mut Vec<Diagnostic>) {
    let known: Vec<&str> = model.queries().filter_map(|own| Some(text(own.own.node.get("cache")?, "key")?.0)).collect();
    // Where no query says that its answers are kept, the keys are those of something else.
    if known.is_empty() {
        return;
    }
    let of_operations =
        model.operations.iter().flat_map(|own| own.effects.iter().map(move |step| (own.own, String::new(), step)));
    let of_transitions = model
        .transitions
        .iter()
        .flat_map(|own| own.effects.iter().map(move |step| (own.own, format!("transitions/{}/", own.at), step)));
    let all = of_operations.chain(of_transitions);
    for (own, place, step) in all.filter(|(.., step)| step.sound && step.id == "cache.invalidate") {
        for (key, span, way) in step.forgotten() {
            if is_pattern(key) || known.contains(&key) {
                continue;
            }
            let found = unknown(format!("no query keeps its answers under `{key}`"), key, span, &known);
            findings.push(found.at(own.element.as_str(), format!("{place}effects/{}/params/{way}", step.at)));
        }
    }
}

/// Whether a key may stand for several.
pub fn is_pattern(key: &str) -> bool {
    template::has(key) || key.contains(['*', ':'])
}

fn unknown(title: String, name: &str, span: Span, known: &[&str]) -> Diagnostic {
    match ranked(name, known.iter().copied()) {
        Some((near, sure)) => {
            let how = if sure { MachineApplicable } else { MaybeIncorrect };
            let found = Diagnostic::new(&C0101, title, span, format!("did you mean `{near}`?"));
            let exact = (span.end - span.start) as usize == name.len();
            if exact { found.fix(format!("write `{near}`"), how, span, near) } else { found }
        }
        None => {
            let found = Diagnostic::new(&C0101, title, span, "not declared");
            if known.is_empty() {
                found
            } else {
                found.note(format!("known are {}", quoted(known.iter().copied().take(8), "and")))
            }
        }
    }
}
