//! Paths as a tree of segments: those that one request fits as well are found without looking at all of them.
//!
//! In: the segments of paths of one length; none stands for a parameter. Out: what was put there under the same segments, or under
//! segments that a request can fit at the same time.

use crate::lookup::HashMap;

/// Paths by their segments.
pub struct Tree<'a, T> {
    nodes: Vec<Branch<'a, T>>,
}

struct Branch<'a, T> {
    inner: HashMap<Option<&'a str>, usize>,
    held: Option<&'a T>,
}

impl<T> Default for Tree<'_, T> {
    fn default() -> Self {
        Tree { nodes: vec![Branch::default()] }
    }
}

impl<T> Default for Branch<'_, T> {
    fn default() -> Self {
        Branch { inner: HashMap::default(), held: None }
    }
}

impl<'a, T> Tree<'a, T> {
    /// Puts something under these segments.
    pub fn insert(&mut self, segments: &[Option<&'a str>], held: &'a T) {
        let mut at = 0;
        for segment in segments {
            let next = self.nodes.len();
            let Some(node) = self.nodes.get_mut(at) else { return };
            at = *node.inner.entry(*segment).or_insert(next);
            if at == next {
                self.nodes.push(Branch::default());
            }
        }
        if let Some(node) = self.nodes.get_mut(at) {
            node.held = Some(held);
        }
    }

    /// What stands under the same segments.
    pub fn get(&self, segments: &[Option<&'a str>]) -> Option<&'a T> {
        let mut node = self.nodes.first()?;
        for segment in segments {
            node = self.nodes.get(*node.inner.get(segment)?)?;
        }
        node.held
    }

    /// All that stands under segments that fit the same request: alike, or a parameter on one side. In no order.
    pub fn fitting(&self, segments: &[Option<&'a str>]) -> Vec<&'a T> {
        let mut open: Vec<&Branch<'a, T>> = self.nodes.first().into_iter().collect();
        for segment in segments {
            let mut next: Vec<&usize> = Vec::new();
            for node in open {
                match segment {
                    None => next.extend(node.inner.values()),
                    Some(_) => next.extend([segment, &None].iter().filter_map(|key| node.inner.get(*key))),
                }
            }
            open = next.into_iter().filter_map(|at| self.nodes.get(*at)).collect();
        }
        open.into_iter().filter_map(|node| node.held).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Tree;

    fn path() -> impl Strategy<Value = Vec<Option<&'static str>>> {
        prop::collection::vec(prop::option::of(prop::sample::select(vec!["a", "b", "c"])), 3)
    }

    proptest! {
        /// The same as comparing each path with each other.
        #[test]
        fn fitting_paths_are_those_that_compare_so(paths in prop::collection::vec(path(), 0..12), asked in path()) {
            let mut tree = Tree::default();
            paths.iter().for_each(|path| tree.insert(path, path));
            let fits = |path: &&Vec<Option<&str>>| {
                path.iter().zip(&asked).all(|(one, other)| one.is_none() || other.is_none() || one == other)
            };
            let mut wanted: Vec<_> = paths.iter().filter(fits).collect();
            wanted.sort();
            wanted.dedup();
            let mut found = tree.fitting(&asked);
            found.sort();
            prop_assert_eq!(found, wanted);
            prop_assert_eq!(tree.get(&asked).is_some(), paths.contains(&asked));
        }
    }
}
