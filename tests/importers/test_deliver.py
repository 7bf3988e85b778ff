"""Taking a parcel into decks and data."""

import pytest
from collection_cases import hide_bundled, write_deck
from conftest import NOW
from deliver_cases import HEART, basic, card, decks, edit, left, parcel, sent, sound, states, take, world

from drillcli.importers.parcel import LeftOut, ParcelNote
from drillcli.model import MINUTES_PER_DAY, Mode
from drillcli.store.reviews import raw

LEARNED = card(sent(30, 3, 1440), sent(29, 3, 4 * 1440), sent(24, 4, 40 * 1440))


@pytest.fixture(autouse=True)
def _decks(monkeypatch):
    hide_bundled(monkeypatch)


@pytest.fixture
def path(env):
    return env.home / "decks" / "medicine-heart.yaml"


def marks(env, name):
    with sound(env) as collection:
        return collection.store.marks(name)


def test_notes_become_a_deck_file_and_rows(env):
    """A deck for each path of titles; ids from the words; the history with the intervals that were given."""
    done = take(env, parcel(basic("Aorta", cards={"": LEARNED}, tags=["big"]), basic("静脉", deck=("中文",))))
    assert (done.new, done.cards, done.reviews, done.first_day, done.last_day) == (2, 2, 3, NOW.day - 30, NOW.day - 24)
    assert decks(env) == {
        "medicine-heart": (
            "title: Medicine / Heart\nnotes:\n\n  - id: aorta\n    q: Aorta?\n    a: yes\n    tags: [big]\n"
        ),
        "中文": "title: 中文\nnotes:\n\n  - id: 静脉\n    q: 静脉?\n    a: yes\n",
    }
    assert states(env) == {"medicine-heart/aorta": (3, 40 * MINUTES_PER_DAY, NOW.day - 24)}
    with sound(env) as collection:
        rows = [(row.card, row.rating, row.took_ms, row.mode) for row in raw(collection.store)]
        assert rows == [("medicine-heart/aorta", rating, 2000, Mode.IMPORT) for rating in (3, 3, 4)]
        assert collection.index.decks()["medicine-heart"].error is None
    assert done.backup == env.home / "backups" / "20261122T090000Z-before-import.db"


def test_importing_twice_changes_nothing(env):
    """Not a byte of a file, not a row."""
    given = [basic("a", cards={"": LEARNED}), basic("b", deck=("X",), cards={"": card(suspended=True)})]
    take(env, parcel(*given))
    before = world(env)
    again = take(env, parcel(*given))
    assert (again.new, again.updated, again.same, again.cards, again.reviews, again.known) == (0, 0, 2, 0, 0, 3)
    assert (again.backup, again.decks) == (None, [])
    assert world(env) == before


def test_a_newer_export_updates_the_text_and_keeps_the_history(env, path):
    """The id stays though the words change; comments and order stay; new reviews come, known ones are passed over."""
    take(env, parcel(basic("a", cards={"": LEARNED}), basic("b")))
    edit(path, "notes:\n", "# mine\nnotes:\n  # first\n")
    newer = basic("a", "no", cards={"": card(*LEARNED.reviews, sent(2, 3, 1440))}, why="so")
    done = take(env, parcel(newer, basic("b"), basic("c")), "newer")
    assert (done.new, done.updated, done.same, done.cards, done.reviews, done.known) == (1, 1, 1, 1, 1, 3)
    assert decks(env)["medicine-heart"] == (
        "title: Medicine / Heart\n# mine\nnotes:\n  # first\n\n  - id: a\n    q: a?\n    a: no\n    why: so\n"
        "\n  - id: b\n    q: b?\n    a: yes\n\n  - id: c\n    q: c?\n    a: yes\n"
    )
    assert states(env) == {"medicine-heart/a": (4, MINUTES_PER_DAY, NOW.day - 2)}


def test_what_the_learner_changed_stays(env, path):
    """Alone, it is no news; where the source changed too, it is told."""
    take(env, parcel(basic("a"), basic("b")))
    edit(path, "a: yes\n\n", "a: mine\n\n")
    done = take(env, parcel(basic("a"), basic("b")))
    assert (done.edited, done.same, left(done)) == (1, 1, {})
    done = take(env, parcel(basic("a", "theirs"), basic("b")), "newer")
    assert (done.kept, done.same) == (1, 1)
    assert left(done) == {"both you and the source changed it; yours stays": (1, ["medicine-heart/a"])}
    assert "a: mine" in decks(env)["medicine-heart"]


def test_an_edit_that_the_source_makes_too_is_the_same(env, path):
    """And from then on the note follows the source again."""
    take(env, parcel(basic("a")))
    edit(path, "a: yes", "a: no")
    done = take(env, parcel(basic("a", "no")), "newer")
    assert (done.same, done.noted) == (1, 1)
    assert take(env, parcel(basic("a", "perhaps")), "newest").updated == 1


def test_what_the_learner_took_out_stays_out(env, path):
    """It is told, and its new reviews still count for its card."""
    take(env, parcel(basic("a", cards={"": LEARNED}), basic("b")))
    text = path.read_text()
    path.write_text(text[: text.index("  - id: a")] + text[text.index("  - id: b") :])
    done = take(env, parcel(basic("a", "new", cards={"": card(*LEARNED.reviews, sent(1))}), basic("b")), "newer")
    assert (done.removed, done.same, done.reviews) == (1, 1, 1)
    assert left(done) == {"you took it out of its deck": (1, ["medicine-heart/a"])}
    assert "id: a" not in path.read_text()


def test_a_deck_file_that_is_gone_is_written_again(env, path):
    """With the ids that its notes had, so that the histories are there again."""
    take(env, parcel(basic("a", cards={"": LEARNED}), basic("b")))
    before = path.read_text()
    path.unlink()
    done = take(env, parcel(basic("a", cards={"": LEARNED}), basic("b")))
    assert (done.restored, done.reviews, done.known) == (2, 0, 3)
    assert path.read_text() == before
    assert list(states(env)) == ["medicine-heart/a"]


def test_notes_that_are_gone_from_the_source_stay(env):
    """An export of one deck says nothing of the others."""
    take(env, parcel(basic("a"), basic("b")))
    before = decks(env)
    take(env, parcel(basic("b")), "newer")
    assert decks(env) == before


def test_a_note_with_another_id_is_known_by_its_text(env, path):
    """It goes on being updated, and what was learned before and after the change of id is one history."""
    take(env, parcel(basic("a", cards={"": LEARNED})))
    edit(path, "id: a", "id: better-name")
    with sound(env):
        pass  # drill hands the history over
    more = card(*LEARNED.reviews, sent(1))
    done = take(env, parcel(basic("a", cards={"": more})), "newer")
    assert (done.same, done.removed, done.reviews, done.known) == (1, 0, 1, 3)
    assert states(env)["medicine-heart/better-name"][0] == 4
    assert take(env, parcel(basic("a", "other", cards={"": more})), "newest").updated == 1
    assert "id: better-name\n    q: a?\n    a: other" in path.read_text()


def test_marks_come_with_new_cards_only(env, clock):
    """What the learner does afterwards counts, also within the same second."""
    given = [basic(name, cards={"": card(**{mark: True})}) for name, mark in zip("abc", MARKS, strict=True)]
    done = take(env, parcel(*given))
    assert (done.suspended, done.buried, done.flagged) == (1, 1, 1)
    assert marks(env, "medicine-heart/a").suspended
    assert marks(env, "medicine-heart/b").buried_day == NOW.day
    assert marks(env, "medicine-heart/c").flagged
    with sound(env) as collection:
        from drillcli.store.history import ActKind

        collection.store.mark("medicine-heart/a", ActKind.UNSUSPEND, collection.now)
    take(env, parcel(*given))
    assert not marks(env, "medicine-heart/a").suspended


MARKS = ("suspended", "buried", "flagged")


def test_every_part_is_a_card(env):
    """Cloze and reverse notes bring a history for each; one of a part that the note does not make is told."""
    cloze = ParcelNote("x:1", HEART, "cloze", {"cloze": "{{Two::c1}} and {{four::c2}}"}, {"c2": LEARNED})
    both = basic("r", reverse=True, cards={"reverse": LEARNED, "odd": card(sent(3))})
    done = take(env, parcel(cloze, both))
    assert (done.cards, done.reviews) == (4, 6)
    assert list(states(env)) == ["medicine-heart/and#c2", "medicine-heart/r#reverse"]
    assert left(done) == {"the note makes no such card": (1, ["medicine-heart/r#odd"])}


def test_intervals_that_are_not_said_are_those_that_happened(env):
    """The last one is what drill would give; a reset makes the card new."""
    done = take(
        env,
        parcel(
            basic("a", cards={"": card(sent(10), sent(9.999), sent(4))}),
            basic("b", cards={"": card(sent(9), sent(8, 0))}),
            basic("c", cards={"": card(sent(9), sent(8, 0), sent(7, 4))}),
        ),
    )
    assert done.reviews == 8
    with sound(env) as collection:
        query = "SELECT rating, interval FROM revlog ORDER BY card, at_ms"
        rows = collection.store.connection.execute(query).fetchall()
    assert rows[:2] == [(3, 1), (3, 6 * MINUTES_PER_DAY)]
    assert rows[2][1] >= MINUTES_PER_DAY
    assert rows[4] == rows[6] == (0, 0)
    assert {name: reps for name, (reps, *_rest) in states(env).items()} == {
        "medicine-heart/a": 3,
        "medicine-heart/c": 1,
    }


def test_reviews_that_make_no_sense_are_told(env):
    """Times before 1980 or ahead, ratings there are not, two at one instant; wild figures are bounded."""
    odd = [sent(-3), sent(20_000), sent(5, 9), sent(4), sent(4, 1), sent(3)._replace(took_ms=10**12, interval=10**12)]
    done = take(env, parcel(basic("a", cards={"": card(*odd)})))
    assert done.reviews == 2
    assert {why: count for why, (count, _where) in left(done).items()} == {
        "its time lies before 1980, or in the future": 2,
        "its rating is none of 1 to 4": 1,
        "another review of the card has the same time": 1,
    }
    with sound(env) as collection:
        last = "SELECT took_ms, interval FROM revlog ORDER BY at_ms DESC LIMIT 1"
        assert collection.store.connection.execute(last).fetchone() == (600_000, 36_500 * MINUTES_PER_DAY)


def test_notes_that_no_deck_can_hold_are_told(env):
    """One faulty note must not make the whole deck unusable; control characters go without a word."""
    done = take(
        env,
        parcel(
            basic("good", "a\x00\x1bb\r\nc"),
            basic("empty", " "),
            ParcelNote("x:1", HEART, "cloze", {"cloze": "no gap"}),
            ParcelNote("x:2", HEART, "basic", {"q": "only"}),
            ParcelNote("x:3", HEART, "basic", {"q": "q", "a": "a", "colour": "red"}),
            basic("good"),
        ),
    )
    assert done.new == 1
    assert sorted(count for count, _where in left(done).values()) == [1] * 5
    assert "a: |-\n      ab\n      c\n" in decks(env)["medicine-heart"]


def test_what_the_reader_left_out_is_told(env):
    """Counted by reason, with the first examples."""
    given = [LeftOut("note", "no sense", f"line {n}") for n in range(5)]
    done = take(env, parcel(basic("a"), left=given))
    assert left(done) == {"no sense": (5, ["line 0", "line 1", "line 2"])}


def test_a_trial_writes_nothing(env):
    """It tells what would be."""
    before = world(env)
    done = take(env, parcel(basic("a", cards={"": LEARNED}), media={"x.png": lambda: b"x"}), trial=True)
    assert (done.new, done.reviews, done.backup) == (1, 3, None)
    assert world(env) == before
    assert not (env.home / "decks").exists()


def test_a_deck_of_the_same_name_is_not_touched(env, tmp_path):
    """Neither a file nor a deck of which only the histories are left."""
    mine = write_deck(tmp_path, name="medicine-heart")
    before = mine.read_bytes()
    take(env, parcel(basic("a")))
    assert mine.read_bytes() == before
    assert list(decks(env)) == ["medicine-heart-2"]
    assert take(env, parcel(basic("a"), basic("b"))).new == 1
    assert list(decks(env)) == ["medicine-heart-2"]


def test_all_notes_may_go_to_one_deck(env, tmp_path):
    """A new one, or one that is there: then at its end."""
    mine = write_deck(tmp_path)
    before = mine.read_text()
    take(env, parcel(basic("a", deck=("X",)), basic("new", deck=("Y",))), only="letters")
    assert mine.read_text().startswith(before)
    assert decks(env) == {}
    assert "id: a-2\n" in mine.read_text()
    take(env, parcel(basic("z", deck=("X",)), basic("y", deck=("Y",))), only="All of it")
    assert list(decks(env)) == ["all-of-it"]


def test_a_deck_with_an_error_is_left_alone(env, path):
    """Its notes are told, not doubled, and their reviews still come."""
    take(env, parcel(basic("a", cards={"": LEARNED})))
    edit(path, "q: a?", "q: [a")
    before = path.read_bytes()
    done = take(env, parcel(basic("a", "b", cards={"": card(sent(1))}), basic("new")), "newer")
    ((why, (count, _examples)),) = left(done).items()
    assert why.startswith("its deck file has an error")
    assert (count, done.reviews, path.read_bytes()) == (2, 1, before)


def test_a_note_written_in_braces_is_not_rewritten(env, path):
    """It cannot be changed line by line; that is told, and the next import says so again."""
    take(env, parcel(basic("a"), basic("b")))
    path.write_text("title: x\nnotes:\n  - {id: a, q: a?, a: yes}\n  - id: b\n    q: b?\n    a: yes\n")
    for source in ("newer", "newest"):
        done = take(env, parcel(basic("a", "no"), basic("b", source)), source)
        assert done.updated == 1
        assert left(done) == {"its lines in the deck file cannot be changed one by one": (1, ["medicine-heart/a"])}


def test_a_deck_that_cannot_grow_takes_no_note(env, path):
    """What follows the notes belongs to the deck."""
    take(env, parcel(basic("a")))
    path.write_text("notes:\n  - id: a\n    q: a?\n    a: yes\ntitle: x\n")
    done = take(env, parcel(basic("a"), basic("b")))
    assert (done.same, done.new) == (1, 0)
    assert "notes can only be added" in next(iter(left(done)))


def test_a_note_that_drill_exported_comes_home(env, tmp_path):
    """It is known by its deck and id; what was edited on the way is taken over unless it was edited here too."""
    mine = write_deck(tmp_path, "title: Mine\nnotes:\n  - id: a\n    q: a?\n    a: yes\n")
    base = {"q": {"": "a?"}, "a": {"": "yes"}}

    def home(answer):
        fields = {"q": {"": "a?"}, "a": {"": answer}}
        return ParcelNote("drill:letters/a", ("Mine",), "basic", fields, {"": LEARNED}, base)

    done = take(env, parcel(home("yes")))
    assert (done.same, done.new, done.reviews) == (1, 0, 3)
    assert list(states(env)) == ["letters/a"]
    assert take(env, parcel(home("no")), "edited").updated == 1
    assert "a: no" in mine.read_text()
    edit(mine, "a: no", "a: mine")
    assert take(env, parcel(home("other")), "both").kept == 1


def test_a_note_that_drill_exported_keeps_its_name_elsewhere(env):
    """Deck file and id are as they were where it came from."""
    take(env, parcel(ParcelNote("drill:rivers/nile", ("Rivers of Africa",), "basic", {"q": "q", "a": "a"})))
    assert decks(env) == {"rivers": "title: Rivers of Africa\nnotes:\n\n  - id: nile\n    q: q\n    a: a\n"}
    for bad in ("drill:../x/y", "drill:a b/c", "drill:/", "drill:x"):
        take(env, parcel(ParcelNote(bad, ("Rivers",), "basic", {"q": bad, "a": "a"})), bad)
    assert sorted(decks(env)) == ["rivers", "rivers-2"]


def test_bundled_decks_are_never_written(env, tmp_path, monkeypatch):
    """An update of drill would lose what is added; reviews of their cards come all the same."""
    folder = tmp_path / "bundled"
    folder.mkdir()
    (folder / "own.yaml").write_text("title: Own\nnotes:\n  - id: a\n    q: a?\n    a: yes\n")
    monkeypatch.setattr("drillcli.deckfile.find.bundled", lambda: folder)
    monkeypatch.setattr("drillcli.importers.deliver_decks.bundled", lambda: folder)
    note = ParcelNote("drill:own/a", ("Own",), "basic", {"q": "a?", "a": "no"}, {"": LEARNED}, {"q": "a?", "a": "yes"})
    done = take(env, parcel(note, basic("x", deck=("Own",))), only="own")
    assert done.reviews == 3
    assert "a: yes" in (folder / "own.yaml").read_text()
    assert all("came with drill" in why for why in left(done))
