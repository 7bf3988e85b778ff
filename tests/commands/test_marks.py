"""`bury`, `suspend`, `unsuspend`, `forget` and `orphans`."""

import json
import time

import pytest
from collection_cases import BASIC, hide_bundled, logged, opened, write_deck

from drillcli.store.history import Marks


@pytest.fixture(autouse=True)
def deck(tmp_path, monkeypatch):
    hide_bundled(monkeypatch)
    return write_deck(tmp_path)


def marks(env, card):
    with opened(env) as collection:
        return collection.store.marks(card)


def asked(drill, *options):
    out = drill("study", "letters", "--cram", *options, stdin="4\n" * 20).out
    return sorted(line.split("\t")[0].partition("/")[2] for line in out.splitlines())


def test_suspend_and_unsuspend(drill, env):
    """A suspended card is not asked until it is unsuspended, however long that takes."""
    done = drill("suspend", "letters/a", "letters/b")
    assert (done.code, done.out) == (0, "")
    assert done.err == "suspended: letters/a\nsuspended: letters/b\n"
    assert asked(drill) == ["c", "d", "e", "f"]
    done = drill("unsuspend", "letters/a")
    assert done.err == "back again: letters/a\n"
    assert asked(drill) == ["a", "c", "d", "e", "f"]
    assert marks(env, "letters/b") == Marks(suspended=True)


def test_bury(drill, clock):
    """A buried card is asked again on the next study day."""
    done = drill("bury", "letters/a")
    assert (done.code, done.err) == (0, "hidden until the next study day: letters/a\n")

    def new():
        return json.loads(drill("due", "letters", "--json").out)["total"]["new"]

    assert new() == 5
    clock.advance(minutes=18 * 60 + 59)
    assert new() == 5
    clock.advance(minutes=1)
    assert new() == 6


def test_a_note_stands_for_all_its_cards(drill, tmp_path):
    """As for `drill show`; where one word is unknown nothing is marked."""
    text = 'title: Gaps\nnotes:\n  - id: two\n    cloze: "{{one::a}} and {{more::b}}"\n'
    (tmp_path / "decks/gaps.yaml").write_text(text)
    refused = drill("suspend", "gaps/two", "gaps/none")
    assert (refused.code, refused.err) == (1, "drill: no card gaps/none; `drill search` finds cards\n")
    assert drill("suspend", "gaps/two#b", "gaps/two").err == "suspended: gaps/two#b\nsuspended: gaps/two#a\n"
    assert drill("forget", "gaps/two").err == "new again: gaps/two#a\nnew again: gaps/two#b\n"


def test_forget(drill, env):
    """A forgotten card is new; its answers stay in the log and in the statistics."""
    drill("study", "letters", "--tag", "a", stdin="4\n")
    done = drill("forget", "letters/a", "letters/b")
    assert (done.code, done.err) == (0, "new again: letters/a\nnew again: letters/b\n")
    assert json.loads(drill("due", "letters", "--json").out)["total"] == {"due": 0, "new": 6, "learning": 0}
    assert logged(env.home) == [("letters/a", 4), ("letters/a", 0), ("letters/b", 0)]
    assert json.loads(drill("stats", "--json").out)["reviews"] == 1


@pytest.mark.parametrize("command", ["bury", "suspend", "unsuspend", "forget"])
def test_all_or_none(drill, env, command):
    """When one of the cards is unknown none is touched; one line says which."""
    done = drill(command, "letters/a", "letters/zzz", "letters/b")
    assert (done.code, done.out) == (1, "")
    assert done.err == "drill: no card letters/zzz; `drill search` finds cards\n"
    assert marks(env, "letters/a") == Marks()
    assert logged(env.home) == []
    assert drill("undo").code == 1


@pytest.mark.parametrize("command", ["bury", "suspend", "unsuspend", "forget"])
def test_words_that_are_no_cards(drill, command):
    """No card at all is a wrong use; a word that is no card id is refused with what one looks like."""
    assert drill(command).code == 2
    done = drill(command, "letters")
    assert done.code == 1
    assert done.err == "drill: letters is not a card id; ids look like deck/note\n"


def test_orphans(drill, deck):
    """Cards with a history that no deck has: card, reviews, day of the last one."""
    assert drill("orphans").err == "no orphans: every card with a history is in a deck\n"
    drill("study", "letters", "--tag", "b", stdin="1\n3\n3\n")
    drill("study", "letters", "--tag", "c", stdin="4\n")
    drill("bury", "letters/d")
    deck.write_text("".join(line for line in BASIC.splitlines(keepends=True) if line[9:10] not in ("b", "c", "d")))
    done = drill("orphans")
    assert done.code == 0
    assert done.out == "letters/b\t3 reviews\t2026-11-22\nletters/c\t1 review\t2026-11-22\n"
    assert json.loads(drill("orphans", "--json").out) == [
        {"card": "letters/b", "reviews": 3, "last": "2026-11-22"},
        {"card": "letters/c", "reviews": 1, "last": "2026-11-22"},
    ]
    deck.write_text(BASIC)
    assert drill("orphans").out == ""


def test_the_last_review_keeps_its_day(drill, deck, monkeypatch):
    """What was recorded on a study day stays on it, wherever one looks at it from."""
    drill("study", "letters", "--tag", "b", stdin="4\n")
    deck.write_text(BASIC.replace('{id: b, q: "b?", a: "b!"', '{id: z, q: "what else?", a: "nothing"'))
    for zone in ("KIR-14", "SST11"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        assert drill("orphans").out == "letters/b\t1 review\t2026-11-22\n"


def test_an_orphan_can_be_forgotten(drill, deck):
    """Then it has no history any more, and is none."""
    drill("study", "letters", "--tag", "f", stdin="4\n")
    deck.write_text(BASIC.partition("  - {id: f")[0])
    assert drill("orphans").out
    assert drill("forget", "letters/f").code == 0
    assert drill("orphans").out == ""
    assert drill("undo").code == 0
    assert drill("orphans").out


def test_chinese(drill):
    """Refusals follow the language of the collection."""
    drill("config", "lang", "zh")
    assert drill("suspend", "letters/zzz").err.count("letters/zzz") == 1
