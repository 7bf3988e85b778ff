"""The words and options of the commands that take care of the data.

The annotations are text until Typer reads them, so that a line which needs no parser does not load one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from drillcli.cli.call import Call
from drillcli.cli.declare import flag, json_flag, words
from drillcli.locale import _


def config(
    name: Annotated[str | None, words("[NAME]", _("The setting; all of them when left out."), "settings")] = None,
    value: Annotated[str | None, words("[VALUE]", _("What to set it to."), "setting_values")] = None,
    *,
    unset: Annotated[bool, flag("--unset", _("Go back to the default."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Show or change settings."""
    return Call("config", (name, value, unset, as_json))


def backup(
    file: Annotated[
        Path | None, words("[FILE]", _("A new file or a folder; left out, among the other backups."), "files")
    ] = None,
    *,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Make a backup."""
    return Call("backup", (file, as_json))


def restore(
    which: Annotated[
        str | None, words("[BACKUP]", _("Its number, name or file; left out, all are listed."), "backups")
    ] = None,
    *,
    salvage: Annotated[bool, flag("--salvage", _("Save what can be read of a damaged one."))] = False,
    yes: Annotated[bool, flag("--yes", _("Replace the collection; do not ask."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """List the backups, or go back to one."""
    return Call("salvaging" if salvage else "restore", (which, yes, as_json))


def sync(
    action: Annotated[
        str | None, words("[init]", _("Begin with a shared repository, or join one."), "beginnings")
    ] = None,
    url: Annotated[str | None, words("[URL]", _("A git repository: a folder, ssh, https."))] = None,
    *,
    encrypt: Annotated[bool, flag("--encrypt", _("Encrypt what is shared with a passphrase."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Share your collection between machines, through git."""
    return Call("sync", (action, url, encrypt, as_json))


def doctor(
    *,
    fix: Annotated[bool, flag("--fix", _("Mend what can be mended without loss, after a backup."))] = False,
    report: Annotated[bool, flag("--report", _("Name no card, deck or folder: for a bug report."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Examine your data."""
    return Call("doctor", (fix, report, as_json))
