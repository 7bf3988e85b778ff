"""Which parameter set is in force: looked up, put in force, gone back on. Needs no NumPy."""

from collections.abc import Sequence
from dataclasses import replace

from drillcli import scheduler
from drillcli.clock import iso
from drillcli.collection import Collection
from drillcli.config import Settings
from drillcli.errors import DrillError, UsageError
from drillcli.fitting.results import Held, Kept, fitted
from drillcli.locale import _
from drillcli.store import parameters
from drillcli.store.parameters import COLLECTION, DEFAULTS, Computed, ParameterSet


def current(collection: Collection, slugs: Sequence[str]) -> Computed:
    """Return what schedules some decks, or without them the collection.

    Raises DrillError where the decks have different ones.
    """
    found = parameters.in_force(collection.store.connection, collection.settings.model)
    chosen = {found.get(slug, found[COLLECTION]) for slug in slugs or [COLLECTION]}
    if len(chosen) > 1:
        text = _("these decks have different parameters; fit them one by one, or first `drill fit {decks} --reset`")
        raise DrillError(text.format(decks=" ".join(slugs)))
    return chosen.pop()


def held(collection: Collection, using: Computed) -> Held:
    """Return a model and one of its parameter sets with its numbers."""
    for one in parameters.sets(collection.store):
        if one.id == using.parameters:
            return Held(one.model, one.weights, one.at_ms)
    return Held(using.model, scheduler.model(using.model).parameters)


def allow(collection: Collection, slugs: Sequence[str], model: str) -> None:
    """Raise UsageError where a variable of the environment holds the collection to another model."""
    variable = collection.origins["model"]
    if not slugs and variable.startswith("DRILL_") and collection.settings.model != model:
        text = _("{variable} holds the model to {model}; unset it, and run this again")
        raise UsageError(text.format(variable=variable, model=collection.settings.model))


def put_in_force(collection: Collection, slugs: Sequence[str], wanted: Computed) -> None:
    """Let a parameter set schedule some decks, or without them the collection, and compute the cards anew.

    Raises UsageError where `allow` does.
    """
    allow(collection, slugs, wanted.model)
    parameters.choose(collection.store, slugs, wanted.model, wanted.parameters, collection.now)
    if not slugs:
        collection.settings = replace(collection.settings, model=wanted.model)
    collection.recompute()


def reset(collection: Collection, slugs: Sequence[str]) -> Computed:
    """Return the collection to the default model and its defaults, or let decks follow the collection again."""
    if slugs:
        parameters.release(collection.store, slugs, collection.now)
        collection.recompute()
    else:
        put_in_force(collection, slugs, Computed(Settings().model, DEFAULTS))
    return current(collection, slugs)


def use(collection: Collection, slugs: Sequence[str], number: int) -> ParameterSet:
    """Put a parameter set in force, for the decks that it was fitted to unless others are named; return it.

    Raises DrillError when there is no such set.
    """
    for one in parameters.sets(collection.store):
        if one.id == number:
            put_in_force(collection, slugs or one.decks, Computed(one.model, one.id))
            return one
    raise DrillError(_("no parameter set {number}; `drill fit --history` lists them").format(number=number))


def kept(collection: Collection, slugs: Sequence[str]) -> list[Kept]:
    """Return the parameter sets there are, the oldest first; with decks only those that were fitted to one of them."""
    used = parameters.in_force(collection.store.connection, collection.settings.model).values()
    return [
        Kept(
            one.id,
            iso(one.at_ms, collection.now.offset),
            one.model,
            one.decks,
            one.report.get("reviews"),
            one.report.get("scores", {}).get(fitted(one.model)),
            Computed(one.model, one.id) in used,
            one.weights,
        )
        for one in parameters.sets(collection.store)
        if not slugs or set(slugs) & set(one.decks)
    ]


def way_back(collection: Collection, slugs: Sequence[str], using: Computed) -> str:
    """Return the command that would put back in force what is `using` now."""
    for one in parameters.sets(collection.store):
        if one.id == using.parameters and set(one.decks) == set(slugs):
            return f"drill fit --use {one.id}"
    return " ".join(("drill fit", *slugs, "--reset"))
