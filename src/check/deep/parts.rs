//! What analyses take out of declarations: fields, items, names.
//!
//! In: nodes. Out: the same, named. Something of another form than it should be is left out; that was reported before.

use crate::ast::{Item, Node, Value};
use crate::check::deep::model::template;
use crate::check::place::{called, trim};
use crate::source::Span;

/// A field of a list of fields.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Its name.
    pub name: &'a str,
    /// Where the name stands.
    pub span: Span,
    /// All of it.
    pub node: &'a Node,
    /// Its place in the list.
    pub at: usize,
    kind: Option<(&'a str, Span)>,
    required: bool,
}

impl<'a> Field<'a> {
    /// An item of a list as a field; none where it has no name. What all analyses ask for is read in one go.
    fn of(at: usize, node: &'a Node) -> Option<Field<'a>> {
        let (mut name, mut kind, mut required) = (None, None, None);
        for entry in node.as_map()? {
            let place = match &entry.key {
                key if key.is("name") => &mut name,
                key if key.is("type") => &mut kind,
                key if key.is("required") => &mut required,
                _ => continue,
            };
            place.get_or_insert(&entry.node);
        }
        let said = |node: &'a Node| Some((called(node)?, node.span));
        let (name, span) = said(name?)?;
        let required = !matches!(required, Some(Node { value: Value::Bool(false), .. }));
        Some(Field { name, span, node, at, kind: kind.and_then(said), required })
    }

    /// Whether it must be given: so unless it says `required: false`.
    pub fn is_required(&self) -> bool {
        self.required
    }

    /// Whether it has something under this key.
    #[inline]
    pub fn has(&self, key: &str) -> bool {
        self.node.get(key).is_some_and(|node| !matches!(node.value, Value::Null))
    }

    /// Its type.
    pub fn kind(&self) -> Option<(&'a str, Span)> {
        self.kind
    }
}

/// The fields under a key.
pub fn fields<'a>(node: &'a Node, key: &str) -> Vec<Field<'a>> {
    each_field(node, key).collect()
}

/// The same, one after the other.
pub fn each_field<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = Field<'a>> + use<'a> {
    items(node, key).iter().enumerate().filter_map(|(at, item)| Field::of(at, &item.node))
}

/// The actors of a scenario: their names, and where these stand.
pub fn actors(scenario: &Node) -> impl Iterator<Item = (&str, Span)> {
    let all = ["actors", "actor_roles"].into_iter().flat_map(|key| items(scenario, key));
    all.filter_map(|item| Some((bare(called(&item.node)?), item.node.span)))
}

/// The items of the list under a key.
#[inline]
pub fn items<'a>(node: &'a Node, key: &str) -> &'a [Item] {
    node.get(key).and_then(Node::as_list).unwrap_or(&[])
}

/// The text or number under a key, and where it stands.
#[inline]
pub fn text<'a>(node: &'a Node, key: &str) -> Option<(&'a str, Span)> {
    let found = node.get(key)?;
    Some((called(found)?, found.span))
}

/// The keys by which a route names the operation that it leads to, each with the kind of that.
pub const LEADS_TO: [(&str, &str); 3] = [("command", "command"), ("action", "command"), ("query", "query")];

/// The operation that a route leads to: the key that names it, its kind, its name, and where that stands.
pub fn leads_to(route: &Node) -> Option<(&'static str, &'static str, (&str, Span))> {
    LEADS_TO.iter().find_map(|(key, kind)| Some((*key, *kind, text(route, key)?)))
}

/// The errors that the failures of an operation of a service become, and where that is said.
pub fn mapped(operation: &Node) -> impl Iterator<Item = (&str, Span)> {
    let targets = items(operation, "error_mapping").iter().filter_map(|item| text(&item.node, "target_error"));
    targets.map(|(name, span)| (bare(name), span))
}

/// What a projection says that one of its columns is, or is added to, once an event is told.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// The place among the changes.
    pub at: usize,
    /// The event.
    pub event: &'a str,
    /// `where`, `set` or `add`.
    pub clause: &'static str,
    /// The column.
    pub column: &'a str,
    /// The value.
    pub value: &'a Node,
}

impl Change<'_> {
    /// The way to the value from the declaration.
    pub fn place(&self) -> String {
        format!("changes/{}/{}/{}", self.at, self.clause, self.column)
    }
}

/// All that the changes of a projection say, in order.
pub fn changes(projection: &Node) -> impl Iterator<Item = Change<'_>> {
    items(projection, "changes").iter().enumerate().flat_map(|(at, item)| {
        let event = text(&item.node, "event").map_or("", |(name, _)| bare(name));
        let entries = move |clause: &'static str| {
            let entries = item.node.get(clause).and_then(Node::as_map).unwrap_or_default();
            entries.iter().filter_map(move |entry| {
                Some(Change { at, event, clause, column: entry.key.as_text()?, value: &entry.node })
            })
        };
        ["where", "set", "add"].into_iter().flat_map(entries)
    })
}

/// Whether a node is there and says `true`.
pub fn is_true(node: Option<&Node>) -> bool {
    matches!(node, Some(Node { value: Value::Bool(true), .. }))
}

/// A name without the kind that may stand before it: `event:Sent` is `Sent`.
pub fn bare(name: &str) -> &str {
    let colon = name.as_bytes().iter().rposition(|byte| *byte == b':');
    trim(colon.and_then(|at| name.get(at + 1..)).unwrap_or(name))
}

/// What is found under a name, or under the same without the kind before it: most names have none, and stand in the table as they are.
#[inline]
pub fn under<'t, 'n, V>(name: &'n str, find: impl Fn(&'n str) -> Option<&'t V>) -> Option<&'t V> {
    find(name).or_else(|| find(Some(bare(name)).filter(|own| own.len() < name.len())?))
}

/// The events that effects emit: name, place and index of the effect.
pub fn emitted(node: &Node) -> Vec<(&str, Span, usize)> {
    let of = |(at, item): (usize, &'_ Item)| (item.node.get("id")?.as_text()? == "emit.event").then_some(at);
    let effects = items(node, "effects");
    let events = effects.iter().enumerate().filter_map(of).filter_map(|at| {
        let (name, span) = text(effects.get(at)?.node.get("params")?, "event")?;
        (!template::has(name)).then_some((bare(name), span, at))
    });
    events.collect()
}

/// A value as one reads it.
pub fn shown(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Text(text) if text.is_empty() => "\"\"".to_owned(),
        Value::Text(_) | Value::Number(_) => called(node).unwrap_or_default().to_owned(),
        Value::List(_) => "a list".to_owned(),
        Value::Map(_) => "a map".to_owned(),
    }
}
