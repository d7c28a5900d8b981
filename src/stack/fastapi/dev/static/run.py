"""What `up`, `down` and `status` do: which parts there are stands in `parts.json`."""

import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from . import cache, certificate, objects, postgres, service
from .process import LOCAL, PartFailed, free_port, is_listening, is_running, start, stop, wait_for
from .state import FILE, FOLDER, State, load

ACCESS_KEY = "development"


def up(*, port: int = 0, parts_only: bool = False) -> None:
    """Start what is not running yet, and what runs from files that have changed since."""
    plan = json.loads(Path(__file__).with_name("parts.json").read_text())
    state = load()
    others = [part for part in state.parts if part.name != "service"] if state else []
    if state is None or not others or not all(map(is_running, others)) or state.is_stale("dev"):
        down()
        state = _start_parts(plan)
    own = state.part("service")
    is_good = own is not None and is_running(own) and not state.is_stale("src")
    if not parts_only and not is_good:
        if own is not None:
            stop(own)
            state.parts.remove(own)
            port = port or int(own.address.rpartition(":")[2])
        state = _migrate(plan, state)
        part, state.service_url = service.run(plan["package"], state.environment, port)
        state.note("src")
        state.add(part)
    _show(state)


def _migrate(plan: dict[str, Any], state: State) -> State:
    """Bring the database up to date; begin with a new one where a migration was changed."""
    try:
        service.migrate(plan["package"], state.environment)
    except PartFailed:
        if state.part("postgres") is None or state.is_new:
            down()
            raise
        down()
        state = _start_parts(plan)
        service.migrate(plan["package"], state.environment)
    return state


def down() -> None:
    """End the processes that are recorded, and only those; remove their data."""
    state = load()
    if state is None:
        return
    for part in reversed(state.parts):
        # The database server would wait for its clients; its data is thrown away.
        stop(part, signal.SIGQUIT if part.name == "postgres" else signal.SIGTERM)
    if state.data:
        shutil.rmtree(state.data, ignore_errors=True)
    FILE.unlink(missing_ok=True)


def status() -> int:
    """Say what is running; the answer is the exit code: 0 if all is."""
    state = load()
    if state is None:
        print("nothing is running")
        return 1
    _show(state)
    return 0 if state.part("service") and all(map(is_running, state.parts)) else 1


def _show(state: State) -> None:
    """One line for each part."""
    for part in state.parts:
        print(f"{part.name:<24} {part.address if is_running(part) else 'has ended'}")


def _start_parts(plan: dict[str, Any]) -> State:
    """Start all parts beside each other; end all if one fails."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    state = State(data=tempfile.mkdtemp(prefix=f"{plan['package']}-"))
    state.auth_secret = secrets.token_hex(32)
    state.environment["AUTH_SECRET"] = state.auth_secret
    state.environment |= plan["environment"]
    for variable in plan["secrets"]:
        state.environment[variable] = os.environ.get(variable) or secrets.token_hex(16)
    jobs: list[Callable[[], None]] = [partial(_database, plan, state)]
    caches = [one for one in plan["caches"] if not _is_given(f"{one['prefix']}_URL", state)]
    if caches:
        jobs.append(partial(_caches, caches, state))
    stores = [
        one for one in plan["stores"] if not _is_given(f"{one['prefix']}_ENDPOINT_URL", state)
    ]
    if stores:
        jobs.append(partial(_objects, stores, state))
    if mail := [one for one in plan["mail"] if not _is_given(f"{one['prefix']}_HOST", state)]:
        jobs.append(partial(_mailbox, mail, state))
    for one in plan["stand_ins"]:
        if not _is_given(one["variable"], state):
            jobs.append(partial(_stand_in, one, state))
    state.save()
    failures: list[BaseException] = []
    with ThreadPoolExecutor(len(jobs)) as pool:
        for job in [pool.submit(job) for job in jobs]:
            if failure := job.exception():
                failures.append(failure)
    state.parts.sort(key=lambda part: part.name)
    state.note("dev")
    state.save()
    if failures:
        down()
        raise failures[0]
    return state


def _is_given(name: str, state: State) -> bool:
    """Whether the environment names a service of its own; then that is used."""
    if value := os.environ.get(name):
        state.environment[name] = value
        return True
    return False


def _database(plan: dict[str, Any], state: State) -> None:
    """The database server, unless one is given."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        part, url = postgres.run(Path(state.data), plan["package"])
        # The server for development speaks without encryption.
        state.environment["DATABASE_SSLMODE"] = "disable"
        state.add(part)
    state.database_url = url
    state.environment["DATABASE_URL"] = url


def _caches(caches: list[dict[str, Any]], state: State) -> None:
    """One Redis for all that is kept for a while."""
    part, url = cache.run()
    state.add(part)
    for one in caches:
        state.environment[f"{one['prefix']}_URL"] = url
        state.caches[one["id"]] = url


def _objects(stores: list[dict[str, Any]], state: State) -> None:
    """One object store for all integrations that need one."""
    secret = secrets.token_hex(20)
    part, store = objects.run(Path(state.data), ACCESS_KEY, secret)
    state.add(part)
    port = free_port()
    endpoint = f"http://{LOCAL}:{port}"
    gate = start(
        "gate",
        [sys.executable, "-m", "dev.gate", "--port", str(port), "--target", store],
        endpoint,
    )
    state.add(gate)
    wait_for(gate, lambda: is_listening(port))
    for one in stores:
        prefix, region = one["prefix"], one["region"]
        objects.create_buckets(endpoint, ACCESS_KEY, secret, region, one["buckets"])
        state.environment |= {
            f"{prefix}_ENDPOINT_URL": endpoint,
            f"{prefix}_REGION": region,
            f"{prefix}_ACCESS_KEY_ID": ACCESS_KEY,
        }
        if one["secret"]:
            state.environment[one["secret"]] = secret
        keys = {"access_key": ACCESS_KEY, "secret_key": secret}
        addresses = {"endpoint_url": endpoint, "control_url": endpoint}
        state.objects[one["id"]] = {**addresses, "region": region, **keys}


def _mailbox(mail: list[dict[str, Any]], state: State) -> None:
    """One mail server for all addresses that mail comes from."""
    folder = Path(state.data) / "mail"
    folder.mkdir()
    authority = certificate.write(folder)
    port, control, user, password = free_port(), free_port(), "development", secrets.token_hex(12)
    part = start(
        "mail",
        [
            *(sys.executable, "-m", "dev.mailbox", "--port", str(port)),
            *("--control-port", str(control), "--folder", str(folder)),
            *("--user", user, "--password", password),
        ],
        f"{LOCAL}:{port}",
    )
    state.add(part)
    wait_for(part, lambda: is_listening(control) and is_listening(port))
    for one in mail:
        prefix = one["prefix"]
        state.environment |= {
            f"{prefix}_HOST": LOCAL,
            f"{prefix}_PORT": str(port),
            f"{prefix}_TLS": "starttls",
            f"{prefix}_CA_FILE": str(authority),
        }
        if one["username"]:
            state.environment[one["username"]] = user
        if one["password"]:
            state.environment[one["password"]] = password
    state.mail = {"control_url": f"http://{LOCAL}:{control}", "file": str(folder / "mails.jsonl")}


def _stand_in(one: dict[str, Any], state: State) -> None:
    """The stand-in for one service that is called."""
    port = free_port()
    key = state.environment.get(one["secret"] or "", "")
    part = start(
        f"stand-in-{one['id']}",
        [
            *(sys.executable, "-m", "dev.standin", "--id", one["id"]),
            *("--port", str(port), "--key", key),
        ],
        f"http://{LOCAL}:{port}",
    )
    state.add(part)
    wait_for(part, lambda: is_listening(port))
    state.environment[one["variable"]] = f"{part.address}{one['base_path']}"
    state.stand_ins[one["id"]] = {"control_url": part.address}
