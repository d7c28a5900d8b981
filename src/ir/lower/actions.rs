//! Effects as steps.
//!
//! In: an effect and what is at hand before it. Out: a step, and what is at hand behind it.

use super::Lower;
use super::scope::Scope;
use crate::ast::{Entry, Node};
use crate::check::deep::model::{Effect, Entity, Operation};
use crate::check::deep::parts::{bare, text};
use crate::check::gather::Declaration;
use crate::ir::{Action, Step, Value};

/// Where an effect stands.
pub struct Place<'p, 'm> {
    /// The declaration, an operation or a workflow.
    pub own: &'p Declaration<'m>,
    /// The list in it: `effects` or `transitions/1/effects`.
    pub list: String,
}

impl<'m> Lower<'_, 'm, '_> {
    /// A step; none where it was refused, or where it does nothing in a service of this kind.
    pub fn step(
        &mut self,
        operation: &Operation<'m>,
        effect: &Effect<'m>,
        scope: &mut Scope,
        place: &Place<'_, 'm>,
    ) -> Option<Step> {
        let at = format!("{}/{}", place.list, effect.at);
        let mut failure = text(effect.node, "on_failure").map(|(name, _)| bare(name).to_owned());
        let action = match effect.id {
            "db.insert" | "db.update" | "db.upsert" | "db.delete" => {
                let action = self.write(operation, effect, scope, place, &at)?;
                if let (None, Some((entity, _)), true) = (&failure, effect.entity(), effect.creates()) {
                    let table = self.table_of(entity);
                    let unique = table.and_then(|own| own.indexes.iter().find(|index| index.unique));
                    let column = unique.and_then(|index| index.columns.first()).cloned();
                    failure = column.and_then(|column| self.taken(operation, entity, Some(&column)));
                }
                action
            }
            "emit.event" => self.emit(operation, effect, scope, place, &at)?,
            "call.integration" => {
                failure = failure.or_else(|| self.unanswered(operation, effect));
                self.call(effect, scope, place, &at)?
            }
            "send.email" => self.mail(effect, scope, place, &at)?,
            "cache.invalidate" => self.forget(effect, place, &at)?,
            "schedule.job" => self.schedule(operation, effect, scope, place, &at)?,
            "send.notification" => self.notify(operation, effect, scope, place, &at)?,
            other => {
                self.refuse(place.own, &*at, effect.span, &format!("`{other}`"), "no part of a service does this");
                return None;
            }
        };
        let only_in = None;
        Some(Step { origin: format!("{}/{at}", place.own.element), action, failure, only_in })
    }

    fn write(
        &mut self,
        operation: &Operation<'m>,
        effect: &Effect<'m>,
        scope: &mut Scope,
        place: &Place<'_, 'm>,
        at: &str,
    ) -> Option<Action> {
        let (name, span) = effect.entity()?;
        let entity = self.model.entity(name)?;
        let Some(table) = self.table_of(entity.name).map(|table| table.name.clone()) else {
            self.refuse(place.own, at, span, &format!("writing `{name}`"), "no table keeps it");
            return None;
        };
        let set = self.values(entity, effect.map("set"), scope, place, &format!("{at}/params/set"));
        let mut key = self.values(entity, effect.map("where"), scope, place, &format!("{at}/params/where"));
        if key.is_empty() && effect.id != "db.insert" {
            key.extend(self.key_value(operation, entity, scope));
            if key.is_empty() {
                let what = format!("which rows of `{name}` are meant");
                self.sourceless(place.own, at, span, &what, "no `where`, and no input or row that is its id");
                return None;
            }
        }
        let alias = effect.result.map(|(name, _)| name);
        Some(match effect.id {
            "db.insert" => {
                let set = self.whole(entity, set, effect.map("set").is_some(), scope, place, effect, at);
                let row = scope.row(entity.name, alias, true);
                Action::Insert { table, row, set }
            }
            "db.upsert" => {
                let given: Vec<(String, Value)> = key.iter().cloned().chain(set).collect();
                let all = self.whole(entity, given, effect.map("set").is_some(), scope, place, effect, at);
                let set = all.into_iter().filter(|(column, _)| key.iter().all(|(own, _)| own != column)).collect();
                let row = scope.row(entity.name, alias, true);
                Action::Upsert { table, row, key, set }
            }
            "db.update" => {
                let row = scope.row(entity.name, alias, false);
                Action::Update { table, row, key, set }
            }
            _ => Action::Delete { table, key },
        })
    }

    /// What a value stands for; says so where that is not known. `numbers` tells whether digits in a text are a number.
    pub fn resolved(
        &mut self,
        scope: &Scope,
        (node, numbers): (&Node, bool),
        place: &Place<'_, 'm>,
        at: &str,
    ) -> Option<Value> {
        match scope.value(self, node, numbers) {
            Ok(value) => Some(value),
            Err(word) => {
                let what = format!("what `{word}` is");
                self.sourceless(place.own, at, node.span, &what, "not known at this point");
                None
            }
        }
    }

    /// The values of a `set`, `where` or `payload`.
    fn values(
        &mut self,
        entity: &Entity<'m>,
        entries: Option<&'m [Entry]>,
        scope: &Scope,
        place: &Place<'_, 'm>,
        at: &str,
    ) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for entry in entries.unwrap_or(&[]) {
            let Some(column) = entry.key.as_text() else { continue };
            let kind = entity.field(column).map(|field| self.kind(field));
            let numbers = kind.as_ref().is_some_and(super::types::is_number);
            if let Some(value) = self.resolved(scope, (&entry.node, numbers), place, &format!("{at}/{column}")) {
                found.push((column.to_owned(), moment(value, kind.as_ref())));
            }
        }
        found
    }

    /// All values of a new row: those that are given, and those that conventions fill.
    #[expect(clippy::too_many_arguments, reason = "what is given, what is at hand, and where it stands")]
    fn whole(
        &mut self,
        entity: &Entity<'m>,
        mut set: Vec<(String, Value)>,
        said: bool,
        scope: &Scope,
        place: &Place<'_, 'm>,
        effect: &Effect<'m>,
        at: &str,
    ) -> Vec<(String, Value)> {
        for field in &entity.fields {
            let column = self.table_of(entity.name).and_then(|table| table.column(field.name)).cloned();
            let (Some(column), false) = (column, set.iter().any(|(name, _)| name == field.name)) else { continue };
            if column.generated.is_some() {
                continue;
            }
            let by_name = if said { None } else { scope.by_name(self, field.name, Some(entity.name)) };
            let default = || field.node.get("default").map(|node| super::types::constant(node, true));
            if let Some((value, convention)) = by_name {
                self.convention(place.own, format!("{at}/{}", field.name), convention);
                set.push((field.name.to_owned(), value));
            } else if column.default.is_some() {
            } else if let Some(value) = default().filter(|_| !super::types::is_moment(&column.kind)) {
                set.push((field.name.to_owned(), value.into()));
            } else if let Some((value, convention)) = Scope::column(self, field, entity).filter(|_| column.required) {
                self.convention(place.own, format!("{at}/{}", field.name), convention);
                set.push((field.name.to_owned(), value));
            } else if column.required {
                let what = format!("what is stored in `{}`", field.name);
                self.sourceless(place.own, at, effect.span, &what, "stores a row without it");
            }
        }
        set
    }

    /// The key of a row that is changed or removed where nothing else is said: its id.
    fn key_value(&self, operation: &Operation<'m>, entity: &Entity<'m>, scope: &Scope) -> Option<(String, Value)> {
        if let Some(row) = scope.row_of(entity.name) {
            let value = Value::Row { row: row.name.clone(), field: entity.key.to_owned(), path: Vec::new() };
            return Some((entity.key.to_owned(), value));
        }
        let id = operation.inputs.iter().find(|field| {
            field.name == entity.key
                || self.model.entity_of_id(field.name, None).is_some_and(|own| own.name == entity.name)
        })?;
        Some((entity.key.to_owned(), Value::Input { name: id.name.to_owned(), path: Vec::new() }))
    }

    fn emit(
        &mut self,
        operation: &Operation<'m>,
        effect: &Effect<'m>,
        scope: &Scope,
        place: &Place<'_, 'm>,
        at: &str,
    ) -> Option<Action> {
        let (event, span) = effect.name("event")?;
        let payload = self.payload(operation, event, effect.map("payload"), scope, (place, at, span))?;
        Some(Action::Emit { event: event.to_owned(), payload })
    }

    /// What an event tells: what is given and, where nothing is given, what conventions fill.
    pub fn payload(
        &mut self,
        operation: &Operation<'m>,
        event: &str,
        given: Option<&'m [Entry]>,
        scope: &Scope,
        (place, at, span): (&Place<'_, 'm>, &str, crate::source::Span),
    ) -> Option<Vec<(String, Value)>> {
        let mut payload = Vec::new();
        for entry in given.unwrap_or(&[]) {
            let Some(name) = entry.key.as_text() else { continue };
            let value = self.resolved(scope, (&entry.node, true), place, at);
            payload.extend(value.map(|value| (name.to_owned(), value)));
        }
        for field in self.model.payload(event)? {
            if payload.iter().any(|(name, _)| name == field.name) {
                continue;
            }
            match scope.by_name(self, field.name, None) {
                Some((value, convention)) => {
                    self.convention(place.own, format!("{at}/{}", field.name), convention);
                    payload.push((field.name.to_owned(), value));
                }
                None if !field.is_required() => payload.push((field.name.to_owned(), Value::Null)),
                None => {
                    let what = format!("what `{event}` tells as `{}`", field.name);
                    self.sourceless(place.own, at, span, &what, &format!("nothing in `{}` gives it", operation.name));
                }
            }
        }
        Some(payload)
    }

    fn call(&mut self, effect: &Effect<'m>, scope: &mut Scope, place: &Place<'_, 'm>, at: &str) -> Option<Action> {
        let (integration, _) = effect.integration()?;
        let (call, span) = effect.operation()?;
        let own = self.model.sound.one("operation", call)?;
        let mut arguments = Vec::new();
        for entry in effect.map("payload").unwrap_or(&[]) {
            let Some(name) = entry.key.as_text() else { continue };
            let value = self.resolved(scope, (&entry.node, true), place, &format!("{at}/params/payload/{name}"));
            arguments.extend(value.map(|value| (name.to_owned(), value)));
        }
        for field in crate::check::deep::parts::fields(own.node, "request_schema") {
            if arguments.iter().any(|(name, _)| name == field.name) || field.has("default") {
                continue;
            }
            match scope.by_name(self, field.name, None) {
                Some((value, convention)) => {
                    self.convention(place.own, format!("{at}/{}", field.name), convention);
                    arguments.push((field.name.to_owned(), value));
                }
                None if !field.is_required() => {}
                None => {
                    let what = format!("what `{call}` is given as `{}`", field.name);
                    self.sourceless(place.own, at, span, &what, "needs it");
                }
            }
        }
        let answer = effect.result.map_or(call, |(name, _)| name);
        let fields = crate::check::deep::parts::fields(own.node, "response_schema");
        scope.answer(answer, fields.iter().map(|field| field.name.to_owned()).collect());
        Some(Action::Call {
            integration: integration.to_owned(),
            call: call.to_owned(),
            arguments,
            answer: answer.to_owned(),
        })
    }

    fn mail(&mut self, effect: &Effect<'m>, scope: &Scope, place: &Place<'_, 'm>, at: &str) -> Option<Action> {
        let params = effect.params()?;
        let mut all = self.model.sound.all("email_provider");
        let mail = match (effect.name("provider"), all.next(), all.next()) {
            (Some((name, _)), ..) => name,
            (None, Some(only), None) => only.name?.0,
            _ => {
                self.sourceless(place.own, at, effect.span, "by which provider the mail leaves", "names none");
                return None;
            }
        };
        let Some(to) = params.get("to") else {
            self.sourceless(place.own, at, effect.span, "who gets the mail", "has no `to`");
            return None;
        };
        let to = self.resolved(scope, (to, false), place, at)?;
        let mut values = Vec::new();
        for entry in effect.map("values").unwrap_or(&[]) {
            let Some(name) = entry.key.as_text() else { continue };
            let value = self.resolved(scope, (&entry.node, false), place, at);
            values.extend(value.map(|value| (name.to_owned(), value)));
        }
        Some(Action::Mail {
            integration: self.mail_integration(mail),
            mail: mail.to_owned(),
            to,
            template: text(params, "template").map_or("message", |(name, _)| name).to_owned(),
            values,
        })
    }
}

/// A word for the moment, as the value of a column that holds one.
fn moment(value: Value, kind: Option<&crate::ir::Type>) -> Value {
    use crate::ir::{Constant, Type};
    match (&value, kind) {
        (Value::Constant { value: Constant::Text(text) }, Some(Type::Datetime))
            if ["now", "current_timestamp", "clock.now"].contains(&text.to_lowercase().as_str()) =>
        {
            Value::Now
        }
        (Value::Constant { value: Constant::Text(text) }, Some(Type::Date))
            if ["today", "current_date", "clock.today"].contains(&text.to_lowercase().as_str()) =>
        {
            Value::Today
        }
        _ => value,
    }
}
