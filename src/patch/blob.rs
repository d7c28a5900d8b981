//! The id under which git knows a file.
//!
//! In: bytes. Out: the id of a blob with these bytes, as `git hash-object` tells it.

use sha1::{Digest, Sha1};

use crate::digest::digits;

/// The id of a blob with these bytes in a git repository.
pub(super) fn blob(bytes: &[u8]) -> String {
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", bytes.len()));
    hash.update(bytes);
    digits(&hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_have_the_names_that_git_gives_them() {
        assert_eq!(blob(b""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(blob(b"hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
    }
}
