"""The file that tells drill's shared repositories from others: the format, and how it is encrypted."""

import json
from typing import Any

from drillcli.errors import DrillError
from drillcli.locale import _
from drillcli.sync.crypt import Lock, read_lock
from drillcli.sync.repository import Repository

MARKER = "drill-sync.json"
FORMAT = 1
"""Of the shared files; a drill that knows less leaves them alone."""


def write(lock: Lock | None) -> bytes:
    """Return the file of a repository with an encryption, or without one."""
    said: dict[str, Any] = {"format": FORMAT}
    if lock:
        said["encryption"] = lock.as_json()
    return (json.dumps(said, indent=2) + "\n").encode()


def found(repository: Repository, commit: str | None) -> bytes | None:
    """Return the file as a commit has it; None for a commit that is not drill's, and for none."""
    tree = repository.tree(commit)
    return repository.content(tree[MARKER].blob) if MARKER in tree else None


def read(content: bytes) -> Lock | None:
    """Return the lock of a repository, None for one that is not encrypted.

    Raises DrillError for a file that is damaged, or that a newer drill wrote.
    """
    try:
        said = json.loads(content)
        number = said["format"]
    except (ValueError, KeyError, TypeError):
        text = _("{file} of the shared repository is damaged; `git log` there has it as it was")
        raise DrillError(text.format(file=MARKER)) from None
    if number != FORMAT:
        text = _("the shared repository was written by a newer drill (format {n}); update drill")
        raise DrillError(text.format(n=number))
    return read_lock(said["encryption"]) if "encryption" in said else None
