//! What each layer says of the callers of one operation.
//!
//! In: an operation. Out: [`Layers`], which answers for one caller after another. A layer that says nothing is silent: it neither lets
//! through nor refuses. What has errors is unknown, never guessed.

use std::collections::BTreeMap;

use super::Access;
use super::doors::{Auth, Door};
use super::grants::{Holder, Permission};
use super::guards::{Guard, allows, guards_of, place_of};
use super::matrix::{Layer, Say, Verdict, Who};
use super::protection::Protection;
use super::rules::Decision;
use crate::check::deep::model::Operation;
use crate::check::deep::model::entity::names;
use crate::check::deep::parts::bare;
use crate::check::deep::policies::{Policy, Scope};
use crate::check::gather::Declaration;
use crate::source::Span;

/// A transition that a call may make.
struct Move<'m> {
    own: &'m Declaration<'m>,
    /// Its place in the declaration.
    span: Span,
    /// Whether its guards have errors.
    wounded: bool,
    /// The roles of which its workflow requires one.
    required: Vec<&'m str>,
    guards: Vec<Guard<'m>>,
}

/// The layers of one operation.
pub struct Layers<'y, 'x, 'm, 'a> {
    access: &'y Access<'x, 'm, 'a>,
    own: &'y Operation<'m>,
    /// Its guards that look at the caller.
    guards: Vec<Guard<'m>>,
    /// The transitions that a call of it may make, by workflow.
    moves: BTreeMap<&'m str, Vec<Move<'m>>>,
    /// The roles of which it requires one, and the permissions that it requires.
    required: (Vec<&'m str>, Vec<&'m str>),
    /// Permissions that name the operation.
    direct: Vec<&'y Permission<'m>>,
    /// What roles must be allowed on entities to call it without such a permission; empty where no permission allows all of it.
    wanted: Vec<(&'m str, &'static str)>,
    decisions: &'y [Decision<'x, 'm>],
    /// The policies that have a say.
    policies: Protection<'m>,
    /// The numbers of the roles that any of this names, each once and in their order.
    named: Vec<usize>,
}

impl<'x, 'm, 'a> Access<'x, 'm, 'a> {
    /// The layers of an operation.
    pub fn layers<'y>(&'y self, own: &'y Operation<'m>) -> Layers<'y, 'x, 'm, 'a> {
        let mut wanted = self.grants.wanted(own);
        if !wanted.iter().all(|(entity, action)| self.grants.on_entity(entity, action).next().is_some()) {
            wanted.clear();
        }
        let mut layers = Layers {
            access: self,
            own,
            guards: guards_of(own.own.node),
            moves: self.moves(own),
            required: (
                names(own.own.node, "required_roles").into_iter().map(bare).collect(),
                names(own.own.node, "required_permissions").into_iter().map(bare).collect(),
            ),
            direct: self.grants.direct(own).collect(),
            wanted,
            decisions: self.decisions(own),
            policies: self.protection(own, &own.touch.ruled),
            named: Vec::new(),
        };
        let mut named: Vec<usize> =
            layers.roles().into_iter().filter_map(|name| self.numbers.get(name).copied()).collect();
        named.sort_unstable();
        named.dedup();
        layers.named = named;
        layers
    }

    /// The transitions that a call of an operation may make, by workflow.
    fn moves(&self, own: &Operation<'m>) -> BTreeMap<&'m str, Vec<Move<'m>>> {
        let mut moves: BTreeMap<&str, Vec<Move<'m>>> = BTreeMap::new();
        let all = (own.kind == "command").then(|| self.model.transitions_on(own.name));
        for transition in all.into_iter().flatten() {
            let workflow: &'m Declaration<'m> = transition.own;
            moves.entry(&workflow.element).or_default().push(Move {
                own: workflow,
                span: transition.node.span,
                wounded: self.model.sound.is_wounded(workflow, format_args!("transitions/{}/guards", transition.at)),
                required: names(workflow.node, "required_roles").into_iter().map(bare).collect(),
                guards: guards_of(transition.node),
            });
        }
        moves
    }
}

/// Up to so many roles are all asked; of more, those that something names, and one for all others.
const FEW: usize = 16;

impl<'m> Layers<'_, '_, 'm, '_> {
    /// The callers that may be told apart here: roles, one role for all that nothing names, and nobody in particular.
    pub fn callers(&self) -> Vec<Who<'m>> {
        let all = &self.access.roles;
        let few = all.len() <= FEW;
        let other = (0..all.len()).find(|at| !self.named.contains(at)).filter(|_| !few);
        let each = if few { 0..all.len() } else { 0..0 };
        let numbers = each.chain(self.named.iter().copied().filter(|_| !few)).chain(other);
        numbers.filter_map(|at| all.get(at)).map(|role| Who::Role(role)).chain([Who::Anonymous]).collect()
    }

    /// Whether a caller stands for itself, and not for all roles that nothing names.
    pub fn names(&self, who: Who) -> bool {
        let Who::Role(role) = who else { return true };
        self.access.roles.len() <= FEW || self.access.numbers.get(role).is_some_and(|at| self.named.contains(at))
    }

    /// All roles that guards, grants, routes, rules, policies and transitions name, some of them several times.
    fn roles(&self) -> Vec<&str> {
        let (access, own) = (self.access, self.own);
        let mut found: Vec<&str> = Vec::new();
        let mut permissions: Vec<&str> = self.direct.iter().map(|own| own.name).collect();
        let moves = || self.moves.values().flatten();
        for guard in self.guards.iter().chain(moves().flat_map(|own| &own.guards)) {
            found.extend(guard.roles());
            permissions.extend(guard.permissions());
        }
        found.extend(self.required.0.iter().chain(moves().flat_map(|own| &own.required)));
        permissions.extend(&self.required.1);
        for door in access.doors.to(own.kind, own.name) {
            if let Auth::Only(roles, wanted) = &door.auth {
                found.extend(roles);
                permissions.extend(wanted);
            }
        }
        let wanted = self.wanted.iter().flat_map(|(entity, action)| access.grants.on_entity(entity, action));
        permissions.extend(wanted.map(|own| own.name));
        found.extend(permissions.into_iter().flat_map(|name| access.grants.holders(name)).map(|holder| holder.role));
        found.extend(self.decisions.iter().flat_map(Decision::roles));
        found.extend(self.policies.roles(access.policies));
        found
    }

    /// The roles that no layer without a condition keeps out, in the order of their names. Those that nothing names are alike.
    pub fn let_in(&self) -> Vec<&'m str> {
        let is_in = |role: &&'m str| !self.shuts(role);
        let role = |who: &Who<'m>| match who {
            Who::Role(role) => Some(*role),
            Who::Anonymous => None,
        };
        let asked = self.callers();
        let others = asked.iter().filter(|who| !self.names(**who)).filter_map(role).any(|role| is_in(&role));
        let mut all: Vec<&str> = match others {
            true => self.access.roles.iter().copied().filter(is_in).collect(),
            false => asked.iter().filter(|who| self.names(**who)).filter_map(role).filter(is_in).collect(),
        };
        all.sort_unstable();
        all
    }

    /// Whether a layer that asks for no condition keeps a role out: neither a rule nor a policy.
    fn shuts(&self, role: &'m str) -> bool {
        let permission = |own: &Self, role: Option<&str>| own.permission(role, &own.own.touch.ruled);
        let layers = [Self::required, Self::guard, Self::route, permission, Self::transition];
        layers.iter().any(|layer| layer(self, Some(role)).is_some_and(|say| say.verdict == Verdict::No))
    }

    /// What the layers say of a caller.
    pub fn of(&self, who: Who<'m>) -> Vec<Say<'m>> {
        let role = match who {
            Who::Role(role) => Some(role),
            Who::Anonymous => None,
        };
        let found = [
            self.route(role),
            self.guard(role),
            self.required(role),
            self.permission(role, &self.own.touch.ruled),
            self.rule(role),
            self.policy(role),
            self.transition(role),
        ];
        found.into_iter().flatten().collect()
    }

    /// Whether any permission is about it.
    pub fn is_granted(&self) -> bool {
        !self.direct.is_empty() || !self.wanted.is_empty()
    }

    fn say(&self, layer: Layer, verdict: Verdict, span: Span) -> Say<'m> {
        Say { layer, verdict, own: self.own.own, span, when: Vec::new() }
    }

    fn route(&self, role: Option<&str>) -> Option<Say<'m>> {
        let say = |door: &Door<'m>| {
            let verdict = match (&door.auth, role) {
                (Auth::Open, _) => Verdict::Yes,
                (Auth::Known, role) => {
                    if role.is_some() {
                        Verdict::Yes
                    } else {
                        Verdict::No
                    }
                }
                (Auth::Only(roles, permissions), Some(role)) => {
                    let holds = |name: &&str| self.access.grants.holds(role, name).is_some();
                    if roles.contains(role) || permissions.iter().any(holds) { Verdict::Yes } else { Verdict::No }
                }
                (Auth::Only(..), None) => Verdict::No,
                (Auth::Unsaid, None) if self.access.doors.closed => Verdict::No,
                (Auth::Unsaid, None) => Verdict::Unknown,
                (Auth::Unsaid, Some(_)) => return None,
            };
            let span = door.span.unwrap_or(door.own.node.span);
            let when = (verdict == Verdict::Unknown).then(|| "the route does not say who may enter".to_owned());
            Some(Say { layer: Layer::Route, verdict, own: door.own, span, when: when.into_iter().collect() })
        };
        Say::widest(self.access.doors.to(self.own.kind, self.own.name).iter().filter_map(say))
    }

    fn guard(&self, role: Option<&str>) -> Option<Say<'m>> {
        let own = self.own.own;
        if self.access.model.sound.is_wounded(own, "guards") {
            let span = own.node.get("guards").map_or(self.own.span, |node| node.span);
            let when = vec!["its guards have errors".to_owned()];
            return Some(Say { when, ..self.say(Layer::Guard, Verdict::Unknown, span) });
        }
        let found = self.guards.iter().map(|guard| self.one_guard(guard, role));
        found.reduce(Say::and)
    }

    fn one_guard(&self, guard: &Guard<'m>, role: Option<&str>) -> Say<'m> {
        let (verdict, when) = guard.on(role, &self.access.grants);
        Say { when: when.into_iter().collect(), ..self.say(Layer::Guard, verdict, guard.place(role)) }
    }

    fn required(&self, role: Option<&str>) -> Option<Say<'m>> {
        let node = self.own.own.node;
        if self.access.model.sound.is_wounded(self.own.own, "required_roles") {
            let when = vec!["the required roles have errors".to_owned()];
            return Some(Say { when, ..self.say(Layer::Required, Verdict::Unknown, self.own.span) });
        }
        let (roles, wanted) = &self.required;
        if roles.is_empty() && wanted.is_empty() {
            return None;
        }
        let span = |key: &str| node.get(key).map_or(self.own.span, |node| place_of(node, role));
        let of_roles = allows(false, role, |role| roles.is_empty() || roles.contains(&role));
        let holds = |name: &&str, role: &str| self.access.grants.holds(role, name).is_some();
        let of_wanted = allows(false, role, |role| wanted.iter().all(|name| holds(name, role)));
        let decides = if roles.is_empty() || of_roles == Verdict::Yes && of_wanted != Verdict::Yes {
            "required_permissions"
        } else {
            "required_roles"
        };
        Some(self.say(Layer::Required, of_roles.and(of_wanted), span(decides)))
    }

    /// What permissions say; those on entities hold under a condition as far as it is about the rows of one of `about`.
    fn permission(&self, role: Option<&str>, about: &[&str]) -> Option<Say<'m>> {
        if !self.is_granted() {
            return None;
        }
        let grants = &self.access.grants;
        let layer = Layer::Permission;
        let mut best: Option<Say<'m>> = None;
        if let Some(role) = role {
            let say = |(permission, holder): (&Permission<'m>, &Holder<'m>)| {
                let (verdict, when) = self.tied(permission, about);
                Say { layer, verdict, own: holder.own, span: holder.span, when }
            };
            let direct = self.direct.iter().filter_map(|own| Some((*own, grants.holds(role, own.name)?)));
            let held = |(entity, action): &(&'m str, &'static str)| {
                grants.on_entity(entity, action).find_map(|own| Some((own, grants.holds(role, own.name)?)))
            };
            let held: Option<Vec<_>> = self.wanted.iter().map(held).collect();
            let all = held.into_iter().flatten().map(say).reduce(Say::and);
            best = Say::widest(direct.map(say).chain(all));
        }
        if !grants.complete && best.is_none() {
            let when = vec!["permissions have errors, or are declared elsewhere".to_owned()];
            best = Some(Say { when, ..self.say(layer, Verdict::Unknown, self.own.span) });
        }
        let first = self
            .direct
            .first()
            .copied()
            .or_else(|| self.wanted.first().and_then(|(entity, action)| grants.on_entity(entity, action).next()));
        best.or_else(|| {
            first.map(|own| Say { layer, verdict: Verdict::No, own: own.own, span: own.span, when: Vec::new() })
        })
    }

    /// Whether a permission holds always, or under the policies that are tied to it.
    fn tied(&self, permission: &Permission<'m>, about: &[&str]) -> (Verdict, Vec<String>) {
        let policies = self.access.policies;
        let tied = self.access.grants.tied(permission, policies);
        let speaks = |scope: Scope| match scope {
            Scope::Entity(name) => about.contains(&name),
            Scope::Operation(kind, name) => (kind, name) == (self.own.kind, self.own.name),
            Scope::Global | Scope::Other => true,
        };
        let binds = |policy: &&Policy| policy.owns().is_some() && speaks(policy.scope);
        let tied = tied.into_iter().filter(|at| !policies.is_always(*at)).filter_map(|at| policies.all.get(at));
        let when: Vec<String> = tied.filter(binds).map(Policy::say).collect();
        (if when.is_empty() { Verdict::Yes } else { Verdict::Conditional }, when)
    }

    fn rule(&self, role: Option<&str>) -> Option<Say<'m>> {
        let layer = Layer::Rule;
        let of = |decision: &Decision<'_, 'm>| {
            let own = decision.own;
            let head = own.name.map_or(own.node.span, |(_, span)| span);
            let Some(role) = role else {
                return Say { layer, verdict: Verdict::No, own, span: head, when: Vec::new() };
            };
            match decision.on(role) {
                Some(found) => Say { layer, verdict: found.verdict, own, span: found.span, when: found.when },
                None => {
                    let when = vec!["the table says nothing of this role that is understood".to_owned()];
                    Say { layer, verdict: Verdict::Unknown, own, span: head, when }
                }
            }
        };
        let all = self.decisions.iter().map(of);
        all.reduce(Say::and)
    }

    fn policy(&self, role: Option<&'m str>) -> Option<Say<'m>> {
        self.policies.say(self.access, role?)
    }

    /// Whether neither permissions nor policies keep a role that is let in from any row of an entity.
    pub fn is_open(&self, role: &'m str, entity: &str) -> bool {
        self.permission(Some(role), &[entity]).is_none_or(|say| say.verdict == Verdict::Yes)
            && self.policies.is_open(self.access, role, entity)
    }

    fn transition(&self, role: Option<&str>) -> Option<Say<'m>> {
        let mut found: Option<Say<'m>> = None;
        for moves in self.moves.values() {
            let says: Vec<Option<Say<'m>>> = moves.iter().map(|own| self.one_transition(own, role)).collect();
            let all: Vec<Say<'m>> = says.iter().flatten().cloned().collect();
            let passes = |say: &Option<Say>| say.as_ref().is_none_or(|say| say.verdict == Verdict::Yes);
            let Some(first) = all.iter().find(|say| say.verdict != Verdict::Yes).or(all.first()) else { continue };
            let mut say = first.clone();
            if say.verdict == Verdict::No && says.iter().any(passes) {
                say.verdict = Verdict::Conditional;
                say.when = vec!["not from every state".to_owned()];
            }
            found = Some(match found {
                Some(before) => before.and(say),
                None => say,
            });
        }
        found
    }

    fn one_transition(&self, own: &Move<'m>, role: Option<&str>) -> Option<Say<'m>> {
        let workflow = own.own;
        let of = |verdict, span| Say { layer: Layer::Transition, verdict, own: workflow, span, when: Vec::new() };
        if own.wounded {
            let when = vec!["the guards of its transition have errors".to_owned()];
            return Some(Say { when, ..of(Verdict::Unknown, own.span) });
        }
        let required = (!own.required.is_empty()).then(|| {
            let span = workflow.node.get("required_roles").map_or(workflow.node.span, |node| node.span);
            of(allows(false, role, |role| own.required.contains(&role)), span)
        });
        let guards = own.guards.iter().map(|guard| {
            let say = self.one_guard(guard, role);
            Say { when: say.when, ..of(say.verdict, say.span) }
        });
        guards.chain(required).reduce(Say::and)
    }
}
