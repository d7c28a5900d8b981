//! Who calls, and who may do what.
//!
//! In: the caller and the access of each operation. Out: `policy/actor.py` and `policy/access.py`, where the normal form of access can
//! be read in one place.

use std::collections::BTreeSet;

use super::condition;
use super::domain::about;
use super::module::{Module, Style, Whole};
use super::names;
use super::python::{self, Expr};
use super::value::{Kind, Scope};
use crate::ir::{Actor, Condition, Grant, Operation, Value};
use crate::unit::Unit;

/// The modules about callers; none where no caller is ever known.
pub fn units(whole: Whole) -> Vec<Unit> {
    let Some(own) = &whole.system.actor else { return Vec::new() };
    vec![actor(whole, own), access(whole)]
}

fn actor(whole: Whole, own: &Actor) -> Unit {
    let mut module = Module::new(whole, "policy", "The caller", &own.origin);
    let base = module.own("domain.types", "Model");
    let mapping = module.imports().name("collections.abc", "Mapping");
    let any = module.imports().name("typing", "Any");
    let id = module.annotation(&super::value::actor_id(whole.system), Style::Checked);
    let roles: Vec<Expr> = whole.system.roles.iter().map(|role| Expr::Atom(python::text(role))).collect();
    let roles = match roles.as_slice() {
        [] => Expr::call("frozenset[str]", Vec::new()),
        _ => Expr::call("frozenset", vec![Expr::Group { before: String::new(), open: '{', parts: roles, close: '}' }]),
    };
    module.body().statement("ROLES = ", &roles, "");
    module.body().apart();
    module.body().line(format!("class Actor({base}):"));
    module.indent(|module| {
        module.body().doc("Who calls: what the token says of them");
        module.body().gap();
        module.body().line(format!("id: {id}"));
        module.body().line("roles: frozenset[str]");
        for field in &own.attributes {
            let required = field.required;
            let mut field = field.clone();
            field.default = None;
            module.field(&field, required);
        }
        let out = module.body();
        out.gap();
        out.line("@classmethod");
        let parameters = ["cls".to_owned(), format!("claims: {mapping}[str, {any}]")];
        let doc = "Read the claims: `sub`, `roles` and one for each attribute; other roles do not count";
        out.function("def from_claims", &parameters, "Actor", doc, |out| {
            out.line("actor = cls.model_validate({**claims, \"id\": claims.get(\"sub\")})");
            out.line("return actor.model_copy(update={\"roles\": actor.roles & ROLES})");
        });
        out.gap();
        let parameters = ["self".to_owned(), "*roles: str".to_owned()];
        out.function("def has", &parameters, "bool", "Whether the caller has one of the roles", |out| {
            out.line("return not self.roles.isdisjoint(roles)");
        });
    });
    module.unit("actor")
}

fn access(whole: Whole) -> Unit {
    let doc = "Who may do what: guards, roles, permissions and policies of each operation in one place";
    let mut module = Module::new(whole, "policy", doc, "");
    module.own("policy.actor", "Actor");
    for own in &whole.system.operations {
        if !own.access.open {
            function(&mut module, own);
        }
    }
    super::domain::trimmed(module, "access")
}

/// The conditions of a grant that do not always hold: an input that is filled with an attribute of the caller is that attribute.
fn conditions<'g>(own: &Operation, grant: &'g Grant) -> Vec<&'g Condition> {
    let filled = |value: &Value| match value {
        Value::Input { name, path } if path.is_empty() => {
            let input = own.inputs.iter().find(|input| input.field.name == *name);
            match input.map(|input| &input.source) {
                Some(crate::ir::Source::System { value }) => value.clone(),
                _ => Value::Input { name: name.clone(), path: Vec::new() },
            }
        }
        value => value.clone(),
    };
    let always = |own: &Condition| own.how == crate::ir::Comparison::Equal && filled(&own.left) == filled(&own.right);
    grant.when.iter().filter(|own| !always(own)).collect()
}

/// What access depends on beside the caller: rows and inputs, by the names of the parameters.
pub fn parameters(own: &Operation) -> Vec<(String, Value)> {
    let mut all: Vec<(String, Value)> = Vec::new();
    let conditions = own.access.grants.iter().flat_map(|grant| conditions(own, grant));
    for value in conditions.flat_map(|own| [&own.left, &own.right]).flat_map(Value::within) {
        let (name, value) = match value {
            Value::Row { row, .. } => {
                (names::field(row), Value::Row { row: row.clone(), field: String::new(), path: Vec::new() })
            }
            Value::Input { name, .. } => (names::field(name), Value::Input { name: name.clone(), path: Vec::new() }),
            _ => continue,
        };
        if all.iter().all(|(other, _)| *other != name) {
            all.push((name, value));
        }
    }
    all
}

/// The roles that may pass at all, where it depends on a row who may: all others learn nothing of which rows there are.
pub fn rows_are_for(own: &Operation) -> Option<BTreeSet<&str>> {
    let looks = parameters(own).iter().any(|(_, value)| matches!(value, Value::Row { .. }));
    looks.then(|| own.access.grants.iter().map(|grant| grant.role.as_deref()).collect()).flatten()
}

fn function(module: &mut Module, own: &Operation) {
    let system = module.whole.system;
    let mut scope = Scope::new(system, module.whole.names, own, Kind::Prepare);
    let mut heads = vec!["actor: Actor".to_owned()];
    for (name, value) in parameters(own) {
        let class = match &value {
            Value::Row { row, .. } => {
                scope.rows.insert(row.clone(), name.clone());
                scope.table_of(row).map(|table| module.row_class(table)).unwrap_or_default()
            }
            value => {
                let class = scope.annotation(module, value);
                scope.pending.push((value.clone(), name.clone()));
                class
            }
        };
        heads.push(format!("{name}: {class}"));
    }
    let refused = module.failure(&own.access.refused);
    let merged = merged(own);
    let mut ways = Vec::new();
    for (roles, when, because) in &merged {
        let mut parts = Vec::new();
        if let Some(roles) = roles {
            let roles = roles.iter().map(|role| Expr::Atom(python::text(role))).collect();
            parts.push(Expr::call("actor.has", roles));
        }
        for own in when.iter().filter(|own| !by_column(own)) {
            parts.extend(bare(condition::parts(module, &scope, own, true)));
        }
        ways.push((parts, because.clone()));
    }
    if let Some(roles) = rows_are_for(own) {
        let roles = roles.iter().map(|role| Expr::Atom(python::text(role))).collect();
        let set = Expr::Group { before: String::new(), open: '{', parts: roles, close: '}' };
        let out = module.body();
        out.set_origin(&own.origin);
        out.apart();
        out.statement(&format!("{} = ", names::constant(&own.name)), &Expr::call("frozenset", vec![set]), "");
    }
    // Where several rows are looked at, it is said whose field is meant.
    let named = parameters(own).iter().filter(|(_, value)| matches!(value, Value::Row { .. })).count() > 1;
    let doc = merged.iter().map(|(roles, when, _)| told(roles.as_deref(), when, named)).collect::<Vec<_>>().join("; ");
    let out = module.body();
    out.set_origin(&own.origin);
    out.apart();
    let doc = if doc.is_empty() { "Nobody".to_owned() } else { doc };
    out.function(&format!("def {}", names::module(&own.name)), &heads, "None", about(&doc, &own.name), |out| {
        for (parts, because) in ways {
            let write = |out: &mut python::Writer| {
                if parts.is_empty() {
                    return;
                }
                out.statement("if ", &condition::all(parts.clone()), ":");
                out.indented(|out| out.line("return"));
            };
            out.from_all(&because, write);
        }
        // Where a way has no condition, every known caller may pass.
        if merged.iter().any(|(roles, when, _)| roles.is_none() && when.iter().all(by_column)) {
            out.line("return");
        } else {
            out.line(format!("raise {refused}"));
        }
    });
}

/// `pending.` is how values stand that are variables here.
fn bare(parts: Vec<Expr>) -> Vec<Expr> {
    parts.into_iter().map(|part| Expr::Atom(part.flat().replace("pending.", ""))).collect()
}

fn by_column(own: &Condition) -> bool {
    matches!(own.left, Value::Column { .. }) || matches!(own.right, Value::Column { .. })
}

type Way = (Option<Vec<String>>, Vec<Condition>, Vec<String>);

/// Grants with the same conditions as one, for all of their roles.
fn merged(own: &Operation) -> Vec<Way> {
    let mut all: Vec<Way> = Vec::new();
    for grant in &own.access.grants {
        let when = conditions(own, grant);
        let same = |way: &&mut Way| {
            way.0.is_some() == grant.role.is_some()
                && way.1.len() == when.len()
                && way
                    .1
                    .iter()
                    .zip(&when)
                    .all(|(one, other)| one.left == other.left && one.how == other.how && one.right == other.right)
        };
        match all.iter_mut().find(same) {
            Some((roles, _, because)) => {
                if let (Some(roles), Some(role)) = (roles, &grant.role) {
                    roles.push(role.clone());
                }
                because.extend(grant.because.iter().filter(|own| !because.contains(own)).cloned().collect::<Vec<_>>());
            }
            None => {
                let roles = grant.role.clone().map(|role| vec![role]);
                all.push((roles, when.into_iter().cloned().collect(), grant.because.clone()));
            }
        }
    }
    all
}

/// A way to be let in, in words; `named` says of which row a field is.
fn told(roles: Option<&[String]>, when: &[Condition], named: bool) -> String {
    let who = match roles {
        None => "every known caller".to_owned(),
        Some([only]) => only.clone(),
        Some([all @ .., last]) => format!("{} and {last}", all.join(", ")),
        Some([]) => String::new(),
    };
    if when.is_empty() {
        return who;
    }
    let when: Vec<String> = when
        .iter()
        .map(|own| format!("`{} {} {}`", shown(&own.left, named), condition::sign(own.how), shown(&own.right, named)))
        .collect();
    format!("{who} where {}", when.join(" and "))
}

fn shown(value: &Value, named: bool) -> String {
    match value {
        Value::Row { row, field, .. } if named => format!("{row}.{field}"),
        Value::Input { name, path } => std::iter::once(name).chain(path).cloned().collect::<Vec<_>>().join("."),
        Value::Row { field, .. } | Value::Column { field } => field.clone(),
        Value::Actor { field } => format!("actor.{field}"),
        Value::Constant { value: crate::ir::Constant::Text(text) | crate::ir::Constant::Number(text) } => text.clone(),
        _ => "…".to_owned(),
    }
}
