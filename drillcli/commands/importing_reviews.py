"""`drill import --reviews`: takes in a bare log of what was learned elsewhere."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

from drillcli.clock import date_of
from drillcli.collection import Collection
from drillcli.commands.importing_options import Options
from drillcli.commands.opening import opened, write_json
from drillcli.config import Environment
from drillcli.deckfile.find import slug_fault
from drillcli.errors import DrillError, UsageError
from drillcli.importers import reviews_csv
from drillcli.importers.deliver_history import AHEAD_MS
from drillcli.importers.place import Place, read_time_of_day, read_zone
from drillcli.importers.reviews_csv import ReviewLog
from drillcli.locale import _, commas, ngettext
from drillcli.model import CardState, Moment, Rating
from drillcli.store.database import translated
from drillcli.store.intake import Intake, take_in
from drillcli.store.intake_rows import Decide
from drillcli.visible import one_line


@dataclass(frozen=True, slots=True)
class Import:
    """An import that was done, or tried; `zone` is None for that of this computer, `day_start` is in minutes."""

    file: Path
    deck: str
    zone: str | None
    day_start: int
    dry_run: bool
    log: ReviewLog
    result: Intake


def run(env: Environment, file: Path, options: Options) -> int:
    """Take a review log into the collection, and say what came of it.

    As JSON: {file, deck, dry_run, columns: {card, rating, time, took}, took_unit, time_zone, day_start, rows, imported,
    skipped: {unreadable, manual, crammed, unlearned, repeated, known}, faults: [{line, reason}], cards, new_cards,
    first_day, last_day, backup}. `columns` has the heads that were found, `took` only where there is one, and
    `took_unit` is "ms", "s" or null; `time_zone` is null for that of this computer; `faults` are the first of the
    unreadable lines; `manual` rows are no answers, `crammed` and `unlearned` ones, told by the types in a log of
    Anki's, were given outside the schedule or before the card was learned, `repeated` ones stand twice in the file,
    `known` ones were in the collection; `backup` is the copy of the collection as it was, null where nothing was
    written. `rows` = `imported` + all that was skipped.
    """
    zone = read_zone(options.zone) if options.zone else None
    day_start = read_time_of_day(options.day_start) if options.day_start else None
    deck = deck_named(file, options.deck)
    with opened(env) as (collection, _decks):
        start = collection.settings.rollover_hour * 60 if day_start is None else day_start
        latest = collection.read_clock().ms + AHEAD_MS
        log = reviews_csv.read(env.cwd / file, options.columns, Place(zone, start), latest)
        for notice in notices(log, options):
            env.stderr.write(one_line(f"drill: {notice}") + "\n")
        if not log.reviews:
            raise DrillError(_("{path}: there is no review in it; nothing was imported").format(path=file))
        done = taken_in(collection, log, deck, reviews_csv.digest(env.cwd / file), write=not options.dry_run)
    report = Import(file, deck, options.zone, start, options.dry_run, log, done)
    if options.as_json:
        write_json(env, to_json(report))
        return 0
    from drillcli.ui import reports  # noqa: PLC0415 JSON needs no rich

    reports.write(env, lambda measure: [reports.facts(list(facts(report)), measure)])
    if report.result.backup:
        env.stderr.write(one_line(_("the collection as it was: {path}").format(path=report.result.backup)) + "\n")
    return 0


def deck_named(file: Path, given: str | None) -> str:
    """Return the deck (slug) of the new cards: the one `given`, else the name of the file.

    Raises UsageError for one that cannot be part of a card id.
    """
    slug = normalize("NFC", given or file.stem)
    if given and (fault := slug_fault(slug)):
        raise UsageError(f"--deck {given}: {fault}")
    return "".join("-" if slug_fault(char) else char for char in slug).strip("-") or "import"


def taken_in(collection: Collection, log: ReviewLog, deck: str, source: str, *, write: bool) -> Intake:
    """Return what came of the reviews, or would come."""
    store, now_ms = collection.store, collection.now.ms
    with translated(store.path):
        return take_in(store, log.reviews, deck, source, decider(collection), now_ms, write=write)


def decider(collection: Collection) -> Decide:
    """Return what gives the interval (minutes) after the last review of a card."""

    def decide(card_id: str, state: CardState | None, rating: int, at: Moment) -> int:
        return collection.scheduler_of(card_id).review(card_id, state, Rating(rating), at).interval

    return decide


def notices(log: ReviewLog, options: Options) -> Iterator[str]:
    """Yield what the user should know of the log: what was assumed, and the first lines that make no sense."""
    if not log.placed and not options.zone:
        yield _("the times do not say where you were, so the time zone of this computer counts; --tz names another")
    if not log.unit:
        yield _("no column says how long answers took; --took names one")
    elif not log.unit_sure:
        text = _('it is not sure that "{column}" is in {unit}; a head such as "{column} (ms)" would tell')
        yield text.format(column=log.columns["took"], unit=log.unit)
    for line, reason in log.faults:
        yield _("line {line}: {reason}").format(line=line, reason=reason)
    more = log.bad - len(log.faults)
    if more:
        yield ngettext("{n} more line makes no sense", "{n} more lines make no sense", more).format(n=more)


def facts(done: Import) -> Iterator[tuple[str, str]]:
    """Yield what is told of an import: labels, and what they say."""
    log, result = done.log, done.result
    yield _("read"), ngettext("{n} line", "{n} lines", log.rows).format(n=f"{log.rows:,}")
    yield (_("would be imported") if done.dry_run else _("imported")), imported(result)
    yield _("left out"), " · ".join(skipped(log, result))
    new = result.cards - result.existing
    if new:
        text = ngettext("{deck}: {n} new card, in no deck file", "{deck}: {n} new cards, in no deck file", new)
        yield _("deck"), text.format(deck=done.deck, n=f"{new:,}")
    yield _("columns"), commas(log.columns.values())
    yield _("answer times"), {"": "", "ms": _("in milliseconds"), "s": _("in seconds")}[log.unit]
    zone = done.zone or _("time zone of this computer")
    yield _("study day"), _("from {time}, {zone}").format(time=clock_time(done.day_start), zone=zone)


def imported(result: Intake) -> str:
    """Return how many reviews of how many cards were imported, and from when to when they were given."""
    if result.first_day is None or result.last_day is None:
        return _("nothing: every review is in the collection")
    parts = (
        ngettext("{n} review", "{n} reviews", result.imported).format(n=f"{result.imported:,}"),
        ngettext("{n} card", "{n} cards", result.cards).format(n=f"{result.cards:,}"),
        _("{first} to {last}").format(first=date_of(result.first_day), last=date_of(result.last_day)),
    )
    return " · ".join(parts)


def skipped(log: ReviewLog, result: Intake) -> Iterator[str]:
    """Yield how many lines were left out, for each reason that there was."""
    for n, reason in (
        (log.bad, _("{n} that make no sense")),
        (log.manual, _("{n} that are no answers")),
        (log.crammed, _("{n} crammed")),
        (log.unlearned, _("{n} before the card was learned, so of a memory not known")),
        (result.repeated, _("{n} twice in the file")),
        (result.known, _("{n} in the collection already")),
    ):
        if n:
            yield reason.format(n=f"{n:,}")


def clock_time(minutes: int) -> str:
    """Return minutes after midnight as a time of day."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def to_json(done: Import) -> dict[str, Any]:
    """Return what came of an import as plain values."""
    log, result = done.log, done.result
    first, last = (None if day is None else date_of(day).isoformat() for day in (result.first_day, result.last_day))
    return {
        "file": str(done.file),
        "deck": done.deck,
        "dry_run": done.dry_run,
        "columns": dict(log.columns),
        "took_unit": log.unit or None,
        "time_zone": done.zone,
        "day_start": clock_time(done.day_start),
        "rows": log.rows,
        "imported": result.imported,
        "skipped": {
            "unreadable": log.bad,
            "manual": log.manual,
            "crammed": log.crammed,
            "unlearned": log.unlearned,
            "repeated": result.repeated,
            "known": result.known,
        },
        "faults": [{"line": line, "reason": reason} for line, reason in log.faults],
        "cards": result.cards,
        "new_cards": result.cards - result.existing,
        "first_day": first,
        "last_day": last,
        "backup": str(done.result.backup) if done.result.backup else None,
    }
