"""A scenario on the stage: arranged, acted, looked at."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from . import conditions, effects
from .compare import same
from .outcome import NotExecutable
from .phrases import GIVEN, THEN, carry_out
from .stage import MakeStage, Stage
from .system import SYSTEM, Node, constant, steps

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass
class Play:
    """One step of a scenario; what phrases work on."""

    scenario: Node
    step: Node
    stage: Stage
    aliases: dict[str, Any]
    answer: httpx.Response | None = None
    witness: effects.Witness | None = None
    late: list[Callable[[], None]] = field(default_factory=list)
    earlier: list["Play"] = field(default_factory=list)

    @property
    def operation(self) -> Node:
        """What is called."""
        return self.stage.operation

    @property
    def expected(self) -> dict[str, Any]:
        """What must come of it, as the contract says it."""
        return {name: constant(value) for name, value in self.step["expect"]}

    def seen(self) -> effects.Witness:
        """What the call has left behind."""
        if self.witness is None:
            raise NotExecutable("this can only be seen of a call that goes well")
        return self.witness


def perform(scenario: Node, make_stage: MakeStage) -> None:
    """Act a scenario from its first to its last word."""
    aliases: dict[str, Any] = {}
    callers: dict[str | None, Stage] = {}
    plays: list[Play] = []
    for place, step in enumerate(scenario["steps"]):
        operation = SYSTEM.operations.get(step["name"])
        if operation is None and plays:
            _told(plays[-1], step)
            continue
        if operation is None:
            raise NotExecutable(f"a scenario begins with calls, and `{step['name']}` is none")
        if not operation["routes"]:
            raise NotExecutable(f"no route leads to `{step['name']}`")
        role = _actor(scenario["actors"], operation)
        stage = make_stage(operation, role)
        stage.is_known = role is not None
        # Whoever acts again is the same.
        is_new = role not in callers
        stage.become(callers.setdefault(role, stage))
        play = Play(scenario, step, stage, aliases, earlier=list(plays))
        plays.append(play)
        if place == 0:
            stage.world.is_one_place = True
            _arrange(play)
        else:
            stage.world.refresh()
            _speak(play)
            stage.give_required()
            if is_new and step["fails"] != stage.access["refused"]:
                stage.let_in()
            _answers(play)
            stage.prepare()
        _act(play)
    for phrase in scenario["then"]:
        carry_out(plays[-1], THEN, phrase)


def _told(play: Play, step: Node) -> None:
    """An event that follows a call: it was told, with what is said of it."""
    emits = [
        one["action"]
        for one in effects.Witness(play.stage).applicable("success")
        if one["action"].get("event") == step["name"]
    ]
    assert emits, f"`{play.operation['name']}` does not tell `{step['name']}`"
    payload = dict(emits[0]["payload"])
    said = {name: constant(node) for name, node in step["input"]}
    # What the clock says is known to nobody before.
    said = {name: value for name, value in said.items() if not _is_clock(play, payload[name])}
    told = play.stage.world.database.events(step["name"])
    for event in told:
        if all(_has(play, value, event[name]) for name, value in said.items()):
            return
    raise AssertionError(f"`{step['name']}` was not told with {said}")


def _is_clock(play: Play, node: Node) -> bool:
    """Whether a value is the moment of the call."""
    if node["from"] == "input":
        source = play.stage.fields[node["name"]]["source"]
        return bool(source["from"] == "system" and _is_clock(play, source["value"]))
    return bool(node["from"] == "now")


def _actor(actors: list[str], operation: Node) -> str | None:
    """Who of the actors does it: the first who may."""
    roles = {grant["role"] for grant in operation["access"]["grants"]}
    return next((one for one in actors if one in roles), actors[0] if actors else None)


def _arrange(play: Play) -> None:
    """Set the stage: what is said, and beside it what the call needs."""
    stage = play.stage
    _speak(play)
    stage.settle_loosely()
    _learn(play)
    for phrase in play.scenario["given"]:
        carry_out(play, GIVEN, phrase)
    if play.step["fails"] == stage.access["refused"] and stage.foreseen() is None:
        # Nothing that is said keeps the caller out, so it is about what belongs to somebody else.
        conditions.turn_away(stage)
        _learn(play)
    _answers(play)
    stage.prepare()
    for action in play.late:
        action()


def _learn(play: Play) -> None:
    """Know which of our values the ids and texts of the scenario stand for by now."""
    for name, node in play.step["input"]:
        if name in play.stage.inputs and str(constant(node)) in play.aliases:
            play.aliases[str(constant(node))] = play.stage.inputs[name]


def _speak(play: Play) -> None:
    """Take over the inputs. Ids stand for rows of ours, and words for files of some size."""
    stage = play.stage
    for name, node in play.step["input"]:
        field, said = stage.fields.get(name), constant(node)
        if field is None or field["source"]["from"] != "client":
            continue
        kind = field["type"]["is"]
        if isinstance(said, str) and said.startswith("{{"):
            stage.inputs[name] = _mentioned(play, said.strip("{} "))
        elif kind == "uuid":
            # The same id is the same row, in all steps.
            stage.inputs[name] = play.aliases.setdefault(str(said), stage.given(name))
        elif kind == "bytes":
            stage.given(name)
        elif kind == "text" and _is_unique(stage.operation, name):
            # The same text is the same in all steps, and another one in each run.
            stage.inputs[name] = play.aliases.setdefault(str(said), stage.given(name))
        else:
            stage.inputs[name] = said
            stage.said.add(name)


def _is_unique(operation: Node, name: str) -> bool:
    """Whether an input makes the difference between rows that must not be alike: of several that do
    it together, the first text, unless an id is among them."""
    kinds = {field["name"]: field["type"]["is"] for field in operation["inputs"]}
    for step in steps(operation):
        written = [*step["action"].get("key", []), *step["action"].get("set", [])]
        given = {column: node["name"] for column, node in written if node["from"] == "input"}
        if name not in given.values():
            continue
        table = SYSTEM.tables[step["action"]["table"]]
        alike = [one["columns"] for one in table["indexes"] if one["unique"]]
        for columns in (*alike, table["key"]):
            own = [given.get(column, "") for column in columns]
            texts = [one for one in own if kinds.get(one) == "text"]
            if name in own and texts[:1] == [name] and all(kinds.get(one) != "uuid" for one in own):
                return True
    return False


def _mentioned(play: Play, path: str) -> Any:
    """What a text in double braces means: something of the caller, or of an earlier step."""
    head, _, rest = path.partition(".")
    if head == "actor":
        return play.stage.claim(rest)
    if path in play.aliases:
        return play.aliases[path]
    raise NotExecutable(f"nothing is known of `{{{{{path}}}}}` before the call")


def _answers(play: Play) -> None:
    """What services outside must answer, so that the service can answer what is expected."""
    for output in play.operation["outputs"]:
        wanted, node = play.expected.get(output["name"]), output["value"]
        if wanted is None:
            continue
        if node["from"] == "whole_answer" and isinstance(wanted, dict):
            play.stage.answers.setdefault(node["call"], {}).update(wanted)
        elif node["from"] == "answer" and not _is_open(wanted):
            play.stage.answers.setdefault(node["call"], {})[node["field"]] = wanted


def _act(play: Play) -> None:
    """Call, and compare the answer."""
    answer = play.answer = play.stage.send()
    if failure := play.step["fails"]:
        effects.check_failure(answer, failure)
        return
    status = play.operation["routes"][0]["status"]
    assert answer.status_code == status, f"{answer.status_code} {answer.text[:300]}"
    body = answer.json() if answer.content else {}
    for name, wanted in play.expected.items():
        _name(play, wanted, body.get(name))
        assert _has(play, wanted, body.get(name)), f"{name} is {body.get(name)!r}, not {wanted!r}"
    for name, value in body.items():
        play.aliases[f"{play.operation['name']}.{name}"] = value
    play.witness = effects.Witness(play.stage)
    play.witness.check_answer(answer)


def _name(play: Play, wanted: Any, seen: Any) -> None:
    """From now on an id of the contract stands for the one that the service has made."""
    if isinstance(wanted, dict) and isinstance(seen, dict):
        for name, inner in wanted.items():
            _name(play, inner, seen.get(name))
    elif isinstance(wanted, str) and UUID.fullmatch(wanted) and isinstance(seen, str):
        play.aliases.setdefault(wanted, seen)


def _is_open(wanted: Any) -> bool:
    """Whether a text leaves open what is meant: known only once the call was made."""
    return isinstance(wanted, str) and wanted.startswith("{{")


def _has(play: Play, wanted: Any, seen: Any) -> bool:
    """Whether an answer has what is expected."""
    if _is_open(wanted):
        path = wanted.strip("{} ")
        if path.startswith("actor."):
            return same(_mentioned(play, path), seen)
        return seen is not None
    if isinstance(wanted, dict):
        return isinstance(seen, dict) and all(
            name in seen and _has(play, inner, seen[name]) for name, inner in wanted.items()
        )
    if isinstance(wanted, list):
        return isinstance(seen, list) and all(
            any(_has(play, item, other) for other in seen) for item in wanted
        )
    return same(play.aliases.get(str(wanted), wanted), seen)
