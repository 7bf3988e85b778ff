"""The database of hashcards (hashcards.db) and the Markdown files it belongs to -> notes with their reviews.

A card is known by the BLAKE3 hash of its text: one that was edited since has lost its history there too.
Sources: hashcards' README ("Database"), src/schema.sql, src/types/card.rs (`CardContent::hash`).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from drillcli.importers.blake3 import blake3
from drillcli.importers.markdown_folder import Folder, Written
from drillcli.importers.markdown_gaps import bracketed
from drillcli.importers.markdown_split import Tagged
from drillcli.importers.options import Options
from drillcli.importers.parcel import LeftOut, Parcel, ParcelCard, ParcelNote, Sent
from drillcli.importers.place import Place
from drillcli.locale import _
from drillcli.model import MINUTES_PER_DAY
from drillcli.store.foreign import ForeignFile, open_foreign

SUFFIXES = (".db", ".sqlite", ".sqlite3")
GRADES = {"forgot": 1, "hard": 2, "good": 3, "easy": 4}

_MAGIC = b"SQLite format 3\0"


def looks_like(head: bytes, name: str) -> bool:
    """Return whether a file that begins with `head` (4 KiB or more) is a database of hashcards."""
    tables = head.lower()
    return head.startswith(_MAGIC) and (
        name.casefold().endswith("hashcards.db") or (b"create table reviews" in tables and b"card_hash" in tables)
    )


def read(path: Path, options: Options) -> Parcel:
    """Return the notes in the Markdown files of `options.cards`, or else beside the database, with their reviews.

    Times without an offset, as hashcards writes them, are those of `options.place`. Raises DrillError where the
    database cannot be read, UsageError where there are no Markdown files.
    """
    folder = Folder(options.cards or (path.parent,), options.encoding)
    return Parcel(_notes(path, options.place, folder), folder.media, folder.left_out)


def _notes(path: Path, place: Place, folder: Folder) -> Iterator[ParcelNote]:
    with open_foreign(path, str(path)) as file:
        histories = _histories(file, path, place, folder.left_out)
        rejected = set(_rejected(file))
    taken: set[str] = set()
    for written in folder.cards():
        hashes = card_hashes(written.card)
        if hashes and taken.issuperset(hashes):
            written.found.leave("note", _("the same card stands in these files already"), written.card.line)
        elif note := written.note(_cards(written, hashes, histories, rejected)):
            taken.update(hashes)
            yield note
    for unknown in histories.keys() - taken:
        why = _("no card has this text now: it was edited or taken away after its reviews")
        folder.left_out.append(LeftOut("history", why, f"{path}: {unknown}"))


def _cards(
    written: Written, hashes: Sequence[str], histories: dict[str, list[Sent]], rejected: set[str]
) -> dict[str, ParcelCard]:
    pairs = zip(written.parts(), hashes, strict=False)
    cards = {part: ParcelCard(tuple(histories.get(key, ())), key in rejected) for part, key in pairs}
    return {part: card for part, card in cards.items() if card != ParcelCard()}


def card_hashes(card: Tagged) -> list[str]:
    """Return the hashes of the cards that hashcards makes of a note, in its order; [] for a cloze that it refuses.

    Whatever follows a card up to the next one is part of it there.
    """
    if card.tag == "Q":
        return [blake3(f"Basic{card.first}{card.whole}".encode())]
    if card.tag == "T":
        defined, named = (_prompt("Define:", card.first), card.whole), (_prompt("Term for:", card.whole), card.first)
        return [blake3(f"Basic{question}{answer}".encode()) for question, answer in (defined, named)]
    try:
        marked = bracketed(card.whole)
    except ValueError:
        return []
    places = [[len(marked.text[:end].encode()) for end in span] for span in marked.spans]
    text = b"Cloze" + marked.text.encode()
    return [blake3(text + start.to_bytes(8, "little") + (end - 1).to_bytes(8, "little")) for start, end in places]


def _prompt(label: str, body: str) -> str:
    return f"{label}\n\n{body}" if "\n" in body else f"{label} {body}"


def _histories(file: ForeignFile, path: Path, place: Place, left_out: list[LeftOut]) -> dict[str, list[Sent]]:
    """Return the reviews by the hash of their card."""
    histories: dict[str, list[Sent]] = defaultdict(list)
    query = "SELECT review_id, card_hash, reviewed_at, grade, due_date FROM reviews ORDER BY review_id"
    for number, card, reviewed_at, grade, due in file.rows(query):
        try:
            histories[card].append(_sent(str(reviewed_at), str(grade), str(due), place))
        except (ValueError, KeyError, OverflowError):
            why = _("its time or its grade makes no sense")
            left_out.append(LeftOut("review", why, f"{path}: reviews {number}"))
    return dict(histories)


def _sent(reviewed_at: str, grade: str, due: str, place: Place) -> Sent:
    when = datetime.fromisoformat(reviewed_at)
    instant = when if when.tzinfo else place.instant(when)
    moment = place.moment(round(instant.timestamp() * 1000))
    days = (date.fromisoformat(due[:10]) - when.date()).days
    return Sent(moment.ms, GRADES[grade.casefold()], 0, moment.offset, max(days, 0) * MINUTES_PER_DAY or None)


def _rejected(file: ForeignFile) -> Iterator[str]:
    if "rejected_cards" in file.tables:
        for (card,) in file.rows("SELECT card_hash FROM rejected_cards"):
            yield card
