"""How the service behaves while it runs: how often one may call, who may from a page, what is seen.

Some of these tests start services of their own beside the one that is tried, on the same parts.
"""

import json
import re
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from .support import effects
from .support.beside import beside
from .support.given import fail
from .support.outcome import NotExecutable
from .support.service import Service
from .support.stage import MakeStage, Stage
from .support.system import SYSTEM, Node, outside
from .test_derived_outside import failure_of

# --- how often -------------------------------------------------------------------------------


def limits() -> list[str]:
    """The limits of how often one may call."""
    return [one["name"] for one in SYSTEM.security["rates"]]


def some_operation(rate: Node) -> Node:
    """An operation that a limit is about."""
    for operation in SYSTEM.reachable():
        named = not rate["operations"] or operation["name"] in rate["operations"]
        if named and not operation["access"]["open"] and not outside(operation):
            return operation
    raise NotExecutable("no operation is found that this limit is about")


@pytest.mark.parametrize("name", limits())
def test_too_often(
    name: str, state: dict[str, Any], service: Service, make_stage: MakeStage
) -> None:
    """One call more than allowed is refused, with the time to wait; others are not concerned."""
    rate = next(one for one in SYSTEM.security["rates"] if one["name"] == name)
    operation = some_operation(rate)
    variable = f"RATE_LIMIT_{re.sub(r'[^A-Za-z0-9]+', '_', name).upper()}_REQUESTS"
    with beside(state, service, "service-limited", **{variable: "2"}) as limited:

        def call(like: Stage | None = None) -> tuple[Stage, Any]:
            stage = make_stage(operation)
            if like:
                stage.become(like)
            stage.settle().prepare()
            stage.service = limited
            return stage, stage.send()

        first, answer = call()
        effects.check_success(first, answer)
        second, answer = call(first)
        effects.check_success(second, answer)
        _, answer = call(first)
        effects.check_failure(answer, "TooManyRequests")
        assert 1 <= int(answer.headers["retry-after"]) <= rate["per_seconds"]
        if rate["scope"] == "user":
            other, answer = call()
            effects.check_success(other, answer)
        health = limited.client.get(f"{limited.url}/healthz")
        assert health.status_code == 200


# --- pages of the web ------------------------------------------------------------------------


def pages() -> list[tuple[str, bool]]:
    """Origins of pages that may call, and one that may not."""
    cors = SYSTEM.security["cors"]
    if not cors or "*" in cors["origins"]:
        return []
    return [*((one, True) for one in cors["origins"]), ("https://elsewhere.example.net", False)]


@pytest.mark.parametrize(("page", "may"), pages())
def test_page(page: str, may: bool, service: Service) -> None:
    """A page of an origin that is named may call, and no other."""
    operation = SYSTEM.reachable()[0]
    url = service.url + operation["routes"][0]["path"].replace("{", "").replace("}", "")
    cors = SYSTEM.security["cors"]
    headers = {"Origin": page, "Access-Control-Request-Method": cors["methods"][0]}
    answer = service.client.options(url, headers=headers)
    allowed = answer.headers.get("access-control-allow-origin")
    assert (allowed == page) == may, f"{answer.status_code} {allowed}"


# --- what is measured ------------------------------------------------------------------------


def measured(*kinds: str) -> list[tuple[str, str]]:
    """What is measured: the operation that shows it, and the name of the metric."""
    found = []
    for one in SYSTEM.observed:
        for metric in one["metrics"]:
            if metric["measure"]["is"] in kinds:
                for operation in shown_by(one)[:1]:
                    found.append((operation, metric["name"]))
    return found


def shown_by(one: Node) -> list[str]:
    """The operations by which something that is watched can be seen."""
    if one["kind"] == "command":
        return [one["name"]]
    key = "integration" if one["kind"] == "integration" else "call"
    return [
        operation["name"]
        for operation in SYSTEM.reachable()
        if any(step["action"].get(key) == one["name"] for step in outside(operation))
    ]


def numbers(service: Service) -> dict[str, float]:
    """What the service tells under `/metrics`."""
    text = service.client.get(f"{service.url}/metrics").text
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in lines if "{" not in name}


def plain(metric: str) -> str:
    """The name of a metric as Prometheus has it."""
    return re.sub(r"[^A-Za-z0-9]+", "_", metric).lower()


@pytest.mark.parametrize(("name", "metric"), measured("count", "latency"))
def test_counted(name: str, metric: str, service: Service, make_stage: MakeStage) -> None:
    """A call is counted, and the time that it takes is measured."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    before = numbers(service)
    effects.check_success(stage, stage.send())
    after = numbers(service)
    names = [f"{plain(metric)}_total", f"{plain(metric)}_count"]
    assert any(after[one] >= before[one] + 1 for one in names if one in after), names


@pytest.mark.parametrize(("name", "metric"), measured("errors"))
def test_errors_are_counted(
    name: str, metric: str, service: Service, make_stage: MakeStage
) -> None:
    """A call that fails is counted among those that fail."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    if not outside(stage.operation):
        raise NotExecutable("nothing makes it fail")
    step = outside(stage.operation)[0]
    fail(stage, step["action"])
    before = numbers(service)
    effects.check_failure(stage.send(), failure_of(step, "503"))
    assert numbers(service)[f"{plain(metric)}_total"] >= before[f"{plain(metric)}_total"] + 1


def asked() -> list[tuple[str, str]]:
    """What the database is asked for: the metric, and the table."""
    return [
        (metric["name"], metric["measure"]["table"])
        for one in SYSTEM.observed
        for metric in one["metrics"]
        if metric["measure"]["is"] == "rows" and not metric["measure"]["state"]
    ]


@pytest.mark.parametrize(("metric", "table"), asked())
def test_rows_are_counted(metric: str, table: str, service: Service, make_stage: MakeStage) -> None:
    """The number of rows is told as it is."""
    stage = make_stage(SYSTEM.reachable()[0])
    stage.world.draft(table)
    stage.world.store()
    wanted = len(stage.world.database.rows(table))
    assert numbers(service)[plain(metric)] == wanted


def others() -> list[str]:
    """All that is told of the whole service."""
    return [
        metric["name"]
        for one in SYSTEM.observed
        for metric in one["metrics"]
        if metric["measure"]["is"] in ("connections", "age")
    ]


@pytest.mark.parametrize("metric", others())
def test_told(metric: str, service: Service) -> None:
    """What is measured of the whole service is told."""
    assert numbers(service)[plain(metric)] >= 0


# --- what stands in the log ------------------------------------------------------------------


def logged() -> list[tuple[str, str]]:
    """What tells something to the log, and an operation that makes it do so."""
    found = []
    for one in SYSTEM.observed:
        if not one["log"]:
            continue
        if one["kind"] == "command":
            found.append((one["name"], one["name"]))
        for workflow in SYSTEM.workflows:
            if one["kind"] == "workflow" and workflow["name"] == one["name"]:
                names = [step["operation"] for step in workflow["transitions"]]
                found += [(one["name"], name) for name in dict.fromkeys(names)]
    return found


def expected(stage: Stage, answer: dict[str, Any], one: Node) -> dict[str, Any]:
    """What a line says, as far as it is known: what was answered or asked, or stands in the row."""
    workflow = next((own for own in SYSTEM.workflows if own["name"] == one["name"]), None)
    if one["kind"] == "workflow" and workflow:
        row = next(
            own["row"] for own in stage.loads.values() if own["entity"] == workflow["entity"]
        )
        known = stage.row(row).now() or {}
    else:
        known = {**stage.inputs, **answer}
    said = {
        field: known.get(node["field"] if node["from"] == "column" else field)
        for field, node in one["log"]
    }
    said = {field: value for field, value in said.items() if isinstance(value, str | int | UUID)}
    for field, mask in SYSTEM.security["masks"]:
        if field in said:
            said[field] = "***" if mask == "redact" else None
    return {field: str(value) for field, value in said.items() if value is not None}


def lines_of(file: Path, start: int, what: str) -> list[dict[str, Any]]:
    """The lines of a log about something, from a place on."""
    with file.open("rb") as content:
        content.seek(start)
        lines = [json.loads(line) for line in content if line.startswith(b"{")]
    return [line for line in lines if line["message"] == what]


@pytest.mark.parametrize(("what", "name"), logged())
def test_log(what: str, name: str, state: dict[str, Any], make_stage: MakeStage) -> None:
    """A line of the log tells what the contract says; what is personal is hidden in it."""
    if not state.get("service_log"):
        raise NotExecutable("the log is not ours")
    file = Path(state["service_log"])
    start = file.stat().st_size
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    answer = stage.send()
    effects.check_success(stage, answer)
    one = next(one for one in SYSTEM.observed if one["name"] == what)
    said = expected(stage, answer.json() if answer.content else {}, one)
    fields = {field for field, _ in one["log"]}

    def tells(line: dict[str, Any]) -> bool:
        return fields <= set(line) and all(str(line[own]) == said[own] for own in said)

    end = time.monotonic() + 2
    while not any(map(tells, lines := lines_of(file, start, what))):
        assert time.monotonic() < end, f"{said} is not told: {lines}"
        time.sleep(0.1)
