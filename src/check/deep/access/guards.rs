//! The guards of an operation or a transition that look at who calls.
//!
//! In: a list of guards. Out: a [`Guard`] for each that has a say about the caller; it is read once, and asked for each caller.

use super::Grants;
use super::matrix::Verdict;
use crate::ast::{Item, Node};
use crate::check::deep::model::template;
use crate::check::deep::parts::{bare, items, text};
use crate::check::place::called;
use crate::source::Span;

/// A guard that looks at the caller.
pub struct Guard<'m> {
    asks: Asks<'m>,
    /// Where it stands.
    span: Span,
    /// What it names.
    named: Option<&'m Node>,
}

/// What a guard asks for.
enum Asks<'m> {
    /// One of these roles; and whether a name among them is only known at run time.
    Roles(Vec<&'m str>, bool),
    /// All of these permissions; and the same.
    Permissions(Vec<&'m str>, bool),
    /// That the row is the caller's, unless the caller has one of these roles; and the guard in words.
    Ownership(Vec<&'m str>, String),
}

/// The guards under `guards` that look at the caller.
pub fn guards_of<'m>(node: &'m Node) -> Vec<Guard<'m>> {
    items(node, "guards").iter().filter_map(Guard::of).collect()
}

impl<'m> Guard<'m> {
    fn of(item: &'m Item) -> Option<Guard<'m>> {
        let (id, span) = text(&item.node, "id")?;
        let params = item.node.get("params");
        let named = params.and_then(Node::as_map).and_then(|all| all.iter().find_map(listed));
        let open = |names: &[&str]| names.iter().any(|name| template::has(name));
        let asks = match id {
            "auth.role" => {
                let roles = either(params?, "role", "roles");
                let unclear = open(&roles);
                Asks::Roles(roles, unclear)
            }
            "auth.permission" => {
                let wanted = either(params?, "permission", "permissions");
                let unclear = open(&wanted);
                Asks::Permissions(wanted, unclear)
            }
            "ownership" => {
                let free = params.map(|params| either(params, "unless_role", "unless_roles")).unwrap_or_default();
                Asks::Ownership(free, params.map_or_else(String::new, told))
            }
            _ => return None,
        };
        Some(Guard { asks, span, named })
    }

    /// The roles that it names.
    pub fn roles(&self) -> &[&'m str] {
        match &self.asks {
            Asks::Roles(roles, _) | Asks::Ownership(roles, _) => roles,
            Asks::Permissions(..) => &[],
        }
    }

    /// The permissions that it names.
    pub fn permissions(&self) -> &[&'m str] {
        match &self.asks {
            Asks::Permissions(wanted, _) => wanted,
            Asks::Roles(..) | Asks::Ownership(..) => &[],
        }
    }

    /// What it says of a caller with this role, or of nobody in particular; and under which condition.
    pub fn on(&self, role: Option<&str>, grants: &Grants) -> (Verdict, Option<String>) {
        match (&self.asks, role) {
            (Asks::Roles(roles, unclear), _) => (allows(*unclear, role, |role| roles.contains(&role)), None),
            (Asks::Permissions(wanted, unclear), _) => {
                let holds = |role: &str| wanted.iter().all(|name| grants.holds(role, name).is_some());
                (allows(*unclear, role, holds), None)
            }
            (Asks::Ownership(..), None) => (Verdict::No, None),
            (Asks::Ownership(free, _), Some(role)) if free.contains(&role) => (Verdict::Yes, None),
            (Asks::Ownership(_, told), Some(_)) => (Verdict::Conditional, Some(format!("ownership{told}"))),
        }
    }

    /// Where it speaks of a role, or where it stands.
    pub fn place(&self, role: Option<&str>) -> Span {
        self.named.map_or(self.span, |node| place_of(node, role))
    }
}

/// What a layer says that lets callers with some roles through.
pub fn allows(unclear: bool, role: Option<&str>, passes: impl Fn(&str) -> bool) -> Verdict {
    match role {
        None => Verdict::No,
        Some(_) if unclear => Verdict::Unknown,
        Some(role) if passes(role) => Verdict::Yes,
        Some(_) => Verdict::No,
    }
}

/// The names under two keys, one of which holds a list.
pub fn either<'a>(params: &'a Node, one: &str, many: &str) -> Vec<&'a str> {
    let single = text(params, one).map(|(name, _)| name);
    items(params, many).iter().filter_map(|item| called(&item.node)).chain(single).map(bare).collect()
}

fn listed(entry: &crate::ast::Entry) -> Option<&Node> {
    let key = entry.key.as_text()?;
    ["role", "roles", "permission", "permissions", "field"].contains(&key).then_some(&entry.node)
}

/// Where a list names a role, or the list.
pub fn place_of(node: &Node, role: Option<&str>) -> Span {
    let mut all = node.as_list().unwrap_or(&[]).iter();
    all.find(|item| item.node.as_text().map(bare) == role).map_or(node.span, |item| item.node.span)
}

/// The parameters of a guard in words.
fn told(params: &Node) -> String {
    let entries = params.as_map().unwrap_or(&[]);
    let words: Vec<String> = entries
        .iter()
        .filter_map(|entry| Some(format!("{}: {}", entry.key.as_text()?, entry.node.as_text()?)))
        .collect();
    if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) }
}
