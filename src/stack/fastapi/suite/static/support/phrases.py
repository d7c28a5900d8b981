"""The vocabulary of scenarios: which words arrange what, and which look at what.

A phrase is read by its words and by the names of the contract: entities, states, services, roles,
events. Phrases of your own belong into `tests/custom/phrases.py`:

    from tests.gen.support.phrases import given, then

    @given("payroll is {count} days old")
    def old_payroll(play: Play, count: str) -> None: ...

A phrase that nobody knows makes a scenario not executable; it never passes silently.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .outcome import NotExecutable
from .system import SYSTEM, Node, words

if TYPE_CHECKING:
    from .play import Play

Reader = Callable[["Play", str], bool]
"""Reads a phrase; answers whether it has understood it."""

GIVEN: list[Reader] = []
THEN: list[Reader] = []


def _own(readers: list[Reader], pattern: str) -> Callable[[Callable[..., None]], Any]:
    """Take in a phrase of somebody's own: `{name}` stands for any text."""
    text = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+?)", re.escape(pattern))
    wanted = re.compile(text, re.IGNORECASE)

    def enter(function: Callable[..., None]) -> Callable[..., None]:
        def read(play: "Play", phrase: str) -> bool:
            found = wanted.fullmatch(phrase.strip())
            if found:
                function(play, **found.groupdict())
            return found is not None

        # Before ours: who knows better is asked first.
        readers.insert(0, read)
        return function

    return enter


def given(pattern: str) -> Callable[[Callable[..., None]], Any]:
    """A phrase of your own that arranges something."""
    return _own(GIVEN, pattern)


def then(pattern: str) -> Callable[[Callable[..., None]], Any]:
    """A phrase of your own that looks at something."""
    return _own(THEN, pattern)


def arranges(reader: Reader) -> Reader:
    """One of the phrases that every contract may use, to arrange."""
    GIVEN.append(reader)
    return reader


def looks(reader: Reader) -> Reader:
    """One of the phrases that every contract may use, to look."""
    THEN.append(reader)
    return reader


def carry_out(play: "Play", readers: list[Reader], phrase: str) -> None:
    """Do what a phrase says."""
    if not any(reader(play, phrase) for reader in readers):
        raise NotExecutable(f'nothing is known of "{phrase}"')


# --- the names of the contract in a phrase ---------------------------------------------------


def singular(word: str) -> str:
    """A word without the ending of several."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def stems(phrase: str) -> list[str]:
    """The words of a phrase, each as if there were one of it."""
    return [singular(word) for word in words(phrase)]


def mentions(phrase: str) -> list[tuple[int, Node]]:
    """The entities that a phrase speaks of, each with the place of its last word."""
    said = stems(phrase)
    found: dict[int, tuple[int, Node]] = {}
    for entity in SYSTEM.entities.values():
        own = [singular(word) for word in words(entity["name"])]
        # `HRDocument` is also called a document, where nothing else is.
        for length in range(len(own), 0, -1):
            tail = own[-length:]
            place = _place(said, tail)
            if place is not None and (length == len(own) or _is_only(tail)):
                end = place + length - 1
                if end not in found or found[end][0] < length:
                    found[end] = (length, entity)
                break
    # `Attendance` for `AttendanceRecord`: the first word, if nothing else begins so.
    for entity in SYSTEM.entities.values():
        first = singular(words(entity["name"])[0])
        place = _place(said, [first])
        known = any(one is entity for _, one in found.values())
        if place is not None and place not in found and not known and _begins_only(first):
            found[place] = (1, entity)
    return [(place, entity) for place, (_, entity) in sorted(found.items())]


def _place(said: list[str], wanted: list[str]) -> int | None:
    size = len(wanted)
    return next((at for at in range(len(said) - size + 1) if said[at : at + size] == wanted), None)


def _is_only(tail: list[str]) -> bool:
    """Whether only one entity ends with these words."""
    names = [[singular(word) for word in words(name)] for name in SYSTEM.entities]
    return sum(name[-len(tail) :] == tail for name in names) == 1


def _begins_only(first: str) -> bool:
    """Whether only one entity begins with this word."""
    return sum(singular(words(name)[0]) == first for name in SYSTEM.entities) == 1


KINDS = {
    "smtp": {"email", "mail", "smtp"},
    "s3": {"s3", "bucket", "storage"},
    "rest": {"api", "service"},
}
VAGUE = {"service", "api", "aws", "system", "integration", "client", "server", "the"}


def services(phrase: str) -> list[Node]:
    """The outside services that a phrase speaks of."""
    said = set(stems(phrase))
    found = []
    for integration in SYSTEM.integrations.values():
        own = {singular(word) for word in words(integration["name"])}
        own |= KINDS[integration["service"]["is"]]
        if said & (own - VAGUE):
            found.append(integration)
    return found


def events(phrase: str) -> list[str]:
    """The events that a phrase speaks of."""
    said = words(phrase)
    return [name for name in SYSTEM.events if _place(said, words(name)) is not None]


def states(phrase: str, table: str) -> list[tuple[str, str]]:
    """The columns with a closed set of texts, and those of the texts that a phrase names."""
    said = words(phrase)
    found = []
    for column in SYSTEM.tables[table]["columns"]:
        for value in column["values"]:
            if _place(said, words(value)) is not None:
                found.append((column["name"], value))
    workflow = SYSTEM.workflow_of(table)
    own = workflow["field"] if workflow else None
    # The state of its life comes first, then what is named longest.
    return sorted(found, key=lambda one: (one[0] != own, -len(one[1])))
