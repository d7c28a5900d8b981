//! Conditions as expressions.
//!
//! In: comparisons of values. Out: an expression that is true where the comparison holds. A comparison with nothing is never true, save
//! that nothing equals nothing; who may call is stricter still: there, nothing equals nothing is not true either.

use super::module::Module;
use super::python::Expr;
use super::value::Scope;
use crate::ir::{Comparison, Condition, Constant, Type, Value};

/// The sign of a comparison.
pub fn sign(how: Comparison) -> &'static str {
    match how {
        Comparison::Equal => "==",
        Comparison::NotEqual => "!=",
        Comparison::Less => "<",
        Comparison::AtMost => "<=",
        Comparison::More => ">",
        Comparison::AtLeast => ">=",
        Comparison::In | Comparison::Contains => "in",
    }
}

/// The same comparison from the other side.
fn turned(how: Comparison) -> Option<Comparison> {
    Some(match how {
        Comparison::Less => Comparison::More,
        Comparison::AtMost => Comparison::AtLeast,
        Comparison::More => Comparison::Less,
        Comparison::AtLeast => Comparison::AtMost,
        _ => return None,
    })
}

/// The parts of a condition, all of which must be true.
pub fn parts(module: &mut Module, scope: &Scope, condition: &Condition, strict: bool) -> Vec<Expr> {
    let Condition { left, how, right, .. } = condition;
    if let Some(role) = role(module, scope, left, *how, right).or_else(|| role(module, scope, right, *how, left)) {
        return vec![role];
    }
    let (left_type, right_type) = (scope.typed(left), scope.typed(right));
    let one = scope.value(module, left, right_type.as_ref().map(|(kind, _)| kind), false);
    let other = match (right, how) {
        (Value::Constant { value: Constant::List(items) }, Comparison::In) => {
            let kind = left_type.as_ref().map(|(kind, _)| kind);
            let items = items.iter().map(|item| module.constant(item, kind)).collect();
            Expr::Group { before: String::new(), open: '(', parts: items, close: ')' }
        }
        _ => scope.value(module, right, left_type.as_ref().map(|(kind, _)| kind), false),
    };
    let nothing = Expr::atom("None");
    if other == nothing || one == nothing {
        let own = if other == nothing { one } else { other };
        let word = if *how == Comparison::NotEqual { "is not" } else { "is" };
        return vec![Expr::Atom(format!("{} {word} None", own.flat()))];
    }
    if let (Comparison::Equal | Comparison::NotEqual, "True" | "False") = (how, other.flat().as_str()) {
        let word = if *how == Comparison::NotEqual { "is not" } else { "is" };
        return vec![Expr::Atom(format!("{} {word} {}", one.flat(), other.flat()))];
    }
    let missing = |typed: &Option<(Type, bool)>| typed.as_ref().is_some_and(|(_, always)| !always);
    let mut parts = Vec::new();
    let mut there = |expr: &Expr| parts.push(Expr::Atom(format!("{} is not None", expr.flat())));
    match how {
        Comparison::Equal if missing(&left_type) && missing(&right_type) && strict => there(&one),
        Comparison::Equal => {}
        _ => {
            if missing(&left_type) {
                there(&one);
            }
            if missing(&right_type) {
                there(&other);
            }
        }
    }
    // What ends with brackets stands on the left: there the formatter leaves the line as it is.
    if let (Value::DaysAgo { .. }, Some(turned)) = (right, turned(*how)) {
        parts.push(Expr::Atom(format!("{} {} {}", other.flat(), sign(turned), one.flat())));
        return parts;
    }
    let (one, other) = if *how == Comparison::Contains { (other, one) } else { (one, other) };
    parts.push(Expr::Atom(format!("{} {} {}", one.flat(), sign(*how), other.flat())));
    parts
}

/// The parts of a condition, any of which is enough to break it.
pub fn broken(module: &mut Module, scope: &Scope, condition: &Condition) -> Vec<Expr> {
    let turned = |part: Expr| {
        let text = part.flat();
        for (sign, opposite) in [(" is not ", " is "), (" is ", " is not "), (" not in ", " in "), (" in ", " not in ")]
        {
            if let Some((one, other)) = text.split_once(sign) {
                return Expr::Atom(format!("{one}{opposite}{other}"));
            }
        }
        match text.split_once(" == ") {
            Some((one, other)) => Expr::Atom(format!("{one} != {other}")),
            None => Expr::Atom(format!("not ({text})")),
        }
    };
    parts(module, scope, condition, true).into_iter().map(turned).collect()
}

/// A comparison with the roles of the caller.
fn role(module: &mut Module, scope: &Scope, left: &Value, how: Comparison, right: &Value) -> Option<Expr> {
    let Value::Actor { field } = left else { return None };
    if field != "role" && field != "roles" {
        return None;
    }
    let caller = if scope.kind == super::value::Kind::Prepare { "actor" } else { "call.actor" };
    let roles: Vec<Expr> = match right {
        Value::Constant { value: Constant::List(items) } => {
            items.iter().map(|item| module.constant(item, None)).collect()
        }
        Value::Constant { value } => vec![module.constant(value, None)],
        other => vec![Expr::call("str", vec![scope.value(module, other, None, true)])],
    };
    let has = Expr::call(format!("{caller}.has"), roles);
    Some(if how == Comparison::NotEqual { Expr::Prefixed("not ".into(), has.into()) } else { has })
}

/// Parts with `and` between them.
pub fn all(mut parts: Vec<Expr>) -> Expr {
    if parts.len() == 1 { parts.remove(0) } else { Expr::Chain("and", parts) }
}
