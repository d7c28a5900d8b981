//! What is done later: jobs and notifications.
//!
//! In: an effect that schedules or notifies. Out: a step of the transaction that writes it down.

use super::Lower;
use super::actions::Place;
use super::scope::Scope;
use crate::check::deep::model::{Effect, Operation};
use crate::check::deep::parts::text;
use crate::date::Moment;
use crate::ir::{Action, Constant, Type, Value};

impl<'m> Lower<'_, 'm, '_> {
    /// A job.
    pub fn schedule(
        &mut self,
        operation: &Operation<'m>,
        effect: &Effect<'m>,
        scope: &Scope,
        place: &Place<'_, 'm>,
        at: &str,
    ) -> Option<Action> {
        self.of_command(operation, effect, place, at)?;
        let Some(job) = effect.params().and_then(|params| text(params, "job")).map(|(name, _)| super::snake(name))
        else {
            self.sourceless(place.own, at, effect.span, "which job is meant", "has no `job`");
            return None;
        };
        let when = match effect.params().and_then(|params| params.get("run_at")) {
            None => Value::Now,
            Some(node) => self.resolved(scope, (node, false), place, &format!("{at}/params/run_at"))?,
        };
        if !self.is_moment(operation, scope, &when) {
            let span = effect.params().and_then(|params| params.get("run_at")).map_or(effect.span, |node| node.span);
            let what = format!("when `{job}` is done");
            self.sourceless(place.own, format!("{at}/params/run_at"), span, &what, "not a moment");
            return None;
        }
        Some(Action::Schedule { job, at: when, values: self.named_values(effect, scope, place, at) })
    }

    /// A notification.
    pub fn notify(
        &mut self,
        operation: &Operation<'m>,
        effect: &Effect<'m>,
        scope: &Scope,
        place: &Place<'_, 'm>,
        at: &str,
    ) -> Option<Action> {
        self.of_command(operation, effect, place, at)?;
        let params = effect.params();
        let Some((channel, _)) = params.and_then(|params| text(params, "channel")) else {
            self.sourceless(place.own, at, effect.span, "by which way the notification goes", "has no `channel`");
            return None;
        };
        let Some(message) = params.and_then(|params| params.get("message")) else {
            self.sourceless(place.own, at, effect.span, "what the notification says", "has no `message`");
            return None;
        };
        let message = self.resolved(scope, (message, false), place, &format!("{at}/params/message"))?;
        Some(Action::Notify {
            channel: channel.to_owned(),
            message,
            values: self.named_values(effect, scope, place, at),
        })
    }

    /// Refuses what a query has written down, and an error for what fails when nobody waits.
    fn of_command(
        &mut self,
        operation: &Operation<'m>,
        effect: &Effect<'m>,
        place: &Place<'_, 'm>,
        at: &str,
    ) -> Option<()> {
        if operation.kind == "query" {
            let what = format!("`{}` in a query", effect.id);
            self.refuse(place.own, at, effect.span, &what, "a query writes nothing");
            return None;
        }
        if let Some(node) = effect.node.get("on_failure") {
            let what = format!("a failure of `{}`", effect.id);
            self.refuse(
                place.own,
                format!("{at}/on_failure"),
                node.span,
                &what,
                "it is done when nobody waits any more",
            );
            return None;
        }
        Some(())
    }

    fn named_values(
        &mut self,
        effect: &Effect<'m>,
        scope: &Scope,
        place: &Place<'_, 'm>,
        at: &str,
    ) -> Vec<(String, Value)> {
        let mut values = Vec::new();
        for entry in effect.map("values").unwrap_or(&[]) {
            let Some(name) = entry.key.as_text() else { continue };
            if let Some(value) =
                self.resolved(scope, (&entry.node, false), place, &format!("{at}/params/values/{name}"))
            {
                values.push((name.to_owned(), value));
            }
        }
        values
    }

    /// Whether a value is a moment.
    fn is_moment(&self, operation: &Operation<'m>, scope: &Scope, value: &Value) -> bool {
        match value {
            Value::Now | Value::DaysAgo { .. } => true,
            Value::Input { name, path } if path.is_empty() => {
                operation.input(name).is_some_and(|field| self.kind(field) == Type::Datetime)
            }
            Value::Row { row, field, path } if path.is_empty() => {
                let entity = scope.rows.iter().find(|own| own.name == *row).map_or("", |own| own.entity.as_str());
                let kind = self.entity(entity).and_then(|own| own.field(field)).map(|own| &own.kind);
                kind == Some(&Type::Datetime)
            }
            Value::Answer { .. } => true,
            Value::Constant { value: Constant::Text(text) } => text.parse::<Moment>().is_ok(),
            _ => false,
        }
    }
}
