//! What holds for every request.
//!
//! In: the security baseline, and the operations. Out: [`Security`]. What it promises and the operations do not keep is refused.

use super::Lower;
use crate::ast::Node;
use crate::check::deep::model::entity::names;
use crate::check::deep::parts::{bare, is_true, items, text};
use crate::check::gather::Declaration;
use crate::ir::{CallRate, Cors, Mask, Operation, RateScope, Security};

/// What holds for every request.
pub fn security(lower: &mut Lower, operations: &[Operation]) -> Security {
    let model = lower.model;
    let mut found = Security::default();
    for own in super::named(model, "security") {
        promises(lower, own, operations);
        found.cors = own.node.get("cors").and_then(|node| cors(lower, own, node));
        found.rates = rates(lower, own);
        found.masks = masks(lower, own);
    }
    found
}

fn promises(lower: &mut Lower, own: &Declaration, operations: &[Operation]) {
    let span = |key: &str| own.node.get(key).map_or(own.node.span, |node| node.span);
    let doors = || operations.iter().filter(|own| !own.routes.is_empty());
    let is_open = |own: &&Operation| own.access.open;
    if let Some(other) = doors().find(is_open).filter(|_| is_true(own.node.get("auth_required"))) {
        let what = format!("`auth_required` with `{}`", other.name);
        lower.refuse(own, "auth_required", span("auth_required"), &what, "anybody may call it");
    }
    let anyone = |own: &&Operation| own.access.grants.iter().any(|grant| grant.role.is_none());
    if let Some(other) = doors().find(anyone).filter(|_| is_true(own.node.get("authz_required"))) {
        let what = format!("`authz_required` with `{}`", other.name);
        lower.refuse(own, "authz_required", span("authz_required"), &what, "every known caller may call it");
    }
    let unsigned = super::named(lower.model, "webhook").into_iter().find(|hook| hook.node.get("signature").is_none());
    if let Some(hook) = unsigned.filter(|_| is_true(own.node.get("webhook_signature_required"))) {
        let what = format!("`webhook_signature_required` with `{}`", hook.name.map_or("", |(name, _)| name));
        lower.refuse(
            own,
            "webhook_signature_required",
            span("webhook_signature_required"),
            &what,
            "it has no signature",
        );
    }
}

fn cors(lower: &mut Lower, own: &Declaration, node: &Node) -> Option<Cors> {
    let all = |key: &str| names(node, key).into_iter().map(str::to_owned).collect::<Vec<String>>();
    let credentials = is_true(node.get("allow_credentials"));
    let origins = all("allowed_origins");
    if credentials && origins.iter().any(|own| own == "*") {
        lower.refuse(own, "cors", node.span, "cookies from every site", "name the sites");
        return None;
    }
    let origin = format!("{}/cors", own.element);
    Some(Cors { origin, origins, methods: all("allowed_methods"), headers: all("allowed_headers"), credentials })
}

fn rates(lower: &mut Lower, own: &Declaration) -> Vec<CallRate> {
    let mut all = Vec::new();
    for (at, item) in items(own.node, "rate_limits").iter().enumerate() {
        let said = |key: &str| text(&item.node, key).map(|(text, _)| text);
        let number = |key: &str| said(key).and_then(|text| text.parse().ok());
        let (Some(name), Some(requests), Some(per_seconds)) = (said("id"), number("requests"), number("per_seconds"))
        else {
            continue;
        };
        let place = format!("rate_limits/{at}");
        let known = lower.model.sound.all("actor").next().is_some();
        let scope = match said("scope") {
            Some("ip") => RateScope::Ip,
            Some("user" | "caller" | "actor") if known => RateScope::User,
            Some("global" | "all") => RateScope::All,
            Some(other) => {
                let what = format!("a limit per {other}");
                lower.refuse(
                    own,
                    place,
                    item.node.span,
                    &what,
                    "known are ip, user (where callers are known) and global",
                );
                continue;
            }
            None => {
                let what = format!("per what the calls of `{name}` are counted");
                lower.sourceless(own, place, item.node.span, &what, "write `scope: ip`, `user` or `global`");
                continue;
            }
        };
        let operations = names(&item.node, "operations").into_iter().map(|name| bare(name).to_owned()).collect();
        let origin = format!("{}/{place}", own.element);
        all.push(CallRate { origin, name: name.to_owned(), requests, per_seconds, scope, operations });
    }
    all
}

fn masks(lower: &mut Lower, own: &Declaration) -> Vec<(String, Mask)> {
    let mut all: Vec<(String, Mask)> = Vec::new();
    for (at, item) in items(own.node, "pii_masking").iter().enumerate() {
        let (Some((field, _)), Some((strategy, span))) = (text(&item.node, "field"), text(&item.node, "strategy"))
        else {
            continue;
        };
        let mask = match strategy {
            "redact" | "remove" | "full" => Mask::Redact,
            "partial" => Mask::Partial,
            other => {
                let what = format!("hiding by `{other}`");
                lower.refuse(own, format!("pii_masking/{at}/strategy"), span, &what, "known are redact and partial");
                continue;
            }
        };
        let name = field.rsplit('.').next().unwrap_or(field).to_owned();
        if all.iter().all(|(own, _)| *own != name) {
            all.push((name, mask));
        }
    }
    all.sort_by(|one, other| one.0.cmp(&other.0));
    all
}
