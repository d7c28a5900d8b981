//! What a service need not look at, since something else has decided it.
//!
//! In: a system. Out: the same one without requirements that can never be broken where they would be looked at: who may call, or another
//! requirement, refuses all that they would refuse, and with the same failure. Decision tables that nobody asks any more are left out too.
//! Only what is proved is taken out. The contract stays as it is: tests are made from the whole of it.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Names;
use super::value::{Kind, Scope};
use crate::ir::logic::{Domain, Formula, Term, always};
use crate::ir::{Action, Cell, Check, Comparison, Condition, Constant, Decision, Entry, Hit, Operation, Requirement};
use crate::ir::{System, Type, Value};
use crate::unit::{Origin, Unit};

/// A system without what is decided elsewhere.
pub struct Lean {
    /// The system.
    pub system: System,
    /// What lines of a declaration stand for as well: the requirements that it decides.
    pub also: BTreeMap<String, Vec<String>>,
}

impl Lean {
    /// Lets the lines of a requirement stand for those as well that it decides.
    pub fn trace(&self, unit: &mut Unit) {
        let mut more = Vec::new();
        for own in &unit.origins {
            for other in self.also.get(&own.declaration).into_iter().flatten() {
                more.push(Origin { declaration: other.clone(), ..own.clone() });
            }
        }
        unit.origins.extend(more);
    }
}

/// Takes out what is decided elsewhere.
pub fn of(system: &System, names: &Names) -> Lean {
    let mut lean = Lean { system: system.clone(), also: BTreeMap::new() };
    for (operation, left) in system.operations.iter().zip(&mut lean.system.operations) {
        let judge = Judge { system, scope: Scope::new(system, names, operation, Kind::Call) };
        let all = &operation.phases.requirements;
        let mut kept: Vec<bool> = vec![true; all.len()];
        let mut granted = Vec::new();
        // Policies first: where a policy and a table say the same, the table stays.
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|at| !matches!(all.get(*at).map(|own| &own.check), Some(Check::NotAll { .. })));
        for at in order {
            let Some(own) = all.get(at).filter(|own| !own.warns) else { continue };
            if judge.is_granted(operation, own) {
                granted.push(own.origin.clone());
            } else if let Some(step) = judge.index(operation, at) {
                lean.also.entry(step.to_owned()).or_default().push(own.origin.clone());
            } else if let Some(other) = judge.decider(all, &kept, at) {
                lean.also.entry(other.origin.clone()).or_default().push(own.origin.clone());
            } else {
                continue;
            }
            if let Some(kept) = kept.get_mut(at) {
                *kept = false;
            }
        }
        let mut kept = kept.into_iter();
        left.phases.requirements.retain(|_| kept.next().unwrap_or(true));
        for grant in &mut left.access.grants {
            grant.because.extend(granted.iter().cloned());
        }
    }
    let requirements = lean.system.operations.iter().flat_map(|own| &own.phases.requirements);
    let asked: BTreeSet<String> = requirements
        .filter_map(|own| match &own.check {
            Check::Decision { decision, .. } => Some(decision.clone()),
            _ => None,
        })
        .collect();
    lean.system.decisions.retain(|own| asked.contains(&own.name));
    lean
}

/// What follows from what, for one operation.
struct Judge<'s> {
    system: &'s System,
    scope: Scope<'s>,
}

impl Judge<'_> {
    /// Whether a requirement holds for everybody who may call at all.
    fn is_granted(&self, operation: &Operation, own: &Requirement) -> bool {
        let access = &operation.access;
        // A row that is locked is looked at again: it may be another one by then.
        let locked = |value: &Value| match value {
            Value::Row { row, .. } => operation.phases.loads.iter().any(|load| load.lock && load.row == *row),
            _ => false,
        };
        if access.open || super::operation::uses::of_requirement(own).into_iter().any(locked) {
            return false;
        }
        !access.grants.is_empty()
            && access.grants.iter().all(|grant| match &grant.role {
                Some(role) if own.roles.is_empty() || own.roles.contains(role) => {
                    let given = grant.when.iter().map(|own| self.granted(own)).collect();
                    let holds = Formula::Not(Box::new(self.broken(&own.check, Some(role))));
                    self.is_always(&Formula::All(given).implies(holds))
                }
                _ => false,
            })
    }

    /// The requirement that breaks wherever this one does, and with the same failure; among those that are kept.
    fn decider<'r>(&self, all: &'r [Requirement], kept: &[bool], at: usize) -> Option<&'r Requirement> {
        let own = all.get(at)?;
        all.iter().enumerate().find_map(|(place, other)| {
            let between = all.get(at.min(place)..=at.max(place)).unwrap_or_default();
            let is_alike = between.iter().all(|one| one.failure == own.failure && !one.warns && one.again == own.again);
            let is_other = place != at && kept.get(place) == Some(&true) && other.roles.is_empty();
            let follows = || self.is_always(&self.broken(&own.check, None).implies(self.broken(&other.check, None)));
            (is_other && is_alike && follows()).then_some(other)
        })
    }

    /// The step that stores a row where a unique index refuses what a requirement would, and with the same failure: the place of the step.
    /// The index sees also what others store at the same moment. Where somebody outside is asked before, it is looked at before, too.
    fn index<'o>(&self, operation: &'o Operation, at: usize) -> Option<&'o str> {
        let phases = &operation.phases;
        let (own, later) = phases.requirements.get(at..)?.split_first()?;
        let Check::Absent { table, column, value } = &own.check else { return None };
        let is_unique = |own: &crate::ir::Index| own.unique && own.columns == [column.clone()];
        let place = phases.claim.iter().position(|step| match &step.action {
            Action::Insert { table: other, set, .. } => {
                other == table && set.contains(&(column.clone(), value.clone()))
            }
            _ => false,
        })?;
        let (before, behind) = phases.claim.split_at(place);
        let step = behind.first()?;
        let sooner = before.iter().filter_map(|step| step.failure.as_ref());
        let others = later.iter().filter(|own| !own.warns).map(|own| &own.failure).chain(sooner);
        let decides = self.system.table(table)?.indexes.iter().any(is_unique)
            && phases.before.is_empty()
            && own.roles.is_empty()
            && step.only_in.is_none()
            && step.failure.as_ref() == Some(&own.failure)
            && others.into_iter().all(|other| *other == own.failure)
            && self.scope.typed(value).is_some_and(|(_, there)| there);
        decides.then_some(step.origin.as_str())
    }

    fn is_always(&self, formula: &Formula) -> bool {
        always(formula, &|value| match self.scope.typed(value) {
            Some((kind, there)) => (domain(self.system, &kind), there),
            None => (Domain::Open, false),
        })
    }

    /// A condition of a grant; nothing equals nothing is not enough to be let in, so values that may be missing are not understood.
    fn granted(&self, own: &Condition) -> Formula {
        Formula::Test(self.term(&own.left), own.how, self.term(&own.right))
    }

    /// When a requirement is broken; for a caller with this role where it is known, who may have others.
    fn broken(&self, check: &Check, role: Option<&str>) -> Formula {
        match check {
            Check::NotAll { conditions } => Formula::All(
                conditions
                    .iter()
                    .map(|own| match is_role(&own.left) || is_role(&own.right) {
                        true => Formula::Unknown,
                        false => self.granted(own),
                    })
                    .collect(),
            ),
            Check::Decision { decision, inputs, refusing } => {
                let Some(table) = self.system.decision(decision) else { return Formula::Unknown };
                let by_role = inputs.iter().any(|(_, value)| is_role(value));
                if by_role && role.is_none() {
                    return Formula::Unknown;
                }
                let of = |name: &str| {
                    let value = inputs.iter().find(|(own, _)| own == name).map(|(_, value)| value);
                    match (value, role) {
                        (Some(value), Some(role)) if is_role(value) => Term::Constant(Constant::Text(role.to_owned())),
                        (Some(value), _) => self.term(value),
                        (None, _) => Term::Constant(Constant::Null),
                    }
                };
                refused(table, &of, refusing)
            }
            Check::State { .. }
            | Check::Absent { .. }
            | Check::All { .. }
            | Check::Feature { .. }
            | Check::Left { .. } => Formula::Unknown,
        }
    }

    /// A value, or what it always is.
    fn term(&self, value: &Value) -> Term {
        match value {
            Value::Constant { value } => Term::Constant(value.clone()),
            Value::Null => Term::Constant(Constant::Null),
            Value::Input { name, path } if path.is_empty() => {
                let input = self.scope.operation.inputs.iter().find(|own| own.field.name == *name);
                match input.map(|own| &own.source) {
                    Some(crate::ir::Source::System { value }) => match value {
                        // Each place where such a value stands may make another one.
                        Value::Now | Value::Today | Value::DaysAgo { .. } | Value::NewId => {
                            Term::Value(Value::Input { name: name.clone(), path: Vec::new() })
                        }
                        value => self.term(value),
                    },
                    _ => Term::Value(value.clone()),
                }
            }
            value => Term::Value(value.clone()),
        }
    }
}

fn is_role(value: &Value) -> bool {
    matches!(value, Value::Actor { field } if field == "role" || field == "roles")
}

/// When a table refuses: the first row that fits does, or none fits.
fn refused(table: &Decision, of: &dyn Fn(&str) -> Term, refusing: &[(String, bool)]) -> Formula {
    if table.hit != Hit::First {
        return Formula::Unknown;
    }
    let mut ways = Vec::new();
    let mut before: Vec<Formula> = Vec::new();
    for row in &table.rows {
        let fits = fits(&row.when, of);
        let mut refuses = Vec::new();
        for (name, by) in refusing {
            match row.then.iter().find(|(own, _)| own == name).map(|(_, entry)| entry) {
                Some(Entry::Constant(Constant::Bool(said))) if said != by => {}
                // What a row does not tell refuses as well.
                Some(Entry::Constant(_)) | None => refuses.push(Formula::All(Vec::new())),
                Some(Entry::Input(name)) => {
                    refuses.push(Formula::Test(of(name), Comparison::Equal, Term::Constant(Constant::Bool(*by))));
                }
            }
        }
        let mut all = before.clone();
        all.push(fits.clone());
        all.push(Formula::Any(refuses));
        ways.push(Formula::All(all));
        before.push(Formula::Not(Box::new(fits)));
    }
    if !refusing.is_empty() {
        ways.push(Formula::All(before));
    }
    Formula::Any(ways)
}

/// Whether a row fits.
fn fits(cells: &[Cell], of: &dyn Fn(&str) -> Term) -> Formula {
    let test = |input: &str, own: &crate::ir::Test| {
        let with = match &own.with {
            Entry::Constant(value) => Term::Constant(value.clone()),
            Entry::Input(name) => of(name),
        };
        Formula::Test(of(input), own.how, with)
    };
    let group = |input: &str, all: &[crate::ir::Test]| Formula::All(all.iter().map(|own| test(input, own)).collect());
    let cell = |own: &Cell| match own.any.as_slice() {
        [] => Formula::All(Vec::new()),
        several => Formula::Any(several.iter().map(|all| group(&own.input, all)).collect()),
    };
    Formula::All(cells.iter().map(cell).collect())
}

/// Whether one row of a table fits, whatever its inputs are. `there` tells which of them are always given.
pub fn is_complete(system: &System, table: &Decision, there: &dyn Fn(&str) -> bool) -> bool {
    let of = |name: &str| Term::Value(Value::Input { name: name.to_owned(), path: Vec::new() });
    let all = Formula::Any(table.rows.iter().map(|row| fits(&row.when, &of)).collect());
    always(&all, &|value| {
        let Value::Input { name, .. } = value else { return (Domain::Open, false) };
        let kind = table.inputs.iter().find(|(own, _)| own == name).map(|(_, kind)| kind);
        (kind.map_or(Domain::Open, |kind| domain(system, kind)), there(name))
    })
}

/// What a value of a type can be.
fn domain(system: &System, kind: &Type) -> Domain {
    let texts = |all: &[String]| Domain::Closed(all.iter().map(|own| Constant::Text(own.clone())).collect());
    match kind {
        Type::Int => Domain::Whole,
        Type::Float | Type::Decimal => Domain::Number,
        Type::Bool => Domain::Closed(vec![Constant::Bool(false), Constant::Bool(true)]),
        Type::OneOf { values } => texts(values),
        Type::Enumeration { name } => {
            let own = system.enumeration(name);
            own.map_or(Domain::Open, |own| texts(&own.values))
        }
        _ => Domain::Open,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::levels::Wanted;
    use crate::set::Input;

    fn example(name: &str) -> System {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name).join("contract");
        crate::pipeline::system(&Input::Path(path), &Wanted::default()).1.unwrap()
    }

    fn of(system: &System) -> Lean {
        super::of(system, &Names::new(system))
    }

    fn left<'s>(system: &'s System, operation: &str) -> Vec<&'s str> {
        let own = system.operation(operation).unwrap();
        own.phases.requirements.iter().map(|own| own.origin.as_str()).collect()
    }

    #[test]
    fn a_policy_that_says_what_a_table_says_is_not_looked_at_twice() {
        let whole = example("hr");
        let lean = of(&whole);
        assert_eq!(left(&whole, "UploadEmployeeDocument").len(), 2);
        assert_eq!(left(&lean.system, "UploadEmployeeDocument"), ["rules/document_upload_size_limit"]);
        assert_eq!(lean.also["rules/document_upload_size_limit"], ["policies/file_size_limit_policy"]);
    }

    #[test]
    fn a_table_that_lets_in_whoever_may_call_is_not_asked() {
        let whole = example("hr");
        let lean = of(&whole);
        assert_eq!(left(&lean.system, "GetEmployeeDocuments"), [""; 0]);
        assert!(lean.system.decision("document_access_authorization").is_none());
        let own = lean.system.operation("GetEmployeeDocuments").unwrap();
        let traced =
            |own: &crate::ir::Grant| own.because.iter().any(|own| own == "rules/document_access_authorization");
        assert!(own.access.grants.iter().all(traced));
    }

    #[test]
    fn what_a_unique_index_refuses_is_not_looked_up_before() {
        let whole = example("shop");
        let lean = of(&whole);
        assert_eq!(left(&whole, "AddProduct"), ["commands/AddProduct/guards/1"]);
        assert_eq!(left(&lean.system, "AddProduct"), [""; 0]);
        assert_eq!(lean.also.values().flatten().collect::<Vec<_>>(), ["commands/AddProduct/guards/1"]);
        let mut without = whole;
        without.tables.iter_mut().for_each(|own| own.indexes.clear());
        assert_eq!(left(&of(&without).system, "AddProduct").len(), 1);
    }

    #[test]
    fn of_two_limits_the_closer_one_stays() {
        let mut whole = example("hr");
        for own in &mut whole.operations {
            for one in &mut own.phases.requirements {
                if let Check::NotAll { conditions } = &mut one.check {
                    for own in conditions {
                        own.right = Value::Constant { value: Constant::Number("20971519".into()) };
                    }
                }
            }
        }
        assert_eq!(left(&of(&whole).system, "UploadEmployeeDocument"), ["policies/file_size_limit_policy"]);
    }

    #[test]
    fn a_grant_that_lets_in_more_keeps_the_table() {
        let mut whole = example("hr");
        let own = whole.operations.iter_mut().find(|own| own.name == "GetEmployeeDocuments").unwrap();
        own.access.grants.iter_mut().for_each(|own| own.when.clear());
        assert_eq!(left(&of(&whole).system, "GetEmployeeDocuments").len(), 1);
    }
}
