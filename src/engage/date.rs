//! Days, as in `2026-03-01`.
//!
//! In: text. Out: [`Date`]. Knows the lengths of months and leap years; knows no time of day, no zones, and never asks a clock.

use std::fmt::{self, Display};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A day of the Gregorian calendar, of the years 0001 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// The same day some years later; at the end of the calendar, its last day. The 29 February becomes the 1 March where there is none,
    /// for what is kept for some years is never kept a day less.
    pub fn plus_years(self, years: u32) -> Date {
        let year = u32::from(self.year).saturating_add(years);
        let Some(year) = u16::try_from(year).ok().filter(|year| *year <= 9999) else {
            return Date { year: 9999, month: 12, day: 31 };
        };
        if self.day > days(year, self.month) {
            return Date { year, month: self.month + 1, day: 1 };
        }
        Date { year, ..self }
    }
}

fn days(year: u16, month: u8) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for Date {
    type Err = String;

    fn from_str(text: &str) -> Result<Date, String> {
        let wrong = || format!("`{text}` is no day as `2026-03-01`");
        let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
        let number = |from: usize, to: usize| text.get(from..to).filter(is_number)?.parse::<u16>().ok();
        let dashes = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        let parts = || Some((number(0, 4)?, u8::try_from(number(5, 7)?).ok()?, u8::try_from(number(8, 10)?).ok()?));
        let (year, month, day) = parts().filter(|_| dashes).ok_or_else(wrong)?;
        let is_day = year > 0 && (1..=12).contains(&month) && day > 0 && day <= days(year, month);
        if is_day { Ok(Date { year, month, day }) } else { Err(wrong()) }
    }
}

impl Display for Date {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Date, String> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_and_others_are_not() {
        for day in ["2026-03-01", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"] {
            assert_eq!(day.parse::<Date>().map(|date| date.to_string()), Ok(day.to_owned()));
        }
        let none = [
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-04-31",
            "26-04-01",
            "2026-4-1",
            "2026-04-01Z",
        ];
        for day in none.into_iter().chain(["", "+026-04-01", "2026/04/01", "0000-01-01", "２０26-1-1"]) {
            assert!(day.parse::<Date>().is_err(), "{day}");
        }
    }

    #[test]
    fn years_later() {
        let later = |day: &str, years| day.parse::<Date>().map(|date| date.plus_years(years).to_string());
        assert_eq!(later("2026-11-26", 7), Ok("2033-11-26".to_owned()));
        assert_eq!(later("2024-02-29", 7), Ok("2031-03-01".to_owned()));
        assert_eq!(later("2024-02-29", 4), Ok("2028-02-29".to_owned()));
        assert_eq!(later("2024-02-29", u32::MAX), Ok("9999-12-31".to_owned()));
    }
}
