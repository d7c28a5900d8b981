//! Decision tables as pure functions.
//!
//! In: a table. Out: a module with one function; each row is an `if`.

use std::collections::BTreeMap;

use super::condition::sign;
use super::domain::about;
use super::module::{Module, Style, Whole};
use super::names;
use super::python::{Expr, sentence};
use super::value::Scope;
use crate::ir::{Cell, Check, Comparison, Constant, Decision, Entry, Hit, Type, Value};
use crate::unit::Unit;

/// The modules of all tables that an operation asks.
pub fn units(whole: Whole) -> Vec<Unit> {
    let mut asked = asked(whole);
    whole
        .system
        .decisions
        .iter()
        .map(|own| unit(whole, own, &asked.remove(own.name.as_str()).unwrap_or_default()))
        .collect()
}

/// What the operations that ask a table make of it.
#[derive(Default)]
struct Asked {
    /// Inputs that may be missing.
    optional: Vec<String>,
    /// The outputs that refuse, and by which value.
    refusing: Vec<(String, bool)>,
}

/// What operations make of each table.
fn asked(Whole { system, names, .. }: Whole<'_>) -> BTreeMap<&str, Asked> {
    let mut all: BTreeMap<&str, Asked> = BTreeMap::new();
    for operation in &system.operations {
        let scope = Scope::new(system, names, operation, super::value::Kind::Call);
        for requirement in &operation.phases.requirements {
            let Check::Decision { decision, inputs, refusing } = &requirement.check else { continue };
            let asked = all.entry(decision).or_default();
            asked.refusing.clone_from(refusing);
            for (name, value) in inputs {
                let missing = scope.typed(value).is_some_and(|(_, always)| !always) || *value == Value::Null;
                if missing && !asked.optional.contains(name) {
                    asked.optional.push(name.clone());
                }
            }
        }
    }
    all
}

fn unit(whole: Whole, own: &Decision, asked: &Asked) -> Unit {
    let function = names::module(&own.name);
    let mut module = Module::new(whole, "rules", about(&own.description, &own.name), &own.origin);
    let mut parameters = vec!["*".to_owned()];
    for (name, kind) in &own.inputs {
        let kind = module.optional(kind, !asked.optional.contains(name), Style::Plain);
        parameters.push(format!("{}: {kind}", names::field(name)));
    }
    if own.inputs.is_empty() {
        parameters.clear();
    }
    let single = own.outputs.len() == 1 && own.outputs.iter().all(|(_, kind)| *kind == Type::Bool);
    let gives = if single { "bool".to_owned() } else { class(&mut module, own, asked) };
    let mut rows = Vec::new();
    let mut complete = false;
    for row in &own.rows {
        let mut conditions = Vec::new();
        for cell in &row.when {
            conditions.extend(tests(&mut module, own, cell, asked));
        }
        complete |= conditions.is_empty();
        let then = if single { entry_of(&mut module, own, row, 0) } else { outcome(&mut module, own, row, &gives) };
        rows.push((conditions, then));
        if complete {
            break;
        }
    }
    let refusing = asked.refusing.first().is_some_and(|(_, by)| *by);
    let default = match single {
        true => Expr::atom(if refusing { "True" } else { "False" }),
        false => Expr::call(&gives, Vec::new()),
    };
    // Where one row always fits, the last one needs no conditions.
    if !complete && super::lean::is_complete(whole.system, own, &|name| !asked.optional.iter().any(|own| own == name)) {
        complete = true;
        if let Some((conditions, _)) = rows.last_mut() {
            conditions.clear();
        }
    }
    let last = match rows.last() {
        Some((conditions, then)) if conditions.is_empty() => then.clone(),
        _ => default,
    };
    // Rows at the end that tell what is told anyway decide nothing.
    let many = rows.len();
    while own.hit == Hit::First && rows.last().is_some_and(|(_, then)| *then == last) {
        rows.pop();
    }
    let folded = rows.len() < many;
    let told: Vec<String> = own.outputs.iter().map(|(name, _)| format!("`{name}`")).collect();
    let how = match own.hit {
        Hit::First => "the first row that fits decides",
        Hit::Collect => "all rows that fit are gathered",
    };
    let doc = sentence(&format!("Tell {}: {how}", told.join(", ")));
    let out = module.body();
    out.apart();
    out.function(&format!("def {function}"), &parameters, &gives, &doc, |out| {
        for (conditions, then) in &rows {
            out.statement("if ", &super::condition::all(conditions.clone()), ":");
            out.indented(|out| out.statement("return ", then, ""));
        }
        if !complete {
            let why =
                if folded { "As the rows behind say; and refused where none fits" } else { "No row fits: refused" };
            out.comment(why);
        }
        out.statement("return ", &last, "");
    });
    super::domain::trimmed(module, &function)
}

/// The class of what a table with several outputs tells.
fn class(module: &mut Module, own: &Decision, asked: &Asked) -> String {
    let class = format!("{}Outcome", names::class(&own.name));
    let dataclass = module.imports().name("dataclasses", "dataclass");
    let mut fields = Vec::new();
    for (name, kind) in &own.outputs {
        let kind = module.annotation(kind, Style::Plain);
        let kind = if kind == "Any" { kind } else { format!("{kind} | None") };
        fields.push(format!("{}: {kind} = None", names::field(name)));
    }
    let refusing = asked.refusing.clone();
    let out = module.body();
    out.apart();
    out.line(format!("@{dataclass}(frozen=True, slots=True)"));
    out.block(format!("class {class}:"), |out| {
        out.doc("What the table tells");
        out.gap();
        fields.iter().for_each(|line| out.line(line));
        out.gap();
        out.line("@property");
        out.function("def allowed", &["self".to_owned()], "bool", "Whether no output refuses", |out| {
            let parts: Vec<Expr> = refusing
                .iter()
                .map(|(name, by)| {
                    let word = if *by { "False" } else { "True" };
                    Expr::Atom(format!("self.{} is {word}", names::field(name)))
                })
                .collect();
            match parts.is_empty() {
                true => out.line("return True"),
                false => out.statement("return ", &super::condition::all(parts), ""),
            }
        });
    });
    class
}

fn outcome(module: &mut Module, own: &Decision, row: &crate::ir::Row, class: &str) -> Expr {
    let mut arguments = Vec::new();
    for (at, (name, _)) in own.outputs.iter().enumerate() {
        if row.then.iter().any(|(other, _)| other == name) {
            arguments.push((names::field(name), entry_of(module, own, row, at)));
        }
    }
    Expr::named_call(class, arguments)
}

/// The answer of a row for one output.
fn entry_of(module: &mut Module, own: &Decision, row: &crate::ir::Row, at: usize) -> Expr {
    let Some((name, kind)) = own.outputs.get(at) else { return Expr::atom("None") };
    match row.then.iter().find(|(other, _)| other == name) {
        Some((_, entry)) => self::entry(module, entry, Some(kind)),
        None => Expr::atom("None"),
    }
}

fn entry(module: &mut Module, own: &Entry, kind: Option<&Type>) -> Expr {
    match own {
        Entry::Constant(value) => module.constant(value, kind),
        Entry::Input(name) => Expr::Atom(names::field(name)),
    }
}

/// The tests of a cell: one expression for each that must hold.
fn tests(module: &mut Module, own: &Decision, cell: &Cell, asked: &Asked) -> Vec<Expr> {
    let name = names::field(&cell.input);
    let kind = own.inputs.iter().find(|(other, _)| *other == cell.input).map(|(_, kind)| kind.clone());
    let missing = asked.optional.contains(&cell.input);
    let group = |module: &mut Module, group: &[crate::ir::Test]| -> Vec<Expr> {
        let mut parts = Vec::new();
        for test in group {
            parts.extend(self::test(module, &name, kind.as_ref(), test, missing));
        }
        parts
    };
    match cell.any.as_slice() {
        [] => Vec::new(),
        [only] => group(module, only),
        several => {
            let plain = several.iter().all(|own| matches!(own.as_slice(), [only] if only.how == Comparison::Equal));
            if plain {
                let values = several.iter().flatten().map(|test| entry(module, &test.with, kind.as_ref())).collect();
                let values = Expr::Group { before: String::new(), open: '(', parts: values, close: ')' };
                return vec![Expr::Prefixed(format!("{name} in "), values.into())];
            }
            let mut ways = Vec::new();
            for own in several {
                let parts = group(module, own);
                let flat = parts.iter().map(Expr::flat).collect::<Vec<_>>().join(" and ");
                ways.push(if parts.len() > 1 { format!("({flat})") } else { flat });
            }
            vec![Expr::Atom(format!("({})", ways.join(" or ")))]
        }
    }
}

fn test(module: &mut Module, name: &str, kind: Option<&Type>, own: &crate::ir::Test, missing: bool) -> Vec<Expr> {
    let mut parts = Vec::new();
    let with = match (&own.with, own.how) {
        (Entry::Constant(Constant::List(items)), Comparison::In) => {
            let items = items.iter().map(|item| module.constant(item, kind)).collect();
            Expr::Group { before: String::new(), open: '(', parts: items, close: ')' }
        }
        (with, _) => entry(module, with, kind),
    };
    if with == Expr::atom("None") {
        let word = if own.how == Comparison::NotEqual { "is not" } else { "is" };
        return vec![Expr::Atom(format!("{name} {word} None"))];
    }
    if kind == Some(&Type::Bool) && own.how == Comparison::Equal {
        return match with.flat().as_str() {
            "True" if !missing => vec![Expr::atom(name)],
            "False" if !missing => vec![Expr::Atom(format!("not {name}"))],
            flat => vec![Expr::Atom(format!("{name} is {flat}"))],
        };
    }
    if missing && own.how != Comparison::Equal {
        parts.push(Expr::Atom(format!("{name} is not None")));
    }
    let (one, other) = match own.how {
        Comparison::Contains => (with.flat(), name.to_owned()),
        _ => (name.to_owned(), with.flat()),
    };
    parts.push(Expr::Atom(format!("{one} {} {other}", sign(own.how))));
    parts
}
