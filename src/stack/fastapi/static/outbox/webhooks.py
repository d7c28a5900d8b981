"""Calls that go out with events: signed, and tried again until their receiver has taken them."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

import httpx

from ..domain.types import Event
from ..http.signatures import sign
from ..persistence.database import Connection, Pool, Record
from ..settings import Settings

log = logging.getLogger(__name__)

ENQUEUE = """
INSERT INTO webhook_deliveries (webhook, event_id, event, payload)
VALUES ($1, $2, $3, $4)
"""

TAKE = """
UPDATE webhook_deliveries
SET attempts = attempts + 1, next_attempt_at = now() + interval '60 seconds'
WHERE (webhook, event_id) IN (
    SELECT webhook, event_id FROM webhook_deliveries
    WHERE delivered_at IS NULL AND given_up_at IS NULL AND next_attempt_at <= now()
    ORDER BY next_attempt_at
    LIMIT 20
    FOR UPDATE SKIP LOCKED
)
RETURNING webhook, event_id, event, payload, occurred_at, attempts
"""

DELIVERED = """
UPDATE webhook_deliveries SET delivered_at = now()
WHERE webhook = $1 AND event_id = $2
"""

LATER = """
UPDATE webhook_deliveries SET next_attempt_at = now() + make_interval(secs => $3)
WHERE webhook = $1 AND event_id = $2
"""

GIVEN_UP = """
UPDATE webhook_deliveries SET given_up_at = now()
WHERE webhook = $1 AND event_id = $2
"""

TIMEOUT = httpx.Timeout(10, connect=3)


@dataclass(frozen=True, slots=True)
class Signing:
    """How a receiver knows that a call comes from us."""

    header: str
    digest: str
    secret: Callable[[Settings], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """Where a webhook goes, and how often it is tried."""

    method: str
    url: Callable[[Settings], str]
    signing: Signing | None
    attempts: int
    pause: float
    longest_pause: float
    jitter: bool

    def wait(self, attempt: int) -> float:
        """How many seconds to wait after an attempt; the first one is 1."""
        seconds = float(min(self.pause * 2 ** (attempt - 1), self.longest_pause))
        return random.uniform(seconds / 2, seconds) if self.jitter else seconds


async def enqueue(conn: Connection, webhook: str, event_id: UUID, event: Event) -> None:
    """Write down that a webhook tells of an event, in the transaction of the event."""
    payload = event.model_dump(mode="json", by_alias=True)
    await conn.execute(ENQUEUE, webhook, event_id, event.EVENT, payload)


async def deliver(
    pool: Pool, client: httpx.AsyncClient, settings: Settings, receivers: Mapping[str, Receiver]
) -> int:
    """Send what is due, and tell how much that was.

    What is taken is put off by a minute, in one short transaction: so no connection is held
    while a receiver works, and what a killed process had taken is sent by another one.
    """
    taken = await pool.fetch(TAKE)
    sending = [_send(pool, client, settings, receivers.get(row["webhook"]), row) for row in taken]
    await asyncio.gather(*sending)
    return len(taken)


async def _send(
    pool: Pool,
    client: httpx.AsyncClient,
    settings: Settings,
    receiver: Receiver | None,
    row: Record,
) -> None:
    known = {"webhook": row["webhook"], "event": row["event"], "id": str(row["event_id"])}
    key = row["webhook"], row["event_id"]
    problem = "nobody receives it"
    if receiver is not None:
        told = {
            "id": str(row["event_id"]),
            "event": row["event"],
            "occurred_at": row["occurred_at"].isoformat(),
            "data": row["payload"],
        }
        body = json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json"}
        if (signing := receiver.signing) is not None:
            headers[signing.header] = sign(body, signing.secret(settings), signing.digest)
        try:
            url = receiver.url(settings)
            answer = await client.request(receiver.method, url, content=body, headers=headers)
            problem = "" if answer.is_success else f"status {answer.status_code}"
        except httpx.HTTPError as error:
            problem = type(error).__name__
    if not problem:
        await pool.execute(DELIVERED, *key)
        log.info("webhook delivered", extra=known)
    elif receiver is None or row["attempts"] >= receiver.attempts:
        await pool.execute(GIVEN_UP, *key)
        log.error("webhook given up", extra={**known, "cause": problem})
    else:
        await pool.execute(LATER, *key, receiver.wait(row["attempts"]))
        log.warning("webhook not delivered", extra={**known, "cause": problem})


async def run(
    pool: Pool, settings: Settings, receivers: Mapping[str, Receiver], pause: float = 0.5
) -> None:
    """Send until cancelled."""
    async with httpx.AsyncClient(timeout=TIMEOUT) as client:
        while True:
            try:
                if await deliver(pool, client, settings, receivers):
                    continue
            except Exception:
                log.exception("webhooks failed")
            await asyncio.sleep(pause)
