//! Names of contents.
//!
//! In: bytes. Out: the id under which git knows them. By their SHA-256 we know a file again.

use sha1::{Digest, Sha1};

use crate::digest::digits;

/// The id of a blob with these bytes in a git repository.
pub(super) fn blob(bytes: &[u8]) -> String {
    let mut hash = Sha1::new();
    hash.update(format!("blob {}\0", bytes.len()));
    hash.update(bytes);
    digits(&hash.finalize())
}

/// Whether a text can be a SHA-256: such names become parts of paths.
pub(super) fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::sha256;

    #[test]
    fn contents_have_the_names_that_others_give_them() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(blob(b""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
        assert_eq!(blob(b"hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
        assert!(is_sha256(&sha256(b"x")) && !is_sha256("../../x"));
    }
}
