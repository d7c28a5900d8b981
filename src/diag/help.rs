//! Advice: words, and clauses of the language that are spelt on the surface of the file that the advice is about.
//!
//! In: words and clauses from checks. Out: [`Help`] values that print as text. Knows the notation of the tree (`key: value`, as YAML has
//! it), and no other: who knows the surface of a file spells the clauses anew.

use std::fmt;

use super::{Plain, notation};

/// Where a clause stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Where {
    /// In a field of this name: an input, a part of an answer, a field of an entity.
    Field(String),
    /// In the parameters of an effect with this id.
    Step(&'static str),
    /// In a condition of a policy.
    Condition,
    /// In an effect of a policy that denies.
    Refusal,
    /// In a transition of a workflow.
    Transition,
    /// In a declaration of this section, and of this inner section if it is one of a group.
    Declaration(&'static [&'static str]),
}

/// A clause: keys and values at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Where it stands.
    pub place: Where,
    /// What it says, in the notation of the tree.
    pub entries: Vec<(&'static str, Plain)>,
}

/// One sentence that says what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Help(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Clause(Clause),
}

impl Clause {
    /// A clause of one key.
    pub fn new(place: Where, key: &'static str, value: impl Into<Plain>) -> Clause {
        Clause { place, entries: vec![(key, value.into())] }
    }

    /// A clause of one key with a map of one entry.
    pub fn map(place: Where, key: &'static str, inner: &str, value: impl Into<Plain>) -> Clause {
        Clause::new(place, key, Plain::map([(inner, value.into())]))
    }

    /// What a field of this name is bound to.
    pub fn bind(name: &str, source: impl Into<Plain>) -> Clause {
        Clause::new(Where::Field(name.to_owned()), "bind", source)
    }
}

/// The notation of the tree, without brackets around it.
impl fmt::Display for Clause {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (key, value)) in self.entries.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(out, "{comma}{key}: {}", value.in_brackets(&quoted_if_needed))?;
        }
        Ok(())
    }
}

/// A text in quotes where it would not be read as this text without them.
fn quoted_if_needed(text: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/' | ' ' | '…' | '<' | '>');
    let is_safe = !text.is_empty() && text.chars().all(is_plain) && !text.contains(": ");
    if is_safe { text.to_owned() } else { notation::quoted(text) }
}

impl Help {
    /// More words, behind what is said.
    pub fn words(mut self, words: impl Into<String>) -> Help {
        self.0.push(Part::Words(words.into()));
        self
    }

    /// A clause in backticks, behind what is said.
    pub fn clause(mut self, clause: Clause) -> Help {
        self.0.push(Part::Clause(clause));
        self
    }

    /// Another sentence, behind what is said.
    pub fn then(mut self, other: Help) -> Help {
        self.0.extend(other.0);
        self
    }

    /// Spells all clauses in the way that is given.
    pub fn spell(&mut self, spell: impl Fn(&Clause) -> String) {
        for part in &mut self.0 {
            if let Part::Clause(clause) = part {
                *part = Part::Words(format!("`{}`", spell(clause)));
            }
        }
    }
}

impl From<String> for Help {
    fn from(words: String) -> Help {
        Help::default().words(words)
    }
}

impl From<&String> for Help {
    fn from(words: &String) -> Help {
        Help::default().words(words)
    }
}

impl From<&str> for Help {
    fn from(words: &str) -> Help {
        Help::default().words(words)
    }
}

impl fmt::Display for Help {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Words(words) => out.write_str(words),
            Part::Clause(clause) => write!(out, "`{clause}`"),
        })
    }
}
