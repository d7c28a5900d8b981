"""GraphQL: what is offered there does what its routes do, for the same callers."""

from typing import Any

import pytest

from .support import effects, graphql, samples
from .support.stage import MakeStage, Stage
from .support.system import SYSTEM, Node

FIELDS: dict[str, Node] = {one["name"]: one for one in SYSTEM.graphql["fields"]}
CLOSED = [
    name
    for name, one in FIELDS.items()
    if not SYSTEM.operations[one["operation"]]["access"]["open"]
]


def staged(name: str, make_stage: MakeStage) -> Stage:
    """A stage on which a field can be called with all of its arguments."""
    field = FIELDS[name]
    stage = make_stage(SYSTEM.operations[field["operation"]])
    page = stage.operation["reading"] and stage.operation["reading"]["page"]
    for argument in field["arguments"]:
        if not stage.fields[argument]["required"]:
            if page and page["input"] == argument:
                stage.inputs[argument] = 1
            else:
                stage.give(argument)
    return stage.settle().prepare()


@pytest.mark.parametrize("name", FIELDS)
def test_good_call(name: str, make_stage: MakeStage) -> None:
    """A call as it should be answers what is asked for, and does all that the contract says."""
    stage = staged(name, make_stage)
    answer = graphql.send(stage, graphql.document(stage, FIELDS[name]))
    assert answer.status_code == 200, answer.text[:300]
    body = answer.json()
    assert "errors" not in body, body
    witness = effects.Witness(stage)
    data = body["data"][name]
    outputs = {one["name"]: one for one in stage.operation["outputs"]}
    for output in FIELDS[name]["outputs"]:
        check(outputs[output], data[output], witness)
    witness.check_rows("success")
    witness.check_events("success")
    witness.check_outside()


def check(output: Node, seen: Any, witness: effects.Witness) -> None:
    """An answer is what the operation says; rows show what their type shows."""
    if output["value"]["from"] == "listed":
        assert seen, f"{output['name']} is empty"
        wanted = set(graphql.shown(output["type"]["of"]))
        assert all(set(row) == wanted for row in seen)
    else:
        assert witness.is_it(output["value"], seen), f"{output['name']} is {seen!r}"


@pytest.mark.parametrize("name", CLOSED)
def test_nobody(name: str, make_stage: MakeStage) -> None:
    """Without a good token nobody is let in."""
    stage = staged(name, make_stage)
    query = graphql.document(stage, FIELDS[name])
    for token in (stage.bad_token("expired"), stage.bad_token("forged"), "garbage"):
        effects.check_failure(graphql.send(stage, query, token), stage.access["unknown"])
    effects.check_nothing(stage)


@pytest.mark.parametrize("role", SYSTEM.roles)
@pytest.mark.parametrize("name", CLOSED)
def test_role(name: str, role: str, make_stage: MakeStage) -> None:
    """Whoever may not use the routes is refused here as well."""
    stage = staged(name, make_stage)
    if any(one["role"] in (None, role) for one in stage.access["grants"]):
        return
    stage.role = role
    answer = graphql.send(stage, graphql.document(stage, FIELDS[name]))
    graphql.check_failure(answer, stage.access["refused"])
    effects.check_nothing(stage)


WRONG = [
    pytest.param(name, argument, value, id=f"{name}-{argument}-{why}")
    for name, one in FIELDS.items()
    for field in SYSTEM.operations[one["operation"]]["inputs"]
    if (argument := field["name"]) in one["arguments"]
    for why, value in samples.bad(field)
]


@pytest.mark.parametrize(("name", "argument", "value"), WRONG)
def test_wrong_argument(name: str, argument: str, value: Any, make_stage: MakeStage) -> None:
    """What is no value of an argument is refused."""
    stage = staged(name, make_stage)
    given = stage.inputs
    stage.inputs = {**given, argument: value}
    answer = graphql.send(stage, graphql.document(stage, FIELDS[name]))
    assert answer.status_code == 200, answer.text[:300]
    assert answer.json()["errors"][0]["extensions"]["id"] == "ValidationFailed", answer.text
    stage.inputs = given
    effects.check_nothing(stage)


REFUSED = {
    "no document": "{",
    "unknown": "{ nobodyHasThis }",
    "too deep": "{" * 12 + " a " + "}" * 12,
    "deep": "{ " + "a { " * 11 + "b" + " }" * 11 + " }",
    "too much": "{ " + " ".join(f"a{place}: __typename b{place}: x" for place in range(20)) + " }",
    "schema": "{ __schema { types { name } } }",
}


@pytest.mark.parametrize("why", REFUSED if FIELDS else [])
def test_refused(why: str, make_stage: MakeStage) -> None:
    """A request that is not in order is not carried out."""
    stage = staged(next(iter(FIELDS)), make_stage)
    answer = graphql.send(stage, REFUSED[why])
    assert answer.status_code == 200, answer.text[:300]
    errors = answer.json()["errors"]
    assert all(one["extensions"]["id"] == "ValidationFailed" for one in errors), errors
    if why in ("deep", "too much"):
        word = "deep" if why == "deep" else "more than"
        assert any(word in one["message"] for one in errors), errors
