"""Applies the migrations: `python -m <package>.gen.migrate`.

Each file of `migrations` runs once, in the order of the names, in a transaction of its own.
A file that was changed after it has run is refused: write a new one instead.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path

import asyncpg

from .persistence.database import SslMode
from .settings import Settings

LOCK = 4_702_111_234_474_983_745

# Days become moments, and moments days, as they do in the service. Who waits for a lock keeps
# all others waiting that come later: better it fails, and is run again.
SETTINGS = {"timezone": "UTC", "lock_timeout": "30s"}

CREATE_TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    name text PRIMARY KEY,
    sha256 text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
)
"""


class MigrationError(Exception):
    """The migrations and the database do not belong together."""


def folder() -> Path:
    """Where the files are: `MIGRATIONS_DIR`, in the package, or at the root of the project."""
    package = Path(__file__).resolve().parents[1]
    named = os.environ.get("MIGRATIONS_DIR")
    places = [Path(named)] if named else [package / "migrations", *_beside(package)]
    for place in places:
        if place.is_dir():
            return place
    raise MigrationError("there is no folder with migrations")


def _beside(package: Path) -> list[Path]:
    return [parent / "migrations" for parent in package.parents[:2]]


async def migrate(url: str, sslmode: SslMode | None = None) -> list[str]:
    """Bring the database up to date; gives the names of the files that were applied."""
    files = {path.name: path.read_bytes() for path in sorted(folder().glob("*.sql"))}
    conn = await asyncpg.connect(url, ssl=sslmode, server_settings=SETTINGS)
    try:
        await _wait_for_turn(conn)
        await conn.execute(CREATE_TABLE)
        rows = await conn.fetch("SELECT name, sha256 FROM schema_migrations")
        done = {row["name"]: row["sha256"] for row in rows}
        if unknown := sorted(done.keys() - files.keys()):
            raise MigrationError(f"the database is ahead of this version: {', '.join(unknown)}")
        applied = []
        for name, text in files.items():
            digest = hashlib.sha256(text.replace(b"\r\n", b"\n")).hexdigest()
            if name not in done:
                await _run(conn, name, text.decode(), digest)
                applied.append(name)
            elif done[name] != digest:
                raise MigrationError(f"{name} was changed after it had been applied")
        return applied
    finally:
        await conn.close()


async def _wait_for_turn(conn: asyncpg.Connection[asyncpg.Record]) -> None:
    """One process at a time; the others wait and then find nothing to do."""
    try:
        await conn.execute("SELECT pg_advisory_lock($1)", LOCK)
    except asyncpg.LockNotAvailableError as error:
        raise MigrationError("another process has been at the migrations for too long") from error


async def _run(conn: asyncpg.Connection[asyncpg.Record], name: str, text: str, digest: str) -> None:
    """Run one file, whole or not at all."""
    try:
        async with conn.transaction():
            await conn.execute(text)
            await conn.execute(
                "INSERT INTO schema_migrations (name, sha256) VALUES ($1, $2)", name, digest
            )
    except asyncpg.LockNotAvailableError as error:
        raise MigrationError(f"{name} waits for a lock that somebody else holds") from error
    except asyncpg.PostgresError as error:
        raise MigrationError(
            f"{name} cannot be run, and nothing of it was done: {error}"
        ) from error


if __name__ == "__main__":
    own = Settings.load()
    for applied_file in asyncio.run(migrate(own.database_url, own.database_sslmode)):
        print(f"applied {applied_file}")
