"""Reads a package: which collection in it counts, its notes and its media."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drillcli.errors import DrillError
from drillcli.importers.apkg import wire
from drillcli.importers.apkg.archive import Archive
from drillcli.importers.apkg.aside import servings
from drillcli.importers.apkg.collection import counts
from drillcli.importers.apkg.history import Histories
from drillcli.importers.apkg.media import media_of
from drillcli.importers.apkg.schema import layout_of
from drillcli.importers.apkg.serving import Serving
from drillcli.importers.draft import Draft
from drillcli.importers.parcel import LeftOut, Medium, Parcel, ParcelCard, ParcelNote, Sent
from drillcli.locale import _
from drillcli.locale.reasons import reason_of
from drillcli.store.foreign import ForeignFile, open_foreign
from drillcli.workplace import workplace

COLLECTIONS = ("collection.anki21b", "collection.anki21", "collection.anki2")
"""Newest first. A package has older ones too, in which a single card asks for a newer Anki."""
PACKAGE_NEWEST = 3
"""PackageMetadata.Version.VERSION_LATEST (proto/anki/import_export.proto)."""
COLLECTION_MOST = 4 << 30
"""The most bytes of a collection; that of a million notes takes about one GB."""

_META, _META_MOST, _VERSION = "meta", 1 << 10, 1


def read(path: Path) -> Parcel:
    """Return what is in an .apkg or .colpkg file of any generation.

    Notes are read while they are gone through, from a copy of the database in the system's temporary folder, which is
    removed at the end. Guids are `anki:<guid>` for the first card's note, `anki:<guid>#<ord>` for that of another card.

    Raises DrillError, here or while notes are gone through, where the file is damaged, too new or of no sense, holds
    no notes, or would take more space than a collection can.
    """
    archive = Archive(path)
    left_out: list[LeftOut] = []
    member = _collection_in(archive)
    media = media_of(archive, left_out)
    return Parcel(_notes(archive, member, media, left_out), media, left_out, has_all_media=True)


def _collection_in(archive: Archive) -> str:
    version = _version(archive)
    known = [name for name in COLLECTIONS if name in archive.members]
    others = [name for name in archive.members if name.startswith("collection.") and name not in COLLECTIONS]
    if version > PACKAGE_NEWEST or others:
        text = _("{file} was written by a newer Anki; export it with “Support older Anki versions” ticked")
        raise DrillError(text.format(file=archive.path))
    if not known:
        text = _("{file} is no Anki package: there is no collection in it")
        raise DrillError(text.format(file=archive.path))
    if known[0] not in COLLECTIONS[: max(4 - version, 1)] and version > 1:
        text = _("{file} lacks its collection, and has only the card that asks for a newer Anki: export it again")
        raise DrillError(text.format(file=archive.path))
    return known[0]


def _version(archive: Archive) -> int:
    """Return the version of a package: 0 where it does not say, as in the old ones."""
    if _META not in archive.members:
        return 0
    try:
        found = dict(wire.fields(archive.read(_META, _META_MOST))).get(_VERSION, 0)
    except ValueError:
        return 0
    return found if isinstance(found, int) else 0


def _notes(archive: Archive, member: str, media: dict[str, Medium], left_out: list[LeftOut]) -> Iterator[ParcelNote]:
    shown = str(archive.path)
    with _unpacked(archive, member) as path, open_foreign(path, shown) as file:
        try:
            scheduler, rows = _begun(file, shown)
            with servings(path, shown, rows["notes"]) as served:
                histories = Histories(file, scheduler)
                for serving in served:
                    yield from _joined(serving, histories.of(serving[0]), media, left_out)
                left_out.extend(histories.left_out(rows["revlog"]))
        except ValueError as error:
            text = _("{file}: {reason}; nothing was read")
            raise DrillError(text.format(file=shown, reason=error)) from error


def _begun(file: ForeignFile, shown: str) -> tuple[int, dict[str, int]]:
    """Return the scheduler of a collection and the numbers of its rows; there are notes, and not too many."""
    layout, rows = layout_of(file), counts(file)
    if not rows["notes"]:
        text = _("{file} holds no notes: export it again, with the decks that you want")
        raise DrillError(text.format(file=shown))
    return layout.scheduler, rows


def _joined(
    serving: Serving, reviews: dict[int, tuple[Sent, ...]], media: dict[str, Medium], left_out: list[LeftOut]
) -> Iterator[ParcelNote]:
    """Yield the notes that a stored note is here, with the reviews of their cards; `media` gets more names."""
    _note, notes, left = serving
    left_out += [LeftOut(*one) for one in left]
    for guid, deck, kind, fields, cards, base, called, draft in notes:
        for here, there in called.items():
            if there in media:
                media.setdefault(here, media[there])
        taken = {part: ParcelCard(reviews.pop(card, ()), *marks) for part, card, *marks in cards}
        yield ParcelNote(guid, deck, kind, fields, taken, base, Draft(*draft) if draft else None)
    if reviews:
        left_out += [LeftOut("review", _("its card was left out"))] * sum(map(len, reviews.values()))


@contextmanager
def _unpacked(archive: Archive, member: str) -> Iterator[Path]:
    """Give the path of a copy of a member, under a name of ours, that is removed at the end."""
    with workplace() as folder:
        path = folder / "collection"
        try:
            with path.open("wb") as file:
                file.writelines(archive.chunks(member, COLLECTION_MOST))
        except OSError as error:
            text = _("cannot unpack {file} into {folder}: {reason}; make room")
            raise DrillError(text.format(file=archive.path, folder=folder, reason=reason_of(error))) from error
        yield path
