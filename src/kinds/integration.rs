//! `integration` and `operation`: outside services, and what can be asked of them.

use super::parts::catalog::{HTTP_METHODS, closed};
use super::parts::common::{ANY_MAP, ID, TAGS};
use super::parts::field::FIELDS;
use super::parts::limit::{BREAKER, RATE, RETRY, TIMEOUTS};
use super::{Catalog, Kind, Record, Shape, Style, key};

static TYPES: Catalog = closed(
    "type of an integration",
    &["rest_api", "aws", "gcp", "azure", "aws_s3", "queue", "smtp", "webhook", "oauth2_introspection", "custom"],
);

static PROVIDERS: Catalog = closed("cloud provider", &["aws", "gcp", "azure"]);

/// The services of each cloud.
pub const CLOUDS: &[(&str, &[&str])] = &[
    (
        "aws",
        &[
            "s3",
            "sqs",
            "sns",
            "lambda",
            "dynamodb",
            "rds",
            "eventbridge",
            "kinesis",
            "ses",
            "secret_manager",
            "cloudwatch",
            "ecs",
            "eks",
            "step_functions",
        ],
    ),
    (
        "gcp",
        &[
            "cloud_storage",
            "pubsub",
            "cloud_functions",
            "cloud_run",
            "bigquery",
            "spanner",
            "firestore",
            "memorystore",
            "secret_manager",
            "cloud_tasks",
            "cloud_scheduler",
        ],
    ),
    (
        "azure",
        &[
            "blob_storage",
            "service_bus",
            "event_hubs",
            "functions",
            "cosmosdb",
            "sql_database",
            "key_vault",
            "app_configuration",
            "logic_apps",
            "aks",
            "container_apps",
        ],
    ),
];

/// The services of all three clouds.
static SERVICES: Catalog = closed(
    "cloud service",
    &[
        "s3",
        "sqs",
        "sns",
        "lambda",
        "dynamodb",
        "rds",
        "eventbridge",
        "kinesis",
        "ses",
        "secret_manager",
        "cloudwatch",
        "ecs",
        "eks",
        "step_functions",
        "cloud_storage",
        "pubsub",
        "cloud_functions",
        "cloud_run",
        "bigquery",
        "spanner",
        "firestore",
        "memorystore",
        "cloud_tasks",
        "cloud_scheduler",
        "blob_storage",
        "service_bus",
        "event_hubs",
        "functions",
        "cosmosdb",
        "sql_database",
        "key_vault",
        "app_configuration",
        "logic_apps",
        "aks",
        "container_apps",
    ],
);

static AUTH_TYPES: Catalog = closed(
    "way to authenticate",
    &[
        "none",
        "api_key",
        "bearer",
        "basic",
        "oauth2_client_credentials",
        "oauth2_password",
        "oauth2_auth_code",
        "aws_sigv4",
    ],
);

static AUTH: Record = Record::new(
    "authentication settings",
    &[
        key("type", Shape::OneOf(&AUTH_TYPES), "How the service knows us.").required(),
        key("secret_ref", Shape::Ref(&["secret"]), "The secret that is shown to it."),
        key("key_name", Shape::Text, "The header or parameter that carries the key."),
        key("token_prefix", Shape::Text, "The word before the token."),
        key("options", ANY_MAP, "Further settings: `in` says whether the key stands in a header or in the query."),
    ],
);

static ERROR_MAP: Record = Record::new(
    "error mapping",
    &[
        key("source_code", Shape::Text, "The code that the service answers with.").required(),
        key("target_error", Shape::Ref(&["error"]), "The error that it becomes.").required(),
    ],
);

/// An integration.
pub static INTEGRATION: Kind = Kind {
    keyword: "integration",
    section: &["integrations"],
    single: false,
    name: "id",
    file: "integrations/integrations",
    doc: "A service outside of the system, and how it is reached.",
    record: &Record::new(
        "integration",
        &[
            ID,
            key("type", Shape::OneOf(&TYPES), "What kind of service it is.").required(),
            key("provider", Shape::OneOf(&PROVIDERS), "The cloud it belongs to."),
            key("service", Shape::OneOf(&SERVICES), "The service of that cloud."),
            key("base_url", Shape::Text, "The address all of its operations start with."),
            key("auth", Shape::Record(&AUTH), "How the service knows that it is us."),
            key("timeouts", Shape::Record(&TIMEOUTS), "How long it may take."),
            key("retry", Shape::Record(&RETRY), "How often it is tried again."),
            key("rate_limit", Shape::Record(&RATE), "How often it may be called."),
            key("circuit_breaker", Shape::Record(&BREAKER), "When it is left alone for a while."),
            key("headers", Shape::Map(&Shape::Text), "Headers that go with each request."),
            TAGS,
        ],
    ),
};

/// An operation of an integration.
pub static OPERATION: Kind = Kind {
    keyword: "operation",
    section: &["operations"],
    single: false,
    name: "id",
    file: "integrations/integrations",
    doc: "One thing that an outside service can be asked for.",
    record: &Record::new(
        "operation",
        &[
            ID,
            key("integration_id", Shape::Ref(&["integration"]), "The integration that offers it.").required(),
            key("method", Shape::OneOf(&HTTP_METHODS), "The method of the request.").required(),
            key("path", Shape::Text, "The path of the request, behind the address of the integration.").required(),
            key("request_schema", FIELDS, "What is sent.").style(Style::Block("request")),
            key("response_schema", FIELDS, "What comes back.").style(Style::Block("response")),
            key("error_mapping", Shape::List(&Shape::Record(&ERROR_MAP)), "What its failures mean here.")
                .style(Style::Lines("map_error")),
        ],
    ),
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{CLOUDS, PROVIDERS, SERVICES};

    #[test]
    fn every_service_is_one_of_a_cloud() {
        let of_clouds: BTreeSet<&str> = CLOUDS.iter().flat_map(|(_, services)| services.iter().copied()).collect();
        assert_eq!(of_clouds, SERVICES.values.iter().copied().collect());
        assert!(CLOUDS.iter().map(|(cloud, _)| cloud).eq(PROVIDERS.values));
    }
}
