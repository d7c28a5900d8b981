//! Names that operations use and nothing in the system has.
//!
//! In: a [`System`]. Out: each such name, with the declaration that uses it. There are none in a system that was lowered whole, so
//! that a stack may take what it looks up for granted: what it would leave out instead may be a guard.

use super::{Action, Check, Operation, Step, System};

impl System {
    /// The names that operations use and the system does not have: the declaration, and what is missing.
    pub fn dangling(&self) -> Vec<(String, String)> {
        let mut missing = Vec::new();
        for own in &self.operations {
            let mut lookup = Lookup { system: self, operation: own, missing: &mut missing };
            lookup.operation();
        }
        missing
    }
}

struct Lookup<'s> {
    system: &'s System,
    operation: &'s Operation,
    missing: &'s mut Vec<(String, String)>,
}

impl Lookup<'_> {
    fn operation(&mut self) {
        let (own, phases) = (self.operation, &self.operation.phases);
        own.failures.iter().for_each(|failure| self.failure(&own.origin, failure));
        for load in &phases.loads {
            self.column(&load.origin, &load.table, &load.column);
            self.failure(&load.origin, &load.missing);
        }
        for requirement in &phases.requirements {
            self.failure(&requirement.origin, &requirement.failure);
            self.check(&requirement.origin, &requirement.check);
        }
        for handler in &phases.handlers {
            self.failure(&handler.origin, &handler.failure);
            self.row(&handler.origin, &handler.row);
        }
        if let Some(claim) = &phases.hold {
            self.table(&own.origin, &claim.table);
            self.row(&own.origin, &claim.row);
            self.failure(&own.origin, &claim.failure);
        }
        phases.steps().for_each(|step| self.step(step));
        if let Some(reading) = &own.reading {
            self.table(&own.origin, &reading.table);
            reading.filters.iter().for_each(|filter| self.column(&own.origin, &filter.table, &filter.column));
        }
    }

    fn check(&mut self, origin: &str, check: &Check) {
        match check {
            Check::Absent { table, column, .. } => self.column(origin, table, column),
            Check::State { row, .. } => self.row(origin, row),
            Check::Decision { decision, .. } => {
                self.note(self.system.decision(decision).is_some(), origin, "decision", decision);
            }
            Check::NotAll { .. } | Check::All { .. } | Check::Feature { .. } | Check::Left { .. } => {}
        }
    }

    fn step(&mut self, step: &Step) {
        let origin = &step.origin;
        step.failure.iter().for_each(|failure| self.failure(origin, failure));
        match &step.action {
            Action::Insert { table, set, .. } => self.columns(origin, table, set),
            Action::Update { table, key, set, .. } | Action::Upsert { table, key, set, .. } => {
                self.columns(origin, table, key);
                self.columns(origin, table, set);
            }
            Action::Delete { table, key } => self.columns(origin, table, key),
            Action::Call { integration, call, .. } => {
                let found = self.system.integration(integration);
                let known = found.is_some_and(|own| own.calls.iter().any(|own| own.name == *call));
                self.note(known, origin, "call", &format!("{integration}.{call}"));
            }
            Action::Mail { integration, .. } => {
                self.note(self.system.integration(integration).is_some(), origin, "integration", integration);
            }
            Action::Emit { event, .. } => self.note(self.system.event(event).is_some(), origin, "event", event),
            Action::Move { workflow, row, table, field, .. } => {
                self.note(self.system.workflow(workflow).is_some(), origin, "workflow", workflow);
                self.column(origin, table, field);
                self.row(origin, row);
            }
            Action::Schedule { .. } | Action::Notify { .. } | Action::Forget { .. } | Action::Count { .. } => {}
        }
    }

    fn columns<T>(&mut self, origin: &str, table: &str, values: &[(String, T)]) {
        self.table(origin, table);
        values.iter().for_each(|(column, _)| self.column(origin, table, column));
    }

    fn column(&mut self, origin: &str, table: &str, column: &str) {
        let known = self.system.table(table).is_some_and(|own| own.column(column).is_some());
        self.note(known, origin, "column", &format!("{table}.{column}"));
    }

    fn table(&mut self, origin: &str, table: &str) {
        self.note(self.system.table(table).is_some(), origin, "table", table);
    }

    fn failure(&mut self, origin: &str, failure: &str) {
        self.note(self.system.failure(failure).is_some(), origin, "error", failure);
    }

    /// A row that is loaded or written.
    fn row(&mut self, origin: &str, row: &str) {
        let written = |step: &Step| {
            let action = &step.action;
            matches!(action, Action::Insert { row: own, .. } | Action::Update { row: own, .. } | Action::Upsert { row: own, .. }
                if own == row)
        };
        let loaded = self.operation.phases.loads.iter().any(|load| load.row == row);
        self.note(loaded || self.operation.phases.steps().any(written), origin, "row", row);
    }

    fn note(&mut self, known: bool, origin: &str, kind: &str, name: &str) {
        if !known {
            self.missing.push((origin.to_owned(), format!("the {kind} `{name}`")));
        }
    }
}
