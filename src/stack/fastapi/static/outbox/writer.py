"""Events are written in the transaction of the change that they tell of."""

from __future__ import annotations

from uuid import uuid4

from ..domain.types import Event
from ..http.logs import request_id
from ..persistence.database import Connection

INSERT_EVENT = """
INSERT INTO outbox (id, event, payload, request_id)
VALUES ($1, $2, $3, $4)
"""


async def emit(conn: Connection, event: Event) -> None:
    """Write an event; the relay delivers it once the transaction has committed."""
    payload = event.model_dump(mode="json", by_alias=True)
    await conn.execute(INSERT_EVENT, uuid4(), event.EVENT, payload, request_id.get())
