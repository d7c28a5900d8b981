//! C1609: a path that is written in another way than the others.
//!
//! In: the paths of routes. Out: a hint for each collection in the singular among plural ones, for each path that ends with a slash, and
//! for each segment with capitals or underscores among others without.

use crate::check::deep::model::words::singular;
use crate::check::gather::Declaration;
use crate::check::place::{Word, word};
use crate::diag::Diagnostic;
use crate::diag::code::C1609;
use crate::lookup::HashSet;

/// Nouns that have no plural.
const UNCOUNTED: &[&str] = &[
    "attendance",
    "inventory",
    "staff",
    "equipment",
    "information",
    "feedback",
    "stock",
    "traffic",
    "mail",
    "news",
    "media",
    "data",
    "metadata",
    "music",
    "software",
];

/// A route with the segments of its path.
type Route<'m> = (&'m Declaration<'m>, Vec<Word<'m>>);

/// The paths of all routes.
#[derive(Default)]
pub struct Paths<'m> {
    paths: Vec<Route<'m>>,
}

impl<'m> Paths<'m> {
    /// Takes the path of a declaration that is a route.
    pub fn take(&mut self, own: &'m Declaration<'m>) {
        let Some(node) = own.node.get("path").filter(|_| own.kind.keyword == "route") else { return };
        let Some(text) = node.as_text() else { return };
        let mut at = 0;
        let segments = text.split('/').map(|part| {
            let start = at;
            at += part.len() + 1;
            word(node, start, start + part.len())
        });
        self.paths.push((own, segments.collect()));
    }

    /// Says which are written in another way than the others.
    pub fn check(&self, findings: &mut Vec<Diagnostic>) {
        let paths = &self.paths;
        let collections: Vec<&Word> = paths.iter().flat_map(|(_, segments)| segments).collect();
        let fixed = || collections.iter().filter(|word| !word.text.is_empty() && !word.text.starts_with('{'));
        let count = fixed().count();
        let upper = fixed().filter(|word| word.text.chars().any(char::is_uppercase)).count();
        let under = fixed().filter(|word| word.text.contains('_')).count();
        let dashed = fixed().filter(|word| word.text.contains('-')).count();
        let slashes = paths
            .iter()
            .filter(|(_, segments)| segments.len() > 2 && segments.last().is_some_and(|word| word.text.is_empty()))
            .count();
        let plural = plurals(paths);
        let mut told: HashSet<&str> = HashSet::default();
        for (own, segments) in paths {
            let mut report = |word: &Word, what: &str, label: &str| {
                let title = format!("the segment `{}` {what}", word.text);
                let found = Diagnostic::new(&C1609, title, word.span, label).help("write all paths in one way");
                findings.push(found.at(own.element.as_str(), "path"));
            };
            for (at, segment) in segments.iter().enumerate() {
                if segment.text.is_empty() || segment.text.starts_with('{') || told.contains(segment.text) {
                    continue;
                }
                let odd = if segment.text.chars().any(char::is_uppercase) && upper * 4 < count {
                    Some(("has capitals, other paths have none", "in small letters elsewhere"))
                } else if segment.text.contains('_') && dashed > under {
                    Some(("has underscores, other paths have dashes", "with dashes elsewhere"))
                } else if plural >= 2
                    && singular(segment.text) == segment.text
                    && is_collection(segments, at)
                    && !UNCOUNTED.contains(&segment.text)
                {
                    Some(("is singular, other collections are plural", "plural elsewhere"))
                } else {
                    None
                };
                if let Some((what, label)) = odd {
                    told.insert(segment.text);
                    report(segment, what, label);
                }
            }
            let last = segments.last().filter(|word| word.text.is_empty() && segments.len() > 2);
            if let Some(last) = last.filter(|_| slashes * 4 < paths.len()) {
                let found = Diagnostic::new(&C1609, "this path ends with a slash, others do not", last.span, "")
                    .help("take the slash at its end away");
                findings.push(found.at(own.element.as_str(), "path"));
            }
        }
    }
}

/// Whether a segment is a collection: the parameter behind it is the id of one of its things.
fn is_collection(segments: &[Word], at: usize) -> bool {
    let Some(own) = segments.get(at) else { return false };
    let Some(next) = segments.get(at + 1) else { return false };
    let parameter = next.text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let Some(name) = parameter else { return false };
    let is_noun = |owner: &str| {
        let own = own.text.replace('-', "_");
        let noun = singular(&own);
        noun.ends_with(owner) || owner.ends_with(&*noun)
    };
    name == "id" || name.strip_suffix("_id").is_some_and(is_noun)
}

/// How many different collections are plural.
fn plurals(paths: &[Route]) -> usize {
    let mut found: HashSet<&str> = HashSet::default();
    for (_, segments) in paths {
        for (at, segment) in segments.iter().enumerate() {
            if is_collection(segments, at) && singular(segment.text) != segment.text {
                found.insert(segment.text);
            }
        }
    }
    found.len()
}
