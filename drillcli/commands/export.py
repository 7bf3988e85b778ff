"""`drill export`: decks as files of other programs."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from drillcli.collection import Collection
from drillcli.commands.opening import opened, write_json
from drillcli.commands.target import check_target
from drillcli.config import Environment
from drillcli.deckfile.index import DeckInfo
from drillcli.deckfile.write import beside, put, replace_file
from drillcli.durable import to_disk
from drillcli.errors import DrillError, UsageError
from drillcli.exporters import anki
from drillcli.exporters.json_file import json_file
from drillcli.exporters.markdown import markdown
from drillcli.exporters.media import Media
from drillcli.exporters.outgoing import BOTH, LANGUAGES, Learned, Outgoing, Past, Wish
from drillcli.exporters.sheet import sheet
from drillcli.exporters.table import table
from drillcli.locale import _, commas, labelled, ngettext
from drillcli.locale.reasons import reason_of
from drillcli.store.foreign_write import write_database
from drillcli.store.learned import LearnedCards
from drillcli.ui.maths import to_unicode
from drillcli.visible import one_line


class ExportOptions(NamedTuple):
    """What is asked for.

    `lang` is "zh", "en", "both", or None: what `--lang` says, else both, but in Markdown the learner's own.
    """

    history: bool = False
    lang: str | None = None
    force: bool = False
    as_json: bool = False


PLAIN = ExportOptions()

_Write = Callable[[Path, Sequence[Outgoing], Wish, Media], None]


class Format(NamedTuple):
    """How a file is written; whether it can hold a history, and both languages unasked."""

    write: _Write
    has_history: bool = False
    both: bool = True


class Report(NamedTuple):
    """What is in a file; `reviews` is None where no history was asked for."""

    file: str
    format: str
    decks: list[str]
    notes: int
    cards: int
    reviews: int | None
    media: int
    missing: list[str]


def _text(pieces: Callable[[Sequence[Outgoing], Wish, Media], Iterator[str]]) -> _Write:
    def write(path: Path, decks: Sequence[Outgoing], wish: Wish, media: Media) -> None:
        replace_file(path, pieces(decks, wish, media))

    return write


def _package(path: Path, decks: Sequence[Outgoing], wish: Wish, media: Media) -> None:
    partial_file = beside(path)
    database = beside(path.with_name(f"{path.name}.db"))
    try:
        write_database(database, anki.SCRIPT, anki.rows(decks, wish, media))
        anki.zip_up(partial_file, database, media)
        with partial_file.open("rb") as written:
            to_disk(written.fileno())
        put(path)
    finally:
        database.unlink(missing_ok=True)
        partial_file.unlink(missing_ok=True)


FORMATS: Mapping[str, Format] = {
    ".apkg": Format(_package, has_history=True),
    ".csv": Format(_text(lambda decks, wish, _media: table(decks, wish, ","))),
    ".tsv": Format(_text(lambda decks, wish, _media: table(decks, wish, "\t"))),
    ".md": Format(_text(lambda decks, wish, _media: markdown(decks, wish)), both=False),
    ".json": Format(_text(lambda decks, wish, _media: json_file(decks, wish)), has_history=True),
    ".html": Format(_text(sheet)),
}
"""The formats by the suffix of the file."""


def run(env: Environment, words: Sequence[str], options: ExportOptions = PLAIN) -> int:
    """Write decks to the file that the last of the `words` names; without others before it, all decks.

    As JSON: {file, format, decks, notes, cards, reviews, media, missing}. `decks` are slugs, `reviews` is null unless
    a history was asked for, `media` counts the pictures and sounds in the file and `missing` lists those that are not.
    Raises UsageError for a file whose suffix is unknown, and where a history cannot go along; DrillError for a file
    that is there already, unless `force` is given, and for one that cannot be written.
    """
    if not words:
        raise UsageError(_("name the file to write, such as cards.apkg"))
    *named, file = words
    chosen = _format(file, options)
    with opened(env, named) as (collection, decks):
        check_target(env.cwd / file, file, force=options.force)
        if not decks:
            raise DrillError(_("there is no deck to export; nothing was written"))
        report = _export(collection, decks, env.cwd / file, chosen, options)
    for name in report.missing:
        text = _("{name}: no such picture or sound beside the deck; its name is in the file instead")
        env.stderr.write(one_line(f"drill: {text.format(name=name)}") + "\n")
    if options.as_json:
        write_json(env, report._asdict())
    else:
        env.stdout.write(one_line(labelled(file, _counted(report))) + "\n")
    return 0


def _export(
    collection: Collection, decks: Sequence[DeckInfo], path: Path, chosen: Format, options: ExportOptions
) -> Report:
    """Write the file, and return what is in it."""
    media, counts = Media(), Counter[str]()
    past = _past(collection, counts) if options.history else None
    lang = options.lang or collection.env.lang_option or (BOTH if chosen.both else collection.lang)
    wish = Wish(lang, collection.lang, collection.now.ms, to_unicode, past)
    try:
        chosen.write(path, [_outgoing(collection, deck) for deck in decks], wish, media)
    except OSError as error:
        text = _("{path} cannot be written: {reason}")
        raise DrillError(text.format(path=path, reason=reason_of(error))) from error
    return Report(
        str(path),
        path.suffix[1:].lower(),
        [deck.slug for deck in decks],
        sum(_notes(collection, deck) for deck in decks),
        sum(deck.cards for deck in decks),
        counts["reviews"] if options.history else None,
        len(media.files),
        list(media.missing),
    )


def _counted(report: Report) -> str:
    counts = [
        ngettext("{n} note", "{n} notes", report.notes).format(n=report.notes),
        ngettext("{n} card", "{n} cards", report.cards).format(n=report.cards),
    ]
    if report.reviews is not None:
        counts.append(ngettext("{n} review", "{n} reviews", report.reviews).format(n=report.reviews))
    return commas(counts)


def _format(file: str, options: ExportOptions) -> Format:
    chosen = FORMATS.get(Path(file).suffix.lower())
    if chosen is None:
        text = _("{file}: the suffix of the file says its format: {suffixes}; decks come first, the file last")
        raise UsageError(text.format(file=file, suffixes=" ".join(FORMATS)))
    if options.history and not chosen.has_history:
        suffixes = " ".join(suffix for suffix, format_ in FORMATS.items() if format_.has_history)
        raise UsageError(_("{file}: only {suffixes} can hold a history").format(file=file, suffixes=suffixes))
    if options.lang not in (None, BOTH, *LANGUAGES):
        text = _("there is no language {lang!r} to export in; it is en, zh or both")
        raise UsageError(text.format(lang=options.lang))
    return chosen


def _outgoing(collection: Collection, deck: DeckInfo) -> Outgoing:
    notes = partial(collection.index.notes, deck.slug)
    return Outgoing(deck.slug, deck.title, deck.about, deck.order, Path(deck.path), notes)


def _notes(collection: Collection, deck: DeckInfo) -> int:
    return len({name.partition("#")[0] for name in collection.index.card_names(deck.slug)})


def _past(collection: Collection, counts: Counter[str]) -> Past:
    """Return what was learned, and count the reviews of it that are asked for."""
    cards = LearnedCards(collection.store)

    def learned(card_id: str) -> Learned:
        found = cards.of(card_id)
        counts["reviews"] += len(found.reviews)
        marks = found.marks
        buried = marks.buried_day >= collection.now.day
        return Learned(found.reviews, found.state, marks.suspended, marks.flagged, buried)

    return Past(learned, collection.scheduler_of, collection.settings.rollover_hour)
