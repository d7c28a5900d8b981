"""Whether the service lives, and whether it can work."""

from __future__ import annotations

import asyncio

import asyncpg
from fastapi import APIRouter, Response

from .routing import ServicesDep

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(services: ServicesDep, response: Response) -> dict[str, str]:
    """The database answers as well."""
    try:
        async with asyncio.timeout(2), services.pool.acquire() as conn:
            await conn.execute("SELECT 1")
    except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        response.status_code = 503
        return {"status": "database unreachable"}
    return {"status": "ok"}
