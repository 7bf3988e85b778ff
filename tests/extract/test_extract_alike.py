"""Items that say nearly the same are found, and others are not."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drillcli.extract.alike import MOST_NEIGHBOURS, SHORTEST, THRESHOLD, Alike, alike

LONG = (
    "A consumer that fails too often sends its messages to a queue of their own, where somebody looks at them by day."
)
OTHER = "Every message arrives at least once, and some of them twice; whoever takes them must not mind."


def test_same_answer() -> None:
    """Two items with the same answer are alike, whatever they ask; markup, width and case do not count."""
    items = [("What is it for?", LONG), ("Anything else?", OTHER), ("为什么？", LONG.replace("queue", "**Queue**"))]
    assert alike(items) == [Alike(0, 2, ("answer",), 1.0)]


def test_nearly_the_same_answer() -> None:
    """A word more or less leaves two answers alike; the score says how much."""
    (found,) = alike([("One?", LONG), ("Two?", LONG + " Or so.")])
    assert (found.earlier, found.later, found.on) == (0, 1, ("answer",))
    assert THRESHOLD <= found.score < 1


def test_short_answers_are_no_sign() -> None:
    """That two questions are both answered by "Yes, always." says nothing."""
    assert alike([("Is it fast?", "Yes, always."), ("Does it scale?", "Yes, always.")]) == []


def test_same_question() -> None:
    """Two items that ask the same are alike, even with different answers."""
    assert alike([("What is a hub?", OTHER), ("what is a **hub**？", LONG)]) == [Alike(0, 1, ("question",), 1.0)]


def test_both() -> None:
    """An item that is there twice is alike in both; the third one is compared with the first."""
    assert alike([("What is a hub?", LONG)] * 3) == [
        Alike(0, 1, ("question", "answer"), 1.0),
        Alike(0, 2, ("question", "answer"), 1.0),
    ]


def test_one_pattern() -> None:
    """Questions of one pattern are different questions."""
    terms = ["数据并行", "张量并行", "流水线并行", "梯度消失", "知识蒸馏"]
    items = [(f"什么是{term}？", term * SHORTEST) for term in terms]
    items += [(f"What is the {word} of a queue?", word * 9) for word in ("length", "purpose", "cost")]
    assert alike(items) == []


@given(st.lists(st.text("abc", min_size=4, max_size=12), max_size=MOST_NEIGHBOURS))
def test_nothing_is_missed(questions: list[str]) -> None:
    """What the rare triples find is what comparing each with each finds, as long as none is in too many texts."""

    def triples(text: str) -> set[str]:
        return {text[i : i + 3] for i in range(len(text) - 2)}

    def likeness(one: str, other: str) -> float:
        return len(triples(one) & triples(other)) / len(triples(one) | triples(other))

    expected = {}
    for later, question in enumerate(questions):
        twins = [i for i in range(later) if triples(questions[i]) == triples(question)]
        near = [i for i in range(later) if likeness(questions[i], question) >= THRESHOLD]
        if near:
            expected[later] = (twins or near)[0]
    assert {found.later: found.earlier for found in alike([(question, "") for question in questions])} == expected


def test_many_items_of_one_pattern_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many items have a triple in common, each is compared with a bounded number of others."""
    compared = list[int]()

    def likeness(one: frozenset[str], other: frozenset[str]) -> float:
        compared.append(len(one & other))
        return 0.0

    monkeypatch.setattr("drillcli.extract.alike._likeness", likeness)
    n, size = 4 * MOST_NEIGHBOURS, 30
    words = ["".join(Random(place).choices("ab", k=size)) for place in range(n)]  # eight triples in all
    alike([("", word + chr(0x4E00 + place) * SHORTEST) for place, word in enumerate(words)])
    assert len(compared) <= n * MOST_NEIGHBOURS * size
