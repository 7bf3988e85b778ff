"""The pages of reports: their lines fit at every width, in both languages, and they say what they are given."""

from dataclasses import replace
from io import StringIO
from unittest import mock

import pytest
from rich.cells import cell_len
from sample_report import sample

from drillcli.config import Environment
from drillcli.locale import set_language
from drillcli.model import Card, CardState, Mode, Moment, Note, Phase
from drillcli.stats.card import Dossier, Face, Memory
from drillcli.stats.home import Home, Reason, Step
from drillcli.stats.standing import Standing
from drillcli.store.history import Marks, Review
from drillcli.ui import reports_cards, reports_decks, reports_stats
from drillcli.ui.console import plain
from drillcli.ui.lines import Lines
from drillcli.ui.reports import fitting, percent

AT = Moment(1_795_338_000_000, 20_779, 480)
TITLE = "大模型创业：挑战、机会与风险，以及怎样早点发现并且应对它们"
DECKS = (
    Standing("startup-challenges", TITLE, "/d/s.yaml", 2, 63, 12, 40, 3, 11, 0, None),
    Standing("broken", "broken", "/d/b.yaml", None, 0, 0, 0, 0, 0, 0, "/d/b.yaml:3:5: error: 少了答案：写上 `a: …`"),
)
FACE = Face("哪一项指标**最重要**？", ("精确率", "召回率"), "召回率", "漏诊的代价更高。")
DOSSIER = Dossier(
    Card(Note("startup-challenges", "which-metric", "choice", {"tags": ["risk", "cost"]}, "/d/s.yaml", 7)),
    {"zh": FACE, "en": FACE},
    CardState(Phase.REVIEW, 0, (12.0, 5.0), 17_280, AT, 4, 1),
    Memory(12.0, 5.0, 0.93),
    Marks(suspended=True, flagged=True),
    True,
    [Review((AT.ms, 1), 3, 9_300, AT, Mode.CRAM, 17_280)],
)
PAGES = {
    "home": lambda width: reports_decks.home(Home(20_779, DECKS, 19, 12, Step(Reason.DUE, DECKS[0].deck, 12)), width),
    "decks": lambda width: reports_decks.decks(DECKS, width),
    "stats": lambda width: reports_stats.stats(sample("zh"), width),
    "card": lambda width: reports_cards.card(DOSSIER, "zh", "decks/s.yaml:7", width),
}


def page(name, width):
    lines = [line for block in PAGES[name](width) for line in block]
    return plain(Lines(tuple(lines)), width * 2).splitlines()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_no_line_is_wider_than_the_screen(name, lang):
    """At every width from 20 to 120 cells."""
    set_language(lang)
    for width in range(20, 121):
        assert [line for line in page(name, width) if cell_len(line) > width] == []


def test_columns_stay_aligned_beside_chinese():
    """The numbers of all rows end in the same cell."""
    rows = [line for line in page("decks", 80) if line.startswith(("deck", "startup", "broken"))]
    assert len({cell_len(row) for row in rows}) == 1


def test_a_card_tells_everything():
    """Marks, options numbered, answer, reason, facts, history with why an answer was given."""
    text = "\n".join(page("card", 80))
    for part in ("flagged   suspended   hidden today", "1  精确率", "2  召回率", "漏诊的代价更高。", "risk, cost"):
        assert part in text
    assert "due          2026-12-04" in text
    assert "2026-11-22 17:00  Good (cram)      12 d  9.3 s" in text


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (Step(Reason.DUE, "d", 1), "Next: drill study d   1 card is due"),
        (Step(Reason.NEW, "d", 20), "Next: drill study d   20 new cards for today"),
        (Step(Reason.AGAIN, "d", 1, 9), "Next: drill study d   1 card comes again in 9 min"),
        (Step(Reason.AGAIN, "d", 3, 20), "Next: drill study d   3 cards come again, the next in 20 min"),
        (
            Step(Reason.WAIT, minutes=120),
            "Nothing to study now.\nThe next card is due in 2 h.\n40 new cards wait beyond today's limit.",
        ),
        (Step(Reason.WAIT, minutes=0), "Today's limits are reached; `drill config` shows them."),
        (Step(Reason.WAIT), "Nothing to study now.\n40 new cards wait beyond today's limit."),
    ],
)
def test_home_ends_with_what_to_do_next(step, line):
    """The command to type, or what there is to wait for."""
    blocks = list(reports_decks.home(Home(20_779, DECKS, 0, 0, step), 88))
    assert plain(Lines(tuple(blocks[-1])), 88) == line + "\n"


@pytest.mark.parametrize("width", [20, 32, 40, 60])
def test_rows_that_do_not_fit_are_blocks_of_whole_words(env: Environment, width: int):
    """In a terminal; a wide one, and a pipe, get a line for each."""
    rows = [
        ("lang", "-", "default", "language of cards and messages; empty follows the system"),
        ("plain", "off", "", "x"),
    ]

    def lines(columns: int, *, terminal: bool) -> list[str]:
        out = mock.Mock(wraps=StringIO(), isatty=lambda: terminal)
        return fitting(rows, replace(env, stdout=out, variables={**env.variables, "COLUMNS": str(columns)}))

    wide = lines(80, terminal=True)
    assert wide == lines(width, terminal=False)
    assert wide[0] == "lang   -    default  language of cards and messages; empty follows the system"
    narrow = lines(width, terminal=True)
    assert narrow[:1] == ["lang  -  default"]
    assert max(map(cell_len, narrow)) <= width
    assert " ".join(narrow).split() == " ".join(" ".join(row) for row in rows).split()


def test_a_percentage_is_whole():
    """A dash stands for no answers."""
    assert [percent(share) for share in (0.945, 1.0, 0.0, None)] == ["94%", "100%", "0%", "–"]
