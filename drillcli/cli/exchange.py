"""The words and options of the commands that bring cards in and take them out.

The annotations are text until Typer reads them, so that a line which needs no parser does not load one.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

from drillcli.cli.call import Call
from drillcli.cli.declare import flag, force_flag, json_flag, value, words
from drillcli.config import number
from drillcli.locale import _


def listed(text: str) -> tuple[str, ...]:
    """Read words that commas part."""
    return tuple(word.strip() for word in text.split(","))


def heads(text: str) -> tuple[str, ...]:
    """Read names of columns, which commas part, Chinese ones too."""
    return listed(text.replace("，", ","))


def import_(
    file: Annotated[
        Path, words("FILE", _("A package of Anki, CSV, Markdown, JSON, or with --reviews a log."), "files")
    ],
    *,
    deck: Annotated[
        str | None,
        value("--deck", "NAME", str, _("One deck for all cards; with --reviews, for cards in none."), "decks"),
    ] = None,
    to: Annotated[Path | None, value("--to", "DIR", Path, _("The folder for new decks."), "files")] = None,
    table: Annotated[
        Any, value("--columns", "q,a,tags", heads, _("What each column holds, in order; - skips one."))
    ] = None,
    delimiter: Annotated[str | None, value("--delimiter", "C", str, _("The character between the columns."))] = None,
    encoding: Annotated[
        str | None, value("--encoding", "NAME", str, _("The encoding of the text, such as gb18030."))
    ] = None,
    html: Annotated[bool, flag("--html", _("The cells of the table are HTML."))] = False,
    cards: Annotated[
        Any, value("--cards", "FILE,…", listed, _("The cards of a database of hashcards or repeater."), "files")
    ] = None,
    reviews: Annotated[bool, flag("--reviews", _("FILE is a CSV log of reviews, without cards."))] = False,
    card: Annotated[
        str | None, value("--card", "COLUMN", str, _("In such a log, the head of the column of cards."))
    ] = None,
    rating: Annotated[str | None, value("--rating", "COLUMN", str, _("The head of the column of ratings."))] = None,
    time: Annotated[str | None, value("--time", "COLUMN", str, _("The head of the column of times."))] = None,
    took: Annotated[
        str | None, value("--took", "COLUMN", str, _("The head of the column of how long answers took."))
    ] = None,
    zone: Annotated[
        str | None, value("--tz", "ZONE", str, _("The time zone of its times, such as Asia/Shanghai."))
    ] = None,
    day_start: Annotated[
        str | None, value("--day-start", "HH:MM", str, _("When a new day began in the other program."))
    ] = None,
    dry_run: Annotated[bool, flag("--dry-run", _("Show what would be imported; change nothing."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Take in cards or a review log from elsewhere."""
    named = {"card": card, "rating": rating, "time": time, "took": took}
    columns = {role: head for role, head in named.items() if head}
    options = import_module("drillcli.commands.importing_options").Options(
        reviews, deck, columns, zone, day_start, dry_run, as_json,
        to, table or (), delimiter, encoding, html, tuple(Path(path) for path in cards or ()),
    )  # fmt: skip
    return Call("importing", (file, options))


def export(
    line: Annotated[
        list[str],
        words("[DECK]... FILE", _("Decks, all when left out; then a file: .apkg .csv .tsv .md .json .html"), "decks"),
    ],
    *,
    history: Annotated[bool, flag("--history", _("Put in what was learned (.apkg and .json)."))] = False,
    both: Annotated[bool, flag("--both", _("Both languages, in .md too; --lang writes one."))] = False,
    force: Annotated[bool, force_flag()] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Write decks for Anki, spreadsheets, print and other programs."""
    options = import_module("drillcli.commands.export").ExportOptions(history, "both" if both else None, force, as_json)
    return Call("export", (line, options))


def extract(
    files: Annotated[list[Path], words("DOC...", _("Documents with questions and answers; - is stdin."), "files")],
    *,
    output: Annotated[
        Path | None, value("-o", "DECK.yaml", Path, _("Write the deck there, not to stdout."), "files")
    ] = None,
    least: Annotated[
        float | None,
        value("--min-confidence", "X", number(0, 1), _("Only questions as sure as that; 0.5 if left out.")),
    ] = None,
    yes: Annotated[bool, flag("--yes", _("Take them all; do not ask."))] = False,
    force: Annotated[bool, force_flag()] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Make a deck of a document with questions and answers."""
    given = import_module("drillcli.commands.extract").ExtractOptions
    options = given(output, 0.5 if least is None else least, as_json, yes, force)
    return Call("extract", (files, options))
