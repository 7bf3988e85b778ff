"""The screens of a sitting, as text."""

from dataclasses import replace

import pytest
from rich.cells import cell_len
from sample_views import SCREENS, WIDTHS, answered, asked, finished, screens, views

from drillcli.kinds.base import Back, Front, How, Verdict
from drillcli.locale import set_language
from drillcli.model import Rating
from drillcli.ui import keypage, summary
from drillcli.ui.console import plain
from drillcli.ui.lines import Line, Lines
from drillcli.ui.sitting import FULL, View, compose, render, to_ansi

LANGUAGES = ("en", "zh")


def text(view: View, width: int = 80, height: int = 24, scroll: int = 0) -> list[str]:
    return plain(Lines(compose(view, width, height, scroll).lines), width).split("\n")[:-1]


def widest(lines: tuple[Line, ...]) -> int:
    return max(cell_len("".join(segment.text for segment in line)) for line in lines)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_the_screens_look_as_they_did(lang: str, width: int):
    """The screens kept beside this test are what is drawn; to change them: python tests/ui/sample_views.py."""
    for file, shown in screens(lang, width).items():
        assert shown == (SCREENS / file).read_text(encoding="utf-8"), file


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("start", range(20, 40))
def test_no_line_is_wider_than_the_screen(lang: str, start: int):
    """At any width from 20 to 200 every screen fits, in both languages, and has no more lines than the height."""
    set_language(lang)
    for width in range(start, 201, 20):
        for name, view in views(lang).items():
            for height in (6, 24):
                page = compose(view, width, height)
                assert len(page.lines) <= height, (name, width, height)
                assert widest(page.lines) <= width, (name, width, height)
            assert widest(render(view, width).lines) <= width, (name, width)
        assert widest(summary.render(finished(lang), width).lines) <= width, width
        assert widest(keypage.render(width).lines) <= width, width


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_colour_there_is_no_escape_code(lang: str):
    """NO_COLOR leaves plain text; with colour only the terminal's own 16 colours and attributes are used."""
    for view in views(lang).values():
        assert "\x1b" not in to_ansi(view, 80, 24, color=False)
        assert "38;2" not in to_ansi(view, 80, 24, color=True)
        assert "38;5" not in to_ansi(view, 80, 24, color=True)
    assert "\x1b[35m" in to_ansi(asked(lang), 80, 24, color=True)


def test_the_header_gives_way_by_priority():
    """First the count of cards to come again goes, then the time, then the title is cut; the position stays."""
    heads = {width: text(answered("en"), width)[0] for width in (80, 62, 50, 30, 20)}
    assert heads[80].strip().startswith("Startup challenges")
    assert heads[80].endswith("⚑ leech   4 of 20   2 coming again   3:12")
    assert heads[62].endswith("⚑ leech   4 of 20   3:12")
    assert heads[30].startswith("Startup ch…")
    assert heads[30].endswith("⚑ leech   4 of 20")
    assert heads[20].endswith("4 of 20")


def test_the_flash_stands_with_the_question_only():
    """What became of the card before is told while the next one is asked, and not beside its own answer."""
    assert any("again in 4 days" in line for line in text(asked("en")))
    assert not any("again in" in line for line in text(replace(answered("en"), flash="again in 4 days")))


def test_grades_stand_in_columns_with_their_intervals_below():
    """Name and interval begin in the same cell; the grade that space gives is marked without colour, too."""
    *_rest, names, intervals, _air, _hints = text(answered("en"))
    for name, interval in (("Again", "10 min"), ("Hard", "1 d"), ("Good", "4 d"), ("Easy", "1.2 mo")):
        assert names.index(name) == intervals.index(interval)
    assert "▸3 Good" in names
    assert "2 Hard" in text(answered("en"), 30)[-6]
    assert "4 Easy" in text(answered("en"), 30)[-4]


def test_the_right_choice_and_the_wrong_one_are_marked_with_signs():
    """✓ and ✗, so that colour is never alone."""
    lines = [line.strip() for line in text(views("en")["choice-wrong"])]
    assert "✓ 2  recall R" in lines
    assert "✗ 3  AUC" in lines
    assert "1  precision" in lines
    assert "Misses cost the most." in lines


def test_a_typed_answer_is_shown_against_the_right_one():
    """Both are spelled out in full, and the answer is not said twice."""
    lines = [line.strip() for line in text(views("en")["typed-wrong"])]
    assert lines.count("✗ rotatory positon") == lines.count("✓ rotary position") == 1
    assert "rotary position" not in lines


def test_an_empty_response_is_shown_as_nothing():
    """Somebody who types nothing sees that, and the right answer."""
    view = View("d", Front("q?", How.NUMBER), back=Back("0.6"), verdict=Verdict(False, "", "0.6"))
    assert [line.strip() for line in text(view) if line.strip()[:1] in ("✗", "✓")] == ["✗ …", "✓ 0.6"]


def test_a_tall_card_scrolls_between_header_and_grades():
    """Header and grades stay, the card moves; every row of it can be reached."""
    view = replace(answered("en"), back=Back("\n\n".join(f"row {n}" for n in range(40))))
    first = compose(view, 60, 24)
    assert (first.scroll, first.last_scroll > 60) == (0, True)
    seen: set[str] = set()
    for scroll in range(first.last_scroll + 1):
        lines = text(view, 60, 24, scroll)
        assert "Startup" in lines[0]
        assert "3 Good" in lines[-4]
        seen |= {line.strip() for line in lines}
    assert {f"row {n}" for n in range(40)} <= seen
    assert any("more lines" in line for line in text(view, 60, 24))
    assert not any("more line" in line for line in text(view, 60, 24, 999))
    assert compose(view, 60, 24, 999).scroll == first.last_scroll


def test_the_page_fills_the_terminal_but_not_a_tall_one():
    """Up to 24 rows the grades keep their place at the bottom; on a tall terminal they stay near the text."""
    assert len(text(asked("en"), 80, 20)) == len(text(answered("en"), 80, 20)) == 20
    assert len(text(asked("en"), 80, 60)) == FULL


def test_text_is_at_most_88_cells_wide_and_centred():
    """Long lines are hard to read: a wide screen gets margins."""
    lines = text(answered("en"), 200)
    assert max(cell_len(line.strip()) for line in lines) <= 88
    assert lines[1].index("╌") == (200 - 88) // 2


def test_control_characters_in_a_response_are_shown():
    """What was typed or pasted cannot command the terminal."""
    view = View("d", Front("q?", How.TYPE), back=Back("x"), verdict=Verdict(False, "\x1b[2J", "x"))
    assert "\x1b" not in to_ansi(view, 80, 24, color=False)
    assert "✗ ␛[2J" in "\n".join(text(view))


def test_hints_follow_the_kind_of_question():
    """A card to choose from names its numbers, a card to rate the space bar; given hints come first."""
    assert "1–3 choose" in text(views("en")["choice"])[-1]
    assert "space show the answer" in text(asked("en"))[-1]
    assert text(replace(asked("en"), hints=(("z", "sleep"),)))[-1].strip() == "z sleep"


def test_a_view_without_numbers_is_drawn():
    """A lone card, as `drill show` might draw it, needs neither position nor grades."""
    view = View("deck", Front("问题？", How.RATE), back=Back("答案"), grades={}, chosen=None)
    assert [line.strip() for line in text(view) if line.strip()][2:5] == ["问题？", "╌╌╌╌╌╌╌╌", "答案"]
    assert Rating.GOOD not in view.grades
