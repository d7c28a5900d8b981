//! Collects findings and keeps a file with ten thousand of them readable.
//!
//! In: diagnostics. Out: at most [`SHOWN`] of each code; the last one says how many more there are.

use crate::diag::Diagnostic;
use crate::source::Span;

/// How many findings of one code are kept for one file.
pub(super) const SHOWN: usize = 20;

/// The findings of one file.
#[derive(Default)]
pub(super) struct Findings {
    kept: Vec<Diagnostic>,
    /// How often each code came up; the codes of this room are few.
    counts: Vec<(&'static str, usize)>,
}

impl Findings {
    /// Adds a finding that is only made if it will be kept.
    pub(super) fn add(&mut self, code: &'static str, make: impl FnOnce() -> Diagnostic) {
        let at = self.counts.iter().position(|(known, _)| *known == code).unwrap_or_else(|| {
            self.counts.push((code, 0));
            self.counts.len() - 1
        });
        let Some((_, count)) = self.counts.get_mut(at) else { return };
        *count += 1;
        if *count <= SHOWN {
            self.kept.push(make());
        }
    }

    /// Takes back those inside of a place about which something better is to be said.
    pub(super) fn forget(&mut self, place: Span) {
        let counts = &mut self.counts;
        self.kept.retain(|finding| {
            let inside = finding.primary.as_ref().is_some_and(|label| {
                label.span.file == place.file && label.span.start >= place.start && label.span.end <= place.end
            });
            if inside && let Some((_, count)) = counts.iter_mut().find(|(code, _)| *code == finding.code.id) {
                *count = count.saturating_sub(1);
            }
            !inside
        });
    }

    /// Adds those of another collection.
    pub(super) fn append(&mut self, other: Findings) {
        for (code, count) in other.counts {
            match self.counts.iter_mut().find(|(known, _)| *known == code) {
                Some((_, known)) => *known += count,
                None => self.counts.push((code, count)),
            }
        }
        self.kept.extend(other.kept);
    }

    /// The kept findings, with a note where there were more.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        for (code, count) in &self.counts {
            if *count > SHOWN
                && let Some(last) = self.kept.iter_mut().rfind(|finding| finding.code.id == *code)
            {
                last.notes.push(format!("{} more of these in this file are not shown", count - SHOWN));
            }
        }
        self.kept
    }
}
