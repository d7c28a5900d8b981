"""The plain types of the contract, as Python types that check what comes in."""

from __future__ import annotations

import base64
import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)

Dated = TypeVar("Dated", bound=dt.date)

WRITTEN_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Model(BaseModel):
    """A frozen record."""

    model_config = ConfigDict(frozen=True, protected_namespaces=(), populate_by_name=True)


class Sent(Model):
    """What a client sends: a field that is not known is a slip of the pen, and refused."""

    model_config = ConfigDict(extra="forbid")


class Event(Model):
    """Something that is told to the world under a name."""

    EVENT: ClassVar[str]


def _without_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("text must not contain NUL")
    return text


def _last_component(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    if last in ("", ".", ".."):
        raise ValueError("a file needs a name")
    return last


def _with_zone(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone, such as 2026-01-31T08:00:00Z")
    return moment


def _as_written(value: Any) -> Any:
    if isinstance(value, int | float) or (isinstance(value, str) and not WRITTEN_DAY.match(value)):
        raise ValueError("a day is written as 2026-01-31, a moment as 2026-01-31T08:00:00Z")
    return value


def _in_calendar(day: Dated) -> Dated:
    # The first and the last day stand for endlessness in PostgreSQL, and other zones reach beyond.
    if not dt.MINYEAR < day.year < dt.MAXYEAR:
        raise ValueError("a year lies between 2 and 9998")
    return day


def _no_bool(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a number is neither true nor false")
    return value


class Written(float):
    """A number of JSON that remembers its digits, so that none is lost where it must not be."""

    digits: str

    def __new__(cls, digits: str) -> Written:
        number = super().__new__(cls, digits)
        number.digits = digits
        return number


def read_json(text: str | bytes) -> Any:
    """What a text of JSON says; numbers remember their digits."""
    return json.loads(text, parse_float=Written)


def _exact(value: Any) -> Any:
    return Decimal(value.digits) if isinstance(value, Written) else value


def _taken_as_utc(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=dt.UTC)


def _from_base64(data: Any) -> Any:
    if not isinstance(data, str):
        return data
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except ValueError as error:
        raise ValueError("a file is sent as Base64") from error


def _to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) else value


Text = Annotated[str, AfterValidator(_without_nul)]
"""Text that PostgreSQL can store: any character but NUL."""

FileName = Annotated[Text, AfterValidator(_last_component)]
"""The name of a file without the folders before it."""

FileData = Annotated[
    bytes,
    BeforeValidator(_from_base64),
    PlainSerializer(_to_base64, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "base64"}),
]
"""The content of a file: Base64 in JSON, bytes in the service."""

Number = Annotated[Decimal, BeforeValidator(_exact), Field(max_digits=1000)]
"""An exact number. In JSON it is a text, as many readers round numbers; both are read."""

Real = Annotated[float, BeforeValidator(_no_bool), Field(allow_inf_nan=False)]
"""A number that may be rounded."""

Integer = Annotated[int, BeforeValidator(_no_bool), Field(ge=-(2**63), le=2**63 - 1)]
"""A whole number of 64 bits."""

Day = Annotated[dt.date, BeforeValidator(_as_written), AfterValidator(_in_calendar)]
"""A day; a number is refused."""

Moment = Annotated[
    dt.datetime,
    BeforeValidator(_as_written),
    AfterValidator(_with_zone),
    AfterValidator(_in_calendar),
]
"""A point in time; a number is refused, and a text without a zone."""

ForeignMoment = Annotated[dt.datetime, AfterValidator(_taken_as_utc)]
"""A point in time told by another system; without a zone it is taken as UTC."""

ForeignText = Annotated[Text, BeforeValidator(_as_text)]
"""Text told by another system; a number is taken as text."""

Page = Annotated[int, BeforeValidator(_no_bool), Field(ge=1, le=1_000_000)]
"""The number of a page; the first one is 1."""
