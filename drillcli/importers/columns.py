"""Which columns of a review log say what: found by the names that programs give them, or named by the user."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from drillcli.errors import UsageError
from drillcli.locale import _, commas

DELIMITERS = ",;\t|"

_ANKI = {"card": "cid", "rating": "ease", "time": "id", "took": "time"}
"""Anki's table `revlog`, where `time` is how long an answer took and `id` is when it was given."""

_NAMES: Mapping[str, tuple[str, ...]] = {
    "card": ("cardid", "card", "cid", "卡片", "卡片id", "卡片编号", "卡号"),
    "rating": ("rating", "reviewrating", "ease", "button", "grade", "评分", "评级", "按钮"),
    "time": (
        *("reviewtime", "reviewedat", "reviewdatetime", "reviewdate", "timestamp", "datetime", "time", "date", "id"),
        *("复习时间", "时间", "日期时间", "日期", "时间戳"),
    ),
    "took": (
        *("duration", "reviewduration", "took", "timetaken", "answertime", "time"),
        *("用时", "耗时", "时长", "答题时间"),
    ),
}
"""Heads as `_plain` leaves them, the likelier ones first."""

_UNITS = {
    "ms": re.compile(r"(ms|msec|millis|milliseconds|毫秒)\W*$"),
    "s": re.compile(r"((?<![a-z])s|secs?|seconds?|秒)\W*$"),
}
"""How a head ends that names its unit: `duration_s`, `Time (ms)`, `用时（毫秒）`; `_` counts as a word character."""


class Columns(NamedTuple):
    """The index of each column that counts; `took` is None where a log does not say how long answers took."""

    card: int
    rating: int
    time: int
    took: int | None


def delimiter(first_line: str) -> str:
    """Return what parts the columns: comma, semicolon, tab or bar, whichever the heads have most of."""
    return max(DELIMITERS, key=first_line.count)


def find_columns(heads: Sequence[str], named: Mapping[str, str]) -> Columns:
    """Return the columns of a log with these heads; `named` are those that the user gave, by role.

    Case and punctuation do not count. Raises UsageError for a named column that is not there, and where card, rating
    or time cannot be found.
    """
    found = {role: _named(role, name, heads) for role, name in named.items()}
    for role in ("card", "rating", "time", "took"):
        if role not in found and (index := _guess(role, heads, set(found.values()))) is not None:
            found[role] = index
    missing = [f"--{role}" for role in ("card", "rating", "time") if role not in found]
    if missing:
        text = _("no column found for {missing}; the file has the columns {heads}: name them with these options")
        raise UsageError(text.format(missing=commas(missing), heads=commas(heads)))
    return Columns(found["card"], found["rating"], found["time"], found.get("took"))


def unit_of(head: str) -> str:
    """Return the unit that a head ends with: "ms", "s", or "" for none."""
    return next((unit for unit, ending in _UNITS.items() if ending.search(head.casefold())), "")


def _guess(role: str, heads: Sequence[str], taken: set[int]) -> int | None:
    plain = [_plain(head) for head in heads]
    bare = [_bare(head) for head in heads]
    names = (_ANKI[role],) if set(_ANKI.values()) <= set(plain) else _NAMES[role]
    # `time_ms` says when only where no other column does; among durations it is as good as any.
    for known in [bare] if role == "took" else [plain, bare]:
        for name in names:
            for index, head in enumerate(known):
                if head == name and index not in taken:
                    return index
    return None


def _named(role: str, name: str, heads: Sequence[str]) -> int:
    if name in heads:
        return heads.index(name)
    plain = [_plain(head) for head in heads]
    if _plain(name) in plain:
        return plain.index(_plain(name))
    text = _("--{role} {name}: there is no such column; the file has {heads}")
    raise UsageError(text.format(role=role, name=name, heads=commas(heads)))


def _plain(head: str) -> str:
    return "".join(char for char in head.casefold() if char.isalnum())


def _bare(head: str) -> str:
    """Return a plain head without the unit that it ends with."""
    head = head.casefold()
    unit = unit_of(head)
    return _plain(_UNITS[unit].sub("", head) if unit else head)
