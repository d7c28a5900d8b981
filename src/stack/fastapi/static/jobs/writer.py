"""Jobs are written in the transaction of the change that asks for them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar
from uuid import uuid4

from ..domain.types import Model
from ..http.logs import request_id
from ..persistence.database import Connection

INSERT_JOB = """
INSERT INTO jobs (id, job, payload, request_id, run_at, next_attempt_at)
VALUES ($1, $2, $3, $4, coalesce($5::timestamptz, now()), coalesce($5::timestamptz, now()))
"""


class Job(Model):
    """What a job needs to know."""

    JOB: ClassVar[str]


async def schedule(conn: Connection, job: Job, *, run_at: dt.datetime | None = None) -> None:
    """Have a job done once the transaction has committed, and not before its time."""
    payload = job.model_dump(mode="json", by_alias=True)
    await conn.execute(INSERT_JOB, uuid4(), job.JOB, payload, request_id.get(), run_at)
