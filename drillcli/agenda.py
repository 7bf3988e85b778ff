"""What a sitting asks: the cards of the decks that are due or new, within the day's limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TYPE_CHECKING

from drillcli import plan
from drillcli.collection import Collection
from drillcli.errors import UsageError
from drillcli.locale import _
from drillcli.plan import StudyOptions
from drillcli.store import backlog, exams, queue
from drillcli.store.queue import Counts, Queued, Urgency

if TYPE_CHECKING:
    from drillcli.countdown import Course


def toward(collection: Collection, *, answering: bool = False) -> Mapping[str, Course]:
    """Return, by slug, the exam for which each deck is studied today.

    When it is for `answering`, answers in these decks get the intervals that the plan wants. The first call on the
    day of an exam, or after it, returns its decks to the ordinary schedule.
    """
    rows = exams.rows(collection.store)
    if not rows:
        return {}
    from drillcli import countdown  # noqa: PLC0415 spares every start while no exam is ahead

    courses = countdown.follow(collection, rows)
    if answering:
        countdown.bend(collection, courses)
    return courses


def counts(collection: Collection, courses: Mapping[str, Course]) -> Mapping[str, Counts]:
    """Return how many cards of each deck may be asked now, by slug: with an exam ahead those that its plan asks."""
    now = collection.now
    found = dict(queue.counts(collection.store, now.day, now.ms))
    for course in dict.fromkeys(courses.values()):
        reviews, fresh = course.choice(now)
        for slug in course.decks:
            own = [card for card in reviews if deck_of(card) == slug]
            learning = sum(comes_after(card, now.ms) for card in own)
            new = sum(deck_of(card) == slug for card in fresh)
            found[slug] = Counts(len(own) - learning, new, learning)
    return found


def chosen(
    collection: Collection,
    slugs: Sequence[str],
    options: StudyOptions,
    seed: int,
    courses: Mapping[str, Course] | None = None,
) -> tuple[Queued, ...]:
    """Return the cards of a sitting over the decks `slugs`, in the order in which they are asked.

    `courses` are the exams for which decks are studied (see `toward`). Raises UsageError for a tag that no card has.
    """
    keep = _tagged(collection, slugs, options.tag)
    rng = Random(seed)  # noqa: S311 not for secrets
    if options.cram:
        cards = [card for slug in slugs for card in queue.everything(collection.store, slug) if keep(card)]
        return plan.apart(rng.sample(cards, len(cards)))
    reviews, fresh = _asked(collection, slugs, options, keep, courses or {})
    now, urgency = collection.now, collection.urgency(collection.now)
    end = now.ms + options.learn_ahead(collection.settings.learn_ahead) * 60_000
    soon = [card for card in reviews if not comes_after(card, end)]
    # What comes back only after the sitting's other cards must not take their places under a limit.
    later = [card for card in reviews if comes_after(card, end)]
    hurried = options.minutes is not None
    asked = plan.order(soon, fresh, options.limit, of_card(urgency), rng, hurried=hurried)
    return (*asked, *later)


def _asked(
    collection: Collection,
    slugs: Sequence[str],
    options: StudyOptions,
    keep: Callable[[Queued], bool],
    courses: Mapping[str, Course],
) -> tuple[list[Queued], list[Queued]]:
    """Return the reviews and the new cards of a sitting: decks studied for an exam as its plan says, others as due.

    What an option asks for goes for every deck, beside the plan (`ahead`) or in its place (`new`).
    """
    ordinary = [slug for slug in slugs if slug not in courses]
    reviews = _due(collection, slugs if options.ahead else ordinary, options, keep)
    fresh = _new(collection, ordinary if options.new is None else slugs, options, keep)
    for course in dict.fromkeys(courses[slug] for slug in slugs if slug in courses):
        planned, begun = course.choice(collection.now, keep, options.minutes)
        known = {card.id for card in reviews}
        reviews += [card for card in planned if deck_of(card) in slugs and card.id not in known]
        if options.new is None:
            fresh += [card for card in begun if deck_of(card) in slugs]
    return reviews, fresh


def _due(
    collection: Collection, slugs: Sequence[str], options: StudyOptions, keep: Callable[[Queued], bool]
) -> list[Queued]:
    """Return the reviews of a sitting by the ordinary schedule, within the day's limit."""
    now = collection.now
    budget, last, urgency = _budgets(collection, slugs, options)[1], now.day + options.ahead, collection.urgency(now)
    if options.tag is None and backlog.size(collection.store, slugs, last) > budget:
        reviews = backlog.urgent(collection.store, slugs, last, budget, urgency)
    else:
        due = [card for slug in slugs for card in queue.due(collection.store, slug, last) if keep(card)]
        reviews = plan.most_urgent(due, budget, of_card(urgency))
    hidden = queue.buried(collection.store, now.day) if options.ahead else frozenset()
    return [card for card in reviews if card.id not in hidden]


def _budgets(collection: Collection, slugs: Sequence[str], options: StudyOptions) -> tuple[int, int]:
    """Return how many new cards and how many reviews a sitting over some decks may still ask today."""
    settings = collection.settings
    done = queue.done_on(collection.store, slugs, collection.now.day)
    return plan.budgets(options, settings.new_per_day, settings.reviews_per_day, done)


def of_card(urgency: Urgency) -> Callable[[Queued], float]:
    """Return what tells how urgent it is to review a card; `urgency` is `Collection.urgency`."""

    def found(card: Queued) -> float:
        return urgency(deck_of(card), card.state.memory, card.state.at, card.due_day) if card.state else 0.0

    return found


def deck_of(card: Queued) -> str:
    """Return the deck (slug) of a card."""
    return card.id.partition("/")[0]


def comes_after(card: Queued, ms: int) -> bool:
    """Tell whether a card is in its steps and due after an instant (epoch ms)."""
    return card.state is not None and card.state.due_ms is not None and card.state.due_ms > ms


def _new(
    collection: Collection, slugs: Sequence[str], options: StudyOptions, keep: Callable[[Queued], bool]
) -> list[Queued]:
    """Return the new cards of a sitting: of each deck in the order of its file, the decks in turn."""
    budget = _budgets(collection, slugs, options)[0]
    columns = []
    for slug in slugs:
        cards = queue.new(collection.store, slug, collection.now.day, budget if options.tag is None else -1)
        columns.append([card for card in cards if keep(card)][:budget])
    turns = max(map(len, columns), default=0)
    return [column[i] for i in range(turns) for column in columns if i < len(column)][:budget]


def _tagged(collection: Collection, slugs: Sequence[str], tag: str | None) -> Callable[[Queued], bool]:
    """Return what tells whether a card has the tag; without a tag every card is kept."""
    if tag is None:
        return lambda card: True  # noqa: ARG005
    notes = {f"{slug}/{name}" for slug in slugs for name in collection.index.tagged(slug, tag)}
    if not notes:
        raise UsageError(_("no card has the tag {tag}").format(tag=tag))
    return lambda card: plan.note_of(card.id) in notes
