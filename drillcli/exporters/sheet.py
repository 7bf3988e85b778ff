"""Decks as a sheet to print: an HTML page of questions and answers in two columns, without scripts or other files.

Formulas are Unicode, as in the terminal, so that nothing has to be loaded; pictures are in the page itself.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from html import escape
from mimetypes import guess_type
from random import Random

from drillcli.exporters.html import render
from drillcli.exporters.media import Media, is_sound
from drillcli.exporters.outgoing import Outgoing, Wish, spoken_by
from drillcli.kinds import cards, kind
from drillcli.kinds.base import How
from drillcli.model import Card, Text, in_language
from drillcli.visible import visible

STYLE = """\
body { font: 11pt/1.45 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; max-width: 60em;
  margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.4em; } .about { color: #555; }
table { border-collapse: collapse; width: 100%; }
.cards > tbody > tr > td { width: 50%; vertical-align: top; padding: 0.6em 0.8em; border: 1px solid #999; }
td > div + div { margin-top: 0.5em; } .why { color: #555; font-size: 0.9em; }
pre { white-space: pre-wrap; background: #f3f3f3; padding: 0.4em; } code { font-family: ui-monospace, monospace; }
ol.options { list-style: upper-alpha; } img { max-width: 100%; }
@media print { body { margin: 0; max-width: none; font-size: 9.5pt; } tr { break-inside: avoid; }
  h1 { break-before: page; } h1:first-of-type { break-before: auto; } }
"""


def sheet(decks: Sequence[Outgoing], wish: Wish, media: Media) -> Iterator[str]:
    """Yield the page in pieces; `media` finds pictures."""
    page = _Page(wish, media)
    titles = ", ".join(page.title(deck) for deck in decks)
    yield (
        f'<!DOCTYPE html>\n<html lang="{wish.languages()[0]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{titles}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    )
    for deck in decks:
        media.within(deck.path.parent)
        yield from page.deck(deck)
    yield "</body>\n</html>\n"


class _Page:
    """Writes the parts of a page."""

    def __init__(self, wish: Wish, media: Media) -> None:
        self._wish = wish
        self._media = media

    def title(self, deck: Outgoing) -> str:
        return escape(visible(" · ".join(self._texts(deck.title))))

    def deck(self, deck: Outgoing) -> Iterator[str]:
        yield f"<h1>{self.title(deck)}</h1>\n"
        yield from (f'<div class="about">{self._html(text)}</div>\n' for text in self._texts(deck.about))
        yield '<table class="cards">\n'
        for note in deck.notes():
            langs = self._wish.languages(*spoken_by(note))
            for card in cards(note):
                yield f"<tr>{self._cell(card, langs, self._question)}{self._cell(card, langs, self._answer)}</tr>\n"
        yield "</table>\n"

    def _texts(self, text: Text) -> list[str]:
        langs = self._wish.languages(text) if text else ()
        return list(dict.fromkeys(in_language(text, lang) for lang in langs))

    def _cell(self, card: Card, langs: Sequence[str], side: Callable[[Card, str], str]) -> str:
        """Return one side of a card in each language; what reads the same in both stands once."""
        said: dict[str, str] = {}
        for lang in langs:
            said.setdefault(side(card, lang), lang)
        return "<td>" + "".join(f'<div lang="{lang}">{html}</div>' for html, lang in said.items()) + "</td>"

    def _question(self, card: Card, lang: str) -> str:
        front = kind(card.note).front(card, lang, Random(card.id))  # noqa: S311 shuffles options
        tag = "ol" if front.how is How.CHOOSE else "ul"
        items = "".join(f"<li>{self._html(option)}</li>" for option in front.options)
        return self._html(front.ask) + (f'<{tag} class="options">{items}</{tag}>' if items else "")

    def _answer(self, card: Card, lang: str) -> str:
        back = kind(card.note).back(card, lang)
        return self._html(back.answer) + (f'<div class="why">{self._html(back.why)}</div>' if back.why else "")

    def _html(self, text: str) -> str:
        return render(text, self._inlined, self._formula)

    def _formula(self, tex: str, *, is_block: bool) -> str:  # noqa: ARG002 a line of its own is no different here
        return self._wish.formula(tex)

    def _inlined(self, source: str) -> str | None:
        """Return the address of a picture that holds the picture itself; the page has no sounds, only links to them."""
        name = None if is_sound(source) else self._media.picture(source)
        if name is None:
            return None
        data = b64encode(self._media.files[name].read_bytes()).decode()
        return f"data:{guess_type(name)[0] or 'application/octet-stream'};base64,{data}"
