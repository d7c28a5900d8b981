//! Tables for looking things up by name: the standard ones, with a hash that is quick on short texts.
//!
//! What is hashed are names of the contract at hand, from the files of whoever runs the tool; so a hash that holds out against strangers
//! who choose the names is not needed. Nothing may depend on the order in which these tables are walked.

use std::hash::{BuildHasher, Hash};

use rustc_hash::FxBuildHasher;

/// A map that is only asked, never walked for its order.
pub type HashMap<K, V> = std::collections::HashMap<K, V, FxBuildHasher>;
/// A set that is only asked, never walked for its order.
pub type HashSet<T> = std::collections::HashSet<T, FxBuildHasher>;

/// Numbers of things that have one name. Nearly always it is one, which takes no place of its own in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Few {
    first: [usize; 1],
    /// All of them, where there are more.
    all: Vec<usize>,
}

impl Few {
    /// This one.
    pub fn of(number: usize) -> Few {
        Few { first: [number], all: Vec::new() }
    }

    /// One more.
    pub fn push(&mut self, number: usize) {
        if self.all.is_empty() {
            self.all.extend(self.first);
        }
        self.all.push(number);
    }

    /// All of them, in the order in which they came.
    pub fn as_slice(&self) -> &[usize] {
        if self.all.is_empty() { &self.first } else { &self.all }
    }
}

/// What stands again in a list: pairs of numbers, of the first and of one behind it that is the same.
///
/// Nearly all lists hold everything once. So each item leaves a mark first, and only where two marks meet is anything compared.
pub fn repeats<T: Hash + Eq>(items: impl Iterator<Item = (usize, T)> + Clone) -> Vec<(usize, usize)> {
    let mut marks = [0u64; 8];
    let mut meets = |hash: u64| {
        let (word, bit) = ((hash >> 61) as usize, 1 << (hash >> 55 & 63));
        marks.get_mut(word).is_some_and(|marks| std::mem::replace(marks, *marks | bit) & bit != 0)
    };
    if !items.clone().any(|(_, item)| meets(FxBuildHasher.hash_one(item))) {
        return Vec::new();
    }
    let mut first = HashMap::default();
    items
        .filter_map(|(at, item)| match first.entry(item) {
            std::collections::hash_map::Entry::Occupied(first) => Some((*first.get(), at)),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(at);
                None
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Few, repeats};

    #[test]
    fn few_are_one_or_more() {
        let mut few = Few::of(7);
        assert_eq!(few.as_slice(), [7]);
        few.push(3);
        few.push(5);
        assert_eq!(few.as_slice(), [7, 3, 5]);
    }

    #[test]
    fn what_stands_again_is_found() {
        let of = |text: &'static str| repeats(text.split(' ').enumerate());
        assert_eq!(of("a b c"), []);
        assert_eq!(of("a b a c b a"), [(0, 2), (1, 4), (0, 5)]);
        let many: Vec<String> = (0..2000).map(|at| (at % 1500).to_string()).collect();
        let found = repeats(many.iter().enumerate());
        assert!(found.len() == 500 && found.first() == Some(&(0, 1500)));
    }
}
