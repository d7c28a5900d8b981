"""The generated functions that decide, called directly: in each case they say what the contract says.

No service and no database are needed. What must come of a call is worked out from the contract; only
where the functions stand is read from `code.json`.
"""

import asyncio
import itertools
import json
from collections.abc import Generator
from types import SimpleNamespace
from typing import Any

import pytest

from .support import cases, code, conditions
from .support.code import CODE
from .support.compare import same
from .support.system import SYSTEM, Node, constant

CLOSED = [one["name"] for one in SYSTEM.operations.values() if not one["access"]["open"]]
ROLES = [
    (name, roles)
    for name in CLOSED
    for count in range(3)
    for roles in itertools.combinations(SYSTEM.roles, count)
]


# --- decision tables ---------------------------------------------------------------------------


def comparisons(table: Node) -> list[tuple[str, Node]]:
    """Each test of a table, with the input that it looks at."""
    return [
        (cell["input"], test)
        for row in table["rows"]
        for cell in row["when"]
        for group in cell["any"]
        for test in group
    ]


def optional(table: Node) -> set[str]:
    """The inputs that an operation may have nothing for."""
    return {
        name
        for operation in SYSTEM.operations.values()
        for requirement in operation["phases"]["requirements"]
        if requirement["check"]["is"] == "decision"
        and requirement["check"]["decision"] == table["name"]
        for name, node in requirement["check"]["inputs"]
        if node["from"] == "null" or not kind_of(operation, node)[1]
    }


def inputs_of(table: Node) -> dict[str, list[Any]]:
    """The values that each input of a table is given."""
    missing = optional(table)
    pools = {
        name: cases.around(
            kind,
            [
                constant(test["with"]["constant"])
                for own, test in comparisons(table)
                if own == name and "constant" in test["with"]
            ],
        )
        + ([None] if name in missing else [])
        for name, kind in table["inputs"]
    }
    pairs = [
        (own, test["with"]["input"]) for own, test in comparisons(table) if "input" in test["with"]
    ]
    return cases.shared(pools, pairs)


@pytest.mark.parametrize("name", CODE["decisions"])
def test_table(name: str) -> None:
    """At and around each limit of a table, the first row that fits decides; where none does, it refuses."""
    table, place = SYSTEM.decisions[name], CODE["decisions"][name]
    function = getattr(code.module(place["module"]), place["function"])
    single = [kind["is"] for _, kind in table["outputs"]] == ["bool"]
    for inputs in cases.assignments(inputs_of(table)):
        said = next(
            (
                {out: conditions.entry(one, inputs) for out, one in row["then"]}
                for row in table["rows"]
                if conditions.fits(row, inputs)
            ),
            {},
        )
        answer = function(**{code.field(own): value for own, value in inputs.items()})
        if single:
            (out, _), refusing = table["outputs"][0], dict(place["refusing"])
            assert answer is said.get(out, refusing.get(out, False)), inputs
            continue
        for out, _ in table["outputs"]:
            assert same(said.get(out), getattr(answer, code.field(out))), (out, inputs)
        allowed = all(said.get(out) == (not by) for out, by in place["refusing"])
        assert answer.allowed is allowed, inputs


# --- who may call ------------------------------------------------------------------------------


def resolved(operation: Node, node: Node) -> Node:
    """What a value is in truth, where the system fills an input."""
    if node["from"] == "input" and not node["path"]:
        source = next(one["source"] for one in operation["inputs"] if one["name"] == node["name"])
        if source["from"] == "system" and source["value"]["from"] in ("input", "actor", "row"):
            return resolved(operation, source["value"])
    return node


def kind_of(operation: Node, node: Node) -> tuple[Node, bool]:
    """The type of a value, and whether it is always there."""
    kind: Node = {"is": "json"}
    always = True
    match node["from"]:
        case "actor":
            attributes = SYSTEM.actor["attributes"] if SYSTEM.actor else []
            own = next((one for one in attributes if one["name"] == node["field"]), None)
            return (own["type"], own["required"]) if own else ({"is": "uuid"}, True)
        case "size":
            return {"is": "int"}, True
        case "input":
            own = next(one for one in operation["inputs"] if one["name"] == node["name"])
            kind, always = own["type"], own["required"] or own["default"] is not None
        case "row":
            loads = operation["phases"]["loads"]
            table = next((one["table"] for one in loads if one["row"] == node["row"]), None)
            if table is None:
                return kind, False
            column = SYSTEM.column(table, node["field"])
            kind, always = column["type"], column["required"]
            if column["values"]:
                kind = {"is": "one_of", "values": column["values"]}
    for step in node.get("path", []):
        own = next(one for one in SYSTEM.values[kind["name"]]["fields"] if one["name"] == step)
        kind, always = own["type"], always and own["required"]
    return kind, always


def key(node: Node) -> str:
    """One text for all places where a value stands."""
    return json.dumps(node, sort_keys=True)


def is_role(node: Node) -> bool:
    """Whether a value is the role of the caller."""
    return node["from"] == "actor" and node["field"] in ("role", "roles")


def values_of(operation: Node) -> tuple[dict[str, Node], dict[str, list[Any]]]:
    """The values that access depends on, and what each of them is given."""
    nodes: dict[str, Node] = {}
    constants: dict[str, list[Any]] = {}
    pairs = []
    for grant in operation["access"]["grants"]:
        for condition in grant["when"]:
            sides = [resolved(operation, condition[side]) for side in ("left", "right")]
            free = [one for one in sides if one["from"] not in ("constant", "column", "null")]
            for one in free:
                if not is_role(one):
                    nodes[key(one)] = one
                    fixed = [
                        constant(side["value"]) for side in sides if side["from"] == "constant"
                    ]
                    constants.setdefault(key(one), []).extend(fixed)
            if len(free) == 2 and not any(map(is_role, free)):
                pairs.append((key(free[0]), key(free[1])))
    pools = {}
    for name, node in nodes.items():
        kind, always = kind_of(operation, node)
        pools[name] = cases.around(kind, constants[name]) + ([] if always else [None])
    shared = cases.shared(pools, pairs)
    for name, node in nodes.items():
        # What is compared with something that may be missing may still be always there.
        if kind_of(operation, node)[1]:
            shared[name] = [one for one in shared[name] if one is not None]
    return nodes, shared


def is_true(
    operation: Node, condition: Node, given: dict[str, Any], roles: tuple[str, ...]
) -> bool:
    """Whether a condition lets in; of rows that are listed, the database is asked."""
    sides = [resolved(operation, condition[side]) for side in ("left", "right")]
    if any(one["from"] == "column" for one in sides):
        return True
    how = condition["how"]
    left, right = (
        constant(one["value"]) if one["from"] == "constant" else given.get(key(one))
        for one in sides
    )
    if is_role(sides[0]):
        wanted = right if isinstance(right, list) else [right]
        return any(role in wanted for role in roles) != bool(how == "not_equal")
    nothing = any(
        one["from"] == "null" or (one["from"] == "constant" and one["value"]["is"] == "null")
        for one in sides
    )
    if (left is None or right is None) and not nothing:
        return False
    if nothing and how == "not_equal":
        return left is not right
    return conditions.compare(how, left, right)


def put(target: SimpleNamespace, path: list[str], value: Any) -> None:
    """Set a field inside of a value."""
    for step in path[:-1]:
        if not hasattr(target, code.field(step)):
            setattr(target, code.field(step), SimpleNamespace())
        target = getattr(target, code.field(step))
    setattr(target, code.field(path[-1]), value)


def arguments(operation: Node, nodes: dict[str, Node], given: dict[str, Any]) -> list[Any]:
    """What the function of an operation is given beside the caller."""
    found = []
    for parameter in CODE["operations"][operation["name"]]["parameters"]:
        made: Any = SimpleNamespace()
        for name, node in nodes.items():
            if node["from"] == "row" and node["row"] == parameter.get("row"):
                put(made, [node["field"], *node["path"]], given[name])
            elif node["from"] == "input" and node["name"] == parameter.get("input"):
                if not node["path"]:
                    made = given[name]
                else:
                    put(made, node["path"], given[name])
        if own := parameter.get("input"):
            source = resolved(operation, {"from": "input", "name": own, "path": []})
            made = given.get(key(source), made)
        found.append(made)
    return found


@pytest.mark.parametrize(("name", "roles"), ROLES)
def test_access(name: str, roles: tuple[str, ...]) -> None:
    """Whoever a grant lets in is let in, whatever their rows say; all others are refused."""
    operation = SYSTEM.operations[name]
    access, policy = operation["access"], code.module("policy.access")
    function = getattr(policy, CODE["operations"][name]["function"])
    refused = code.module("domain.fault").ServiceError
    nodes, pools = values_of(operation)
    actor_class = code.module("policy.actor").Actor
    for given in cases.assignments(pools):
        caller = {
            code.field(node["field"]): given[one]
            for one, node in nodes.items()
            if node["from"] == "actor"
        }
        actor = actor_class.model_construct(roles=frozenset(roles), **caller)
        wanted = any(
            grant["role"] in (None, *roles)
            and all(is_true(operation, one, given, roles) for one in grant["when"])
            for grant in access["grants"]
        )
        try:
            function(actor, *arguments(operation, nodes, given))
        except refused as error:
            assert type(error).id == access["refused"], given
            assert not wanted, f"refused: {given}"
        else:
            assert wanted, f"let in: {given}"


# --- workflows ---------------------------------------------------------------------------------


class Stuck(Exception):
    """Nothing leads on."""


@pytest.mark.parametrize("name", CODE["workflows"])
def test_workflow(name: str) -> None:
    """From each state, each operation leads where the contract says, and nowhere else."""
    workflow = next(one for one in SYSTEM.workflows if one["name"] == name)
    place = CODE["workflows"][name]
    table = getattr(code.module(place["module"]), place["name"])
    words = {None: "called", "success": "succeeded", "failure": "failed"}
    wanted: dict[tuple[str, str, str], str] = {}
    for one in workflow["transitions"]:
        wanted.setdefault((one["from"], one["operation"], words[one["outcome"]]), one["to"])
    assert table.initial == workflow["initial"]
    states = [one["name"] for one in workflow["states"]]
    for case in itertools.product(states, SYSTEM.operations, words.values()):
        try:
            found = table.next(*case, Stuck)
        except Stuck:
            found = None
        assert found == wanted.get(case), case


# --- around operations -------------------------------------------------------------------------


class Anything:
    """Gives itself, whatever is asked of it: it stands for all that a call meets on its way."""

    def __getattr__(self, name: str) -> "Anything":
        return self

    def __call__(self, *given: Any, **named: Any) -> "Anything":
        return self

    def __await__(self) -> Generator[None, None, "Anything"]:
        yield from ()
        return self


class Nowhere(Anything):
    """A database in which no row is."""

    async def __aenter__(self) -> "Nowhere":
        return self

    async def __aexit__(self, *given: object) -> None:
        return None

    async def fetchrow(self, *given: Any) -> None:
        """No row."""


async def _not_kept(*given: Any) -> Any:
    """No answer is kept: the work is done."""
    return await given[-1]()


# What may stand around a call, and what is put in its place.
AROUND = {
    "admit": lambda *given: None,
    "cached": _not_kept,
    "idempotency": SimpleNamespace(key_of=Anything(), once=_not_kept),
}


@pytest.mark.parametrize("name", CODE["operations"])
def test_order(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call is judged first; hooks stand around the body, which may be exchanged."""
    place = CODE["operations"][name]
    module = code.module(place["module"])
    seen: list[tuple[Any, ...]] = []

    def step(word: str, answer: Any) -> Any:
        async def take(*given: Any) -> Any:
            seen.append((word, *given))
            return answer

        return take

    call, request, result = Anything(), Anything(), Anything()
    services: Any = Anything()
    overrides = {"before": step("before", None), "after": step("after", None)}
    overrides[place["function"]] = step("body", result)
    services.overrides = SimpleNamespace(**overrides)
    services.pool = Nowhere()
    monkeypatch.setattr(module, "prepare", step("prepare", call))
    for around in AROUND.keys() & vars(module).keys():
        monkeypatch.setattr(module, around, AROUND[around])
    actor = [] if SYSTEM.operations[name]["access"]["open"] else [Anything()]
    assert asyncio.run(module.run(services, *actor, request)) is result
    who = actor[0] if actor else None
    assert seen == [
        ("prepare", services, *actor, request),
        ("before", name, who, request),
        ("body", services, call),
        ("after", name, who, request, result),
    ]


@pytest.mark.parametrize(
    "name", [one for one in CODE["operations"] if SYSTEM.operations[one]["idempotency"]]
)
def test_answered_already(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was answered before is answered again, and nothing is looked at or done."""
    module = code.module(CODE["operations"][name]["module"])
    answer = Anything()

    async def answered(*given: Any) -> Anything:
        return answer

    async def refuse(*given: Any) -> None:
        raise AssertionError("it begins anew")

    monkeypatch.setattr(module.idempotency, "key_of", Anything())
    monkeypatch.setattr(module.idempotency, "answered", answered)
    monkeypatch.setattr(module, "prepare", refuse)
    if hasattr(module, "admit"):
        monkeypatch.setattr(module, "admit", AROUND["admit"])
    assert asyncio.run(module.run(Anything(), Anything(), Anything())) is answer


def test_pauses() -> None:
    """What is tried again waits twice as long each time, as far as that goes; some of it by chance."""
    retries = code.module("app.retries").Retries
    assert list(retries(attempts=4, pause=1).pauses()) == [1, 2, 4]
    assert list(retries(attempts=5, pause=1, longest=3).pauses()) == [1, 2, 3, 3]
    assert not list(retries().pauses())
    (*found,) = (next(retries(attempts=2, pause=1, jitter=True).pauses()) for _ in range(200))
    assert 0.5 <= min(found) < 0.6 < 0.9 < max(found) <= 1


def limited() -> list[tuple[str, str, int]]:
    """Inputs that may be large: the operation, the input, the most bytes."""
    return [
        (operation["name"], field["name"], field["most_bytes"])
        for operation in SYSTEM.reachable()
        for field in operation["inputs"]
        if field["most_bytes"] and field["type"]["is"] == "bytes"
    ]


@pytest.mark.parametrize(("name", "field", "most"), limited())
def test_body_limit(name: str, field: str, most: int) -> None:
    """A file of the greatest size fits into the body in Base64, with 1 MiB beside it."""
    limits = code.module("limits").BODY_LIMITS
    for route in SYSTEM.operations[name]["routes"]:
        path = "".join("x" if "{" in part else part for part in _pieces(route["path"]))
        found = [
            one for one in limits if one.method == route["method"] and one.path.fullmatch(path)
        ]
        assert [one.limit for one in found] == [most * 4 // 3 + 1024 * 1024]
        assert not any(one.path.fullmatch(f"{path}/more") for one in found)


def _pieces(path: str) -> list[str]:
    """The parts of a path, with the names in braces apart."""
    return [piece for part in path.split("}") for piece in _cut(part)]


def _cut(part: str) -> list[str]:
    before, brace, name = part.partition("{")
    return [before, brace + name] if brace else [before]
