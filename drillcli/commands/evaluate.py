"""`drill evaluate`: how well the schedulers predict your own log."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from drillcli.commands.extra import needing_numpy
from drillcli.commands.opening import opened, write_json
from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.fitting.results import LEAST, Scores
from drillcli.locale import _, ngettext
from drillcli.store import reviews
from drillcli.store.store import Store

if TYPE_CHECKING:
    from drillcli.fitting.history import History
    from drillcli.ui.step_progress import Unit

DIGITS = 6
"""Decimals of a score in JSON."""


def run(env: Environment, words: Sequence[str], as_json: bool) -> int:  # noqa: FBT001
    """Score both models, with their defaults and fitted, on the log of the decks named, else on all ever answered.

    The protocol is that of srs-benchmark: five folds in time order, each predicted from what came before it. As JSON:
    {without_same_day: {NAME: SCORES}, with_same_day: {NAME: SCORES}}, where NAME is always-average, fsrs6-default,
    fsrs6-fitted, fsrs7-default or fsrs7-fitted, and SCORES is {log_loss, rmse_bins, auc (null where all reviews ended
    alike), reviews}. `without_same_day` counts reviews on a later study day than the one before, `with_same_day` all.
    Raises DrillError for too few reviews.
    """
    with needing_numpy("evaluate"):
        from drillcli.fitting import adoption, evaluation  # noqa: PLC0415 slow to load, and may be missing
    with opened(env, words) as (collection, decks):
        log = read(collection.store, [deck.slug for deck in decks] if words else None)
    enough(adoption.later_days(log))
    with progress(env, "fit", evaluation.FITS) as step:
        found = evaluation.evaluate(log, step)
    if as_json:
        write_json(env, {name: scores_json(getattr(found, name)) for name in ("without_same_day", "with_same_day")})
        return 0
    from drillcli.ui import reports, reports_fit  # noqa: PLC0415 JSON needs no rich

    about = [deck.slug for deck in decks] if words else []
    reports.write(env, lambda measure: reports_fit.evaluation(found, about, measure))
    return 0


def read(store: Store, slugs: Sequence[str] | None) -> "History":
    """Return the log of some decks as arrays; None is for all that was ever answered."""
    from drillcli.fitting.history import history  # noqa: PLC0415 it needs NumPy

    rows = list(reviews.counted(store, slugs))
    return history(*zip(*rows, strict=True)) if rows else history((), (), (), (), ())


def enough(later: int) -> None:
    """Raise DrillError unless there are later-day reviews enough to score and fit."""
    if later < LEAST:
        missing = ngettext("{n} more is needed", "{n} more are needed", LEAST - later).format(n=LEAST - later)
        text = _(
            "too few reviews: {n} of {least}, {missing}; those count that come on a later day than the card's review "
            "before, without cards whose first wait was unusual"
        )
        raise DrillError(text.format(n=later, least=LEAST, missing=missing))


@contextmanager
def progress(env: Environment, unit: "Unit", total: int) -> Iterator[Callable[[], None]]:
    """Give what is called after each of `total` steps; where somebody watches, stderr shows how far they are."""
    if not env.stderr.isatty():
        yield lambda: None
        return
    from drillcli.ui import step_progress  # noqa: PLC0415 what nobody watches needs no rich

    with step_progress.progress(env, unit, total) as step:
        yield step


def scores_json(found: Mapping[str, Scores]) -> dict[str, dict[str, Any]]:
    """Return scores by name as plain values."""
    return {
        name: {key: round(value, DIGITS) if isinstance(value, float) else value for key, value in one._asdict().items()}
        for name, one in found.items()
    }
