//! Who may call: all layers folded into grants.
//!
//! In: what routes, guards, required roles, permissions, grants, transitions and policies say. Out: [`Access`], role by role. What the
//! layers say of a role without a condition is taken from the matrix of the checks, so that code and reports agree.

use super::Lower;
use super::scope::Scope;
use crate::check::deep::access::guards::either;
use crate::check::deep::access::protection::rest;
use crate::check::deep::access::{Auth, Layer, Permission, Verdict, Who};
use crate::check::deep::model::Operation;
use crate::check::deep::parts::text;
use crate::check::deep::policies::Policy;
use crate::ir::{Access, Action, Check, Comparison, Condition, Grant, Load, Phases, Value};

/// Alternatives: any of these lists of conditions, each with the declarations that ask for it.
type Ways = Vec<(Vec<Condition>, Vec<String>)>;

impl<'m> Lower<'_, 'm, '_> {
    /// Who may call an operation. `listed` gives the value of a column of the rows that a query lists.
    pub fn access(
        &mut self,
        own: &Operation<'m>,
        scope: &Scope,
        phases: &Phases,
        listed: &dyn Fn(&str, &str) -> Option<Value>,
    ) -> Access {
        let doors = self.access.doors.to(own.kind, own.name);
        let layers = self.access.layers(own);
        let silent = |who| layers.of(who).iter().all(|say| say.layer == Layer::Route || say.verdict == Verdict::Yes);
        let is_open = |door: &crate::check::deep::access::Door| match door.auth {
            Auth::Open => true,
            Auth::Unsaid => !self.access.doors.closed,
            _ => false,
        };
        let open = !doors.is_empty() && doors.iter().any(is_open) && silent(Who::Anonymous);
        let mut access = Access { open, grants: Vec::new(), unknown: self.unknown(own), refused: self.refused(own) };
        if open {
            return access;
        }
        if self.access.roles.is_empty() {
            access.grants.push(Grant { role: None, when: Vec::new(), because: vec![own.own.element.clone()] });
            return access;
        }
        for role in layers.let_in() {
            let says = layers.of(Who::Role(role));
            let because: Vec<String> = says
                .iter()
                .filter(|say| matches!(say.layer, Layer::Guard | Layer::Required | Layer::Permission))
                .map(|say| say.own.element.clone())
                .collect();
            let mut ways: Ways = vec![(Vec::new(), because)];
            for more in [
                self.by_permission(own, role, scope, phases, listed),
                self.by_policy(own, role, scope, phases, listed),
                self.by_ownership(own, role, scope, listed),
            ] {
                ways = both(&ways, &more);
            }
            for (when, mut because) in ways {
                because.sort();
                because.dedup();
                let grant = Grant { role: Some(role.to_owned()), when, because };
                if !access.grants.contains(&grant) {
                    access.grants.push(grant);
                }
            }
        }
        access
    }

    /// Loads the rows that are found by their key only to be changed, where a condition looks at them. Rows that are changed together are
    /// not looked at one by one: what is asked of those is refused.
    pub fn held(&mut self, own: &Operation<'m>, access: &Access, phases: &mut Phases) {
        let denied = phases.requirements.iter().flat_map(|own| match &own.check {
            Check::NotAll { conditions } => conditions.as_slice(),
            _ => &[],
        });
        let conditions: Vec<Condition> =
            access.grants.iter().flat_map(|grant| &grant.when).chain(denied).cloned().collect();
        for condition in conditions {
            for value in [&condition.left, &condition.right] {
                let Value::Row { row, field, .. } = value else { continue };
                if phases.loads.iter().any(|load| load.row == *row) {
                    continue;
                }
                if let Some(load) = self.found(own, row, phases) {
                    phases.loads.push(load);
                    continue;
                }
                let what = format!("what `{}` asks of the rows that `{}` changes", condition.origin, own.name);
                self.refuse(own.own, "effects", own.span, &what, "changes rows that it does not load");
                self.advise(format!("load the row by its id, or let `where` say what `{field}` is"));
                return;
            }
        }
    }

    /// How a row that is changed is loaded before: by its key, if that is known by then.
    fn found(&self, own: &Operation<'m>, row: &str, phases: &Phases) -> Option<Load> {
        let is_known = |value: &Value| match value {
            Value::Row { row, .. } => phases.loads.iter().any(|load| load.row == *row),
            value => matches!(value, Value::Input { .. } | Value::Actor { .. } | Value::Constant { .. }),
        };
        let mut steps = phases.written();
        steps.find_map(|step| {
            let Action::Update { table, row: changed, key, .. } = &step.action else { return None };
            let [(column, value)] = key.as_slice() else { return None };
            let kept =
                self.table(table).filter(|own| changed == row && own.key == [column.clone()] && is_known(value))?;
            let entity = kept.entity.clone()?;
            Some(Load {
                origin: step.origin.clone(),
                row: row.to_owned(),
                missing: self.missing(own, &entity),
                entity,
                table: table.clone(),
                column: column.clone(),
                value: value.clone(),
                lock: false,
            })
        })
    }

    /// The conditions under which permissions let a role in.
    fn by_permission(
        &mut self,
        own: &Operation<'m>,
        role: &str,
        scope: &Scope,
        phases: &Phases,
        listed: &dyn Fn(&str, &str) -> Option<Value>,
    ) -> Ways {
        let (grants, policies) = (&self.access.grants, self.access.policies);
        let held = |permission: &&Permission<'m>| grants.holds(role, permission.name).is_some();
        let mut all: Vec<&Permission<'m>> = grants.direct(own).filter(held).collect();
        if all.is_empty() {
            for (entity, action) in grants.wanted(own) {
                all.extend(grants.on_entity(entity, action).filter(held));
            }
        }
        let tied: Vec<(String, Vec<usize>)> =
            all.iter().map(|permission| (permission.own.element.clone(), grants.tied(permission, policies))).collect();
        let mut ways: Ways = Vec::new();
        for (element, tied) in tied {
            let binding: Vec<&Policy<'m>> = tied
                .iter()
                .filter(|at| !policies.is_always(**at))
                .filter_map(|at| policies.all.get(*at))
                .filter(|policy| policy.owns().is_some())
                .collect();
            let mut when = Vec::new();
            let mut because = vec![element];
            for policy in binding {
                when.extend(self.conditions(own, policy, role, scope, phases, listed));
                because.push(policy.own.element.clone());
            }
            if when.is_empty() {
                // One that holds always is enough.
                return vec![(Vec::new(), because)];
            }
            ways.push((when, because));
        }
        if ways.is_empty() { vec![(Vec::new(), Vec::new())] } else { ways }
    }

    /// The conditions under which policies that say whom they allow let a role in.
    fn by_policy(
        &mut self,
        own: &Operation<'m>,
        role: &str,
        scope: &Scope,
        phases: &Phases,
        listed: &dyn Fn(&str, &str) -> Option<Value>,
    ) -> Ways {
        // Of what is only joined, a condition holds as well where the row is at hand.
        let mut entities = own.touch.ruled.clone();
        entities.extend(own.touch.all.iter().copied().filter(|name| !own.touch.ruled.contains(name)));
        let policies = self.access.policies;
        let protection = self.access.protection(own, &entities);
        let mut all: Ways = vec![(Vec::new(), Vec::new())];
        for group in protection.allowances(policies, role) {
            let mut ways: Ways = Vec::new();
            for policy in group {
                let when = self.conditions(own, policy, role, scope, phases, listed);
                ways.push((when, vec![policy.own.element.clone()]));
            }
            all = both(&all, &ways);
        }
        all
    }

    /// The conditions of a policy that are left for a role.
    fn conditions(
        &mut self,
        own: &Operation<'m>,
        policy: &Policy<'m>,
        role: &str,
        scope: &Scope,
        phases: &Phases,
        listed: &dyn Fn(&str, &str) -> Option<Value>,
    ) -> Vec<Condition> {
        let entity = match policy.scope {
            crate::check::deep::policies::Scope::Entity(name) => name,
            _ => "",
        };
        let column = |path: &str| listed(entity, path);
        let mut all = Vec::new();
        for condition in rest(policy, role).unwrap_or_default() {
            match self.condition(policy, condition, scope, phases, Some(&column)) {
                // What the operation stores itself, or fills with it, is as it is.
                Some(found)
                    if found.how == Comparison::Equal && self.filled(own, &found.left, scope) == found.right => {}
                Some(found) => all.push(found),
                None => {
                    let what = format!("what `{}` is", condition.path);
                    let place = format!("conditions/{}/field", condition.at);
                    self.sourceless(policy.own, place, condition.span, &what, &format!("not known to `{}`", own.name));
                }
            }
        }
        all
    }

    /// What an input is filled with that no client gives; any other value as it is.
    fn filled(&self, own: &Operation<'m>, value: &Value, scope: &Scope) -> Value {
        let bound = match value {
            Value::Input { name, path } if path.is_empty() => {
                own.input(name).and_then(|field| text(field.node, "bind"))
            }
            _ => None,
        };
        bound.and_then(|(source, _)| scope.source(self, source)).unwrap_or_else(|| value.clone())
    }

    /// The conditions of guards that ask for the owner.
    fn by_ownership(
        &mut self,
        own: &Operation<'m>,
        role: &str,
        scope: &Scope,
        listed: &dyn Fn(&str, &str) -> Option<Value>,
    ) -> Ways {
        let mut when = Vec::new();
        for (at, guard) in own.guards("ownership") {
            let Some(params) = guard.get("params") else { continue };
            if either(params, "unless_role", "unless_roles").contains(&role) {
                continue;
            }
            let (field, actor) = (text(params, "field"), text(params, "actor"));
            let field = field.map_or("", |(name, _)| name);
            let row = scope.guarded(self, field);
            let of_row =
                row.map(|(row, field)| Value::Row { row: row.name.clone(), field: field.into(), path: Vec::new() });
            let left = match own.input(field) {
                Some(_) => scope.name(self, field),
                None => of_row.or_else(|| listed("", field)),
            };
            let right = scope.source(self, actor.map_or("actor.id", |(path, _)| path));
            match (left, right) {
                (Some(left), Some(right)) => when.push(Condition {
                    left,
                    how: Comparison::Equal,
                    right,
                    origin: format!("{}/guards/{at}", own.own.element),
                }),
                _ => {
                    self.sourceless(own.own, format!("guards/{at}"), guard.span, "whose it is", "no row or input fits")
                }
            }
        }
        vec![(when, Vec::new())]
    }
}

/// Both must hold.
fn both(one: &Ways, other: &Ways) -> Ways {
    let mut all: Ways = Vec::new();
    for (when, because) in one {
        for (more, reasons) in other {
            let mut joined = when.clone();
            joined.extend(more.iter().filter(|own| !when.iter().any(|has| same(has, own))).cloned());
            let because = because.iter().chain(reasons).cloned().collect();
            all.push((joined, because));
        }
    }
    all
}

fn same(one: &Condition, other: &Condition) -> bool {
    (&one.left, one.how, &one.right) == (&other.left, other.how, &other.right)
}

/// An operator of the contract.
pub fn comparison(op: &str) -> Option<Comparison> {
    Some(match op {
        "eq" => Comparison::Equal,
        "neq" => Comparison::NotEqual,
        "lt" => Comparison::Less,
        "lte" => Comparison::AtMost,
        "gt" => Comparison::More,
        "gte" => Comparison::AtLeast,
        "in" => Comparison::In,
        "contains" => Comparison::Contains,
        _ => return None,
    })
}
