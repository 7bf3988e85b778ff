"""Cards on their way to an exam: where each stands, what is chosen on a day, and what an answer is expected to do."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from drillcli.exam.gain import Gauge, Worth, least
from drillcli.exam.values import Candidate, Pace
from drillcli.model import Moment
from drillcli.scheduler.base import Memory
from drillcli.scheduler.urgency import urgency


class Option(NamedTuple):
    """A card that may be studied on a day: what that is worth, and its place in the deck."""

    worth: Worth
    place: int


class Choice(NamedTuple):
    """What a day has room for and what not, the best first; `price` is the merit that a review must exceed."""

    taken: Sequence[Option]
    later: Sequence[Option]
    price: float


class Play:
    """The cards of an exam, played forward day by day from `now`, which is day 0. Deterministic.

    Instead of at random, answers fall as expected over all cards: the chances of forgetting add up, and whenever they
    reach one card more, the card at hand is forgotten (error diffusion). First ratings fall by their shares likewise.
    """

    def __init__(self, cards: Sequence[Candidate], now: Moment, pace: Pace) -> None:
        gauges = {model: Gauge(model, pace) for model in {card.model for card in cards}}
        self.pace = pace
        self.gauges = [gauges[card.model] for card in cards]
        self.notes = [card.id.partition("#")[0] for card in cards]
        states = [card.state for card in cards]
        self.memories: list[Memory | None] = [state and state.memory for state in states]
        self.days = [state.at.day - now.day if state else None for state in states]
        # A fraction of a day that counts for the model is kept: since is day 0 less what has elapsed.
        self.since = [-card.model.elapsed(card.state.at, now) if card.state else 0.0 for card in cards]
        self.in_steps = {place for place, state in enumerate(states) if state and state.due_ms is not None}
        self._forgotten = 0.5
        self._firsts = [0.0] * len(pace.first)

    def options(self, day: int, left: int, daily: float) -> list[Option]:
        """Return what is worth its time on a day, `left` days before the exam, the best first; new cards in order.

        A review can be done later as well, and then keeps more until the exam; what is learned last has the least time
        to be reviewed. So new cards come first, as long as the days after this one, of `daily` seconds each, have room
        for a last review of all that is known. From then on reviews that win more by the second come before them.
        """
        enough = least(left, self.pace)
        fresh, reviews = [], []
        last_round = 0.0
        begin = {gauge: gauge.begin(left) for gauge in set(self.gauges)}
        for place, (gauge, memory) in enumerate(zip(self.gauges, self.memories, strict=True)):
            if memory is None:
                fresh.append(Option(begin[gauge], place))
            elif self.days[place] == day or place in self.in_steps:
                last_round += self.pace.review
            else:
                worth = gauge.review(memory, day - self.since[place], left)
                last_round += worth.seconds
                if worth.rate > enough:
                    reviews.append(Option(worth, place))
        fresh.sort(key=lambda option: -option.worth.rate)
        reviews.sort(key=lambda option: -option.worth.merit(left))
        bar = fresh[0].worth.rate if fresh and last_round >= daily * (left - 1) else math.inf
        before = [option for option in reviews if option.worth.rate > bar]
        return before + fresh + [option for option in reviews if option.worth.rate <= bar]

    def choose(self, day: int, left: int, daily: float, gone: float) -> Choice:
        """Return the best cards for a day of `daily` seconds, of which so many are gone.

        A card is taken when half of it still fits: if none went over, new cards, which take long, would lose a part of
        each day to reviews that matter less. Cards in their steps are left out, they come anyway. Of the cards of one
        note only as many are taken as must be for each to have its turn before the exam.
        """
        options = self.options(day, left, daily)
        most = Counter(self.notes[option.place] for option in options)
        done = Counter(note for note, last in zip(self.notes, self.days, strict=True) if last == day)
        taken, later = [], []
        room = daily - gone
        for option in options:
            note = self.notes[option.place]
            if done[note] >= -(-most[note] // left):
                continue
            if option.worth.seconds > 2 * room:
                later.append(option)
                continue
            room -= option.worth.seconds
            done[note] += 1
            taken.append(option)
        merits = (option.worth.merit(left) for option in later if self.memories[option.place] is not None)
        return Choice(taken, later, max(merits, default=0.0))

    def answer(self, place: int, day: int) -> float:
        """Study a card on a day; return the seconds."""
        memory, gauge = self.memories[place], self.gauges[place]
        if memory is None:
            self.memories[place] = gauge.begun(self._first_rating())
            seconds = self.pace.new
        else:
            elapsed = day - self.since[place]
            self._forgotten += 1 - gauge.recall(memory, elapsed)
            recalled = self._forgotten < 1
            self._forgotten -= not recalled
            self.memories[place] = gauge.reviewed(memory, elapsed, recalled=recalled)
            seconds = self.pace.review + (0 if recalled else self.pace.lapse)
        self.days[place], self.since[place] = day, float(day)
        self.in_steps.discard(place)
        return seconds

    def recalled(self, day: int) -> float:
        """Return how many cards are expected to be recalled on a day."""
        known = zip(self.gauges, self.memories, self.since, strict=True)
        return sum(gauge.recall(memory, day - since) for gauge, memory, since in known if memory is not None)

    def urgency(self, place: int, day: int, due: int) -> float:
        """Return how urgent it is on a day, by the ordinary schedule, to review a known card due on day `due`."""
        gauge, memory = self.gauges[place], self.memories[place]
        if memory is None:
            return 0.0
        recall = gauge.recall(memory, day - self.since[place])
        found: float = urgency(recall, gauge.model.difficulty(memory), max(day - due, 0))
        return found

    def interval(self, place: int, retention: float) -> int:
        """Return the whole days until recall of a known card falls to `retention`, at least one."""
        memory = self.memories[place]
        return max(round(self.gauges[place].model.interval(memory, retention)), 1) if memory else 1

    def _first_rating(self) -> int:
        self._firsts = [owed + share for owed, share in zip(self._firsts, self.pace.first, strict=True)]
        rating = max(range(len(self._firsts)), key=self._firsts.__getitem__)
        self._firsts[rating] -= 1
        return rating + 1
