//! Two texts of a file as a unified diff.

use super::Failure;
use super::screen::Screen;
use crate::diag::render::{Role, clean};

/// The size of a text up to which a diff is made: comparing is not linear.
const MOST: usize = 8 << 20;

/// The unified diff between two texts of a file.
pub(super) fn unified(path: &str, before: &str, after: &str) -> String {
    let path = clean(path.trim_start_matches('/'));
    if before.len().max(after.len()) > MOST {
        return format!("--- a/{path}\n+++ b/{path}\n(too large for a diff)\n");
    }
    let diff = similar::TextDiff::from_lines(before, after);
    diff.unified_diff().context_radius(3).header(&format!("a/{path}"), &format!("b/{path}")).to_string()
}

/// Prints a diff, in colours where there are any.
pub(super) fn show(diff: &str, screen: &mut Screen) -> Result<(), Failure> {
    if !screen.color() {
        return screen.text(diff);
    }
    for line in diff.lines() {
        let role = match line.chars().next() {
            _ if line.starts_with("+++") || line.starts_with("---") => Role::Strong,
            Some('+') => Role::Plus,
            Some('-') => Role::Minus,
            Some('@') => Role::Frame,
            _ => {
                screen.line(line)?;
                continue;
            }
        };
        let line = screen.paint(role, line);
        screen.line(&line)?;
    }
    Ok(())
}
