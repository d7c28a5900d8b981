//! Three texts made one: what was generated then, what a person made of it, and what is generated now.
//!
//! In: the texts. Out: a text with the changes of both, or the places where both changed the same lines. Takes no side: a
//! text with marks in it is never handed out.

use similar::{MergeResolution, TextMerge};

/// A place where both changed the same lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The first line of it in the file as it stands, from 1.
    pub line: usize,
    /// The lines as they stand.
    pub own: String,
    /// The lines as they are generated now.
    pub generated: String,
}

/// The merged text, or what stands against it.
pub(super) fn merge(base: &str, own: &str, generated: &str) -> Result<String, Vec<Overlap>> {
    let merge = TextMerge::from_lines(base, own, generated);
    let own_lines = |range: std::ops::Range<usize>| range.filter_map(|at| merge.ours_line(at)).collect::<String>();
    let new_lines = |range: std::ops::Range<usize>| range.filter_map(|at| merge.theirs_line(at)).collect::<String>();
    let (mut text, mut overlaps) = (String::new(), Vec::new());
    for region in merge.regions() {
        match region.resolution() {
            MergeResolution::Unchanged | MergeResolution::Ours | MergeResolution::Both => {
                text += &own_lines(region.ours_range());
            }
            MergeResolution::Theirs => text += &new_lines(region.theirs_range()),
            _ => overlaps.push(Overlap {
                line: region.ours_range().start + 1,
                own: own_lines(region.ours_range()),
                generated: new_lines(region.theirs_range()),
            }),
        }
    }
    if overlaps.is_empty() { Ok(text) } else { Err(overlaps) }
}
