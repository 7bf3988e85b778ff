"""The words and options of the commands that take care of the data.

The annotations are text until Typer reads them, so that a line which needs no parser does not load one.
"""

from __future__ import annotations

from typing import Annotated

from drillcli.cli.call import Call
from drillcli.cli.declare import flag, json_flag, words
from drillcli.locale import _


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
