//! What a stack makes: files, as values.
//!
//! In: texts from a stack. Out: [`Unit`], one file of the generated project, and [`Stamp`], what all of them were made from. Knows no
//! contract, no stack, no disk.

/// Whom a file belongs to once it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// Ours from the first byte to the last: written anew whenever the contract says so.
    Generated,
    /// Written once, then the user's: never written again.
    Scaffold,
    /// Immutable once written, such as a migration.
    Append,
}

impl Owner {
    /// The word for it in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Owner::Generated => "generated",
            Owner::Scaffold => "scaffold",
            Owner::Append => "append",
        }
    }
}

/// Lines of a file and the declaration that they come from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The first line, from 1.
    pub first: u32,
    /// The last line, itself included.
    pub last: u32,
    /// The declaration, as findings name it: `commands/CheckIn`.
    pub declaration: String,
}

/// One file of the generated project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where it stands below the root of the project, with `/`.
    pub path: String,
    /// All of its text.
    pub text: String,
    /// Whom it belongs to.
    pub owner: Owner,
    /// Where its lines come from.
    pub origins: Vec<Origin>,
}

/// What a set of units was made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// The stack that made them: `fastapi`.
    pub stack: String,
    /// The hash of the contract as it was read.
    pub contract_hash: String,
    /// The hash of what the contract means.
    pub ir_hash: String,
}
