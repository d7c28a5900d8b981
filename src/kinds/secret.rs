//! `secret`: where a password or key is kept. Never what it is.

use super::parts::catalog::closed;
use super::parts::common::{DESCRIPTION, ID, TAGS};
use super::{Catalog, Kind, Record, Shape, key};

static PROVIDERS: Catalog =
    closed("provider of secrets", &["env", "vault", "aws_secrets_manager", "gcp_secret_manager", "azure_key_vault"]);

/// A secret.
pub static SECRET: Kind = Kind {
    keyword: "secret",
    section: &["secrets"],
    single: false,
    name: "id",
    file: "meta/secrets",
    doc: "The name of a password, token or key, and the place where the running system finds it.",
    record: &Record::new(
        "secret",
        &[
            ID,
            key("provider", Shape::OneOf(&PROVIDERS), "What kind of store keeps it.").required(),
            key("key", Shape::Text, "Where in the store it is found.").required(),
            DESCRIPTION,
            key("required", Shape::Bool, "Whether the system refuses to start without it."),
            TAGS,
        ],
    ),
};
