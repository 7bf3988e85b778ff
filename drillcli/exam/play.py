"""Cards on their way to an exam: where each stands, what is chosen on a day, and what an answer is expected to do."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from drillcli.exam.gain import Gauge, least
from drillcli.exam.values import Candidate, Pace
from drillcli.model import Moment
from drillcli.scheduler.base import Memory


class Option(NamedTuple):
    """A card that may be studied on a day: what a second of it wins, the seconds it takes, its place in the deck."""

    rate: float
    seconds: float
    place: int


class Choice(NamedTuple):
    """What a day has room for and what not, the best first; `price` is what a second must win to be spent."""

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

    def options(self, day: int, left: int) -> list[Option]:
        """Return what is worth its time on a day, `left` days before the exam, the best first; new cards in order."""
        begin = {gauge: gauge.begin(left) for gauge in set(self.gauges)}
        enough = least(left, self.pace)
        result = []
        for place, (gauge, memory) in enumerate(zip(self.gauges, self.memories, strict=True)):
            if memory is None:
                result.append(Option(*begin[gauge], place))
            elif self.days[place] != day and place not in self.in_steps:
                rate, seconds = gauge.review(memory, day - self.since[place], left)
                if rate > enough:
                    result.append(Option(rate, seconds, place))
        result.sort(key=lambda option: (-option.rate, option.place))
        return result

    def choose(self, day: int, left: int, seconds: float) -> Choice:
        """Return the best cards for a day of so many seconds; cards in their steps are left out, they come anyway.

        Of the cards of one note only as many are taken as must be for each to have its turn before the exam.
        """
        options = self.options(day, left)
        most = Counter(self.notes[option.place] for option in options)
        done = Counter(note for note, last in zip(self.notes, self.days, strict=True) if last == day)
        taken, later = [], []
        for option in options:
            note = self.notes[option.place]
            if done[note] >= -(-most[note] // left):
                continue
            if option.seconds > seconds:
                later.append(option)
                continue
            seconds -= option.seconds
            done[note] += 1
            taken.append(option)
        return Choice(taken, later, later[0].rate if later else least(left, self.pace))

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

    def loss(self, place: int, day: int) -> float:
        """Return how much recall a known card loses from a day to the next."""
        gauge, memory, elapsed = self.gauges[place], self.memories[place], day - self.since[place]
        return gauge.recall(memory, elapsed) - gauge.recall(memory, elapsed + 1) if memory else 0.0

    def interval(self, place: int, retention: float) -> int:
        """Return the whole days until recall of a known card falls to `retention`, at least one."""
        memory = self.memories[place]
        return max(round(self.gauges[place].model.interval(memory, retention)), 1) if memory else 1

    def _first_rating(self) -> int:
        self._firsts = [owed + share for owed, share in zip(self._firsts, self.pace.first, strict=True)]
        rating = max(range(len(self._firsts)), key=self._firsts.__getitem__)
        self._firsts[rating] -= 1
        return rating + 1
