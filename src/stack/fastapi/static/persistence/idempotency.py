"""Repeated requests: what was answered once is answered again, and nothing is done twice.

The answer is stored in the transaction of what was done. Of several equal requests at once the
first that commits counts; the others are undone, and answered as the first one was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import asyncpg
from pydantic_core import to_jsonable_python

from ..domain.errors import Conflict
from ..domain.fault import ServiceError
from ..domain.types import Model
from .database import Connection, Pool, connected

R = TypeVar("R", bound=Model)

FIND = """
SELECT request, answer FROM idempotency_keys
WHERE operation = $1 AND caller = $2 AND key = $3
"""

KEEP = """
INSERT INTO idempotency_keys (operation, caller, key, request, answer)
VALUES ($1, $2, $3, $4, $5)
"""


@dataclass(frozen=True, slots=True)
class Key:
    """By what a request of a caller is recognised, and what it asks for."""

    operation: str
    caller: str
    value: str
    request: str


class DoneAlreadyError(Exception):
    """An equal request has been carried out in the meantime."""


def key_of(operation: str, caller: object, value: object, request: object) -> Key:
    """The key of a request."""
    asked = json.dumps(to_jsonable_python(request), sort_keys=True)
    return Key(operation, str(caller), str(value), hashlib.sha256(asked.encode()).hexdigest())


async def answered(pool: Pool, key: Key, kind: type[R]) -> R | None:
    """What an equal request was answered; `Conflict` where the key was used for something else."""
    async with connected(pool) as conn:
        row = await conn.fetchrow(FIND, key.operation, key.caller, key.value)
    if row is None:
        return None
    if row["request"] != key.request:
        raise Conflict(details={"repeated": key.value})
    return kind.model_validate(row["answer"])


async def keep(conn: Connection, key: Key, answer: Model) -> None:
    """Store an answer in the transaction of what was done for it."""
    content = answer.model_dump(mode="json", by_alias=True)
    try:
        await conn.execute(KEEP, key.operation, key.caller, key.value, key.request, content)
    except asyncpg.UniqueViolationError as error:
        raise DoneAlreadyError from error


async def once(pool: Pool, key: Key, kind: type[R], attempt: Callable[[], Awaitable[R]]) -> R:
    """What was answered to an equal request, or what `attempt` gives."""
    answer = await answered(pool, key, kind)
    if answer is not None:
        return answer
    try:
        return await attempt()
    except (DoneAlreadyError, ServiceError):
        # What an equal request has done in the meantime stands in the way of this one.
        answer = await answered(pool, key, kind)
        if answer is None:
            raise
        return answer
