//! `bucket`, `oauth2_provider`, `webhook`, `email_provider`: special ways to the outside.

use super::parts::catalog::{closed, usual};
use super::parts::common::{ID, TEXTS};
use super::parts::limit::RETRY;
use super::{Catalog, Kind, Record, Shape, key};

static DIRECTIONS: Catalog = usual("direction of a webhook", &["inbound", "outbound"]);

static ALGORITHMS: Catalog = closed("signature algorithm", &["hmac-sha256", "hmac-sha1", "rsa-sha256"]);

static TRANSPORTS: Catalog = closed("mail transport", &["smtp", "ses", "sendgrid", "mailgun"]);

static SIGNATURE: Record = Record::new(
    "signature settings",
    &[
        key("alg", Shape::OneOf(&ALGORITHMS), "How it is signed.").required(),
        key("secret_ref", Shape::Ref(&["secret"]), "The secret it is signed with.").required(),
        key("header_name", Shape::Text, "The header that carries the signature."),
    ],
);

/// A bucket.
pub static BUCKET: Kind = Kind {
    keyword: "bucket",
    section: &["s3_resources"],
    single: false,
    name: "",
    file: "integrations/integrations",
    doc: "A bucket in an object store, and how files are laid out in it.",
    record: &Record::new(
        "bucket",
        &[
            key("integration_id", Shape::Ref(&["integration"]), "The integration that reaches it.").required(),
            key("bucket", Shape::Text, "The name of the bucket in the store.").required(),
            key("region", Shape::Text, "The region it lies in.").required(),
            key("operations", Shape::List(&Shape::Ref(&["operation"])), "What is done with it."),
            key("path_template", Shape::Text, "How the path of a file is put together."),
            key("encryption", Shape::Text, "How files are encrypted."),
        ],
    ),
};

/// An OAuth2 provider.
pub static OAUTH2_PROVIDER: Kind = Kind {
    keyword: "oauth2_provider",
    section: &["oauth2_providers"],
    single: false,
    name: "id",
    file: "integrations/integrations",
    doc: "A service that vouches for who somebody is.",
    record: &Record::new(
        "oauth2 provider",
        &[
            ID,
            key("issuer", Shape::Text, "The address by which it signs.").required(),
            key("audience", Shape::Text, "For whom its tokens must be made."),
            key("jwks_url", Shape::Text, "Where its public keys are read."),
            key("introspection_url", Shape::Text, "Where a token can be asked about."),
            key("client_id_secret", Shape::Ref(&["secret"]), "The secret that holds our client id."),
            key("client_secret_secret", Shape::Ref(&["secret"]), "The secret that holds our client secret."),
            key("scopes", TEXTS, "The scopes that are asked for."),
        ],
    ),
};

/// A webhook.
pub static WEBHOOK: Kind = Kind {
    keyword: "webhook",
    section: &["webhooks"],
    single: false,
    name: "id",
    file: "integrations/integrations",
    doc: "A call that comes from another system, or goes to one, when something happens.",
    record: &Record::new(
        "webhook",
        &[
            ID,
            key("direction", Shape::OneOf(&DIRECTIONS), "Whether it comes in or goes out.").required(),
            key("url_or_path", Shape::Text, "Where it goes, or where it comes in.").required(),
            key(
                "method",
                Shape::OneOf(&super::parts::catalog::HTTP_METHODS),
                "The method of the request; `POST` where nothing is said.",
            ),
            key("signature", Shape::Record(&SIGNATURE), "How the sender is recognised."),
            key("retries", Shape::Record(&RETRY), "How often it is sent again."),
            key("events", Shape::List(&Shape::Ref(&["event"])), "The events it is about."),
            key("role", Shape::Ref(&["role"]), "The role in which a sender calls who is known by the signature.")
                .beyond_v0(),
        ],
    ),
};

/// An email provider.
pub static EMAIL_PROVIDER: Kind = Kind {
    keyword: "email_provider",
    section: &["email_providers"],
    single: false,
    name: "id",
    file: "integrations/integrations",
    doc: "How mail leaves the system.",
    record: &Record::new(
        "email provider",
        &[
            ID,
            key("transport", Shape::OneOf(&TRANSPORTS), "The way mail is sent.").required(),
            key("integration_id", Shape::Ref(&["integration"]), "The integration whose limits hold for it.")
                .beyond_v0(),
            key("host", Shape::Text, "The mail server."),
            key("port", Shape::Int, "The port of the mail server."),
            key("username_secret", Shape::Ref(&["secret"]), "The secret that holds the user name."),
            key("password_secret", Shape::Ref(&["secret"]), "The secret that holds the password."),
            key("from_email", Shape::Text, "The address that mail comes from.").required(),
            key("from_name", Shape::Text, "The name that mail comes from."),
        ],
    ),
};
