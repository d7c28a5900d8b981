"""What a parcel is, and where."""

import re
from collections.abc import Callable

NUMBER = re.compile(r"[A-Z]{2}[0-9]{9}")


def where(number: str, find: Callable[[str], dict | None]) -> dict | None:
    """Where a parcel is; nothing, if there is none of this number."""
    if not NUMBER.fullmatch(number):
        return None
    parcel = find(number)
    if parcel is None:
        return None
    place = parcel["place"]
    return {"number": number, "place": place, "delivered": place == parcel["goal"]}
