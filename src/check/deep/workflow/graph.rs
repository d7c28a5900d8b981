//! A directed graph: what can be reached, the shortest way, and the circles. All in linear time, without recursion.
//!
//! In: arrows between numbers. Out: sets and ways of numbers. Knows nothing of states.

use std::collections::VecDeque;

/// A graph over the numbers below `next.len()`.
#[derive(Clone, Debug)]
pub struct Graph {
    /// Where the arrows of each number lead.
    pub next: Vec<Vec<usize>>,
}

impl Graph {
    /// A graph without arrows.
    pub fn new(size: usize) -> Graph {
        Graph { next: vec![Vec::new(); size] }
    }

    /// Adds an arrow; one to or from nowhere is left out.
    pub fn add(&mut self, from: usize, to: usize) {
        if to < self.next.len()
            && let Some(next) = self.next.get_mut(from)
        {
            next.push(to);
        }
    }

    /// All arrows the other way round.
    pub fn reversed(&self) -> Graph {
        let mut back = Graph::new(self.next.len());
        for (from, next) in self.next.iter().enumerate() {
            next.iter().for_each(|to| back.add(*to, from));
        }
        back
    }

    /// From where each number is first reached, breadth first; starts are reached from themselves.
    fn parents(&self, starts: &[usize]) -> Vec<Option<usize>> {
        let mut parents: Vec<Option<usize>> = vec![None; self.next.len()];
        let mut queue: VecDeque<usize> = VecDeque::new();
        for start in starts {
            if let Some(parent @ None) = parents.get_mut(*start) {
                *parent = Some(*start);
                queue.push_back(*start);
            }
        }
        while let Some(at) = queue.pop_front() {
            for to in &self.next[at] {
                if parents[*to].is_none() {
                    parents[*to] = Some(at);
                    queue.push_back(*to);
                }
            }
        }
        parents
    }

    /// What can be reached.
    pub fn reach(&self, starts: &[usize]) -> Vec<bool> {
        self.parents(starts).iter().map(Option::is_some).collect()
    }

    /// A shortest way from a start to one of the goals, both ends included; empty if there is none.
    pub fn way(&self, starts: &[usize], goals: &[usize]) -> Vec<usize> {
        let parents = self.parents(starts);
        let back = |goal: usize| {
            let mut way = vec![goal];
            let mut at = goal;
            while let Some(parent) = parents.get(at).copied().flatten().filter(|parent| *parent != at) {
                way.push(parent);
                at = parent;
            }
            way.reverse();
            way
        };
        let reached = goals.iter().filter(|goal| parents.get(**goal).is_some_and(Option::is_some));
        reached.map(|goal| back(*goal)).min_by_key(Vec::len).unwrap_or_default()
    }

    /// The parts within which each number leads to each other: lists of numbers in ascending order.
    pub fn components(&self) -> Vec<Vec<usize>> {
        let size = self.next.len();
        let (mut seen, mut finished) = (vec![false; size], Vec::with_capacity(size));
        for start in 0..size {
            if std::mem::replace(&mut seen[start], true) {
                continue;
            }
            let mut stack = vec![(start, 0)];
            while let Some((at, child)) = stack.last_mut() {
                match self.next[*at].get(*child) {
                    Some(to) => {
                        *child += 1;
                        if !std::mem::replace(&mut seen[*to], true) {
                            stack.push((*to, 0));
                        }
                    }
                    None => {
                        finished.push(*at);
                        stack.pop();
                    }
                }
            }
        }
        let back = self.reversed();
        let (mut taken, mut all) = (vec![false; size], Vec::new());
        for start in finished.into_iter().rev() {
            if std::mem::replace(&mut taken[start], true) {
                continue;
            }
            let (mut part, mut stack) = (Vec::new(), vec![start]);
            while let Some(at) = stack.pop() {
                part.push(at);
                for to in &back.next[at] {
                    if !std::mem::replace(&mut taken[*to], true) {
                        stack.push(*to);
                    }
                }
            }
            part.sort_unstable();
            all.push(part);
        }
        all.sort_unstable();
        all
    }
}
