"""Inputs: what is missing or wrong is refused, and the outermost values are taken."""

from typing import Any

import pytest

from .support import effects, samples
from .support.stage import MakeStage
from .support.system import SYSTEM, Node, outside, steps


def inputs() -> list[tuple[Node, Node, str]]:
    """Each input of a client, with its operation and its place."""
    return [
        (operation, field, place)
        for operation in SYSTEM.reachable()
        for field in operation["inputs"]
        if (place := dict(operation["routes"][0]["places"]).get(field["name"]))
    ]


def required() -> list[tuple[str, str, str]]:
    """Inputs that must be given, and can be left out of a request."""
    return [
        (operation["name"], field["name"], how)
        for operation, field, place in inputs()
        for how in ("left out", "null")
        if field["required"] and place != "path"
        # In a query nothing is an empty text.
        if not (how == "null" and place == "query" and field["type"]["is"] == "text")
    ]


@pytest.mark.parametrize(("name", "field", "how"), required())
def test_missing_input(name: str, field: str, how: str, make_stage: MakeStage) -> None:
    """What is required must be there."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    given = stage.inputs
    stage.inputs = {one: value for one, value in given.items() if one != field}
    if how == "null":
        stage.inputs[field] = None
    effects.check_failure(stage.send(), "ValidationFailed")
    stage.inputs = given
    effects.check_nothing(stage)


def wrong() -> list[Any]:
    """Values that are no values of an input."""
    return [
        pytest.param(
            operation["name"], field["name"], value, id=f"{operation['name']}-{field['name']}-{why}"
        )
        for operation, field, place in inputs()
        for why, value in samples.bad(field)
        # In a path or a query all is text, and NUL cannot be sent as such.
        if place == "body" or why not in ("a number", "nul", "a truth")
        if not (place == "path" and field["type"]["is"] == "text")
    ]


@pytest.mark.parametrize(("name", "field", "value"), wrong())
def test_wrong_input(name: str, field: str, value: Any, make_stage: MakeStage) -> None:
    """What is no value of an input is refused, and nothing happens."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    stage.inputs[field] = value
    effects.check_failure(stage.send(), "ValidationFailed")


BODIES = sorted(
    {
        operation["name"]
        for operation, _, place in inputs()
        if place == "body" and operation["routes"][0]["sender"] is None
    }
)


@pytest.mark.parametrize("name", BODIES)
def test_unknown_input(name: str, make_stage: MakeStage) -> None:
    """A field that nobody knows is a slip of the pen, and refused."""
    stage = make_stage(SYSTEM.operations[name]).settle().prepare()
    stage.route = {**stage.route, "places": [*stage.route["places"], ["unheard_of", "body"]]}
    stage.inputs["unheard_of"] = "x"
    effects.check_failure(stage.send(), "ValidationFailed")


def outermost() -> list[Any]:
    """Values that only just are values of an input."""
    return [
        pytest.param(
            operation["name"], field["name"], value, id=f"{operation['name']}-{field['name']}-{why}"
        )
        for operation, field, _ in inputs()
        for why, value in samples.edges(field)
        if not (why == "longest" and _is_in_key(operation, field["name"]))
    ]


def _is_in_key(operation: Node, name: str) -> bool:
    """Whether an input becomes part of the key of an object: the store that we have keeps objects
    as files, whose names are shorter than a key may be."""
    has_store = any(
        step["action"]["is"] == "call" and SYSTEM.service(step["action"]) == "s3"
        for step in outside(operation)
    )
    return has_store and any(
        piece.get("value", {}).get("name") == name
        for step in steps(operation)
        for _, node in step["action"].get("set", [])
        if node["from"] == "text"
        for piece in node["pieces"]
    )


@pytest.mark.parametrize(("name", "field", "value"), outermost())
def test_outermost_input(name: str, field: str, value: Any, make_stage: MakeStage) -> None:
    """What only just is a value of an input is taken."""
    stage = make_stage(SYSTEM.operations[name])
    stage.inputs[field] = value
    stage.settle().prepare()
    effects.check_success(stage, stage.send())
