"""Mistakes sown into the code of a generated service, one at a time: does a test turn red?

    python tests/service/mutate.py PROJECT [--every N] [--only TEXT] [--list]

PROJECT is a generated project that `contract up` has installed. Its parts are started once; for each
mistake the service is started from a changed copy of its code, and the tests of the project run
until the first one fails. Sown are: guards taken out, comparisons and limits moved, roles and
predicates dropped, transitions taken out or led elsewhere, writes and events left out, locks
dropped. At the end stands how many were found; those that were not are listed.
"""

import argparse
import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# What decides about behaviour; the plumbing is the same for all contracts.
SOWN = ("app/commands", "app/queries", "policy", "rules", "workflows", "persistence", "api")
PLUMBING = {"__init__.py", "database.py", "claims.py", "machine.py", "limits.py"}
COMPARISONS = {
    ast.Eq: "!=",
    ast.NotEq: "==",
    ast.Lt: "<=",
    ast.LtE: "<",
    ast.Gt: ">=",
    ast.GtE: ">",
    ast.In: "not in",
    ast.NotIn: "in",
    ast.Is: "is not",
    ast.IsNot: "is",
}


@dataclass(frozen=True)
class Mistake:
    """A change of one file."""

    file: Path
    line: int
    kind: str
    start: int
    end: int
    text: str

    def shown(self, source: str) -> str:
        """Before and after, in one line."""
        before = " ".join(source[self.start : self.end].split())[:70]
        return f"{self.file}:{self.line}: {self.kind}: {before!r} -> {self.text[:50]!r}"


class Sower(ast.NodeVisitor):
    """Finds the places of a file where a mistake can be sown."""

    def __init__(self, file: Path, source: str) -> None:
        self.file = file
        self.source = source
        self.found: list[Mistake] = []
        starts = [0]
        for line in source.encode().splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        self.starts = starts

    def place(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Where a node stands, in characters."""
        assert node.end_lineno is not None and node.end_col_offset is not None
        data = self.source.encode()
        start = self.starts[node.lineno - 1] + node.col_offset
        end = self.starts[node.end_lineno - 1] + node.end_col_offset
        return len(data[:start].decode()), len(data[:end].decode())

    def sow(self, node: ast.expr | ast.stmt, kind: str, text: str) -> None:
        """Note a mistake."""
        start, end = self.place(node)
        self.found.append(Mistake(self.file, node.lineno, kind, start, end, text))

    def visit_If(self, node: ast.If) -> None:
        """A guard: `if ...: raise`, or `if ...: return` before a `raise`."""
        if any(isinstance(one, ast.Raise) for one in node.body):
            self.sow(node.test, "guard taken out", "False")
        elif any(isinstance(one, ast.Return) for one in node.body):
            self.sow(node.test, "way in for all", "True")
            self.sow(node.test, "way in closed", "False")
        self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> None:
        """A comparison, and the limit in it."""
        if len(node.ops) == 1:
            left, right = ast.unparse(node.left), ast.unparse(node.comparators[0])
            turned = COMPARISONS[type(node.ops[0])]
            self.sow(node, "comparison turned", f"({left} {turned} {right})")
            limit = node.comparators[0]
            if isinstance(limit, ast.Constant) and type(limit.value) is int:
                self.sow(limit, "limit moved", str(limit.value + 1))
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        """Each part of an `and` or `or`, left out."""
        word = " and " if isinstance(node.op, ast.And) else " or "
        for place in range(len(node.values)):
            rest = [ast.unparse(one) for one in node.values if one is not node.values[place]]
            self.sow(node, "condition left out", f"({word.join(rest)})")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        """Roles: one less. Limits of fields: moved."""
        name = ast.unparse(node.func)
        if name.endswith(".has"):
            for role in node.args:
                rest = [ast.unparse(one) for one in node.args if one is not role]
                self.sow(node, "role dropped", f"{name}({', '.join(rest)})")
        for word in node.keywords:
            value = word.value
            if name in ("Field", "Query") and isinstance(value, ast.Constant):
                if word.arg in ("ge", "gt", "min_length") and type(value.value) is int:
                    self.sow(value, "limit moved", str(value.value - 1))
                if word.arg in ("le", "lt", "max_length") and type(value.value) is int:
                    self.sow(value, "limit moved", str(value.value + 1))
        self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> None:
        """A step: a check, a write, an event, a call of somebody outside."""
        call = node.value.value if isinstance(node.value, ast.Await) else node.value
        if isinstance(call, ast.Call):
            name = ast.unparse(call.func)
            if not re.search(r"\blog\b|overrides\.(before|after)", name):
                self.sow(node, "step left out", "pass")
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        """A table of transitions: each taken out, or led elsewhere."""
        if "workflows" in self.file.parts:
            targets = sorted({ast.unparse(value) for value in node.values})
            for key, value in zip(node.keys, node.values, strict=True):
                other = next((one for one in targets if one != ast.unparse(value)), None)
                if key and isinstance(key, ast.Tuple):
                    first, *rest = map(ast.unparse, key.elts)
                    self.sow(key, "transition taken out", f"({', '.join([first, repr('-'), *rest[1:]])})")
                    if other:
                        self.sow(value, "transition led elsewhere", other)
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        """What a rule says; the predicates and locks of a statement in SQL."""
        if isinstance(node.value, bool) and "rules" in self.file.parts:
            self.sow(node, "rule turned", str(not node.value))
        if isinstance(node.value, str) and re.match(r"\s*(SELECT|UPDATE|DELETE)\b", node.value):
            self.statement(node)

    def statement(self, node: ast.Constant) -> None:
        """Predicates, order and locks."""
        start, end = self.place(node)
        text = self.source[start:end]
        predicates = re.compile(
            r"(?:WHERE|AND)\s+((?:\(\$\d+::\w+ IS NULL OR )?[\w.]+ (?:=|<>|>=|<=|<|>) [^\s)]+\)?)"
        )
        for found in predicates.finditer(text):
            where = self.source.count("\n", 0, start + found.start(1)) + 1
            at = (start + found.start(1), start + found.end(1))
            wide = f"({found[1]} OR TRUE)"
            self.found.append(Mistake(self.file, where, "predicate dropped", *at, wide))
        for found in re.finditer(r"FOR (?:NO KEY )?UPDATE(?: OF \w+)?", text):
            where = self.source.count("\n", 0, start + found.start()) + 1
            at = (start + found.start(), start + found.end())
            self.found.append(Mistake(self.file, where, "lock dropped", *at, ""))


def mistakes(root: Path) -> Iterator[Mistake]:
    """All mistakes that can be sown below `gen`."""
    for folder in SOWN:
        for path in sorted((root / folder).rglob("*.py")):
            if path.name not in PLUMBING:
                source = path.read_text()
                sower = Sower(path.relative_to(root), source)
                sower.visit(ast.parse(source))
                yield from sower.found


def operation_of(file: Path) -> str:
    """The operation that a file is about: `CheckIn` for `app/commands/check_in.py`."""
    if file.parts[0] != "app":
        return ""
    return "".join(word.capitalize() for word in file.stem.split("_"))


@dataclass
class Bench:
    """A project with running parts, and a copy of its code to sow into."""

    project: Path
    copy: Path
    package: str
    environment: dict[str, str]

    @property
    def python(self) -> str:
        """The interpreter of the project."""
        return str(self.project / ".venv" / "bin" / "python")

    def try_service(self, known: list[str], first: str = "") -> tuple[bool, str]:
        """Start the service from the copy and run the tests; answers whether all is green.

        The tests whose names contain `first` are run before all others.
        """
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        environment = {**os.environ, **self.environment, "PYTHONPATH": str(self.copy)}
        command = [self.python, "-m", "uvicorn", "--factory", f"{self.package}.main:create_app"]
        service = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)],
            env=environment,
            cwd=self.project,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            if not healthy(url, service):
                return False, "it does not start"
            quick = "not hanging and not wait and not process"
            if first:
                good, why = self.run_tests(url, known, f"{quick} and {first}")
                if not good:
                    return good, why
            good, why = self.run_tests(url, known, quick)
            if good and first:
                # Killed in the middle of a call: only where nothing else has seen anything.
                return self.run_tests(url, known, f"cut_off and {first}")
            return good, why
        finally:
            service.kill()
            service.wait()


    def run_tests(self, url: str, known: list[str], which: str) -> tuple[bool, str]:
        """Run some tests until the first one fails."""
        try:
            done = subprocess.run(
                [
                    *(self.python, "-m", "pytest", "tests", "-x", "-q", "--tb=no"),
                    *("-p", "no:cacheprovider", f"--base-url={url}", "-k", which),
                    *(f"--deselect={one}" for one in known),
                ],
                cwd=self.project,
                env={**os.environ, "PYTHONPATH": str(self.copy)},
                capture_output=True,
                text=True,
                check=False,
                timeout=240,
            )
        except subprocess.TimeoutExpired:
            return False, "the tests do not end"
        failed = re.search(r"FAILED (\S+)", done.stdout)
        # Nothing is left to run where no test has such a name.
        return done.returncode in (0, 5), failed[1] if failed else done.stdout[-200:]


def healthy(url: str, service: "subprocess.Popen[bytes]") -> bool:
    """Whether the service comes up."""
    end = time.monotonic() + 30
    while time.monotonic() < end and service.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/healthz", timeout=2)
        except (OSError, urllib.error.URLError):
            time.sleep(0.1)
        else:
            return True
    return False


def main() -> int:
    """Sow, try, count."""
    parser = argparse.ArgumentParser()
    parser.add_argument("project", type=Path)
    parser.add_argument("--every", type=int, default=1, help="only each Nth mistake")
    parser.add_argument("--only", default="", help="only mistakes that contain this text")
    parser.add_argument("--list", action="store_true", help="say what would be sown")
    given = parser.parse_args()
    project = given.project.resolve()
    package = next((project / "src").glob("*/gen")).parent.name
    gen = project / "src" / package / "gen"
    found = list(mistakes(gen))
    shown = {one: one.shown((gen / one.file).read_text()) for one in found}
    chosen = [one for one in found if given.only in shown[one]][:: given.every]
    if given.list:
        print("\n".join(shown[one] for one in chosen), f"\n{len(chosen)} mistakes")
        return 0
    python = str(project / ".venv" / "bin" / "python")
    subprocess.run([python, "-m", "dev", "up", "--parts-only"], cwd=project, check=True)
    state = json.loads((project / ".contract" / "run" / "state.json").read_text())
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "src"
        shutil.copytree(project / "src", copy)
        shutil.copytree(project / "migrations", Path(folder) / "migrations")
        bench = Bench(project, copy, package, state["environment"])
        known: list[str] = []
        while True:
            good, why = bench.try_service(known)
            if good:
                break
            if "::" not in why or len(known) > 20:
                print(f"the service itself fails: {why}")
                return 1
            print(f"red without any mistake, left out: {why}")
            known.append(why)
        missed = []
        for place, one in enumerate(chosen, 1):
            target = copy / package / "gen" / one.file
            source = (gen / one.file).read_text()
            target.write_text(source[: one.start] + one.text + source[one.end :])
            green, why = bench.try_service(known, operation_of(one.file))
            target.write_text(source)
            if green:
                missed.append(one)
            print(f"{place}/{len(chosen)} {'MISSED' if green else 'found '} {shown[one]}", flush=True)
            if not green:
                print(f"          {why}", flush=True)
    share = 100 * (len(chosen) - len(missed)) / max(len(chosen), 1)
    print(f"\n{len(chosen)} mistakes, {len(chosen) - len(missed)} found: {share:.1f} %")
    for one in missed:
        print(f"  missed: {shown[one]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
