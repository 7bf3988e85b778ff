"""Looking ahead to an exam: what study costs this learner, the plan, and what is to be expected; kept for a day."""

from collections.abc import Sequence
from typing import Any

from drillcli import exam as planner
from drillcli.collection import Collection
from drillcli.exam import Candidate, Exam, Ordinary, Outlook, Pace, Plan
from drillcli.store import exams, queue
from drillcli.store.exams import ExamRow

USUAL = Pace()
ANSWERS_KNOWN = 30
"""So many answers of the learner's own weigh as much as what is usual."""
CARDS_KNOWN = 15
"""So many cards that were learned weigh as much as what is usual."""


def usable(collection: Collection, row: ExamRow) -> list[str]:
    """Return the decks of an exam that there are and that can be used."""
    known = collection.index.decks()
    return [slug for slug in row.decks if slug in known and not known[slug].error]


def planned(collection: Collection, row: ExamRow, decks: Sequence[str], pace: Pace) -> Plan:
    """Return the plan of an exam for which `decks` are studied today; it is made once a day and kept."""
    today = collection.now.day
    look: dict[str, Any] = {**row.look} if row.look and row.look["day"] == today else {"day": today}
    if look.get("studied") != list(decks):
        plan = planner.plan(Exam(row.day, row.minutes), candidates(collection, decks), collection.now, pace)
        look |= {"studied": list(decks), "plan": plan}
        exams.keep(collection.store, row.id, look)
    return Plan(*look["plan"])


def expected(collection: Collection, row: ExamRow) -> tuple[int, float]:
    """Return how many cards an exam has, and how many of them the plan will have recalled; made once a day and kept."""
    look = row.look or {}
    if look.get("day") != collection.now.day or "planned" not in look:
        found = look_ahead(collection, row)
        return found.cards, found.planned
    return look["cards"], look["planned"]


def look_ahead(collection: Collection, row: ExamRow) -> Outlook:
    """Look ahead to an exam, and keep for the day what was found."""
    now, settings, decks = collection.now, collection.settings, usable(collection, row)
    ordinary = Ordinary(settings.desired_retention, settings.new_per_day, settings.reviews_per_day)
    exam, cards = Exam(row.day, row.minutes), candidates(collection, decks)
    spent = exams.spent(collection.store, decks, now.day)
    found = planner.outlook(exam, cards, now, pace_of(collection, row), ordinary, spent)
    look = {"day": now.day, "studied": decks, "plan": found.plan, "cards": found.cards, "planned": found.planned}
    exams.keep(collection.store, row.id, look)
    return found


def candidates(collection: Collection, decks: Sequence[str]) -> list[Candidate]:
    """Return the cards that an exam on some decks may ask about."""
    return [
        Candidate(card.id, card.state, collection.scheduler_of(slug).model)
        for slug in decks
        for card, _hidden in exams.cards(collection.store, slug)
    ]


def pace_of(collection: Collection, row: ExamRow) -> Pace:
    """Return what study costs this learner, from the answers in the decks of an exam before today.

    The fewer there are, the more what is usual counts. Answers that are no first answers of a day to a card in review
    belong to steps: those of new cards, and one for each card forgotten.
    """
    store, today = collection.store, collection.now.day
    days = [tally for day, tally in queue.days(store, row.decks).items() if day < today]
    took, answers, new = (sum(tally[name] for tally in days) for name in ("took_ms", "reviews", "introduced"))
    tested = sum(tally["young"] + tally["mature"] for tally in days)
    lapses = tested - sum(tally["young_recalled"] + tally["mature_recalled"] for tally in days)
    review = (took / 1000 + ANSWERS_KNOWN * USUAL.review) / (answers + ANSWERS_KNOWN)
    usual_steps = USUAL.new / USUAL.review
    steps = (max(answers - tested - lapses, new) + CARDS_KNOWN * usual_steps) / (new + CARDS_KNOWN)
    first = exams.first_answers(store, row.decks, today)
    shares = tuple((n + CARDS_KNOWN * p) / (sum(first) + CARDS_KNOWN) for n, p in zip(first, USUAL.first, strict=True))
    return Pace(review, review * USUAL.lapse / USUAL.review, review * steps, shares)  # type: ignore[arg-type]
