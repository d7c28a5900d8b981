"""What is done and was kept long enough is removed; what is younger, or not done, stays."""

import datetime
import time
import uuid
from typing import Any

import pytest

from .support.beside import beside
from .support.database import Database
from .support.service import Service
from .support.system import SYSTEM, Node, steps

PATIENCE = 20.0
HOUR = 3600
# The settings, and seconds that are fewer than usual: so the service that is tried removes nothing of ours.
KEPT = {
    "jobs": ("JOB_KEPT_SECONDS", 5 * 24 * HOUR),
    "idempotency_keys": ("IDEMPOTENCY_KEPT_SECONDS", 12 * HOUR),
    "outbox": ("OUTBOX_KEPT_SECONDS", 5 * 24 * HOUR),
    "webhook_deliveries": ("WEBHOOK_KEPT_SECONDS", 5 * 24 * HOUR),
}


def in_transactions(operation: Node) -> list[Node]:
    """The steps of an operation that stand in a transaction."""
    handled = [step for own in operation["phases"]["handlers"] for step in own["steps"]]
    return [*steps(operation, "claim", "success", "failure"), *handled]


def tables() -> list[str]:
    """The tables that the service has for itself and sweeps."""
    operations = SYSTEM.operations.values()
    later = any(
        step["action"]["is"] in ("schedule", "notify", "mail")
        for operation in operations
        for step in in_transactions(operation)
    )
    repeated = any(operation["idempotency"] for operation in operations)
    found = {
        "jobs": later,
        "idempotency_keys": repeated,
        "outbox": SYSTEM.events,
        "webhook_deliveries": SYSTEM.webhooks,
    }
    return [name for name, is_there in found.items() if is_there]


def row_of(table: str, ended: datetime.datetime, *, dead: bool = False) -> dict[str, Any]:
    """A row that was done at some time, or of which nothing came."""
    told = {"event": "Unknown", "payload": {}}
    if table == "outbox":
        return {**told, "id": uuid.uuid4(), "delivered_at": ended}
    if table == "webhook_deliveries":
        names = {**told, "webhook": "unknown", "event_id": uuid.uuid4()}
        return {**names, ("given_up_at" if dead else "delivered_at"): ended}
    if table == "idempotency_keys":
        known = {"operation": "Unknown", "caller": "nobody", "key": uuid.uuid4().hex}
        return {**known, "request": "", "answer": {}, "answered_at": ended}
    row: dict[str, Any] = {"id": uuid.uuid4(), "job": "unknown", "payload": {}}
    moments = {"run_at": ended, "next_attempt_at": ended}
    return {**row, **moments, ("dead_at" if dead else "done_at"): ended}


@pytest.mark.parametrize("table", tables())
def test_swept(table: str, state: dict[str, Any], service: Service, database: Database) -> None:
    """A row that was done long ago goes; what was done lately stays, and what nothing came of."""
    variable, seconds = KEPT[table]
    now = datetime.datetime.now(datetime.UTC)
    old, young = (now - datetime.timedelta(seconds=seconds + more) for more in (HOUR, -HOUR))
    name = {"idempotency_keys": "key", "webhook_deliveries": "event_id"}.get(table, "id")
    gone, kept = row_of(table, old), [row_of(table, young)]
    if table in ("jobs", "webhook_deliveries"):
        kept.append(row_of(table, old, dead=True))
    for row in (gone, *kept):
        database.insert(table, row)
    with beside(state, service, "service-sweeping", **{variable: str(seconds)}):
        end = time.monotonic() + PATIENCE
        while database.rows(table, **{name: gone[name]}):
            assert time.monotonic() < end, f"{table} grows for ever"
            time.sleep(0.1)
    for row in kept:
        assert database.rows(table, **{name: row[name]}), "a row is gone that should stay"
