//! The order of declarations in a file, where grouping by kind would lose it.
//!
//! YAML gathers declarations under their root keys. A file whose kinds are mixed carries its order as one comment on top:
//! `# contract order: entity 1, error 3, command 1`. Coming back it is obeyed if the counts fit, and left alone if not.

use super::scalar;

/// What the comment starts with, behind its mark.
pub const MARK: &str = " contract order: ";

/// The comment for a sequence of labels.
pub fn write(labels: &[String]) -> String {
    let mut runs: Vec<(&String, usize)> = Vec::new();
    for label in labels {
        match runs.last_mut() {
            Some((last, count)) if *last == label => *count += 1,
            _ => runs.push((label, 1)),
        }
    }
    let runs: Vec<String> = runs.into_iter().map(|(label, count)| format!("{label} {count}")).collect();
    format!("{MARK}{}", runs.join(", "))
}

/// A root key as a label: plain words as they are, all else in quotes.
pub fn label(key: &str) -> String {
    if scalar::is_word(key) { key.to_owned() } else { scalar::quote(key) }
}

/// The order in which to take pieces that now stand under these labels: indices into `labels`. `None` if the comment is
/// none, or does not fit.
pub fn read(comment: &str, labels: &[String]) -> Option<Vec<usize>> {
    let mut queues: std::collections::HashMap<&str, std::collections::VecDeque<usize>> =
        std::collections::HashMap::new();
    for (at, label) in labels.iter().enumerate() {
        queues.entry(label).or_default().push_back(at);
    }
    let mut order = Vec::with_capacity(labels.len());
    let mut rest = comment.strip_prefix(MARK)?;
    loop {
        let name_end = if rest.starts_with('"') { quoted_end(rest)? } else { rest.find(", ").unwrap_or(rest.len()) };
        let (run, after) = rest.split_at_checked(if rest.starts_with('"') {
            rest.get(name_end..)?.find(", ").map_or(rest.len(), |at| name_end + at)
        } else {
            name_end
        })?;
        let (label, count) = run.rsplit_once(' ')?;
        let queue = queues.get_mut(label)?;
        for _ in 0..count.parse::<usize>().ok().filter(|count| *count <= labels.len())? {
            order.push(queue.pop_front()?);
        }
        match after.strip_prefix(", ") {
            Some(more) => rest = more,
            None => break,
        }
    }
    (order.len() == labels.len()).then_some(order)
}

/// Where a text in quotes ends.
fn quoted_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Some(at + 1),
            _ => escaped = false,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn an_order_comes_back_or_is_left_alone() {
        let natural = labels("entity entity command command route");
        let mixed = labels("entity command route entity command");
        let comment = write(&mixed);
        assert_eq!(comment, " contract order: entity 1, command 1, route 1, entity 1, command 1");
        assert_eq!(read(&comment, &natural), Some(vec![0, 2, 4, 1, 3]));
        assert_eq!(read(&comment, &labels("entity command")), None);
        assert_eq!(read(" contract order: entity x", &natural), None);
        assert_eq!(read(" something", &natural), None);
        let odd = vec![label("a, \"b\" 2"), "entity".to_owned()];
        assert_eq!(read(&write(&[odd[1].clone(), odd[0].clone()]), &odd), Some(vec![1, 0]));
    }
}
