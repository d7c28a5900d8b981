//! Places in a tree, for people: `commands[2].effects[0].params`.
//!
//! In: steps from the root. Out: text. Never used to find anything again.

use super::KeyValue;

/// One step down from a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The value under a key.
    Key(KeyValue),
    /// The item at an index, from 0.
    Index(usize),
}

/// The steps from the root to a node; empty for the root itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// This path and one more key.
    pub fn key(&self, key: KeyValue<&str>) -> Path {
        let mut steps = self.0.clone();
        steps.push(Step::Key(key.to_owned()));
        Path(steps)
    }

    /// This path and one more index.
    pub fn index(&self, index: usize) -> Path {
        let mut steps = self.0.clone();
        steps.push(Step::Index(index));
        Path(steps)
    }
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => {
                    let dot = if at == 0 { "" } else { "." };
                    let text = key.to_string();
                    let plain = !text.is_empty() && !text.contains(['.', '[', ']', '"', ' ', '\n']);
                    if plain { write!(f, "{dot}{text}")? } else { write!(f, "{dot}{text:?}")? }
                }
            }
        }
        Ok(())
    }
}
