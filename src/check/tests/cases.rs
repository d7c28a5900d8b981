//! Small files, each a whole set, and all that is said of their form and references: `cases.txt` has the file behind `@@@`, the findings behind
//! `@@=`. `UPDATE=1 cargo test cases` writes the findings anew.

use super::as_written;

#[test]
fn findings_are_as_written() {
    as_written("cases.txt", |_, read| read.form(true));
}
