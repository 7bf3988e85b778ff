"""Markup made to take long: every text of a megabyte is read in linear time."""

import pytest

from drillcli.importers.markup import to_markdown
from drillcli.importers.markup.scan import tokens

BAD = [
    *('<a "', "<a ", "<b>", "<ul><li>", "<!--", "\\(", "<", "`", "&", '<p ">', "[sound:", "$a", "<table><tr><td>"),
    *("1. a<br>", "[anki:tts]", "_*", "</b>", "<pre>", "<a href=http:x>", "<p '\">", "<span style='", "](", "a\u00a0"),
    *("\\", "- a<br>", "<i>a</i>", "<script>", "<blockquote>", "<td>|"),
]


@pytest.mark.parametrize("piece", BAD)
def test_repetition_is_read(piece: str):
    """It ends, and nests no deeper than a stack bears; that it is quick is for the benchmarks."""
    text = to_markdown(piece * (100_000 // len(piece))).text
    assert len(text) < 2_000_000


def test_work_grows_with_the_text():
    """A tag that is not closed is looked for once: what follows is text."""
    assert list(tokens("<b>x" + '<a "' * 3)) == [("b", False, ""), "x", '<a "<a "<a "']
