//! From bytes to lines and columns.
//!
//! In: a text and a byte. Out: the line from 1 and the column in characters from 1. A byte inside a character or behind the end is moved
//! to the nearest place before it.

/// Where the lines of a text start.
#[derive(Clone, Debug, Default)]
pub struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// The lines of a text.
    pub fn of(text: &str) -> Lines {
        let behind = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Lines { starts: std::iter::once(0).chain(behind).collect() }
    }

    /// The line and column of a byte.
    pub fn place(&self, text: &str, byte: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= byte).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or(0);
        let end = (start..=byte.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(start);
        let column = text.get(start..end).map_or(0, |before| before.chars().count());
        (number(line + 1), number(column + 1))
    }
}

fn number(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
