//! `query`: a question that changes nothing.

use super::parts::catalog::closed;
use super::parts::common::{ANY_MAP, DESCRIPTION, ID, REQUIRED_PERMISSIONS, REQUIRED_ROLES, SOURCE, TAGS};
use super::parts::effect::EFFECT_LIST;
use super::parts::field::FIELDS;
use super::parts::guard::GUARD_LIST;
use super::{Catalog, Kind, Record, Shape, Style, key};

static ORDERS: Catalog = closed("order", &["asc", "desc"]);

static CATEGORIES: Catalog = closed("category of a query", &["list", "detail", "report", "search", "metrics"]);

static CACHE: Record = Record::new(
    "cache settings",
    &[
        key("key", Shape::Name, "The key by which its answers are forgotten together.").required(),
        key("seconds", Shape::Int, "For how long they are kept.").required(),
        key("datasource", Shape::Ref(&["datasource"]), "Where they are kept; the only Redis where none is named."),
    ],
);

static PAGES: Record = Record::new(
    "paging settings",
    &[
        key("page_size", Shape::Int, "How many rows a page has."),
        key("max_page_size", Shape::Int, "How many rows a page may have at most."),
    ],
)
.open();

/// A query.
pub static QUERY: Kind = Kind {
    keyword: "query",
    section: &["queries"],
    single: false,
    name: "id",
    file: "app/queries",
    doc: "A question to the system: what is asked, what is answered, and from where the answer is read.",
    record: &Record::new(
        "query",
        &[
            ID,
            DESCRIPTION,
            key("input", FIELDS, "What the caller gives.").style(Style::Block("input")),
            key("guards", GUARD_LIST, "What must hold, or the query is refused.")
                .style(Style::Lines("guard"))
                .beyond_v0(),
            key("effects", EFFECT_LIST, "The steps that lead to the answer, in this order; none of them writes.")
                .style(Style::Lines("effect"))
                .beyond_v0(),
            key("returns", FIELDS, "What is answered.").style(Style::Block("returns")),
            key("reads", Shape::List(&Shape::Ref(&["entity"])), "The entities that it looks at."),
            key("reads_from", Shape::List(&Shape::Ref(&["table"])), "The tables that it reads."),
            key("errors", Shape::List(&Shape::Ref(&["error"])), "How it can fail.").beyond_v0(),
            REQUIRED_ROLES,
            REQUIRED_PERMISSIONS,
            key("filters", ANY_MAP, "By what the answer can be narrowed."),
            key(
                "order_by",
                Shape::Map(&Shape::OneOf(&ORDERS)),
                "The columns by which rows are ordered, the most important first.",
            )
            .beyond_v0(),
            key("pagination", Shape::Record(&PAGES), "How a long answer is cut into pages."),
            key("cache", Shape::Record(&CACHE), "How its answers are kept for a while.").beyond_v0(),
            key("category", Shape::OneOf(&CATEGORIES), "What kind of question it is."),
            key("datasource", Shape::Ref(&["datasource"]), "The database it reads from."),
            SOURCE,
            TAGS,
        ],
    ),
};
