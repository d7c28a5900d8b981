//! Steps inside of a transaction as statements.

use super::statement::Statement;
use super::{Build, uses};
use crate::ir::{Action, Check, Requirement, Step, Table, Type, Value};
use crate::stack::fastapi::names;
use crate::stack::fastapi::python::{self, Expr};
use crate::stack::fastapi::sql;
use crate::stack::fastapi::value::Scope;

/// Steps that are done in some states of a row only: the row and the states, and the steps.
type Narrow<'s> = (&'s (String, Vec<String>), Vec<Statement>);

impl<'s> Build<'s> {
    /// Steps in order. `later` tells whether a row is needed once they are all done; `when` is the outcome that moves speak of.
    pub fn steps(
        &mut self,
        scope: &mut Scope<'s>,
        steps: &'s [Step],
        when: &str,
        later: &dyn Fn(&str) -> bool,
    ) -> Vec<Statement> {
        let mut all = Vec::new();
        // A row that was moved is another variable: what depends on its state before looks at the old one.
        let before = scope.clone();
        let mut open: Vec<Narrow<'s>> = Vec::new();
        for (at, step) in steps.iter().enumerate() {
            let rest = steps.get(at + 1..).unwrap_or(&[]);
            let needed = |row: &str| uses::steps_read_row(rest, row) || later(row);
            let written = self.step(scope, step, when, &needed);
            let narrow = step.only_in.as_ref().filter(|only| !self.covers(steps, only, when));
            match (narrow, open.last_mut()) {
                (Some(only), Some((own, inner))) if *own == only => inner.extend(written),
                (Some(only), _) => {
                    self.close(&before, &mut open, &mut all);
                    open.push((only, written));
                }
                (None, _) => {
                    self.close(&before, &mut open, &mut all);
                    all.extend(written);
                }
            }
        }
        self.close(&before, &mut open, &mut all);
        all
    }

    fn close(&mut self, scope: &Scope<'s>, open: &mut Vec<Narrow<'s>>, all: &mut Vec<Statement>) {
        for ((row, states), inner) in open.drain(..) {
            let field = self.state_field(row);
            let kind = scope.typed(&Value::Row { row: row.clone(), field: field.clone(), path: Vec::new() });
            let mut parts = Vec::new();
            for state in states {
                let constant = crate::ir::Constant::Text(state.clone());
                parts.push(self.module.constant(&constant, kind.as_ref().map(|(kind, _)| kind)));
            }
            let variable = scope.row(row);
            let mut shown = format!("{variable}.{}", names::field(&field));
            if all.iter().any(|own| own.sets(&variable)) {
                let before = format!("{}_before", names::snake(row));
                if !all.iter().any(|own| own.sets(&before)) {
                    let (target, expr) = (Some(before.clone()), Expr::Atom(shown));
                    all.insert(0, Statement::Do { origin: String::new(), within: None, target, expr });
                }
                shown = before;
            }
            let condition = match parts.as_slice() {
                [only] => Expr::Atom(format!("{shown} == {}", only.flat())),
                _ => {
                    let states = Expr::Group { before: String::new(), open: '(', parts, close: ')' };
                    Expr::Prefixed(format!("{shown} in "), states.into())
                }
            };
            all.push(Statement::Branch { condition, inner });
        }
    }

    /// Whether a step is done in every state from which its row is moved, or in which the row must be for the call.
    fn covers(&self, steps: &[Step], (row, states): &(String, Vec<String>), when: &str) -> bool {
        let field = self.state_field(row);
        let asked = |own: &Requirement| match &own.check {
            Check::State { row: other, field: column, states: asked } => {
                other == row && *column == field && asked.iter().all(|state| states.contains(state))
            }
            _ => false,
        };
        let mut requirements = self.own.phases.requirements.iter();
        if when != "FAILED" && requirements.any(|own| !own.warns && own.roles.is_empty() && asked(own)) {
            return true;
        }
        let mut moves = steps.iter().filter_map(|step| match &step.action {
            Action::Move { row: own, moves, .. } if own == row => Some(moves),
            _ => None,
        });
        moves.next().is_some_and(|moves| moves.iter().all(|(from, _)| states.contains(from)))
    }

    /// The field that holds the state of a row.
    fn state_field(&self, row: &str) -> String {
        let entity = crate::stack::fastapi::value::table_of(self.whole.system, self.own, row)
            .and_then(|table| table.entity.clone())
            .unwrap_or_default();
        let workflow = self.whole.system.workflow_of(&entity);
        workflow.map_or_else(|| "status".to_owned(), |own| own.field.clone())
    }

    fn step(
        &mut self,
        scope: &mut Scope<'s>,
        step: &'s Step,
        when: &str,
        needed: &dyn Fn(&str) -> bool,
    ) -> Vec<Statement> {
        let origin = step.origin.clone();
        match &step.action {
            Action::Insert { table, row, set } => {
                let Some(table) = self.whole.system.table(table) else { return Vec::new() };
                let (columns, arguments) = self.arguments(scope, table, set);
                let text = sql::insert(table, &columns);
                self.write(scope, step, table, row, ("INSERT", text, arguments), needed)
            }
            Action::Update { table, row, key, set } => {
                let Some(table) = self.whole.system.table(table) else { return Vec::new() };
                let (keys, mut arguments) = self.arguments(scope, table, key);
                let (columns, values) = self.arguments(scope, table, set);
                arguments.extend(values);
                let text = sql::update(table, &keys, &columns);
                self.write(scope, step, table, row, ("UPDATE", text, arguments), needed)
            }
            Action::Upsert { table, row, key, set } => {
                let Some(table) = self.whole.system.table(table) else { return Vec::new() };
                let (keys, mut arguments) = self.arguments(scope, table, key);
                let (columns, values) = self.arguments(scope, table, set);
                arguments.extend(values);
                let all: Vec<String> = keys.iter().chain(&columns).cloned().collect();
                let on: Vec<String> = sql::named(&keys);
                let change = |own: &String| format!("{} = EXCLUDED.{}", sql::name(own), sql::name(own));
                let set: Vec<String> = columns.iter().map(change).collect();
                let action = if set.is_empty() {
                    "DO NOTHING".to_owned()
                } else {
                    format!("DO UPDATE\n{}", sql::clause("SET", &set))
                };
                let text = format!("{}\nON CONFLICT ({}) {action}", sql::insert(table, &all), on.join(", "));
                self.write(scope, step, table, row, ("UPSERT", text, arguments), needed)
            }
            Action::Delete { table, key } => {
                let Some(table) = self.whole.system.table(table) else { return Vec::new() };
                let (statement, arguments) = self.deletion(scope, step, table, key);
                let mut parts = vec![Expr::atom(statement)];
                parts.extend(arguments);
                let expr = Expr::call("conn.execute", parts).awaited();
                vec![Statement::Do { origin, within: None, target: None, expr }]
            }
            Action::Emit { event, payload } => {
                let emit = self.module.own("outbox.writer", "emit");
                let class = self.module.class(names::Of::Event, event);
                let fields = self.whole.system.event(event).map(|own| &own.payload);
                let mut arguments = Vec::new();
                for (name, value) in payload {
                    let field = fields.and_then(|all| all.iter().find(|own| own.name == *name));
                    let kind = field.map(|own| own.kind.clone());
                    let required = field.is_some_and(|own| own.required);
                    let value = scope.value(&mut self.module, value, kind.as_ref(), required);
                    arguments.push((names::field(name), value));
                }
                let told = Expr::named_call(class, arguments);
                let expr = Expr::call(emit, vec![Expr::atom("conn"), told]).awaited();
                vec![Statement::Do { origin, within: None, target: None, expr }]
            }
            Action::Count { quota } => self.counted(scope, step, quota),
            Action::Move { workflow, row, table, field, .. } => {
                self.moved(scope, step, (workflow, row, table, field), when, needed)
            }
            Action::Schedule { job, at, values } => self.scheduled(scope, &origin, job, at, values),
            Action::Notify { channel, message, values } => {
                let class = self.module.own("jobs.notification", "Notification");
                let given = vec![
                    ("channel".to_owned(), Expr::Atom(python::text(channel))),
                    ("message".to_owned(), scope.value(&mut self.module, message, Some(&Type::Text), true)),
                    ("values".to_owned(), self.entries(scope, values)),
                ];
                vec![self.written_down(&origin, Expr::named_call(class, given), None)]
            }
            // In a transaction a mail is written down; it is sent once that is committed.
            Action::Mail { mail, to, template, values, .. } => {
                let class = self.module.own("jobs.mail", "Mail");
                let given = vec![
                    ("provider".to_owned(), Expr::Atom(python::text(mail))),
                    ("to".to_owned(), scope.value(&mut self.module, to, Some(&Type::Text), true)),
                    ("template".to_owned(), Expr::Atom(python::text(template))),
                    ("values".to_owned(), self.entries(scope, values)),
                ];
                vec![self.written_down(&origin, Expr::named_call(class, given), None)]
            }
            // Calls never stand in a transaction, and what is kept is forgotten behind it.
            Action::Call { .. } | Action::Forget { .. } => Vec::new(),
        }
    }

    /// One more use of a quota; it is counted for callers of its roles only.
    fn counted(&mut self, scope: &Scope<'s>, step: &Step, quota: &crate::ir::Quota) -> Vec<Statement> {
        let quotas = self.module.own("persistence", "quotas");
        let failure = self.module.failure(step.failure.as_deref().unwrap_or("TooManyRequests"));
        let mut parts = super::prepare::counted(scope, quota);
        parts.push(Expr::Atom(failure).named("refusal"));
        let expr = Expr::call(format!("{quotas}.count"), parts).awaited();
        let inner = Statement::Do { origin: step.origin.clone(), within: None, target: None, expr };
        if quota.roles.is_empty() {
            return vec![inner];
        }
        let roles = quota.roles.iter().map(|role| Expr::Atom(python::text(role))).collect();
        vec![Statement::Branch { condition: Expr::call("call.actor.has", roles), inner: vec![inner] }]
    }

    /// A job that is written by hand.
    fn scheduled(
        &mut self,
        scope: &Scope<'s>,
        origin: &str,
        job: &str,
        at: &Value,
        values: &[(String, Value)],
    ) -> Vec<Statement> {
        let class = self.module.class(names::Of::Job, job);
        let known = self.whole.jobs.get(job).map_or(&[][..], Vec::as_slice);
        let mut given = Vec::new();
        for (name, value) in values {
            let own = known.iter().find(|own| own.name == *name);
            let kind = own.map(|own| &own.kind);
            let required = own.is_some_and(|own| own.required);
            given.push((names::field(name), scope.value(&mut self.module, value, kind, required)));
        }
        let at = match at {
            Value::Now => None,
            other => Some(scope.value(&mut self.module, other, Some(&Type::Datetime), true)),
        };
        vec![self.written_down(origin, Expr::named_call(class, given), at)]
    }

    fn written_down(&mut self, origin: &str, job: Expr, at: Option<Expr>) -> Statement {
        let schedule = self.module.own("jobs.writer", "schedule");
        let mut parts = vec![Expr::atom("conn"), job];
        parts.extend(at.map(|at| at.named("run_at")));
        let expr = Expr::call(schedule, parts).awaited();
        Statement::Do { origin: origin.to_owned(), within: None, target: None, expr }
    }

    fn entries(&mut self, scope: &Scope<'s>, values: &[(String, Value)]) -> Expr {
        let mut entries = Vec::new();
        for (name, value) in values {
            let value = scope.value(&mut self.module, value, None, false);
            entries.push((Expr::Atom(python::text(name)), value));
        }
        Expr::dictionary(entries)
    }

    fn arguments(&mut self, scope: &Scope, table: &Table, set: &[(String, Value)]) -> (Vec<String>, Vec<Expr>) {
        let mut columns = Vec::new();
        let mut arguments = Vec::new();
        for (column, value) in set {
            columns.push(column.clone());
            arguments.push(scope.argument(&mut self.module, value, table, column));
        }
        (columns, arguments)
    }

    /// The statement that removes rows, and what it is given.
    pub fn deletion(
        &mut self,
        scope: &Scope<'s>,
        step: &Step,
        table: &'s Table,
        key: &[(String, Value)],
    ) -> (String, Vec<Expr>) {
        let (keys, arguments) = self.arguments(scope, table, key);
        let text = format!("DELETE FROM {} WHERE {}", sql::name(&table.name), sql::key(&keys, 1));
        (self.statement(&format!("DELETE_{}", names::constant(&table.name)), text, &step.origin), arguments)
    }

    /// A statement that writes, and the row that comes of it where it is needed.
    fn write(
        &mut self,
        scope: &mut Scope<'s>,
        step: &Step,
        table: &'s Table,
        row: &str,
        (word, text, arguments): (&str, String, Vec<Expr>),
        needed: &dyn Fn(&str) -> bool,
    ) -> Vec<Statement> {
        let about = names::constant(row);
        let keeps = Some(row).filter(|row| needed(row));
        let text = if keeps.is_some() { format!("{text}\n{}", sql::returning(self.whole.system, table)) } else { text };
        let name = self.statement(&format!("{word}_{about}"), text, &step.origin);
        let mut parts = vec![Expr::atom("conn"), Expr::atom(name)];
        parts.extend(arguments);
        let within = step.failure.as_ref().map(|failure| {
            let unique_or = self.module.own("persistence.database", "unique_or");
            Expr::call(unique_or, vec![Expr::Atom(self.module.failure(failure))])
        });
        let (target, expr) = match keeps {
            Some(row) => {
                let fetch = self.module.own("persistence.database", "fetch_one");
                let module = self.module.table(&table.name);
                let variable = self.whole.names.local(row);
                scope.rows.insert(row.to_owned(), variable.clone());
                let read = Expr::call(format!("{module}.read"), vec![Expr::call(fetch, parts).awaited()]);
                (Some(variable), read)
            }
            None => {
                parts.remove(0);
                (None, Expr::call("conn.execute", parts).awaited())
            }
        };
        vec![Statement::Do { origin: step.origin.clone(), within, target, expr }]
    }

    fn moved(
        &mut self,
        scope: &mut Scope<'s>,
        step: &Step,
        (workflow, row, table, field): (&str, &str, &str, &str),
        when: &str,
        needed: &dyn Fn(&str) -> bool,
    ) -> Vec<Statement> {
        let module = names::workflow(workflow);
        let machine = names::constant(workflow);
        self.module.own(&format!("workflows.{module}"), &machine);
        let word = self.module.own("workflows.machine", "When");
        let rows = self.module.table(table);
        let failure = self.module.failure(step.failure.as_deref().unwrap_or("Conflict"));
        let shown = scope.row(row);
        let own = names::field(field);
        let key = self.row_key(scope, row, table);
        let state = if field == "state" { "next_state" } else { "state" };
        let mut all = vec![
            Statement::Do {
                origin: step.origin.clone(),
                within: None,
                target: Some(state.to_owned()),
                expr: Expr::call(
                    format!("{machine}.next"),
                    vec![
                        Expr::Atom(format!("{shown}.{own}")),
                        Expr::atom("OPERATION"),
                        Expr::Atom(format!("{word}.{when}")),
                        Expr::Atom(failure),
                    ],
                ),
            },
            Statement::Do {
                origin: step.origin.clone(),
                within: None,
                target: None,
                expr: Expr::call(
                    format!("{rows}.set_{}", names::snake(field)),
                    vec![Expr::atom("conn"), Expr::Atom(key), Expr::atom(state)],
                )
                .awaited(),
            },
        ];
        if self.reads_state(row, field) && needed(row) {
            let variable = self.whole.names.local(row);
            all.push(Statement::Do {
                origin: step.origin.clone(),
                within: None,
                target: Some(format!("moved_{variable}")),
                expr: Expr::Atom(format!("{shown}.model_copy(update={{{}: {state}}})", python::text(&own))),
            });
            scope.rows.insert(row.to_owned(), format!("moved_{variable}"));
        }
        all
    }

    /// Whether an answer tells the state of a row.
    fn reads_state(&self, name: &str, state: &str) -> bool {
        uses::of_outputs(&self.own.outputs).into_iter().any(|value| match value {
            Value::Row { row, field, .. } => row == name && field == state,
            Value::WholeRow { row } => row == name,
            _ => false,
        })
    }
}
