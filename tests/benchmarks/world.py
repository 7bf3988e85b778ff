"""Collections of any size with a history of 900 days, made by the real scheduler, written in the store's layout."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from random import Random

import decktext
from harness import Lab

from drillcli import clock
from drillcli.collection import Collection, open_collection
from drillcli.config import Environment
from drillcli.model import MINUTES_PER_DAY, CardState, Mode, Moment, Phase, Rating
from drillcli.scheduler import Scheduler
from drillcli.store import verify
from drillcli.store.cards import MARKS, STATE, card_values
from drillcli.store.history import TALLY, Marks, Tally, add, predicted, tally
from drillcli.store.spread import Counts, Key, gather, spread
from drillcli.store.store import THIS_DEVICE, add_to_spread

DECKS = 20
DAYS = 900
NEW_SHARE = 0.05
DUE_SHARE = 0.5
PROVED_UP_TO = 10_000
MS_PER_DAY = 86_400_000
HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a simulated learner, and the card before it."""

    before: CardState | None
    rating: Rating
    after: CardState
    took_ms: int


@dataclass(slots=True)
class Diary:
    """What the simulated answers come to, in the store's layout."""

    reviews: list[tuple[int, ...]] = field(default_factory=list)
    states: list[tuple[int | float | None, ...]] = field(default_factory=list)
    days: dict[tuple[int, int], Tally] = field(default_factory=dict)
    spreads: dict[int, dict[Key, Counts]] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)


def environment(home: Path) -> Environment:
    """Return the world of a run of `drill` on a collection, with streams in memory and the real clock."""
    cwd = home / "elsewhere"
    cwd.mkdir(exist_ok=True)
    return Environment(cwd, {"LANG": "en_US.UTF-8"}, StringIO(), StringIO(), StringIO(), home_option=str(home))


def collection(lab: Lab, cards: int) -> Path:
    """Return the data folder of a collection of 20 decks, half of whose `cards` are due today; made once a day."""
    today = clock.now().day
    home = lab.cache / f"collection-{cards}-{today}"
    done = home / "complete"
    if not done.exists():
        start = time.perf_counter()
        print(f"making a collection of {cards:,} cards", end="", flush=True)
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        for number in range(DECKS):
            size = cards // DECKS
            text = decktext.deck(f"Deck {number}", number * size, size, seed=number)
            decktext.write(home / "decks" / f"{slug(number)}.yaml", text)
        with open_collection(environment(home)) as opened:
            reviews = fill(opened, cards)
        done.touch()
        print(f" with {reviews:,} reviews: {time.perf_counter() - start:.0f} s")
    return home


def slug(number: int) -> str:
    """Return the slug of a generated deck."""
    return f"deck-{number:02}"


def fill(opened: Collection, cards: int) -> int:
    """Write a history for every generated card; return the number of reviews."""
    connection = opened.store.connection
    rows = connection.execute(
        "SELECT card.id, deck, slug || '/' || name FROM card JOIN deck ON deck.id = deck WHERE slug LIKE 'deck-%'"
    ).fetchall()
    diary = Diary()
    for row, deck, card_id in rows:
        keep(diary, opened.scheduler, row, deck, list(life(card_id, opened.scheduler, opened.now.day, diary.taken)))
    # As they came, card by card in turn: their order decides how densely the pages are filled.
    diary.reviews.sort(key=lambda review: review[1])
    places = ", ".join("?" * len(TALLY))
    columns = f"{STATE}, {MARKS}, due_day, due_ms"
    with opened.store.writing():
        connection.executemany("INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)", diary.reviews)
        connection.executemany(
            f"UPDATE card SET ({columns}) = ({', '.join('?' * (columns.count(',') + 1))}) WHERE id = ?", diary.states
        )
        connection.executemany(f"INSERT INTO day VALUES (?, ?, {places})", [(*k, *v) for k, v in diary.days.items()])
        for deck, shares in diary.spreads.items():
            add_to_spread(connection, deck, shares)
        connection.execute("UPDATE device SET last_ms = ?", (diary.reviews[-1][1],))
    if cards <= PROVED_UP_TO and (wrong := verify.verify(opened.store)):
        raise AssertionError(f"the generated data do not follow from their log: {wrong[:3]}")
    return len(diary.reviews)


def keep(diary: Diary, scheduler: Scheduler, row: int, deck: int, answers: list[Answer]) -> None:
    """Add the answers to one card to the diary."""
    for answer in answers:
        at = answer.after.at
        review = (row, at.ms, THIS_DEVICE, answer.rating, answer.took_ms, at.offset, at.day, Mode.STUDY)
        diary.reviews.append((*review, answer.after.interval))
        share = tally(answer.before, answer.rating, at.day, answer.took_ms)
        diary.days[at.day, deck] = add(diary.days.get((at.day, deck)), share)
        recall = predicted(scheduler, answer.before, at)
        gather(diary.spreads.setdefault(deck, {}), spread(answer.before, answer.rating, at, answer.took_ms, recall))
    diary.states.append((*card_values(answers[-1].after if answers else None, Marks()), row))


def life(card_id: str, scheduler: Scheduler, today: int, taken: set[int]) -> list[Answer]:
    """Return a card's answers up to yesterday; half of the cards missed their last review, and so are due."""
    rng = Random(card_id)
    fate = rng.random()
    if fate < NEW_SHARE:
        return []
    answers = list(learn(card_id, scheduler, today, taken, rng))
    if fate >= NEW_SHARE + DUE_SHARE:
        return answers
    days = [i for i, answer in enumerate(answers) if answer.before and answer.before.phase is Phase.REVIEW]
    return answers[: days[-1]]


def learn(card_id: str, scheduler: Scheduler, today: int, taken: set[int], rng: Random) -> Iterator[Answer]:
    """Yield the answers of a learner who reviews on time and forgets as the model says."""
    state: CardState | None = None
    day = today - DAYS + int(rng.random() ** 0.2 * (DAYS - 30))
    ms = day * MS_PER_DAY + 8 * HOUR_MS + int(rng.random() * 12 * HOUR_MS)
    while day < today:
        while ms in taken:
            ms += 1
        taken.add(ms)
        at = Moment(ms, day, 0)
        rating = grade(scheduler.retrievability(state, at) if state else 0.7, rng)
        after = scheduler.review(card_id, state, rating, at)
        yield Answer(state, rating, after, 2_000 + int(rng.expovariate(1 / 6_000)))
        state = after
        if after.interval < MINUTES_PER_DAY:
            ms += after.interval * 60_000
        else:
            day = after.due_day
            ms = day * MS_PER_DAY + 8 * HOUR_MS + int(rng.random() * 12 * HOUR_MS)


def grade(recall: float, rng: Random) -> Rating:
    """Return Again with the probability of having forgotten, else mostly Good."""
    if rng.random() > recall:
        return Rating.AGAIN
    return rng.choices((Rating.HARD, Rating.GOOD, Rating.EASY), (2, 7, 1))[0]
