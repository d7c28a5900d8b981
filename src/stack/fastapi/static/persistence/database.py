"""The connection pool, transactions, and errors of constraints."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar

import asyncpg
from pydantic_core import to_jsonable_python

from ..app.retries import Retries
from ..domain.errors import TimedOut, Unavailable
from ..domain.fault import ServiceError
from ..domain.types import read_json

if TYPE_CHECKING:
    from asyncpg.pool import PoolConnectionProxy

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Record: TypeAlias = asyncpg.Record
SslMode: TypeAlias = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]

T = TypeVar("T")

USUAL = Retries(attempts=4, pause=0.05, jitter=True)

WAIT_SECONDS = 5.0
"""How long a request waits for a connection that is free."""

log = logging.getLogger(__name__)


async def _prepare(conn: Any) -> None:
    await conn.set_type_codec("jsonb", encoder=json.dumps, decoder=read_json, schema="pg_catalog")


async def open_pool(
    url: str,
    size: int,
    *,
    sslmode: SslMode | None = None,
    min_size: int = 1,
    connect_timeout: int = 60_000,
    command_timeout: int = 30_000,
    **server: str | int,
) -> Pool:
    """Connections to the database; moments are in UTC, times in milliseconds.

    What is further given are settings of PostgreSQL, for each connection.
    """
    return await asyncpg.create_pool(
        url,
        min_size=min_size,
        max_size=size,
        timeout=connect_timeout / 1000,
        command_timeout=command_timeout / 1000,
        ssl=sslmode,
        init=_prepare,
        server_settings={"timezone": "UTC", **{name: str(value) for name, value in server.items()}},
    )


@asynccontextmanager
async def connected(pool: Pool) -> AsyncIterator[Connection]:
    """A connection; `Unavailable` where none is free in time, or none can be made.

    A request that waits for ever holds what it came with, and its caller has gone by then.
    """
    try:
        conn = await pool.acquire(timeout=WAIT_SECONDS)
    except (OSError, asyncpg.PostgresConnectionError, asyncpg.TooManyConnectionsError) as error:
        raise Unavailable from error
    try:
        yield conn
    finally:
        await pool.release(conn)


async def transact(
    pool: Pool,
    body: Callable[[Connection], Awaitable[T]],
    *,
    retries: Retries = USUAL,
    seconds: float | None = None,
) -> T:
    """Run `body` in one transaction; after a deadlock it is run again, a few times at most.

    `body` must touch nothing but the database: it may run more than once. All of it may take
    `seconds`, where that is limited.
    """
    try:
        async with asyncio.timeout(seconds):
            for pause in retries.pauses():
                try:
                    return await _once(pool, body)
                except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as error:
                    log.info("transaction run again", extra={"cause": str(error)})
                await asyncio.sleep(pause)
            return await _once(pool, body)
    except TimeoutError as error:
        if seconds is None:
            raise
        raise TimedOut from error


async def _once(pool: Pool, body: Callable[[Connection], Awaitable[T]]) -> T:
    async with connected(pool) as conn, conn.transaction():
        return await body(conn)


@contextmanager
def unique_or(error: type[ServiceError]) -> Iterator[None]:
    """A row that is there already is the error of the contract."""
    try:
        yield
    except asyncpg.UniqueViolationError as violation:
        raise error from violation


def found(value: T | None, error: type[ServiceError]) -> T:
    """What is there, or the error that says that it is not."""
    if value is None:
        raise error
    return value


def present(value: T | None) -> T:
    """A value that must be there; that it is was checked before."""
    if value is None:
        raise LookupError("a value is missing")
    return value


def jsonb(value: object) -> Any:
    """A value as it is stored in a column of JSON."""
    return to_jsonable_python(value, by_alias=True)


async def fetch_one(conn: Connection, statement: str, *values: Any) -> Record:
    """The row that a statement with RETURNING gives."""
    row = await conn.fetchrow(statement, *values)
    if row is None:
        raise LookupError("the statement gave no row")
    return row
