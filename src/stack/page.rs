//! A text that grows, and knows which of its lines come from which declaration.
//!
//! In: pieces of text, whole lines or not. Out: a [`Unit`]. The lines are counted as they come, so that a long file costs no more per
//! line than a short one. It knows no language; lines of Python have a writer of their own, as they also have a depth.

use crate::unit::{Origin, Owner, Unit};

/// A file that is not of Python, while it is written.
pub struct Page {
    text: String,
    /// The line that comes next is written on, from 1.
    line: u32,
    origins: Vec<Origin>,
}

impl Page {
    /// An empty one.
    pub fn new() -> Page {
        Page { text: String::new(), line: 1, origins: Vec::new() }
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Sets apart what comes next from what stands there already.
    pub fn gap(&mut self) {
        if !self.is_empty() {
            self.write("\n");
        }
    }

    /// Adds a piece of text.
    pub fn write(&mut self, text: &str) {
        self.line += text.bytes().filter(|byte| *byte == b'\n').count() as u32;
        self.text.push_str(text);
    }

    /// Adds a piece of text that comes from a declaration: of the lines on which something of it stands.
    pub fn write_from(&mut self, declaration: &str, text: &str) {
        let first = self.line;
        self.write(text);
        let ends_line = text.ends_with('\n');
        let last = if ends_line { self.line.saturating_sub(1).max(first) } else { self.line };
        self.origins.push(Origin { first, last, declaration: declaration.to_owned() });
    }

    /// The file.
    pub fn unit(self, path: impl Into<String>, owner: Owner) -> Unit {
        Unit { path: path.into(), text: self.text, owner, origins: self.origins }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_text() {
        let mut page = Page::new();
        page.gap();
        page.write("head\n");
        page.write_from("a", "one\ntwo\n");
        page.gap();
        page.write_from("b", "three");
        page.write_from("c", ", too\n");
        let unit = page.unit("x.sql", Owner::Append);
        assert_eq!(unit.text, "head\none\ntwo\n\nthree, too\n");
        let lines: Vec<_> = unit.origins.iter().map(|own| (own.declaration.as_str(), own.first, own.last)).collect();
        assert_eq!(lines, [("a", 2, 3), ("b", 5, 5), ("c", 5, 5)]);
    }
}
