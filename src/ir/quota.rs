//! How often a caller may do something in a stretch of time.

use serde::Serialize;

/// A quota. Uses are counted for each caller, in the transaction of what is done: what is not committed is not counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Quota {
    /// Its name: operations that say the same name share it.
    pub name: String,
    /// How often.
    pub most: u64,
    /// In which stretch of time.
    pub per: Period,
    /// The roles of callers that it is about; empty for all.
    pub roles: Vec<String>,
}

/// A stretch of time. It begins with the hour, the day, the week (on Monday) or the month, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A week.
    Week,
    /// A month.
    Month,
}

impl Period {
    /// The stretch of time that a word names.
    pub fn of(word: &str) -> Option<Period> {
        Some(match word {
            "minute" => Period::Minute,
            "hour" => Period::Hour,
            "day" => Period::Day,
            "week" => Period::Week,
            "month" => Period::Month,
            _ => return None,
        })
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Period::Minute => "minute",
            Period::Hour => "hour",
            Period::Day => "day",
            Period::Week => "week",
            Period::Month => "month",
        }
    }
}
