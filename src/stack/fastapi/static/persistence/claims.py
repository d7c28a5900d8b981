"""Claims: which rows an operation works on while no transaction is open.

An operation that waits for another system writes a claim in its first transaction and takes
it back in its last one. In between nobody else can begin such an operation on the same row.
A claim that is left behind by a crash is finished by the reconciler; `pending` is what it
needs to know for that.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from ..domain.errors import Conflict
from ..domain.fault import ServiceError
from ..domain.types import Model
from .database import Connection, Pool, transact

log = logging.getLogger(__name__)

CLAIM = """
INSERT INTO operation_claims (subject, subject_id, operation, pending)
VALUES ($1, $2, $3, $4)
ON CONFLICT DO NOTHING
RETURNING subject_id
"""

RELEASE = """
DELETE FROM operation_claims
WHERE subject = $1 AND subject_id = $2 AND operation = $3
RETURNING subject_id
"""

IS_CLAIMED = "SELECT 1 FROM operation_claims WHERE subject = $1 AND subject_id = $2"


class ClaimLost(Conflict):
    """The claim has been finished by the reconciler in the meantime."""


async def claim(
    conn: Connection,
    subject: str,
    subject_id: UUID | str | int,
    operation: str,
    pending: Model,
    taken: type[ServiceError],
) -> None:
    """Mark the row as being worked on, or raise `taken`."""
    values = pending.model_dump(mode="json")
    if await conn.fetchval(CLAIM, subject, str(subject_id), operation, values) is None:
        raise taken


async def release(
    conn: Connection,
    subject: str,
    subject_id: UUID | str | int,
    operation: str,
    lost: type[ServiceError] = ClaimLost,
) -> None:
    """Take the mark back; whoever does it may write the outcome, all others get `lost`."""
    if await conn.fetchval(RELEASE, subject, str(subject_id), operation) is None:
        raise lost


async def rehearse(conn: Connection, statement: str, *values: Any) -> None:
    """Run a statement and take it back: what the database would refuse later, it refuses now."""
    attempt = conn.transaction()
    await attempt.start()
    try:
        await conn.execute(statement, *values)
    finally:
        await attempt.rollback()


async def refuse_claimed(
    conn: Connection, subject: str, subject_id: UUID | str | int, taken: type[ServiceError]
) -> None:
    """Raise `taken` while another operation works on the row."""
    if await conn.fetchval(IS_CLAIMED, subject, str(subject_id)) is not None:
        raise taken


async def settle(pool: Pool, failure: Callable[[Connection], Awaitable[None]]) -> None:
    """Write a failure outcome, unless the reconciler has been faster."""
    try:
        await transact(pool, failure)
    except ClaimLost:
        log.info("failure outcome was written already")
