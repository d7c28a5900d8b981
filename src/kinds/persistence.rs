//! `datasource` and `table`: where data is kept.

use super::parts::catalog::{closed, usual};
use super::parts::column::COLUMN;
use super::parts::common::{ANY_MAP, DESCRIPTION, ID, TAGS};
use super::{Catalog, Kind, Local, Record, Shape, Style, key};

static ENGINES: Catalog = closed("database engine", &["postgres", "mysql", "redis"]);

static CONNECTORS: Catalog =
    usual("connector", &["sqlalchemy", "psycopg", "asyncpg", "mysqlclient", "aiomysql", "redis-py"]);

static INDEX: Record = Record::new(
    "index",
    &[
        key("name", Shape::Name, "The name of the index.").required(),
        key(
            "columns",
            Shape::List(&Shape::Local(Local::Column)),
            "The columns it orders by, the most important first.",
        ),
        key("unique", Shape::Bool, "Whether no two rows may share these values."),
    ],
);

/// A datasource.
pub static DATASOURCE: Kind = Kind {
    keyword: "datasource",
    section: &["datasources"],
    single: false,
    name: "id",
    file: "persistence/model",
    doc: "A database that the system works with.",
    record: &Record::new(
        "datasource",
        &[
            ID,
            key("engine", Shape::OneOf(&ENGINES), "Which database it is.").required(),
            key("connector", Shape::OneOf(&CONNECTORS), "The library it is reached with."),
            key("database", Shape::Text, "The name of the database on its server."),
            key("host", Shape::Text, "The server."),
            key("port", Shape::Int, "The port of the server."),
            key("schema", Shape::Text, "The schema inside the database."),
            key("db_schema", Shape::Text, "Another word for `schema`."),
            key("default", Shape::Bool, "Whether it is used where none is named."),
            key("options", ANY_MAP, "Further settings of the connector."),
            key("integration_id", Shape::Ref(&["integration"]), "The integration that provides it."),
        ],
    ),
};

/// A table.
pub static TABLE: Kind = Kind {
    keyword: "table",
    section: &["tables"],
    single: false,
    name: "id",
    file: "persistence/model",
    doc: "A table of a database, with its columns.",
    record: &Record::new(
        "table",
        &[
            ID,
            DESCRIPTION,
            key("datasource", Shape::Ref(&["datasource"]), "The database it is in."),
            key(
                "operation_id",
                Shape::Ref(&["operation"]),
                "The operation of an integration that reads and writes it.",
            ),
            key("ttl_seconds", Shape::Int, "After how many seconds its rows are forgotten, in Redis.").beyond_v0(),
            key("columns", Shape::List(&Shape::Record(&COLUMN)), "Its columns.").style(Style::Fields("column")),
            key("indexes", Shape::List(&Shape::Record(&INDEX)), "By which columns rows are found quickly.")
                .style(Style::Lines("index")),
            TAGS,
        ],
    ),
};
