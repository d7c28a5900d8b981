//! Colours by role, safe on sixteen colours. Nothing is told by colour alone.

use crate::diag::Level;

/// What a coloured text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The word `error`, `warning` or `hint`.
    Level(Level),
    /// A title.
    Strong,
    /// The word `note`.
    Note,
    /// The word `help`.
    Help,
    /// The word `fix`, or that something was done.
    Good,
    /// Line numbers, arrows, frames.
    Frame,
    /// A line that goes.
    Minus,
    /// A line that comes.
    Plus,
    /// Text of little weight.
    Faint,
}

impl Role {
    /// The numbers of the escape sequence.
    pub(super) fn code(self) -> &'static str {
        match self {
            Role::Level(Level::Error) => "1;31",
            Role::Level(Level::Warning) => "1;33",
            Role::Level(Level::Hint) => "1;36",
            Role::Strong => "1",
            Role::Note => "1;32",
            Role::Help => "1;34",
            Role::Good => "1;32",
            Role::Frame => "34",
            Role::Minus => "31",
            Role::Plus => "32",
            Role::Faint => "2",
        }
    }
}

/// `text` in the colour of its role, or as it is.
pub fn paint(color: bool, role: Role, text: &str) -> String {
    if color && !text.is_empty() { format!("\x1b[{}m{text}\x1b[0m", role.code()) } else { text.to_owned() }
}
