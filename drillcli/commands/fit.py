"""`drill fit`: fit the memory models to your own log, and take over what predicts better."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from drillcli.collection import Collection, policy_of
from drillcli.commands import adopted
from drillcli.commands.evaluate import DIGITS, enough, progress, read, scores_json
from drillcli.commands.extra import needing_numpy
from drillcli.commands.opening import opened, write_json
from drillcli.config import Environment
from drillcli.errors import UsageError
from drillcli.fitting.results import Candidate, Difference, Kept, Verdict
from drillcli.locale import _, commas
from drillcli.store import parameters
from drillcli.store.parameters import DEFAULTS, Computed


class Options(NamedTuple):
    """What `drill fit` was told; at most one of these."""

    dry_run: bool = False
    reset: bool = False
    history: bool = False
    use: int | None = None


def run(env: Environment, words: Sequence[str], options: Options, as_json: bool) -> int:  # noqa: FBT001
    """Fit to the log of the decks named, which then have parameters of their own, else to all ever answered.

    What predicts reviews that it has not seen better than what is in force, by more than noise, takes its place.
    As JSON: {decks, desired_retention, reviews, later_days, unseen, in_force: IN_FORCE, scores: {NAME: SCORES},
    candidates: [{name, model, parameters, differences: {NAME: {mean, low, high}}, better}],
    workload: {NAME: {reviews_a_day, minutes_a_day}}, decision: {adopted: NAME or null, reason, id, dry_run}}.
    NAME and SCORES are as in `drill evaluate --json`; what is in force is among the names as IN_FORCE.name: in-force,
    or those defaults that are. `later_days` are the reviews that are learned from, `unseen` those of them that the
    parameters in force were not fitted to. Differences are in log loss, `low` and `high` the ends of the 95 % interval.
    `reason` is better, not-better or too-few-unseen; `id` is the number of the new parameter set, or null.

    With `--history`: [{id, at, model, decks, reviews, scores: SCORES or null, in_force, parameters}], the oldest first.
    With `--use` and `--reset`: {decks, in_force: {model, id}}; id 0 stands for the model's defaults.
    Raises DrillError for too few reviews, UsageError for options that do not go together.
    """
    if sum((options.dry_run, options.reset, options.history, options.use is not None)) > 1:
        raise UsageError(_("choose one of --dry-run, --reset, --history and --use"))
    with opened(env, words) as (collection, decks):
        slugs = [deck.slug for deck in decks] if words else []
        if options.history:
            return history(env, adopted.kept(collection, slugs), as_json)
        if options.reset or options.use is not None:
            return back(env, collection, slugs, options.use, as_json)
        return fit(env, collection, slugs, options.dry_run, as_json)


def fit(env: Environment, collection: Collection, slugs: list[str], dry_run: bool, as_json: bool) -> int:  # noqa: FBT001
    """Fit, say what was found, and take over what is better unless it is a `dry_run`."""
    with needing_numpy("fit"):
        from drillcli.fitting import adoption  # noqa: PLC0415 slow to load, and may be missing
    before = adopted.current(collection, slugs)
    log = read(collection.store, slugs or None)
    later = adoption.later_days(log)
    enough(later)
    with progress(env, "fit", adoption.fits(later)) as step:
        verdict = adoption.judge(log, adopted.held(collection, before), policy_of(collection.settings), step)
    way_back = adopted.way_back(collection, slugs, before)
    report = to_json(verdict, slugs, collection.settings.desired_retention, before)
    number = None if dry_run or verdict.chosen is None else adopt(collection, slugs, verdict.chosen, report)
    report["decision"] |= {"id": number, "dry_run": dry_run}
    if as_json:
        write_json(env, report)
        return 0
    from drillcli.ui import reports, reports_fit  # noqa: PLC0415 JSON needs no rich

    ending = reports_fit.Ending(number, way_back, slugs, collection.settings.desired_retention)
    reports.write(env, lambda measure: reports_fit.verdict(verdict, ending, measure))
    return 0


def adopt(collection: Collection, slugs: Sequence[str], chosen: Candidate, report: Mapping[str, Any]) -> int:
    """Keep the parameters that won and put them in force; return their number."""
    adopted.allow(collection, slugs, chosen.model)
    number = parameters.add(collection.store, chosen.model, chosen.weights, slugs, report, collection.now)
    adopted.put_in_force(collection, slugs, Computed(chosen.model, number))
    return number


def back(env: Environment, collection: Collection, slugs: list[str], number: int | None, as_json: bool) -> int:  # noqa: FBT001
    """Put parameter set `number` in force, or return to the defaults without one, and say so."""
    if number is None:
        using = adopted.reset(collection, slugs)
    else:
        found = adopted.use(collection, slugs, number)
        using, slugs = Computed(found.model, found.id), slugs or list(found.decks)
    if as_json:
        write_json(env, {"decks": slugs, "in_force": using_json(using)})
        return 0
    where = commas(slugs) or _("the collection")
    if using.parameters == DEFAULTS:
        text = _("{where}: the defaults of {model} are in force")
    else:
        text = _("{where}: parameter set {number} ({model}) is in force")
    env.stderr.write(text.format(where=where, number=using.parameters, model=using.model) + "\n")
    return 0


def history(env: Environment, sets: Sequence[Kept], as_json: bool) -> int:  # noqa: FBT001
    """List the parameter sets there are."""
    if as_json:
        write_json(env, [one._asdict() for one in sets])
        return 0
    from drillcli.ui import reports, reports_fit  # noqa: PLC0415 JSON needs no rich

    reports.write(env, lambda measure: reports_fit.sets(sets, measure))
    return 0


def to_json(verdict: Verdict, slugs: list[str], retention: float, before: Computed) -> dict[str, Any]:
    """Return what a fit found as plain values."""
    chosen = verdict.chosen
    reason = "better" if chosen else "not-better" if verdict.candidates else "too-few-unseen"
    return {
        "decks": slugs,
        "desired_retention": retention,
        "reviews": verdict.reviews,
        "later_days": verdict.later_days,
        "unseen": verdict.unseen,
        "in_force": {"name": verdict.in_force, **using_json(before)},
        "scores": scores_json(verdict.scores),
        "candidates": [
            {
                "name": one.name,
                "model": one.model,
                "parameters": list(one.weights),
                "differences": {name: rounded(difference) for name, difference in one.rivals.items()},
                "better": one.wins,
            }
            for one in verdict.candidates
        ],
        "workload": {
            name: {"reviews_a_day": round(load.reviews, 2), "minutes_a_day": load.minutes and round(load.minutes, 2)}
            for name, load in verdict.workloads.items()
        },
        "decision": {"adopted": chosen.name if chosen else None, "reason": reason},
    }


def using_json(using: Computed) -> dict[str, Any]:
    """Return a model and the number of a parameter set as plain values."""
    return {"model": using.model, "id": using.parameters}


def rounded(difference: Difference) -> dict[str, float]:
    """Return a difference as plain values."""
    return {name: round(value, DIGITS) for name, value in difference._asdict().items()}
