//! C0014 and C1113: settings with words of their own: addresses, paths, names of buckets and regions, ways to sign and to encrypt.
//!
//! In: email providers, buckets, outside operations and webhooks. Out: an error for each word that the other side does not know, and a
//! warning for each that most others would not know and for each protection that protects from nothing.

use crate::check::deep::model::{Model, template};
use crate::check::deep::parts::text;
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::check::place::cut;
use crate::diag::code::{C0014, C1113};
use crate::diag::{Diagnostic, Level};
use crate::source::Span;

/// Looks at all settings of this kind.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    for own in share.all("email_provider") {
        let address = text(own.node, "from_email").filter(|(text, _)| !is_open(text) && !is_address(text));
        if let Some((address, span)) = address {
            let title = format!("`{address}` is no mail address");
            let found = Diagnostic::new(&C0014, title, span, "a name, an `@` and a domain are wanted");
            findings.push(found.at(own.element.as_str(), "from_email"));
        }
    }
    for own in share.all("bucket") {
        bucket(share.model, own, findings);
    }
    for own in share.all("operation") {
        findings.extend(path(share.model, own));
    }
    for own in share.all("webhook") {
        let alg = own.node.get("signature").and_then(|node| text(node, "alg"));
        if let Some((alg, span)) = alg.filter(|(alg, _)| alg.ends_with("sha1")) {
            findings.push(
                weak(alg, span, "SHA-1 is broken", "sign with `hmac-sha256`").at(own.element.as_str(), "signature/alg"),
            );
        }
    }
}

/// A path that is an address of its own, behind the address of its integration.
fn path(model: &Model, own: &Declaration) -> Option<Diagnostic> {
    let (path, span) = text(own.node, "path").filter(|(path, _)| path.contains("://"))?;
    let service = model.service_of(own)?;
    let (_, base) = text(service.node, "base_url")?;
    let title = format!("`{path}` is a whole address, and a path is wanted");
    let found = Diagnostic::new(&C0014, title, span, "stands behind the address of the integration")
        .label(base, "this one")
        .help("begin the path with `/`; what lies elsewhere is another integration");
    Some(found.at(own.element.as_str(), "path"))
}

fn bucket(model: &Model, own: &Declaration, findings: &mut Vec<Diagnostic>) {
    let said = |key: &str| text(own.node, key).filter(|(text, _)| !is_open(text));
    let service = model.service_of(own);
    // A store of others has words of its own, and most take the names that S3 takes.
    let of_aws = service.is_some_and(is_of_aws);
    if let Some((name, span)) = said("bucket").filter(|(name, _)| !is_bucket(name)) {
        let (who, level) = if of_aws { ("S3 lets", Level::Error) } else { ("most stores let", Level::Warning) };
        let title = format!("{who} no bucket be called `{name}`");
        let mut found = Diagnostic::new(&C0014, title, span, "3 to 63 small letters, digits, dots and hyphens");
        found.level = level;
        findings.push(found.at(own.element.as_str(), "bucket"));
    }
    if let Some((region, span)) = said("region").filter(|(region, _)| of_aws && !is_region(region)) {
        let title = format!("AWS has no region `{region}`");
        let found = Diagnostic::new(&C0014, title, span, "such as `eu-central-1`");
        findings.push(found.at(own.element.as_str(), "region"));
    }
    if let Some((how, span)) = said("encryption").filter(|(how, _)| ["none", "off", "false"].contains(how)) {
        findings.push(
            weak(how, span, "files lie open", "say how they are encrypted").at(own.element.as_str(), "encryption"),
        );
    }
}

fn weak(word: &str, span: Span, label: &str, help: &str) -> Diagnostic {
    Diagnostic::new(&C1113, format!("`{word}` protects from nothing"), span, label).help(help)
}

/// Kinds of services that keep files: only they know where a file lies.
const STORES: &[&str] = &["aws_s3", "s3", "cloud_storage", "blob_storage"];

/// Whether an integration is a store of files.
pub fn is_store(service: &Declaration) -> bool {
    ["type", "service"].iter().any(|key| text(service.node, key).is_some_and(|(kind, _)| STORES.contains(&kind)))
}

/// Whether an integration is at AWS, and not at somebody who speaks as S3 does.
pub fn is_of_aws(service: &Declaration) -> bool {
    let is = |key: &str, wanted: &str| text(service.node, key).is_some_and(|(text, _)| text == wanted);
    is("provider", "aws") || is("type", "aws_s3") && text(service.node, "base_url").is_none()
}

/// Whether what it says is known only when it runs.
fn is_open(text: &str) -> bool {
    template::has(text) || text.contains(['{', '$']) || text.contains("env:")
}

fn is_address(text: &str) -> bool {
    cut(text, b'@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.') && !domain.contains('@'))
}

fn is_bucket(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_address = name.contains("..") || name.parse::<std::net::Ipv4Addr>().is_ok();
    (3..=63).contains(&name.len())
        && name.chars().all(fits)
        && name.starts_with(edge)
        && name.ends_with(edge)
        && !is_address
}

/// Whether a word has the form of a region of AWS: `eu-central-1`, `us-gov-west-1`.
fn is_region(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let letters = |part: &&str| !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase());
    match parts.split_last() {
        Some((number, rest)) => rest.len() >= 2 && rest.iter().all(letters) && number.parse::<u8>().is_ok(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_address, is_bucket, is_region};

    #[test]
    fn words_have_their_forms() {
        assert!(is_bucket("damage-photos.2024") && !is_bucket("Damage_Photos") && !is_bucket("ab"));
        assert!(!is_bucket("damage..photos") && !is_bucket("192.168.5.4"));
        assert!(is_region("eu-central-1") && is_region("us-gov-west-1") && !is_region("europe"));
        assert!(is_address("desk@example.org") && !is_address("desk.example.org") && !is_address("@example.org"));
    }
}
