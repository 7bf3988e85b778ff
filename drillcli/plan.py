"""Which cards a sitting asks today, and in which order. Pure."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from drillcli.model import MINUTES_PER_DAY
from drillcli.store.queue import Queued

APART = 4
"""How many cards at least stand between two cards of one note, where there are enough others."""


@dataclass(frozen=True, slots=True)
class StudyOptions:
    """What `drill study` was told. None leaves a number to the settings; `ahead` is in days, `minutes` in minutes."""

    new: int | None = None
    limit: int | None = None
    minutes: float | None = None
    tag: str | None = None
    typed: bool = False
    cram: bool = False
    ahead: int = 0
    seed: int | None = None

    def learn_ahead(self, minutes: int) -> int:
        """Return how many minutes early a card in its steps may come, where the setting says `minutes`."""
        return max(minutes, self.ahead * MINUTES_PER_DAY)


def order(
    due: Sequence[Queued],
    new: Sequence[Queued],
    limit: int | None,
    urgency: Callable[[Queued], float],
    rng: Random,
    *,
    hurried: bool = False,
) -> tuple[Queued, ...]:
    """Return the cards of a sitting in the order in which they are asked, at most `limit` of them.

    Due cards come by their day, those of one day shuffled; when `hurried`, because time may run out before all were
    asked, those in their steps come first and then the most urgent. New cards keep the order given and are spread
    between the due ones; cards of one note are kept apart.
    """
    reviews = list(due)
    if limit is not None:
        reviews = most_urgent(due, max(limit - sum(map(in_steps, due)), 0), urgency)
        new = new[: max(limit - len(reviews), 0)]
    shuffled = rng.sample(reviews, len(reviews))
    if hurried:
        reviews = sorted(shuffled, key=lambda card: (in_steps(card), urgency(card)), reverse=True)
    else:
        reviews = sorted(shuffled, key=lambda card: card.due_day)
    return apart(spread(reviews, new))[:limit]


def in_steps(card: Queued) -> bool:
    """Tell whether a card is in the midst of its steps."""
    return card.state is not None and card.state.due_ms is not None


def most_urgent(due: Sequence[Queued], room: int, urgency: Callable[[Queued], float]) -> list[Queued]:
    """Return the `room` most urgent reviews, in the order given (`drillcli.scheduler.urgency` says what is urgent).

    Cards in the midst of their steps always stay: they are nearly done.
    """
    reviews = [card for card in due if card.state and card.state.due_ms is None]
    if len(reviews) <= room:
        return list(due)
    kept = {card.id for card in sorted(reviews, key=urgency, reverse=True)[:room]}
    return [card for card in due if card.id in kept or in_steps(card)]


def spread(due: Sequence[Queued], new: Sequence[Queued]) -> list[Queued]:
    """Put the new cards evenly between the due ones, never more new than due before any of them; the rest follows."""
    between = new[: len(due)]
    result: list[Queued] = []
    placed = 0
    for count, card in enumerate(due, 1):
        result.append(card)
        wanted = count * len(between) // len(due)
        result += between[placed:wanted]
        placed = wanted
    return result + list(new[len(due) :])


def note_of(card_id: str) -> str:
    """Return the part of a card id that names its note: siblings share it."""
    return card_id.partition("#")[0]


def apart(cards: Sequence[Queued]) -> tuple[Queued, ...]:
    """Move cards as little as needed, so that siblings do not follow each other closely."""
    result: list[Queued] = []
    held: list[Queued] = []
    recent: list[str] = []
    for card in cards:
        held.append(card)
        while ready := next((c for c in held if note_of(c.id) not in recent), None):
            held.remove(ready)
            result.append(ready)
            recent = [*recent, note_of(ready.id)][-APART:]
    # What is left came too late for others to follow: it goes in earlier, where its siblings are far.
    for card in held:
        result.insert(place(result, card), card)
    return tuple(result)


def place(cards: Sequence[Queued], card: Queued) -> int:
    """Return the last place among `cards` at which a card stands `APART` from its siblings, or as far as it can."""
    siblings = [at for at, other in enumerate(cards) if note_of(other.id) == note_of(card.id)]

    def between(at: int) -> int:
        following = bisect_left(siblings, at)
        before = at - siblings[following - 1] - 1 if following else APART
        after = siblings[following] - at if following < len(siblings) else APART
        return min(before, after, APART)

    return max(range(len(cards), -1, -1), key=between)


def budgets(options: StudyOptions, new_per_day: int, reviews_per_day: int, done: tuple[int, int]) -> tuple[int, int]:
    """Return how many new cards and how many reviews this sitting may still ask.

    `done` counts today's new cards and reviews. What was asked for by option goes beyond the day's limit.
    """
    new = max(new_per_day - done[0], 0) if options.new is None else options.new
    return new, max(reviews_per_day - done[1], 0)
