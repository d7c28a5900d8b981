//! Routes as doors: whom each one lets in to its operation.
//!
//! In: a model. Out: [`Doors`], by operation. A word that is not known lets in whoever has shown who they are.

use std::collections::BTreeSet;

use crate::ast::{Node, Value};
use crate::check::deep::model::Model;
use crate::check::deep::parts::{bare, is_true, leads_to};
use crate::check::gather::Declaration;
use crate::check::place::{cut, lower};
use crate::lookup::HashMap;
use crate::source::Span;

/// Words for a door that is open to callers who do not say who they are.
const OPEN: &[&str] = &["none", "public", "anonymous", "optional", "open", "off", "false"];

/// Whom a door lets in.
#[derive(Debug, PartialEq, Eq)]
pub enum Auth<'m> {
    /// Everybody.
    Open,
    /// Whoever shows who they are.
    Known,
    /// Callers with one of these roles, or one of these permissions.
    Only(BTreeSet<&'m str>, BTreeSet<&'m str>),
    /// Nothing is said.
    Unsaid,
}

/// A route to an operation.
#[derive(Debug)]
pub struct Door<'m> {
    /// The route.
    pub own: &'m Declaration<'m>,
    /// Whom it lets in.
    pub auth: Auth<'m>,
    /// Where that is said.
    pub span: Option<Span>,
}

/// All doors.
pub struct Doors<'m> {
    all: HashMap<(&'static str, &'m str), Vec<Door<'m>>>,
    /// Whether every route asks who calls, unless it says something else.
    pub closed: bool,
}

impl<'m> Doors<'m> {
    /// The routes of a model.
    pub fn of(model: &Model<'m, '_>) -> Doors<'m> {
        let sound = model.sound;
        let closed = sound.every("security").any(|own| is_true(own.node.get("auth_required")));
        let mut all: HashMap<(&'static str, &'m str), Vec<Door<'m>>> = HashMap::default();
        for own in sound.all_but("route", &["request_schema", "response_schema", "path", "auth"]) {
            let own: &'m Declaration<'m> = own;
            let Some((_, kind, (name, _))) = leads_to(own.node) else { continue };
            let node = own.node.get("auth");
            let door = Door { own, auth: node.map_or(Auth::Unsaid, auth), span: node.map(|node| node.span) };
            all.entry((kind, bare(name))).or_default().push(door);
        }
        Doors { all, closed }
    }

    /// The routes to an operation.
    pub fn to(&self, kind: &'static str, name: &'m str) -> &[Door<'m>] {
        self.all.get(&(kind, name)).map_or(&[], Vec::as_slice)
    }
}

fn auth(node: &Node) -> Auth<'_> {
    let text = match &node.value {
        Value::Bool(false) => return Auth::Open,
        Value::Text(text) => text.trim(),
        Value::Null => return Auth::Unsaid,
        _ => return Auth::Known,
    };
    let (mut roles, mut permissions) = (BTreeSet::new(), BTreeSet::new());
    let mut open = false;
    for segment in text.split(['|', ',']).map(str::trim) {
        match cut(segment, b':').map(|(kind, name)| (lower(kind.trim()), name.trim())) {
            Some((kind, name)) if kind == "role" => _ = roles.insert(name),
            Some((kind, name)) if kind == "permission" => _ = permissions.insert(name),
            _ => open |= OPEN.contains(&&*lower(segment)),
        }
    }
    match (open, roles.is_empty() && permissions.is_empty()) {
        (true, _) => Auth::Open,
        (false, true) => Auth::Known,
        (false, false) => Auth::Only(roles, permissions),
    }
}
