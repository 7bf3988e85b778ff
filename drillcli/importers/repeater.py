"""The database of repeater (cards.db) and the Markdown files it belongs to -> notes and what is known of reviews.

repeater keeps no log: of a card it knows when it was seen last, how often, and the interval that was given then; only
the sessions of its agents are written down. Sources: its src/parser/hash.rs, src/crud/cards.rs and migrations.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from drillcli.errors import DrillError
from drillcli.importers.blake3 import blake3
from drillcli.importers.markdown_folder import Folder, Written
from drillcli.importers.options import Options
from drillcli.importers.parcel import LeftOut, Parcel, ParcelCard, ParcelNote, Sent
from drillcli.importers.place import Place
from drillcli.locale import _
from drillcli.model import MINUTES_PER_DAY, Rating
from drillcli.store.foreign import ForeignFile, open_foreign

SUFFIXES = (".db", ".sqlite", ".sqlite3")
GRADES = {"pass": Rating.GOOD, "fail": Rating.AGAIN}

_MAGIC = b"SQLite format 3\0"
_SAME_MS = 2_000
"""A review that the log has is written into its card within this time."""


class _Known(NamedTuple):
    """What the database knows of a card: its reviews, and how many there were."""

    reviews: tuple[Sent, ...]
    times: int


def looks_like(head: bytes, name: str) -> bool:
    """Return whether a file that begins with `head` (4 KiB or more) is a database of repeater."""
    return head.startswith(_MAGIC) and (b"_sqlx_migrations" in head or name.casefold().endswith("cards.db"))


def read(path: Path, options: Options) -> Parcel:
    """Return the notes in the Markdown files of `options.cards`, or else beside the database, with their reviews.

    The last review of a card counts as Good where an interval of a day or more was given, else as Again; those
    before it are not known, and told. Raises DrillError where the database cannot be read, UsageError where there are
    no Markdown files.
    """
    folder = Folder(options.cards or (path.parent,), options.encoding)
    return Parcel(_notes(path, options.place, folder), folder.media, folder.left_out)


def _notes(path: Path, place: Place, folder: Folder) -> Iterator[ParcelNote]:
    known = _read(path, place, folder.left_out)
    taken: set[str] = set()
    for written in folder.cards():
        if note := written.note(dict(_cards(written, known, taken))):
            yield note
    for unknown in known.keys() - taken:
        why = _("no card has this text now: it was edited or taken away after its reviews")
        folder.left_out.append(LeftOut("history", why, f"{path}: {unknown}"))


def _cards(written: Written, known: dict[str, _Known], taken: set[str]) -> Iterator[tuple[str, ParcelCard]]:
    for number, part in enumerate(written.parts()):
        key = card_hash(written.card.source, number)
        if key in known and key not in taken:
            taken.add(key)
            if known[key].times > len(known[key].reviews):
                why = _("repeater keeps the last review of a card, and not those before it")
                written.found.leave("history", why, written.card.line)
            yield part, ParcelCard(known[key].reviews)


def card_hash(source: str, gap: int = 0) -> str:
    """Return the hash that repeater gives to the card in these lines; `gap` counts those of a cloze from 0.

    Neither case nor white space counts.
    """
    plain = " ".join(source.lower().split())
    return blake3((f"{plain}\0cloze{gap}" if gap else plain).encode())


def _read(path: Path, place: Place, left_out: list[LeftOut]) -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    with open_foreign(path, str(path)) as file:
        if "last_reviewed_at" not in file.tables.get("cards", ()):
            raise DrillError(_("{path}: not a database of repeater: it has no table of cards").format(path=path))
        logged = _logged(file, path, place, left_out)
        query = "SELECT card_hash, last_reviewed_at, interval_raw, review_count FROM cards WHERE review_count > 0"
        for card, last, interval, count in file.rows(query):
            try:
                known[card] = _Known(_with_last(logged.get(card, ()), str(last), float(interval), place), int(count))
            except (ValueError, TypeError, OverflowError):
                left_out.append(_senseless(path, card))
    return known


def _senseless(path: Path, card: object) -> LeftOut:
    return LeftOut("review", _("its time or its interval makes no sense"), f"{path}: {card}")


def _logged(file: ForeignFile, path: Path, place: Place, left_out: list[LeftOut]) -> dict[str, tuple[Sent, ...]]:
    """Return the reviews that repeater's agents wrote down, by the hash of their card."""
    if "drill_reviews" not in file.tables:
        return {}
    logged: dict[str, list[Sent]] = defaultdict(list)
    query = "SELECT card_hash, marked_at, review_result, interval_raw FROM drill_reviews WHERE state = 'marked'"
    for card, at, result, interval in file.rows(query):
        if result not in GRADES:
            continue
        try:
            logged[card].append(_sent(str(at), GRADES[result], float(interval or 0), place))
        except (ValueError, OverflowError):
            left_out.append(_senseless(path, card))
    return {card: tuple(reviews) for card, reviews in logged.items()}


def _with_last(reviews: tuple[Sent, ...], last: str, days: float, place: Place) -> tuple[Sent, ...]:
    sent = _sent(last, Rating.GOOD if days >= 1 else Rating.AGAIN, days, place)
    return reviews if any(abs(sent.ms - review.ms) <= _SAME_MS for review in reviews) else (*reviews, sent)


def _sent(at: str, rating: Rating, days: float, place: Place) -> Sent:
    moment = place.moment(round(datetime.fromisoformat(at).timestamp() * 1000))
    minutes = round(days) * MINUTES_PER_DAY if days >= 1 else round(days * MINUTES_PER_DAY)
    return Sent(moment.ms, int(rating), 0, moment.offset, minutes or None)
