"""`drill simulate`: what a desired retention costs and brings over the coming months."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from drillcli.clock import date_of
from drillcli.collection import Collection
from drillcli.commands.evaluate import progress, read
from drillcli.commands.extra import needing_numpy
from drillcli.commands.opening import opened, write_json
from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.fitting.simulated import DESIRED, Course, Learned, Limits, Rates, Simulation, Standing, own
from drillcli.locale import _
from drillcli.scheduler import MemoryModel
from drillcli.store import queue

PHASES = ("learning", "review", "relearning")


class Options(NamedTuple):
    """What `drill simulate` was told; None leaves a number to the settings, and `cards` to the decks."""

    days: int = 365
    new: int | None = None
    limit: int | None = None
    minutes: float | None = None
    cards: int | None = None
    seed: int = 0


def run(env: Environment, words: Sequence[str], options: Options, as_json: bool) -> int:  # noqa: FBT001
    """Simulate the decks named, else all, from tomorrow on, under desired retentions from 0.70 to 0.97.

    It begins with the cards as they stand, what is due today included, and with the new cards left in the decks, or
    `--cards` in their place. As JSON: {first_day, days, decks, seed, desired_retention, cards: {learned, new, known},
    limits: {new, reviews, minutes or null}, rates: RATES, curve: [COURSE], least_time: desired retention,
    months: [{until, days, reviews_per_day, new_per_day, minutes_per_day, known}]}.
    COURSE is {desired_retention, reviews_per_day, minutes_per_day, known, seconds_per_known}: means of a day, the
    sum of the probabilities of recall in the end, and all the seconds spent by that, which is least at `least_time`.
    `months` are those under the present `desired_retention`.
    RATES is {first, recalled, seconds: {learning, review, relearning}, answers: {first, recalled, timed}, own: {first,
    recalled}}: shares and seconds from Again (recalled: from Hard) to Easy, the answers that they were told from, and
    how much of the shares comes from these, the rest being typical of users of Anki.
    Raises DrillError where there would be no card to review.
    """
    with needing_numpy("simulate"):
        from drillcli.fitting import simulation_rates  # noqa: PLC0415 slow to load, and may be missing
    with opened(env, words) as (collection, decks):
        slugs = [deck.slug for deck in decks]
        standing = standing_of(collection, slugs, options.cards)
        rates = simulation_rates.rates(read(collection.store, slugs if words else None))
        limits = limits_of(collection, options)
    if not standing.learned and not (standing.new and limits.new):
        raise DrillError(
            _("no card is learned, and no new one would come; `--cards 500 --new 20` simulates 500 new ones")
        )
    desired = collection.settings.desired_retention
    curve = simulated(env, standing, limits, rates, desired, options)
    found = Simulation(
        collection.now.day + 1, slugs if words else [], desired, standing, limits, rates, options.seed, curve
    )
    if as_json:
        write_json(env, to_json(found))
        return 0
    from drillcli.ui import reports, reports_simulate  # noqa: PLC0415 JSON needs no rich

    reports.write(env, lambda measure: reports_simulate.simulation(found, measure))
    return 0


def standing_of(collection: Collection, slugs: Sequence[str], new: int | None) -> Standing:
    """Return the cards of the decks as they will stand tomorrow, suspended ones left out; `new` replaces new cards.

    A card in the midst of its steps counts as learned and due.
    """
    tomorrow = collection.now.day + 1
    models: list[MemoryModel] = []
    learned, fresh, known = [], [], 0.0
    for slug in slugs:
        model = collection.own.get(slug, collection.scheduler).model
        if model not in models:
            models.append(model)
        place = models.index(model)
        for card in queue.everything(collection.store, slug):
            if card.state is None:
                fresh.append(place)
                continue
            elapsed = model.elapsed(card.state.at, collection.now)
            known += model.retrievability(card.state.memory, elapsed)
            learned.append(Learned(place, card.state.memory, elapsed + 1, card.due_day - tomorrow))
    if new is not None:
        models, fresh = models or [collection.scheduler.model], [0] * new
    return Standing(models, learned, fresh, known)


def limits_of(collection: Collection, options: Options) -> Limits:
    """Return what a day holds at most, by the options and the settings."""
    settings = collection.settings
    return Limits(
        settings.new_per_day if options.new is None else options.new,
        settings.reviews_per_day if options.limit is None else options.limit,
        options.minutes,
        settings.learning_steps,
        settings.relearning_steps,
        settings.maximum_interval,
    )


def simulated(
    env: Environment, standing: Standing, limits: Limits, rates: Rates, desired: float, options: Options
) -> Sequence[Course]:
    """Return the curve, the present setting `desired` in it; where somebody watches, stderr shows how far it is."""
    from drillcli.fitting import simulation  # noqa: PLC0415 see run

    with progress(env, "day", options.days) as step:
        rng = simulation.chance(options.seed)
        return simulation.courses(standing, limits, rates, sorted({*DESIRED, desired}), options.days, rng, step)


def to_json(found: Simulation) -> dict[str, Any]:
    """Return a simulation as plain values."""
    standing, limits = found.standing, found.limits
    present = found.present
    return {
        "first_day": date_of(found.day).isoformat(),
        "days": present.days,
        "decks": list(found.decks),
        "seed": found.seed,
        "desired_retention": found.desired,
        "cards": {"learned": len(standing.learned), "new": len(standing.new), "known": round(standing.known, 1)},
        "limits": {"new": limits.new, "reviews": limits.reviews, "minutes": limits.minutes},
        "rates": rates_json(found.rates),
        "curve": [course_json(course) for course in found.curve],
        "least_time": found.cheapest.desired,
        "months": [
            {
                "until": date_of(found.day + month.last).isoformat(),
                "days": month.days,
                "reviews_per_day": round(month.reviews, 2),
                "new_per_day": round(month.new, 2),
                "minutes_per_day": round(month.minutes, 2),
                "known": round(month.known, 1),
            }
            for month in present.months
        ],
    }


def course_json(course: Course) -> dict[str, float]:
    """Return what a desired retention leads to as plain values."""
    return {
        "desired_retention": course.desired,
        "reviews_per_day": round(course.reviews, 2),
        "minutes_per_day": round(course.minutes, 2),
        "known": round(course.known, 1),
        "seconds_per_known": round(course.seconds_per_known, 1),
    }


def rates_json(rates: Rates) -> dict[str, Any]:
    """Return how a learner rates as plain values."""
    seconds = {phase: [round(value, 2) for value in row] for phase, row in zip(PHASES, rates.seconds, strict=True)}
    return {
        "first": [round(share, 4) for share in rates.first],
        "recalled": [round(share, 4) for share in rates.recalled],
        "seconds": seconds,
        "answers": {"first": rates.firsts, "recalled": rates.recalls, "timed": rates.answers},
        "own": {"first": round(own(rates.firsts), 3), "recalled": round(own(rates.recalls), 3)},
    }
