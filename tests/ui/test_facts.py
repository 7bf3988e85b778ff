"""The page of what is known about a card."""

import re
from datetime import date, timedelta

import pytest
from at_work import DECK, at_work, only, write_deck
from conftest import Clock
from rich.cells import cell_len

from drillcli.config import Environment
from drillcli.model import Rating
from drillcli.ui.console import plain
from drillcli.ui.facts import page
from drillcli.ui.screens import Screens


def facts(screens: Screens) -> dict[str, str]:
    """Return the facts by label."""
    told: dict[str, str] = {}
    for line in plain(page(screens.sitting)(88), 88).split("\n")[3:]:
        if match := re.fullmatch(r"  (\S+(?: \S+)*)  +(\S.*)", line):
            told[match[1]] = match[2]
        elif line:
            told["file"] += line.strip()  # the only one that may be long
    return told


def test_a_new_card_has_no_history_to_tell(env: Environment):
    """Its id, its place in the file, its tags and that it is new."""
    text = only("basic").replace("  - id: basic", "  - id: basic\n    tags: [cost, scaling]")
    with at_work(env, text) as screens:
        told = facts(screens)
    path = env.cwd / "decks" / "mixed.yaml"
    assert told == {"card": "mixed/basic", "file": f"{path}:3", "tags": "cost, scaling", "state": "new"}


def test_a_card_in_review_tells_its_memory(env: Environment, clock: Clock):
    """When it is due, the interval it was given, stability, difficulty and recall at this moment."""
    with at_work(env, only("basic")) as screens:
        screens.press(" ")
        screens.press("4")
        given = screens.sitting.collection.store.state("mixed/basic")
    clock.advance(minutes=given.interval)
    with at_work(env, "") as screens:
        told = facts(screens)
    days = given.interval // 1440
    assert told["state"] == "review"
    assert told["due"] == (date(2026, 11, 22) + timedelta(days=days)).isoformat()
    assert told["interval"] == told["stability"] == f"{days} d"
    assert told["recall now"] == "90%", "at the default setting a card is due when recall has fallen to 90 %"
    assert told["difficulty"].endswith(" / 10")
    assert (told["reviews"], told["lapses"]) == ("1", "0")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_fits_every_width(env: Environment, lang: str, clock: Clock):
    """From 20 cells on, however long the path is."""
    write_deck(env, DECK)
    with at_work(env, "", lang=lang) as screens:
        screens.sitting.turn()
        screens.sitting.rate(Rating.GOOD)
        screens.sitting.turn()
        draw = page(screens.sitting)
        for width in range(20, 121, 7):
            assert all(cell_len(line) <= width for line in plain(draw(width), width).split("\n"))
