//! Names of contents: their SHA-256 or BLAKE3, and bytes as hexadecimal digits.
//!
//! In: bytes. Out: text, which is read back as strictly as it is written: small letters only. Both names are equally hard to forge. What
//! others verify with their own programs has its SHA-256, which every one of them knows; what this tool alone reads back has its BLAKE3,
//! which takes a seventh of the time on a machine without instructions for SHA-256. A name does not tell which of both it is: the
//! form that it stands in does.

use sha2::{Digest, Sha256};

/// The SHA-256 of bytes, in hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    digits(&Sha256::digest(bytes))
}

/// The BLAKE3 of bytes, in hexadecimal digits.
pub fn blake3(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// Bytes in hexadecimal digits.
pub fn digits(bytes: &[u8]) -> String {
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    halves.filter_map(|half| char::from_digit(half.into(), 16)).collect()
}

/// The bytes that hexadecimal digits say; none where these are not exactly so many, or not in small letters.
pub fn bytes<const COUNT: usize>(digits: &str) -> Option<[u8; COUNT]> {
    let value = |digit: &u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let pairs = digits.as_bytes().chunks(2).map(|pair| match pair {
        [high, low] => Some(value(high)? * 16 + value(low)?),
        _ => None,
    });
    pairs.collect::<Option<Vec<u8>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_as_they_are_written() {
        assert_eq!(sha256(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_eq!(blake3(b""), "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262");
        assert_eq!(digits(&[0, 171, 255]), "00abff");
        assert_eq!(bytes::<3>("00abff"), Some([0, 171, 255]));
        for wrong in ["00abf", "00abff0", "00ABff", "00ab", "+0abff", "é0abf"] {
            assert_eq!(bytes::<3>(wrong), None, "{wrong}");
        }
    }
}
