//! How a service behaves while it runs: which pages may call, how often one may, what is hidden in logs, what is watched.

use serde::Serialize;

use super::shape::Constant;
use super::value::Value;

/// What holds for every request.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Security {
    /// Which pages of the web may call; none where no other than those of the service itself may.
    pub cors: Option<Cors>,
    /// How often one may call.
    pub rates: Vec<CallRate>,
    /// What is hidden in logs: the name of a field, and how.
    pub masks: Vec<(String, Mask)>,
}

/// Which pages of the web may call.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Cors {
    /// The declaration.
    pub origin: String,
    /// Their origins: `https://clinic.example.org`.
    pub origins: Vec<String>,
    /// The methods that they may use.
    pub methods: Vec<String>,
    /// The headers that they may send.
    pub headers: Vec<String>,
    /// Whether their calls may carry cookies.
    pub credentials: bool,
}

/// How often one may call.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct CallRate {
    /// The place in the contract.
    pub origin: String,
    /// Its name.
    pub name: String,
    /// How often.
    pub requests: u64,
    /// In how many seconds.
    pub per_seconds: u64,
    /// Per what calls are counted.
    pub scope: RateScope,
    /// The operations that it is about; all where none is named.
    pub operations: Vec<String>,
}

/// Per what calls are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RateScope {
    /// Each address that calls come from.
    Ip,
    /// Each caller.
    User,
    /// All together.
    All,
}

/// How something is hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mask {
    /// Nothing of it is shown.
    Redact,
    /// Its first letter, and the host of an address.
    Partial,
}

/// Something that is watched.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Observed {
    /// Its declaration.
    pub origin: String,
    /// What kind of thing: `command`, `workflow`, `integration`, `integration_operation`, `persistence.table`, `persistence.datasource`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What each line of the log says: name and value. For a workflow, columns of its rows.
    pub log: Vec<(String, Value)>,
    /// What is measured.
    pub metrics: Vec<Metric>,
    /// Whether calls can be followed from part to part.
    pub traced: bool,
    /// Alarms that people set up.
    pub alerts: Vec<String>,
}

/// Something that is measured.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// What it is.
    pub measure: Measure,
}

/// What is measured.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Measure {
    /// How often something is called.
    Count,
    /// How often it fails.
    Errors,
    /// How long it takes, in milliseconds.
    Latency,
    /// How many rows there are.
    Rows {
        /// In which table.
        table: String,
        /// In which state: column and value; all where none is named.
        state: Option<(String, Constant)>,
    },
    /// How long the oldest row is there, in days.
    Age {
        /// In which table.
        table: String,
        /// In which state: column and value.
        state: (String, Constant),
        /// The column with the moment since when.
        since: String,
    },
    /// How many connections are open.
    Connections,
}
