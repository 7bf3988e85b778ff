"""Decks and histories that the tests of the commands share."""

from pathlib import Path

import pytest
from conftest import NOW

from drillcli.deckfile import find
from drillcli.model import MINUTES_PER_DAY, Moment

RIVERS = """\
title: {en: Rivers, zh: 河流}
order: 2
notes:
  - id: nile
    q: {en: Which river is the longest?, zh: 哪条河最长？}
    a: {en: The Nile, zh: 尼罗河}
    why: {en: 6650 km, zh: 6650 公里}
    tags: [africa]
    from: [000-Q01]
  - id: rhine
    cloze: {en: "The Rhine flows from the {{Alps::source}} to the {{North Sea::mouth}}",
      zh: "莱茵河从{{阿尔卑斯山::source}}流入{{北海::mouth}}"}
"""
METRICS = """\
title: 指标
order: 1
notes:
  - id: pick
    q: Which one `counts`?
    choices: [first, second, third]
    answer: 2
"""


def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, **decks: str) -> Path:
    """Make a world with these decks (source by slug) and no bundled ones; return their folder."""
    folder = tmp_path / "decks"
    folder.mkdir()
    monkeypatch.setattr(find, "bundled", lambda: tmp_path / "nowhere")
    for slug, source in decks.items():
        (folder / f"{slug}.yaml").write_text(source, encoding="utf-8")
    return folder


def later(days: float = 0, minutes: float = 0) -> Moment:
    """Return a moment after NOW, in UTC."""
    return Moment(NOW.ms + round((days * MINUTES_PER_DAY + minutes) * 60_000), NOW.day + int(days), 0)
