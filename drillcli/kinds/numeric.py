"""A question whose answer is a number, with a tolerance and a unit."""

import math
import re
from collections.abc import Iterator, Mapping
from random import Random

from drillcli.kinds import checks
from drillcli.kinds.base import Back, Front, How, Problem, Shape, Verdict, said
from drillcli.kinds.compare import normalise
from drillcli.locale import _
from drillcli.model import Card, Note

NAME = "numeric"
FIELDS: Mapping[str, Shape] = {"number": Shape.NUMBER, "q": Shape.TEXT}
REQUIRED: tuple[str, ...] = ("q", "number")
KEYS = ("value", "tolerance", "unit")
SLACK = 1e-9
"""The share of the value by which binary fractions may miss it."""
DIGITS = r"[+-]? ?(?=\.?\d)(?:\d{1,3}(?:[, ]\d{3})+(?!\d)|\d*)(?:\.\d*)?(?:e[+-]?\d+)?"
QUANTITY = rf"(?a)[=≈~约]*\s*(us\$|[$¥€])?\s*({DIGITS})(?:\s*/\s*({DIGITS}))?\s*(.*)"
SCALE = r"(百万|万|亿|千|k\b|mn?\b|bn?\b|thousand|million|billion)\s*(.*)"
SCALES = {"千": 1e3, "万": 1e4, "百万": 1e6, "亿": 1e8, "k": 1e3, "thousand": 1e3}
SCALES |= dict.fromkeys(("m", "mn", "million"), 1e6) | dict.fromkeys(("b", "bn", "billion"), 1e9)
UNITS = {
    **dict.fromkeys(("$", "us$", "美元", "dollar", "dollars"), "usd"),
    **dict.fromkeys(("¥", "元", "圆", "人民币", "yuan", "rmb"), "cny"),
    **dict.fromkeys(("€", "欧元", "euro", "euros"), "eur"),
    **dict.fromkeys(("percent", "per cent", "percentage points", "points", "pp", "个百分点"), "%"),
    **dict.fromkeys(("g", "gigabytes", "吉字节"), "gb"),
}
"""Other ways to write a unit, normalised."""
TIMES_TEN_TO = r"(?<=\d)\s*[x×*·]\s*10\s*\^\s*(?=[+-]?\d)"
TEN_TO = r"(?<![\d.,])10\s*\^\s*(?=[+-]?\d)"


def parts(note: Note) -> tuple[str, ...]:  # noqa: ARG001 whatever the note
    """Return the one part."""
    return ("",)


def front(card: Card, lang: str, rng: Random) -> Front:  # noqa: ARG001 nothing to shuffle
    """Return the question."""
    return Front(said(card.note, "q", lang), How.NUMBER)


def back(card: Card, lang: str) -> Back:
    """Return the number with its unit, and the tolerance unless it is 0."""
    margin = _margin(card)
    aside = (f"（{margin}）" if lang == "zh" else f" ({margin})") if margin else ""
    return Back(_written(card) + aside, said(card.note, "why", lang))


def grade(card: Card, front: Front, response: str, lang: str) -> Verdict | None:  # noqa: ARG001 a number has no language
    """Judge a number: right within the tolerance, in the note's unit or none; any unit where the note has none."""
    return Verdict(_is_right(card.note.fields["number"], response), response.strip(), _written(card), _margin(card))


def typed(card: Card, lang: str) -> tuple[str, ...]:  # noqa: ARG001 a number has no language
    """Return the number with its unit."""
    return (_written(card),)


def problems(note: Note) -> Iterator[Problem]:
    """Yield what is wrong with the texts or the number."""
    yield from checks.texts(note, FIELDS)
    yield from checks.too_long(note, "q", checks.LONG_FRONT)
    number = note.fields["number"]
    for key in number:
        if key not in KEYS:
            message = _("`number` has no `{key}`: it has value, tolerance and unit").format(key=key)
            yield Problem(("number", key), message)
    if "value" not in number:
        yield Problem(("number",), _("`number` has no value: give it one"))
    elif _amount(number["value"]) is None:
        yield Problem(
            ("number", "value"),
            _("“{text}” is not a number: write digits only, and the unit in `unit`").format(text=number["value"]),
        )
    tolerance = _amount(number.get("tolerance", "0"))
    if tolerance is None or tolerance < 0:
        message = _("“{text}” is not a tolerance: give a number of 0 or more").format(text=number["tolerance"])
        yield Problem(("number", "tolerance"), message)


def quantity(text: str) -> tuple[float, str] | None:
    """Return the number and the unit (normalised, "" for none) that a text says; None when it says no number.

    Read are `1,000`, `1 000`, `１２`, `-3`, `2/3`, `6.02e23`, `6.02×10^23`, `10^9`, `$4`, and a `=` or `≈` before them.
    """
    text = re.sub(TEN_TO, "1e", re.sub(TIMES_TEN_TO, "e", normalise(text)))
    match = re.fullmatch(QUANTITY, text)
    if not match:
        return None
    currency, over, under, unit = match.groups()
    divisor = _float(under or "1")
    value = _float(over) / divisor if divisor else math.nan
    return (value, _unit(f"{unit} {currency}" if currency else unit)) if math.isfinite(value) else None


def readings(text: str) -> Iterator[tuple[float, str]]:
    """Yield what a response may mean: as it stands, and with 万, 亿, k, million and their like multiplied out."""
    found = quantity(text)
    if found is None:
        return
    yield found
    scaled = re.fullmatch(SCALE, found[1])
    if scaled:
        yield found[0] * SCALES[scaled[1]], _unit(scaled[2])


def _unit(text: str) -> str:
    """Return the one way of writing a unit, normalised."""
    text = normalise(text).strip()
    return UNITS.get(text, text)


def _float(digits: str) -> float:
    return float(digits.replace(",", "").replace(" ", ""))


def _amount(text: str) -> float | None:
    """Return the bare number that an author wrote; None when it is none."""
    found = quantity(text)
    return found[0] if found and not found[1] else None


def _is_right(number: Mapping[str, str], response: str) -> bool:
    return any(_matches(number, given, unit) for given, unit in readings(response))


def _matches(number: Mapping[str, str], given: float, unit: str) -> bool:
    own = _unit(number.get("unit", ""))
    if unit == "%" and not own:
        given, unit = given / 100, ""
    # A note without a unit says in words what is counted, and so may the learner.
    if unit and (unit.replace(" ", "") != own.replace(" ", "") if own else any(c.isdigit() for c in unit)):
        return False
    value, tolerance = _amount(number["value"]) or 0.0, _amount(number.get("tolerance", "0")) or 0.0
    return abs(given - value) <= tolerance + SLACK * max(abs(value), tolerance)


def _written(card: Card) -> str:
    number: Mapping[str, str] = card.note.fields["number"]
    unit = number.get("unit", "").strip()
    return number["value"] + ("" if unit in ("", "%") else " ") + unit


def _margin(card: Card) -> str:
    tolerance = card.note.fields["number"].get("tolerance", "0")
    return f"± {tolerance}" if _amount(tolerance) else ""
