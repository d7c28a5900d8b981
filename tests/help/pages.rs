//! Pages of Markdown: their fenced blocks.

use std::path::Path;

use super::files;

/// A fenced block.
#[derive(Debug)]
pub struct Block {
    /// The page and the line of the fence, as a failing test shows it.
    pub place: String,
    /// What stands behind the fence: `contract`, `yaml`, `contract plain`.
    pub mark: String,
    /// The text between the fences.
    pub text: String,
}

/// The fenced blocks of a page, in order.
pub fn blocks(page: &Path) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (at, line) in files::text(page).lines().enumerate() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(mark)) => {
                let place = format!("{}:{}", files::shown(page), at + 1);
                open = Some(Block { place, mark: mark.trim().to_owned(), text: String::new() });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{}: a block that does not end", files::shown(page));
    blocks
}
