"""Values: a good one for a field, another one, and those that must be refused."""

import base64
import datetime
import re
import secrets
import uuid
from decimal import Decimal
from typing import Any

from . import patterns
from .system import SYSTEM, Node, constant

NUL = "a\x00b"
BEYOND = {"date": "0001-01-01", "datetime": "9999-12-31T23:59:59.999999Z"}
"""Moments that PostgreSQL takes for endlessness."""
FIRST = datetime.date(2026, 1, 1)
STARTS = ("start", "from", "begin")


def good(kind: Node, bounds: Node, name: str, default: Node | None = None) -> Any:
    """A value that a field takes; texts are new each time, so that nothing collides."""
    match kind["is"]:
        case "text":
            return text(name, bounds)
        case "bool":
            return True
        case "int" | "float" | "decimal":
            return number(kind["is"], bounds)
        case "uuid":
            return str(uuid.uuid4())
        case "date":
            early = any(word in name for word in STARTS)
            return (FIRST if early else FIRST + datetime.timedelta(days=30)).isoformat()
        case "datetime":
            return datetime.datetime.now(datetime.UTC).isoformat()
        case "time":
            return "09:30:00"
        case "bytes":
            return secrets.token_bytes(24)
        case "one_of" | "enumeration":
            return constant(default) if default else SYSTEM.choices(kind)[0]
        case "value":
            return record(SYSTEM.values[kind["name"]]["fields"])
        case "entity":
            return record(SYSTEM.entities[kind["name"]]["fields"])
        case "list":
            return [good(kind["of"], {}, name)]
        case "map":
            return {"key": good(kind["of"], {}, name)}
        case _:
            return {"key": "value"}


def of_sql(expression: str, kind: Node, bounds: Node, name: str) -> Any:
    """The value that an expression in SQL gives, if it is a plain one; else any that fits."""
    if found := re.match(r"'((?:[^']|'')*)'", expression):
        return found[1].replace("''", "'")
    if re.fullmatch(r"-?\d+(\.\d+)?", expression):
        return constant({"is": "number", "value": expression})
    if expression.lower() in ("true", "false"):
        return expression.lower() == "true"
    return good(kind, bounds, name)


def record(fields: list[Node]) -> dict[str, Any]:
    """A value with its required fields."""
    return {
        field["name"]: good(field["type"], field["met"], field["name"], field["default"])
        for field in fields
        if field["required"]
    }


def text(name: str, bounds: Node) -> str:
    """A new text within its bounds; one that looks like an address where the name says so."""
    least, most = bounds.get("min_length") or 0, bounds.get("max_length") or 250
    if pattern := bounds.get("pattern"):
        return patterns.matching(pattern, least, most)
    made = f"{name}-{secrets.token_hex(5)}"
    if "email" in name:
        made = f"{secrets.token_hex(5)}@example.org"
    elif "url" in name:
        made = f"https://example.org/{secrets.token_hex(5)}"
    elif name == "currency" or name.endswith("_currency"):
        made = "EUR"
    if len(made) > most:
        made = secrets.token_hex(most)[:most]
    return made.ljust(least, "x")


def number(kind: str, bounds: Node) -> int | float:
    """A number within its bounds."""
    least = float(bounds["min"]) if bounds.get("min") is not None else None
    most = float(bounds["max"]) if bounds.get("max") is not None else None
    wanted = 3.0 if kind == "int" else 12.5
    if least is not None and wanted < least:
        wanted = least
    if most is not None and wanted > most:
        wanted = most
    return int(wanted) if kind == "int" else wanted


def other(kind: Node, bounds: Node, name: str, than: Any) -> Any:
    """A good value that is not `than`; nothing if there is none."""
    if choices := SYSTEM.choices(kind):
        return next((value for value in choices if value != than), None)
    match kind["is"]:
        case "bool":
            return not than
        case "int" | "float" | "decimal":
            return float(than) + 1 if kind["is"] != "int" else int(than) + 1
        case "date":
            day = datetime.date.fromisoformat(str(than)) + datetime.timedelta(days=1)
            return day.isoformat()
        case _:
            return good(kind, bounds, name)


def apart(kind: Node, value: Any, steps: int, bounds: Node | None = None) -> Any:
    """A value that is some steps away from another one; a new one, where values have no order."""
    match kind["is"]:
        case "int" | "float" | "decimal":
            return value + steps
        case "date":
            day = datetime.date.fromisoformat(str(value)) + datetime.timedelta(days=steps)
            return day.isoformat()
        case "datetime":
            then = datetime.datetime.fromisoformat(str(value)) + datetime.timedelta(minutes=steps)
            return then.isoformat()
        case _:
            return good(kind, bounds or {}, "value")


def bad(field: Node) -> list[tuple[str, Any]]:
    """Values that a field must refuse, each with a word that says why."""
    kind, bounds = field["type"]["is"], field["bounds"]
    found: list[tuple[str, Any]] = []
    if kind == "text":
        found += [("nul", NUL), ("a number", 17)]
        if most := bounds.get("max_length"):
            found.append(("too long", "x" * (most + 1)))
        if least := bounds.get("min_length"):
            found.append(("too short", "x" * (least - 1)))
        if pattern := bounds.get("pattern"):
            strange = patterns.strange(pattern, least or 0, most or 250)
            found += [("of another form", strange)] if strange is not None else []
    elif kind in ("int", "float", "decimal"):
        found += [("not a number", "many"), ("a truth", True)]
        step = 1 if kind == "int" else 0.01
        if (least := bounds.get("min")) is not None:
            found.append(("too small", _number(kind, least) - step))
        if (most := bounds.get("max")) is not None:
            found.append(("too great", _number(kind, most) + step))
        if kind == "int":
            found.append(("a fraction", 1.5))
    elif kind in ("one_of", "enumeration"):
        found.append(("unknown", "none-of-these"))
    elif kind == "bytes":
        found.append(("not base64", "%%%"))
    elif kind in ("uuid", "date", "datetime", "time", "bool") or kind in (
        "list",
        "value",
        "map",
        "entity",
    ):
        found.append((f"no {kind}", "none-of-these"))
        if kind in ("date", "datetime"):
            found += [("seconds", 1700000000), ("endless", BEYOND[kind])]
    return found


def edges(field: Node) -> list[tuple[str, Any]]:
    """The outermost values that a field must still take."""
    kind, bounds = field["type"]["is"], field["bounds"]
    found: list[tuple[str, Any]] = []
    if kind == "text" and not bounds.get("pattern") and "email" not in field["name"]:
        if most := bounds.get("max_length"):
            found.append(("longest", _letters(most)))
        if least := bounds.get("min_length"):
            found.append(("shortest", _letters(least)))
    elif kind in ("int", "float", "decimal"):
        if (least := bounds.get("min")) is not None:
            found.append(("smallest", _number(kind, least)))
        if (most := bounds.get("max")) is not None:
            found.append(("greatest", _number(kind, most)))
    else:
        found += [(value, value) for value in SYSTEM.choices(field["type"])]
    return found


def fits(field: Node, value: Any) -> bool:
    """Whether a value is within the limits of a field, and what is inside of it within those of its
    fields."""
    bounds = field["bounds"]
    if isinstance(value, dict) and field["type"]["is"] == "value":
        inner = SYSTEM.values[field["type"]["name"]]["fields"]
        return all(fits(one, value[one["name"]]) for one in inner if one["name"] in value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        least, most = bounds.get("min"), bounds.get("max")
        return (least is None or value >= float(least)) and (most is None or value <= float(most))
    return True


def _letters(count: int) -> str:
    """A new text of a certain length."""
    return secrets.token_hex(count // 2 + 1)[:count]


def _number(kind: str, digits: str) -> int | float:
    return int(digits) if kind == "int" else float(digits)


def encoded(value: Any) -> Any:
    """A value as JSON can carry it."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return value
