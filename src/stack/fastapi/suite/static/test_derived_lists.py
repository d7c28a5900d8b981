"""Lists: what they show, what they leave out, and how they are cut into pages."""

import secrets
import string
from collections.abc import Callable
from typing import Any

import pytest

from .support import conditions, samples
from .support.compare import same
from .support.outcome import NotExecutable
from .support.stage import MakeStage, Stage
from .support.system import SYSTEM, Node, constant
from .support.world import Draft

READING = [one for one in SYSTEM.reachable() if one["reading"]]
LISTS = [
    one["name"]
    for one in READING
    if any(output["value"]["from"] == "listed" for output in one["outputs"])
]


def page(stage: Stage) -> list[Node]:
    """Call, and take the rows out of the answer."""
    answer = stage.send()
    assert answer.status_code == stage.operation["routes"][0]["status"], answer.text[:300]
    output = next(one for one in stage.operation["outputs"] if one["value"]["from"] == "listed")
    rows = answer.json()[output["name"]]
    return list(rows.values()) if isinstance(rows, dict) else rows


def pages(stage: Stage) -> list[list[Node]]:
    """All pages, up to the first one that is empty."""
    cut = stage.operation["reading"]["page"]
    if not cut or not cut["input"]:
        return [page(stage)]
    found: list[list[Node]] = []
    rows = len(stage.world.database.rows(stage.operation["reading"]["table"]))
    while not found or found[-1]:
        # The table has no more rows than this: whoever shows further pages does not count them.
        assert len(found) <= rows // cut["size"] + 1, f"`{cut['input']}` = {len(found)} shows rows"
        stage.inputs[cut["input"]] = len(found) + 1
        found.append(page(stage))
    return found


def shown(stage: Stage) -> list[Node]:
    """All rows, of all pages."""
    return [row for one in pages(stage) for row in one]


def like(stage: Stage, **values: Any) -> Draft:
    """Another row beside the listed one, which the list should show as well."""
    assert stage.listed
    filtered = {one["column"] for one in stage.operation["reading"]["filters"]}
    granted = {
        node["field"]
        for grant in stage.grants()
        for condition in grant["when"]
        for node in (condition["left"], condition["right"])
        if node["from"] == "column"
    }
    same = {name: stage.listed[name] for name in filtered | granted if name in columns(stage)}
    same |= {one[2]: stage.listed[one[2]] for one in stage.operation["reading"]["joins"]}
    return stage.listed.sibling(**{**same, **values})


def columns(stage: Stage) -> set[str]:
    """The columns of the listed table."""
    table = stage.operation["reading"]["table"]
    return {column["name"] for column in SYSTEM.tables[table]["columns"]}


def key_of(stage: Stage) -> str:
    """The column that tells one listed row from the others."""
    keys: list[str] = SYSTEM.tables[stage.operation["reading"]["table"]]["key"]
    return keys[0]


def has(rows: list[Node], draft: Draft, key: str) -> bool:
    """Whether a row is shown."""
    return any(same(draft[key], row[key]) for row in rows)


@pytest.mark.parametrize("name", LISTS)
def test_all_fields(name: str, make_stage: MakeStage) -> None:
    """A row is shown as it is stored."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    assert stage.listed
    row = next(one for one in shown(stage) if same(stage.listed[key_of(stage)], one[key_of(stage)]))
    stored = stage.listed.now()
    assert stored
    for field, value in row.items():
        assert same(stored[field], value), f"{field} is {value!r}"


def filters() -> list[tuple[str, int]]:
    """Each filter of each list."""
    return [
        (name, place)
        for name in LISTS
        for place in range(len(SYSTEM.operations[name]["reading"]["filters"]))
    ]


@pytest.mark.parametrize(("name", "place"), filters())
def test_filter(name: str, place: int, make_stage: MakeStage) -> None:
    """A filter lets in what fits, and leaves out what does not."""
    stage = make_stage(SYSTEM.operations[name])
    one = stage.operation["reading"]["filters"][place]
    if one["value"]["from"] == "input":
        stage.give(one["value"]["name"])
    stage.settle()
    assert stage.listed
    wanted = stage.value(one["value"])
    fitting = [stage.listed, *(like(stage, **{one["column"]: own}) for own in edges(one, wanted))]
    outsiders = strangers(stage, one, wanted)
    stage.prepare()
    rows = shown(stage)
    for row in fitting:
        assert has(rows, row, key_of(stage)), "a row that fits is left out"
    for row in outsiders:
        assert not has(rows, row, key_of(stage)), "a row that does not fit is shown"


def edges(one: Node, wanted: Any) -> list[str]:
    """The first and the last moment of a day that a filter lets in."""
    if one["how"] != "on_day":
        return []
    return [f"{wanted}T00:00:00+00:00", f"{wanted}T23:59:59.999999+00:00"]


def outside(how: str, wanted: Any) -> list[Any]:
    """Values that a filter by a part leaves out: of days, the moments before and behind."""
    if how == "on_day":
        before, behind = (samples.apart({"is": "date"}, wanted, step) for step in (-1, 1))
        return [f"{before}T23:59:59.999999+00:00", f"{behind}T00:00:00+00:00"]
    return [f"~{secrets.token_hex(3)}"]


def strangers(stage: Stage, one: Node, wanted: Any) -> list[Draft]:
    """Rows that differ from the listed one only in what a filter looks at."""
    assert stage.listed
    parts = ("on_day", "starts_with", "contains")
    if one["how"] in parts and one["table"] == stage.listed.table:
        return [like(stage, **{one["column"]: value}) for value in outside(one["how"], wanted)]
    return [stranger(stage, one, wanted)]


OPPOSITE = {"from": "less", "until": "more", "after": "at_most", "before": "at_least"}


def stranger(stage: Stage, one: Node, wanted: Any) -> Draft:
    """A row that differs from the listed one only in what a filter looks at."""
    how = OPPOSITE.get(one["how"], "not_equal")
    assert stage.listed
    if one["table"] == stage.listed.table:
        node = {"from": "column", "field": one["column"]}
        value = conditions.candidate(stage, node, how, wanted)
        if value is None:
            raise NotExecutable("all values fit")
        return like(stage, **{one["column"]: value})
    # The column stands in another table: its row must differ.
    table, column, own = next(
        join for join in stage.operation["reading"]["joins"] if join[0] == one["table"]
    )
    kind = SYSTEM.column(table, one["column"])["type"]
    joined = stage.world.find_or_draft(table, column, stage.listed[own])
    joined.values[one["column"]] = conditions.beside(one, wanted, 1)
    step = {"less": -1, "at_most": 0, "at_least": 0}.get(how, 1)
    other = stage.world.draft(table, **{one["column"]: conditions.shifted(kind, wanted, step)})
    for shared in SYSTEM.tables[table]["foreign_keys"]:
        other.values[shared["column"]] = joined[shared["column"]]
    return like(stage, **{own: other[column]})


@pytest.mark.parametrize(
    "name",
    [
        one
        for one in LISTS
        if (SYSTEM.operations[one]["reading"]["page"] or {"input": None})["input"]
    ],
)
def test_pages(name: str, make_stage: MakeStage) -> None:
    """Each row stands on one page, in one order; behind the last page there is nothing."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    assert stage.listed
    size = stage.operation["reading"]["page"]["size"]
    many = [stage.listed, *(like(stage) for _ in range(size))]
    stage.prepare()
    key, found = key_of(stage), pages(stage)
    assert len(found) > 2
    assert all(len(one) == size for one in found[:-2]), [len(one) for one in found]
    keys = [str(row[key]) for one in found for row in one]
    assert len(keys) == len(set(keys)), "a row stands on two pages"
    assert {str(one[key]) for one in many} <= set(keys), "a row is missing"


MEASURED = [
    (one["name"], output["name"])
    for one in READING
    for output in one["outputs"]
    if output["value"]["from"] == "measured"
]


@pytest.mark.parametrize(("name", "output"), MEASURED)
def test_measure(name: str, output: str, make_stage: MakeStage) -> None:
    """Rows that fit are counted or added up; others are not."""
    stage = make_stage(SYSTEM.operations[name]).settle()
    node = next(one["value"] for one in stage.operation["outputs"] if one["name"] == output)
    assert stage.listed
    stage.listed.values |= {column: constant(values[0]) for column, values in node["when"]}
    own = added(stage, node)
    before = measure(stage, output)
    stage.prepare()
    assert same(measure(stage, output), before + own), "a row that fits does not count"
    for column, values in node["when"]:
        choices = SYSTEM.column(stage.listed.table, column)["values"]
        others = [one for one in choices if one not in map(constant, values)]
        for other in others:
            like(stage, **{**shared(stage), column: other})
    stage.prepare()
    assert same(measure(stage, output), before + own), "a row that does not fit counts"


def measured() -> list[tuple[str, str, int]]:
    """A number of each operation that gives some, and each filter of what it counts."""
    first = dict(reversed(MEASURED))
    return [
        (name, output, place)
        for name, output in first.items()
        for place, one in enumerate(SYSTEM.operations[name]["reading"]["filters"])
        if one["table"] == SYSTEM.operations[name]["reading"]["table"]
    ]


@pytest.mark.parametrize(("name", "output", "place"), measured())
def test_measured_rows(name: str, output: str, place: int, make_stage: MakeStage) -> None:
    """A filter decides which rows count."""
    stage = make_stage(SYSTEM.operations[name])
    one = stage.operation["reading"]["filters"][place]
    if one["value"]["from"] == "input":
        stage.give(one["value"]["name"])
    stage.settle()
    node = next(own["value"] for own in stage.operation["outputs"] if own["name"] == output)
    assert stage.listed
    stage.listed.values |= {column: constant(values[0]) for column, values in node["when"]}
    wanted, amount = stage.value(one["value"]), added(stage, node)
    stage.prepare()
    before = measure(stage, output)
    counted = {column: constant(values[0]) for column, values in node["when"]}
    if node["sum"]:
        counted[node["sum"]] = amount
    for row in strangers(stage, one, wanted):
        row.values |= {name: value for name, value in counted.items() if name != one["column"]}
    stage.prepare()
    assert same(measure(stage, output), before), "a row that does not fit counts"
    more = [like(stage, **{**counted, one["column"]: own}) for own in edges(one, wanted)]
    stage.prepare()
    wanted = before + amount * len(more)
    assert same(measure(stage, output), wanted), "a row that fits does not count"


def shared(stage: Stage) -> dict[str, Any]:
    """What the listed row holds, but for what no two rows may hold."""
    assert stage.listed
    table = SYSTEM.tables[stage.operation["reading"]["table"]]
    alone = [one["columns"] for one in table["indexes"] if one["unique"]]
    alone = [*(own for own in alone if len(own) == 1), table["key"]]
    own = {column for columns in alone for column in columns}
    return {name: value for name, value in stage.listed.values.items() if name not in own}


def added(stage: Stage, node: Node) -> Any:
    """How much the listed row adds to a number: one, or what it holds, which is something."""
    assert stage.listed
    if not node["sum"]:
        return 1
    if stage.listed[node["sum"]] is None:
        column = SYSTEM.column(stage.listed.table, node["sum"])
        made = samples.good(column["type"], column["met"], column["name"])
        stage.listed.values[column["name"]] = made
    return stage.listed[node["sum"]]


def measure(stage: Stage, output: str) -> Any:
    """Call, and take one number out of the answer."""
    answer = stage.send()
    assert answer.status_code == stage.operation["routes"][0]["status"], answer.text[:300]
    seen = answer.json()[output]
    return float(seen) if isinstance(seen, str) else seen


def begun(wanted: Any, step: int) -> str:
    """A short text with a beginning, new each time: it may be a key."""
    letters = string.ascii_lowercase + string.digits
    return f"{wanted}{step}{secrets.choice(letters)}{secrets.choice(letters)}"


# A filter of the column by which a list is ordered, and values beside each other that it lets in.
ORDERED: dict[str, Callable[[Any, int], Any]] = {
    "starts_with": begun,
    "on_day": lambda wanted, step: f"{wanted}T1{step}:00:00+00:00",
}


def ordered() -> list[str]:
    """Lists with an order that no filter fixes."""
    found = []
    for name in LISTS:
        reading = SYSTEM.operations[name]["reading"]
        fixed = {one["column"] for one in reading["filters"] if one["how"] not in ORDERED}
        if reading["order"] and reading["order"][0][0] not in fixed:
            found.append(name)
    return found


@pytest.mark.parametrize("name", ordered())
def test_order(name: str, make_stage: MakeStage) -> None:
    """Rows stand in the order that is declared."""
    stage = make_stage(SYSTEM.operations[name])
    column, falls = stage.operation["reading"]["order"][0]
    filters = [one for one in stage.operation["reading"]["filters"] if one["column"] == column]
    for one in filters:
        if one["value"]["from"] == "input":
            stage.give(one["value"]["name"])
    stage.settle()
    assert stage.listed
    node = SYSTEM.column(stage.listed.table, column)
    kind, met = node["type"], node["met"]
    if stage.listed[column] is None:
        stage.listed.values[column] = samples.good(kind, met, column)
    values = [samples.apart(kind, stage.listed[column], step, met) for step in (2, 1)]
    for one in filters:
        stage.listed.values[column], *values = (
            ORDERED[one["how"]](stage.value(one["value"]), step) for step in (0, 2, 1)
        )
    drafts = [stage.listed, *(like(stage, **{column: value}) for value in values)]
    stage.prepare()
    key, rows = key_of(stage), shown(stage)
    wanted = sorted(drafts, key=lambda one: conditions.ordered(one[column]), reverse=falls)
    keys = [str(row[key]) for row in rows]
    places = [keys.index(str(one[key])) for one in wanted]
    assert places == sorted(places), f"not in the order of `{column}`"
