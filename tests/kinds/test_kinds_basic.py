"""Basic notes, and the faults that every kind can have."""

from random import Random

import pytest
from kinds_cases import asked, faults, make, only, warnings

from drillcli.kinds import cards, kind
from drillcli.kinds.base import Back, How, Level

BOTH = {"q": {"en": "cat?", "zh": "猫？"}, "a": {"en": "an animal", "zh": "一种动物"}, "why": {"zh": "它会动"}}


def test_question_and_answer_in_the_language_asked_for() -> None:
    """Front and back follow the language; a text that lacks it comes in the language it has."""
    card = only(make(**BOTH))
    assert (asked(card, "zh").ask, asked(card, "en").ask) == ("猫？", "cat?")
    assert asked(card).how is How.RATE
    assert kind(card.note).back(card, "zh") == Back("一种动物", "它会动")
    assert kind(card.note).back(card, "en") == Back("an animal", "它会动")
    assert kind(card.note).grade(card, asked(card), "3", "en") is None


def test_reverse_swaps_the_faces() -> None:
    """The reverse card asks the answer and shows the question."""
    forth, reverse = cards(make(q="猫", a="cat", reverse=True))
    assert asked(forth).ask == "猫"
    assert asked(reverse).ask == "cat"
    assert kind(reverse.note).back(reverse, "en") == Back("猫")
    assert [card.part for card in cards(make(q="猫", a="cat", reverse=False))] == [""]


def test_short_answers_can_be_typed() -> None:
    """What is typed is the answer without markup; a long one or a block of code cannot be asked for."""
    card = only(make(q="?", a="**softmax** of `x`"))
    assert kind(card.note).typed(card, "en") == ("softmax of x",)
    for answer in ("x" * 81, "one\ntwo"):
        card = only(make(q="?", a=answer))
        assert kind(card.note).typed(card, "en") == ()


def test_front_needs_no_randomness() -> None:
    """A front without options leaves the generator as it was."""
    rng = Random(7)
    before = rng.getstate()
    card = only(make(q="?", a="!"))
    kind(card.note).front(card, "en", rng)
    assert rng.getstate() == before


def test_blank_text_is_an_error() -> None:
    """A text that is written but blank is an error at its language."""
    assert faults(make(q={"en": "?", "zh": " "}, a="!")) == [(("q", "zh"), "`q` is empty: write it or take it out")]
    assert faults(make(q="?", a="!", why="")) == [(("why",), "`why` is empty: write it or take it out")]
    assert faults(make(q="?", a="!", why="because")) == []


def test_missing_language_is_a_warning() -> None:
    """A text that lacks a language of its sisters is shown in another, and that is said."""
    message = "`why` is not written in English: it is shown in another language"
    assert warnings(make(**BOTH)) == [(("why",), message)]
    assert warnings(make(q={"en": "?", "zh": "？"}, a="42")) == []
    assert warnings(make(q={"en": "?", "zh": "？"}, a={"zh": "甲", "en": "a"})) == []


def test_long_texts_are_warned_of() -> None:
    """A front over 300 characters and an answer over 400 are too much for one card; of Chinese half as many."""
    found = warnings(make(q={"en": "x" * 301, "zh": "字" * 150}, a={"en": "x" * 400, "zh": "字" * 201}))
    assert found == [
        (("q", "en"), "`q` has 301 characters, more than 300: split it into several notes"),
        (("a", "zh"), "`a` has 201 characters, more than 200: split it into several notes"),
    ]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("- one\n- two\n- three", "`a` is a list of 3: ask for one at a time, or use `order` or a cloze"),
        ("1. 一\n2、 二\n3. 三", "`a` is a list of 3: ask for one at a time, or use `order` or a cloze"),
        ("- one\n- two", ""),
        ("It stores weights. It also stores text.", "more than one thing"),
        ("权重存在显存里。数据存在硬盘上。", "more than one thing"),
        ("One sentence, with a stop.", ""),
        ("一句话。", ""),
        ("Approx. 5 per cent, e.g. Berlin vs. Paris, by Prof. A. Turing", ""),
        ("Washington. D.C. United Nations", ""),
        ("`first. Then second` is code", ""),
        ("“He came. He saw it.”", ""),
        ("他说“来了。看见了。”", ""),
        ("《你好！李焕英》", ""),
        ("$a$ (see there. It is so)", ""),
    ],
)
def test_an_answer_of_several_facts_is_warned_of(answer: str, said: str) -> None:
    """Three entries or two sentences; what is code, quoted or in brackets does not count, nor do abbreviations."""
    found = [message for _where, message in warnings(make(q="?", a=answer))]
    assert (found == []) if not said else (said in found[0])


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"q": "The {{Nile}} is", "a": "b"}, [("q",)]),
        ({"q": "a", "a": {"en": "b", "zh": "看{{这里}}"}}, [("a", "zh")]),
        ({"q": "a", "a": "b", "why": "{{c}} and {{d}}"}, [("why",)]),
        ({"q": "a", "choices": ["b", "c {{d}}"], "answer": 1}, [("choices", 1)]),
        ({"q": "What does `{{ name }}` print?", "a": "```jinja\n{{ name }}\n```"}, []),
        ({"q": "What is ``{{`x`}}``?", "a": "~~~\n{{ a }}"}, []),
        ({"q": "What is $x_{{a}}$?", "a": "$$\n\\frac{{a}}{{b}}\n$$"}, []),
        ({"q": "An open {{ is", "a": "no gap }}"}, []),
        ({"q": "What does ${{ github.ref }} hold?", "a": "x^{{2}} and a_{{i}}"}, []),
        ({"q": "int a[2][2] = {{1, 2}, {3, 4}};", "a": "{{1}, {2}}"}, []),
        ({"cloze": "The {{Nile}}", "why": "long"}, []),
    ],
)
def test_a_gap_where_there_are_none(fields: dict[str, object], where: list[object]) -> None:
    """Braces are gaps in a cloze alone; in code and maths, such as a template's, they mean something else."""
    found = [problem for problem in kind(make(**fields)).problems(make(**fields)) if "has a gap" in problem.message]
    assert [problem.where for problem in found] == where
    assert all(problem.level is Level.WARNING for problem in found)
