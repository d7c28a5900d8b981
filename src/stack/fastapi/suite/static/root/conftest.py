"""Options, the parts, and the report of what was executable."""

import json
import os
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any, NoReturn

import httpx
import pytest

from .custom import phrases as _phrases  # noqa: F401
from .gen.support import given as _given  # noqa: F401
from .gen.support import parts as parts_module
from .gen.support import then as _then  # noqa: F401
from .gen.support.database import Database
from .gen.support.outcome import NotExecutable
from .gen.support.parts import Parts
from .gen.support.service import Service
from .gen.support.stage import MakeStage, Stage
from .gen.support.system import SYSTEM, Node
from .gen.support.world import World

STATE = Path(__file__).parents[1] / ".contract" / "run" / "state.json"
RESULTS = pytest.StashKey[dict[str, dict[str, str]]]()
TROUBLE = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the service is, if `python -m dev up` has not started it."""
    group = parser.getgroup("contract")
    group.addoption("--base-url", help="address of the service")
    group.addoption("--database-url", help="address of its database")
    group.addoption("--auth-secret", help="the secret that it trusts")
    group.addoption("--service-log", help="the file that its log goes to")
    group.addoption("--report", type=Path, help="file for the results, as JSON")
    group.addoption("--parent", type=int, help="end when the process of this id has ended")


def pytest_configure(config: pytest.Config) -> None:
    """Make room for the results."""
    config.stash[RESULTS] = {}
    if parent := config.getoption("parent"):
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    """Nobody waits for the tests when who started them has gone."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(3)


def _stop(config: pytest.Config, why: str) -> NoReturn:
    """Nothing can be tried at all."""
    config.stash[TROUBLE] = why
    pytest.exit(why, returncode=3)


@pytest.fixture(scope="session")
def state(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What is running."""
    found = parts_module.read(STATE)
    own = [part["log"] for part in found.get("parts", []) if part["name"] == "service"]
    if own and not request.config.getoption("base_url"):
        found["service_log"] = own[0]
    options = ("base_url", "service_url"), ("database_url", "database_url")
    for option, name in (*options, *((name, name) for name in ("auth_secret", "service_log"))):
        if value := request.config.getoption(option):
            found[name] = value
    if found.get("environment") and found.get("database_url"):
        # What a test starts beside the service works on the same database.
        found["environment"]["DATABASE_URL"] = found["database_url"]
    for name in ("service_url", "database_url", "auth_secret"):
        if not found.get(name):
            option = {"service_url": "base-url"}.get(name, name.replace("_", "-"))
            _stop(
                request.config,
                f"the {name.replace('_', ' ')} is not known: say it with `--{option}`, or start the"
                " parts with `contract up`",
            )
    try:
        httpx.get(found["service_url"], timeout=10)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        _stop(request.config, f"nobody answers at {found['service_url']}: {error}")
    return found


@pytest.fixture(scope="session")
def database(state: dict[str, Any]) -> Iterator[Database]:
    """The database of the service."""
    opened = Database(state["database_url"])
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def service(state: dict[str, Any]) -> Iterator[Service]:
    """The service."""
    limits = httpx.Limits(max_connections=64)
    with httpx.Client(timeout=60, limits=limits) as client:
        known = state.get("environment", {})
        secrets = {name: known.get(variable, "") for name, variable in SYSTEM.secrets.items()}
        yield Service(state["service_url"], state["auth_secret"], client, secrets)


@pytest.fixture(scope="session")
def parts(state: dict[str, Any]) -> Parts:
    """What is around the service."""
    names = "mail", "objects", "stand_ins", "caches"
    return Parts(**{name: state.get(name, {}) for name in names})


@pytest.fixture
def world(database: Database) -> World:
    """The rows of one test."""
    return World(database)


@pytest.fixture
def make_stage(world: World, service: Service, parts: Parts) -> MakeStage:
    """Makes stages over the rows of one test."""

    def make(operation: Node, role: str | None = None) -> Stage:
        return Stage(world, service, parts, operation, role)

    return make


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call() -> Generator[None, object, object]:
    """What cannot be executed is skipped, with its reason, and counted apart."""
    try:
        return (yield)
    except NotExecutable as reason:
        pytest.skip(f"not executable: {reason}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep how each test ended."""
    report = yield
    if report.when == "call" or report.failed:
        outcome: str = report.outcome
        reason = ""
        if report.skipped and isinstance(report.longrepr, tuple):
            outcome, reason = "not executable", report.longrepr[2].partition(": ")[2]
        elif report.failed and call.excinfo:
            reason = call.excinfo.exconly()[:2000]
        # A test of one's own need not have parameters.
        case = getattr(item, "callspec", None)
        name = case.id if case else item.name
        kind = "custom"
        if item.path.parent.name == "gen":
            kind = "scenario" if item.path.name == "test_scenarios.py" else "derived"
        result = {"kind": kind, "name": name, "outcome": outcome, "reason": reason}
        item.config.stash[RESULTS][item.nodeid] = result
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the results down for programs."""
    if file := session.config.getoption("report"):
        results = [{"id": name, **one} for name, one in session.config.stash[RESULTS].items()]
        content = {"results": results, "trouble": session.config.stash.get(TROUBLE, None)}
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, indent=2) + "\n")
