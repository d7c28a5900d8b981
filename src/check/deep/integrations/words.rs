//! C0014 and C1113: settings with words of their own: addresses, names of buckets and regions, ways to sign and to encrypt.
//!
//! In: email providers, buckets and webhooks. Out: an error for each word that the other side does not know, and a warning for each
//! protection that protects from nothing.

use crate::check::deep::model::{Model, template};
use crate::check::deep::parts::{bare, text};
use crate::check::gather::Declaration;
use crate::diag::Diagnostic;
use crate::diag::code::{C0014, C1113};
use crate::source::Span;

/// Looks at all settings of this kind.
pub fn check(model: &Model, findings: &mut Vec<Diagnostic>) {
    for own in model.sound.all("email_provider") {
        let address = text(own.node, "from_email").filter(|(text, _)| !is_open(text) && !is_address(text));
        if let Some((address, span)) = address {
            let title = format!("`{address}` is no mail address");
            let found = Diagnostic::new(&C0014, title, span, "a name, an `@` and a domain are wanted");
            findings.push(found.at(own.element.as_str(), "from_email"));
        }
    }
    for own in model.sound.all("bucket") {
        bucket(model, own, findings);
    }
    for own in model.sound.all("webhook") {
        let alg = own.node.get("signature").and_then(|node| text(node, "alg"));
        if let Some((alg, span)) = alg.filter(|(alg, _)| alg.ends_with("sha1")) {
            findings.push(
                weak(alg, span, "SHA-1 is broken", "sign with `hmac-sha256`").at(own.element.as_str(), "signature/alg"),
            );
        }
    }
}

fn bucket(model: &Model, own: &Declaration, findings: &mut Vec<Diagnostic>) {
    let said = |key: &str| text(own.node, key).filter(|(text, _)| !is_open(text));
    let service = text(own.node, "integration_id").and_then(|(name, _)| model.sound.one("integration", bare(name)));
    let is = |key: &str, wanted: &str| {
        service.is_some_and(|own| text(own.node, key).is_some_and(|(text, _)| text == wanted))
    };
    // A store of others has words of its own.
    let elsewhere = service.is_some_and(|own| text(own.node, "base_url").is_some());
    if is("provider", "aws") || is("type", "aws_s3") && !elsewhere {
        if let Some((name, span)) = said("bucket").filter(|(name, _)| !is_bucket(name)) {
            let title = format!("S3 lets no bucket be called `{name}`");
            let found = Diagnostic::new(&C0014, title, span, "3 to 63 small letters, digits, dots and hyphens");
            findings.push(found.at(own.element.as_str(), "bucket"));
        }
        if let Some((region, span)) = said("region").filter(|(region, _)| !is_region(region)) {
            let title = format!("AWS has no region `{region}`");
            let found = Diagnostic::new(&C0014, title, span, "such as `eu-central-1`");
            findings.push(found.at(own.element.as_str(), "region"));
        }
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

/// Whether what it says is known only when it runs.
fn is_open(text: &str) -> bool {
    template::has(text) || text.contains(['{', '$']) || text.contains("env:")
}

fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.') && !domain.contains('@'))
}

fn is_bucket(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
    let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    (3..=63).contains(&name.len()) && name.chars().all(fits) && name.starts_with(edge) && name.ends_with(edge)
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
        assert!(is_region("eu-central-1") && is_region("us-gov-west-1") && !is_region("europe"));
        assert!(is_address("desk@example.org") && !is_address("desk.example.org") && !is_address("@example.org"));
    }
}
