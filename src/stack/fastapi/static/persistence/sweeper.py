"""Removes what is done and was kept long enough, so that no table grows for ever."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping

from .database import Pool

log = logging.getLogger(__name__)

PAUSE_SECONDS = 300.0

# A portion at a time: a statement that removes a million rows would hold up everybody else.
REMOVE = """
DELETE FROM {table} WHERE ({key}) IN (
    SELECT {key} FROM {table}
    WHERE {done} < now() - make_interval(secs => $1)
    LIMIT 1000
    FOR UPDATE SKIP LOCKED
)
"""

# By which columns a row is found, and when it was done.
COLUMNS = {
    "idempotency_keys": ("operation, caller, key", "answered_at"),
    "jobs": ("id", "done_at"),
    "outbox": ("id", "delivered_at"),
    "webhook_deliveries": ("webhook, event_id", "delivered_at"),
}


async def sweep(pool: Pool, kept: Mapping[str, float]) -> None:
    """Remove what was done longer ago than its table is kept, in seconds."""
    for table, seconds in kept.items():
        key, done = COLUMNS[table]
        statement = REMOVE.format(table=table, key=key, done=done)
        removed = 0
        while portion := int((await pool.execute(statement, seconds)).rpartition(" ")[2]):
            removed += portion
        if removed:
            log.info("swept", extra={"table": table, "removed": removed})


async def run(pool: Pool, kept: Mapping[str, float]) -> None:
    """Sweep until cancelled."""
    while True:
        try:
            await sweep(pool, kept)
        except Exception:
            log.exception("sweeper failed")
        await asyncio.sleep(PAUSE_SECONDS)
