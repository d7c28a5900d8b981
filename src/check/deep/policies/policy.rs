//! Policies, read: whom and what each speaks of, under which conditions, and what follows.
//!
//! In: sound declarations. Out: [`Policy`]. Nothing is judged here.

use std::collections::BTreeSet;

use crate::ast::Node;
use crate::check::deep::model::entity::names;
use crate::check::deep::model::{Model, template};
use crate::check::deep::parts::{bare, items, text};
use crate::check::gather::Declaration;
use crate::check::place::{cut, lower};
use crate::source::Span;

/// What a policy speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope<'m> {
    /// Everything.
    Global,
    /// The rows of an entity.
    Entity(&'m str),
    /// A command or a query: its kind and name.
    Operation(&'static str, &'m str),
    /// Something that is not looked at here.
    Other,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It may be done.
    Allow,
    /// It may not.
    Deny,
    /// It may be done so often, or so much.
    Limit,
}

/// One condition.
#[derive(Clone, Copy, Debug)]
pub struct Condition<'m> {
    /// Its place in the list.
    pub at: usize,
    /// What is looked at, without braces and without the name of what the policy is about.
    pub path: &'m str,
    /// Where that is said.
    pub span: Span,
    /// How it is compared.
    pub op: &'m str,
    /// Where the operator stands.
    pub op_span: Span,
    /// With what.
    pub value: &'m Node,
    /// The path that it is compared with, where it is no constant.
    pub against: Option<&'m str>,
    /// Whether that path is written without braces.
    pub bare: bool,
}

impl Condition<'_> {
    /// Whether it looks at the caller.
    pub fn of_caller(&self) -> bool {
        [Some(self.path), self.against].into_iter().flatten().any(is_caller)
    }

    /// It in words: `employee_id eq actor.employee_id`.
    pub fn say(&self) -> String {
        let value = match (self.against, &self.value.value) {
            (Some(path), _) => path.to_owned(),
            (None, crate::ast::Value::Null) => "null".to_owned(),
            (None, _) => shown(self.value),
        };
        format!("{} {} {value}", self.path, self.op)
    }
}

/// Whether a path is one of the caller.
pub fn is_caller(path: &str) -> bool {
    path.starts_with("actor.")
}

/// A constant as it is shown.
fn shown(node: &Node) -> String {
    use crate::ast::Value;
    match &node.value {
        Value::Null => "null".into(),
        Value::Bool(value) => value.to_string(),
        Value::Number(text) | Value::Text(text) => text.to_string(),
        Value::List(items) => {
            format!("[{}]", items.iter().map(|item| shown(&item.node)).collect::<Vec<_>>().join(", "))
        }
        Value::Map(_) => "a map".into(),
    }
}

/// A policy.
#[derive(Debug)]
pub struct Policy<'m> {
    /// Its declaration.
    pub own: &'m Declaration<'m>,
    /// Its name.
    pub name: &'m str,
    /// Where the name stands.
    pub span: Span,
    /// What it speaks of.
    pub scope: Scope<'m>,
    /// The conditions; all must hold.
    pub conditions: Vec<Condition<'m>>,
    /// What follows, where that is said, and the parameters.
    pub effects: Vec<(Effect, Span, &'m Node)>,
    /// The roles that it speaks of; none where it speaks of every caller.
    pub roles: Option<BTreeSet<&'m str>>,
}

impl<'m> Policy<'m> {
    /// A policy as it is declared.
    pub fn of(model: &Model<'m, '_>, own: &'m Declaration<'m>) -> Option<Policy<'m>> {
        let (name, span) = own.name?;
        let (scope, _) = text(own.node, "scope")?;
        let scope = match cut(scope, b':').map(|(kind, name)| (lower(kind.trim()), name.trim())) {
            None if scope.eq_ignore_ascii_case("global") => Scope::Global,
            Some((kind, name)) if kind == "entity" => Scope::Entity(name),
            Some((kind, name)) if kind == "command" => Scope::Operation("command", name),
            Some((kind, name)) if kind == "query" => Scope::Operation("query", name),
            _ => Scope::Other,
        };
        let condition = |(at, item): (usize, &'m crate::ast::Item)| {
            let (field, span) = text(&item.node, "field")?;
            let (op, op_span) = text(&item.node, "op")?;
            let value = item.node.get("value")?;
            let path = relative(inside(field), scope);
            let (against, bare) = match (template::only(value), value.as_text()) {
                (Some(path), _) => (Some(path), false),
                (None, Some(text)) if is_path(model, text, scope, path) => (Some(text.trim()), true),
                _ => (None, false),
            };
            let against = against.map(|against| relative(against, scope));
            Some(Condition { at, path, span, op, op_span, value, against, bare })
        };
        let effect = |item: &'m crate::ast::Item| {
            let (kind, span) = text(&item.node, "type")?;
            let kind = match kind {
                "allow" => Effect::Allow,
                "deny" => Effect::Deny,
                _ => Effect::Limit,
            };
            Some((kind, span, &item.node))
        };
        Some(Policy {
            own,
            name,
            span,
            scope,
            conditions: items(own.node, "conditions").iter().enumerate().filter_map(condition).collect(),
            effects: items(own.node, "effects").iter().filter_map(effect).collect(),
            roles: own.node.get("roles").map(|_| names(own.node, "roles").into_iter().map(bare).collect()),
        })
    }

    /// Its effect of this kind.
    pub fn effect(&self, kind: Effect) -> Option<(Span, &'m Node)> {
        self.effects.iter().find(|(own, ..)| *own == kind).map(|(_, span, node)| (*span, *node))
    }

    /// Whether it allows only what belongs to the caller: a field of the row is compared with one of the caller.
    pub fn owns(&self) -> Option<&Condition<'m>> {
        self.conditions
            .iter()
            .find(|own| own.op == "eq" && own.against.is_some_and(|against| is_caller(against) != is_caller(own.path)))
    }

    /// All of its conditions, in words.
    pub fn say(&self) -> String {
        self.conditions.iter().map(Condition::say).collect::<Vec<_>>().join(" and ")
    }

    /// What it speaks of, in words: `every `Order``.
    pub fn about(&self) -> String {
        match self.scope {
            Scope::Entity(name) => format!("every `{name}`"),
            Scope::Operation(_, name) => format!("every call of `{name}`"),
            Scope::Global | Scope::Other => "everything".to_owned(),
        }
    }
}

/// What stands between braces, or the text itself.
fn inside(text: &str) -> &str {
    let text = text.trim();
    text.strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}")).unwrap_or(text).trim()
}

/// A path without the word for the thing that the policy is about: `resource.total` of an entity is its `total`.
fn relative<'a>(path: &'a str, scope: Scope) -> &'a str {
    let Some((first, rest)) = cut(path, b'.') else { return path };
    let own = match scope {
        Scope::Entity(name) => ["resource", "entity"].contains(&first) || first.eq_ignore_ascii_case(name),
        Scope::Operation(..) => first == "input",
        _ => false,
    };
    if own { rest } else { path }
}

/// Whether a text without braces names something that can be looked at: what the caller is, or a field beside the one it is
/// compared with, of a type that is no text.
fn is_path(model: &Model, text: &str, scope: Scope, path: &str) -> bool {
    let text = text.trim();
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_');
    if let Some((root, rest)) = cut(text, b'.') {
        return ["actor", "input", "resource"].contains(&root) && rest.split('.').all(word);
    }
    let Scope::Entity(entity) = scope else { return false };
    let Some(entity) = model.entity(entity) else { return false };
    let kind = |name: &str| entity.field(name).and_then(|field| field.kind()).map(|(kind, _)| kind);
    let open = |kind: &str| ["string", "text", "json"].contains(&&*lower(kind));
    kind(text).is_some_and(|own| !open(own) && (kind(path) == Some(own) || is_caller(path)))
}
