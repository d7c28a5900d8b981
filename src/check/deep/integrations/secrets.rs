//! C0108, C0203 and C1113: secrets that are declared twice, may be missing where they are needed, or have two uses.
//!
//! In: secrets, and the integrations and webhooks that name them. Out: a warning for each. That nothing names a secret is said with all
//! other declarations that nothing names.

use crate::check::deep::parts::{bare, text};
use crate::check::deep::share::{Analysis, Share};
use crate::check::gather::Declaration;
use crate::diag::code::{C0108, C0203, C1113};
use crate::diag::{Diagnostic, Level};
use crate::lookup::HashMap;
use crate::source::Span;

/// Where a secret is named without which nothing works.
const NEEDED: &[(&str, &str)] = &[("integration", "auth"), ("webhook", "signature")];

/// What a secret is for: the kind that names it, the way to the name, and what is done with it.
const USES: &[(&str, &[&str], &str)] = &[
    ("integration", &["auth", "secret_ref"], "shown to a service"),
    ("webhook", &["signature", "secret_ref"], "signs what comes from outside"),
    ("email_provider", &["password_secret"], "the password of a mail server"),
];

/// A use of a secret.
struct Use<'m> {
    /// The number among all uses.
    number: usize,
    secret: &'m str,
    span: Span,
    own: &'m Declaration<'m>,
}

/// The secrets of a set, and what they are for.
#[derive(Default)]
pub struct Secrets<'m> {
    uses: Vec<Use<'m>>,
    /// The first secret that is kept under a key of the environment.
    kept: HashMap<&'m str, (&'m str, Span)>,
}

impl<'x, 'm, 'a> Analysis<'x, 'm, 'a> for Secrets<'m> {
    fn look(&mut self, share: &Share<'x, 'm, 'a>, findings: &mut Vec<Diagnostic>) {
        for (number, (kind, way, _)) in USES.iter().enumerate() {
            for own in share.all(kind) {
                // Mail leaves through an integration that knows the same password.
                let is_mail = text(own.node, "type").is_some_and(|(kind, _)| kind == "smtp");
                let node = way.iter().try_fold(own.node, |node, key| node.get(key)).filter(|_| !is_mail);
                let said = node.and_then(|node| Some((bare(node.as_text()?), node.span)));
                self.uses.extend(said.map(|(secret, span)| Use { number, secret, span, own }));
            }
        }
        for own in share.all("secret") {
            findings.extend(self.again(own));
        }
    }

    /// C1113: one secret for two uses: whoever is shown it can do the other.
    fn end(&mut self, findings: &mut Vec<Diagnostic>) {
        let mut seen: HashMap<&str, (&str, Span)> = HashMap::default();
        self.uses.sort_by_key(|own| own.number);
        for Use { number, secret, span, own } in &self.uses {
            let Some((_, way, use_of)) = USES.get(*number) else { continue };
            let (before, first) = *seen.entry(secret).or_insert((use_of, *span));
            if before == *use_of {
                continue;
            }
            let title = format!("the secret `{secret}` has two uses");
            let found = Diagnostic::new(&C1113, title, *span, *use_of).label(first, before);
            findings.push(found.help("declare a secret for each use").at(own.element.as_str(), way.join("/")));
        }
    }
}

impl<'m> Secrets<'m> {
    /// C0108: a secret that is kept where another one is.
    fn again(&mut self, own: &'m Declaration<'m>) -> Option<Diagnostic> {
        let ((name, _), (provider, _), (key, span)) = (own.name?, text(own.node, "provider")?, text(own.node, "key")?);
        // Other stores keep several values under one key.
        if provider != "env" {
            return None;
        }
        let Some((first, before)) = self.kept.get(key) else {
            self.kept.insert(key, (name, span));
            return None;
        };
        let title = format!("`{first}` and `{name}` are one secret: both are kept under `{key}`");
        let mut found = Diagnostic::new(&C0108, title, span, "the same place").label(*before, "said here already");
        found.level = Level::Warning;
        let found = found.help("name one of them in both uses, or say where the other is kept");
        Some(found.at(own.element.as_str(), "key"))
    }
}

/// C0203: the secrets that something of a share needs, and that may be absent.
pub fn check(share: &Share, findings: &mut Vec<Diagnostic>) {
    for (kind, part) in NEEDED {
        for own in share.all(kind) {
            let Some((secret, at)) = own.node.get(part).and_then(|node| text(node, "secret_ref")) else { continue };
            let Some(declared) = share.model.sound.one("secret", bare(secret)) else { continue };
            let optional =
                declared.node.get("required").filter(|node| matches!(node.value, crate::ast::Value::Bool(false)));
            let (Some(optional), Some((name, _)), Some((user, _))) = (optional, declared.name, own.name) else {
                continue;
            };
            let title = format!("`{user}` needs the secret `{name}`, which may be absent");
            let mut found = Diagnostic::new(&C0203, title, optional.span, "the system starts without it")
                .label(at, "every call needs it")
                .help("let the secret be required");
            found.level = Level::Warning;
            findings.push(found.at(declared.element.as_str(), "required"));
        }
    }
}
