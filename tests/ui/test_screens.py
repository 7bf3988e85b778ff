"""What each key of a sitting does, and what is on the screen after it."""

import pytest
from at_work import DECK, KINDS, answers, at_work, marks, only, shown, sitting, table_id
from conftest import Clock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from drillcli.config import Environment
from drillcli.model import MINUTES_PER_DAY
from drillcli.plan import StudyOptions
from drillcli.store import verify

TALL = "title: Tall\nnotes:\n  - id: tall\n    a: end\n    q: |\n" + "".join(f"      row {n}\n\n" for n in range(40))


# -- turning over and rating -------------------------------------------------------------------


@pytest.mark.parametrize("key", [" ", "enter", "　"])
def test_space_and_enter_show_the_answer_and_then_accept_good(env: Environment, key: str):
    """The second press rates Good, the answer is on disk, and the next card says when this one comes again."""
    with at_work(env) as screens:
        assert "Training" not in shown(screens)
        screens.press(key)
        assert "Training" in shown(screens)
        assert "▸3 Good" in shown(screens)
        assert answers(screens) == []
        screens.press(key)
        assert answers(screens) == [("basic", 3)]
        assert "F1 is the […]." in shown(screens)
        assert "again in 10 minutes" in shown(screens)
        screens.press(" ")
        assert "again in 10 minutes" not in shown(screens), "what was said stands until the next key"


@pytest.mark.parametrize("rating", [1, 2, 3, 4])
def test_numbers_rate_once_the_answer_is_up(env: Environment, rating: int):
    """1 to 4 rate nothing before, and say so; after, they are written as they are."""
    with at_work(env) as screens:
        screens.press(str(rating))
        assert table_id(screens) == "basic"
        assert "first show the answer" in shown(screens)
        screens.press(" ")
        for key in ("0", "5", "9", "x", "\x18", "\x1b[15~"):
            screens.press(key)
        assert answers(screens) == []
        screens.press(str(rating))
        assert answers(screens) == [("basic", rating)]
        assert table_id(screens) == "gap"


def test_a_full_width_key_or_a_capital_is_the_same_key(env: Environment):
    """A Chinese input method sends full-width signs, and somebody leaves the capitals on."""
    with at_work(env) as screens:
        screens.press("？")
        assert "Keys" in shown(screens)
        screens.press(" ")
        screens.press("Ｆ")
        assert marks(screens) == (False, True)
        screens.press("！")
        assert marks(screens)[0]
        screens.press(" ")
        screens.press("３")
        assert answers(screens) == [("gap", 3)]
        screens.press("Q")
        assert screens.is_done


def test_the_last_answer_ends_the_sitting(env: Environment):
    """--limit counts answers; after the last one nothing is drawn and no key does anything."""
    with at_work(env, options=StudyOptions(limit=1, seed=1)) as screens:
        screens.press(" ")
        screens.press("4")
        assert screens.is_done
        assert shown(screens) == ""
        screens.press("u")
        assert answers(screens) == [("basic", 4)]


def test_quitting_keeps_what_was_answered(env: Environment):
    """The sitting ends; the card on the table was not answered and is not written."""
    with at_work(env) as screens:
        screens.press(" ")
        screens.press("1")
        screens.press(" ")
        screens.press("q")
        assert screens.is_done
        assert answers(screens) == [("basic", 1)]


# -- choosing ----------------------------------------------------------------------------------


def test_a_number_chooses_an_option(env: Environment):
    """The right one is marked ✓ and Good is offered, a wrong one ✗ and Again."""
    with at_work(env, only("pick")) as screens:
        front = screens.sitting.table.front
        for key in ("0", "4", "x", "escape"):
            screens.press(key)
        assert screens.sitting.table.preview is None, "no option bears these numbers"
        screens.press(str(front.options.index("recall") + 1))
        assert "▸3 Good" in shown(screens)
        assert "✗" not in shown(screens)
        screens.press(" ")
        screens.press("u")
        screens.press(str(front.options.index("AUC") + 1))
        assert "▸1 Again" in shown(screens)
        assert "✗ " in shown(screens)
        screens.press("enter")
        assert answers(screens) == [("pick", 1)]


def test_undo_takes_a_choice_back_before_a_grade(env: Environment):
    """The card is open again, and what was rated before it stands until the next undo."""
    with at_work(env, only("basic") + only("pick").partition("notes:\n")[2]) as screens:
        screens.press(" ")
        screens.press("3")
        question = shown(screens).replace("again in 10 minutes", "").split()
        screens.press("2")
        screens.press("u")
        assert screens.said == "taken back"
        assert shown(screens).replace("taken back", "").split() == question
        assert answers(screens) == [("basic", 3)]
        screens.press("u")
        assert answers(screens) == []
        assert table_id(screens) == "basic"


def test_space_turns_a_choice_over_as_not_known(env: Environment):
    """Whoever does not know need not guess: the right option is shown, and Again is offered."""
    with at_work(env, only("pick")) as screens:
        screens.press(" ")
        assert "✓ " in shown(screens)
        assert "✗" not in shown(screens)
        assert "▸1 Again" in shown(screens)


# -- typing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "lang", "right", "wrong", "seen"),
    [
        ("name", "en", "Rotary  Embedding", "rotary embeding", "✓ rotary embedding"),
        ("name", "zh", "旋转编码", "旋转编马", "✓ 旋转编码"),
        ("num", "en", "６０％", "0.61", "✓ 0.60"),
        ("seq", "zh", "采集，清洗，训练", "训练，清洗，采集", "✓ 采集 → 清洗 → 训练"),
    ],
)
def test_a_typed_response_is_judged(env: Environment, note: str, lang: str, right: str, wrong: str, seen: str):
    """A right one offers Good; a wrong one stands against the right one and offers Again."""
    with at_work(env, only(note), lang=lang) as screens:
        assert screens.is_typing
        screens.submit(wrong)
        assert not screens.is_typing
        assert seen in shown(screens)
        assert "✗ " in shown(screens)
        assert "▸1 " in shown(screens)
        screens.press(" ")
        screens.press("u")
        assert screens.is_typing
        screens.submit(right)
        assert "✗ " not in shown(screens)
        assert "▸3 " in shown(screens)
        screens.press(" ")
        assert answers(screens) == [(note, 3)]


def test_the_numbers_of_an_order_are_those_on_the_screen(env: Environment):
    """`3 1 2` names the items as they stand there."""
    with at_work(env, only("seq")) as screens:
        options = screens.sitting.table.front.options
        numbers = " ".join(str(options.index(item) + 1) for item in ("collect", "clean", "train"))
        screens.submit(numbers)
        assert "▸3 Good" in shown(screens)


def test_an_incomplete_order_can_be_completed(env: Environment):
    """It is said how many steps there are; the line stays, nothing is judged."""
    with at_work(env, only("seq")) as screens:
        line = screens.line_of
        screens.submit("31")
        assert "3 steps are asked, 2 given" in shown(screens)
        assert screens.is_typing
        assert screens.line_of == line
        screens.submit("312")
        assert "steps are asked" not in shown(screens)
        assert not screens.is_typing


def test_nothing_typed_is_not_known(env: Environment):
    """Enter on an empty line shows the answer and offers Again."""
    with at_work(env, only("name")) as screens:
        screens.submit("")
        assert "✗ …" in shown(screens)
        assert "✓ rotary embedding" in shown(screens)
        assert "▸1 Again" in shown(screens)


@pytest.mark.parametrize("height", [6, 8, 24, 50])
def test_the_line_to_type_in_stands_below_the_question(env: Environment, height: int):
    """Its mark is where the letters will be put, and nothing of the card is covered by it."""
    with at_work(env, only("seq")) as screens:
        rows = shown(screens, 80, height).split("\n")
        row, column = screens.typed_at
        assert rows[row].ljust(column) == "  › "
        if height >= 24:
            assert row == next(n for n, text in enumerate(rows) if "3  " in text) + 2


def test_escape_leaves_the_line_and_goes_back_to_it(env: Environment):
    """Off the line letters are keys, and space shows the answer as not known; a new card begins on its line."""
    with at_work(env, only("name") + only("num").partition("notes:\n")[2]) as screens:
        assert "esc keys" in shown(screens)
        screens.press("escape")
        assert not screens.is_typing
        assert "›" not in shown(screens)
        assert "esc type" in shown(screens)
        screens.press("f")
        assert marks(screens, "mixed/name") == (False, True)
        screens.press("escape")
        assert screens.is_typing
        screens.press("escape")
        screens.press("b")
        assert table_id(screens) == "num"
        assert screens.is_typing
        screens.press("escape")
        screens.press(" ")
        assert "▸1 Again" in shown(screens)
        screens.press("escape")
        screens.press("2")
        assert answers(screens) == [("num", 2)]


def test_any_card_with_a_short_answer_can_be_typed(env: Environment):
    """--type asks for the answer of a card that is otherwise rated; the learner's rating still stands."""
    with at_work(env, options=StudyOptions(typed=True, seed=1)) as screens:
        assert screens.is_typing
        assert "type your answer" in shown(screens)
        screens.submit("Traning")
        assert "✗ Traning" in shown(screens)
        assert "▸1 Again" in shown(screens)
        screens.press("3")
        assert answers(screens) == [("basic", 3)]


# -- taking back, putting away, marking --------------------------------------------------------


def test_undo_goes_back_as_far_as_the_sitting(env: Environment):
    """Answers, a burial and a suspension are taken back one by one, and the states are as they were."""
    with at_work(env) as screens:
        for key in (" ", "4", " ", "1", "b"):
            screens.press(key)
        screens.press("escape")
        screens.press("!")
        assert table_id(screens) == "seq"
        screens.press("escape")
        back = []
        for _press in range(4):
            screens.press("u")
            assert "taken back" in shown(screens)
            back.append(table_id(screens))
            screens.press("escape")
        assert back == ["name", "pick", "gap", "basic"]
        assert answers(screens) == []
        assert all(screens.sitting.collection.store.state(f"mixed/{note}") is None for note in ("basic", "pick"))
        screens.press("u")
        assert "nothing to take back in this sitting" in shown(screens)
        assert table_id(screens) == "basic"


def test_undo_turns_the_card_face_down_again(env: Environment):
    """What is taken back is asked again as if for the first time; the card that was on the table waits."""
    with at_work(env) as screens:
        for key in (" ", "3", " ", "u"):
            screens.press(key)
        assert "What is paid once?" in shown(screens)
        assert "Training" not in shown(screens)
        assert "1 of 6" in shown(screens)


def test_bury_and_suspend_take_the_card_away(env: Environment):
    """Both go on to the next card and say so; neither is an answer."""
    with at_work(env) as screens:
        screens.press("b")
        assert "buried until tomorrow" in shown(screens)
        screens.press("!")
        assert "suspended" in shown(screens)
        assert table_id(screens) == "pick"
        assert marks(screens, "mixed/gap#1")[0]
        assert answers(screens) == []
    with sitting(env, "") as later:
        asked = {item.card_id for item in later.session.queue}
        assert not asked & {"mixed/basic", "mixed/gap#1"}


def test_a_flag_is_shown_and_taken_off(env: Environment):
    """The header bears it before and after the answer."""
    with at_work(env) as screens:
        screens.press("f")
        assert "⚑" in shown(screens)
        assert "flagged" in shown(screens)
        screens.press(" ")
        assert "⚑" in shown(screens)
        screens.press("f")
        assert "⚑" not in shown(screens)
        assert marks(screens) == (False, False)
        screens.press("3")
        screens.press("u")
        assert "⚑" not in shown(screens)


def test_the_language_can_be_switched_before_and_after_the_answer(env: Environment):
    """Options keep their places; what was judged is judged alike, in the other language's words."""
    with at_work(env) as screens:
        screens.press("l")
        assert "什么只付一次？" in shown(screens)
        screens.press(" ")
        screens.press("l")
        assert "Training" in shown(screens)
    with at_work(env, only("pick")) as screens:
        places = screens.sitting.table.front.places
        screens.press(str(screens.sitting.table.front.options.index("AUC") + 1))
        screens.press("l")
        assert screens.sitting.table.front.places == places
        rows = [row.strip() for row in shown(screens).split("\n")]
        assert any(row.startswith("✓") and row.endswith("召回率") for row in rows)
        assert any(row.startswith("✗") and row.endswith("曲线下面积") for row in rows)
        assert "▸1 Again" in shown(screens)


# -- what lies over the card -------------------------------------------------------------------


@pytest.mark.parametrize(("key", "seen"), [("?", "these keys"), ("i", "mixed/basic")])
def test_a_page_over_the_card_goes_with_the_next_key(env: Environment, key: str, seen: str):
    """That key does nothing else, whatever it is, and nothing is typed meanwhile."""
    for closing in ("3", "q", "u", " ", "escape"):
        with at_work(env) as screens:
            screens.press(" ")
            screens.press(key)
            assert seen in shown(screens)
            assert "any key back" in shown(screens)
            screens.press(closing)
            assert "Training" in shown(screens)
            assert not screens.is_done
            assert answers(screens) == []


def test_a_page_over_the_card_scrolls(env: Environment):
    """On a small screen the arrows reach its last line, and the card is where it was afterwards."""
    with at_work(env) as screens:
        screens.press("?")
        first = shown(screens, 20, 8)
        assert "more lines" in first
        for _press in range(60):
            screens.press("down")
            last = shown(screens, 20, 8)
        assert "more line" not in last
        assert "any key back" in last
        screens.press("pageup")
        assert shown(screens, 20, 8) != last
        screens.press(" ")
        assert screens.scroll == 0
        assert "What is paid once?" in shown(screens, 20, 8)


def test_a_tall_card_scrolls_and_the_next_begins_at_its_top(env: Environment):
    """Arrows and page keys move it within its ends; the grades stay."""
    with at_work(env, TALL) as screens:
        assert "row 0" in shown(screens)
        for _press in range(30):
            screens.press("pagedown")
            shown(screens)
        assert "row 39" in shown(screens)
        screens.press("up")
        screens.press("pageup")
        assert "row 39" not in shown(screens)
        screens.press(" ")
        assert "▸3 Good" in shown(screens)


# -- practice, and all of it at once -----------------------------------------------------------


def test_practice_shows_no_intervals_and_gives_none(env: Environment):
    """--cram leaves the schedule alone, so nothing stands under the grades."""
    with at_work(env, only("basic"), StudyOptions(cram=True, seed=1)) as screens:
        screens.press(" ")
        assert "▸3 Good" in shown(screens)
        assert "min" not in shown(screens)
        screens.press("4")
        assert screens.is_done
        assert screens.sitting.collection.store.state("mixed/basic") is None


def test_the_interval_on_the_button_is_the_one_given(env: Environment, clock: Clock):
    """Even when the learner thinks for a while."""
    with at_work(env) as screens:
        screens.press(" ")
        offered = screens.sitting.table.preview.grades[4].interval
        assert f"{offered // MINUTES_PER_DAY} d" in shown(screens)
        clock.advance(minutes=7)
        screens.press("4")
        assert screens.sitting.collection.store.state("mixed/basic").interval == offered


KEYS = [" ", "enter", "escape", *"12345uebfi?lq!x０", "up", "down", "pageup", "pagedown", "type"]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([key for key in KEYS if key not in "qe"]), max_size=40), st.sampled_from(["en", "zh"]))
def test_no_sequence_of_keys_breaks_the_screen_or_the_log(env: Environment, keys: list[str], lang: str):
    """After every key the screen fits at any size, and what is on disk is what replaying the log gives."""
    (env.home / "drill.db").unlink(missing_ok=True)
    with at_work(env, DECK, lang=lang) as screens:
        for count, key in enumerate(keys):
            if screens.is_typing:
                screens.submit(f"训练 {key}") if key == "type" else screens.press("escape")
            else:
                screens.press(key)
            width, height = (20, 6) if count % 3 == 0 else (33, 9) if count % 3 == 1 else (80, 24)
            rows = screens.draw(width, height).split("\n")
            assert len(rows) <= height
            assert max(cell_len(row) for row in rows) <= width
        store = screens.sitting.collection.store
        assert verify.verify(store) == []
        assert len(answers(screens)) == len(screens.sitting.answered)
        assert {name for name, _rating in answers(screens)} <= set(KINDS)
