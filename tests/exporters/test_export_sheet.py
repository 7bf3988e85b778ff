"""The sheet is a page by itself: every card, both languages, nothing that runs and nothing that is fetched."""

from html.parser import HTMLParser
from pathlib import Path

from export_cases import NOTES, deck, of_notes, wish
from hypothesis import given

from drillcli.exporters.media import Media
from drillcli.exporters.outgoing import BOTH, Outgoing
from drillcli.exporters.sheet import sheet

VOID = {"meta", "br", "hr", "img"}


class Page(HTMLParser):
    """Reads a page; every tag must be closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name == "src"]
        assert not any(name.startswith("on") for name, _value in attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(made: Outgoing, lang: str = BOTH) -> str:
    return "".join(sheet([made], wish(lang), Media()))


def test_a_deck() -> None:
    text = page(deck())
    assert Page(text).tags.count("tr") == 8
    assert "<h1>Every kind · 每一种</h1>" in text
    assert '<td><div lang="en">What is paid once?</div><div lang="zh">什么只付一次？</div></td>' in text
    assert '<div lang="en">⟨TP = 30⟩, ⟨FN = 20⟩: recall?</div></td>' in text
    assert "什么只付一次？" not in page(deck(), "en")


@given(NOTES)
def test_nothing_in_a_text_becomes_a_tag_that_acts(fields: dict[str, object]) -> None:
    found = Page(page(of_notes(fields)))
    assert not {"script", "iframe", "object", "link", "img", "form"} & set(found.tags)


def test_a_picture_is_in_the_page(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG")
    made = of_notes({"q": {"": "![x](a.png) ![y](https://example.org/y.png)"}, "a": {"": "z"}})
    here = Outgoing(made.slug, made.title, made.about, None, tmp_path / "made.yaml", made.notes)
    assert Page(page(here)).addresses == ["data:image/png;base64,iVBORw=="]
