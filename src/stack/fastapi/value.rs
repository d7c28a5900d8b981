//! Values of operations as expressions.
//!
//! In: a value, and what is at hand where it is needed. Out: an expression, converted to the type that is wanted, and its type.

use std::collections::BTreeMap;

use super::module::{Module, Style};
use super::names::{self, Names, Of};
use super::python::{self, Expr};
use crate::ir::{Action, Constant, Operation, Piece, Source, System, Table, Type, Value};

/// What is at hand in a function of an operation.
#[derive(Clone)]
pub struct Scope<'s> {
    /// What everything is made from.
    pub system: &'s System,
    /// The names in it.
    pub names: &'s Names,
    /// The operation.
    pub operation: &'s Operation,
    /// Where things are found.
    pub kind: Kind,
    /// Rows that are variables here, and how these are called.
    pub rows: BTreeMap<String, String>,
    /// Answers of services that are variables here.
    pub answers: BTreeMap<String, String>,
    /// Fields of what was kept for the outcome.
    pub pending: Vec<(Value, String)>,
}

/// Where things are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Inputs stand in `request` or are variables, and the caller is `actor`.
    Prepare,
    /// Everything stands in `call`.
    Call,
    /// Everything stands in `pending`.
    Pending,
}

/// A type and whether it is always there.
pub type Typed = Option<(Type, bool)>;

/// A part of a text that is put together.
enum Part {
    /// As it stands.
    Literal(String),
    /// An expression without double quotes.
    Shown(String),
}

impl<'s> Scope<'s> {
    /// Nothing but what the kind gives.
    pub fn new(system: &'s System, names: &'s Names, operation: &'s Operation, kind: Kind) -> Scope<'s> {
        Scope { system, names, operation, kind, rows: BTreeMap::new(), answers: BTreeMap::new(), pending: Vec::new() }
    }

    /// The table of a row.
    pub fn table_of(&self, row: &str) -> Option<&'s Table> {
        table_of(self.system, self.operation, row)
    }

    /// The type of a value.
    pub fn typed(&self, value: &Value) -> Typed {
        match value {
            Value::Input { name, path } => {
                let input = self.operation.inputs.iter().find(|own| own.field.name == *name)?;
                let always = input.field.required || input.field.default.is_some();
                inside(self.system, input.field.kind.clone(), always, path)
            }
            Value::Size { .. } => Some((Type::Int, true)),
            Value::Actor { field } if field == "id" => Some((actor_id(self.system), true)),
            Value::Actor { field } if field == "role" || field == "roles" => None,
            Value::Actor { field } => {
                let own = self.system.actor.as_ref()?.attributes.iter().find(|own| own.name == *field)?;
                Some((own.kind.clone(), own.required))
            }
            Value::Now | Value::DaysAgo { .. } => Some((Type::Datetime, true)),
            Value::Today => Some((Type::Date, true)),
            Value::NewId => Some((Type::Uuid, true)),
            Value::Constant { .. } | Value::Null | Value::Listed | Value::Measured { .. } | Value::Object { .. } => {
                None
            }
            Value::Row { row, field, path } => {
                let table = self.table_of(row)?;
                let (kind, always) = column(self.system, table, field)?;
                inside(self.system, kind, always, path)
            }
            Value::Column { field } => {
                let table = self.system.table(&self.operation.reading.as_ref()?.table)?;
                column(self.system, table, field)
            }
            Value::Answer { call, field } => {
                let own = answer_of(self.system, self.operation, call)?;
                let field = own.response.iter().find(|own| own.name == *field)?;
                Some((field.kind.clone(), field.required))
            }
            Value::WholeRow { row } => {
                let entity = self.table_of(row)?.entity.clone()?;
                Some((Type::Entity { name: entity }, true))
            }
            Value::WholeAnswer { .. } => None,
            Value::Text { .. } => Some((Type::Text, true)),
        }
    }

    /// An expression for a value where `wanted` is needed; `required` where it must not be missing.
    pub fn value(&self, module: &mut Module, value: &Value, wanted: Option<&Type>, required: bool) -> Expr {
        let typed = self.typed(value);
        let expr = self.plain(module, value, wanted);
        let missing = typed.as_ref().is_some_and(|(_, always)| !always);
        if missing && required { self.there(module, value, expr) } else { expr }
    }

    /// An expression for a value that may be missing and must not be: what a token does not tell refuses the caller, and what a client
    /// leaves out the request.
    fn there(&self, module: &mut Module, value: &Value, expr: Expr) -> Expr {
        let failure = match value {
            Value::Actor { .. } => Some(self.operation.access.refused.as_str()),
            Value::Input { name, .. } if self.is_client(name) => Some("ValidationFailed"),
            _ => None,
        };
        match failure {
            Some(failure) => {
                let failure = Expr::Atom(module.failure(failure));
                Expr::call(module.own("persistence.database", "found"), vec![expr, failure])
            }
            None => Expr::call(module.own("persistence.database", "present"), vec![expr]),
        }
    }

    fn plain(&self, module: &mut Module, value: &Value, wanted: Option<&Type>) -> Expr {
        if let Some((_, name)) = self.pending.iter().find(|(own, _)| own == value) {
            return Expr::Atom(format!("pending.{name}"));
        }
        match value {
            Value::Input { name, path } => {
                let base = self.input(name);
                self.path(module, base, &Value::Input { name: name.clone(), path: Vec::new() }, path)
            }
            Value::Size { input } => Expr::Atom(format!("len({})", self.input(input))),
            Value::Actor { field } => {
                let caller = if self.kind == Kind::Prepare { "actor" } else { "call.actor" };
                Expr::Atom(format!("{caller}.{}", names::field(field)))
            }
            Value::Now => Expr::Atom(self.now()),
            Value::DaysAgo { days } => {
                module.imports().dates();
                Expr::Atom(format!("{} - dt.timedelta(days={days})", self.now()))
            }
            Value::Today => Expr::Atom(format!("{}.date()", self.now())),
            Value::NewId => Expr::Atom(format!("{}()", module.imports().name("uuid", "uuid4"))),
            Value::Constant { value } => module.constant(value, wanted),
            Value::Row { row, field, path } => {
                let base = format!("{}.{}", self.row(row), names::field(field));
                let whole = Value::Row { row: row.clone(), field: field.clone(), path: Vec::new() };
                self.path(module, base, &whole, path)
            }
            Value::WholeRow { row } => self.whole_row(module, row, wanted),
            Value::Answer { call, field } => Expr::Atom(format!("{}.{}", self.answer(call), names::field(field))),
            Value::WholeAnswer { call } => self.whole_answer(module, call, wanted),
            Value::Text { pieces } => self.text(module, pieces),
            Value::Object { fields } => self.object(module, fields, wanted),
            Value::Null => Expr::atom("None"),
            // Only in conditions of lists, which are SQL, and in answers, which read the rows themselves.
            Value::Column { field } => Expr::Atom(names::field(field)),
            Value::Listed | Value::Measured { .. } => Expr::atom("rows"),
        }
    }

    /// Whether a client gives an input.
    fn is_client(&self, name: &str) -> bool {
        self.operation.inputs.iter().any(|own| own.field.name == name && own.source == Source::Client)
    }

    /// An input.
    fn input(&self, name: &str) -> String {
        let own = names::field(name);
        match self.kind {
            Kind::Pending => format!("pending.{own}"),
            Kind::Call => format!("call.{own}"),
            Kind::Prepare => {
                if self.is_client(name) {
                    format!("request.{own}")
                } else {
                    self.variable(name)
                }
            }
        }
    }

    /// The variable that holds an input in `prepare`.
    pub fn variable(&self, name: &str) -> String {
        self.names.local(name)
    }

    fn now(&self) -> String {
        match self.kind {
            Kind::Prepare => "now".to_owned(),
            Kind::Call => "call.now".to_owned(),
            Kind::Pending => "pending.now".to_owned(),
        }
    }

    /// A row.
    pub fn row(&self, row: &str) -> String {
        match self.rows.get(row) {
            Some(name) => name.clone(),
            None => format!("call.{}", names::field(row)),
        }
    }

    fn answer(&self, call: &str) -> String {
        self.answers.get(call).cloned().unwrap_or_else(|| names::field(call))
    }

    fn path(&self, module: &mut Module, base: String, whole: &Value, path: &[String]) -> Expr {
        Expr::Atom(self.steps(base, whole, path, |value, base| self.there(module, value, Expr::Atom(base)).flat()))
    }

    /// Fields inside of a value; `there` makes of what may be missing on the way what is there.
    fn steps(
        &self,
        mut base: String,
        whole: &Value,
        path: &[String],
        mut there: impl FnMut(&Value, String) -> String,
    ) -> String {
        let mut value = whole.clone();
        for step in path {
            if self.typed(&value).is_some_and(|(_, always)| !always) {
                base = there(&value, base);
            }
            base = format!("{base}.{}", names::field(step));
            match &mut value {
                Value::Input { path, .. } | Value::Row { path, .. } => path.push(step.clone()),
                _ => {}
            }
        }
        base
    }

    fn whole_row(&self, module: &mut Module, row: &str, wanted: Option<&Type>) -> Expr {
        let base = self.row(row);
        match wanted {
            Some(Type::Value { name }) => {
                let fields = value_fields(self.system, name);
                let take = |(field, kind, required): (String, Type, bool)| {
                    let value = Value::Row { row: row.to_owned(), field: field.clone(), path: Vec::new() };
                    (names::field(&field), self.value(module, &value, Some(&kind), required))
                };
                let arguments = fields.into_iter().map(take).collect();
                Expr::named_call(module.class(Of::Value, name), arguments)
            }
            Some(Type::Json) => Expr::Atom(format!("{base}.model_dump(mode=\"json\")")),
            _ => Expr::Atom(base),
        }
    }

    fn whole_answer(&self, module: &mut Module, call: &str, wanted: Option<&Type>) -> Expr {
        let base = self.answer(call);
        match wanted {
            Some(Type::Value { name }) => {
                let fields = value_fields(self.system, name);
                let take = |(field, kind, required): (String, Type, bool)| {
                    let value = Value::Answer { call: call.to_owned(), field: field.clone() };
                    let known = answer_of(self.system, self.operation, call)
                        .is_some_and(|own| own.response.iter().any(|own| own.name == field));
                    known.then(|| (names::field(&field), self.value(module, &value, Some(&kind), required)))
                };
                let arguments = fields.into_iter().filter_map(take).collect();
                Expr::named_call(module.class(Of::Value, name), arguments)
            }
            _ => Expr::Atom(format!("{base}.model_dump(mode=\"json\")")),
        }
    }

    /// A text that is put together: one literal where nothing of it comes from elsewhere.
    fn text(&self, module: &mut Module, pieces: &[Piece]) -> Expr {
        let mut parts = Vec::new();
        self.parts(module, pieces, &mut parts);
        if parts.iter().all(|part| matches!(part, Part::Literal(_))) {
            let literals = parts.iter().map(|part| match part {
                Part::Literal(text) => text.as_str(),
                Part::Shown(_) => "",
            });
            return Expr::Atom(python::text(&literals.collect::<String>()));
        }
        let parts = parts.iter().map(|part| match part {
            Part::Literal(text) => python::escaped(text, '"').replace('{', "{{").replace('}', "}}"),
            Part::Shown(expr) => format!("{{{expr}}}"),
        });
        Expr::Atom(format!("f\"{}\"", parts.collect::<String>()))
    }

    fn parts(&self, module: &mut Module, pieces: &[Piece], out: &mut Vec<Part>) {
        for piece in pieces {
            match piece {
                Piece::Text(text) => out.push(Part::Literal(text.clone())),
                Piece::Value(Value::Text { pieces }) => self.parts(module, pieces, out),
                Piece::Value(Value::Constant { value: Constant::Text(text) | Constant::Number(text) }) => {
                    out.push(Part::Literal(text.clone()));
                }
                Piece::Value(Value::Constant { value: Constant::Bool(value) }) => {
                    out.push(Part::Literal(value.to_string()));
                }
                Piece::Value(Value::Null | Value::Constant { value: Constant::Null }) => {}
                Piece::Value(value) => out.push(Part::Shown(self.shown(module, value))),
            }
        }
    }

    /// A value inside of a text: nothing where it is missing, or what it stands in.
    fn shown(&self, module: &mut Module, value: &Value) -> String {
        let kept = self.pending.iter().any(|(own, _)| own == value);
        let (whole, path) = match value {
            Value::Input { name, path } if !kept => (Value::Input { name: name.clone(), path: Vec::new() }, &path[..]),
            Value::Row { row, field, path } if !kept => {
                (Value::Row { row: row.clone(), field: field.clone(), path: Vec::new() }, &path[..])
            }
            value => (value.clone(), &[][..]),
        };
        let mut missing = Vec::new();
        let base = self.plain(module, &whole, None).flat();
        let mut expr = self.steps(base, &whole, path, |_, base| {
            missing.push(format!("{base} is None"));
            base
        });
        let typed = self.typed(value);
        if typed.as_ref().is_some_and(|(_, always)| !always) {
            missing.push(format!("{expr} is None"));
        }
        if matches!(typed, Some((Type::Datetime, _))) {
            expr.push_str(".isoformat()");
        }
        if missing.is_empty() { expr } else { format!("'' if {} else {expr}", missing.join(" or ")) }
    }

    fn object(&self, module: &mut Module, fields: &[(String, Value)], wanted: Option<&Type>) -> Expr {
        match wanted {
            Some(Type::Value { name }) => {
                let known = value_fields(self.system, name);
                let take = |(field, value): &(String, Value)| {
                    let own = known.iter().find(|(own, ..)| own == field);
                    let kind = own.map(|(_, kind, _)| kind);
                    let required = own.is_some_and(|(.., required)| *required);
                    (names::field(field), self.value(module, value, kind, required))
                };
                let arguments = fields.iter().map(take).collect();
                Expr::named_call(module.class(Of::Value, name), arguments)
            }
            _ => {
                let take = |(field, value): &(String, Value)| {
                    (Expr::Atom(python::text(field)), self.value(module, value, None, false))
                };
                Expr::dictionary(fields.iter().map(take).collect())
            }
        }
    }

    /// An expression for a value as an argument of a statement, for a column.
    pub fn argument(&self, module: &mut Module, value: &Value, table: &Table, column: &str) -> Expr {
        let own = table.column(column);
        let kind = own.map(|own| &own.kind);
        let required = own.is_some_and(|own| own.required);
        let expr = self.value(module, value, kind, required);
        let given = self.typed(value).map(|(kind, _)| kind);
        if matches!(value, Value::Null) || expr == Expr::atom("None") {
            return expr;
        }
        match kind {
            Some(Type::Json | Type::Value { .. } | Type::Entity { .. } | Type::List { .. } | Type::Map { .. }) => {
                Expr::call(module.own("persistence.database", "jsonb"), vec![expr])
            }
            Some(Type::Text) if given.is_some_and(|kind| !is_text(&kind)) => Expr::call("str", vec![expr]),
            _ => expr,
        }
    }

    /// The annotation of a value.
    pub fn annotation(&self, module: &mut Module, value: &Value) -> String {
        match self.typed(value) {
            Some((kind, always)) => module.optional(&kind, always, Style::Plain),
            None => module.imports().name("typing", "Any"),
        }
    }
}

/// Whether a value of a type is text in Python.
pub fn is_text(kind: &Type) -> bool {
    matches!(kind, Type::Text | Type::OneOf { .. } | Type::Enumeration { .. })
}

/// The type of the subject of a token.
pub fn actor_id(system: &System) -> Type {
    system.actor.as_ref().map_or(Type::Uuid, |own| own.id.clone())
}

/// The type of a column as it is read: that of the field of the entity, where it has one.
pub fn column(system: &System, table: &Table, name: &str) -> Typed {
    let column = table.column(name);
    let field = table.entity.as_ref().and_then(|entity| system.entity(entity)).and_then(|own| own.field(name));
    match (field, column) {
        (Some(field), Some(column)) => Some((field.kind.clone(), field.required && column.required)),
        (Some(field), None) => Some((field.kind.clone(), false)),
        (None, Some(column)) => Some((column.kind.clone(), column.required)),
        (None, None) => None,
    }
}

/// The fields of a value object: name, type, whether it must be given.
fn value_fields(system: &System, name: &str) -> Vec<(String, Type, bool)> {
    let own = system.value(name);
    let of = |field: &crate::ir::Field| (field.name.clone(), field.kind.clone(), field.required);
    own.map_or_else(Vec::new, |own| own.fields.iter().map(of).collect())
}

/// What stands inside of a value.
fn inside(system: &System, mut kind: Type, mut always: bool, path: &[String]) -> Typed {
    for step in path {
        let Type::Value { name } = &kind else { return Some((Type::Json, always)) };
        let fields = value_fields(system, name);
        let (_, inner, required) = fields.into_iter().find(|(own, ..)| own == step)?;
        let default = system
            .values
            .iter()
            .find(|own| own.name == *name)
            .and_then(|own| own.fields.iter().find(|own| own.name == *step))
            .is_some_and(|own| own.default.is_some());
        kind = inner;
        always = required || default;
    }
    Some((kind, always))
}

/// The table of a row of an operation.
pub fn table_of<'s>(system: &'s System, operation: &'s Operation, row: &str) -> Option<&'s Table> {
    let load = operation.phases.loads.iter().find(|own| own.row == row).map(|own| &own.table);
    let written = || {
        operation.phases.steps().find_map(|step| match &step.action {
            Action::Insert { table, row: own, .. }
            | Action::Update { table, row: own, .. }
            | Action::Upsert { table, row: own, .. }
                if own == row =>
            {
                Some(table)
            }
            _ => None,
        })
    };
    system.table(load.or_else(written)?)
}

/// The call that gives an answer.
pub fn answer_of<'s>(system: &'s System, operation: &'s Operation, answer: &str) -> Option<&'s crate::ir::Call> {
    operation.phases.steps().find_map(|step| match &step.action {
        Action::Call { integration, call, answer: own, .. } if own == answer => {
            system.integration(integration)?.calls.iter().find(|own| own.name == *call)
        }
        _ => None,
    })
}
