"""`drill import FILE`: takes in cards that were made elsewhere, with what was learned of them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drillcli.clock import date_of
from drillcli.collection import open_collection
from drillcli.commands.importing_options import Options
from drillcli.commands.opening import write_json
from drillcli.config import Environment
from drillcli.deckfile.find import SUFFIXES
from drillcli.errors import ExitCode
from drillcli.importers import parcel_readers, reviews_csv
from drillcli.importers.deliver import Request, deliver
from drillcli.importers.deliver_tally import Delivered
from drillcli.importers.options import Options as Reading
from drillcli.importers.place import Place, read_time_of_day, read_zone
from drillcli.locale import _
from drillcli.store.database import translated
from drillcli.visible import one_line


@dataclass(frozen=True, slots=True)
class Import:
    """An import that was done, or tried."""

    file: Path
    folder: Path
    dry_run: bool
    result: Delivered


def run(env: Environment, file: Path, options: Options) -> int:
    """Take cards into deck files and their histories into the collection, and say what came of it.

    As JSON: {file, folder, dry_run, notes: {new, updated, same, edited, kept, removed, restored}, cards, reviews:
    {new, known, first_day, last_day}, marks: {suspended, buried, flagged}, media, decks: [{deck, title, file, new,
    updated}], left_out: [{what, why, count, examples}], backup}. Notes that came before are `updated` (their text
    changed in the source), the `same`, `edited` (by the learner alone), `kept` (changed by both: the learner's text
    stays), `removed` (the learner took them out) or `restored` (their deck file was gone). `cards` and `media` count
    new ones, `reviews.known` those that were in the collection. `examples` are up to three of what was left out.
    `backup` is the collection as it was, null where nothing was written.

    Returns 1 where there is no note that makes sense.
    """
    folder = folder_for(env, options.to)
    with open_collection(env, holding(folder) if options.to else ()) as collection:
        tell(env, collection.notices)
        start = collection.settings.rollover_hour * 60
        start = read_time_of_day(options.day_start) if options.day_start else start
        place = Place(read_zone(options.zone) if options.zone else None, start)
        path = env.cwd / file
        parcel = parcel_readers.read(path, reading(env, options, place))
        request = Request(folder, place, reviews_csv.digest(path), options.deck or "", options.dry_run)
        with translated(collection.store.path):
            done = Import(file, folder, options.dry_run, deliver(collection, parcel, request))
    say(env, done, as_json=options.as_json)
    return ExitCode.DONE if done.result.notes else ExitCode.REFUSED


def folder_for(env: Environment, given: Path | None) -> Path:
    """Return where new decks go: the folder `given`, else `decks` here where there is one, else in the data folder."""
    if given:
        return Path(os.path.normpath(env.cwd / given.expanduser()))
    here = env.cwd / "decks"
    return here if here.is_dir() else env.home / "decks"


def holding(folder: Path) -> tuple[str, ...]:
    """Return a folder as decks that are named by path; nothing where it holds none."""
    if folder.is_dir() and any(path.suffix.lower() in SUFFIXES for path in folder.iterdir()):
        return (f"{folder}{os.sep}",)
    return ()


def reading(env: Environment, options: Options, place: Place) -> Reading:
    """Return what the readers of files are told."""
    return Reading(
        place,
        options.deck or "",
        options.table,
        options.delimiter or "",
        options.encoding or "",
        options.html,
        tuple(env.cwd / cards for cards in options.cards),
    )


def tell(env: Environment, notices: list[str]) -> None:
    """Write what opening the collection changed or left out to stderr."""
    for notice in notices:
        env.stderr.write(one_line(f"drill: {notice}") + "\n")


def say(env: Environment, done: Import, *, as_json: bool) -> None:
    """Write what came of an import."""
    if as_json:
        write_json(env, to_json(done))
        return
    from drillcli.ui import reports, reports_import  # noqa: PLC0415 JSON needs no rich

    reports.write(env, lambda measure: reports_import.page(str(done.file), done.result, measure, dry_run=done.dry_run))
    for line in closing(done):
        env.stderr.write(one_line(line) + "\n")


def closing(done: Import) -> Iterator[str]:
    """Yield what to know in the end: where the copy is, and why there is nothing."""
    if done.result.backup:
        yield _("the collection as it was: {path}").format(path=done.result.backup)
    if not done.result.notes:
        yield _("drill: {path}: there is no note in it that drill can take; nothing was imported").format(
            path=done.file
        )


def to_json(done: Import) -> dict[str, Any]:
    """Return what came of an import as plain values."""
    result = done.result
    first, last = (None if day is None else date_of(day).isoformat() for day in (result.first_day, result.last_day))
    notes = ("new", "updated", "same", "edited", "kept", "removed", "restored")
    return {
        "file": str(done.file),
        "folder": str(done.folder),
        "dry_run": done.dry_run,
        "notes": {name: getattr(result, name) for name in notes},
        "cards": result.cards,
        "reviews": {"new": result.reviews, "known": result.known, "first_day": first, "last_day": last},
        "marks": {"suspended": result.suspended, "buried": result.buried, "flagged": result.flagged},
        "media": result.media,
        "decks": [
            {"deck": deck.slug, "title": deck.title, "file": str(deck.path), "new": deck.new, "updated": deck.updated}
            for deck in result.decks
        ],
        "left_out": [
            {"what": left.what, "why": left.why, "count": left.count, "examples": left.examples}
            for left in result.left_out
        ],
        "backup": str(result.backup) if result.backup else None,
    }
