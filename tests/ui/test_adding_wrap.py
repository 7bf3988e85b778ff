"""Text that is being typed breaks where words end, and the cursor is where its character is shown."""

import pytest
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import fragment_list_to_text
from prompt_toolkit.layout import BufferControl
from prompt_toolkit.layout.processors import Transformation, TransformationInput
from prompt_toolkit.utils import get_cwidth

from drillcli.ui.adding_wrap import Words

WIDTH = 12


def shown(text: str, width: int = WIDTH) -> Transformation:
    control = BufferControl(Buffer())
    given = TransformationInput(control, Document(text), 0, lambda at: at, [("", text)], width, 10)
    return Words().apply_transformation(given)


def rows(text: str, width: int = WIDTH) -> list[str]:
    """Return the rows as prompt_toolkit breaks them: wherever the next character has no room."""
    found, used = [""], 0
    for char in fragment_list_to_text(shown(text, width).fragments):
        if used + get_cwidth(char) > width:
            found, used = [*found, ""], 0
        found[-1] += char
        used += get_cwidth(char)
    return [row.rstrip() for row in found]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Which lake is deepest", ["Which lake", "is deepest"]),
        ("Which lake i", ["Which lake i"]),
        ("twelve cells and", ["twelve cells", "and"]),
        ("哪个湖最深？它在哪里？", ["哪个湖最深？", "它在哪里？"]),
        ("它叫贝加尔湖，很深", ["它叫贝加尔", "湖，很深"]),
        ("a" * 30, ["a" * 12, "a" * 12, "a" * 6]),
        ("", [""]),
    ],
)
def test_rows_end_where_words_end(text: str, wanted: list[str]) -> None:
    """By the rules of every other text of drill: no closing punctuation at the beginning of a row."""
    assert rows(text) == wanted


@pytest.mark.parametrize(
    "text", ["Which lake is the deepest of all", "它叫贝加尔湖，很深 indeed it is", "a" * 30, "a  b    " * 4]
)
def test_the_cursor_is_at_its_character(text: str) -> None:
    """Each character that is shown is found again from where it is shown."""
    made = shown(text)
    letters = fragment_list_to_text(made.fragments)
    for at, char in enumerate(text):
        place = made.source_to_display(at)
        if not char.isspace():
            assert letters[place] == char
            assert made.display_to_source(place) == at
    assert made.source_to_display(len(text)) == len(letters)
