"""Orders: never shown in the right one, and every way to give it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kinds_cases import answered, asked, faults, make, only

from drillcli.errors import UsageError
from drillcli.kinds import kind
from drillcli.kinds.base import Back, How, Verdict

CYCLE = make(
    q={"en": "Order the steps", "zh": "排列步骤"},
    order={"en": ["collect", "clean, label", "split", "train"], "zh": ["采集", "清洗、标注", "划分", "训练"]},
)


@given(st.integers(2, 9), st.integers(0, 10_000))
def test_never_shown_in_the_right_order(count: int, seed: int) -> None:
    """The items are shuffled, alike in each language, and never stand as they should."""
    card = only(make(q="?", order={"en": [f"e{i}" for i in range(count)], "zh": [f"第{i}" for i in range(count)]}))
    english, chinese = asked(card, "en", seed), asked(card, "zh", seed)
    assert english.how is How.ORDER
    assert english.places == chinese.places != tuple(range(count))
    assert sorted(english.places) == list(range(count))
    assert chinese.options == tuple(f"第{i}" for i in english.places)


@given(st.integers(0, 10_000), st.sampled_from(["", " ", ",", "，", "、", " > ", "→", "->", "; "]))
def test_right_positions_are_right(seed: int, separator: str) -> None:
    """The positions shown, from first to last, with any separator or none; a swap of two is wrong."""
    card = only(CYCLE)
    places = asked(card, "en", seed).places
    right = [str(places.index(i) + 1) for i in range(4)]
    verdict = answered(card, separator.join(right), "en", seed)
    chain = "collect → clean, label → split → train"
    assert verdict == Verdict(right=True, given=chain, expected=chain)
    right[0], right[1] = right[1], right[0]
    verdict = answered(card, separator.join(right), "zh", seed)
    assert verdict.right is False
    assert verdict.given == "清洗、标注 → 采集 → 划分 → 训练"


@pytest.mark.parametrize(
    "response",
    [
        "collect > clean, label > split > train",
        "Collect -> Clean, label -> Split -> Train",
        "采集 → 清洗、标注 → 划分 → 训练",
        "采集；清洗、标注；划分；训练",
    ],
)
def test_texts_are_right_too(response: str) -> None:
    """The items' own texts, in either language; a comma within an item does no harm between stronger separators."""
    assert answered(only(CYCLE), response, "en").right
    assert answered(only(CYCLE), response, "zh").right


def test_texts_between_weak_separators() -> None:
    """Commas and spaces separate items that have none."""
    card = only(make(q="?", order=["采集", "清洗", "训练"]))
    for response in ("采集，清洗，训练", "采集、清洗、训练", "采集 清洗 训练"):
        assert answered(card, response).right
    assert answered(card, "清洗 采集 训练") == Verdict(
        right=False, given="清洗 → 采集 → 训练", expected="采集 → 清洗 → 训练"
    )


@pytest.mark.parametrize(
    "response", ["", "1 2 3 3", "1233", "0 1 2 3", "collect", "collect, train, nothing", "...", "1 x"]
)
def test_what_is_no_order_is_wrong(response: str) -> None:
    """Each item must be named exactly once; the response is given back as it came."""
    verdict = answered(only(CYCLE), response)
    assert verdict.right is False
    assert verdict.given == response


@pytest.mark.parametrize(
    ("response", "n"),
    [
        *(("1", 1), ("143", 3), ("1 > 4 > 3", 3), ("12345", 5), ("1 2 3 4 4", 5), ("１" * 5000, 5000)),
        *(("train -> split", 2), ("划分；训练；采集", 3), ("split, train", 2)),
    ],
)
def test_more_or_fewer_steps_than_there_are(response: str, n: int) -> None:
    """A slip of the hand: it is said, and nothing is judged."""
    with pytest.raises(UsageError, match=f"^4 steps are asked, {n} given$"):
        answered(only(CYCLE), response)


def test_items_that_are_numbers() -> None:
    """Years are given as texts where they are no positions."""
    card = only(make(q="?", order=["1986", "2012", "2017"]))
    assert answered(card, "1986 2012 2017").right
    assert not answered(card, "2012 1986 2017").right


def test_back() -> None:
    """The back is the numbered list."""
    card = only(CYCLE)
    assert kind(CYCLE).back(card, "zh") == Back("1. 采集\n2. 清洗、标注\n3. 划分\n4. 训练")
    assert kind(CYCLE).typed(card, "zh") == ()


def test_faults() -> None:
    """Two to nine distinct items, as many in each language."""
    assert faults(CYCLE) == []
    assert faults(make(q="?", order=["a"])) == [(("order",), "`order` has 1 entry: give 2 to 9")]
    assert faults(make(q="?", order={"en": ["a", "b"], "zh": ["甲", "乙", "甲"]})) == [
        (("order", "zh", 2), "“甲” counts as the same as “甲”: change or remove one"),
        (("order",), "`order` must have as many entries in each language (en: 2, zh: 3)"),
    ]
