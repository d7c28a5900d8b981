//! C1103, C1104 and C1112: how others know that it is us, and whether anybody can listen.
//!
//! In: all that reaches outside. Out: a finding for each way to authenticate without a secret, for each secret that is not named, and for
//! each connection that nothing says is encrypted.

use crate::ast::{Node, Value};
use crate::check::deep::parts::text;
use crate::check::deep::share::Share;
use crate::check::gather::Declaration;
use crate::check::walk::walk;
use crate::diag::code::{C1103, C1104, C1112};
use crate::diag::{Clause, Diagnostic, Help, Level, Where};
use crate::kinds::{Record, Shape};

/// The kinds in which secrets are named.
const HOLDERS: &[&str] = &["integration", "email_provider", "oauth2_provider", "webhook"];

/// Looks at all that reaches outside.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    for kind in HOLDERS {
        for own in share.all(kind) {
            empty_secrets(own, findings);
        }
    }
    for own in share.all("integration") {
        let Some(auth) = own.node.get("auth") else { continue };
        let Some((kind, span)) = text(auth, "type").filter(|(kind, _)| *kind != "none") else { continue };
        if auth.entry("secret_ref").is_some() {
            continue;
        }
        let name = own.name.map_or("", |(name, _)| name);
        let title = format!("`{name}` asks for `{kind}`, but no secret is named");
        let found = Diagnostic::new(&C1103, title, span, "with which secret?")
            .note("nothing says where the running system finds it")
            .help("declare a secret, and name it in `auth` as its `secret_ref`");
        findings.push(found.at(own.element.as_str(), "auth/type"));
    }
    for own in share.all("email_provider") {
        let said = |key: &'static str| own.node.entry(key).map(|entry| (key, entry.key.span));
        let half = match (said("username_secret"), said("password_secret")) {
            (Some(half), None) | (None, Some(half)) => half,
            _ => continue,
        };
        let (key, span) = half;
        let other = if key == "username_secret" { "password_secret" } else { "username_secret" };
        let name = own.name.map_or("", |(name, _)| name);
        let title = format!("`{name}` has a `{key}`, but no `{other}`");
        let found = Diagnostic::new(&C1103, title, span, "only half of what the server asks for")
            .help(format!("name the other secret: `{other}`"));
        findings.push(found.at(own.element.as_str(), key));
    }
    plain_connections(share, findings);
}

/// Keys that name a secret and say nothing.
fn empty_secrets(own: &Declaration, findings: &mut Vec<Diagnostic>) {
    let mut look = |node: &Node, record: &Record, path: &str| {
        for entry in node.as_map().unwrap_or_default() {
            let Some(key) = entry.key.as_text().and_then(|name| record.key(name)) else { continue };
            let empty = match &entry.node.value {
                Value::Null => true,
                Value::Text(text) => text.trim().is_empty(),
                _ => false,
            };
            if !matches!(key.shape, Shape::Ref(["secret"])) || !empty || key.required {
                continue;
            }
            let name = own.name.map_or("", |(name, _)| name);
            let title = format!("`{}` of `{name}` names no secret", key.name);
            let found = Diagnostic::new(&C1104, title, entry.key.span, "is empty")
                .note("the system would start and be refused by the other side")
                .help("name a declared secret, or remove the key");
            let place = if path.is_empty() { key.name.to_owned() } else { format!("{path}/{}", key.name) };
            findings.push(found.at(own.element.as_str(), place));
        }
    };
    look(own.node, own.kind.record, "");
    walk(own, &mut |visit| {
        if let Shape::Record(record) = visit.shape {
            look(visit.node, record, &visit.path());
        }
    });
}

fn plain_connections(share: &Share, findings: &mut Vec<Diagnostic>) {
    let addresses: &[(&str, &[&str])] = &[
        ("integration", &["base_url"]),
        ("webhook", &["url_or_path"]),
        ("oauth2_provider", &["issuer", "jwks_url", "introspection_url"]),
    ];
    for (kind, keys) in addresses {
        for own in share.all(kind) {
            for key in *keys {
                let Some((url, span)) = text(own.node, key).filter(|(url, _)| is_plain(url)) else { continue };
                let title = format!("`{key}` is reached without encryption");
                let mut found = Diagnostic::new(&C1112, title, span, "anybody on the way can read it")
                    .help(format!("write `{}`", url.replacen("http://", "https://", 1)));
                found.level = Level::Warning;
                findings.push(found.at(own.element.as_str(), *key));
            }
        }
    }
    for own in share.all("email_provider") {
        let smtp = text(own.node, "transport").filter(|(transport, _)| *transport == "smtp");
        let port = text(own.node, "port");
        let secure = port.is_some_and(|(port, _)| port == "465") || own.node.entry("tls").is_some();
        let local = text(own.node, "host").is_some_and(|(host, _)| is_local(host));
        let Some((_, span)) = smtp.filter(|_| !secure && !local) else { continue };
        let title = "nothing says that mail is sent over an encrypted connection";
        let found = match port {
            Some((port, span)) => {
                Diagnostic::new(&C1112, title, span, format!("on port {port} it is encrypted only if both sides agree"))
            }
            None => Diagnostic::new(&C1112, title, span, "which port, and is it encrypted?"),
        };
        let found = found.help("use port 465, which is encrypted from the start");
        findings.push(found.at(own.element.as_str(), if port.is_some() { "port" } else { "transport" }));
    }
    for own in share.all("datasource") {
        let Some((host, span)) = text(own.node, "host").filter(|(host, _)| !is_local(host)) else { continue };
        let engine = text(own.node, "engine").map_or("", |(engine, _)| engine);
        let said = own.node.get("options").and_then(Node::as_map).unwrap_or_default().iter().any(|entry| {
            entry
                .key
                .as_text()
                .is_some_and(|key| key.to_lowercase().contains("ssl") || key.to_lowercase().contains("tls"))
        });
        if engine == "redis" || said {
            continue;
        }
        let title =
            format!("nothing says that `{}` is reached over an encrypted connection", own.name.map_or("", |n| n.0));
        let found = Diagnostic::new(&C1112, title, span, format!("`{host}` is another machine")).help(
            Help::from("say it in the options, as in ").clause(Clause::map(
                Where::Declaration(&["datasources"]),
                "options",
                "sslmode",
                "require",
            )),
        );
        findings.push(found.at(own.element.as_str(), "host"));
    }
}

fn is_plain(url: &str) -> bool {
    url.strip_prefix("http://").is_some_and(|rest| !is_local(rest.split(['/', ':']).next().unwrap_or(rest)))
}

fn is_local(host: &str) -> bool {
    host == "localhost" || host.starts_with("127.") || host == "host.docker.internal" || host == "::1"
}
