"""Events are written in the transaction of the change that they tell of."""

from __future__ import annotations

from uuid import uuid4

from ..domain.types import Event
from ..http.logs import request_id
from ..persistence.database import Connection
from .following import follow

INSERT_EVENT = """
INSERT INTO outbox (id, event, payload, request_id)
VALUES ($1, $2, $3, $4)
"""


async def emit(conn: Connection, event: Event) -> None:
    """Write an event and what follows from it; the relay delivers it after the commit.

    Read models are brought up to date here, and not by the relay: so they never lag behind
    what callers were told, and an event that is delivered twice counts once.
    """
    payload = event.model_dump(mode="json", by_alias=True)
    event_id = uuid4()
    await conn.execute(INSERT_EVENT, event_id, event.EVENT, payload, request_id.get())
    await follow(conn, event_id, event)
