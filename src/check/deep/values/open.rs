//! C0206, C0211 and C0213: types that say less than is known.
//!
//! In: the model. Out: a hint for `json` where a declared value or entity has the same name, stronger where nothing else uses it; a finding for a state that may be any text,
//! stronger where a workflow moves it; a hint for a file that is typed as text.

use crate::check::deep::model::types::{Plain, plain};
use crate::check::deep::model::words::{Word, last, stems};
use crate::check::deep::model::{Model, Operation};
use crate::check::deep::parts::{Field, bare, items, leads_to, text};
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::check::place::called;
use crate::diag::Applicability::MaybeIncorrect;
use crate::diag::code::{C0206, C0211, C0213};
use crate::diag::{Diagnostic, Level};
use crate::lookup::HashMap;
use crate::source::Span;

/// Words at the end of names that are states.
const STATES: &[&str] = &["status", "state"];

/// The type of a returned field that says `json`, and whether it is a list of it.
pub fn is_json(field: &Field) -> Option<bool> {
    let (kind, _) = field.kind()?;
    match plain(kind) {
        Plain::Name("json") => Some(false),
        Plain::Of("list", inner) if inner == [Plain::Name("json")] => Some(true),
        _ => None,
    }
}

/// What is declared that could be said in place of an open type.
pub struct Shapes<'x> {
    /// By the words of their names: each with its kind and its name.
    shapes: HashMap<Vec<Word<'x>>, (&'static str, &'x str)>,
    /// The values that nothing names.
    idle: HashMap<&'x str, Span>,
    /// Whether all workflows are known: one with an error may be the one that moves a state.
    all_workflows: bool,
}

impl<'x> Shapes<'x> {
    /// Those of a model.
    pub fn of(model: &'x Model<'_, '_>) -> Shapes<'x> {
        let sound = model.sound;
        let mut shapes: HashMap<Vec<Word>, (&'static str, &str)> = HashMap::default();
        let is_all_known = sound.is_all_read() && sound.is_well_formed();
        let idle = sound.unused("value").filter(|_| is_all_known).filter_map(|own| own.name).collect();
        for kind in ["entity", "value"] {
            for (name, _) in sound.all(kind).filter_map(|own| own.name) {
                shapes.entry(stems(name)).or_insert((kind, name));
            }
        }
        let all_workflows = sound.all_but("workflow", &["transitions"]).count() == sound.every("workflow").count();
        Shapes { shapes, idle, all_workflows }
    }

    /// Looks at returns, then at states.
    pub fn look(&self, share: &Share, findings: &mut Vec<Diagnostic>) {
        for operation in share.operations() {
            for field in &operation.returns {
                untyped(share.model, operation, field, self, findings);
            }
        }
        states(share, self.all_workflows, findings);
    }
}

fn untyped(
    model: &Model,
    operation: &Operation,
    field: &Field,
    Shapes { shapes, idle, .. }: &Shapes,
    findings: &mut Vec<Diagnostic>,
) {
    let Some((kind, span)) = field.kind() else { return };
    let Some(list) = is_json(field) else { return };
    let own = stems(field.name);
    // The name of what is read may be longer than that of the field: `documents` of `HRDocument`.
    let read = model.works_on(operation).into_iter().find(|entity| stems(entity.name).ends_with(&own));
    let read = read.map(|entity| ("entity", entity.name));
    let Some((what, name)) = shapes.get(&own).copied().or(read) else { return };
    let prefix = if what == "entity" { "Entity" } else { "ValueObject" };
    let wanted = if list { format!("list<{prefix}:{name}>") } else { format!("{prefix}:{name}") };
    let title =
        format!("`{}` returns `{}` as `{kind}`, though {what} `{name}` is declared", operation.name, field.name);
    let mut found = Diagnostic::new(&C0206, title, span, "says nothing of its parts");
    if let Some(span) = idle.get(name).filter(|_| what == "value") {
        found = found.label(*span, "used nowhere");
        found.level = Level::Warning;
    }
    let found = found.fix(format!("write `{wanted}`"), MaybeIncorrect, span, wanted);
    findings.push(found.at(operation.own.element.as_str(), format!("returns/{}/type", field.at)));
}

fn states(share: &Share, all_known: bool, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for entity in share.entities() {
        for field in &entity.fields {
            let is_text = is_text(field);
            let is_state = || last(field.name).is_some_and(|word| STATES.contains(&word.stem().as_str()));
            let Some((kind, span)) = field.kind().filter(|_| is_text && !field.has("values") && is_state()) else {
                continue;
            };
            let workflow =
                model.workflows_of(entity.name).iter().find(|workflow| match text(workflow.node, "state_field") {
                    Some((own, _)) => own == field.name,
                    None => STATES.contains(&field.name),
                });
            if workflow.is_none() && !all_known {
                continue;
            }
            let title = match workflow {
                Some(_) => format!("`{}` of `{}` is any text, though a workflow moves it", field.name, entity.name),
                None => format!("`{}` of `{}` may be any text", field.name, entity.name),
            };
            let mut found = Diagnostic::new(&C0211, title, span, format!("`{kind}` lets every state through"));
            match workflow.and_then(|workflow| Some((workflow, workflow.name?))) {
                Some((workflow, (_, span))) => {
                    let states = items(workflow.node, "states").iter();
                    let states: Vec<&str> = states.filter_map(|item| called(item.node.get("id")?)).collect();
                    found = found.label(span, format!("has {} states", states.len()));
                    found = found.help(format!("declare an enum of its states: {}", states.join(", ")));
                }
                None => {
                    found.level = Level::Hint;
                    found = found.help("declare an enum of the states that there are");
                }
            }
            findings.push(found.at(entity.own.element.as_str(), format!("fields/{}/type", field.at)));
        }
    }
}

/// Whether a field may hold any text.
fn is_text(field: &Field) -> bool {
    field.kind().is_some_and(|(kind, _)| ["string", "text"].iter().any(|text| text.eq_ignore_ascii_case(kind)))
}

/// A field of a request that hands on an input: the element and the place of the input, and where the field says its type.
pub type HandedOn<'x> = (&'x str, String, Span);

/// Tells of requests what was told of the inputs that they hand on.
pub fn of_requests(handed_on: &[HandedOn], findings: &mut [Diagnostic]) {
    for (element, place, span) in handed_on {
        let is_of = |found: &&mut Diagnostic| {
            found.code.id == C0213.id
                && found.element.as_deref() == Some(*element)
                && found.field.as_deref() == Some(place)
        };
        if let Some(found) = findings.iter_mut().find(is_of) {
            *found = found.clone().label(*span, "the route takes it as text, too");
        }
    }
}

/// C0213: a file that is typed as text, and nothing says how it is written as text.
pub fn binary<'x>(
    model: &'x Model<'_, '_>,
    own: &Declaration,
    list: &str,
    field: &Field,
    findings: &mut Vec<Diagnostic>,
) -> Option<HandedOn<'x>> {
    if !["input", "request_schema"].contains(&list) || !is_text(field) {
        return None;
    }
    let (kind, span) = field.kind()?;
    let description = text(field.node, "description").map(|(text, _)| text.to_lowercase())?;
    let encoded = ["base64", "base 64", "hex", "url", "encoded"].iter().any(|word| description.contains(word));
    let binary = description.contains("binary") || description.contains("bytes of");
    // A request that hands on an input is told of by the input; what an operation with an error takes is not known.
    if let Some((_, kind, (name, _))) = leads_to(own.node).filter(|_| list == "request_schema") {
        match model.operation(kind, name) {
            Some(operation) => {
                if let Some(input) = operation.input(field.name) {
                    return Some((operation.own.element.as_str(), format!("input/{}/type", input.at), span));
                }
            }
            None if model.sound.declares(kind, bare(name)) => return None,
            None => {}
        }
    }
    if !binary || encoded {
        return None;
    }
    let title = format!("`{}` is binary data, but has the type `{kind}`", field.name);
    let found = Diagnostic::new(&C0213, title, span, "text cannot hold any bytes")
        .help("say in its description how the bytes are written as text, such as Base64, or send it as a file");
    findings.push(found.at(own.element.as_str(), format!("{list}/{}/type", field.at)));
    None
}
