//! Ways out of a conflict between a hand and the generator.
//!
//! In: paths as the user names them. Out: for a path, the way that was named for it. A folder stands for all that is below it, `.` for
//! everything; of several the longest counts, and of equals the one that gives up the least.

/// What to do with a generated file that was edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is the user's from now on.
    Adopt,
    /// Its changes and those of the generator are merged.
    Merge,
    /// Its changes are given up; the undo record keeps them.
    Discard,
}

/// The ways that were named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    /// Files to hand over.
    pub adopt: Vec<String>,
    /// Files to merge.
    pub merge: Vec<String>,
    /// Files to write anew.
    pub discard: Vec<String>,
}

impl Resolution {
    /// All that was named.
    fn named(&self) -> impl Iterator<Item = (How, &str)> {
        let lists = [(How::Adopt, &self.adopt), (How::Merge, &self.merge), (How::Discard, &self.discard)];
        lists.into_iter().flat_map(|(how, paths)| paths.iter().map(move |path| (how, tidy(path))))
    }

    /// The way for a path, and whether the path itself was named.
    pub(super) fn of(&self, path: &str) -> Option<(How, bool)> {
        let mut best: Option<(How, &str)> = None;
        for (how, named) in self.named().filter(|(_, named)| covers(named, path)) {
            if best.is_none_or(|(_, other)| named.len() > other.len()) {
                best = Some((how, named));
            }
        }
        best.map(|(how, named)| (how, named == path))
    }

    /// A name that covers none of these paths.
    pub(super) fn unused<'p>(&self, paths: impl Iterator<Item = &'p str> + Clone) -> Option<String> {
        let unused = |(_, named): &(How, &str)| *named != "." && !paths.clone().any(|path| covers(named, path));
        self.named().find(unused).map(|(_, named)| named.to_owned())
    }
}

/// `./src/` is `src`.
fn tidy(path: &str) -> &str {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    if path.is_empty() { "." } else { path }
}

fn covers(named: &str, path: &str) -> bool {
    named == "." || path.strip_prefix(named).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_counts() {
        let names = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
        let own = Resolution { adopt: names(&["a/b.py"]), merge: names(&["./a/"]), discard: names(&["."]) };
        assert_eq!(own.of("a/b.py"), Some((How::Adopt, true)));
        assert_eq!(own.of("a/c.py"), Some((How::Merge, false)));
        assert_eq!(own.of("ab"), Some((How::Discard, false)));
        assert_eq!(own.unused(["a/c.py", "x"].into_iter()), Some("a/b.py".into()));
        assert_eq!(Resolution::default().of("a"), None);
    }
}
