//! What the tests share: files and folders, reading and writing by the library, and judges that know nothing of it.

pub mod files;
pub mod judge;
pub mod library;
pub mod pages;
