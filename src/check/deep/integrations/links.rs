//! C0014 for links into a store that are to work for longer than S3 signs them.
//!
//! In: calls of operations with GET of a store at AWS. Out: an error for each that is given a lifetime of more than seven days: the link is
//! refused as soon as somebody follows it. Lifetimes that callers choose are looked at where they are asked for.

use super::words::{is_of_aws, is_store};
use crate::check::deep::model::words::{LIFETIMES, each};
use crate::check::deep::parts::text;
use crate::check::deep::share::Share;
use crate::check::place::called;
use crate::diag::Diagnostic;
use crate::diag::code::C0014;

/// The longest lifetime of a link with a signature of version 4, in seconds: seven days.
const LONGEST: u64 = 604_800;

/// Looks at the calls of the operations of a share.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    let model = share.model;
    for operation in share.operations() {
        for effect in operation.effects.iter().filter(|own| own.sound && own.id == "call.integration") {
            let Some(own) = model.called(effect) else { continue };
            if !model.service(effect).is_some_and(|own| is_store(own) && is_of_aws(own)) {
                continue;
            }
            if text(own.node, "method").is_none_or(|(method, _)| method != "GET") {
                continue;
            }
            for entry in effect.map("payload").unwrap_or_default() {
                let Some(name) = entry.key.as_text().filter(|name| is_lifetime(name)) else { continue };
                let number = called(&entry.node).and_then(|text| text.parse::<u64>().ok());
                let Some(seconds) = number.filter(|seconds| *seconds > LONGEST) else { continue };
                let title = format!("S3 signs no link for {seconds} seconds");
                let found = Diagnostic::new(&C0014, title, entry.node.span, format!("at most {LONGEST}: seven days"));
                let place = format!("effects/{}/params/payload/{name}", effect.at);
                findings.push(found.at(operation.own.element.as_str(), place));
            }
        }
    }
}

/// Whether a name is that of a lifetime in seconds: `expires_in`, `ttl_seconds`.
fn is_lifetime(name: &str) -> bool {
    let of_life = |word: &str| LIFETIMES.contains(&word) || word == "valid";
    let of_seconds = |word: &str| ["in", "for", "s", "sec", "seconds"].contains(&word);
    let mut words = each(name);
    words.clone().any(|word| of_life(&word)) && words.all(|word| of_life(&word) || of_seconds(&word))
}

#[cfg(test)]
mod tests {
    use super::is_lifetime;

    #[test]
    fn lifetimes_are_in_seconds() {
        assert!(["expires_in", "ttl", "valid_for_seconds"].into_iter().all(is_lifetime));
        assert!(!["expires_ms", "ttl_days", "in", "expires_at"].into_iter().any(is_lifetime));
    }
}
