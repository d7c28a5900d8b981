"""The database of the service: rows are put in before a call and looked at after it."""

import asyncio
import datetime
import json
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import asyncpg

from .system import SYSTEM

PARSERS: dict[str, Any] = {
    "uuid": uuid.UUID,
    "date": datetime.date.fromisoformat,
    "datetime": datetime.datetime.fromisoformat,
    "time": datetime.time.fromisoformat,
}


class Database:
    """One connection, used from tests that are not asynchronous themselves."""

    def __init__(self, url: str) -> None:
        self._runner = asyncio.Runner()
        self._connection: asyncpg.Connection[asyncpg.Record] = self._runner.run(_connect(url))

    def close(self) -> None:
        """Let go of the connection."""
        self._runner.run(self._connection.close())
        self._runner.close()

    def execute(self, text: str, *values: Any) -> None:
        """Do something else than reading and putting in."""
        self._runner.run(self._connection.execute(text, *values))

    def insert(self, table: str, row: Mapping[str, Any]) -> None:
        """Put in a row."""
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join(f"${place}" for place in range(1, len(row) + 1))
        values = [to_sql(table, name, value) for name, value in row.items()]
        text = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'
        self._runner.run(self._connection.execute(text, *values))

    def rows(self, table: str, **where: Any) -> list[dict[str, Any]]:
        """The rows with these values."""
        tests = " AND ".join(f'"{name}" = ${place}' for place, name in enumerate(where, 1))
        values = [to_sql(table, name, value) for name, value in where.items()]
        text = f'SELECT * FROM "{table}"' + (f" WHERE {tests}" if tests else "")
        return [dict(row) for row in self._runner.run(self._connection.fetch(text, *values))]

    def events(self, event: str) -> list[dict[str, Any]]:
        """What was told to the world under a name: the payloads."""
        text = "SELECT payload FROM outbox WHERE event = $1"
        return [row["payload"] for row in self._runner.run(self._connection.fetch(text, event))]


async def _connect(url: str) -> "asyncpg.Connection[asyncpg.Record]":
    connection = await asyncpg.connect(url)
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name, encoder=json.dumps, decoder=json.loads, schema="pg_catalog"
        )
    return connection


def to_sql(table: str, column: str, value: Any) -> Any:
    """A value as the database wants it."""
    if table not in SYSTEM.tables:
        return value
    kind = SYSTEM.column(table, column)["type"]["is"]
    if kind == "decimal" and isinstance(value, int | float | str):
        return Decimal(str(value))
    if isinstance(value, str) and kind in PARSERS:
        return PARSERS[kind](value)
    return value
