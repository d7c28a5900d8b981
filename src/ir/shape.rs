//! Types, fields and constants.

use serde::{Deserialize, Serialize};

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Type {
    /// Any text without a NUL.
    Text,
    /// `true` or `false`.
    Bool,
    /// A whole number of up to 64 bits.
    Int,
    /// A number with a point that may be rounded.
    Float,
    /// A number with a point that must not be rounded.
    Decimal,
    /// A UUID.
    Uuid,
    /// A day.
    Date,
    /// A moment, with its zone.
    Datetime,
    /// A time of the day.
    Time,
    /// Bytes, sent as text in Base64.
    Bytes,
    /// Anything that JSON can say.
    Json,
    /// One of these texts.
    OneOf {
        /// The texts, in the order of the contract.
        values: Vec<String>,
    },
    /// A value of an enumeration.
    Enumeration {
        /// Its name.
        name: String,
    },
    /// A value without an identity.
    Value {
        /// Its name.
        name: String,
    },
    /// All fields of an entity.
    Entity {
        /// Its name.
        name: String,
    },
    /// Several of one type.
    List {
        /// The type.
        of: Box<Type>,
    },
    /// Values by text.
    Map {
        /// Their type.
        of: Box<Type>,
    },
}

/// A field of an entity, a payload, an input or an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Field {
    /// Its name.
    pub name: String,
    /// What it is, for people.
    pub description: String,
    /// What it holds.
    #[serde(rename = "type")]
    pub kind: Type,
    /// Whether it is always there.
    pub required: bool,
    /// What it is where nothing is given.
    pub default: Option<Constant>,
    /// Limits of its values.
    pub bounds: Bounds,
    /// Whether it says something about a person.
    pub personal: bool,
}

/// Limits of values; those that are not said do not hold. Numbers stand as they are written in the contract.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Bounds {
    /// The least number.
    pub min: Option<String>,
    /// The greatest number.
    pub max: Option<String>,
    /// The fewest characters.
    pub min_length: Option<u64>,
    /// The most characters.
    pub max_length: Option<u64>,
    /// A regular expression that all of a text must match.
    pub pattern: Option<String>,
    /// The most digits behind the point.
    pub scale: Option<u64>,
}

/// A value that is written in the contract. Quantities with units are numbers here: `20 MiB` is `20971520`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "is", content = "value", rename_all = "snake_case")]
pub enum Constant {
    /// Nothing.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, digit by digit.
    Number(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Constant>),
    /// A map, in the order of the contract.
    Map(Vec<(String, Constant)>),
}

impl Bounds {
    /// Whether none is said.
    pub fn is_empty(&self) -> bool {
        *self == Bounds::default()
    }

    /// Those that hold where these hold and `others` as well. Of two patterns the own one stays.
    pub fn and(&self, others: &Bounds) -> Bounds {
        let stricter = |one: &Option<String>, other: &Option<String>, least: bool| {
            let value = |own: &Option<String>| own.as_deref().and_then(|own| own.parse::<f64>().ok());
            let other_wins = match (value(one), value(other)) {
                (Some(one), Some(other)) => (other > one) == least && other != one,
                (one, _) => one.is_none(),
            };
            if other_wins { other.clone().or_else(|| one.clone()) } else { one.clone() }
        };
        let fewer = |one: Option<u64>, other: Option<u64>| one.into_iter().chain(other).min();
        Bounds {
            min: stricter(&self.min, &others.min, true),
            max: stricter(&self.max, &others.max, false),
            min_length: self.min_length.max(others.min_length),
            max_length: fewer(self.max_length, others.max_length),
            pattern: self.pattern.clone().or_else(|| others.pattern.clone()),
            scale: fewer(self.scale, others.scale),
        }
    }
}

impl Type {
    /// Whether a field of it may be compared with `<`.
    pub fn is_ordered(&self) -> bool {
        matches!(self, Type::Int | Type::Float | Type::Decimal | Type::Date | Type::Datetime | Type::Time)
    }
}
