"""A bare review log as CSV: card, rating, time, duration; one line a review."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from itertools import islice
from pathlib import Path
from sys import intern
from typing import TextIO

from drillcli.errors import DrillError, UsageError
from drillcli.importers import anki_log
from drillcli.importers.anki_log import Marks
from drillcli.importers.columns import Columns, delimiter, find_columns, unit_of
from drillcli.importers.place import Place
from drillcli.importers.values import MANUAL, duration_of, moment_of, rating_of, took_ms, unit_by_size
from drillcli.locale import _
from drillcli.locale.reasons import reason_of
from drillcli.store.intake_rows import Foreign

SHOWN, SHOWN_TEXT = 5, 160
"""So many lines that make no sense are told one by one, and so many characters of each reason."""

SAMPLE = 10_000
"""So many lines tell the unit of the durations by their size."""


@dataclass(slots=True)
class ReviewLog:
    """What a file says.

    `columns` are the heads that were used by role; `unit` ("ms", "s") is that of the durations, found by size unless
    `unit_named`, and beyond doubt when `unit_sure`. `rows` counts all lines of data, `manual` those that are no answer,
    `bad` those that make no sense, of which `faults` has the first ones (line, reason); of Anki's log also `crammed`
    those outside the schedule and `unlearned` those before a card was learned. `placed` tells whether each time says
    where the learner was.
    """

    columns: Mapping[str, str]
    unit: str = ""
    unit_named: bool = False
    unit_sure: bool = True
    reviews: list[Foreign] = field(default_factory=list)
    rows: int = 0
    manual: int = 0
    crammed: int = 0
    unlearned: int = 0
    bad: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)
    placed: bool = True


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal; raises DrillError when it cannot be read."""
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise DrillError(_unreadable(path, error)) from error


def read(path: Path, named: Mapping[str, str], place: Place, latest_ms: int) -> ReviewLog:
    """Return the reviews in a CSV file in UTF-8 whose columns are found by name, or were `named` by role.

    Commas, semicolons, tabs or bars part the columns. A line that makes no sense is counted and told, no more.
    Raises UsageError where a column is missing, DrillError where the file cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read(file, named, place, latest_ms)
    except OSError as error:
        raise DrillError(_unreadable(path, error)) from error
    except UnicodeDecodeError as error:
        text = _("{path} is not text in UTF-8; save it as CSV in UTF-8")
        raise DrillError(text.format(path=path)) from error
    except csv.Error as error:
        raise DrillError(_("{path}: not a CSV file: {reason}").format(path=path, reason=reason_of(error))) from error
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None


def _read(file: TextIO, named: Mapping[str, str], place: Place, latest_ms: int) -> ReviewLog:
    parted_by = delimiter(file.readline())
    file.seek(0)
    lines = csv.reader(file, delimiter=parted_by)
    heads = [head.strip() for head in next(lines, [])]
    if not any(heads):
        raise UsageError(_("there are no column names in the first line"))
    columns = find_columns(heads, named)
    log = ReviewLog({role: heads[index] for role, index in columns._asdict().items() if index is not None})
    if columns.took is not None:
        sample = [duration_of(cells[columns.took]) for cells in islice(lines, SAMPLE) if len(cells) > columns.took]
        log.unit_named = bool(unit_of(heads[columns.took]))
        log.unit, log.unit_sure = (unit_of(heads[columns.took]), True) if log.unit_named else unit_by_size(sample)
    file.seek(0)
    lines = csv.reader(file, delimiter=parted_by)
    next(lines, None)
    marks, learning = anki_log.find_marks(heads), []
    for cells in lines:
        if any(cells):
            log.rows += 1
            try:
                if _take(log, cells, columns, marks, place, latest_ms) and marks:
                    learning.append(anki_log.is_learning(cells, marks))
            except ValueError as error:
                log.bad += 1
                if log.bad <= SHOWN:
                    log.faults.append((lines.line_num, str(error)[:SHOWN_TEXT]))
    if marks:
        learned = anki_log.since_learned(log.reviews, learning)
        log.reviews, log.unlearned = learned, len(log.reviews) - len(learned)
    return log


def _take(
    log: ReviewLog, cells: Sequence[str], columns: Columns, marks: Marks | None, place: Place, latest_ms: int
) -> bool:
    """Put what one line says into the log, and return whether that is a review.

    Raises ValueError with the reason where it makes no sense.
    """
    if len(cells) <= max(index for index in (*columns, *(marks or ())) if index is not None):
        raise ValueError(_("too few columns"))
    card = cells[columns.card].strip()
    if not card or not card.isprintable():
        raise ValueError(_("{text!r} is no card").format(text=card))
    rating = rating_of(cells[columns.rating])
    if rating == MANUAL:
        log.manual += 1
        return False
    if marks and anki_log.is_cram(cells, marks):
        log.crammed += 1
        return False
    moment, told = moment_of(cells[columns.time], place, latest_ms)
    log.placed &= told
    took = 0 if columns.took is None else took_ms(duration_of(cells[columns.took]), log.unit)
    log.reviews.append(Foreign(intern(card), moment, rating, took))
    return True


def _unreadable(path: Path, error: OSError) -> str:
    return _("cannot read {path}: {reason}").format(path=path, reason=reason_of(error))
