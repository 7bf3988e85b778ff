"""What is small and changes: written and read back, merged alike in any order, refused when it is not right."""

import json
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from drillcli.errors import DrillError
from drillcli.scheduler import model
from drillcli.store.exchange_state import Exam, Fitted, InForce, Setting, State
from drillcli.sync.state import EMPTY, merge, read, write

SIX, SEVEN = tuple(model("fsrs6").parameters), tuple(model("fsrs7").parameters)
REPORT = json.dumps({"reviews": 2000, "scores": {"fsrs6-fitted": {"log_loss": 0.3, "auc": None}}})

few = examples(max_examples=40, deadline=None)
times = st.integers(0, 3)
sets = st.builds(
    Fitted,
    st.just("fsrs6"),
    st.sampled_from([SIX, (*SIX[:-1], 0.2)]),
    times,
    st.sampled_from([(), ("law",), ("law", "ops")]),
    st.sampled_from(["{}", REPORT]),
)
settings = st.dictionaries(
    st.sampled_from(["new_per_day", "lang"]), st.builds(Setting, times, st.sampled_from([None, "0", "zh"])), max_size=2
).map(lambda found: {name: one for name, one in found.items() if one.value in (None, "zh" if name == "lang" else "0")})
exam_decks = st.sampled_from([("law",), ("law", "ops"), ("ops", "law")])
exams = st.lists(
    st.builds(
        lambda day, exam: ((day, tuple(sorted(exam.decks))), exam),
        st.integers(20_000, 20_001),
        st.builds(Exam, times, st.sampled_from([None, 15.0, 20.5]), exam_decks),
    ),
    max_size=3,
).map(dict)


@st.composite
def states(draw):
    """Draw what a machine may know."""
    found = draw(st.frozensets(sets, max_size=3))
    chosen = st.sampled_from([None, *sorted(found)])
    in_force = {
        ("", "fsrs6"): InForce(draw(times), "fsrs6", draw(chosen)),
        ("law", ""): draw(
            st.builds(InForce, times, st.just("fsrs6"), chosen) | st.builds(InForce, times, st.just(""), st.none())
        ),
    }
    kept = draw(st.sets(st.sampled_from(sorted(in_force))))
    return State(draw(settings), found, {where: in_force[where] for where in kept}, draw(exams))


@given(states())
@few
def test_what_is_written_is_read_back(state):
    """To the last digit, without a notice."""
    notices = []
    assert read(write(state), "state.json", notices) == state
    assert notices == []


@given(st.lists(states(), max_size=3))
@few
def test_all_merge_alike(found):
    """In any order, once or twice: every machine writes the same text."""
    texts = {write(merge(some)) for some in permutations(found)}
    assert len(texts) == 1
    assert write(merge([*found, *found])) in texts
    assert write(merge([merge(found[:2]), *found[2:]])) in texts


def test_the_later_value_counts():
    """Also where the later one says that there is none."""
    one = State({"lang": Setting(5, "zh")}, frozenset(), {}, {(9, ("a",)): Exam(7, 20.0, ("a",))})
    two = State({"lang": Setting(6, None)}, frozenset(), {}, {(9, ("a",)): Exam(6, None, ("a",))})
    merged = merge([one, two])
    assert merged.settings == {"lang": Setting(6, None)}
    assert merged.exams == one.exams


def test_the_same_state_is_the_same_text():
    """Whatever order its parts were found in: a file that says nothing new is not written."""
    pairs = [("lang", Setting(1, "zh")), ("new_per_day", Setting(2, "5"))]
    one, two = (State(dict(some), frozenset(), {}, {}) for some in (pairs, pairs[::-1]))
    assert write(one) == write(two)


FITTED = {"model": "fsrs6", "weights": list(SIX), "at_ms": 5, "decks": ["law"], "report": REPORT}
GOOD = {
    "format": 1,
    "settings": {"lang": [5, "zh"]},
    "fitted": [FITTED],
    "in_force": [["law", "", 5, "fsrs6", 0], ["", "fsrs6", 5, "fsrs6", None]],
    "exams": [[20_000, 5, 20.0, ["law"]]],
}


def test_the_model_of_the_tests_is_right():
    """Else the refusals below would say nothing."""
    state = read(json.dumps(GOOD), "state.json", [])
    assert state.in_force["law", ""].fitted in state.fitted
    assert state.exams == {(20_000, ("law",)): Exam(5, 20.0, ("law",))}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *((key, value) for key in list(GOOD)[1:] for value in (None, 3, "x", [3], {"a": 3})),
        *(("settings", {"lang": value}) for value in (3, [5], [5, 3], ["5", "zh"], [-1, ""], [2**70, ""], [5, "", 1])),
        *(("fitted", [{**FITTED, "weights": value}]) for value in (None, [], ["1"], [1.0], [1e308] * 21, [True] * 21)),
        *(("fitted", [{**FITTED, "report": value}]) for value in (None, "", "[]", '{"scores": 3}', '{"reviews": ""}')),
        ("fitted", [{**FITTED, "report": '{"scores": {"fsrs6-fitted": {}}}'}]),
        ("fitted", [{**FITTED, "report": '{"scores": {"fsrs6-fitted": 3}}'}]),
        *(("fitted", [{**FITTED, "decks": value}]) for value in (None, "law", [3], ["a\x1b"])),
        *(("fitted", [{**FITTED, "model": value}]) for value in (None, 3, "\x1b[2J")),
        ("fitted", [{**FITTED, "more": 1}]),
        *(("in_force", [value]) for value in (
            ["law", "", 5, "fsrs6", 1], ["law", "", 5, "fsrs6", -1], ["law", "", 5, "fsrs7", 0], ["law", "", 5, "", 0],
            ["law", "fsrs6", 5, "fsrs6", 0, 0], ["", "fsrs7", 5, "fsrs6", 0], ["", "", 5, "", None],
            ["a\x1b", "", 5, "fsrs6", 0], ["law", "", 5, ["fsrs6"], 0], ["law", "", None, "fsrs6", 0],
            ["law", "", 5, "fsrs6", True])),
        *(("exams", [value]) for value in (
            [20_000, 5, 0, ["law"]], [20_000, 5, "20", ["law"]], [20_000, 5, 1e9, ["law"]], [2**50, 5, 20, ["law"]],
            [20_000, None, 20, ["law"]], [20_000, 5, 20, []], [20_000, 5, 20, ["a\x1b[2J"]], [20_000, 5, 20, "law"])),
    ],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_what_is_not_right_is_refused(key, value):
    """With the name of the file; nothing that is told of it reaches the terminal as a control sequence."""
    with pytest.raises(DrillError, match=r"^devices/x/state\.json: ") as caught:
        read(json.dumps({**GOOD, key: value}), "devices/x/state.json", [])
    assert len(str(caught.value)) < 250
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["", "[]", "nonsense", "[" * 100_000, '{"format": NaN}', "9" * 5000])
def test_a_file_that_is_no_object_is_refused(text):
    """JSON that is not, is too deep, or has what JSON has not."""
    with pytest.raises(DrillError, match=r"^state\.json: the file is no JSON object"):
        read(text, "state.json", [])


def test_what_a_newer_drill_wrote_is_left_out():
    """A setting, a value or a model that is not known here: the rest is taken, and lines say what was not."""
    newer = {
        **GOOD,
        "settings": {"lang": [5, "zh"], "colour": [5, "red"], "new_per_day": [5, "many"]},
        "fitted": [{**FITTED, "model": "fsrs9"}, FITTED],
        "in_force": [["law", "", 5, "fsrs9", 0], ["", "fsrs6", 5, "fsrs6", 1], ["", "fsrs9", 5, "fsrs9", 0]],
    }
    notices = []
    state = read(json.dumps(newer), "state.json", notices)
    assert state.settings == {"lang": Setting(5, "zh")}
    assert {one.model for one in state.fitted} == {"fsrs6"}
    assert list(state.in_force) == [("", "fsrs6")]
    assert len(notices) == 5
    assert all(notice.startswith("state.json: ") for notice in notices)
    notices = []
    assert read(json.dumps({**GOOD, "format": 2}), "state.json", notices) == EMPTY
    assert notices == ["state.json is of a newer drill and was left unread; update drill here too"]
