//! Names by which data is marked as deleted and kept.
//!
//! In: the name of a field in any spelling. Out: whether it is such a mark. One list for systems and for code.

/// Without case and signs.
const MARKS: &[&str] = &[
    "deleted",
    "deletedat",
    "deletedby",
    "deleteddate",
    "deletedflag",
    "deletedon",
    "deletedtimestamp",
    "datedeleted",
    "isdeleted",
    "isremoved",
    "issoftdeleted",
    "removedat",
    "softdelete",
    "softdeleted",
];

/// Whether a name says that something is deleted.
pub fn is_mark(name: &str) -> bool {
    let letters: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    MARKS.contains(&letters.to_ascii_lowercase().as_str())
}
