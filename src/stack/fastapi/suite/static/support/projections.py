"""Read models: what events must have made of their rows."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from .compare import moment, same
from .database import Database
from .system import SYSTEM, Node, constant


def folds(event: str) -> Iterator[tuple[Node, Node]]:
    """The read models that an event changes, and how."""
    for projection in SYSTEM.projections.values():
        for fold in projection["folds"]:
            if fold["event"] == event:
                yield projection, fold


def told(node: Node, payload: dict[str, Any]) -> Any:
    """What an event gives."""
    if node["from"] == "constant":
        return constant(node["value"])
    value = payload[node["name"]]
    if node["from"] == "part":
        day = moment(value)
        assert day, f"{value!r} is no moment"
        parts = {"day": day.date().isoformat(), "month": f"{day:%Y-%m}", "year": day.year}
        return parts[node["part"]]
    for step in node["path"]:
        value = value[step]
    return value


def check(database: Database, event: str, payload: dict[str, Any]) -> None:
    """The rows that an event is about are as it tells."""
    for projection, fold in folds(event):
        table = projection["table"]
        key = {column: told(node, payload) for column, node in fold["key"]}
        rows = database.rows(table, **key)
        if fold["how"] == "remove":
            assert not rows, f"{table} still has the row"
            continue
        assert rows or fold["how"] == "change", f"{table} has no row {key}"
        for row in rows:
            for column, node in fold["set"]:
                assert same(told(node, payload), row[column]), f"{table}.{column}: {row}"
            for column, _ in fold["add"] if fold["how"] == "store" else []:
                wanted = total(database, projection, column, key)
                assert same(wanted, row[column]), f"{table}.{column} is not {wanted}: {row}"


def total(database: Database, projection: Node, column: str, key: dict[str, Any]) -> Decimal:
    """What all events that there were have added to a column of a row: each counts once."""
    found = Decimal(0)
    for fold in projection["folds"]:
        for payload in database.events(fold["event"]):
            own = {name: told(node, payload) for name, node in fold["key"]}
            if own == key:
                for added in (told(node, payload) for name, node in fold["add"] if name == column):
                    found += Decimal(str(added))
    return found
