//! The phase *read*: the caller is judged, rows are loaded, requirements are checked.

use super::statement::{self, Statement};
use super::{Build, has_now, keeps_now, uses};
use crate::ir::{Check, Decision, Requirement, Source, Type, Value};
use crate::stack::fastapi::condition;
use crate::stack::fastapi::names;
use crate::stack::fastapi::python::{Expr, Writer};
use crate::stack::fastapi::value::{Kind, Scope};

impl<'s> Build<'s> {
    /// The function `prepare`.
    pub fn prepare(&mut self) -> Writer {
        let own = self.own;
        let mut scope = self.scope(Kind::Prepare);
        let needs_row = |value: &Value| value.within().iter().any(|own| matches!(own, Value::Row { .. }));
        let mut first = Vec::new();
        let mut second = Vec::new();
        for input in &own.inputs {
            let Source::System { value } = &input.source else { continue };
            let list = if needs_row(value) { &mut second } else { &mut first };
            list.push(input);
        }
        let mut statements = Vec::new();
        if has_now(own) {
            statements.push(self.keep("now", Expr::atom("services.clock.now()")));
        }
        for input in first {
            let Source::System { value } = &input.source else { continue };
            let required = input.field.required;
            let expr = scope.value(&mut self.module, value, Some(&input.field.kind), required);
            statements.push(self.keep(&scope.variable(&input.field.name), expr));
        }
        let by_row = uses::of_access(&own.access).into_iter().any(|own| matches!(own, Value::Row { .. }));
        if by_row {
            statements.extend(self.known_role());
        } else {
            statements.extend(self.judged(&scope));
        }
        let mut loads = Vec::new();
        for load in &own.phases.loads {
            let Some(table) = self.whole.system.table(&load.table) else { continue };
            let module = self.module.table(&load.table);
            let kind = table.column(&load.column).map(|own| own.kind.clone());
            let value = scope.value(&mut self.module, &load.value, kind.as_ref(), true);
            let find = finder(table, &load.column);
            let missing = self.module.failure(&load.missing);
            let found = self.module.own("persistence.database", "found");
            let row = Expr::call(format!("{module}.{find}"), vec![Expr::atom("conn"), value]).awaited();
            let variable = self.whole.names.local(&load.row);
            loads.push(Statement::Do {
                origin: load.origin.clone(),
                within: None,
                target: Some(variable.clone()),
                expr: Expr::call(found, vec![row, Expr::atom(missing)]),
            });
            scope.rows.insert(load.row.clone(), variable);
        }
        let mut late = Vec::new();
        for input in second {
            let Source::System { value } = &input.source else { continue };
            let expr = scope.value(&mut self.module, value, Some(&input.field.kind), input.field.required);
            late.push(self.keep(&scope.variable(&input.field.name), expr));
        }
        if by_row {
            let judged = self.judged(&scope);
            late.extend(judged);
        }
        let asks =
            own.phases.requirements.iter().any(|own| matches!(own.check, Check::Absent { .. } | Check::Left { .. }));
        let has_transaction = !own.phases.claim.is_empty() || own.phases.hold.is_some();
        for requirement in &own.phases.requirements {
            // What the transaction looks at on the locked row needs no look before, unless somebody is called in between.
            if has_transaction && own.phases.before.is_empty() && self.is_on_locked(requirement) {
                continue;
            }
            let one = self.requirement(&scope, requirement);
            late.extend(one);
        }
        let made = self.made(&scope);
        let mut inside = loads;
        if asks {
            inside.append(&mut late);
        }
        let connected = (!inside.is_empty()).then(|| self.module.own("persistence.database", "connected"));
        let tail = made.flat();
        let (class, knows) = (self.class(), self.knows_caller());
        let mut parameters = vec!["services: Services".to_owned()];
        if knows {
            parameters.push("actor: Actor".to_owned());
        }
        parameters.push(format!("request: {class}"));
        let mut out = Writer::default();
        out.set_origin(&own.origin);
        out.apart();
        let doc = "Read: who may do it, what it needs, and whether the rules allow it";
        out.function("async def prepare", &parameters, "Call", doc, |out| {
            let behind = format!("{} {} {tail}", statement::text(&inside), statement::text(&late));
            statement::write(out, &statements, &behind);
            if let Some(connected) = &connected {
                let behind = format!("{} {tail}", statement::text(&late));
                out.block(format!("async with {connected}(services.pool) as conn:"), |out| {
                    statement::write(out, &inside, &behind);
                });
            }
            statement::write(out, &late, &tail);
            out.statement("return ", &made, "");
        });
        out
    }

    fn keep(&self, name: &str, expr: Expr) -> Statement {
        Statement::Do { origin: self.own.origin.clone(), within: None, target: Some(name.to_owned()), expr }
    }

    /// Who may call for some row at all.
    fn known_role(&mut self) -> Option<Statement> {
        let own = self.own;
        crate::stack::fastapi::policy::rows_are_for(own)?;
        let access = self.module.own("policy", "access");
        let refused = self.module.failure(&own.access.refused);
        Some(Statement::Stop {
            origin: own.origin.clone(),
            condition: Expr::Atom(format!("not actor.has(*{access}.{})", names::constant(&own.name))),
            then: format!("raise {refused}"),
        })
    }

    /// Who may call.
    fn judged(&mut self, scope: &Scope) -> Vec<Statement> {
        let own = self.own;
        if own.access.open {
            return Vec::new();
        }
        let access = self.module.own("policy", "access");
        let mut arguments = vec![Expr::atom("actor")];
        for (_, value) in crate::stack::fastapi::policy::parameters(own) {
            arguments.push(match value {
                Value::Row { row, .. } => Expr::Atom(scope.row(&row)),
                other => scope.value(&mut self.module, &other, None, false),
            });
        }
        vec![Statement::Do {
            origin: own.origin.clone(),
            within: None,
            target: None,
            expr: Expr::call(format!("{access}.{}", names::module(&own.name)), arguments),
        }]
    }

    /// A requirement on what is at hand in `scope`. One that cannot be looked at refuses everybody.
    pub fn requirement(&mut self, scope: &Scope, own: &Requirement) -> Vec<Statement> {
        let mut conditions = Vec::new();
        if !own.roles.is_empty() {
            let caller = if scope.kind == Kind::Prepare { "actor" } else { "call.actor" };
            let roles = own.roles.iter().map(|role| Expr::Atom(crate::stack::fastapi::python::text(role))).collect();
            conditions.push(Expr::call(format!("{caller}.has"), roles));
        }
        match &own.check {
            Check::Absent { table, column, value } => {
                let module = self.module.table(table);
                conditions.push(match self.whole.system.table(table) {
                    Some(table) => {
                        let kind = table.column(column).map(|own| own.kind.clone());
                        let value = scope.value(&mut self.module, value, kind.as_ref(), true);
                        let find = finder(table, column);
                        let row = Expr::call(format!("{module}.{find}"), vec![Expr::atom("conn"), value]).awaited();
                        Expr::Suffixed(row.into(), " is not None".to_owned())
                    }
                    None => Expr::atom("True"),
                });
            }
            Check::State { row, field, states } => {
                let value = Value::Row { row: row.clone(), field: field.clone(), path: Vec::new() };
                let kind = scope.typed(&value).map(|(kind, _)| kind);
                let shown = scope.value(&mut self.module, &value, None, false);
                let mut texts = Vec::new();
                for state in states {
                    let constant = crate::ir::Constant::Text(state.clone());
                    texts.push(self.module.constant(&constant, kind.as_ref()));
                }
                conditions.push(match texts.as_slice() {
                    [only] => Expr::Atom(format!("{} != {}", shown.flat(), only.flat())),
                    _ => {
                        let states = Expr::Group { before: String::new(), open: '(', parts: texts, close: ')' };
                        Expr::Prefixed(format!("{} not in ", shown.flat()), states.into())
                    }
                });
            }
            Check::NotAll { conditions: all } => {
                for one in all {
                    conditions.extend(condition::parts(&mut self.module, scope, one, false));
                }
            }
            Check::All { conditions: all } => {
                let mut broken = Vec::new();
                for one in all {
                    broken.extend(condition::broken(&mut self.module, scope, one));
                }
                conditions.push(if broken.len() == 1 { broken.remove(0) } else { Expr::Chain("or", broken) });
            }
            Check::Feature { flag } => {
                let setting = crate::stack::fastapi::settings::feature(flag);
                conditions.push(Expr::Atom(format!("not services.settings.{}", names::snake(&setting))));
            }
            Check::Left { quota } => {
                let quotas = self.module.own("persistence", "quotas");
                let expr = Expr::call(format!("{quotas}.is_used_up"), counted(scope, quota)).awaited();
                conditions.push(expr);
            }
            Check::Decision { decision, inputs, refusing } => {
                conditions.push(match self.whole.system.decision(decision) {
                    Some(table) => self.decided(scope, table, inputs, refusing),
                    None => Expr::atom("True"),
                });
            }
        }
        let then = if own.warns {
            let words = crate::stack::fastapi::python::text(&format!("{} is broken", own.origin));
            format!("log.warning({words})")
        } else {
            format!("raise {}", self.module.failure(&own.failure))
        };
        vec![Statement::Stop { origin: own.origin.clone(), condition: condition::all(conditions), then }]
    }

    /// Whether a decision table refuses.
    fn decided(
        &mut self,
        scope: &Scope,
        table: &Decision,
        inputs: &[(String, Value)],
        refusing: &[(String, bool)],
    ) -> Expr {
        let function = names::module(&table.name);
        self.module.own(&format!("rules.{function}"), &function);
        let is_role = |value: &Value| matches!(value, Value::Actor { field } if field == "role" || field == "roles");
        let mut arguments = Vec::new();
        for (name, value) in inputs {
            let kind = table.inputs.iter().find(|(own, _)| own == name).map(|(_, kind)| kind);
            let value =
                if is_role(value) { Expr::atom("role") } else { scope.value(&mut self.module, value, kind, false) };
            arguments.push((names::field(name), value));
        }
        let call = Expr::named_call(&function, arguments);
        let by_role = inputs.iter().any(|(_, value)| is_role(value));
        let caller = if scope.kind == Kind::Prepare { "actor" } else { "call.actor" };
        let single = table.outputs.len() == 1 && table.outputs.iter().all(|(_, kind)| *kind == Type::Bool);
        let passes = |call: Expr| -> Expr {
            if single {
                match refusing.first() {
                    Some((_, true)) => Expr::Prefixed("not ".into(), call.into()),
                    _ => call,
                }
            } else {
                Expr::Suffixed(call.into(), ".allowed".to_owned())
            }
        };
        let each = |part: Expr| Expr::Each {
            before: "any".to_owned(),
            open: '(',
            part: part.into(),
            clause: format!("for role in {caller}.roles"),
            close: ')',
        };
        match (by_role, refusing.first()) {
            (true, _) => Expr::Prefixed("not ".into(), each(passes(call)).into()),
            (false, Some((_, true))) if single => call,
            (false, _) => Expr::Prefixed("not ".into(), passes(call).into()),
        }
    }

    /// The call that is made of all this.
    fn made(&mut self, scope: &Scope) -> Expr {
        let own = self.own;
        let mut arguments = Vec::new();
        if self.knows_caller() {
            arguments.push(("actor".to_owned(), Expr::atom("actor")));
        }
        if keeps_now(own) {
            arguments.push(("now".to_owned(), Expr::atom("now")));
        }
        for input in &own.inputs {
            let value = Value::Input { name: input.field.name.clone(), path: Vec::new() };
            arguments.push((names::field(&input.field.name), scope.value(&mut self.module, &value, None, false)));
        }
        if let Some(key) = self.idempotency_key() {
            arguments.push(("idempotency_key".to_owned(), key));
        }
        for load in &own.phases.loads {
            arguments.push((names::field(&load.row), Expr::Atom(scope.row(&load.row))));
        }
        Expr::named_call("Call", arguments)
    }
}

/// What the count of a quota is given.
pub fn counted(scope: &Scope, quota: &crate::ir::Quota) -> Vec<Expr> {
    let caller = if scope.kind == Kind::Prepare { "actor" } else { "call.actor" };
    vec![
        Expr::atom("conn"),
        Expr::Atom(crate::stack::fastapi::python::text(&quota.name)),
        Expr::Atom(format!("{caller}.id")),
        Expr::Atom(crate::stack::fastapi::python::text(quota.per.word())).named("per"),
        Expr::Atom(crate::stack::fastapi::python::whole(&quota.most.to_string())).named("most"),
    ]
}

/// The function of a table that finds a row by a column.
pub fn finder(table: &crate::ir::Table, column: &str) -> String {
    match table.key.as_slice() {
        [only] if only == column => "find".to_owned(),
        _ => format!("find_by_{}", names::snake(column)),
    }
}
