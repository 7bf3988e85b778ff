"""What is fuzzed: where sound files of each kind come from, how they are mutated, and what is done with the result."""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC
from io import StringIO
from pathlib import Path
from random import Random
from typing import NamedTuple

import nasty
import samples
import shapes

from drillcli.cli import main
from drillcli.clock import at
from drillcli.config import Environment
from drillcli.deckfile.blocks import split
from drillcli.deckfile.build import load
from drillcli.deckfile.fix import write_ids
from drillcli.deckfile.write import dump
from drillcli.errors import DeckError
from drillcli.exporters import anki
from drillcli.exporters.json_file import json_file
from drillcli.exporters.markdown import markdown
from drillcli.exporters.media import Media
from drillcli.exporters.outgoing import BOTH, Outgoing, Wish
from drillcli.exporters.sheet import sheet
from drillcli.exporters.table import table
from drillcli.extract.draft import draft
from drillcli.extract.draft_text import decode
from drillcli.extract.items import Source
from drillcli.extract.parse import parse
from drillcli.importers import parcel_readers, reviews_csv
from drillcli.importers.options import Options
from drillcli.importers.place import Place
from drillcli.kinds import cards, kind
from drillcli.model import Card, Deck
from drillcli.sync import lines, state
from drillcli.ui.console import drawn
from drillcli.ui.maths import to_unicode
from drillcli.ui.script import asked, judged
from drillcli.ui.text import render

NOW_MS = 1_795_338_000_000
PLACE = Place(UTC, 240)
_OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_STYLE = re.compile(r"\x1b\[[0-9;]*m")

Mutate = Callable[[Random, bytes, Sequence[bytes], Path], bytes]


class Subject(NamedTuple):
    """One thing to fuzz; `use` raises what a user would see, or AssertionError for what must not be."""

    name: str
    suffix: str
    sound: Callable[[Path], list[bytes]]
    structure: Mutate
    use: Callable[[Path, Random], None]

    def made(self, rng: Random, sound: Sequence[bytes], folder: Path) -> bytes:
        """Return an input: a sound file after mutations of its structure, of its bytes, or of both."""
        data = rng.choice(sound)
        if rng.random() < 0.6:
            data = self.structure(rng, data, sound, folder)
        else:
            data = nasty.mutated(rng, data, sound)
        return nasty.mutated(rng, data, sound) if rng.random() < 0.1 else data


def unobeyed(text: str) -> None:
    """Assert that a text for the terminal has no control characters but those of our own colours."""
    found = _OBEYED.search(_STYLE.sub("", text))
    assert not found, f"a control character reaches the terminal: {found[0]!r}"


def use_deck(path: Path, rng: Random) -> None:
    """Read a deck, ask and judge and draw its cards, write its ids, export it."""
    data = path.read_bytes()
    loaded = load(path, "d", data)
    for fault in loaded.faults:
        unobeyed(str(fault))
        assert "\n" not in str(fault)
        assert 1 <= fault.line <= len(data) + 1
    blocks = split(data)
    assert blocks is None or blocks.lines
    if loaded.deck is None:
        return
    with suppress(DeckError):
        write_ids(data, loaded)
    for note in loaded.deck.notes[:12]:
        for card in cards(note)[:4]:
            use_card(card, rng)
    use_exporters(loaded.deck, path)


def use_card(card: Card, rng: Random) -> None:
    """Show a card as a script and as a screen do, and judge an answer."""
    lang = rng.choice(("en", "zh"))
    kind_of = kind(card.note)
    front, back = kind_of.front(card, lang, Random(0)), kind_of.back(card, lang)
    unobeyed(asked(card.id, front))
    for text in (front.ask, *front.options, back.answer, back.why):
        unobeyed(drawn(render(text), rng.choice((20, 80)), color=rng.random() < 0.5))
    answers = (*kind_of.typed(card, lang), rng.choice(nasty.WORDS), "1", "2 1 3", front.ask[:50])
    verdict = kind_of.grade(card, front, rng.choice(answers), lang)
    if verdict:
        unobeyed(judged(verdict))


def use_exporters(deck: Deck, path: Path) -> None:
    """Write the deck in every format."""
    going = Outgoing(deck.slug, deck.title, deck.about, deck.order, path, lambda: iter(deck.notes))
    wish, media = Wish(BOTH, "en", NOW_MS, to_unicode), Media()
    files = (markdown([going], wish), table([going], wish, ","), json_file([going], wish), sheet([going], wish, media))
    for pieces in files:
        "".join(pieces).encode()
    list(anki.rows([going], wish, media))


def use_reader(path: Path, _rng: Random) -> None:
    """Read a foreign file; whatever note is made of it, a deck file can hold."""
    parcel = parcel_readers.read(path, Options(PLACE))
    for number, note in enumerate(parcel.notes):
        if number < 40:
            source = dump("T", None, [("n", note.kind, note.fields)])
            loaded = load(path, "d", source.encode())
            assert loaded.deck is not None, f"{loaded.faults} of {source!r}"
    for medium in list(parcel.media.values())[:5]:
        medium.read_bytes() if isinstance(medium, Path) else medium()


def use_import(path: Path, rng: Random) -> None:
    """Import a file as a user does, and look the decks over; a second import changes nothing."""
    home = path.parent / "home"
    for _ in range(2 if rng.random() < 0.3 else 1):
        drill(path.parent, home, "import", path.name)
    code, out = drill(path.parent, home, "check")
    assert code == 0, out
    code, out = drill(path.parent, home, "study", "--limit", "3", answers="1\n2\n3\n")
    assert code in (0, 1, 2), out


def drill(folder: Path, home: Path, *words: str, answers: str = "") -> tuple[int, str]:
    """Run `drill` in memory; return its exit code and what it wrote to both streams, which no terminal obeys."""
    out = StringIO()
    env = Environment(
        cwd=folder,
        variables={"TZ": "UTC"},
        stdin=StringIO(answers),
        stdout=out,
        stderr=out,
        home_option=str(home),
        lang_option="en",
        read_clock=lambda hour: at(NOW_MS, hour),
        tick=lambda: 0,
        rng=Random(0),
    )
    code = main(words, env)
    unobeyed(out.getvalue())
    return code, out.getvalue()


def use_reviews(path: Path, _rng: Random) -> None:
    """Read a bare log of reviews."""
    log = reviews_csv.read(path, {}, PLACE, NOW_MS)
    assert all(1 <= review.rating <= 4 and review.took_ms >= 0 for review in log.reviews)


def use_extract(path: Path, _rng: Random) -> None:
    """Make a draft of a document; the deck file is sound."""
    try:
        text = decode(path.read_bytes()).text
    except ValueError:
        return
    made = draft(parse([Source("d.md", text)]), 0.0)
    if made.candidates:
        source = dump(made.title, None, [candidate.entry for candidate in made.candidates])
        loaded = load(path, "d", source.encode())
        assert loaded.deck is not None, loaded.faults


def use_sync_lines(path: Path, _rng: Random) -> None:
    """Read the rows of another machine; what is read is written as it came."""
    found = list(lines.facts(path.read_bytes().splitlines(keepends=True), "f", []))
    assert list(lines.facts([lines.line(fact).encode() for fact in found], "f", [])) == found


def use_sync_state(path: Path, _rng: Random) -> None:
    """Read what another machine says of settings and exams; what is read is written as it came."""
    found = state.read(path.read_bytes().decode("utf-8", "replace"), "f", [])
    assert state.read(state.write(found), "f", []) == found


def _yaml(rng: Random, data: bytes, _others: Sequence[bytes], _folder: Path) -> bytes:
    return shapes.yaml_tree(rng, data)


def _json(rng: Random, data: bytes, _others: Sequence[bytes], _folder: Path) -> bytes:
    return shapes.json_tree(rng, data)


def _cells(rng: Random, data: bytes, _others: Sequence[bytes], _folder: Path) -> bytes:
    return shapes.cells(rng, data)


def _blocks(rng: Random, data: bytes, others: Sequence[bytes], _folder: Path) -> bytes:
    return shapes.blocks(rng, data + b"\n\n" + rng.choice(others)[:4000])


def _zip(rng: Random, data: bytes, _others: Sequence[bytes], folder: Path) -> bytes:
    return shapes.members(rng, data, folder)


def _database(rng: Random, data: bytes, _others: Sequence[bytes], folder: Path) -> bytes:
    return shapes.tables(rng, data, folder) if rng.random() < 0.7 else shapes.pages(rng, data)


def _any(rng: Random, data: bytes, others: Sequence[bytes], folder: Path) -> bytes:
    if data.startswith(b"PK"):
        return _zip(rng, data, others, folder)
    return rng.choice((_yaml, _json, _cells, _blocks))(rng, data, others, folder)


SUBJECTS = {
    subject.name: subject
    for subject in (
        Subject("deck", ".yaml", samples.decks, _yaml, use_deck),
        Subject("apkg", ".apkg", samples.packages, _zip, use_reader),
        Subject("table", ".csv", samples.tables, _cells, use_reader),
        Subject("markdown", ".md", samples.markdown, _blocks, use_reader),
        Subject("json", ".json", samples.jsons, _json, use_reader),
        Subject("hashcards", ".db", samples.hashcards, _database, use_reader),
        Subject("repeater", ".db", samples.repeater, _database, use_reader),
        Subject("reviews", ".csv", samples.reviews, _cells, use_reviews),
        Subject("extract", ".md", samples.documents, _blocks, use_extract),
        Subject("sync-lines", ".jsonl", samples.sync_lines, _json, use_sync_lines),
        Subject("sync-state", ".json", samples.sync_states, _json, use_sync_state),
        Subject("import", "", samples.anything, _any, use_import),
    )
}
