//! C1504: optional fields of rows and of events that nothing ever fills. Required ones are the business of the data flow.
//!
//! In: the model of a whole set. Out: a hint for each field of an entity, and one for those of an event. It is a warning where an outside
//! service is asked just for that, as far as names tell: its answer has no such field, so what it says is lost.

use std::collections::BTreeMap;

use super::flow::known::{Known, answers};
use super::flow::payload::{breaking, fails};
use super::model::words::{Word, stems};
use super::model::{Effect, Entity, Model, Operation};
use super::parts::Field;
use crate::check::place::quoted;
use crate::diag::code::C1504;
use crate::diag::{Clause, Diagnostic, Help, Level, Where};
use crate::lookup::{HashMap, HashSet};
use crate::source::Span;

/// A call of an outside service, and what it answers.
struct Call<'m> {
    span: Span,
    /// The words of the service and of its answer, short ones left out.
    words: Vec<Word<'m>>,
    /// The fields of the answer; none where they are not known.
    answer: Option<Vec<Field<'m>>>,
}

impl<'m> Call<'m> {
    /// The calls of an operation.
    fn all(model: &Model<'m, '_>, operation: &Operation<'m>) -> Vec<Call<'m>> {
        let calls = operation.effects.iter().filter(|own| own.id == "call.integration");
        calls.map(|own| Call::of(model, own)).collect()
    }

    fn of(model: &Model<'m, '_>, effect: &Effect<'m>) -> Call<'m> {
        let answer = answers(model, effect);
        let service = effect.integration().map_or_else(Vec::new, |(name, _)| stems(name));
        let given = answer.iter().flatten().flat_map(|field| stems(field.name));
        let words = service.into_iter().chain(given).filter(|word| word.len() > 2).collect();
        Call { span: effect.span, words, answer }
    }

    /// Whether a field of this name sounds as if it came from here: `weather_text` from `weather_api`, `temperature` from `temp_c`.
    fn is_meant(&self, field: &str) -> bool {
        stems(field).iter().any(|word| self.words.iter().any(|own| word.starts_with(own.as_str())))
    }

    /// What it answers, in words.
    fn says(&self) -> String {
        let names: Vec<&str> = self.answer.iter().flatten().map(|field| field.name).collect();
        if names.is_empty() { "answers nothing".to_owned() } else { format!("answers {}", quoted(names, "and")) }
    }
}

/// A field, and the call that was meant to fill it.
type Lost<'y, 'm> = (&'y Field<'m>, &'y Call<'m>);

/// Whether something fills a field.
enum Source<'c, 'm> {
    /// Nothing does.
    Nothing,
    /// A call that was meant to does not.
    Lost(&'c Call<'m>),
    /// It is not known what a call answers, or it answers this.
    Perhaps,
}

fn source<'c, 'm>(calls: &'c [Call<'m>], name: &str) -> Source<'c, 'm> {
    let answers = |call: &Call| call.answer.iter().flatten().any(|field| field.name == name);
    let meant = || calls.iter().filter(|call| call.is_meant(name));
    match meant().next() {
        _ if calls.iter().any(answers) || meant().any(|call| call.answer.is_none()) => Source::Perhaps,
        Some(call) => Source::Lost(call),
        None => Source::Nothing,
    }
}

/// What the steps of operations write into the rows of one entity.
#[derive(Default)]
pub struct Written<'m> {
    /// The fields that are named.
    set: HashSet<&'m str>,
    /// Calls before a write that does not say what it writes.
    calls: Vec<Call<'m>>,
}

impl<'m> Written<'m> {
    /// What is written, by entity.
    pub fn all(model: &Model<'m, '_>) -> HashMap<&'m str, Written<'m>> {
        let mut all: HashMap<&str, Written> = HashMap::default();
        for operation in &model.operations {
            for effect in operation.effects.iter().filter(|effect| effect.writes()) {
                let Some((entity, _)) = effect.entity() else { continue };
                let written = all.entry(entity).or_default();
                match effect.map("set") {
                    Some(entries) => written.set.extend(entries.iter().filter_map(|entry| entry.key.as_text())),
                    // Nothing says what is written: what is given, and what was answered before, may be.
                    None => {
                        written.set.extend(operation.inputs.iter().map(|input| input.name));
                        written.calls.extend(Call::all(model, operation));
                    }
                }
            }
        }
        all
    }
}

/// Looks at the optional fields of an entity that is created; `moved` are those that transitions set.
pub fn fields(
    model: &Model,
    entity: &Entity,
    written: &Written,
    moved: &HashSet<&str>,
    findings: &mut Vec<Diagnostic>,
) {
    let table = model.table_of(entity);
    let lives = !model.workflows_of(entity.name).is_empty();
    let mut lost: Vec<Lost> = Vec::new();
    for field in &entity.fields {
        let filled = field.has("default") || table.and_then(|table| table.column(field.name)?.default).is_some();
        let state = lives && matches!(field.name, "status" | "state");
        let named = written.set.contains(field.name) || moved.contains(field.name);
        if field.is_required() || filled || state || named || field.has("deprecated_in") {
            continue;
        }
        match source(&written.calls, field.name) {
            Source::Perhaps => {}
            Source::Lost(call) => lost.push((field, call)),
            Source::Nothing => {
                let title = format!("nothing ever sets `{}` of `{}`", field.name, entity.name);
                let found = Diagnostic::new(&C1504, title, field.span, "is always empty")
                    .help("set it where it becomes known, or take it out");
                findings.push(found.at(entity.own.element.as_str(), format!("fields/{}/name", field.at)));
            }
        }
    }
    if let Some((found, at)) = unheard("sets", entity.name, &lost) {
        findings.push(found.at(entity.own.element.as_str(), format!("fields/{at}/name")));
    }
}

/// Fields that a call was meant to fill; and the number of the first.
fn unheard(verb: &str, of: &str, lost: &[Lost]) -> Option<(Diagnostic, usize)> {
    let ((first, _), rest) = lost.split_first()?;
    let title = format!("nothing ever {verb} {} of `{of}`", quoted(lost.iter().map(|(field, _)| field.name), "and"));
    let title = if title.chars().count() > 90 {
        format!("nothing ever {verb} {} fields of `{of}` that a call is made for", lost.len())
    } else {
        title
    };
    let mut found = Diagnostic::new(&C1504, title, first.span, "is always empty");
    found.level = Level::Warning;
    for (field, _) in rest {
        found = found.label(field.span, "and so is this");
    }
    let mut seen = HashSet::default();
    for (_, call) in lost.iter().filter(|(_, call)| seen.insert(call.span)) {
        found = found.label(call.span, call.says());
    }
    let found = found.note("a value goes by itself only where both names are the same").help(
        Help::from("give the call a `result`, and say where each value goes, as in ").clause(Clause::map(
            Where::Step("db.insert"),
            "set",
            first.name,
            format!("{{{{result.{}}}}}", first.name),
        )),
    );
    Some((found, first.at))
}

/// What all that emits an event tells with it.
#[derive(Default)]
struct Told<'m> {
    fields: HashSet<&'m str>,
    calls: Vec<Call<'m>>,
    /// Whether something else may be told.
    open: bool,
}

/// Looks at the optional fields of all events that something emits; the findings about rows begin at `from`.
pub fn events<'m>(model: &Model<'m, '_>, from: usize, findings: &mut Vec<Diagnostic>) {
    let mut all: BTreeMap<&str, Told> = BTreeMap::new();
    for operation in model.operations.iter().filter(|own| own.effects.iter().any(is_emission)) {
        let calls: &dyn Fn() -> Vec<Call<'m>> = &|| Call::all(model, operation);
        Known::before(model, operation).walk(&operation.effects, |effect, known| {
            if is_emission(effect) {
                tell(model, &mut all, effect, known, calls);
            }
        });
    }
    for transition in model.transitions.iter().filter(|own| own.effects.iter().any(is_emission)) {
        let known = match transition.trigger {
            // What has failed may say why.
            Some(("command", name, _)) => model.operation("command", name).map(|command| {
                let failed = fails(model, transition) && breaking(command).is_some();
                let mut known = Known::after(model, command, command.effects.len());
                known.load(transition.entity);
                known.dark |= failed;
                known
            }),
            Some((_, event, _)) => Some(Known::on_event(model, event, transition.entity)),
            None => None,
        };
        let Some(known) = known else {
            for (event, _) in transition.effects.iter().filter_map(|own| own.name("event")) {
                all.entry(event).or_default().open = true;
            }
            continue;
        };
        known.walk(&transition.effects, |effect, known| {
            if is_emission(effect) {
                tell(model, &mut all, effect, known, &Vec::new);
            }
        });
    }
    for (event, told) in all.iter().filter(|(_, told)| !told.open) {
        untold(model, event, told, from, findings);
    }
}

fn is_emission(effect: &Effect) -> bool {
    effect.id == "emit.event"
}

/// Adds what one emission tells.
fn tell<'m>(
    model: &Model<'m, '_>,
    all: &mut BTreeMap<&'m str, Told<'m>>,
    effect: &Effect<'m>,
    known: &Known<'_, 'm, '_>,
    calls: &dyn Fn() -> Vec<Call<'m>>,
) {
    let Some((event, _)) = effect.name("event") else { return };
    let told = all.entry(event).or_default();
    if let Some(given) = effect.map("payload") {
        told.fields.extend(given.iter().filter_map(|entry| entry.key.as_text()));
        told.open |= !effect.sound;
        return;
    }
    told.open |= !effect.sound || known.is_open();
    let payload = model.payload(event).unwrap_or_default();
    told.fields.extend(payload.iter().map(|field| field.name).filter(|name| known.value(name, None).is_some()));
    told.calls.extend(calls());
}

/// The optional fields of an event that nothing tells.
fn untold(model: &Model, event: &str, told: &Told, from: usize, findings: &mut Vec<Diagnostic>) {
    let (Some(own), Some(payload)) = (model.sound.one("event", event), model.payload(event)) else { return };
    let (mut lost, mut empty): (Vec<Lost>, Vec<&Field>) = (Vec::new(), Vec::new());
    for field in payload {
        let filled = field.has("default") || field.has("bind") || field.has("deprecated_in");
        if field.is_required() || filled || told.fields.contains(field.name) {
            continue;
        }
        match source(&told.calls, field.name) {
            Source::Perhaps => {}
            Source::Lost(call) => lost.push((field, call)),
            Source::Nothing => empty.push(field),
        }
    }
    // What a row does not keep of an answer, its event does not tell either: that is one gap.
    let calls: HashSet<Span> = lost.iter().map(|(_, call)| call.span).collect();
    let of_row =
        findings.get_mut(from..).into_iter().flatten().find(|found| {
            found.level == Level::Warning && found.secondary.iter().any(|label| calls.contains(&label.span))
        });
    if let (Some(found), false) = (of_row, lost.is_empty()) {
        *found = lost.iter().fold(found.clone(), |found, (field, _)| {
            found.label(field.span, format!("`{event}` does not tell it either"))
        });
    } else if let Some((found, at)) = unheard("tells", event, &lost) {
        findings.push(found.at(own.element.as_str(), format!("payload/{at}/name")));
    }
    if let Some((first, rest)) = empty.split_first() {
        let title = match rest {
            [] => format!("nothing ever tells `{}` of `{event}`", first.name),
            rest => format!("nothing ever tells {} fields of `{event}`", rest.len() + 1),
        };
        let found = Diagnostic::new(&C1504, title, first.span, "is always empty");
        let found = rest.iter().fold(found, |found, field| found.label(field.span, "and so is this"));
        let found = found.help("tell it where the event is emitted, or take it out");
        findings.push(found.at(own.element.as_str(), format!("payload/{}/name", first.at)));
    }
}
