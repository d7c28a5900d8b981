//! C0101 for names that are looked up in something which another key names: what a log says, and which kept answers are forgotten.
//!
//! In: the model. Out: findings at the name. What is logged of anything but commands and workflows is not said in a contract.

use super::model::{Effect, Model, Operation, template};
use super::parts::{bare, items, text};
use super::share::{Analysis, Share};
use crate::check::gather::Declaration;
use crate::check::place::{called, quoted};
use crate::diag::Applicability::{MachineApplicable, MaybeIncorrect};
use crate::diag::Diagnostic;
use crate::diag::code::C0101;
use crate::diag::nearest::ranked;
use crate::lookup::HashSet;
use crate::source::Span;

/// The keys under which answers are kept, and those that are forgotten.
pub struct Lookups<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    /// Those under which queries keep their answers.
    known: Vec<&'m str>,
    forgotten: Vec<Forgotten<'x, 'm>>,
}

/// A key that a step forgets.
struct Forgotten<'x, 'm> {
    own: &'m Declaration<'m>,
    /// The transition of which it is a step, where it is one.
    of: Option<usize>,
    step: &'x Effect<'m>,
    key: &'m str,
    span: Span,
    way: String,
}

impl<'x, 'm, 'a> Lookups<'x, 'm, 'a> {
    /// Nothing yet, in a model.
    pub fn of(model: &'x Model<'m, 'a>) -> Lookups<'x, 'm, 'a> {
        Lookups { model, known: Vec::new(), forgotten: Vec::new() }
    }

    fn take(&mut self, own: &'m Declaration<'m>, of: Option<usize>, steps: &'x [Effect<'m>]) {
        for step in steps.iter().filter(|step| step.sound && step.id == "cache.invalidate") {
            let keys = step.forgotten().into_iter().filter(|(key, ..)| !is_pattern(key));
            self.forgotten.extend(keys.map(|(key, span, way)| Forgotten { own, of, step, key, span, way }));
        }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Lookups<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        logged(share, findings);
        if self.model.sound.is_whole("query") && self.model.sound.is_all_read() {
            let key = |own: &Operation<'m>| Some(text(own.own.node.get("cache")?, "key")?.0);
            self.known.extend(share.queries().iter().filter_map(key));
            share.operations().for_each(|own| self.take(own.own, None, &own.effects));
            share.transitions().iter().for_each(|own| self.take(own.own, Some(own.at), &own.effects));
        }
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        // Where no query says that its answers are kept, the keys are those of something else.
        if self.known.is_empty() {
            return;
        }
        let known: HashSet<&str> = self.known.iter().copied().collect();
        for own in self.forgotten.iter().filter(|own| !known.contains(own.key)) {
            let title = format!("no query keeps its answers under `{}`", own.key);
            let found = unknown(title, own.key, own.span, &self.known);
            let place = own.of.map_or(String::new(), |at| format!("transitions/{at}/"));
            let place = format!("{place}effects/{}/params/{}", own.step.at, own.way);
            findings.push(found.at(own.own.element.as_str(), place));
        }
    }
}

fn logged(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for own in share.all("observe") {
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
