"""Delivers events from the outbox to subscribers, at least once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias
from uuid import UUID

from ..persistence.database import Pool

log = logging.getLogger(__name__)

TAKE = """
UPDATE outbox
SET attempts = attempts + 1,
    next_attempt_at = now() + least(attempts + 1, 10) * interval '30 seconds'
WHERE id IN (
    SELECT id FROM outbox
    WHERE delivered_at IS NULL AND next_attempt_at <= now()
    ORDER BY occurred_at, id
    LIMIT 50
    FOR UPDATE SKIP LOCKED
)
RETURNING id, event, payload
"""

DELIVERED = "UPDATE outbox SET delivered_at = now() WHERE id = $1"

Subscriber: TypeAlias = Callable[[UUID, str, Mapping[str, Any]], Awaitable[None]]
"""Is given the id of an event, its name and its payload; the id tells repeated deliveries."""


async def deliver(pool: Pool, subscribers: Sequence[Subscriber]) -> int:
    """Deliver what is due, and tell how much that was.

    Events are taken in one short transaction, so that no connection is held while a
    subscriber works. One that fails is tried again later.
    """
    taken = await pool.fetch(TAKE)
    for row in taken:
        try:
            for subscriber in subscribers:
                await subscriber(row["id"], row["event"], row["payload"])
        except Exception:
            log.exception("event not delivered", extra={"event": row["event"], "id": row["id"]})
            continue
        await pool.execute(DELIVERED, row["id"])
        log.info("event delivered", extra={"event": row["event"], "id": row["id"]})
    return len(taken)


async def run(pool: Pool, subscribers: Sequence[Subscriber], pause: float = 1.0) -> None:
    """Deliver until cancelled."""
    while True:
        try:
            if await deliver(pool, subscribers):
                continue
        except Exception:
            log.exception("relay failed")
        await asyncio.sleep(pause)
