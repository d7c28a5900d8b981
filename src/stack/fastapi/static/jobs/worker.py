"""Does jobs when their time has come, at least once; several processes side by side."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from ..app.services import Services
from ..http.logs import request_id

log = logging.getLogger(__name__)

LEASE_SECONDS = 300.0
"""After this time a job whose process has gone counts as not done."""

LONGEST_PAUSE_SECONDS = 3600.0

# A job that was begun for the last time, and of which nothing came: its process has gone with it.
BURY = """
UPDATE jobs SET dead_at = now(), last_error = coalesce(last_error, 'cut off')
WHERE done_at IS NULL AND dead_at IS NULL AND next_attempt_at <= now() AND attempts >= $1
"""

# One at a time: a lease is that of one job, however long those before it take.
TAKE = """
UPDATE jobs
SET attempts = attempts + 1,
    next_attempt_at = now() + make_interval(secs => $1)
WHERE id IN (
    SELECT id FROM jobs
    WHERE done_at IS NULL AND dead_at IS NULL AND next_attempt_at <= now()
    ORDER BY next_attempt_at, id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
)
RETURNING id, job, payload, attempts, request_id
"""

DONE = "UPDATE jobs SET done_at = now(), dead_at = NULL, last_error = NULL WHERE id = $1"

FAILED = """
UPDATE jobs
SET last_error = $2,
    next_attempt_at = now() + make_interval(secs => $3),
    dead_at = CASE WHEN attempts >= $4 THEN now() END
WHERE id = $1
"""

Handler: TypeAlias = Callable[[Services, Mapping[str, Any]], Awaitable[None]]
"""Does one job; is given what the job needs to know, as JSON."""


async def work(services: Services, handlers: Mapping[str, Handler]) -> int:
    """Do what is due, and tell how much that was.

    A job is taken in one short transaction, so that no connection is held while it is done.
    One that fails is tried again later, each time after twice the pause; after the last attempt
    it is dead, and stays in the table for people to look at.
    """
    settings = services.settings
    await services.pool.execute(BURY, settings.job_attempts)
    taken = await services.pool.fetch(TAKE, LEASE_SECONDS)
    for row in taken:
        about = {"job": row["job"], "id": row["id"], "attempt": row["attempts"]}
        token = request_id.set(row["request_id"])
        try:
            handler = handlers.get(row["job"])
            if handler is None:
                raise LookupError(f"nobody knows how to do `{row['job']}`")
            await handler(services, row["payload"])
        except Exception as error:
            log.exception("job failed", extra=about)
            pause = min(
                settings.job_retry_seconds * 2 ** (row["attempts"] - 1), LONGEST_PAUSE_SECONDS
            )
            words = f"{type(error).__name__}: {error}"
            await services.pool.execute(FAILED, row["id"], words, pause, settings.job_attempts)
        else:
            await services.pool.execute(DONE, row["id"])
            log.info("job done", extra=about)
        finally:
            request_id.reset(token)
    return len(taken)


async def run(services: Services, handlers: Mapping[str, Handler], pause: float = 0.5) -> None:
    """Work until cancelled."""
    while True:
        try:
            if await work(services, handlers):
                continue
        except Exception:
            log.exception("worker failed")
        await asyncio.sleep(pause)
