"""Which options of `drill import` go with which kind of file; one that would do nothing is refused."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path

from drillcli.commands.importing_options import Options
from drillcli.errors import UsageError
from drillcli.importers.parcel_readers import PACKAGE
from drillcli.locale import _

REVIEWS = "reviews"
"""The kind of a review log; those of other files are called as `parcel_readers` calls their readers."""
_LOG = {REVIEWS}
_TABLE = {"table"}
_DATABASE = {"hashcards", "repeater"}
_TEXT = {*_TABLE, *_DATABASE, "markdown", "jsonfile"}
_TIMED = {*_DATABASE, *_LOG, "jsonfile", PACKAGE}
_CARDS = {*_TEXT, PACKAGE}
_KNOWN = {*_CARDS, *_LOG}


def refuse_idle(file: Path, kind: str, options: Options) -> None:
    """Raise UsageError for the first option that says nothing of a file of this kind; of a new kind all may."""
    for option, kinds in _given(options):
        if kind in _KNOWN - kinds:
            raise UsageError(_wording(kinds, kind).format(option=option, file=file))


def _given(options: Options) -> Iterator[tuple[str, AbstractSet[str]]]:
    """Yield each option that was given, with the kinds of files that it is for."""
    rows = (
        ("--columns", options.table, _TABLE),
        ("--delimiter", options.delimiter, _TABLE),
        ("--html", options.html, _TABLE),
        ("--encoding", options.encoding, _TEXT),
        ("--cards", options.cards, _DATABASE),
        ("--to", options.to, _CARDS),
        ("--tz", options.zone, _TIMED),
        ("--day-start", options.day_start, _TIMED),
    )
    yield from ((f"--{role}", _LOG) for role in options.columns)
    yield from ((option, kinds) for option, value, kinds in rows if value)


def _wording(kinds: AbstractSet[str], kind: str) -> str:
    if kind == REVIEWS:
        return _("{option} does not go with --reviews; leave it out")
    if kinds is _LOG:
        return _("{option} goes with --reviews only; for a table of cards there is --columns")
    if kinds is _TABLE:
        return _("{option} is for tables (.csv, .tsv), and {file} is none; leave it out")
    if kinds is _DATABASE:
        return _("{option} is for databases of hashcards and repeater, and {file} is none; leave it out")
    if kinds is _TIMED:
        return _("{option} is for files with reviews, and {file} has none; leave it out")
    return _("{option} is for text, and {file} is a package; leave it out")
