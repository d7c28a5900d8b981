//! Small sets, and what is said of them word for word: `told.txt` has the codes to look at and the set behind `@@@`, the findings behind
//! `@@=`. Kept here is what a message must not say: the caller in the place of another, or one mistake twice. `UPDATE=1 cargo test told`
//! writes the findings anew.

use super::as_written;

#[test]
fn findings_are_told_as_written() {
    as_written("told.txt", |codes, read| {
        let all = read.check(true);
        all.into_iter().filter(|found| codes.split(' ').any(|code| code == found.code.id)).collect()
    });
}
