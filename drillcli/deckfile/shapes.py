"""Turns what a field holds in the file into the value that its shape stands for, or says why it cannot."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Protocol, TypeAlias

from drillcli.deckfile.document import Map, Node
from drillcli.kinds.base import Shape
from drillcli.locale import _


class Report(Protocol):
    """Takes a fault at a path within the note; `key` means the key there and not its value."""

    def __call__(self, where: Sequence[str | int], message: str, *, key: bool = False) -> None:
        """Take one fault."""


Converter: TypeAlias = Callable[[str, Node, Report], Any]
"""Takes a field's name, what the file holds, and where to report; returns the value, worthless after a report."""

LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
"""A language tag in the form of BCP 47, whether or not it is registered."""
ID = re.compile(r"[^\W_](?:[^\W_]|-)*")
"""Letters and digits of any script, and hyphens after the first."""
INTEGER = re.compile(r"[+-]?[0-9]{1,15}")
DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_USUAL = frozenset(("en", "zh"))


def text(field: str, value: Node, report: Report) -> Mapping[str, str]:
    """Return a text by language; the one that is written for every language under ""."""
    if type(value) is str:
        return {"": value}
    if type(value) is not Map or not value:
        report((field,), _("`{field}` must be a text, or one text for each language").format(field=field))
        return {}
    for lang, words in value.items():
        _check_language(field, lang, report)
        if type(words) is not str:
            report((field, lang), _("`{field}` must be one text in each language").format(field=field))
    return value


def lines(field: str, value: Node, report: Report) -> Mapping[str, Sequence[str]]:
    """Return a list of texts by language; the one that is written for every language under ""."""
    if type(value) is list:
        _check_strings((field,), value, report)
        return {"": value}
    if type(value) is not Map or not value:
        message = _("`{field}` must be a list such as [one, two], or one list for each language")
        report((field,), message.format(field=field))
        return {}
    for lang, entries in value.items():
        _check_language(field, lang, report)
        if type(entries) is not list:
            report((field, lang), _("`{field}` must be one list in each language").format(field=field))
        else:
            _check_strings((field, lang), entries, report)
    return value


def string(field: str, value: Node, report: Report) -> str:
    """Return a single text that is not blank."""
    if type(value) is not str:
        report((field,), _("`{field}` must be a single text").format(field=field))
    elif not value.strip():
        report((field,), _("`{field}` is empty: write it or take it out").format(field=field))
    return str(value)


def year_month_or_day(field: str, value: Node, report: Report) -> str:
    """Return a year, a month or a day that there is, as it is written."""
    if type(value) is str and DATE.fullmatch(value):
        with suppress(ValueError):
            date.fromisoformat(value + "-01-01"[len(value) - 4 :])
            return value
    message = _("`{field}` must be a year, a month or a day, such as 2026, 2026-11 or 2026-11-30")
    report((field,), message.format(field=field))
    return ""


def strings(field: str, value: Node, report: Report) -> Sequence[str]:
    """Return a list of texts, none of them blank."""
    if type(value) is not list:
        message = _("`{field}` must be a list: write it in brackets, `{field}: [{value}]`")
        shown = value if type(value) is str else "…"
        report((field,), message.format(field=field, value=shown))
        return []
    _check_strings((field,), value, report)
    for index, entry in enumerate(value):
        if type(entry) is str and not entry.strip():
            report((field, index), _("an entry of `{field}` is empty: write it or take it out").format(field=field))
    return value


def flag(field: str, value: Node, report: Report) -> bool:
    """Return true or false."""
    if value not in ("true", "false"):
        report((field,), _("`{field}` must be true or false").format(field=field))
    return value == "true"


def integer(field: str, value: Node, report: Report) -> int:
    """Return a whole number."""
    if type(value) is not str or not INTEGER.fullmatch(value):
        report((field,), _("`{field}` must be a whole number, such as 2").format(field=field))
        return 0
    return int(value)


def number(field: str, value: Node, report: Report) -> Mapping[str, str]:
    """Return the parts of a number as written; what they may be is the kind's to say."""
    if type(value) is not Map:
        message = _("`{field}` must be a mapping, such as {{value: 0.6, tolerance: 0.005, unit: s}}")
        report((field,), message.format(field=field))
        return {}
    for part, amount in value.items():
        if type(amount) is not str:
            message = _("`{part}` of `{field}` must be a single value")
            report((field, part), message.format(field=field, part=part))
    return value


def identifier(field: str, value: Node, report: Report) -> str:
    """Return the id of a note."""
    if type(value) is str and ID.fullmatch(value):
        return value
    message = _("an id has letters, digits and hyphens, and begins with a letter or digit: change it")
    report((field,), message)
    return ""


CONVERTERS: Mapping[Shape, Converter] = {
    Shape.STRING: string,
    Shape.DATE: year_month_or_day,
    Shape.STRINGS: strings,
    Shape.TEXT: text,
    Shape.LINES: lines,
    Shape.FLAG: flag,
    Shape.INTEGER: integer,
    Shape.NUMBER: number,
}


def _check_language(field: str, lang: str, report: Report) -> None:
    if lang not in _USUAL and not LANGUAGE.fullmatch(lang):
        message = _("`{lang}` is no language code such as en or zh: correct it, or quote a text that begins with {{")
        report((field, lang), message.format(lang=lang), key=True)


def _check_strings(where: tuple[str, ...], entries: Sequence[Node], report: Report) -> None:
    for index, entry in enumerate(entries):
        if type(entry) is not str:
            message = _("an entry of `{field}` must be a text: quote it if it has a colon or begins with {{ or [")
            report((*where, index), message.format(field=where[0]))
