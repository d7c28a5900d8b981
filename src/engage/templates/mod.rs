//! Engagements to start from. Each is clean under all checks, which the tests see to.

/// Python on a free tier, for one person or a small team.
pub const FREE_TIER_PYTHON: &str = include_str!("free-tier-python.contract");

/// A service for customers, under GDPR and ISO 27001.
pub const REGULATED_SAAS: &str = include_str!("regulated-saas.contract");

/// A project of a public body, with audits and approvals.
pub const PUBLIC_SECTOR: &str = include_str!("public-sector.contract");

/// A service in Rust.
pub const RUST_SERVICE: &str = include_str!("rust-service.contract");

#[cfg(test)]
mod tests {
    use crate::levels::Wanted;
    use crate::pipeline;
    use crate::set::{Input, Surface};
    use crate::source::FileId;

    #[test]
    fn templates_are_clean_and_laid_out() {
        for text in [super::FREE_TIER_PYTHON, super::REGULATED_SAAS, super::PUBLIC_SECTOR, super::RUST_SERVICE] {
            let folder = tempfile::tempdir().expect("a folder");
            std::fs::write(folder.path().join("devcontract.contract"), text).expect("a file");
            let checked = pipeline::check(&Input::Path(folder.path().to_path_buf()), &Wanted::default());
            let found: Vec<&str> = checked.judged.findings.iter().map(|own| own.title.as_str()).collect();
            assert!(found.is_empty(), "{found:?}\n{text}");
            let mut document = Surface::Contract.read(FileId(0), text).document.expect("a document");
            crate::kinds::settle(&mut document);
            assert_eq!(Surface::Contract.format(&document, text).as_deref(), Ok(text));
            let clauses = crate::engage::contract::clauses(&document).expect("clauses");
            assert!(crate::engage::contract::terms(clauses).is_ok());
        }
    }
}
