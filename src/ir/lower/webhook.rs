//! Webhooks: calls that come in at a route, and calls that go out with events.
//!
//! In: webhooks, the routes at which they come in, and the caller. Out: for a route the [`Sender`] that it asks for, and [`Webhook`] for each
//! call that goes out. A call that comes in at no route would do nothing, and is refused.

use std::collections::BTreeMap;

use super::domain::secret;
use super::reliability::retry;
use super::{Lower, named};
use crate::ast::Node;
use crate::check::deep::model::entity::names;
use crate::check::deep::parts::{bare, fields, text};
use crate::check::gather::Declaration;
use crate::ir::{Digest, Retry, Sender, Signature, Webhook};

/// The header that carries a signature where none is named.
const HEADER: &str = "X-Signature";

/// How often a call that goes out is tried, and the waits between, in milliseconds, where nothing is said.
const RETRIES: (u32, u64, u64) = (5, 1_000, 60_000);

/// What routes ask for, by the name of the route as an element.
pub type Senders<'m> = BTreeMap<&'m str, Sender>;

fn is_inbound(own: &Declaration) -> bool {
    text(own.node, "direction").is_some_and(|(word, _)| word == "inbound")
}

/// The calls that come in.
pub fn senders<'m>(lower: &mut Lower<'_, 'm, '_>) -> Senders<'m> {
    let model = lower.model;
    let mut all = Senders::new();
    for own in named(model, "webhook").into_iter().filter(|own| is_inbound(own)) {
        let (Some((name, _)), Some((_, span))) = (own.name, text(own.node, "url_or_path")) else { continue };
        let Some(route) = model.route_of(own) else {
            let what = format!("which command `{name}` calls");
            lower.sourceless(own, "url_or_path", span, &what, "no route has this method and path");
            lower.advise("declare a route with this method and path to the command");
            continue;
        };
        let Some(signature) = lower.signature(own) else { continue };
        let role = text(own.node, "role").map(|(role, span)| (bare(role).to_owned(), span));
        if let Some((_, span)) = role {
            lower.known_sender(own, name, span);
        }
        let role = role.map(|(role, _)| role);
        all.insert(&route.element, Sender { origin: own.element.clone(), webhook: name.to_owned(), signature, role });
    }
    all
}

/// The calls that go out, in the order of their names.
pub fn webhooks(lower: &mut Lower) -> Vec<Webhook> {
    let mut all = Vec::new();
    for own in named(lower.model, "webhook").into_iter().filter(|own| !is_inbound(own)) {
        let (Some((name, _)), Some((url, span))) = (own.name, text(own.node, "url_or_path")) else { continue };
        if !url.contains("://") {
            lower.sourceless(own, "url_or_path", span, &format!("where `{name}` goes"), "a path, not an address");
            lower.advise("write all of the address: `https://…`");
            continue;
        }
        let usual =
            Retry { attempts: RETRIES.0, backoff_ms: RETRIES.1, max_backoff_ms: Some(RETRIES.2), jitter: false };
        let tried = retry(own.node.get("retries"), Some(&usual));
        all.push(Webhook {
            origin: own.element.clone(),
            name: name.to_owned(),
            url: url.to_owned(),
            method: text(own.node, "method").map_or("POST", |(word, _)| word).to_owned(),
            signature: lower.signature(own),
            events: names(own.node, "events").into_iter().map(|event| bare(event).to_owned()).collect(),
            attempts: tried.attempts.max(1),
            backoff_ms: tried.backoff_ms,
            max_backoff_ms: tried.max_backoff_ms.unwrap_or(RETRIES.2),
            jitter: tried.jitter,
        });
    }
    all
}

impl Lower<'_, '_, '_> {
    /// How a webhook is signed; none where nothing is said, or where it was refused.
    fn signature(&mut self, own: &Declaration) -> Option<Signature> {
        let node: &Node = own.node.get("signature")?;
        let (word, span) = text(node, "alg")?;
        let digest = match word {
            "hmac-sha256" => Digest::Sha256,
            "hmac-sha1" => Digest::Sha1,
            _ => {
                self.refuse(
                    own,
                    "signature/alg",
                    span,
                    &format!("a signature by `{word}`"),
                    "not hmac-sha256 or hmac-sha1",
                );
                return None;
            }
        };
        let (name, _) = text(node, "secret_ref")?;
        let header = text(node, "header_name").map_or(HEADER, |(name, _)| name).to_owned();
        Some(Signature { digest, secret: secret(name), header })
    }

    /// Says what is not known of a sender who shows no token: a caller has more than an id and a role.
    fn known_sender(&mut self, own: &Declaration, name: &str, span: crate::source::Span) {
        let Some(actor) = self.model.sound.all("actor").next() else { return };
        for field in fields(actor.node, "fields") {
            let is_own = ["id", "role", "roles"].contains(&field.name);
            if !is_own && field.is_required() {
                let what = format!("what `{}` of the sender of `{name}` is", field.name);
                self.sourceless(own, "role", span, &what, "every caller has one");
                self.advise(format!("let `{}` of the actor be optional, or let the sender show a token", field.name));
            }
        }
    }
}
