//! What policies really protect: one place for the matrix, for the findings about rows of others, and for the code that is made.
//!
//! In: an operation, and the entities whose rows it is about. Out: [`Protection`]. An allowance that says whom it speaks of keeps those from
//! everything that no allowance gives them, and any allowance counts that reaches them: one that always holds leaves nothing of the
//! narrower ones. What is said of an entity protects its rows, and no others that are handed out beside them.

use super::Access;
use super::matrix::{Layer, Say, Verdict};
use crate::check::deep::model::Operation;
use crate::check::deep::policies::{Condition, Effect, Policies, Policy, Scope};

/// The policies that have a say about the callers of an operation.
pub struct Protection<'m> {
    /// All of them, by their numbers.
    reach: Vec<usize>,
    /// The allowances, for each entity whose rows are concerned; one group for no entity where there is none.
    groups: Vec<Group<'m>>,
}

/// The policies that are about the rows of one entity in one operation: on the entity, on the operation, and on everything.
struct Group<'m> {
    entity: Option<&'m str>,
    policies: Vec<usize>,
}

impl<'x, 'm, 'a> Access<'x, 'm, 'a> {
    /// The policies that reach an operation: those on it, on an entity that it touches, and on everything.
    pub fn reach(&self, own: &Operation<'m>) -> Vec<usize> {
        let entities = own.touch.all.iter().chain(&own.touch.ruled).copied();
        self.numbers_of(own, entities)
    }

    fn numbers_of(&self, own: &Operation<'m>, entities: impl Iterator<Item = &'m str>) -> Vec<usize> {
        let scopes = [Scope::Operation(own.kind, own.name), Scope::Global];
        let scopes = scopes.into_iter().chain(entities.map(Scope::Entity));
        let mut all: Vec<usize> = scopes.flat_map(|scope| self.policies.on(scope)).copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// What policies protect in an operation, as far as it is about the rows of these entities.
    pub fn protection(&self, own: &Operation<'m>, entities: &[&'m str]) -> Protection<'m> {
        let group = |entity: Option<&'m str>| {
            let policies = self.numbers_of(own, entity.into_iter());
            Group { entity, policies }
        };
        let some = entities.iter().map(|entity| group(Some(entity)));
        let none = entities.is_empty().then(|| group(None));
        Protection { reach: self.reach(own), groups: some.chain(none).collect() }
    }
}

impl<'m> Protection<'m> {
    /// The allowances that count for a role: one list for each entity, of which one must hold. There is none where no allowance says that
    /// it speaks of the role: then nobody is kept out.
    pub fn allowances<'y>(&self, policies: &'y Policies<'m>, role: &str) -> Vec<Vec<&'y Policy<'m>>> {
        let groups = self.groups.iter().map(|group| group.allowances(policies, role));
        groups.flatten().map(|group| group.into_iter().map(|(_, policy)| policy).collect()).collect()
    }

    /// The names of all roles that these policies speak of.
    pub fn roles<'y>(&self, policies: &'y Policies<'m>) -> impl Iterator<Item = &'y str> {
        let all = self.reach.iter().filter_map(|at| policies.all.get(*at)).filter(|policy| matters(policy));
        all.flat_map(|policy| {
            let named = policy.conditions.iter().filter(|own| of_role(own)).flat_map(|own| {
                let listed = own.value.as_list().unwrap_or(&[]).iter().filter_map(|item| item.node.as_text());
                own.value.as_text().into_iter().chain(listed)
            });
            policy.roles.iter().flatten().copied().chain(named)
        })
    }

    /// What policies say of a role.
    pub fn say(&self, access: &Access<'_, 'm, '_>, role: &'m str) -> Option<Say<'m>> {
        let denials = self.denials(access, role, |name| self.groups.iter().any(|group| group.entity == Some(name)));
        let allows = self.groups.iter().filter_map(|group| group.say(access, role));
        denials.chain(allows).reduce(Say::and)
    }

    /// Whether policies keep no row of an entity from a role. One that denies everything is reported where it stands: here is asked what is
    /// open once it is mended.
    pub fn is_open(&self, access: &Access<'_, 'm, '_>, role: &'m str, entity: &str) -> bool {
        let mut denials = self.denials(access, role, |name| name == entity);
        let groups = self.groups.iter().filter(|group| group.entity.is_none_or(|name| name == entity));
        let mut allows = groups.filter_map(|group| group.say(access, role));
        denials.all(|say| say.verdict == Verdict::No) && allows.all(|say| say.verdict == Verdict::Yes)
    }

    /// What each policy says that denies; a condition on rows that are not asked about says nothing.
    fn denials<'y>(
        &'y self,
        access: &'y Access<'_, 'm, '_>,
        role: &'m str,
        about: impl Fn(&str) -> bool + 'y,
    ) -> impl Iterator<Item = Say<'m>> + 'y {
        self.reach.iter().filter_map(|at| access.left_of(*at)).filter_map(move |(policy, left)| {
            let (span, _) = policy.effect(Effect::Deny).filter(|_| speaks_of(policy, role))?;
            let beside = matches!(policy.scope, Scope::Entity(name) if !about(name));
            // What looks at the data and not at who calls is no matter of access.
            let looks = || !left.never && !beside && left.conditions.iter().any(|own| own.of_caller());
            let verdict = match left.always {
                true => Verdict::No,
                false => looks().then_some(Verdict::Conditional)?,
            };
            let when = (!left.always).then(|| format!("not ({})", left.words())).into_iter().collect();
            Some(Say { layer: Layer::Policy, verdict, own: policy.own, span, when })
        })
    }
}

impl<'m> Group<'m> {
    /// The allowances that reach a role, with their numbers; none where no one of them says that it speaks of the role.
    fn allowances<'y>(&self, policies: &'y Policies<'m>, role: &str) -> Option<Vec<(usize, &'y Policy<'m>)>> {
        let allows = |policy: &Policy| policy.effect(Effect::Allow).is_some() && policy.effect(Effect::Deny).is_none();
        let all = self.policies.iter().filter_map(|at| Some((*at, policies.all.get(*at)?)));
        let all: Vec<_> = all.filter(|(_, policy)| allows(policy) && speaks_of(policy, role)).collect();
        all.iter().any(|(_, policy)| binds(policy)).then_some(all)
    }

    /// What they say together: what the widest of them does.
    fn say(&self, access: &Access<'_, 'm, '_>, role: &str) -> Option<Say<'m>> {
        let say = |(at, policy): (usize, &Policy<'m>)| {
            let ((_, left), (span, _)) = (access.left_of(at)?, policy.effect(Effect::Allow)?);
            let verdict = match left.always {
                true => Verdict::Yes,
                false if left.never => Verdict::No,
                false if left.clear => Verdict::Conditional,
                false => Verdict::Unknown,
            };
            let when = (!left.always).then(|| left.words()).into_iter().collect();
            Some(Say { layer: Layer::Policy, verdict, own: policy.own, span, when })
        };
        Say::widest(self.allowances(access.policies, role)?.into_iter().filter_map(say))
    }
}

/// What is left of a policy for the callers that it speaks of: the same for each of them.
pub struct Left<'y, 'm> {
    /// The conditions beyond those that name roles.
    conditions: Vec<&'y Condition<'m>>,
    /// Whether they hold in every case.
    always: bool,
    /// Whether they hold in none; asked only where they do not hold always.
    never: bool,
    /// Whether all of them were understood.
    clear: bool,
}

impl<'y, 'm> Left<'y, 'm> {
    /// Its conditions in words.
    fn words(&self) -> String {
        self.conditions.iter().map(|own| own.say()).collect::<Vec<_>>().join(" and ")
    }

    /// What is left of the policy of this number; none where it has no say about callers.
    pub fn of(policies: &'y Policies<'m>, at: usize) -> Option<Left<'y, 'm>> {
        let policy = policies.all.get(at).filter(|policy| allows_or_denies(policy))?;
        let logic = policies.logic(at)?;
        let conditions: Vec<&Condition<'m>> = policy.conditions.iter().filter(|own| roles_of(own).is_none()).collect();
        let all = conditions.len() == policy.conditions.len();
        let (always, never) = match all {
            true => (policies.is_always(at), policies.is_never(at)),
            false => logic.weigh(&conditions),
        };
        let clear = logic.is_clear(&conditions);
        Some(Left { always: always || conditions.is_empty(), conditions, never, clear })
    }
}

/// Which roles a condition names: whether it holds for one of them, as a question; none where it asks for something else.
fn roles_of<'y>(own: &'y Condition) -> Option<impl Fn(&str) -> bool + use<'y>> {
    let (name, all) = (own.value.as_text(), own.value.as_list());
    let asks = match (own.op, all) {
        ("eq" | "neq", None) => name.is_some(),
        ("in", Some(_)) => true,
        _ => false,
    };
    (asks && of_role(own)).then_some(move |role: &str| match own.op {
        "eq" => name == Some(role),
        "neq" => name != Some(role),
        _ => all.is_some_and(|all| all.iter().any(|item| item.node.as_text() == Some(role))),
    })
}

/// Whether a policy speaks of a role: as far as it names any, this is one of them.
pub fn speaks_of(policy: &Policy, role: &str) -> bool {
    let listed = policy.roles.as_ref().is_none_or(|roles| roles.contains(role));
    listed && policy.conditions.iter().filter_map(roles_of).all(|holds| holds(role))
}

/// The conditions of a policy that are left for a caller with this role; none where it does not speak of the role.
pub fn rest<'y, 'm>(policy: &'y Policy<'m>, role: &str) -> Option<Vec<&'y Condition<'m>>> {
    speaks_of(policy, role).then(|| policy.conditions.iter().filter(|own| roles_of(own).is_none()).collect())
}

/// Whether an allowance keeps others out: only where it says whom it speaks of.
pub fn binds(policy: &Policy) -> bool {
    policy.roles.is_some() || policy.conditions.iter().any(of_role)
}

/// Whether a policy lets callers through, or refuses them.
fn allows_or_denies(policy: &Policy) -> bool {
    [Effect::Allow, Effect::Deny].into_iter().any(|kind| policy.effect(kind).is_some())
}

/// Whether a policy may have a say about callers by itself: it denies, or it says whom it speaks of.
fn matters(policy: &Policy) -> bool {
    policy.effect(Effect::Deny).is_some() || binds(policy)
}

/// Whether a condition looks at the role of the caller.
fn of_role(own: &Condition) -> bool {
    matches!(own.path, "actor.role" | "actor.roles") && own.against.is_none()
}
