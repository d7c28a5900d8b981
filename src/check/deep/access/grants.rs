//! Permissions and who holds them.
//!
//! In: a model. Out: [`Grants`]: for each operation the permissions that are about it, directly or through the entities that it
//! touches, and for each permission its roles.

use std::borrow::Cow;

use crate::check::deep::model::{Model, Operation, words};
use crate::check::deep::parts::{bare, items, text};
use crate::check::deep::policies::Policies;
use crate::check::gather::Declaration;
use crate::check::place::{called, cut, lower};
use crate::lookup::HashMap;
use crate::source::Span;

/// A permission.
#[derive(Debug)]
pub struct Permission<'m> {
    /// Its declaration.
    pub own: &'m Declaration<'m>,
    /// Its name.
    pub name: &'m str,
    /// Where the name stands.
    pub span: Span,
    /// The kind of its resource, in small letters: `entity`, `command`, `query`, `api`, ...
    pub kind: Cow<'m, str>,
    /// The resource.
    pub resource: &'m str,
    /// Where it stands.
    pub resource_span: Span,
    /// What it lets do.
    pub action: &'m str,
    /// The policy under which it holds.
    pub condition: Option<&'m str>,
}

/// A role that gets a permission.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'m> {
    /// The role.
    pub role: &'m str,
    /// The grant.
    pub own: &'m Declaration<'m>,
    /// Where the permission stands in it.
    pub span: Span,
}

/// Who may do what.
#[derive(Debug, Default)]
pub struct Grants<'m> {
    /// All permissions, in the order of files and lines.
    pub all: Vec<Permission<'m>>,
    holders: HashMap<&'m str, Vec<Holder<'m>>>,
    roles: HashMap<&'m str, (&'m Declaration<'m>, Span)>,
    operations: HashMap<(&'static str, &'m str), Vec<usize>>,
    entities: HashMap<&'m str, Vec<usize>>,
    /// Whether all permissions and grants could be read.
    pub complete: bool,
}

impl<'m> Grants<'m> {
    /// The permissions and grants of a model.
    pub fn of(model: &Model<'m, '_>) -> Grants<'m> {
        let sound = model.sound;
        let mut grants = Grants { complete: true, ..Grants::default() };
        for own in sound.all("permission") {
            let own: &'m Declaration<'m> = own;
            let (Some((name, span)), Some((resource, _)), Some((action, _))) =
                (own.name, text(own.node, "resource"), text(own.node, "action"))
            else {
                continue;
            };
            let Some((kind, target)) = cut(resource, b':') else { continue };
            let (kind, target) = (lower(kind.trim()), target.trim());
            let at = grants.all.len();
            let operation = |kind: &'static str| model.operation(kind, target).map(|own| (own.kind, own.name));
            let found = match &*kind {
                "command" => operation("command"),
                "query" => operation("query"),
                "api" => operation("command").or_else(|| operation("query")),
                _ => None,
            };
            if let Some(key) = found {
                grants.operations.entry(key).or_default().push(at);
            } else if kind == "entity" {
                grants.entities.entry(target).or_default().push(at);
            }
            let resource_span = own.node.get("resource").map_or(span, |node| node.span);
            let condition = text(own.node, "condition").map(|(name, _)| bare(name));
            grants.all.push(Permission { own, name, span, kind, resource: target, resource_span, action, condition });
        }
        for own in sound.all_but("grant", &["permissions"]) {
            let own: &'m Declaration<'m> = own;
            let Some((role, span)) = text(own.node, "role") else { continue };
            grants.roles.entry(bare(role)).or_insert((own, span));
            for item in items(own.node, "permissions") {
                let Some(name) = called(&item.node) else { continue };
                let holder = Holder { role: bare(role), own, span: item.node.span };
                grants.holders.entry(bare(name)).or_default().push(holder);
            }
        }
        let whole = |kind: &'static str| sound.every(kind).count() == sound.all(kind).count();
        grants.complete = sound.is_all_read() && whole("permission") && whole("grant") && whole("role");
        grants
    }

    /// The roles that hold a permission.
    pub fn holders(&self, permission: &str) -> &[Holder<'m>] {
        self.holders.get(permission).map_or(&[], Vec::as_slice)
    }

    /// The first grant to a role, and where it names the role.
    pub fn grant(&self, role: &str) -> Option<(&'m Declaration<'m>, Span)> {
        self.roles.get(role).copied()
    }

    /// Whether anything is granted to a role, or nothing to anybody.
    pub fn has_any(&self, role: &str) -> bool {
        self.roles.is_empty() || self.roles.contains_key(role)
    }

    /// Whether a role holds a permission, and where that is said.
    pub fn holds(&self, role: &str, permission: &str) -> Option<&Holder<'m>> {
        self.holders(permission).iter().find(|holder| holder.role == role)
    }

    /// The permissions that name this operation and an action that it is.
    pub fn direct(&self, own: &Operation<'m>) -> impl Iterator<Item = &Permission<'m>> + use<'_, 'm> {
        let numbers = self.operations.get(&(own.kind, own.name)).map_or(&[][..], Vec::as_slice);
        let is_query = own.kind == "query";
        numbers.iter().filter_map(|at| self.all.get(*at)).filter(move |permission| acts(permission.action, is_query))
    }

    /// The permissions on an entity that let do this with its rows: `read`, `write` or `delete`.
    pub fn on_entity<'y>(
        &'y self,
        entity: &str,
        action: &'y str,
    ) -> impl Iterator<Item = &'y Permission<'m>> + use<'y, 'm> {
        let numbers = self.entities.get(entity).map_or(&[][..], Vec::as_slice);
        numbers
            .iter()
            .filter_map(|at| self.all.get(*at))
            .filter(move |own| own.action == action || own.action == "admin")
    }

    /// The entities and actions that permissions on entities must allow for an operation; none where it touches nothing.
    pub fn wanted(&self, own: &Operation<'m>) -> Vec<(&'m str, &'static str)> {
        if own.kind == "query" {
            return own.touch.reads.iter().map(|entity| (*entity, "read")).collect();
        }
        let action = |deletes: bool| if deletes { "delete" } else { "write" };
        own.touch.writes.iter().map(|(entity, deletes)| (*entity, action(*deletes))).collect()
    }

    /// The policies that tie a permission to what belongs to the caller: the one that it names, and those that name it.
    pub fn tied(&self, permission: &Permission<'m>, policies: &Policies<'m>) -> Vec<usize> {
        let named = permission.condition.and_then(|name| policies.named(name)).map(|(at, _)| at);
        let tags = policies.tagged(permission.name).iter().copied();
        let mut all: Vec<usize> = named.into_iter().chain(tags).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Whether an action is what one does with a command or a query.
pub fn acts(action: &str, is_query: bool) -> bool {
    action == "admin" || (action == "read") == is_query
}

/// Whether a permission of this name is for what belongs to the caller.
pub fn is_own(name: &str) -> bool {
    words::words(name).iter().any(|word| word == "own" || word == "my")
}
