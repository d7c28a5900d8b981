//! Sentences broken into lines.

/// `text` in lines of at most `width` columns (at least one word a line); line breaks in it stay.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut columns = 0;
        for word in paragraph.split(' ') {
            let wide = columns_of(word);
            if columns > 0 && columns + 1 + wide > width {
                lines.push(std::mem::take(&mut line));
                columns = 0;
            } else if !line.is_empty() {
                line.push(' ');
                columns += 1;
            }
            line.push_str(&super::clean(word));
            columns += wide;
        }
        lines.push(line);
    }
    lines
}

/// How many columns a terminal takes for `text`.
pub(super) fn columns_of(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("extraordinary", 3), ["extraordinary"]);
        assert_eq!(wrap("a\nb", 10), ["a", "b"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("一二 三", 4), ["一二", "三"]);
    }
}
