//! The calendar: days as `2026-03-01`, times as `09:30`, moments as `2026-03-01T09:30:00Z`.
//!
//! In: text. Out: [`Date`], [`Time`], [`Moment`]. Knows the lengths of months and leap years; never asks a clock, and never turns one
//! zone into another.

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
        let wrong = || format!("`{text}` is not a date such as `2026-03-01`");
        let [year, month, day] = numbers(text, '-', [4, 2, 2]).ok_or_else(wrong)?;
        let (Ok(month), Ok(day)) = (u8::try_from(month), u8::try_from(day)) else { return Err(wrong()) };
        let is_day = year > 0 && (1..=12).contains(&month) && day > 0 && day <= days(year, month);
        if is_day { Ok(Date { year, month, day }) } else { Err(wrong()) }
    }
}

/// The numbers of a text, each of so many digits, with a character between them.
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[u16; N]> {
    let mut parts = text.split(between);
    let mut numbers = [0; N];
    for (number, digits) in numbers.iter_mut().zip(digits) {
        let part =
            parts.next().filter(|part| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// A time of day, in hours, minutes and, where they are said, seconds and parts of seconds. No zone, no leap second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Time;

impl FromStr for Time {
    type Err = String;

    fn from_str(text: &str) -> Result<Time, String> {
        let (whole, part) = text.split_once('.').map_or((text, None), |(whole, part)| (whole, Some(part)));
        let is_part = |part: &str| (1..=9).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let in_day = |hour: u16, minute: u16, second: u16| hour < 24 && minute < 60 && second < 60;
        let is_time = match part {
            None if whole.len() == 5 => {
                numbers(whole, ':', [2, 2]).is_some_and(|[hour, minute]| in_day(hour, minute, 0))
            }
            None => numbers(whole, ':', [2, 2, 2]).is_some_and(|[hour, minute, second]| in_day(hour, minute, second)),
            Some(part) => is_part(part) && whole.len() == 8 && whole.parse::<Time>().is_ok(),
        };
        if is_time { Ok(Time) } else { Err(format!("`{text}` is not a time such as `09:30:00`")) }
    }
}

/// A day and a time of it, as RFC 3339 writes them; the offset from UTC may be left out, be `+02` or `+0200`, and
/// the `T` may be a space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment;

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Moment, String> {
        let is_moment = text.split_once(['T', 't', ' ']).is_some_and(|(day, rest)| {
            let (time, offset) = match rest.find(['Z', 'z', '+', '-']) {
                Some(at) => rest.split_at(at),
                None => (rest, "Z"),
            };
            let is_offset = match offset.strip_prefix(['+', '-']) {
                Some(hours) => {
                    matches!(hours.len(), 2 | 4 | 5) && {
                        let (hours, minutes) = hours.split_at_checked(2).unwrap_or((hours, ""));
                        let minutes =
                            if minutes.is_empty() { "00" } else { minutes.strip_prefix(':').unwrap_or(minutes) };
                        format!("{hours}:{minutes}").parse::<Time>().is_ok()
                    }
                }
                None => matches!(offset, "Z" | "z"),
            };
            day.parse::<Date>().is_ok() && time.parse::<Time>().is_ok() && is_offset
        });
        if is_moment { Ok(Moment) } else { Err(format!("`{text}` is not a moment such as `2026-03-01T09:30:00Z`")) }
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
    fn times_and_moments_are_read_and_others_are_not() {
        for time in ["00:00", "09:30", "23:59:59", "09:30:00.5", "09:30:00.123456789"] {
            assert!(time.parse::<Time>().is_ok(), "{time}");
        }
        for time in ["", "9:30", "24:00", "09:60", "09:30:60", "09:30.5", "09:30:00.", "ab:cd", "09:30Z", "09:30:00:00"]
        {
            assert!(time.parse::<Time>().is_err(), "{time}");
        }
        let zones = ["", "Z", "z", "+02:00", "-11:30", "+02", "+0200"].map(|zone| format!("2024-02-29T09:30:00{zone}"));
        for moment in zones.iter().map(String::as_str).chain(["2026-04-14 09:30", "2026-04-14t09:30:00.5Z"]) {
            assert!(moment.parse::<Moment>().is_ok(), "{moment}");
        }
        let none =
            ["2026-04-14", "2026-02-30T09:30:00Z", "2026-04-14T29:20:00Z", "This: is no day", "2026-04-14T09:30+2"];
        for moment in none.into_iter().chain(["2026-04-14T09:30:00+", "2026-04-14T09:30:00é", "2026-04-14T", "T09:30"])
        {
            assert!(moment.parse::<Moment>().is_err(), "{moment}");
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
