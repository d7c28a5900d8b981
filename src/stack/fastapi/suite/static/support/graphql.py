"""Requests over GraphQL: the document for a call, and its answer."""

import json
from typing import Any

import httpx

from . import samples
from .stage import Stage
from .system import SYSTEM, Node


def send(stage: Stage, query: str, token: str | None = None) -> httpx.Response:
    """Send a document, as the caller or with another token."""
    return stage.service.send("POST", "/graphql", token or stage.token(), {}, {"query": query})


def document(stage: Stage, field: Node, without: str | None = None) -> str:
    """The document that calls what is on a stage; one argument may be left out."""
    given = [
        f"{name}: {literal(stage.fields[name]['type'], samples.encoded(value))}"
        for name, value in stage.inputs.items()
        if name in field["arguments"] and name != without
    ]
    arguments = f"({', '.join(given)})" if given else ""
    outputs = [one for one in stage.operation["outputs"] if one["name"] in field["outputs"]]
    shown = " ".join(f"{one['name']}{selection(one['type'])}" for one in outputs)
    word = "mutation" if field["kind"] == "command" else "query"
    return f"{word} {{ {field['name']}{arguments}{f' {{ {shown} }}' if shown else ''} }}"


def literal(kind: Node, value: Any) -> str:
    """A value as it stands in a document."""
    if kind["is"] == "enumeration" and isinstance(value, str):
        return value
    if kind["is"] == "list":
        return f"[{', '.join(literal(kind['of'], one) for one in value)}]"
    if isinstance(value, dict):
        fields = SYSTEM.values[kind["name"]]["fields"] if kind["is"] == "value" else []
        kinds = {one["name"]: one["type"] for one in fields}
        inner = (f"{k}: {literal(kinds.get(k, {'is': 'json'}), v)}" for k, v in value.items())
        return f"{{{', '.join(inner)}}}"
    return json.dumps(value)


def selection(kind: Node, depth: int = 0) -> str:
    """What is asked for of a type: all that is shown."""
    if kind["is"] == "list":
        return selection(kind["of"], depth)
    fields = shown(kind)
    if not fields:
        return ""
    return f" {{ {' '.join(f'{k}{selection(v, depth + 1)}' for k, v in fields.items())} }}"


def shown(kind: Node) -> dict[str, Node]:
    """The fields that a type shows, and their types; none for what is sent as a whole."""
    if kind["is"] not in ("entity", "value"):
        return {}
    own = (SYSTEM.entities if kind["is"] == "entity" else SYSTEM.values)[kind["name"]]
    declared = next((one for one in SYSTEM.graphql["types"] if one["name"] == kind["name"]), None)
    if declared and declared["kind"] == "scalar":
        return {}
    names = {one["name"] for one in declared["fields"]} if declared else set()
    return {
        field["name"]: field["type"]
        for field in own["fields"]
        if not names or field["name"] in names
    }


def check_failure(answer: httpx.Response, failure: str) -> None:
    """The answer is the failure of this name, with its id and code."""
    assert answer.status_code == 200, answer.text[:300]
    wanted = SYSTEM.failures[failure]
    error = answer.json()["errors"][0]
    assert error["extensions"]["id"] == failure, error
    assert error["extensions"]["code"] == wanted["code"]
    assert error["message"] == wanted["message"]
