"""Screens as SVG."""

import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len
from sample_views import answered

from drillcli.locale import set_language
from drillcli.ui.picture import CELL, screenshot

TEXT = "{http://www.w3.org/2000/svg}text"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("dark", [True, False])
def test_every_word_stands_at_its_column(lang: str, dark: bool):
    """Each run is as wide as its cells, no two overlap, and Chinese characters stand singly: columns align anywhere."""
    set_language(lang)
    svg = ElementTree.fromstring(screenshot(answered(lang), 80, 24, dark=dark))  # noqa: S314 our own
    rows: dict[str, list[tuple[float, float]]] = {}
    for node in svg.iter(TEXT):
        if length := node.get("textLength"):
            assert float(length) == pytest.approx(cell_len(node.text or "") * CELL)
            assert cell_len(node.text or "") == len(node.text or "") or len(node.text or "") == 1
            rows.setdefault(str(node.get("y")), []).append((float(str(node.get("x"))), float(length)))
    assert len(rows) > 8
    for runs in rows.values():
        assert all(x + width <= after + 0.01 for (x, width), (after, _) in pairwise(runs))
        assert all(x + width <= 80 * CELL + 0.01 for x, width in runs)


def test_the_picture_is_the_same_for_the_same_view_and_needs_no_network():
    """A README picture must not change by itself, nor fetch a font."""
    first = screenshot(answered("zh"), 80, 24)
    assert first == screenshot(answered("zh"), 80, 24)
    assert re.findall(r"https?://[^\"]+", first) == ["http://www.w3.org/2000/svg"]


def test_light_and_dark_differ_in_colours_only():
    """The same text on both grounds."""
    dark, light = (screenshot(answered("en"), 80, 24, dark=dark) for dark in (True, False))
    assert dark != light
    assert re.sub("#[0-9a-f]{6}", "", dark) == re.sub("#[0-9a-f]{6}", "", light)
