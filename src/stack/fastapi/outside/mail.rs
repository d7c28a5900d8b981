//! Clients of mail servers.
//!
//! In: an integration and a mail provider of it. Out: a module with a client that sends mail made from templates.

use super::{manners, timeouts};
use crate::ir::{Integration, Mail};
use crate::stack::fastapi::module::{Module, Whole};
use crate::stack::fastapi::python::{self, Expr};
use crate::stack::fastapi::{names, settings};
use crate::unit::Unit;

/// The module.
pub(super) fn unit(whole: Whole, own: &Integration, mail: &Mail) -> Unit {
    let mut module = Module::new(whole, "integrations", &format!("The mail provider `{}`", mail.name), &mail.origin);
    let settings_class = module.own("settings", "Settings");
    let server = module.own("integrations.smtp_client", "MailServer");
    let base = module.own("integrations.smtp_client", "SmtpMailer");
    let timeouts = timeouts(&mut module, &own.timeouts);
    let manners = manners(&mut module, own);
    let prefix = format!("settings.{}", names::snake(&mail.name));
    let mut secret = |name: &Option<String>| match name {
        Some(own) => Expr::Atom(settings::secret(&mut module, own)),
        None => Expr::atom("None"),
    };
    let (username, password) = (secret(&mail.username), secret(&mail.password));
    let from_name = if mail.from_name.is_empty() { "None".to_owned() } else { python::text(&mail.from_name) };
    let arguments = vec![
        ("host".to_owned(), Expr::Atom(format!("{prefix}_host"))),
        ("port".to_owned(), Expr::Atom(format!("{prefix}_port"))),
        ("tls".to_owned(), Expr::Atom(format!("{prefix}_tls"))),
        ("ca_file".to_owned(), Expr::Atom(format!("{prefix}_ca_file"))),
        ("username".to_owned(), username),
        ("password".to_owned(), password),
        ("from_email".to_owned(), Expr::Atom(python::text(&mail.from_email))),
        ("from_name".to_owned(), Expr::Atom(from_name)),
    ];
    let out = module.body();
    out.block(format!("class {}Mailer({base}):", names::class(&mail.name)), |out| {
        out.doc(&format!("Sends mail through `{}`", mail.name));
        out.gap();
        out.function("def __init__", &["self".into(), format!("settings: {settings_class}")], "None", "", |out| {
            let mut parts = vec![Expr::named_call(server, arguments), timeouts];
            parts.extend(manners.into_iter().map(|(name, value)| value.named(&name)));
            out.statement("", &Expr::call("super().__init__", parts), "");
        });
    });
    module.unit(&whole.names.port(&mail.name))
}
