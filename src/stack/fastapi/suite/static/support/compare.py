"""Whether two values are the same, however they travelled: as JSON, as SQL, as text."""

import datetime
import uuid
from decimal import Decimal, InvalidOperation
from typing import Any


def same(wanted: Any, seen: Any) -> bool:
    """Whether both say the same."""
    if wanted is None or seen is None:
        return wanted is seen
    if isinstance(wanted, dict) and isinstance(seen, dict):
        # A field that may be left out is not there, or nothing.
        return all(same(wanted.get(key), seen.get(key)) for key in {*wanted, *seen})
    if isinstance(wanted, list) and isinstance(seen, list):
        return len(wanted) == len(seen) and all(map(same, wanted, seen))
    # An exact number travels as text.
    if _is_number(wanted) and isinstance(seen, str):
        return bool(_number(seen) == _plain(wanted))
    if _is_number(seen) and isinstance(wanted, str):
        return bool(_number(wanted) == _plain(seen))
    return bool(_plain(wanted) == _plain(seen))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _number(text: str) -> Decimal | None:
    """The number that a text says, if it is one."""
    try:
        return Decimal(text).normalize()
    except InvalidOperation:
        return None


def _plain(value: Any) -> Any:
    """One form for all that say the same."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value)).normalize()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, str) and len(value) > 18 and value[4:5] == "-" and "T" in value[10:11]:
        return moment(value) or value
    return value


def moment(value: Any) -> datetime.datetime | None:
    """A moment with its zone, if it is one."""
    if isinstance(value, datetime.datetime):
        return value
    try:
        found = datetime.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found.astimezone(datetime.UTC) if found.tzinfo else None
