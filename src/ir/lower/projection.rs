//! Projections: what events do to the rows of read models.
//!
//! In: a projection, its table, and the payloads of its events. Out: [`Projection`]. An event that gives all that a row must hold
//! stores it; one that gives less changes the row that is there. What no event gives comes from nowhere, and is refused.

use super::{Lower, description, named};
use crate::ast::{Entry, Node};
use crate::check::convention::CARRIED_OVER;
use crate::check::deep::model::entity::names;
use crate::check::deep::parts::{bare, fields, is_true, items, text};
use crate::check::gather::Declaration;
use crate::ir::{Field, Fold, FoldHow, MomentPart, Projection, Table, Told, Type};

/// The projections, in the order of their names.
pub fn projections(lower: &mut Lower) -> Vec<Projection> {
    named(lower.model, "projection").into_iter().filter_map(|own| lower.projection(own)).collect()
}

impl<'m, 'a> Lower<'_, 'm, 'a> {
    fn projection(&mut self, own: &'m Declaration<'a>) -> Option<Projection> {
        let (name, span) = own.name?;
        let Some(table) = self.model.storage_of(own).and_then(|table| self.table(table.name)).cloned() else {
            self.refuse(own, "", span, &format!("the projection `{name}`"), "no table keeps it");
            self.advise("name its table: `storage table:x`");
            return None;
        };
        let mut folds = Vec::new();
        let before = self.refused.len();
        for (at, item) in items(own.node, "changes").iter().enumerate() {
            folds.extend(self.fold(own, at, &item.node, &table));
        }
        let events = own.node.get("source_events").and_then(Node::as_list).unwrap_or(&[]);
        let changes = items(own.node, "changes");
        let said = |event: &str| {
            changes.iter().any(|item| text(&item.node, "event").is_some_and(|(own, _)| bare(own) == event))
        };
        for (at, item) in events.iter().enumerate() {
            if let Some(event) = item.node.as_text().map(bare).filter(|event| !said(event)) {
                let what = format!("what `{event}` does to the rows of `{name}`");
                let label = format!("no `on {event}` stands in the projection");
                self.sourceless(own, format!("source_events/{at}"), item.node.span, &what, &label);
                self.advise(format!("write `on {event} set {{ … }}`, or leave it out of `source_events`"));
            }
        }
        let is_whole = self.refused.len() == before;
        if is_whole && !folds.is_empty() && folds.iter().all(|fold| fold.how != FoldHow::Store) {
            self.sourceless(
                own,
                "",
                span,
                &format!("how a row of `{name}` comes to be"),
                "no event gives all that one must hold",
            );
            self.advise("let one event set every column that is required and has no default");
        }
        Some(Projection {
            origin: own.element.clone(),
            name: name.to_owned(),
            description: description(own.node),
            table: table.name,
            folds,
        })
    }

    fn fold(&mut self, own: &'m Declaration<'a>, at: usize, node: &'m Node, table: &Table) -> Option<Fold> {
        let (event, span) = text(node, "event")?;
        let event = bare(event);
        let place = format!("changes/{at}");
        if !names(own.node, "source_events").iter().any(|name| bare(name) == event) {
            let what = format!("a change by `{event}`");
            self.refuse(own, &*place, span, &what, "not among the `source_events`");
            self.advise(format!("add `{event}` to `source_events`"));
        }
        let payload: Vec<Field> = fields(self.model.sound.one("event", event)?.node, "payload")
            .iter()
            .map(|field| self.field(field))
            .collect();
        let mut key = Vec::new();
        let mut set = Vec::new();
        let mut add = Vec::new();
        let before = self.refused.len();
        for (clause, list) in [("where", &mut key), ("set", &mut set), ("add", &mut add)] {
            for entry in node.get(clause).and_then(Node::as_map).unwrap_or(&[]) {
                list.extend(self.told(own, &format!("{place}/{clause}"), entry, &payload, table));
            }
        }
        if self.refused.len() > before {
            return None;
        }
        let removes = is_true(node.get("remove"));
        // What the payload tells under the name of a column is carried over.
        for column in &table.columns {
            let given = [&key, &set, &add].iter().any(|list| list.iter().any(|(name, _)| *name == column.name));
            let field = payload.iter().find(|field| field.name == column.name && (field.required || !column.required));
            let is_key = table.key.contains(&column.name);
            let (Some(field), false) = (field, given || (removes && !is_key)) else { continue };
            self.convention(own, format!("{place}/{}", column.name), &CARRIED_OVER);
            let list = if is_key { &mut key } else { &mut set };
            list.push((column.name.clone(), Told::Field { name: field.name.clone(), path: Vec::new() }));
        }
        if table.key.is_empty() || !table.key.iter().all(|column| key.iter().any(|(name, _)| name == column)) {
            let what = format!("which row of `{}` `{event}` is about", table.name);
            self.sourceless(own, place, span, &what, "its payload has no field with the name of the key");
            self.advise(format!("write `where {{ {}: … }}`", table.key.join(": …, ")));
            return None;
        }
        if let Some((name, _)) = key.iter().find(|(name, _)| !table.key.contains(name)) {
            let what = format!("a change of the rows with some `{name}`");
            self.refuse(own, format!("{place}/where"), span, &what, "not in the key of the table");
            return None;
        }
        let has = |name: &str| [&key, &set, &add].iter().any(|list| list.iter().any(|(own, _)| own == name));
        let whole = table.columns.iter().filter(|own| own.required && own.default.is_none() && own.generated.is_none());
        let how = match removes {
            true => FoldHow::Remove,
            false if whole.clone().all(|column| has(&column.name)) => FoldHow::Store,
            false => FoldHow::Change,
        };
        if how == FoldHow::Change && set.is_empty() && add.is_empty() {
            let what = format!("what `{event}` does to a row of `{}`", table.name);
            self.sourceless(own, place, span, &what, "no column has the name of one of its fields");
            self.advise("say what it sets, what it adds to, or that the row goes: `remove`");
            return None;
        }
        let place_of = |name: &str| table.columns.iter().position(|column| column.name == name);
        for list in [&mut key, &mut set, &mut add] {
            list.sort_by_key(|(name, _)| place_of(name));
        }
        Some(Fold { origin: format!("{}/{place}", own.element), event: event.to_owned(), how, key, set, add })
    }

    /// The value of a column, as an event gives it.
    fn told(
        &mut self,
        own: &Declaration,
        place: &str,
        entry: &Entry,
        payload: &[Field],
        table: &Table,
    ) -> Option<(String, Told)> {
        let name = entry.key.as_text()?;
        let Some(column) = table.column(name) else {
            let what = format!("a change of `{name}`");
            self.refuse(
                own,
                format!("{place}/{name}"),
                entry.key.span,
                &what,
                &format!("`{}` has no such column", table.name),
            );
            return None;
        };
        let template = entry.node.as_text().and_then(|text| text.trim().strip_prefix("{{")?.strip_suffix("}}"));
        let Some(template) = template else {
            let numbers = super::types::is_number(&column.kind);
            return Some((name.to_owned(), Told::Constant { value: super::types::constant(&entry.node, numbers) }));
        };
        let mut path = template.trim().split('.');
        let head = path.next().unwrap_or_default();
        let path: Vec<String> = path.map(str::to_owned).collect();
        let field = payload.iter().find(|field| field.name == head);
        let told = match (field, path.as_slice()) {
            (Some(field), [part]) if field.required && matches!(field.kind, Type::Datetime) => {
                MomentPart::of(part).map(|part| Told::Part { name: head.to_owned(), part })
            }
            (Some(field), []) if field.required || !column.required => {
                Some(Told::Field { name: head.to_owned(), path })
            }
            (Some(field), [inner]) if field.required => {
                let Type::Value { name } = &field.kind else { return self.untold(own, place, entry, template) };
                let value = self.model.sound.one("value", name)?;
                let inner = fields(value.node, "fields").into_iter().find(|own| own.name == inner);
                let always = |own: &crate::check::deep::parts::Field| own.is_required() || own.has("default");
                inner.filter(always).map(|_| Told::Field { name: head.to_owned(), path })
            }
            _ => None,
        };
        match told {
            Some(told) => Some((name.to_owned(), told)),
            None => self.untold(own, place, entry, template),
        }
    }

    fn untold<T>(&mut self, own: &Declaration, place: &str, entry: &Entry, template: &str) -> Option<T> {
        let what = format!("what `{}` is", template.trim());
        self.sourceless(own, place, entry.node.span, &what, "nothing that the event always tells");
        self.advise("name a required field of its payload; behind a moment `.day`, `.month` or `.year`");
        None
    }
}
