"""Which history goes where when notes change their text or their id."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.deckfile.rename import THRESHOLD, match, similarity
from drillcli.model import Note


def note(name, kind="basic", **fields):
    return Note("d", name, kind, fields)


COST = {
    "q": {"en": "Why does the cost of inference recur?", "zh": "为什么推理成本会反复发生？"},
    "a": {
        "en": "Every request computes anew; training is paid once.",
        "zh": "每个请求都要重新计算；训练只付一次钱。",
    },
}
CLOZE = {
    "zh": "F1 是{{精确率::p}}和{{召回率::r}}的调和平均。",
    "en": "F1 is the mean of {{precision::p}} and {{recall::r}}.",
}


def pairs(moves):
    return [(move.old.id, move.new.id) for move in moves]


@pytest.mark.parametrize(
    "edited",
    [
        COST | {"q": {"en": "Why does the cost of inference reccur?", "zh": "为什么推理成本会反复产生？"}},
        COST
        | {"a": {"en": COST["a"]["en"] + " More users, more cost.", "zh": COST["a"]["zh"] + "用户越多，成本越高。"}},
        {field: {"zh": COST[field]["zh"]} for field in ("q", "a")},
        {field: COST[field] | {"de": "Etwas ganz anderes, viel länger als alles zuvor"} for field in ("q", "a")},
        {field: {"": COST[field]["en"]} for field in ("q", "a")},
    ],
    ids=["typo", "clause", "translation removed", "translation added", "no language named"],
)
def test_history_follows_an_edit(edited):
    """A typo mended, a clause added, a translation added or removed: it is still the same note."""
    (move,) = match([note("c1", **COST)], [note("c2", **edited)])
    assert (move.old.id, move.new.id) == ("c1", "c2")
    assert THRESHOLD <= move.score <= 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"q": "What is the capital of France?", "a": "Paris"}, {"q": "What is the capital of Spain?", "a": "Madrid"}),
        ({"q": "挪威的首都是哪座城市？", "a": "奥斯陆"}, {"q": "法国的首都是哪座城市？", "a": "巴黎"}),
        ({"q": "1911年发生了什么？", "a": "辛亥革命爆发"}, {"q": "1919年发生了什么？", "a": "五四运动"}),
        ({"q": "Same question?", "a": "One thing"}, {"q": "Same question?", "a": "推理成本"}),
        ({"cloze": "The capital of France is {{Paris}}."}, {"cloze": "The capital of Spain is {{Madrid}}."}),
    ],
)
def test_notes_of_one_pattern_are_different(one, other):
    """A question of the same form with another answer is another thing to know: its history stays behind."""
    kind = "cloze" if "cloze" in one else "basic"
    assert match([note("x", kind, **one)], [note("y", kind, **other)]) == []


def test_id_changed_text_kept():
    """A note that got another id keeps its history; twins go by their order."""
    gone = [note("c1", **COST), note("c2", q="一", a="二"), note("c3", q="一", a="二")]
    new = [note("first", q="一", a="二"), note("cost", **COST), note("second", q="一", a="二")]
    moves = match(gone, new)
    assert pairs(moves) == [("c1", "cost"), ("c2", "first"), ("c3", "second")]
    assert {move.score for move in moves} == {1.0}


def test_kind_must_be_the_same():
    """A question that became a choice is asked in another way, so it starts anew."""
    assert match([note("a", **COST)], [note("b", "typed", **COST)]) == []


def test_best_pairs_first():
    """When two old notes are like one new note, the more alike one takes it; the other finds what is left."""
    near, nearer = note("near", q="abcdefghij", a="0123456xxx"), note("nearer", q="abcdefghij", a="01234567xx")
    both, left = note("both", q="abcdefghij", a="0123456789"), note("left", q="abcdefghij", a="012345zzzz")
    assert pairs(match([near, nearer], [left, both])) == [("nearer", "both"), ("near", "left")]


def test_cloze_with_a_named_gap_edited():
    """Clozes are compared in both languages, by the text and by what stands in the gaps."""
    edited = {
        "zh": CLOZE["zh"].replace("的调和平均", "的调和平均数"),
        "en": CLOZE["en"].replace("mean", "harmonic mean"),
    }
    assert pairs(match([note("a", "cloze", cloze=CLOZE)], [note("b", "cloze", cloze=edited)])) == [("a", "b")]


def test_numbers_lists_and_choices_have_text():
    """Every kind of note can be compared: a tolerance widened, an option reworded."""
    number = {"q": "Recall of 30 of 50?", "number": {"value": 0.6, "tolerance": 0.005, "unit": ""}}
    wider = number | {"number": {"value": 0.6, "tolerance": 0.05, "unit": ""}}
    choice = {"q": "选哪个指标？", "choices": {"zh": ["准确率", "召回率", "延迟"], "en": ["a", "b", "c"]}, "answer": 2}
    reworded = choice | {"choices": {"zh": ["准确率", "召回率", "延迟时间"], "en": ["a", "b", "c"]}}
    gone = [note("n", "numeric", **number), note("c", "choice", **choice)]
    new = [note("c2", "choice", **reworded), note("n2", "numeric", **wider)]
    assert sorted(pairs(match(gone, new))) == [("c", "c2"), ("n", "n2")]


texts = st.text("ab的是 ", min_size=1, max_size=6)
decks = st.lists(st.builds(lambda q, a: {"q": q, "a": a}, texts, texts), max_size=6)


@given(decks, decks)
def test_each_note_moves_at_most_once(old, fresh):
    """Whatever the notes, the pairs are one to one, alike enough, and the same when asked again."""
    gone = [note(f"o{at}", **fields) for at, fields in enumerate(old)]
    new = [note(f"n{at}", **fields) for at, fields in enumerate(fresh)]
    moves = match(gone, new)
    assert len({move.old.id for move in moves}) == len({move.new.id for move in moves}) == len(moves)
    assert all(move.score >= THRESHOLD for move in moves)
    assert match(gone, new) == moves
    assert all(similarity(n, n) == 1 for n in gone if n.fields["q"].strip() and n.fields["a"].strip())
