"""Pictures within a card: text first, and on the page nothing lies under them or beside."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from rich.cells import cell_len

from drillcli.kinds.base import Back, Front, How
from drillcli.model import Rating
from drillcli.ui.graphics import Frame
from drillcli.ui.insets import AIR, LEAST_COLUMNS, LEAST_ROWS, Hole, Inset, Insets, Spot, is_to_be_seen, spots
from drillcli.ui.layers import gap
from drillcli.ui.lines import column
from drillcli.ui.sitting import View, compose

CELL = (10, 20)
CURVE, PHOTO, TALL = Inset(Path("c"), (480, 300)), Inset(Path("p"), (4000, 3000)), Inset(Path("t"), (100, 2000))
ASKED = View("deck", Front("What is this?", How.RATE), 1, 2)
OPTIONS = replace(ASKED, front=Front("Which?", How.CHOOSE, options=("one", "two", "three", "four")))
ANSWERED = replace(ASKED, back=Back("A curve.", "It bends."), grades=dict.fromkeys(Rating, "4 d"))


def hung(view: View, insets: Insets, width: int = 80, height: int = 24) -> dict[str, Spot]:
    """Return where the pictures are on a page, and check that they stand on empty lines within the text's margins."""
    page = compose(replace(view, insets=insets), width, height)
    found = spots(page.lines, width)
    margin, measure = column(width)
    assert len(page.lines) <= height
    for spot in found:
        assert margin <= spot.column <= spot.column + spot.columns <= margin + measure
        assert all(isinstance(line, Hole) for line in page.lines[spot.row : spot.row + spot.rows])
    for one, other in product(found, found):
        apart = one.column + one.columns < other.column or other.column + other.columns < one.column
        assert one == other or apart or one.row + one.rows < other.row or other.row + other.rows < one.row
    return {str(spot.path): spot for spot in found}


def words(view: View, insets: Insets | None, width: int, height: int) -> list[str]:
    page = compose(replace(view, insets=insets), width, height)
    return [text for line in page.lines if (text := "".join(part.text for part in line).strip())]


@pytest.mark.parametrize("view", [ASKED, OPTIONS, ANSWERED])
@pytest.mark.parametrize("size", [(20, 6), (30, 12), (60, 18), (80, 24), (120, 50), (200, 60)])
@pytest.mark.parametrize("insets", [
    Insets((CURVE,), (), CELL), Insets((PHOTO, CURVE, TALL), (), CELL), Insets((CURVE,), (PHOTO,), CELL),
    Insets((), (TALL, PHOTO), CELL), Insets((), (), CELL),
])  # fmt: skip
def test_text_has_precedence(view: View, size: tuple[int, int], insets: Insets):
    """Whatever the window: with pictures the same words stand on the page as without, and each line has room."""
    hung(view, insets, *size)
    assert words(view, insets, *size) == words(view, None, *size)
    assert all(sum(cell_len(part.text) for part in line) <= size[0] for line in compose(view, *size).lines)


def test_pictures_that_have_no_cell_each_are_left_out():
    """However small they are: a hundred icons go as far as the line does."""
    icons = tuple(Inset(Path(str(number)), (8, 16)) for number in range(100))
    assert 0 < len(hung(ASKED, Insets(icons, (), (8, 16)))) < 30


def test_a_picture_of_the_question_stands_below_it():
    """Before the options, as large as they leave room for."""
    spot = hung(OPTIONS, Insets((CURVE,), (), CELL))["c"]
    page = compose(replace(OPTIONS, insets=Insets((CURVE,), (), CELL)), 80, 24)
    texts = ["".join(part.text for part in line).strip() for line in page.lines]
    assert texts.index("Which?") < spot.row < texts.index("1  one")
    assert spot.rows == 24 - 3 - 2 - 6 - 1 - AIR  # without head, foot, question and options, and air
    assert hung(OPTIONS, Insets((CURVE,), (), CELL), 80, 40)["c"][3:] == (48, 15)


def test_where_all_has_room_each_stands_by_its_text():
    """That of the question is where it was before the card was turned over."""
    insets = Insets((CURVE,), (CURVE._replace(path=Path("b")),), CELL)
    before = hung(ASKED, replace(insets, answered=()), 80, 60)
    after = hung(ANSWERED, insets, 80, 60)
    assert after["c"] == before["c"]
    assert after["b"].row > after["c"].row + after["c"].rows


def test_else_they_stand_beside_each_other():
    """The answer's first."""
    found = hung(ANSWERED, Insets((CURVE,), (PHOTO,), CELL))
    assert found["p"].row == found["c"].row
    assert found["p"].column < found["c"].column


@pytest.mark.parametrize(("inset", "frame", "is_seen"), [
    (CURVE, Frame(40, LEAST_ROWS, CELL), True), (CURVE, Frame(40, LEAST_ROWS - 1, CELL), False),
    (TALL, Frame(40, 10, CELL), False), (TALL, Frame(40, 70, CELL), True),
    (PHOTO, Frame(LEAST_COLUMNS - 1, 9, CELL), False),
    (Inset(Path("icon"), (16, 16)), Frame(2, 1, CELL), True),
])  # fmt: skip
def test_no_picture_is_made_too_small(inset: Inset, frame: Frame, is_seen: bool):
    """To be seen; one that is that small is shown."""
    assert is_to_be_seen(inset, frame) is is_seen


def test_of_many_the_first_are_shown():
    """As many as are large enough side by side."""
    many = tuple(PHOTO._replace(path=Path(str(number))) for number in range(20))
    found = hung(ASKED, Insets(many, (), CELL))
    assert 1 < len(found) < 20
    assert list(found) == [str(number) for number in range(len(found))]
    assert all(spot.columns >= LEAST_COLUMNS for spot in found.values())


def test_a_line_to_type_in_finds_its_place():
    """In the air below a picture, not on it."""
    view = replace(ASKED, front=Front("Name it.", How.TYPE), flash="again in 10 minutes")
    for height in (18, 24, 40):
        insets = Insets((PHOTO,), (), CELL)
        spot = hung(view, insets, 80, height)["p"]
        row = gap(compose(replace(view, insets=insets), 80, height).lines)
        assert row is not None
        assert row >= spot.row + spot.rows
