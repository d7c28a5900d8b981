//! Commands and queries, step by step.
//!
//! An operation runs in phases. **read**: rows are loaded, the caller is judged, requirements are checked. **before**: services
//! outside are asked, while nothing is locked. **claim**: one transaction; the rows are locked, parents before children, what was
//! checked of them is checked again, and writes are made. **external**: services outside are called once that is committed, with no
//! connection held. **outcome**: one transaction that writes what came of it, also where it failed. An operation without external
//! steps has no outcome: all is in the claim.

use serde::Serialize;

use super::access::{Access, Condition};
use super::cache::Cached;
use super::outside::Retry;
use super::quota::Quota;
use super::shape::{Constant, Field, Type};
use super::value::{Source, Value};
use super::webhook::Sender;

/// A command or a query.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Operation {
    /// Its declaration.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// Which of both.
    pub kind: Kind,
    /// What kind of answer a query gives.
    pub category: Category,
    /// What it does, for people.
    pub description: String,
    /// The doors that lead to it.
    pub routes: Vec<Route>,
    /// What it is given.
    pub inputs: Vec<Input>,
    /// Who may call.
    pub access: Access,
    /// What it does.
    pub phases: Phases,
    /// What a query lists; none where it looks at loaded rows only.
    pub reading: Option<Reading>,
    /// What it answers.
    pub outputs: Vec<Output>,
    /// How the answers of a query are kept; none where they are not.
    pub cache: Option<Cached>,
    /// How long it may take in milliseconds; none where nothing says so.
    pub patience_ms: Option<u64>,
    /// How often its transaction is run again where the database gives way to another one; none for the usual few times.
    pub retry: Option<Retry>,
    /// The input by which a repeated request is recognised: it is answered as the first one was, and nothing is done.
    pub idempotency: Option<String>,
    /// How it can fail as it is declared, in the order of the contract; what every operation can fail with is not repeated.
    pub failures: Vec<String>,
    /// A BLAKE3 that changes where the meaning of the operation changes: not with descriptions, comments or the order of declarations.
    pub hash: String,
}

/// Which of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It changes the world.
    Command,
    /// It asks.
    Query,
}

/// What kind of answer is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// That of a command.
    Command,
    /// Pages of rows.
    List,
    /// What is known of one thing.
    Detail,
    /// All rows at once, by their keys.
    Report,
    /// What rows come to: counts and sums.
    Metrics,
}

/// A door over HTTP.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Route {
    /// Its declaration.
    pub origin: String,
    /// The method.
    pub method: String,
    /// The path, with `{name}` for inputs.
    pub path: String,
    /// The group it is shown in.
    pub tag: String,
    /// Where each input of the client stands in the request.
    pub places: Vec<(String, Place)>,
    /// The status of an answer that is no failure.
    pub status: u16,
    /// Whether callers should look for another door.
    pub deprecated: bool,
    /// The other system that this door is for, and by what it is known.
    pub sender: Option<Sender>,
}

/// Where an input stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In the JSON body.
    Body,
}

/// What an operation is given.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Input {
    /// Its field.
    #[serde(flatten)]
    pub field: Field,
    /// Who gives it.
    pub source: Source,
    /// The most bytes that it may have, where a requirement says so: larger requests are refused before they are read.
    pub most_bytes: Option<u64>,
}

/// What an operation does.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Phases {
    /// The rows that are loaded, in this order.
    pub loads: Vec<Load>,
    /// What must hold, in this order.
    pub requirements: Vec<Requirement>,
    /// Calls before anything is written.
    pub before: Vec<Step>,
    /// Calls that take those back, where what is written behind them is refused.
    pub withdrawal: Vec<Step>,
    /// What is written where one of those calls fails.
    pub handlers: Vec<Handler>,
    /// The transaction.
    pub claim: Vec<Step>,
    /// What keeps others away while services outside are called.
    pub hold: Option<Claim>,
    /// Calls once the transaction is committed.
    pub external: Vec<Step>,
    /// The transaction behind them where all went well.
    pub success: Vec<Step>,
    /// The transaction behind them where one failed.
    pub failure: Vec<Step>,
    /// What is done once all went well, and cannot fail.
    pub after: Vec<Step>,
}

/// What is written, in a transaction of its own, where a call fails in a certain way; the failure is answered after that.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Handler {
    /// The place in the contract that asks for it.
    pub origin: String,
    /// The failure.
    pub failure: String,
    /// The row that is locked first.
    pub row: String,
    /// What is done.
    pub steps: Vec<Step>,
}

/// A row that is loaded.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Load {
    /// The place in the contract that asks for it.
    pub origin: String,
    /// The name by which others speak of the row.
    pub row: String,
    /// The entity.
    pub entity: String,
    /// The table.
    pub table: String,
    /// The column by which it is looked up.
    pub column: String,
    /// The value it must have.
    pub value: Value,
    /// How the operation fails where there is none.
    pub missing: String,
    /// Whether it is locked, and looked at again, in the claim: something depends on it that the operation changes.
    pub lock: bool,
}

/// What must hold, or the operation fails.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Requirement {
    /// The place in the contract that asks for it.
    pub origin: String,
    /// What must hold.
    pub check: Check,
    /// How the operation fails.
    pub failure: String,
    /// Whether it is checked again on the locked rows.
    pub again: bool,
    /// The roles of callers that it is about; empty for all.
    pub roles: Vec<String>,
    /// Whether a break of it is only written to the log.
    pub warns: bool,
}

/// What must hold.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Check {
    /// There is no row with this value.
    Absent {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The value.
        value: Value,
    },
    /// A row is in one of these states.
    State {
        /// The row.
        row: String,
        /// The column that holds the state.
        field: String,
        /// The states.
        states: Vec<String>,
    },
    /// Not all of these conditions are true at once (a policy that denies).
    NotAll {
        /// The conditions.
        conditions: Vec<Condition>,
    },
    /// All of these conditions are true (a guard about the caller). A comparison with nothing is not.
    All {
        /// The conditions.
        conditions: Vec<Condition>,
    },
    /// A feature is switched on.
    Feature {
        /// Its name.
        flag: String,
    },
    /// A quota is not used up yet. It is only looked at, so that no service outside is asked in vain; the step that counts decides.
    Left {
        /// The quota.
        quota: Quota,
    },
    /// A decision table says so: none of its outputs refuses. Where an input is the role of the caller, the table is asked for
    /// each role that the caller has, and one that lets through is enough.
    Decision {
        /// The table.
        decision: String,
        /// What it is given, input by input.
        inputs: Vec<(String, Value)>,
        /// The outputs that refuse, and the value by which they do.
        refusing: Vec<(String, bool)>,
    },
}

/// What keeps others away from a row while services outside are called.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Claim {
    /// The row.
    pub row: String,
    /// Its table.
    pub table: String,
    /// How another call for the same row fails meanwhile.
    pub failure: String,
    /// The failure that a call is given which was cut off between claim and outcome.
    pub lost: String,
}

/// A step.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Step {
    /// The place in the contract that asks for it: `commands/CheckIn/effects/1`.
    pub origin: String,
    /// What is done.
    pub action: Action,
    /// How the operation fails where it fails; for calls, writes that may collide, and mail.
    pub failure: Option<String>,
    /// The states of a row, as they were before the operation moved it, in which it is done; none for any. Only steps of
    /// transitions have it.
    pub only_in: Option<(String, Vec<String>)>,
}

impl Phases {
    /// All steps, in the order of the phases; what is withdrawn is none of them.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        let handlers = self.handlers.iter().flat_map(|own| &own.steps);
        let calls = self.before.iter().chain(handlers).chain(&self.claim).chain(&self.external);
        calls.chain(&self.success).chain(&self.failure).chain(&self.after)
    }

    /// The steps that write: those of the transaction, and of both outcomes.
    pub fn written(&self) -> impl Iterator<Item = &Step> {
        self.claim.iter().chain(&self.success).chain(&self.failure)
    }
}

impl Step {
    /// The table that a step fills, and with what.
    pub fn fills(&self) -> Option<(&str, &[(String, Value)])> {
        match &self.action {
            Action::Insert { table, set, .. }
            | Action::Update { table, set, .. }
            | Action::Upsert { table, set, .. } => Some((table, set)),
            _ => None,
        }
    }

    /// Its values, inner ones included.
    pub fn values(&self) -> Vec<&Value> {
        let mut all = Vec::new();
        match &self.action {
            Action::Insert { set, .. } => all.extend(pairs(set)),
            Action::Update { key, set, .. } | Action::Upsert { key, set, .. } => {
                all.extend(pairs(key));
                all.extend(pairs(set));
            }
            Action::Delete { key, .. } => all.extend(pairs(key)),
            Action::Call { arguments, .. } => all.extend(pairs(arguments)),
            Action::Mail { to, values, .. } => {
                all.push(to);
                all.extend(pairs(values));
            }
            Action::Emit { payload, .. } => all.extend(pairs(payload)),
            Action::Schedule { at, values, .. } => {
                all.push(at);
                all.extend(pairs(values));
            }
            Action::Notify { message, values, .. } => {
                all.push(message);
                all.extend(pairs(values));
            }
            Action::Count { .. } | Action::Forget { .. } | Action::Move { .. } => {}
        }
        all.into_iter().flat_map(Value::within).collect()
    }
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Action {
    /// Stores a row.
    Insert {
        /// The table.
        table: String,
        /// The name of the row.
        row: String,
        /// Column and value; columns that the database fills are left out.
        set: Vec<(String, Value)>,
    },
    /// Changes rows.
    Update {
        /// The table.
        table: String,
        /// The name of the row.
        row: String,
        /// Which rows.
        key: Vec<(String, Value)>,
        /// What is written.
        set: Vec<(String, Value)>,
    },
    /// Stores a row, or changes the one with the same key.
    Upsert {
        /// The table.
        table: String,
        /// The name of the row.
        row: String,
        /// Which row.
        key: Vec<(String, Value)>,
        /// What is written.
        set: Vec<(String, Value)>,
    },
    /// Removes rows.
    Delete {
        /// The table.
        table: String,
        /// Which rows.
        key: Vec<(String, Value)>,
    },
    /// Calls a service outside.
    Call {
        /// The service.
        integration: String,
        /// What it is asked for.
        call: String,
        /// What it is given.
        arguments: Vec<(String, Value)>,
        /// The name of what it answers.
        answer: String,
    },
    /// Sends a mail. In a transaction it is only written down: it is sent once that is committed, again until it is taken.
    Mail {
        /// The service.
        integration: String,
        /// The address that it comes from.
        mail: String,
        /// Who gets it.
        to: Value,
        /// The name of the template.
        template: String,
        /// What the template is filled with.
        values: Vec<(String, Value)>,
    },
    /// Tells the world.
    Emit {
        /// The event.
        event: String,
        /// What it tells.
        payload: Vec<(String, Value)>,
    },
    /// Has something done later, by code that is written by hand: at least once, and not before its time.
    Schedule {
        /// The name of the job.
        job: String,
        /// When.
        at: Value,
        /// What it needs to know.
        values: Vec<(String, Value)>,
    },
    /// Has somebody told, once the transaction is committed: at least once, by code that is written by hand.
    Notify {
        /// By which way.
        channel: String,
        /// The words.
        message: Value,
        /// What else is told.
        values: Vec<(String, Value)>,
    },
    /// Forgets what queries have kept, once all is done: store and key.
    Forget {
        /// The stores and keys.
        keys: Vec<(String, String)>,
    },
    /// Counts one more use of a quota.
    Count {
        /// The quota.
        quota: Quota,
    },
    /// Moves a row to another state.
    Move {
        /// The workflow.
        workflow: String,
        /// The row.
        row: String,
        /// The table.
        table: String,
        /// The column that holds the state.
        field: String,
        /// From state to state; the first that fits counts.
        moves: Vec<(String, String)>,
    },
}

/// How an operation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Well.
    Success,
    /// Not well.
    Failure,
}

/// What an operation answers.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Output {
    /// Its name.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: Type,
    /// Whether it is always there.
    pub required: bool,
    /// What is answered.
    pub value: Value,
}

/// What a query lists.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reading {
    /// The table.
    pub table: String,
    /// The entity.
    pub entity: Option<String>,
    /// Tables that rows are narrowed by: table, its column, the column of the listed table.
    pub joins: Vec<(String, String, String)>,
    /// By what rows are narrowed.
    pub filters: Vec<Filter>,
    /// Columns and whether they fall; the key is the last of them, so that the order is total.
    pub order: Vec<(String, bool)>,
    /// How the answer is cut into pages; none where all rows are given.
    pub page: Option<Page>,
}

/// By what rows are narrowed.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Filter {
    /// The table of the column.
    pub table: String,
    /// The column.
    pub column: String,
    /// How it is compared.
    pub how: FilterHow,
    /// With what. Where an input that may be left out is, the filter does not hold.
    pub value: Value,
    /// Whether the value may be missing.
    pub optional: bool,
}

/// How rows are narrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FilterHow {
    /// The same.
    Equals,
    /// The same or more.
    From,
    /// The same or less.
    Until,
    /// More.
    After,
    /// Less.
    Before,
    /// A text that begins so, in any case of letters.
    StartsWith,
    /// A text that has this in it, in any case of letters.
    Contains,
    /// A moment on this day, in UTC.
    OnDay,
}

/// How an answer is cut into pages.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Page {
    /// The input that gives the number of the page; the first is 1. Where there is none, only the first page is given.
    pub input: Option<String>,
    /// How many rows a page has.
    pub size: u64,
}

/// A constant as the value that it is, for places that hold either.
impl From<Constant> for Value {
    fn from(value: Constant) -> Value {
        Value::Constant { value }
    }
}

/// The values of pairs.
fn pairs(list: &[(String, Value)]) -> impl Iterator<Item = &Value> {
    list.iter().map(|(_, value)| value)
}
