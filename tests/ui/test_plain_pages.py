"""What is told to a screen reader: text alone, one thing a line, nothing lost."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import StringIO
from unittest import mock

import pytest
from at_work import at_work
from exam_cases import deck
from sample_report import sample
from sample_views import finished
from test_report_exercise import full
from test_report_pages import PAGES

from drillcli import look
from drillcli.config import Environment
from drillcli.locale import set_language
from drillcli.ui import exercise_progress, plain_sitting, reports, reports_exercise, reports_stats, summary, text
from drillcli.ui.telling import LONG_LINE, told


@pytest.fixture(autouse=True)
def _plainly() -> Iterator[None]:
    look.set_look("auto", plain=True)
    yield
    look.set_look("auto", plain=False)
    set_language("en")


def odd(text: str) -> set[str]:
    """Return the characters that a screen reader would not read as text: pictures, arrows, controls."""
    return {
        char
        for char in text
        if char != "\n"
        and (unicodedata.category(char) in ("So", "Cc", "Cf", "Co") or re.match("[\u2190-\u21ff\u2500-\u28ff]", char))
    }


REPORTS: dict[str, Callable[[], object]] = {
    **{name: (lambda page=page: reports.joined(page(LONG_LINE), 0)) for name, page in PAGES.items()},
    "run": lambda: reports.joined(reports_exercise.report(full(), None, LONG_LINE), 0),
    "runs": lambda: reports.joined(reports_exercise.history([full(id=1), full(id=2)], LONG_LINE), 0),
    "summary": lambda: summary.render(finished("zh"), LONG_LINE),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", REPORTS)
def test_only_text(name: str, lang: str):
    """Letters, digits, punctuation and spaces: no boxes, blocks, braille or arrows, no escape codes, no margins."""
    set_language(lang)
    lines = told(REPORTS[name]()).split("\n")
    assert len(lines) > 3
    assert odd("\n".join(lines)) == set()
    assert [line for line in lines if line != line.strip() or "   " in line] == []
    assert "\n\n\n" not in "\n".join(lines)


def test_the_pictures_would_be_noticed():
    """The same pages for eyes do have such characters."""
    look.set_look("auto", plain=False)
    assert len(odd(told(reports.joined(reports_stats.stats(sample(), 76), 0)))) > 5


def test_charts_are_figures():
    """Each bar is its name and its number; nothing that the page for eyes says is missing."""
    page = told(reports.joined(reports_stats.stats(sample(), LONG_LINE), 0))
    report = sample()
    assert f"\nmature: {report.cards['mature']}\n" in page
    assert f"\ntoday: {report.forecast[0]}\n" in page
    assert re.search(r"^21:00: 2,340; recalled: \d\d%$", page, re.MULTILINE)
    assert re.search(r"^predicted: 9\d%; recalled: \d\d%; answers: [\d,]+$", page, re.MULTILINE)
    assert re.search(r"^forgotten: 12; recall now: 71%; \(leech\) Which metric", page, re.MULTILINE)
    months = dict(re.findall(r"^(20\d\d-\d\d): ([\d,]+)$", page, re.MULTILINE))
    assert sum(int(total.replace(",", "")) for total in months.values()) == sum(report.heatmap.counts)


def test_an_exam(env: Environment):
    """`drill exam --plain`, from the command line to the last line."""
    (env.cwd / "decks").mkdir(exist_ok=True)
    (env.cwd / "decks" / "numbers.yaml").write_text(deck(12), "utf-8")
    from drillcli.cli import main

    out = StringIO()
    assert main(["exam", "numbers", "30d", "--plain"], replace(env, stdout=out)) == 0
    assert odd(out.getvalue()) == set()
    assert re.search(r"^by the plan: \d+%$", out.getvalue(), re.MULTILINE)
    assert re.search(r"^week from: [\d-]+; minutes a day: ", out.getvalue(), re.MULTILINE)


CARD = """\
# Heads

> quoted

| metric | found |
|---|---|
| recall | of *all* |

---

1. one
2. $\\frac{a}{b}$
"""


def test_a_card_with_marks():
    """A table is its rows with their heads; quotes and rules are not drawn."""
    page = told(text.render(CARD))
    assert odd(page) == set()
    assert "metric: recall; found: of all\n" in page
    assert {"Heads", "quoted"} <= set(page.split("\n"))


def conversation(env: Environment, *lines: str) -> str:
    """Return what is said in a sitting of the six kinds in which these lines are typed."""
    out = StringIO()
    world = replace(env, plain_option=True, stdin=StringIO("".join(line + "\n" for line in lines)), stdout=out)
    with at_work(world) as screens:
        plain_sitting.converse(screens, world)
    return out.getvalue()


def test_a_sitting(env: Environment):
    """Question, answer, grades and what became of it, in reading order; the same keys as on a screen."""
    said = conversation(env, "", "", "", "3", "9", "1", "", "wrong", "/u", "?", "nonsense")
    assert odd(said) == set()
    order = ["1 of 6", "What is paid once?", "Training", "Enter, or 3: Good, 10 min", "again in 10 minutes", "2 of 6"]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    assert said.count("What is paid once?") == 1


def test_typed_answers_and_keys_are_told_apart(env: Environment):
    """Where text is waited for, a slash makes a key of a letter; a response may begin with one."""
    with at_work(replace(env, plain_option=True, stdin=StringIO(), stdout=StringIO())) as screens:
        while not screens.is_typing:
            screens.press("b")
        card = screens.sitting.table.card.id
        plain_sitting.take(screens, "/f")
        assert screens.is_flagged
        plain_sitting.take(screens, "/etc")
        assert screens.sitting.table.card.id == card
        assert screens.sitting.table.verdict.given == "/etc"
        plain_sitting.take(screens, "q?")
        assert "'q?' is no key here" in screens.trouble


def test_the_end_of_the_lines_quits(env: Environment):
    """What was answered is kept; a card that was only looked at is not."""
    world = replace(env, plain_option=True, stdin=StringIO("\n4\n\n"), stdout=StringIO())
    with at_work(world) as screens:
        plain_sitting.converse(screens, world)
        assert [answer.rating for answer in screens.sitting.answered] == [4]


def test_a_run_tells_its_phases_once(env: Environment):
    """No bar, no spinner: a line when something new begins."""
    stderr = mock.Mock(wraps=StringIO(), isatty=lambda: True)
    with exercise_progress.progress(replace(env, stderr=stderr), mock.Mock(slug="cnn")) as tell:
        for phase in ("data", "data", "train", "train", "train", "eval"):
            tell({"phase": phase, "epochs": 3, "epoch": 1, "loss": 0.3})
    assert [call.args[0] for call in stderr.write.call_args_list] == ["data\n", "training\n", "evaluation\n"]
