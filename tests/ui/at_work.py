"""A sitting at work without a terminal: a deck of all six kinds, and Screens to press keys on."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random

from mixed_deck import DECK

from drillcli.collection import open_collection
from drillcli.config import Environment
from drillcli.plan import StudyOptions
from drillcli.sitting import Sitting
from drillcli.ui.screens import Screens

KINDS = ("basic", "gap", "pick", "name", "seq", "num")


def write_deck(env: Environment, text: str = DECK, slug: str = "mixed") -> Path:
    path = env.cwd / "decks" / f"{slug}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@contextmanager
def sitting(
    env: Environment, text: str = DECK, options: StudyOptions | None = None, lang: str = "en"
) -> Iterator[Sitting]:
    """A sitting over the deck `text`; one that writes no deck of its own continues with the one that is there."""
    if text:
        write_deck(env, text)
    with open_collection(replace(env, lang_option=lang, rng=Random(0)), ["mixed"]) as collection:
        yield Sitting(collection, collection.decks(["mixed"]), options or StudyOptions(seed=1))


def no_exercise(slug: str) -> None:
    raise AssertionError(f"{slug} was run")


@contextmanager
def at_work(
    env: Environment,
    text: str = DECK,
    options: StudyOptions | None = None,
    lang: str = "en",
    launch: Callable[[str], None] | None = None,
) -> Iterator[Screens]:
    """Screens over a sitting; `launch` runs an exercise."""
    with sitting(env, text, options, lang) as made:
        yield Screens(made, made.collection.env, launch or no_exercise, color=False)


def only(note: str) -> str:
    """Return the deck with the one note."""
    head, *notes = DECK.split("  - id: ")
    return head + next(f"  - id: {text}" for text in notes if text.startswith(note + "\n"))


def shown(screens: Screens, width: int = 80, height: int = 24) -> str:
    """Return the screen as text."""
    return screens.draw(width, height)


def answers(screens: Screens) -> list[tuple[str, int]]:
    """Return what stands in the log: note and rating of each answer, the oldest first."""
    query = """SELECT name, rating FROM revlog JOIN card ON card.id = revlog.card
        WHERE (at_ms, device) NOT IN (SELECT other, other_device FROM act WHERE kind = 1) ORDER BY at_ms"""
    rows = screens.sitting.collection.store.connection.execute(query)
    return [(name.partition("#")[0], rating) for name, rating in rows]


def marks(screens: Screens, card: str = "mixed/basic") -> tuple[bool, bool]:
    """Return whether a card is suspended, and whether it is flagged."""
    found = screens.sitting.collection.store.marks(card)
    return bool(found.suspended), bool(found.flagged)


def table_id(screens: Screens) -> str:
    assert screens.sitting.table is not None
    return screens.sitting.table.card.note.id
