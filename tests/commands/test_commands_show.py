"""`drill show`, `drill search` and completion."""

import json

import pytest
from commands_cases import METRICS, RIVERS, later, world

from drillcli.commands import complete
from drillcli.commands.complete import Line


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    return world(tmp_path, monkeypatch, rivers=RIVERS, metrics=METRICS)


def test_show_of_a_new_card_as_json(drill, folder):
    """Both languages, the place in the file, no state, no marks, no reviews."""
    assert json.loads(drill("show", "rivers/nile", "--json").out) == {
        "card": "rivers/nile",
        "deck": "rivers",
        "note": "nile",
        "part": "",
        "kind": "basic",
        "file": str(folder / "rivers.yaml"),
        "line": 4,
        "tags": ["africa"],
        "from": ["000-Q01"],
        "fixes": [],
        "as_of": None,
        "faces": {
            "en": {"front": "Which river is the longest?", "options": [], "back": "The Nile", "why": "6650 km"},
            "zh": {"front": "哪条河最长？", "options": [], "back": "尼罗河", "why": "6650 公里"},
        },
        "state": None,
        "marks": {"suspended": False, "flagged": False, "buried": False},
        "reviews": [],
    }


def test_show_tells_what_the_model_thinks_and_what_was_answered(drill):
    """State, marks and reviews, oldest first; undone reviews are left out, cram is marked."""
    for minutes, line in ((0, "3"), (10, "1")):
        drill("study", "rivers", "--limit", "1", stdin=f"{line}\n", at=later(minutes=minutes))
    drill("undo")
    drill("bury", "rivers/nile")
    card = json.loads(drill("show", "rivers/nile", "--json", at=later(minutes=30)).out)
    assert card["marks"] == {"suspended": False, "flagged": False, "buried": True}
    assert [review["rating"] for review in card["reviews"]] == [3]
    assert card["reviews"][0]["at"] == "2026-11-22T09:00:00+00:00"
    assert (card["reviews"][0]["mode"], card["reviews"][0]["interval"]) == ("study", 10)
    state = card["state"]
    assert list(state) == [
        "phase", "due", "interval", "stability", "difficulty", "recall", "reps", "lapses", "last",
    ]  # fmt: skip
    assert (state["phase"], state["due"], state["reps"]) == ("learning", "2026-11-22T09:10:00+00:00", 1)
    assert state["stability"] > 1
    assert 1 <= state["difficulty"] <= 10
    assert 0.9 < state["recall"] <= 1


def test_a_card_is_buried_for_one_study_day(drill):
    """On the next day it is not hidden any more."""
    drill("bury", "rivers/nile")
    card = json.loads(drill("show", "rivers/nile", "--json", at=later(days=1)).out)
    assert card["marks"]["buried"] is False


def test_a_card_due_by_the_day_shows_a_date(drill):
    """Within the day `due` is an instant, from a day on a date."""
    drill("study", "rivers", "--limit", "1", stdin="4\n")
    state = json.loads(drill("show", "rivers/nile", "--json").out)["state"]
    assert (state["phase"], len(state["due"])) == ("review", len("2026-12-01"))


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ["Which river is the longest?", "The Nile", "6650 km", "tags         africa", "decks/rivers.yaml:4"]),
        ("zh", ["哪条河最长？", "尼罗河", "6650 公里", "africa", "decks/rivers.yaml:4"]),
    ],
)
def test_show_on_a_screen(drill, lang, words):
    """The card in the learner's language, the file relative to the current folder, the history newest first."""
    drill("study", "rivers", "--limit", "1", stdin="4\n")
    drill("study", "rivers", "--cram", "--limit", "3", stdin="1\n1\n1\n", at=later(minutes=5))
    out = drill("show", "rivers/nile", "--lang", lang).out
    assert out.startswith("rivers/nile\n")
    assert [word for word in words if word not in out] == []
    assert [line[:16] for line in out.splitlines()[-2:]] == ["2026-11-22 09:05", "2026-11-22 09:00"]


def test_options_are_shown_in_the_order_of_the_author(drill):
    """Nothing is shuffled where nothing is asked."""
    card = json.loads(drill("show", "metrics/pick", "--json").out)
    assert card["faces"]["en"]["options"] == ["first", "second", "third"]
    assert "1  first\n2  second\n3  third\n" in drill("show", "metrics/pick").out


def test_a_note_with_several_cards_lists_them(drill):
    """`deck/note` is enough for a note with one card; of others the parts are told."""
    assert drill("show", "rivers/rhine").out.splitlines() == [
        "rivers/rhine#source  The Rhine flows from the […] to the North Sea",
        "rivers/rhine#mouth  The Rhine flows from the Alps to the […]",
    ]
    assert json.loads(drill("show", "rivers/rhine", "--json").out) == {
        "note": "rivers/rhine",
        "cards": ["rivers/rhine#source", "rivers/rhine#mouth"],
    }
    assert drill("show", "rivers/rhine#mouth").out.startswith("rivers/rhine#mouth\n")


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("rivers/nyle", "no card rivers/nyle in any deck; did you mean rivers/nile?"),
        ("rivers/rhine#sauce", "no card rivers/rhine#sauce in any deck; did you mean rivers/rhine#source?"),
        ("river/nile", "no card river/nile in any deck; did you mean rivers?"),
        ("rivers", "rivers is a deck; name one of its cards, such as rivers/nile"),
        ("xyz", "no card xyz in any deck; `drill search` finds cards"),
    ],
)
def test_an_unknown_card_is_refused_with_the_nearest(drill, word, message):
    """Exit code 1, one line."""
    done = drill("show", word)
    assert (done.code, done.out, done.err) == (1, "", f"drill: {message}\n")


def test_a_card_of_a_broken_deck_is_refused_with_the_fault(drill, folder):
    """The line says where the deck is broken."""
    (folder / "rivers.yaml").write_text("title: x\nnotes: 3\n")
    done = drill("show", "rivers/nile")
    assert done.code == 1
    assert "rivers.yaml:2:" in done.err.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("LONGEST",), ["rivers/nile"]),
        (("最长",), ["rivers/nile"]),
        (("rhine", "north"), ["rivers/rhine"]),
        (("rhine north",), ["rivers/rhine"]),
        (("rhine", "nile"), []),
        (("r",), ["metrics/pick", "rivers/nile", "rivers/rhine"]),
    ],
)
def test_search_finds_notes_with_all_words(drill, words, found):
    """In any case, in either language, also within words; decks in the order of the curriculum."""
    report = json.loads(drill("search", *words, "--json").out)
    assert [note["note"] for note in report] == found


def test_search_prints_the_question_in_the_language_of_the_learner(drill):
    """One line a note in a pipe, without markup."""
    assert drill("search", "nile").out == "rivers/nile  Which river is the longest?\n"
    assert drill("search", "nile", "--lang", "zh").out == "rivers/nile  哪条河最长？\n"
    assert drill("search", "counts").out == "metrics/pick  Which one counts?\n"


def test_search_as_json(drill, folder):
    """The cards of each note, its question and its place."""
    assert json.loads(drill("search", "rhine", "--json").out) == [
        {
            "note": "rivers/rhine",
            "cards": ["rivers/rhine#source", "rivers/rhine#mouth"],
            "front": r"The Rhine flows from the \[…] to the North Sea",
            "file": str(folder / "rivers.yaml"),
            "line": 10,
        }
    ]


def test_nothing_found_is_no_failure(drill):
    """It is said on stderr; stdout stays empty."""
    done = drill("search", "amazon")
    assert (done.code, done.out, done.err) == (0, "", "nothing found\n")
    assert drill("search", "amazon", "--json").out == "[]\n"


def test_completion_leaves_everything_as_it_is(env, drill, folder):
    """No data folder is made, and a rename is still noticed by the command that comes after."""
    complete.cards(Line(env, "rivers/r", {}))
    assert not env.home.exists()
    drill("study", "rivers", "--limit", "1", stdin="4\n")
    (folder / "rivers.yaml").write_text(RIVERS.replace("id: nile", "id: the-nile"), encoding="utf-8")
    assert complete.cards(Line(env, "rivers/the", {})) == ["rivers/the-nile"]
    assert "rivers/the-nile takes over the history of nile" in drill("due").err
    assert json.loads(drill("show", "rivers/the-nile", "--json").out)["state"]["reps"] == 1
