"""Quotas: how often a caller has done something in this hour, day, week or month (in UTC).

A use is counted in the transaction of what is done: parallel calls of one caller wait for each
other at the row of the quota, so that none slips through, and what is not committed is not
counted.
"""

from __future__ import annotations

from uuid import UUID

from ..domain.fault import ServiceError
from .database import Connection

COUNT = """
INSERT INTO quota_uses AS own (quota, caller, since, uses)
SELECT $1, $2, date_trunc($3, now(), 'UTC'), 1
WHERE $4 > 0
ON CONFLICT (quota, caller) DO UPDATE
SET uses = CASE WHEN own.since = EXCLUDED.since THEN own.uses + 1 ELSE 1 END,
    since = EXCLUDED.since
WHERE own.since <> EXCLUDED.since OR own.uses < $4
RETURNING uses
"""

USED_UP = """
SELECT $4 <= 0 OR EXISTS (
    SELECT 1 FROM quota_uses
    WHERE quota = $1 AND caller = $2 AND since = date_trunc($3, now(), 'UTC') AND uses >= $4
)
"""


async def count(
    conn: Connection,
    quota: str,
    caller: UUID | str | int,
    *,
    per: str,
    most: int,
    refusal: type[ServiceError],
) -> None:
    """Count one more use, or raise `refusal` where there were `most` already."""
    if await conn.fetchval(COUNT, quota, str(caller), per, most) is None:
        raise refusal


async def is_used_up(
    conn: Connection, quota: str, caller: UUID | str | int, *, per: str, most: int
) -> bool:
    """Whether no further use would be allowed; nothing is counted."""
    return bool(await conn.fetchval(USED_UP, quota, str(caller), per, most))
