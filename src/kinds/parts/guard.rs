//! Guards: what must hold before a command or a transition does anything.

use super::call::{ENTITY, call};
use super::catalog::closed;
use super::common::{PERMISSIONS, ROLES};
use crate::kinds::{Alternative, Call, Catalog, Key, Local, Record, Shape, key};

/// One guard as it is written down.
pub static GUARD: Record = Record::new(
    "guard",
    &[
        key("id", Shape::OneOf(&GUARD_IDS), "Which guard it is.").required(),
        key("params", Shape::Params(GUARDS), "What the guard needs to know."),
        key("on_failure", Shape::Ref(&["error"]), "The error that the caller gets where it does not hold.").beyond_v0(),
    ],
);

/// A list of guards.
pub const GUARD_LIST: Shape = Shape::List(&Shape::Record(&GUARD));

/// The ids of all guards, in the order of [`GUARDS`].
pub static GUARD_IDS: Catalog = closed(
    "guard",
    &[
        "auth.role",
        "auth.permission",
        "exists",
        "not_exists",
        "state.equals",
        "state.in",
        "feature.enabled",
        "ownership",
        "quota.limit",
        "tenant.active",
        "subscription.active",
    ],
);

/// All guards.
pub static GUARDS: &[Call] = &[
    call("auth.role", &AUTH_ROLE, "Lets only callers with one of these roles through."),
    call("auth.permission", &AUTH_PERMISSION, "Lets only callers with these permissions through."),
    call("exists", &EXISTS, "Goes on only if there is such an entity."),
    call("not_exists", &NOT_EXISTS, "Goes on only if there is no such entity."),
    call("state.equals", &STATE_EQUALS, "Goes on only if a field has this value."),
    call("state.in", &STATE_IN, "Goes on only if a field has one of these values."),
    call("feature.enabled", &FEATURE, "Goes on only where a feature flag is on."),
    call("ownership", &OWNERSHIP, "Lets only the owner of the thing through."),
    call("quota.limit", &QUOTA, "Goes on only while a quota is not used up."),
    call("tenant.active", &TENANT, "Goes on only if the tenant is active."),
    call("subscription.active", &SUBSCRIPTION, "Goes on only if the subscription is active."),
];

static AUTH_ROLE: Record = Record::new(
    "parameters of `auth.role`",
    &[
        key("role", Shape::Ref(&["role"]), "The role that may pass."),
        key("roles", ROLES, "The roles of which any may pass."),
    ],
)
.one_of(&[Alternative { keys: &["role", "roles"], exactly_one: false }]);

static AUTH_PERMISSION: Record = Record::new(
    "parameters of `auth.permission`",
    &[
        key("permission", Shape::Ref(&["permission"]), "The permission that is needed."),
        key("permissions", PERMISSIONS, "The permissions that are needed."),
    ],
)
.one_of(&[Alternative { keys: &["permission", "permissions"], exactly_one: false }]);

const LOOKED_UP_BY: Key =
    key("field", Shape::Local(Local::FieldOfEntity), "The field by which it is looked up.").required();

static EXISTS: Record = Record::new("parameters of `exists`", &[ENTITY, LOOKED_UP_BY]);

static NOT_EXISTS: Record = Record::new("parameters of `not_exists`", &[ENTITY, LOOKED_UP_BY]);

static STATE_EQUALS: Record = Record::new(
    "parameters of `state.equals`",
    &[
        key("field", Shape::Text, "The field that is looked at.").required(),
        key("value", Shape::Any, "The value it must have.").required(),
    ],
);

static STATE_IN: Record = Record::new(
    "parameters of `state.in`",
    &[
        key("field", Shape::Text, "The field that is looked at.").required(),
        key("values", Shape::List(&Shape::Any), "The values it may have.").required(),
    ],
);

static OWNERSHIP: Record = Record::new(
    "parameters of `ownership`",
    &[
        key("field", Shape::Text, "The field of the row that says whose it is."),
        key(
            "actor",
            Shape::Text,
            "What is known of the caller that must be the same; `actor.id` where nothing is said.",
        ),
        key("unless_role", Shape::Ref(&["role"]), "The role that may pass anyway."),
        key("unless_roles", ROLES, "The roles that may pass anyway."),
    ],
)
.open();

static FEATURE: Record = Record::new(
    "parameters of `feature.enabled`",
    &[key("flag", Shape::Text, "The name of the feature flag.").required()],
);

static PERIODS: Catalog = closed("stretch of time", &["minute", "hour", "day", "week", "month"]);

static QUOTA: Record = Record::new(
    "parameters of `quota.limit`",
    &[
        key("name", Shape::Text, "The name of the quota.").beyond_v0(),
        key("most", Shape::Int, "How often one caller may do it.").beyond_v0(),
        key("per", Shape::OneOf(&PERIODS), "In which stretch of time.").beyond_v0(),
    ],
)
.open();

const CLAIM: Key =
    key("actor", Shape::Text, "What is known of the caller that says so, such as `actor.tenant_active`.");

static TENANT: Record = Record::new("parameters of `tenant.active`", &[CLAIM.beyond_v0()]).open();

static SUBSCRIPTION: Record = Record::new(
    "parameters of `subscription.active`",
    &[key("plan", Shape::Text, "The plan that is needed; any where none is named.").beyond_v0(), CLAIM.beyond_v0()],
)
.open();
