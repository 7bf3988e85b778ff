"""Choices: how they are shuffled, and which responses are right."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinds_cases import answered, asked, faults, make, only, warnings

from drillcli.kinds import kind
from drillcli.kinds.base import Back, How, Verdict
from drillcli.model import Card

METRIC = make(
    q={"en": "Which metric for spam?", "zh": "垃圾邮件看哪个指标？"},
    choices={"en": ["accuracy", "**precision**", "recall", "loss"], "zh": ["准确率", "精确率", "召回率", "损失"]},
    answer=2,
    why={"en": "A good mail lost costs most.", "zh": "误删好邮件代价最大。"},
)
SEEDS = st.integers(0, 10_000)


@pytest.fixture
def card() -> Card:
    return only(METRIC)


@given(SEEDS)
def test_shuffle_is_a_permutation_whatever_the_language(seed: int) -> None:
    """The options are the choices in another order, the same order in each language."""
    english, chinese = asked(only(METRIC), "en", seed), asked(only(METRIC), "zh", seed)
    assert english.how is How.CHOOSE
    assert sorted(english.places) == [0, 1, 2, 3]
    assert english.places == chinese.places
    assert english.options == tuple(METRIC.fields["choices"]["en"][i] for i in english.places)
    assert chinese.options == tuple(METRIC.fields["choices"]["zh"][i] for i in english.places)


def test_shuffle_differs_between_seeds() -> None:
    """The right choice may stand anywhere."""
    assert {asked(only(METRIC), seed=seed).places.index(1) for seed in range(50)} == {0, 1, 2, 3}


@given(SEEDS, st.sampled_from(["en", "zh"]))
def test_right_response_is_always_right(seed: int, lang: str) -> None:
    """The number shown, half-width or full-width, and the text in either language are right; all else is wrong."""
    card = only(METRIC)
    number = asked(card, lang, seed).places.index(1) + 1
    for response in (str(number), f" {number}. ", chr(0xFF10 + number), "Precision", "`precision`", "精确率。"):
        assert answered(card, response, lang, seed).right, response
    for wrong in {"1", "2", "3", "4"} - {str(number)} | {"5", "0", "", "-1", "准确率", "prec", "9" * 5000}:
        assert not answered(card, wrong, lang, seed).right, wrong


def test_verdict_tells_both_texts(card: Card) -> None:
    """What was chosen and what is right are given in plain text; an unreadable response as it came."""
    wrong = asked(card).places.index(2) + 1
    assert answered(card, str(wrong)) == Verdict(right=False, given="recall", expected="precision")
    assert answered(card, "召回率", "zh") == Verdict(right=False, given="召回率", expected="精确率")
    assert answered(card, " what? ") == Verdict(right=False, given="what?", expected="precision")


def test_switching_the_language_keeps_the_numbers(card: Card) -> None:
    """A front shown in Chinese judges a response given after the switch to English."""
    front = kind(card.note).front(card, "zh", Random(3))
    verdict = kind(card.note).grade(card, front, str(front.places.index(1) + 1), "en")
    assert verdict == Verdict(right=True, given="precision", expected="precision")


def test_choices_that_differ_in_case_alone() -> None:
    """Which of n and N is asked for can be asked; a response is the choice that is written like it, if there is one."""
    note = make(q="?", choices=["`n`", "`N`", "n", "N"], answer=4)
    assert faults(note) == []
    assert answered(only(note), "N").right
    assert not answered(only(note), "n").right


def test_a_number_is_first_a_position() -> None:
    """Where the choices are numbers, a response is a position if there is one, else a choice."""
    card = only(make(q="2**3?", choices=["2", "6", "8"], answer=3))
    front = asked(card)
    assert answered(card, "8").right
    assert answered(card, "2").right == (front.options[1] == "8")


def test_back(card: Card) -> None:
    """The back is the right choice, and why."""
    assert kind(card.note).back(card, "zh") == Back("精确率", "误删好邮件代价最大。")
    assert kind(card.note).typed(card, "en") == ("precision",)


def test_faults() -> None:
    """The answer must be there, the choices 2 to 9, distinct, and as many in each language."""
    assert faults(METRIC) == []
    assert faults(make(q="?", choices=["a", "b"], answer=3)) == [
        (("answer",), "`answer` is 3, but there are 2 choices: give the number of the right one, from 1")
    ]
    assert faults(make(q="?", choices=["a"], answer=1)) == [(("choices",), "`choices` has 1 entry: give 2 to 9")]
    assert faults(make(q="?", choices={"zh": list("甲乙丙丁戊己庚辛壬癸")}, answer=1)) == [
        (("choices", "zh"), "`choices` has 10 entries: give 2 to 9")
    ]
    assert warnings(make(q="?", choices={"en": ["RoPE", "ALiBi", "ｒｏｐｅ"]}, answer=1)) == [
        (("choices", "en", 2), "“ｒｏｐｅ” counts as the same as “RoPE”: change or remove one")
    ]
    assert faults(make(q="?", choices=["a", "a"], answer=1))[0][0] == ("choices", 1)
    assert faults(make(q="?", choices=["a", " "], answer=1)) == [
        (("choices", 1), "an entry of `choices` is empty: write it or take it out")
    ]
    assert faults(make(q="?", choices={"en": ["a", "b", "c"], "zh": ["甲", "乙"]}, answer=1)) == [
        (("choices",), "`choices` must have as many entries in each language (en: 3, zh: 2)")
    ]
