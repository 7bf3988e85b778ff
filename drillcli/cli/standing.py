"""The words and options of the commands that tell where a learner stands, and what scheduling does about it.

The annotations are text until Typer reads them, so that a line which needs no parser does not load one.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

from drillcli.cli.call import Call
from drillcli.cli.declare import deck_words, flag, force_flag, json_flag, value
from drillcli.config import number, whole
from drillcli.locale import _


def stats(
    decks: Annotated[list[str] | None, deck_words()] = None,
    *,
    tag: Annotated[str | None, value("--tag", "T", str, _("Only cards with this tag."), "tags")] = None,
    since: Annotated[str | None, value("--since", "30d|DATE", str, _("Only answers from then on."))] = None,
    only: Annotated[
        str | None, value("--only", "NAME", str, _("One part of the page, such as heatmap."), "parts")
    ] = None,
    as_csv: Annotated[bool, flag("--csv", _("Print the log of answers as CSV."))] = False,
    svg: Annotated[Path | None, value("--svg", "FILE", Path, _("Write the page as a picture."), "files")] = None,
    force: Annotated[bool, force_flag()] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Report how you are doing."""
    if (tag, since, only, as_csv, svg) == (None, None, None, False, None):
        return Call("stats", (decks or [], as_json))
    options = import_module("drillcli.commands.stats").StatsOptions(tag, since, only, as_csv, svg, force)
    return Call("stats", (decks or [], as_json, options))


def evaluate(
    decks: Annotated[list[str] | None, deck_words()] = None,
    *,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Score how well scheduling predicts your answers."""
    return Call("evaluate", (decks or [], as_json))


def fit(
    decks: Annotated[list[str] | None, deck_words()] = None,
    *,
    dry_run: Annotated[bool, flag("--dry-run", _("Show what would be taken over; change nothing."))] = False,
    reset: Annotated[bool, flag("--reset", _("Go back to the defaults."))] = False,
    history: Annotated[bool, flag("--history", _("Show the parameter sets there are."))] = False,
    use: Annotated[
        int | None, value("--use", "N", whole(1, 2**31), _("Go back to parameter set N of the history."))
    ] = None,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Fit scheduling to your answers, where that predicts better."""
    options = import_module("drillcli.commands.fit").Options(dry_run, reset, history, use)
    return Call("fit", (decks or [], options, as_json))


def simulate(
    decks: Annotated[list[str] | None, deck_words()] = None,
    *,
    days: Annotated[int | None, value("--days", "N", whole(1, 3650), _("Days ahead; 365 when left out."))] = None,
    new: Annotated[int | None, value("--new", "N", whole(0, 9999), _("New cards a day."))] = None,
    limit: Annotated[int | None, value("--limit", "N", whole(0, 99999), _("Reviews a day at most."))] = None,
    minutes: Annotated[float | None, value("--minutes", "N", number(0.1, 1440), _("Minutes a day at most."))] = None,
    cards: Annotated[
        int | None, value("--cards", "N", whole(0, 100000), _("N new cards in place of those left in the decks."))
    ] = None,
    seed: Annotated[
        int | None, value("--seed", "N", whole(0, 2**63), _("Seed of all that is random; 0 when left out."))
    ] = None,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Show what a desired retention costs and brings."""
    options = import_module("drillcli.commands.simulate").Options(days or 365, new, limit, minutes, cards, seed or 0)
    return Call("simulate", (decks or [], options, as_json))
