//! C1301, C1305, C1304, C1307 and C1308: what can refuse, and whether callers are told.
//!
//! In: commands with their guards, writes and errors. Out: a finding for each refusal that no listed error speaks of, and a hint for two
//! errors that a caller cannot tell apart. What errors say by themselves is looked at in [`status`].

pub mod absence;
mod known;
mod raised;
mod status;

use known::Errors;

use super::model::{Entity, Model, Operation, ids};
use super::parts::{bare, text};
use super::share::{Analysis, Share};
use crate::ast::Node;
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::{C1301, C1304, C1305};
use crate::lookup::HashSet;
use crate::source::Span;

/// What can refuse in a set, and what is known of its errors.
pub struct Refusals<'x, 'm, 'a> {
    model: &'x Model<'m, 'a>,
    errors: Errors<'m>,
    /// The errors with which policies answer.
    denials: HashSet<&'m str>,
    sources: raised::Sources<'m>,
    statuses: status::Statuses<'m>,
    /// Whether queries list errors: a set in which none does leaves them all to the frame around it.
    of_queries: bool,
}

impl<'x, 'm, 'a> Refusals<'x, 'm, 'a> {
    /// What can refuse in a model.
    pub fn of(model: &'x Model<'m, 'a>) -> Refusals<'x, 'm, 'a> {
        Refusals {
            model,
            errors: Errors::of(model),
            denials: absence::of_policies(model),
            sources: raised::Sources::of(model),
            statuses: status::Statuses::default(),
            of_queries: model.queries().any(|query| !query.errors.is_empty()),
        }
    }
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Refusals<'x, 'm, 'a> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        self.statuses.look(share, findings);
        let (model, errors) = (self.model, &self.errors);
        let known = (&self.sources, errors);
        for operation in share.commands().iter().filter(|operation| operation.sound) {
            guards(model, errors, operation, findings);
            writes(model, errors, operation, findings);
            alike(model, operation, findings);
            raised::check(model, known, operation, findings);
            absence::check(model, &self.denials, operation, findings);
        }
        for query in share.queries().iter().filter(|query| self.of_queries && query.is_clear()) {
            raised::check(model, known, query, findings);
            findings.extend(looked_up(model, errors, query));
        }
    }

    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        self.statuses.end(findings);
    }
}

/// The status and category of a listed error; none where the error is not at hand.
fn facts<'p>(model: &'p Model, name: &str) -> Option<(&'p Declaration<'p>, u16, &'p str)> {
    let fault = model.fault(name)?;
    Some((fault.own, fault.status.unwrap_or(0), fault.category))
}

/// Whether an error that is listed meets a condition; yes too if one is not at hand.
fn lists(model: &Model, operation: &Operation, meets: impl Fn(&str, u16, &str) -> bool) -> bool {
    operation
        .errors
        .iter()
        .any(|(name, _)| facts(model, name).is_none_or(|(_, status, category)| meets(name, status, category)))
}

/// Where the list of errors is, or would be.
fn list_of(operation: &Operation) -> Span {
    operation.own.node.entry("errors").map_or(operation.span, |entry| entry.key.span)
}

fn guards<'m>(model: &Model<'m, '_>, errors: &Errors<'m>, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    let node = operation.own.node;
    // The place is that of the guard, so that two of one operation are two.
    let mut report = |place: String, what: String, evidence: Span, label: &str, help: String| {
        let title = format!("`{}` {what}, and no error says so", operation.name);
        let found = Diagnostic::new(&C1301, title, list_of(operation), "no error for that is listed")
            .label(evidence, label)
            .note("a caller who is refused learns nothing that was declared")
            .help(help);
        findings.push(found.at(operation.own.element.as_str(), place));
    };
    let span = |guard: &Node| text(guard, "id").map_or(guard.span, |(_, span)| span);
    // Whether an error that a guard names is listed is looked at with all others that are named.
    let unnamed = |id: &'static str| operation.guards(id).filter(|(_, guard)| guard.get("on_failure").is_none());
    let access = ["auth.role", "auth.permission", "ownership"].into_iter().find_map(|id| unnamed(id).next());
    let roles = ["required_roles", "required_permissions"].iter().find_map(|key| node.entry(key));
    let gate = access.map(|(_, guard)| span(guard)).or(roles.map(|entry| entry.key.span));
    if let Some(gate) = gate
        && !lists(model, operation, |_, status, category| category == "security" || matches!(status, 401 | 403))
    {
        let help = fitting(errors.refusal);
        report("errors".into(), "can refuse a caller".into(), gate, "lets only some callers through", help);
    }
    for (at_guard, guard) in unnamed("exists") {
        let Some((entity, at)) = guard.get("params").and_then(|params| text(params, "entity")) else { continue };
        let entity = bare(entity);
        let fits = |name: &str, status: u16, _: &str| errors.is_absence(name, status, entity);
        // One error for all that may be missing is enough, if there is none of its own.
        let general = |name: &str, status: u16, _: &str| status == 404 && errors.is_general(model, name);
        if lists(model, operation, fits) || lists(model, operation, general) {
            continue;
        }
        let help = fitting(errors.absence(entity));
        report(format!("guards/{at_guard}"), format!("wants a `{entity}` that may not exist"), at, "must exist", help);
    }
    for (at, guard) in unnamed("not_exists") {
        if lists(model, operation, |_, status, _| matches!(status, 409 | 412 | 422 | 400 | 0)) {
            continue;
        }
        let said = |key: &str| guard.get("params").and_then(|params| text(params, key)).map(|(name, _)| bare(name));
        let entity = said("entity").and_then(|name| model.entity(name));
        let help = fitting(entity.and_then(|own| errors.conflict(own, said("field").as_slice())));
        report(format!("guards/{at}"), "refuses what is there already".into(), span(guard), "must not exist yet", help);
    }
    let state = ["state.equals", "state.in"].into_iter().find_map(|id| unnamed(id).next());
    if let Some((at, guard)) = state
        && !lists(model, operation, |name, status, category| {
            matches!(status, 409 | 412 | 422 | 423)
                || (category == "business" && !matches!(status, 404 | 410))
                || errors.has(name, "state")
        })
    {
        let help = fitting(errors.state(model));
        report(
            format!("guards/{at}"),
            "is refused in some states".into(),
            span(guard),
            "holds in some states only",
            help,
        );
    }
}

/// C1301 for a query that is asked for one row, by a guard or by its id.
fn looked_up(model: &Model, errors: &Errors, query: &Operation) -> Option<Diagnostic> {
    let guarded =
        query.guards("exists").filter(|(_, guard)| guard.get("on_failure").is_none()).find_map(|(_, guard)| {
            let (entity, span) = text(guard.get("params")?, "entity")?;
            Some((bare(entity), span, "must exist"))
        });
    let asked = || {
        let entity = query.returns.iter().find_map(|field| model.entity(bare(field.kind()?.0)))?;
        let is_id = |name: &str| name == entity.key || ids::is_called(name, entity.name);
        let input = query.inputs.iter().find(|input| is_id(input.name) && input.is_required() && !input.has("bind"))?;
        Some((entity.name, input.span, "names it"))
    };
    let (entity, span, label) = guarded.or_else(asked)?;
    let fits = |name: &str, status: u16, _: &str| {
        errors.is_absence(name, status, entity) || status == 404 && errors.is_general(model, name)
    };
    if lists(model, query, fits) {
        return None;
    }
    let title = format!("`{}` is asked for one `{entity}` that may not exist, and no error says so", query.name);
    let found = Diagnostic::new(&C1301, title, list_of(query), "no error for that is listed")
        .label(span, label)
        .help(fitting(errors.absence(entity)));
    Some(found.at(query.own.element.as_str(), "errors"))
}

/// The advice to list an error that is declared and fits, or to declare one.
fn fitting(found: Option<&str>) -> String {
    match found {
        Some(name) => format!("list `{name}` among its errors"),
        None => "declare an error for it, and list it".to_owned(),
    }
}

/// Rules of the database that a new row can break.
fn writes(model: &Model, errors: &Errors, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    let mut told: HashSet<Vec<&str>> = HashSet::default();
    for effect in operation.effects.iter().filter(|effect| effect.sound && effect.creates()) {
        let Some(entity) = effect.entity().and_then(|(name, _)| model.entity(name)) else { continue };
        let table = model.table_of(entity);
        let set = effect.map("set");
        // What the caller gives may be there already; what the system makes up is not.
        let from_caller = |name: &str| match set {
            Some(set) => set.iter().find(|entry| entry.key.as_text() == Some(name)).is_some_and(|entry| {
                let names = super::model::template::names(&entry.node);
                let input = |text: &str| operation.input(text.split('.').next().unwrap_or_default()).copied();
                let inputs: Vec<_> = names.iter().filter_map(|word| input(word.text)).collect();
                let is_new = |input: &crate::check::deep::parts::Field| {
                    text(input.node, "bind").is_some_and(|(from, _)| from == "new.uuid")
                };
                !inputs.is_empty() && !inputs.iter().any(is_new)
            }),
            None => name != entity.key,
        };
        let of_table = table.map_or(&[][..], |table| table.unique.as_slice());
        for unique in entity.unique.iter().chain(of_table) {
            if lists(model, operation, |name, status, _| errors.answers(name, status, entity, &unique.names)) {
                continue;
            }
            let by_key = effect.id == "db.upsert" && unique.names == [entity.key];
            if by_key || !unique.names.iter().all(|name| from_caller(name)) || !told.insert(unique.names.clone()) {
                continue;
            }
            let what = crate::check::place::quoted(unique.names.iter().copied(), "and");
            let title = format!("`{}` can meet a second {what}, and no error says so", operation.name);
            let found = Diagnostic::new(&C1305, title, list_of(operation), "no error for a conflict is listed")
                .label(unique.span, "must be unique")
                .label(effect.span, "stores a new row")
                .note("the database refuses the second one, and the caller gets a failure that was not declared")
                .help(fitting(errors.conflict(entity, &unique.names)));
            findings.push(found.at(operation.own.element.as_str(), "errors"));
        }
        foreign(model, errors, operation, entity, &from_caller, effect.span, findings);
    }
}

fn foreign(
    model: &Model,
    errors: &Errors,
    operation: &Operation,
    entity: &Entity,
    from_caller: &dyn Fn(&str) -> bool,
    at: Span,
    findings: &mut Vec<Diagnostic>,
) {
    for foreign in &entity.foreign {
        let given = operation.input(foreign.name).filter(|input| !input.has("bind"));
        let Some(input) = given.filter(|_| from_caller(foreign.name)) else { continue };
        let loaded = operation.guards("exists").any(|(_, guard)| {
            guard
                .get("params")
                .and_then(|params| text(params, "entity"))
                .is_some_and(|(name, _)| bare(name) == foreign.target)
        });
        let fits = |name: &str, status: u16, _: &str| errors.is_absence(name, status, foreign.target);
        let general = |name: &str, status: u16, _: &str| status == 404 && errors.is_general(model, name);
        if loaded || lists(model, operation, fits) || lists(model, operation, general) {
            continue;
        }
        let title =
            format!("`{}` can be given a `{}` that is not there, and no error says so", operation.name, foreign.target);
        let found = Diagnostic::new(&C1305, title, list_of(operation), "no error for that is listed")
            .label(input.span, "given by the caller")
            .label(foreign.span, "must point at one that exists")
            .label(at, "stores it")
            .help(fitting(errors.absence(foreign.target)));
        findings.push(found.at(operation.own.element.as_str(), "errors"));
    }
}

/// Failures of the system that look the same to a caller.
fn alike(model: &Model, operation: &Operation, findings: &mut Vec<Diagnostic>) {
    let steps = operation.effects.iter().filter(|effect| effect.is_external()).count();
    let mut seen: Vec<(&str, Span, u16)> = Vec::new();
    for (at, (name, span)) in operation.errors.iter().enumerate() {
        let Some((own, status, _)) = facts(model, name).filter(|(_, status, _)| *status >= 500) else { continue };
        let same: Vec<&(&str, Span, u16)> = seen.iter().filter(|(_, _, other)| *other == status).collect();
        // One failure for each step that can fail is as it should be.
        if let Some((other, there, _)) = same.first().filter(|_| same.len() + 1 > steps.max(1)) {
            let title = format!("`{}` can fail with `{other}` or `{name}`, which look the same", operation.name);
            let mut found =
                Diagnostic::new(&C1304, title, *span, format!("{status} as well")).label(*there, format!("{status}"));
            if let Some((_, span)) = own.name {
                found = found.label(span, "what is it that the other is not?");
            }
            let found = found
                .note("only one step of it can fail outside of the system")
                .help("keep one of them, or say in status and description when each comes");
            findings.push(found.at(operation.own.element.as_str(), format!("errors/{at}")));
        }
        seen.push((name, *span, status));
    }
}
