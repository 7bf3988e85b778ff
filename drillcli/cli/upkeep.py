"""The words and options of the commands that take care of the data.

The annotations are text until Typer reads them, so that a line which needs no parser does not load one.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

from drillcli.cli.call import Call
from drillcli.cli.declare import flag, json_flag, value, words
from drillcli.locale import _


def import_(
    file: Annotated[Path, words("FILE", _("The file to read."))],
    *,
    reviews: Annotated[bool, flag("--reviews", _("It is a review log, as CSV."))] = False,
    deck: Annotated[str | None, value("--deck", "NAME", str, _("The deck of cards that are in none."))] = None,
    card: Annotated[str | None, value("--card", "COLUMN", str, _("The column of the card."))] = None,
    rating: Annotated[str | None, value("--rating", "COLUMN", str, _("The column of the rating."))] = None,
    time: Annotated[str | None, value("--time", "COLUMN", str, _("The column of the time."))] = None,
    took: Annotated[str | None, value("--took", "COLUMN", str, _("The column of the time the answer took."))] = None,
    zone: Annotated[str | None, value("--tz", "ZONE", str, _("The time zone, such as Asia/Shanghai."))] = None,
    day_start: Annotated[str | None, value("--day-start", "HH:MM", str, _("When a study day began there."))] = None,
    dry_run: Annotated[bool, flag("--dry-run", _("Show what would be imported; change nothing."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Take in a review log from elsewhere."""
    named = {"card": card, "rating": rating, "time": time, "took": took}
    columns = {role: head for role, head in named.items() if head}
    options = import_module("drillcli.commands.importing").Options(
        reviews, deck, columns, zone, day_start, dry_run, as_json
    )
    return Call("importing", (file, options))


def config(
    name: Annotated[str | None, words("[NAME]", _("The setting; all of them when left out."))] = None,
    value: Annotated[str | None, words("[VALUE]", _("What to set it to."))] = None,
    *,
    unset: Annotated[bool, flag("--unset", _("Go back to the default."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Show or change settings."""
    return Call("config", (name, value, unset, as_json))


def doctor(
    *,
    fix: Annotated[bool, flag("--fix", _("Mend what can be mended."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Examine your data."""
    return Call("doctor", (fix, as_json))
