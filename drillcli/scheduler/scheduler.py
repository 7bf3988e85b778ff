"""What an answer does to a card: the interval is chosen by model and policy, the state follows from recorded facts."""

from collections.abc import Iterator, Sequence
from itertools import islice

from drillcli.model import MINUTES_PER_DAY, Answer, CardState, Moment, Phase, Rating
from drillcli.scheduler.base import Memory, MemoryModel
from drillcli.scheduler.fuzz import Load, choose_day, fraction, fuzz_range, round_days
from drillcli.scheduler.policy import FORGOTTEN, Policy, step_interval

RATINGS = tuple(Rating)


class Scheduler:
    """A memory model and a policy, put to work on cards. Pure: it reads no clock and keeps nothing."""

    __slots__ = ("model", "policy")

    def __init__(self, model: MemoryModel, policy: Policy) -> None:
        self.model = model
        self.policy = policy

    def preview(
        self, card_id: str, state: CardState | None, at: Moment, load: Load | None = None
    ) -> dict[Rating, CardState]:
        """Return what each rating would make of a card reviewed `at`; `state` is None for a new card.

        The intervals never fall from Again to Easy. With `load` they prefer days on which fewer cards are due.
        """
        intervals = self._intervals(card_id, state, at, load)
        return {
            rating: self.apply(state, rating, at, interval) for rating, interval in zip(RATINGS, intervals, strict=True)
        }

    def review(
        self, card_id: str, state: CardState | None, rating: Rating, at: Moment, load: Load | None = None
    ) -> CardState:
        """Return what `rating` makes of a card: the same as in `preview`, for less work."""
        intervals = self._intervals(card_id, state, at, load)
        return self.apply(state, rating, at, next(islice(intervals, rating - 1, None)))

    def apply(self, state: CardState | None, rating: int, at: Moment, interval: int) -> CardState:
        """Return the state after a recorded review that was given `interval` minutes.

        It uses the recorded facts and the memory model, never the policy: replaying a log gives the same
        states under any settings.
        """
        memory = self._memory(state, rating, at)
        if state is None:
            before, step, reps, lapses = Phase.NEW, 0, 0, 0
        else:
            before, step, reps, lapses = state.phase, state.step, state.reps, state.lapses
        phase = _next_phase(before, interval)
        step = 0 if phase is Phase.REVIEW else _next_step(step, rating)
        lapsed = rating == 1 and before is Phase.REVIEW
        return CardState(phase, step, memory, interval, at, reps + 1, lapses + lapsed)

    def replay(self, answers: Sequence[Answer]) -> tuple[CardState, list[float]]:
        """Return the state after all answers to a new card (one or more), and the recall expected at each.

        The same as `apply` and `retrievability` say one by one, for less work; at the first answer recall counts as 1.
        """
        memory, recalls = self.model.course(answers)
        phase, step, lapses, review = Phase.NEW, 0, 0, Phase.REVIEW
        for _ms, _day, _offset, rating, _took, interval in answers:
            if rating == 1 and phase is review:
                lapses += 1
            if interval >= MINUTES_PER_DAY:
                phase, step = review, 0
            else:
                phase, step = _next_phase(phase, interval), _next_step(step, rating)
        ms, day, offset, _rating, _took, interval = answers[-1]
        return CardState(phase, step, memory, interval, Moment(ms, day, offset), len(answers), lapses), recalls

    def retrievability(self, state: CardState, at: Moment) -> float:
        """Return the probability that the card is recalled `at` that moment."""
        return self.model.retrievability(state.memory, self.model.elapsed(state.at, at))

    def _memory(self, state: CardState | None, rating: int, at: Moment) -> Memory:
        if state is None:
            return self.model.first(rating)
        return self.model.next(state.memory, rating, self.model.elapsed(state.at, at))

    def _intervals(self, card_id: str, state: CardState | None, at: Moment, load: Load | None) -> Iterator[int]:
        """Yield the minutes that each rating is given, from Again to Easy, none shorter than the one before."""
        phase, step, reps = (state.phase, state.step, state.reps) if state else (Phase.NEW, 0, 0)
        chance = fraction(card_id, reps) if self.policy.fuzz else None
        longest = 0
        for rating in RATINGS:
            interval = step_interval(self.policy, phase, step, rating)
            if interval is None:
                interval = self._graduated(self._memory(state, rating, at), chance, load) * MINUTES_PER_DAY
            longest = max(longest, interval)
            yield longest

    def _graduated(self, memory: Memory, chance: float | None, load: Load | None) -> int:
        """Return the whole days, from 1 to the policy's maximum, after which the memory wants a review."""
        days = self.model.interval(memory, self.policy.desired_retention)
        maximum = self.policy.maximum_interval
        if chance is None:
            return min(max(round_days(days), 1), maximum)
        return choose_day(*fuzz_range(days, maximum), chance, load)


def _next_phase(before: Phase, interval: int) -> Phase:
    """Return the phase after an answer: a card waits for a day, or is (re)learned within it."""
    if interval >= MINUTES_PER_DAY:
        return Phase.REVIEW
    return Phase.RELEARNING if before in FORGOTTEN else Phase.LEARNING


def _next_step(step: int, rating: int) -> int:
    """Return the learning step after an answer that leaves the card within the day."""
    return 0 if rating == 1 else step if rating == 2 else step + 1


def is_leech(state: CardState, threshold: int) -> bool:
    """Tell, right after a lapse, whether the card is a leech; a `threshold` of 0 turns it off.

    Anki's rule: when the lapses reach the threshold, and again at every half threshold (rounded up) from there.
    """
    beyond = state.lapses - threshold
    return threshold > 0 and beyond >= 0 and beyond % ((threshold + 1) // 2) == 0
