"""How far a run is: a line on stderr that moves, and nothing where nobody watches."""

from dataclasses import replace
from io import StringIO
from types import SimpleNamespace

import pytest

from drillcli.config import Environment
from drillcli.locale import set_language
from drillcli.ui.exercise_progress import done, progress, said, total

EVENT = {
    "phase": "train",
    "epoch": 2,
    "epochs": 4,
    "step": 31,
    "steps": 62,
    "loss": 1.15,
    "value": 0.9,
    "samples_per_s": 10_700.0,
    "left_s": 7.4,
}
CNN = SimpleNamespace(slug="cnn")


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_an_event_in_words():
    """The most telling first, in both languages; what is not known is left out."""
    assert list(said(EVENT)) == (
        ["training", "epoch 2 of 4", "7 s left", "loss 1.15", "quality 0.9", "10,700 samples/s"]
    )
    assert list(said({})) == ["import"]
    set_language("zh")
    assert list(said(EVENT))[:2] == ["训练", "第 2/4 轮"]


def test_how_much_is_done():
    """In epochs, the one under way counted as far as it is; in steps where there are no epochs."""
    assert (done(EVENT), total(EVENT)) == (1.5, 4)
    assert (done({"step": 3, "steps": 9}), total({"step": 3, "steps": 9})) == (3, 9)
    assert (done({}), total({})) == (0, None)


@pytest.mark.parametrize(("variables", "is_coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_a_line_moves_and_is_gone_afterwards(env: Environment, variables: dict[str, str], is_coloured: bool):
    """Colours follow NO_COLOR; the report that comes next has the screen to itself."""
    stderr = Terminal()
    world = {**env.variables, "TERM": "xterm", "COLUMNS": "100", **variables}
    with progress(replace(env, stderr=stderr, variables=world), CNN) as tell:
        tell(EVENT)
    raw = stderr.getvalue()
    assert "training   epoch 2 of 4   7 s left   loss 1.15" in raw
    assert ("\x1b[35m" in raw) == is_coloured
    assert raw.endswith("\x1b[2K")


@pytest.mark.parametrize(("stderr", "term"), [(StringIO(), "xterm"), (Terminal(), "dumb")])
def test_it_is_silent_where_nobody_watches(env: Environment, stderr: StringIO, term: str):
    """A pipe, a file, and a terminal that cannot draw."""
    with progress(replace(env, stderr=stderr, variables={**env.variables, "TERM": term}), CNN) as tell:
        tell(EVENT)
    assert stderr.getvalue() == ""
