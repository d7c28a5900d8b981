//! One module per operation: the request, the answer, what is checked, and what is done.
//!
//! In: an operation. Out: a unit with a function for each of its phases. How a request arrives, and how an answer leaves, is none of its
//! business.

mod cached;
mod calls;
mod claims;
mod handlers;
mod listing;
mod locks;
mod once;
mod perform;
mod prepare;
pub mod statement;
mod transaction;
pub mod uses;
mod watched;

use std::collections::BTreeSet;

use super::held::Held;
use super::module::{Module, Style, Whole};
use super::names::{self, Of};
use super::python::{self, Writer};
use super::value::Scope;
use crate::ir::{Kind, Operation, Source, Value};
use crate::unit::Unit;

/// An operation while its module is written.
pub struct Build<'s> {
    /// What everything is made from.
    pub whole: Whole<'s>,
    /// The operation.
    pub own: &'s Operation,
    /// Its module.
    pub module: Module<'s>,
    /// Its statements of SQL: name, text, where it comes from.
    pub sql: Vec<(String, String, String)>,
    /// What is kept for the failure: value and name.
    pub pending: Vec<(Value, String)>,
    /// Tables with rows that some operation holds while it waits.
    pub held: &'s Held,
}

/// Whether somebody who is not known may call.
pub fn is_open(own: &Operation) -> bool {
    own.access.open
}

/// The folder of the module of an operation, below `app`.
pub fn folder(own: &Operation) -> &'static str {
    match own.kind {
        Kind::Command => "commands",
        Kind::Query => "queries",
    }
}

/// Whether other services are asked.
pub fn asks_others(own: &Operation) -> bool {
    !(own.phases.before.is_empty() && own.phases.external.is_empty())
}

/// Whether what was stored outside is taken back where the transaction behind it is refused. Where repeated requests are known, the
/// transaction stands around the calls as well, and nothing is behind them.
pub fn withdraws(own: &Operation) -> bool {
    !own.phases.withdrawal.is_empty() && own.idempotency.is_none()
}

/// Whether the clock is asked.
pub fn has_now(own: &Operation) -> bool {
    uses::of_operation(own).into_iter().any(uses::is_moment)
}

/// Whether the moment of the call is needed once everything is prepared.
fn keeps_now(own: &Operation) -> bool {
    let steps = own.phases.steps().flat_map(crate::ir::Step::values);
    let again = own.phases.requirements.iter().flat_map(uses::of_requirement);
    let filters = own.reading.iter().flat_map(|own| &own.filters).flat_map(|own| own.value.within());
    let outputs = uses::of_outputs(&own.outputs);
    steps.chain(again).chain(filters).chain(outputs).chain(uses::of_access(&own.access)).any(uses::is_moment)
}

/// The inputs that the client gives.
pub fn client_inputs(own: &Operation) -> impl Iterator<Item = &crate::ir::Input> {
    own.inputs.iter().filter(|input| input.source == Source::Client)
}

/// The module of an operation, and the one with its body where that is written by hand.
pub fn units<'s>(whole: Whole<'s>, own: &'s Operation, held: &'s Held) -> Vec<Unit> {
    let folder = match own.kind {
        Kind::Command => "app/commands",
        Kind::Query => "app/queries",
    };
    let phases = phases(own);
    let doc = format!("{}: {}\n\n{phases}", own.name, lower_first(&python::plain(&own.description)));
    let doc = if own.description.is_empty() { format!("{}\n\n{phases}", own.name) } else { doc };
    let name = names::module(&own.name);
    let by_hand = whole.by_hand.contains(&own.origin);
    let build = |module| {
        let mut build = Build { whole, own, module, sql: Vec::new(), pending: Vec::new(), held };
        build.pending = build.kept();
        build
    };
    let mut all = Vec::new();
    let mut main = build(Module::new(whole, folder, &doc, &own.origin));
    let perform = if by_hand { Writer::default() } else { main.perform() };
    let prepare = main.prepare();
    main.heads(by_hand);
    main.run();
    main.module.body().append(prepare);
    main.module.body().append(perform);
    all.push(main.module.unit(&name));
    if by_hand {
        let mut body = build(Module::custom(whole, self::folder(own), &doc, &own.origin));
        let perform = body.perform();
        body.heads_by_hand();
        body.module.body().append(perform);
        body.module.body().trim();
        all.push(body.module.unit(&name));
    }
    all
}

fn phases(own: &Operation) -> String {
    let phases = &own.phases;
    if own.reading.is_some() {
        return "Read".to_owned();
    }
    let mut words = vec!["Read"];
    if !phases.before.is_empty() {
        words.push("calls of other services (no connection held)");
    }
    let outcome = !(phases.success.is_empty() && phases.failure.is_empty());
    if !phases.claim.is_empty() || phases.hold.is_some() {
        words.push(if outcome { "claim (one transaction)" } else { "writes (one transaction)" });
    }
    if !phases.external.is_empty() {
        words.push("calls of other services (no connection held)");
    }
    if outcome {
        words.push("outcome (one transaction)");
    }
    words.join(", ")
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next();
    let second = letters.clone().next();
    match first {
        Some(first) if !second.is_some_and(char::is_uppercase) => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

impl<'s> Build<'s> {
    /// The word for a request: `command` or `query`.
    pub fn class(&self) -> String {
        self.whole.names.class(Of::Operation, &self.own.name)
    }

    /// The class of its answers.
    pub fn result(&self) -> String {
        format!("{}Result", self.class())
    }

    /// Whether the caller is known.
    pub fn knows_caller(&self) -> bool {
        !is_open(self.own)
    }

    /// A scope of a function.
    pub fn scope(&self, kind: super::value::Kind) -> Scope<'s> {
        Scope::new(self.whole.system, self.whole.names, self.own, kind)
    }

    /// A statement of SQL under a name of its own.
    pub fn statement(&mut self, name: &str, text: String, origin: &str) -> String {
        if let Some((name, ..)) = self.sql.iter().find(|(_, own, _)| *own == text) {
            return name.clone();
        }
        let mut own = name.to_owned();
        let mut count = 1;
        while self.sql.iter().any(|(name, ..)| *name == own) {
            count += 1;
            own = format!("{name}_{count}");
        }
        self.sql.push((own.clone(), text, origin.to_owned()));
        own
    }

    /// What stands above the functions.
    fn heads(&mut self, by_hand: bool) {
        self.module.imports().name("dataclasses", "dataclass");
        self.module.imports().name("typing", "Protocol");
        let services = self.module.own("app.services", "Services");
        let model = self.module.own("domain.types", "Model");
        let warns = self.own.phases.requirements.iter().any(|own| own.warns);
        if warns {
            self.module.imports().module("logging");
            self.module.body().line("log = logging.getLogger(__name__)");
            self.module.body().gap();
        }
        self.module.body().line(format!("OPERATION = {}", python::text(&self.own.name)));
        if let Some(page) = self.own.reading.as_ref().and_then(|own| own.page.as_ref()) {
            self.module.body().gap();
            self.module.body().line(format!("PAGE_SIZE = {}", page.size));
        }
        self.constants();
        self.request();
        self.answer(&model);
        self.call();
        if !by_hand {
            self.kept_class(&model);
        }
        let result = self.result();
        let body = self.module.body();
        body.apart();
        body.block("class Perform(Protocol):", |out| {
            out.doc("The body of the operation; `Overrides` may put another one in its place");
            out.gap();
            let parameters = ["self", &format!("services: {services}"), "call: Call"].map(str::to_owned);
            out.function("async def __call__", &parameters, &result, "Do what was asked for", |_| {});
        });
    }

    /// What stands above the functions of a body that is written by hand.
    fn heads_by_hand(&mut self) {
        let from = format!("app.{}.{}", folder(self.own), names::module(&self.own.name));
        self.module.own(&from, "Call");
        let result = self.result();
        self.module.own(&from, &result);
        let uses_name = self.own.phases.hold.is_some()
            || self.own.phases.steps().any(|step| matches!(step.action, crate::ir::Action::Move { .. }));
        if uses_name {
            self.module.own(&from, "OPERATION");
        }
        if self.own.reading.as_ref().is_some_and(|own| own.page.is_some()) {
            self.module.own(&from, "PAGE_SIZE");
        }
        self.module.own("app.services", "Services");
        self.constants();
        if self.own.phases.hold.is_some() {
            let model = self.module.own("domain.types", "Model");
            self.kept_class(&model);
        }
    }

    /// The statements of SQL.
    fn constants(&mut self) {
        let seen = self.seen_because();
        for (name, text, origin) in std::mem::take(&mut self.sql) {
            self.module.body().gap();
            self.module.body().from(&origin, |out| out.from_all(&seen, |out| sql(out, &name, &text)));
        }
    }

    /// What decides which rows a caller sees in a list: it is a part of the statement.
    fn seen_because(&self) -> Vec<String> {
        let is_column = |value: &Value| matches!(value, Value::Column { .. });
        let grants = self.own.access.grants.iter().filter(|_| self.own.reading.is_some());
        let by_row = grants.filter(|own| own.when.iter().any(|one| is_column(&one.left) || is_column(&one.right)));
        by_row.flat_map(|own| own.because.iter().cloned()).collect()
    }

    fn request(&mut self) {
        let class = self.class();
        let fields: Vec<(String, String)> = client_inputs(self.own)
            .map(|input| {
                let kind = self.input_annotation(input);
                (names::field(&input.field.name), kind)
            })
            .collect();
        let body = self.module.body();
        body.apart();
        body.line("@dataclass(frozen=True, slots=True)");
        body.block(format!("class {class}:"), |out| {
            out.doc("What the caller asks for");
            if !fields.is_empty() {
                out.gap();
            }
            fields.iter().for_each(|(name, kind)| out.line(format!("{name}: {kind}")));
        });
    }

    /// The type of an input in a request or a call.
    pub fn input_annotation(&mut self, input: &crate::ir::Input) -> String {
        let always = input.field.required || input.field.default.is_some();
        self.module.optional(&input.field.kind, always, Style::Plain)
    }

    fn answer(&mut self, model: &str) {
        let result = self.result();
        self.module.body().apart();
        self.module.body().line(format!("class {result}({model}):"));
        let mut fields = Vec::new();
        for output in &self.own.outputs {
            let kind = self.module.optional(&output.kind, output.required, Style::Checked);
            let own = names::field(&output.name);
            let line = if own == output.name {
                format!("{own}: {kind}")
            } else {
                self.module.imports().name("typing", "Annotated");
                self.module.imports().name("pydantic", "Field");
                format!("{own}: Annotated[{kind}, Field(alias={})]", python::text(&output.name))
            };
            fields.push(if output.required { line } else { format!("{line} = None") });
        }
        self.module.body().indented(|out| {
            out.doc("What the caller gets");
            if !fields.is_empty() {
                out.gap();
            }
            fields.iter().for_each(|line| out.line(line));
        });
    }

    fn call(&mut self) {
        let mut fields = Vec::new();
        if self.knows_caller() {
            let actor = self.module.own("policy.actor", "Actor");
            fields.push(format!("actor: {actor}"));
        }
        if keeps_now(self.own) {
            self.module.imports().dates();
            fields.push("now: dt.datetime".to_owned());
        }
        for input in &self.own.inputs {
            let kind = self.input_annotation(input);
            fields.push(format!("{}: {kind}", names::field(&input.field.name)));
        }
        if self.own.idempotency.is_some() {
            let idempotency = self.module.own("persistence", "idempotency");
            fields.push(format!("idempotency_key: {idempotency}.Key"));
        }
        for load in &self.own.phases.loads {
            if let Some(table) = self.whole.system.table(&load.table) {
                let class = self.module.row_class(table);
                fields.push(format!("{}: {class}", names::field(&load.row)));
            }
        }
        let body = self.module.body();
        body.apart();
        body.line("@dataclass(frozen=True, slots=True)");
        body.block("class Call:", |out| {
            out.doc("A request that may go on: what was made for it, and the rows that it speaks of");
            if !fields.is_empty() {
                out.gap();
            }
            fields.iter().for_each(|line| out.line(line));
        });
    }

    fn kept_class(&mut self, model: &str) {
        if self.own.phases.hold.is_none() {
            return;
        }
        let scope = self.scope(super::value::Kind::Call);
        let fields: Vec<String> = self
            .kept_fields()
            .iter()
            .map(|(value, name)| match scope.typed(value) {
                Some((kind, always)) => {
                    let kind = self.module.optional(&kind, always, Style::Checked);
                    format!("{name}: {kind}")
                }
                None => format!("{name}: {}", self.module.imports().name("typing", "Any")),
            })
            .collect();
        let body = self.module.body();
        body.apart();
        body.block(format!("class Pending({model}):"), |out| {
            out.doc("What the outcome needs; it is stored with the claim, so that it outlives a crash");
            out.gap();
            fields.iter().for_each(|line| out.line(line));
        });
    }

    fn run(&mut self) {
        let (class, result, name) = (self.class(), self.result(), names::module(&self.own.name));
        let knows = self.knows_caller();
        let mut parameters = vec!["services: Services".to_owned()];
        let actor = if knows { "actor" } else { "None" };
        if knows {
            parameters.push("actor: Actor".to_owned());
        }
        parameters.push(format!("request: {class}"));
        let performed = self.performed(&name);
        let forgotten = self.forgotten();
        let repeated = self.idempotency_key();
        let patience = self.own.patience_ms.filter(|_| asks_others(self.own));
        if patience.is_some() {
            self.module.own("integrations.timeouts", "within");
        }
        let admitted = self.admitted();
        let watch = self.watching();
        let told = self.told();
        let prepared = if knows { "services, actor, request" } else { "services, request" };
        let once = repeated.map(|key| self.answered_once(key, prepared));
        let attempt = |out: &mut Writer| {
            out.line(format!("call = await prepare({prepared})"));
            out.line(format!("await services.overrides.before(OPERATION, {actor}, request)"));
            let done = |out: &mut Writer| out.statement("result = await ", &performed, "");
            match patience {
                Some(ms) => out.block(format!("with within({:?}):", ms as f64 / 1000.0), done),
                None => done(out),
            }
            forgotten.iter().for_each(|line| out.line(line));
            out.line(format!("await services.overrides.after(OPERATION, {actor}, request, result)"));
            told.iter().for_each(|line| line(out));
            out.line("return result");
        };
        let body = self.module.body();
        body.apart();
        body.function("async def run", &parameters, &result, "Check the request, then do what it asks for", |out| {
            admitted.iter().for_each(|line| out.statement("", line, ""));
            if let Some(watch) = &watch {
                out.statement("with ", watch, ":");
                out.enter();
            }
            match &once {
                Some(once) => out.statement("return ", once, ""),
                None => attempt(out),
            }
            if watch.is_some() {
                out.leave();
            }
        });
        if once.is_some() {
            body.apart();
            body.function("async def _attempt", &parameters, &result, "", attempt);
        }
    }

    /// The values that the failure needs, each under a name of its own.
    fn kept(&self) -> Vec<(Value, String)> {
        let Some(hold) = &self.own.phases.hold else { return Vec::new() };
        let key = self.key_of(&hold.table);
        let mut kept = vec![(Value::Row { row: hold.row.clone(), field: key, path: Vec::new() }, String::new())];
        for step in &self.own.phases.failure {
            for value in step.values() {
                let wanted = match value {
                    Value::Row { row, .. } => *row != hold.row,
                    Value::Input { .. } | Value::Size { .. } | Value::Actor { .. } | Value::Answer { .. } => true,
                    _ => false,
                };
                let known = self.is_key_of(value, hold);
                if wanted && !known && kept.iter().all(|(own, _)| own != value) {
                    kept.push((value.clone(), String::new()));
                }
            }
            if step.values().into_iter().any(uses::is_moment) && kept.iter().all(|(own, _)| *own != Value::Now) {
                kept.push((Value::Now, String::new()));
            }
        }
        let mut taken = BTreeSet::new();
        let key = kept.first().map(|(value, _)| value.clone());
        for (value, name) in &mut kept {
            let base = match value {
                Value::Row { row, field, path } => join(&[&[row.as_str(), field][..], &texts(path)].concat()),
                Value::Input { name, path } => join(&[&[name.as_str()][..], &texts(path)].concat()),
                Value::Size { input } => format!("{}_size", names::snake(input)),
                Value::Actor { field } => format!("actor_{}", names::snake(field)),
                Value::Answer { call, field } => join(&[call, field]),
                _ => "now".to_owned(),
            };
            let mut own = names::field(&base);
            while !taken.insert(own.clone()) {
                own.push_str("_again");
            }
            *name = own;
        }
        // What the row was found by is its key.
        if let (Some(Value::Row { row, field, .. }), Some((_, name))) = (key, kept.first().cloned()) {
            let loaded = self.own.phases.loads.iter().find(|load| load.row == row && load.column == field);
            kept.extend(loaded.map(|load| (load.value.clone(), name)));
        }
        kept
    }

    /// What is kept, once for each name.
    pub fn kept_fields(&self) -> Vec<(Value, String)> {
        let mut all: Vec<(Value, String)> = Vec::new();
        for (value, name) in &self.pending {
            if all.iter().all(|(_, other)| other != name) {
                all.push((value.clone(), name.clone()));
            }
        }
        all
    }

    /// Whether a value is the one by which the row of a claim was found.
    fn is_key_of(&self, value: &Value, hold: &crate::ir::Claim) -> bool {
        let key = self.key_of(&hold.table);
        self.own.phases.loads.iter().any(|load| load.row == hold.row && load.column == key && load.value == *value)
    }

    /// The column of the key of a table.
    pub fn key_of(&self, table: &str) -> String {
        let own = self.whole.system.table(table);
        own.and_then(|own| own.key.first()).cloned().unwrap_or_else(|| "id".to_owned())
    }

    /// The key of a row as an expression.
    pub fn row_key(&self, scope: &Scope, row: &str, table: &str) -> String {
        format!("{}.{}", scope.row(row), names::field(&self.key_of(table)))
    }
}

fn texts(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

fn join(parts: &[&str]) -> String {
    parts.iter().map(|part| names::snake(part)).collect::<Vec<_>>().join("_")
}

/// A statement of SQL as a constant.
pub fn sql(out: &mut Writer, name: &str, text: &str) {
    let flat = format!("{name} = {}", python::text(text));
    if !text.contains('\n') && python::width(&flat) <= 100 && !text.contains('"') {
        out.line(flat);
        return;
    }
    out.line(format!("{name} = \"\"\""));
    out.verbatim(&text.replace('\\', "\\\\"));
    out.line("\"\"\"");
}
