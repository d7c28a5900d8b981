"""Tries one changed copy of a service after the other: how many tests turn red?

In: a project whose parts run, and the texts of changed files. Out: for each, the first test that
turned red, or nothing. Only the service is started again, and it is forked from a process that has
loaded all libraries already; each try has a database of its own, a copy of one that is migrated.
The tests run in one session, those first that can see the file, and end with the first red one.
"""

import ast
import asyncio
import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from dev.process import born, free_port

# The longest that the tests may take; a service that never answers is a red one.
PATIENCE = 420
SLOW = ("test_hanging", "test_others_do_not_wait", "test_derived_process")


@dataclass(frozen=True)
class Project:
    """What is tried, and what runs around it."""

    root: Path
    package: str
    state: dict[str, Any]
    # Where copies are put, and from where they go with it.
    folder: Path

    @property
    def gen(self) -> Path:
        """The generated code."""
        return self.root / "src" / self.package / "gen"

    def preload(self) -> None:
        """Load all libraries that the service and its tests use, but nothing of theirs."""
        code = f"import sys, uvicorn, {self.package}.main, tests.conftest; print(*sys.modules)"
        asked = [sys.executable, "-c", code]
        done = subprocess.run(asked, cwd=self.root, capture_output=True, text=True, check=True)
        for name in done.stdout.split():
            if name.partition(".")[0] not in (self.package, "tests", "dev", "__main__"):
                try:
                    importlib.import_module(name)
                except ImportError:
                    continue

    def operations_behind(self, file: Path, line: int) -> set[str]:
        """The operations whose modules load a file; of a function that is about one, only that."""
        operations = _operations(self.gen)
        for node in ast.parse((self.gen / file).read_text()).body:
            is_meant = isinstance(node, ast.FunctionDef) and node.lineno <= line <= node.end_lineno
            if is_meant and file.parts[0] == "policy" and node.name in operations.values():
                return {name for name, module in operations.items() if module == node.name}
        users = _users(self.gen)
        seen, rest = {file}, [file]
        while rest:
            for user in users.get(rest.pop(), set()) - seen:
                # Routes and the service load everything.
                if user.parts[0] in ("app", "policy", "persistence", "rules", "workflows"):
                    seen.add(user)
                    rest.append(user)
        if file.parts[0] == "api":
            seen |= _imported(self.gen, self.gen / file)
        stems = {one.stem for one in seen if one.parts[0] == "app"}
        return {name for name, module in operations.items() if module in stems}


@cache
def _operations(gen: Path) -> dict[str, str]:
    """The operations, and the names of their modules."""
    code = json.loads((gen.parents[2] / "tests" / "gen" / "code.json").read_text())
    return {name: own["function"] for name, own in code["operations"].items()}


@cache
def _users(gen: Path) -> dict[Path, set[Path]]:
    """Who loads which file."""
    users: dict[Path, set[Path]] = {}
    for own in gen.rglob("*.py"):
        for used in _imported(gen, own):
            users.setdefault(used, set()).add(own.relative_to(gen))
    return users


def _imported(gen: Path, file: Path) -> set[Path]:
    """The files that a file loads, of those below `gen`."""
    own = file.relative_to(gen)
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = Path(*own.parts[: len(own.parts) - node.level], *(node.module or "").split("."))
            found.add(base.with_suffix(".py"))
            found |= {base / f"{one.name}.py" for one in node.names}
    return {one for one in found if (gen / one).is_file()}


def is_alone(item: pytest.Item) -> bool:
    """Whether a test needs no service."""
    return "test_derived_code" in item.nodeid


@dataclass
class Plan:
    """Which tests come first, and what they need; a plugin of pytest."""

    url: str
    service: int
    first: set[str]
    red: str = ""
    why: str = ""
    count: int = 0
    is_up: bool = field(default=False)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Those that can see the change first, and of them those without a service; the slow ones last."""
        items.sort(key=self.rank)

    def rank(self, item: pytest.Item) -> int:
        """When a test is run."""
        name = item.nodeid.partition("[")[2].rstrip("]")
        is_first = not self.first.isdisjoint((name, *name.split("-")))
        if is_alone(item):
            return 0 if is_first else 2
        if any(word in item.nodeid for word in SLOW):
            return 4
        return 1 if is_first else 3

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Wait for the service before the first test that needs it."""
        if not self.is_up and not is_alone(item):
            end = time.monotonic() + 60
            while not _answers(f"{self.url}/healthz"):
                if not born(self.service) or time.monotonic() > end:
                    pytest.fail("the service does not start")
                time.sleep(0.05)
            self.is_up = True

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the first red test."""
        self.count += report.when == "call"
        if report.failed and not self.red:
            self.red, self.why = report.nodeid, report.longreprtext.strip().splitlines()[-1]


@dataclass
class Verdict:
    """What came of one try."""

    red: str
    why: str
    count: int
    seconds: float


class Bench:
    """One place to try at: a copy of the code, a folder, a name for databases."""

    def __init__(self, project: Project, name: str) -> None:
        self.project = project
        self.folder = Path(tempfile.mkdtemp(dir=project.folder))
        self.database = f"mutate_{name}"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(project.root / "src", self.folder / "src", ignore=ignored)
        shutil.copytree(project.root / "migrations", self.folder / "migrations")

    def close(self) -> None:
        """Leave nothing behind."""
        shutil.rmtree(self.folder, ignore_errors=True)
        asyncio.run(self.statement(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)'))

    def attempt(self, file: Path | None = None, line: int = 0, text: str = "") -> Verdict:
        """Try the code with another text in one of its files, or as it is."""
        began = time.monotonic()
        gen = self.folder / "src" / self.project.package / "gen"
        before = (gen / file).read_text() if file else ""
        asyncio.run(self._fresh())
        if file:
            (gen / file).write_text(text)
        port = free_port()
        service = _forked(lambda: self._serve(port), self.folder / "service.log")
        try:
            first = self.project.operations_behind(file, line) if file else set()
            plan = Plan(f"http://127.0.0.1:{port}", service, first)
            result = self.folder / "verdict.json"
            result.unlink(missing_ok=True)
            tests = _forked(lambda: self._test(plan, result), self.folder / "tests.log")
            ended = _wait(tests, PATIENCE)
        finally:
            _end(service)
            if file:
                (gen / file).write_text(before)
        seconds = time.monotonic() - began
        if not ended or not result.exists():
            return Verdict("-", "the tests do not end", 0, seconds)
        return Verdict(**json.loads(result.read_text()), seconds=seconds)

    # --- in processes of their own -------------------------------------------------------------

    def environment(self) -> dict[str, str]:
        """What the service is started with, on the database and the code of this bench."""
        base, _, _ = self.project.state["database_url"].rpartition("/")
        given = {"DATABASE_URL": f"{base}/{self.database}", "PYTHONPATH": str(self.folder / "src")}
        return {**self.project.state["environment"], **given}

    def _enter(self) -> None:
        """Be where the code is, with its environment, and write no compiled files."""
        sys.dont_write_bytecode = True
        os.chdir(self.project.root)
        os.environ.update(self.environment())
        sys.path[:0] = [str(self.folder / "src"), str(self.project.root)]

    def _serve(self, port: int) -> None:
        import uvicorn

        self._enter()
        uvicorn.run(f"{self.project.package}.main:create_app", factory=True, port=port)

    def _test(self, plan: Plan, result: Path) -> None:
        self._enter()
        options = ["tests/gen", "-x", "-q", "--tb=short", "-p", "no:cacheprovider"]
        options += [f"--base-url={plan.url}", f"--database-url={os.environ['DATABASE_URL']}"]
        options += [f"--service-log={self.folder / 'service.log'}"]
        code = pytest.main(options, plugins=[plan])
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            plan.red, plan.why = plan.red or "-", plan.why or f"pytest ends with {code}"
        result.write_text(json.dumps({"red": plan.red, "why": plan.why, "count": plan.count}))

    # --- databases -----------------------------------------------------------------------------

    async def _fresh(self) -> None:
        """A database as the migrations leave it."""
        for attempt in range(5):
            try:
                await self.statement(f'DROP DATABASE IF EXISTS "{self.database}" WITH (FORCE)')
                await self.statement(f'CREATE DATABASE "{self.database}" TEMPLATE "{TEMPLATE}"')
            except asyncpg.ObjectInUseError:
                if attempt == 4:
                    raise
                await asyncio.sleep(0.3)
            else:
                return

    async def clear(self) -> None:
        """Remove all databases of ours: a bench that was broken off leaves one."""
        base, _, _ = self.project.state["database_url"].rpartition("/")
        connection = await asyncpg.connect(f"{base}/postgres")
        try:
            for row in await connection.fetch("SELECT datname FROM pg_database"):
                if row["datname"].startswith("mutate_"):
                    await connection.execute(f'DROP DATABASE "{row["datname"]}" WITH (FORCE)')
        finally:
            await connection.close()

    async def statement(self, text: str) -> None:
        """Tell the server something about databases."""
        base, _, _ = self.project.state["database_url"].rpartition("/")
        connection = await asyncpg.connect(f"{base}/postgres")
        try:
            await connection.execute(text)
        finally:
            await connection.close()


TEMPLATE = "mutate_template"


@contextmanager
def template(project: Project) -> Iterator[None]:
    """An empty database with all migrations, as long as it is needed."""
    bench = Bench(project, "template")
    try:
        asyncio.run(bench.statement(f'DROP DATABASE IF EXISTS "{TEMPLATE}" WITH (FORCE)'))
        asyncio.run(bench.statement(f'CREATE DATABASE "{TEMPLATE}"'))
        command = [sys.executable, "-m", f"{project.package}.gen.migrate"]
        environment = {**os.environ, **bench.environment()}
        subprocess.run(command, cwd=project.root, env=environment, check=True, capture_output=True)
        yield
    finally:
        asyncio.run(bench.clear())


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=2)
    except (OSError, urllib.error.URLError):
        return False
    return True


def _forked(body: Callable[[], None], log: Path) -> int:
    """Do something in a process of its own, in a group of its own; answers with its id."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        body()
        code = 0
    finally:
        sys.stdout.flush()
        os._exit(code)


def _wait(pid: int, seconds: float) -> bool:
    """Wait for a process of ours; end it if it takes too long."""
    end = time.monotonic() + seconds
    try:
        while time.monotonic() < end:
            if os.waitpid(pid, os.WNOHANG)[0]:
                pid = 0
                return True
            time.sleep(0.02)
        return False
    finally:
        if pid:
            _end(pid)


def _end(pid: int) -> None:
    """End a process of ours, and what it has started."""
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
