"""What holds whatever comes, however often and in whatever order."""

import tempfile
from dataclasses import replace
from pathlib import Path

from conftest import NOW
from deliver_cases import DAY_MS, decks, parcel, sound, take, world
from hypothesis import given, settings
from hypothesis import strategies as st

from drillcli.importers.parcel import ParcelCard, ParcelNote, Sent

WORDS = st.text(st.sampled_from("ab 中。:#-'\"\\\n$*{"), min_size=1, max_size=8).filter(str.strip)
REVIEWS = st.lists(
    st.builds(
        Sent,
        st.integers(NOW.ms - 100 * DAY_MS, NOW.ms),
        st.integers(0, 4),
        st.integers(0, 60_000),
        st.sampled_from([None, 0, 480]),
        st.sampled_from([None, 1, 600, 1440, 14_400]),
    ),
    max_size=5,
    unique_by=lambda one: one.ms,
)
CARDS = st.builds(ParcelCard, REVIEWS.map(tuple), st.booleans(), st.booleans(), st.booleans())
NOTES = st.lists(
    st.builds(
        lambda guid, deck, q, a, reverse, one, other: ParcelNote(
            f"t:{guid}",
            deck,
            "basic",
            {"q": q, "a": a, **({"reverse": True} if reverse else {})},
            {"": one, **({"reverse": other} if reverse else {})},
        ),
        st.integers(0, 5),
        st.sampled_from([("A",), ("A", "B"), ("中文",)]),
        WORDS,
        WORDS,
        st.booleans(),
        CARDS,
        CARDS,
    ),
    max_size=5,
    unique_by=lambda note: note.guid,
)


def in_world(env, body):
    """Run a test in an empty folder."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = replace(env, cwd=Path(folder), variables={**env.variables, "DRILL_HOME": f"{folder}/home"})
        body(fresh)


@settings(max_examples=15)
@given(NOTES)
def test_importing_twice_is_importing_once(notes):
    """Not a byte, not a row; and the caches follow from the log each time."""

    def body(env):
        take(env, parcel(*notes))
        before = world(env)
        again = take(env, parcel(*notes))
        assert not again.is_change
        assert world(env) == before

    in_world(_env(), body)


@settings(max_examples=15)
@given(NOTES, NOTES)
def test_two_exports_are_the_newer_text_and_all_reviews(first, second):
    """What was learned is the union by card and time; every deck can be read."""

    def body(env):
        take(env, parcel(*first), "first")
        take(env, parcel(*second), "second")
        newest = {note.guid: note for note in [*first, *second]}
        with sound(env) as collection:
            connection = collection.store.connection
            (rows,) = connection.execute("SELECT count(*) FROM revlog").fetchone()
            (cards,) = connection.execute("SELECT count(DISTINCT card) FROM revlog").fetchone()
            assert all(deck.error is None for deck in collection.index.decks().values())
            for guid, note in newest.items():
                deck, name = connection.execute(
                    "SELECT slug, note FROM imported JOIN deck ON deck.id = deck WHERE guid = ?", (guid,)
                ).fetchone()
                stored = collection.index.note(deck, name)
                assert stored is not None
                assert stored.fields["a"] == {"": note.fields["a"]}
        times = {
            (note.guid, part, review.ms)
            for note in [*first, *second]
            for part, card in note.cards.items()
            for review in card.reviews
        }
        assert rows == len(times)
        assert cards == len({(guid, part) for guid, part, _ms in times})

    in_world(_env(), body)


@settings(max_examples=15)
@given(NOTES, st.data())
def test_edits_survive(notes, data):
    """A line that the learner put into a note, and a comment, are there after any later import."""

    def body(env):
        take(env, parcel(*notes))
        for slug, text in decks(env).items():
            edited = text.replace("    a: ", "    why: mine\n    a: ", 1) + "# my comment\n"
            (env.home / "decks" / f"{slug}.yaml").write_text(edited, "utf-8")
        before = decks(env)
        newer = [
            replace(note, fields={**note.fields, "a": data.draw(WORDS)}) if data.draw(st.booleans()) else note
            for note in notes
        ]
        take(env, parcel(*newer), "newer")
        for slug, text in decks(env).items():
            assert "why: mine\n" in text or "why: mine\n" not in before[slug]
            assert text.count("# my comment\n") == 1

    in_world(_env(), body)


def _env():
    from io import StringIO

    from conftest import Clock

    from drillcli.config import Environment

    return Environment(Path(), {"LANG": "en_US.UTF-8"}, StringIO(), StringIO(), StringIO(), read_clock=Clock())
