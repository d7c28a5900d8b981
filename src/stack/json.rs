//! JSON as it stands in a project: down to a depth each piece has a line of its own, and what is deeper stands on that line.
//!
//! In: a value. Out: text. A line for each scalar would make most of such a file white space; one line for all of it could not be
//! reviewed. Knows no contract.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

/// A value as JSON: broken into lines down to `depth` containers inside each other, of which all but the first begin `inset` levels
/// in, as they stand inside of others.
pub fn lines(value: &impl Serialize, depth: usize, inset: usize) -> String {
    let mut text = Vec::new();
    let form = Lines { broken: depth, inset, open: 0, has_value: false };
    // Nothing that is written can fail to be JSON: all keys are text. And JSON is UTF-8.
    match value.serialize(&mut Serializer::with_formatter(&mut text, form)) {
        Ok(()) => String::from_utf8(text).unwrap_or_default(),
        Err(_) => String::new(),
    }
}

/// How it is laid out.
struct Lines {
    /// How many containers inside each other are broken.
    broken: usize,
    inset: usize,
    /// How many containers are open.
    open: usize,
    has_value: bool,
}

impl Lines {
    fn open(&mut self, to: &mut (impl Write + ?Sized), sign: &[u8]) -> io::Result<()> {
        self.open += 1;
        self.has_value = false;
        to.write_all(sign)
    }

    fn close(&mut self, to: &mut (impl Write + ?Sized), sign: &[u8]) -> io::Result<()> {
        let is_broken = self.open <= self.broken && self.has_value;
        self.open = self.open.saturating_sub(1);
        if is_broken {
            self.line(to)?;
        }
        self.has_value = true;
        to.write_all(sign)
    }

    fn next(&mut self, to: &mut (impl Write + ?Sized), first: bool) -> io::Result<()> {
        let is_broken = self.open <= self.broken;
        match (is_broken, first) {
            (_, true) => {}
            (true, false) => to.write_all(b",")?,
            (false, false) => to.write_all(b", ")?,
        }
        if is_broken { self.line(to) } else { Ok(()) }
    }

    fn line(&self, to: &mut (impl Write + ?Sized)) -> io::Result<()> {
        write!(to, "\n{:1$}", "", 2 * (self.inset + self.open))
    }
}

impl Formatter for Lines {
    fn begin_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.next(to, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.open(to, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        self.close(to, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        self.next(to, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_the_depth_is_reached() {
        let value = serde_json::json!({"a": [], "b": [1, {"c": {"d": null}, "e": ["\n", 2]}], "f": {}});
        let whole = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(lines(&value, 9, 0), whole, "with lines enough it is what everybody writes");
        assert_eq!(lines(&value, 0, 0), r#"{"a": [], "b": [1, {"c": {"d": null}, "e": ["\n", 2]}], "f": {}}"#);
        let two = "{\n    \"a\": [],\n    \"b\": [\n      1,\n      {\"c\": {\"d\": null}, \"e\": [\"\\n\", 2]}\n    ],\n    \"f\": {}\n  }";
        assert_eq!(lines(&value, 2, 1), two);
        assert_eq!(lines(&"x", 2, 1), "\"x\"");
    }
}
