"""Deck -> package -> notes is the identity on texts, tags, kinds and history, through our own reader."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW
from export_cases import NOTES, of_notes, wish
from hypothesis import given, settings
from hypothesis import strategies as st

from drillcli.exporters import anki
from drillcli.exporters.media import Media
from drillcli.exporters.outgoing import BOTH, Learned, Past
from drillcli.kinds import cards
from drillcli.model import Card, Mode, Moment
from drillcli.scheduler import Policy, Scheduler, model
from drillcli.store.foreign_write import write_database
from drillcli.store.history import Review

reader = pytest.importorskip("drillcli.importers.apkg.package")
SCHEDULER = Scheduler(model("fsrs6"), Policy(0.9, (1, 10), (10,), 36500))
INTERVALS = st.one_of(st.integers(1, 1439), st.integers(1, 900).map(lambda days: days * 1440))


@st.composite
def _reviews(draw: st.DrawFn) -> list[Review]:
    """Return reviews of a card; at least one is no reset, and none has the time of another card's."""
    gaps = draw(st.lists(st.integers(1, 10**10), max_size=5))
    at, found = NOW.ms - 10**12, []
    for gap in gaps:
        at += gap
        moment = Moment(at, at // 86_400_000, 0)
        rating, took = draw(st.integers(1, 4)), draw(st.integers(0, 60_000))
        found.append(Review((at, 1), rating, took, moment, Mode.STUDY, draw(INTERVALS)))
    return found


def _replayed(reviews: list[Review], **marks: bool) -> Learned:
    state = None
    for review in reviews:
        state = SCHEDULER.apply(state, review.rating, review.at, review.interval)
    return Learned(reviews, state, **marks)


_LEARNED = st.builds(_replayed, _reviews(), suspended=st.booleans(), flagged=st.booleans(), buried=st.booleans())


@given(st.lists(st.tuples(NOTES, st.lists(_LEARNED, min_size=2, max_size=2)), min_size=1, max_size=4), st.data())
@settings(max_examples=40)
def test_notes_and_histories_come_home_as_they_left(
    made: list[tuple[Mapping[str, Any], list[Learned]]], data: st.DataObject
) -> None:
    deck = of_notes(*[fields for fields, _learned in made])
    learned = {
        card.id: one
        for note, (_fields, known) in zip(deck.notes(), made, strict=True)
        for card, one in zip(cards(note), known, strict=False)
    }
    times = [review.key[0] for one in learned.values() for review in one.reviews]
    if len(set(times)) < len(times):
        return  # in Anki two reviews cannot have one time
    past = Past(learned.__getitem__, lambda _card: SCHEDULER, 4)
    media = Media()
    with tempfile.TemporaryDirectory() as folder:
        database, package = Path(folder) / "made.db", Path(folder) / "made.apkg"
        lang = data.draw(st.sampled_from([BOTH, "en", "zh"]))
        write_database(database, anki.SCRIPT, anki.rows([deck], wish(lang, past=past), media))
        anki.zip_up(package, database, media)
        parcel = reader.read(package)
        found = list(parcel.notes)
    assert parcel.left_out == []
    assert [note.guid for note in found] == [f"drill:made/{note.id}" for note in deck.notes()]
    assert {note.deck for note in found} == {("Made",)}
    for note, home in zip(deck.notes(), found, strict=True):
        assert home.kind == note.kind
        assert home.fields == note.fields
        for _note, part in cards(note):
            left, back = learned[Card(note, part).id], home.cards[part]
            assert (back.suspended, back.flagged) == (left.suspended, left.flagged)
            assert back.buried == (left.buried and not left.suspended)
            assert [(sent.ms, sent.rating, sent.took_ms, sent.interval) for sent in back.reviews] == [
                (review.key[0], review.rating, review.took_ms, review.interval) for review in left.reviews
            ]
