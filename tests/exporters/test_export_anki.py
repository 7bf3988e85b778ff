"""Packages: what is in them, that they are alike for like input, and what Anki itself makes of them."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import anki_oracle
import pytest
from collection_cases import hide_bundled
from conftest import NOW, Clock
from export_cases import EVERY_KIND, of_notes, wish

from drillcli import clock as real_clock
from drillcli.collection import open_collection
from drillcli.commands import forget, undo
from drillcli.commands.export import ExportOptions, run
from drillcli.commands.marking import mark
from drillcli.config import Environment
from drillcli.exporters import anki
from drillcli.exporters.media import Media
from drillcli.exporters.outgoing import Learned, Past
from drillcli.model import MINUTES_PER_DAY, Mode, Rating
from drillcli.scheduler import Policy, Scheduler, model
from drillcli.store.history import ActKind, Review

HISTORY = ExportOptions(history=True, force=True)
REVERSED = "every/basic#reverse"
NAMES = {
    "every/basic:0": "every/basic", "every/basic:1": REVERSED, "every/gaps:0": "every/gaps#kind",
    "every/gaps:1": "every/gaps#p", "every/pick:0": "every/pick", "every/name:0": "every/name",
    "every/seq:0": "every/seq", "every/num:0": "every/num",
}  # fmt: skip
"""Our cards by what the oracle calls them."""


@pytest.fixture
def world(env: Environment, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """A world with the deck of every kind and a history: reviews, a lapse, a step, a reset, marks."""
    hide_bundled(monkeypatch)
    (tmp_path / "decks").mkdir()
    (tmp_path / "decks" / "every.yaml").write_text(EVERY_KIND, encoding="utf-8")
    answers = [
        ("every/basic", 3), ("every/basic", 3), ("every/gaps#p", 4), (REVERSED, 1), ("every/pick", 3),
        ("every/pick", 3), ("every/pick", 3), ("every/pick", 1), ("every/name", 3), ("every/num", 2),
    ]  # fmt: skip
    for card, rating in answers:
        with open_collection(env) as collection:
            collection.answer(card, Rating(rating), clock(4), 2500, Mode.STUDY)
        clock.advance(days=2, minutes=11)
    with open_collection(env) as collection:
        collection.answer("every/seq", Rating.GOOD, clock(4), 2500, Mode.CRAM)
    silent = replace(env, stderr=StringIO())
    forget.run(silent, ["every/name"])
    for act in (suspend, flag):
        act(silent, "every/pick")
    return env


def suspend(env: Environment, card: str) -> None:
    mark(env, [card], ActKind.SUSPEND, "{card}", "{card}")


def flag(env: Environment, card: str) -> None:
    mark(env, [card], ActKind.FLAG, "{card}", "{card}")


def exported(env: Environment, name: str = "out.apkg", options: ExportOptions = HISTORY) -> Path:
    run(env, [name], options)
    return env.cwd / name


def table(package: Path, query: str) -> list[Any]:
    """Return what a query finds in the database of a package."""
    with ZipFile(package) as file:
        file.extract("collection.anki2", package.parent)
    with closing(sqlite3.connect(package.parent / "collection.anki2")) as connection:
        return connection.execute(query).fetchall()


def test_a_package_is_the_same_for_the_same_input(world: Environment) -> None:
    """Only the moment of the export, in seconds, is another, and only it."""
    assert exported(world, "one.apkg").read_bytes() == exported(world, "two.apkg").read_bytes()


def test_notes_and_decks_keep_their_numbers(world: Environment, clock: Clock) -> None:
    """Whatever is added before them, and whenever it is exported."""
    query = "SELECT guid, mid FROM notes ORDER BY guid"
    before = table(exported(world), query)
    decks = json.loads(table(exported(world), "SELECT decks FROM col")[0][0])
    path = world.cwd / "decks" / "every.yaml"
    path.write_text(path.read_text("utf-8").replace("notes:", "notes:\n  - {id: first, q: a, a: b}"), encoding="utf-8")
    clock.advance(days=30)
    after = table(exported(world), query)
    assert len(after) == len(before) + 1
    assert set(before) < set(after)
    assert json.loads(table(exported(world), "SELECT decks FROM col")[0][0]).keys() == decks.keys()


def test_only_reviews_that_count_go_along(world: Environment) -> None:
    """What was undone and what was crammed is left out; that a card was made new again is kept."""
    assert table(exported(world), "SELECT ease, type FROM revlog ORDER BY id")[-2:] == [(2, 0), (0, 4)]
    undo.run(replace(world, stderr=StringIO()), "every/num")
    assert table(exported(world), "SELECT count(*), min(ease) FROM revlog") == [(10, 0)]


def test_reviews_of_one_instant_are_kept_apart() -> None:
    """In Anki the time of a review is its key."""
    review = Review((NOW.ms, 1), 3, 1000, NOW, Mode.STUDY, 1440)
    known = Learned([review], None, suspended=False, flagged=False, buried=False)
    scheduler = Scheduler(model("fsrs6"), Policy(0.9, (1, 10), (10,), 36500))
    past = Past(lambda _card: known, lambda _card: scheduler, 4)
    made = of_notes(*[{"q": {"": "a"}, "a": {"": "b"}}] * 3)
    found = [values[0] for name, values in anki.rows([made], wish(past=past), Media()) if name == "revlog"]
    assert found == [NOW.ms, NOW.ms + 1, NOW.ms + 2]


def test_without_a_history_every_card_is_new(world: Environment) -> None:
    package = exported(world, options=ExportOptions())
    assert table(package, "SELECT count(*) FROM revlog") == [(0,)]
    assert table(package, "SELECT DISTINCT type, queue, flags FROM cards") == [(0, 0, 0)]
    assert [due for (due,) in table(package, "SELECT due FROM cards ORDER BY id")] == list(range(1, 9))


@pytest.fixture
def oracle() -> str:
    found = anki_oracle.python()
    return found or pytest.skip(f"no Anki here; {anki_oracle.VARIABLE} names an interpreter that has it")


def test_anki_takes_all_in_and_goes_on_where_the_learner_was(world: Environment, oracle: str, tmp_path: Path) -> None:
    """Every card is due in Anki on the day on which it is due here, with the same memory and marks."""
    with open_collection(world) as collection:
        states = {name: collection.store.state(card) for name, card in NAMES.items()}
        memory = collection.scheduler.model
    first, again, held = anki_oracle.ask(oracle, tmp_path / "anki.anki2", *[exported(world)] * 2)
    assert (first["new"], first["conflicting"]) == (6, 0)
    assert (again["new"], again["duplicate"]) == (0, 6)
    assert (held["notes"], held["empty"], held["types"]) == (6, 0, ["drill", "drill (cloze)"])
    assert held["cards"].keys() == NAMES.keys()
    today = real_clock.now(4).day  # Anki reads the clock itself
    for name, state in states.items():
        card = held["cards"][name]
        assert card["deck"] == "Every kind"
        assert card["type"] == (state.phase if state else 0)
        assert (card["reps"], card["lapses"]) == ((state.reps, state.lapses) if state else (0, 0))
        if state is not None:
            strength = [memory.stability(state.memory), memory.difficulty(state.memory)]
            assert card["memory"] == pytest.approx(strength, rel=1e-3)
        if state is not None and state.interval >= MINUTES_PER_DAY:
            assert card["interval"] == state.interval // MINUTES_PER_DAY
            assert card["due"] == state.due_day - today
    marked = [name for name, card in held["cards"].items() if card["queue"] == -1 and card["flag"] == 1]
    assert marked == ["every/pick:0"]
    assert sum(len(card["reviews"]) for card in held["cards"].values()) == 11


def test_anki_asks_what_we_ask(world: Environment, oracle: str, tmp_path: Path) -> None:
    _log, held = anki_oracle.ask(oracle, tmp_path / "anki.anki2", exported(world))
    cards = held["cards"]
    assert "什么只付一次？" in cards["every/basic:0"]["question"]
    assert "<strong>Training</strong>" in cards["every/basic:1"]["question"]
    assert "What is paid once?" not in cards["every/basic:1"]["question"]
    assert "precision" in cards["every/gaps:0"]["question"]
    assert ">harmonic mean<" not in cards["every/gaps:0"]["question"]
    assert ">harmonic mean<" in cards["every/gaps:0"]["answer"]
    assert ">调和平均<" in cards["every/gaps:0"]["answer"]
    assert "[[type:Typed]]" in cards["every/name:0"]["question"]
    assert cards["every/basic:0"]["tags"] == ["big_picture", "cost"]


def test_a_later_export_updates_and_never_doubles(
    world: Environment, clock: Clock, oracle: str, tmp_path: Path
) -> None:
    one = exported(world, "one.apkg")
    path = world.cwd / "decks" / "every.yaml"
    text = path.read_text("utf-8").replace("What is paid once?", "What is paid for once?")
    path.write_text(text + "  - {id: more, q: More?, a: Yes}\n", encoding="utf-8")
    clock.advance(days=1)
    two = exported(world, "two.apkg", HISTORY._replace(lang="en"))
    first, second, held = anki_oracle.ask(oracle, tmp_path / "anki.anki2", one, two)
    assert first["new"] == 6
    assert (second["new"], second["updated"], second["conflicting"]) == (1, 6, 0)
    assert held["notes"] == 7
    assert "What is paid for once?" in held["cards"]["every/basic:0"]["question"]
    assert "什么" not in held["cards"]["every/basic:0"]["question"]


HOSTILE = r"""
title: "A::B <b>{{c1::x}}"
notes:
  - id: text
    q: '<script>x</script> {{c1::no}} [sound:a.mp3] :: \t $a }} b$ ![p](p.png) ![q](../q.png)'
    a: '`{{c2::no}}`'
  - id: gaps
    cloze: '{{`std::vector`::x}} and {{$\frac{a}{b}$::y}} {c1::no} `{{{d}}}`'
    why: '{{c9::no}}'
"""


def test_hostile_texts_stay_texts(world: Environment, oracle: str, tmp_path: Path) -> None:
    (tmp_path / "decks" / "every.yaml").write_text(HOSTILE, encoding="utf-8")
    (tmp_path / "decks" / "p.png").write_bytes(b"picture")
    (tmp_path / "q.png").write_bytes(b"secret")
    log, held = anki_oracle.ask(oracle, tmp_path / "anki.anki2", exported(world))
    assert log["new"] == 2
    assert sorted(held["cards"]) == ["every/gaps:0", "every/gaps:1", "every/gaps:2", "every/text:0"]
    assert {card["deck"] for card in held["cards"].values()} == {"A: :B <b>{{c1: :x}}"}
    assert held["media"] == ["p.png"]
    question = held["cards"]["every/text:0"]["question"]
    assert "<script>" not in question
    assert "[sound:" not in question
    for name in ("every/gaps:0", "every/gaps:1", "every/gaps:2"):
        assert held["cards"][name]["question"].count("[...]") == 1
