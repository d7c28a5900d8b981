//! Exact numbers: decimals and quantities.
//!
//! In: a text. Out: [`Number`], or nothing where the text is no plain number of a usual size. Never rounds.

use crate::check::place::cut;
/// A decimal: `digits` divided by ten to the power `scale`.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    digits: i128,
    scale: u32,
    /// What it measures.
    pub measure: Measure,
}

/// What a number measures. Bytes and plain numbers can be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measure {
    /// A plain number, or bytes.
    Plain,
    /// Milliseconds.
    Time,
    /// Per cent.
    Share,
}

/// The decimal places that all comparisons are made with.
pub const PLACES: u32 = 9;
/// One, in these places.
pub const ONE: i128 = 1_000_000_000;

const UNITS: &[(&str, i128, Measure)] = &[
    ("B", 1, Measure::Plain),
    ("KB", 1_000, Measure::Plain),
    ("MB", 1_000_000, Measure::Plain),
    ("GB", 1_000_000_000, Measure::Plain),
    ("KiB", 1 << 10, Measure::Plain),
    ("MiB", 1 << 20, Measure::Plain),
    ("GiB", 1 << 30, Measure::Plain),
    ("ms", 1, Measure::Time),
    ("s", 1_000, Measure::Time),
    ("min", 60_000, Measure::Time),
    ("h", 3_600_000, Measure::Time),
    ("days", 86_400_000, Measure::Time),
    ("%", 1, Measure::Share),
];

impl Number {
    /// The number that a text says, with or without a unit.
    pub fn parse(text: &str) -> Option<Number> {
        match cut(text, b' ') {
            None => Number::plain(text),
            Some((number, unit)) => {
                let number = Number::plain(number)?;
                let (_, factor, measure) = UNITS.iter().find(|(name, ..)| *name == unit)?;
                Some(Number { digits: number.digits * factor, scale: number.scale, measure: *measure })
            }
        }
    }

    fn plain(text: &str) -> Option<Number> {
        let (sign, rest) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = cut(rest, b'.').unwrap_or((rest, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let part = part.trim_end_matches('0');
        if !digits(whole) || !(part.is_empty() || digits(part)) || whole.len() > 15 || part.len() > PLACES as usize {
            return None;
        }
        // At most 24 digits: this cannot run over.
        let value = whole.bytes().chain(part.bytes()).fold(0, |value, digit| value * 10 + i128::from(digit - b'0'));
        Some(Number { digits: sign * value, scale: part.len() as u32, measure: Measure::Plain })
    }

    /// The number that is so many units of [`ONE`].
    pub fn of_fixed(fixed: i128, measure: Measure) -> Number {
        Number { digits: fixed, scale: PLACES, measure }
    }

    /// The number in units of [`ONE`].
    pub fn fixed(self) -> i128 {
        self.digits * 10i128.pow(PLACES.saturating_sub(self.scale))
    }
}

/// Prints a number of units of [`ONE`].
pub fn show(fixed: i128) -> String {
    let (sign, size) = (if fixed < 0 { "-" } else { "" }, fixed.abs());
    let part = format!("{:09}", size % ONE);
    let part = part.trim_end_matches('0');
    if part.is_empty() { format!("{sign}{}", size / ONE) } else { format!("{sign}{}.{part}", size / ONE) }
}

#[cfg(test)]
mod tests {
    use super::{Number, show};

    #[test]
    fn numbers_are_exact() {
        let fixed = |text: &str| Number::parse(text).map(Number::fixed).map(show);
        assert_eq!(fixed("1.50").as_deref(), Some("1.5"));
        assert_eq!(fixed("-0.25").as_deref(), Some("-0.25"));
        assert_eq!(fixed("20 MiB").as_deref(), Some("20971520"));
        assert_eq!(fixed("1.5 h").as_deref(), Some("5400000"));
        for text in ["", "x", "1e3", "0x1F", ".inf", "1.2.3", "20 apples", "1_000", "99999999999999999999"] {
            assert_eq!(fixed(text), None, "{text}");
        }
    }
}
