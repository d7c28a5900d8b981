"""Finishes operations that were cut off between their claim and their outcome."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from functools import partial
from typing import Any, Protocol

from ..persistence.claims import ClaimLost
from ..persistence.database import Connection, Pool, transact

log = logging.getLogger(__name__)

STALE = """
SELECT subject, subject_id, operation, pending FROM operation_claims
WHERE claimed_at < now() - make_interval(secs => $1)
ORDER BY claimed_at
LIMIT 50
"""


class Finisher(Protocol):
    """Writes the failure outcome of an operation and takes its claim back."""

    async def __call__(self, conn: Connection, pending: Mapping[str, Any]) -> None:
        """Finish one call."""


async def reconcile(pool: Pool, finishers: Mapping[str, Finisher], seconds: float) -> None:
    """Write the failure outcome of every operation claimed longer ago than `seconds`.

    Whether the other system did its part is not known: it may have, so what it does happens
    at least once when the caller tries again.
    """
    for row in await pool.fetch(STALE, seconds):
        subject = f"{row['subject']} {row['subject_id']}"
        finish = finishers.get(row["operation"])
        if finish is None:
            log.error("claim of an unknown operation", extra={"subject": subject})
            continue
        try:
            await transact(pool, partial(finish, pending=row["pending"]))
        except ClaimLost:
            continue
        except Exception:
            log.exception("claim not reconciled", extra={"subject": subject})
            continue
        log.warning("claim reconciled", extra={"subject": subject, "operation": row["operation"]})


async def run(pool: Pool, finishers: Mapping[str, Finisher], seconds: float) -> None:
    """Reconcile until cancelled."""
    while True:
        try:
            await reconcile(pool, finishers, seconds)
        except Exception:
            log.exception("reconciler failed")
        await asyncio.sleep(min(max(seconds / 4, 0.5), 30))
