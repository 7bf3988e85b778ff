"""What a value in the file of another machine must be. Pure; all of it raises ValueError for what is not right."""

import re
from typing import Any, NoReturn

from drillcli.locale import _

LATEST_MS, LATEST_DAY = 8_640_000_000_000, 100_000
"""The end of the year 2243 in ms and in days, beyond which no clock is right; sums and dates stay far from overflow."""

SHOWN = 60
"""So many characters of a wrong value are shown."""

_UUID = re.compile(r"[0-9a-z][0-9a-z:._-]{0,199}")


def whole(value: Any, low: int, high: int) -> int:
    """Return a whole number between two bounds."""
    if type(value) is not int or not low <= value <= high:
        text = _("{value} is no whole number from {low} to {high}")
        raise ValueError(text.format(value=cut(value), low=low, high=high))
    return value


def name(value: Any) -> str:
    """Return text that can be shown, as the names of decks and cards are; imported ones may be anything else."""
    if type(value) is not str or not value or not value.isprintable():
        raise ValueError(_("{value} is no name").format(value=cut(value)))
    return value


def card_id(value: Any) -> str:
    """Return a card id: `deck/note` or `deck/note#part`."""
    if not all(name(value).partition("/")):
        raise ValueError(_("{value} is no card id").format(value=cut(value)))
    return str(value)


def device(value: Any) -> str:
    """Return the uuid of a device."""
    if type(value) is not str or not _UUID.fullmatch(value):
        raise ValueError(_("{value} is no device").format(value=cut(value)))
    return value


def cut(value: Any) -> str:
    """Return a wrong value as it is shown: in ASCII, and not too long."""
    shown = ascii(value)
    return shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"


def refuse(constant: str) -> NoReturn:
    """Refuse what JSON does not have: NaN and the infinities."""
    raise ValueError(constant)
