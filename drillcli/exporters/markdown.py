"""Decks as Markdown with `Q:`, `A:` and `C:`, as hashcards and repeater read it.

Options are listed under the question, the reverse of a note is a card of its own, and the reason stands under the
answer. Of a cloze it is left out, for there it would stand on the question, too. What those programs would take for a
mark is written so that Markdown shows the same: a space before a line that begins like a card, entities for brackets.
"""

import re
from collections.abc import Iterator, Sequence
from random import Random

from drillcli.exporters.outgoing import Outgoing, Wish, spoken_by
from drillcli.kinds import cards, gaps, kind
from drillcli.kinds import cloze as gap_kind
from drillcli.kinds.base import How, said
from drillcli.model import Card, in_language

_TAG = re.compile(r"(?m)^(?=[QAC]:|---)")
_BRACKETS = str.maketrans({"[": "&#91;", "]": "&#93;"})
_NAME = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": " "})


def markdown(decks: Sequence[Outgoing], wish: Wish) -> Iterator[str]:
    """Yield the file in pieces; the title of a single deck stands before its cards."""
    if len(decks) == 1:
        title = in_language(decks[0].title, wish.languages(decks[0].title)[0]).translate(_NAME)
        yield f'---\nname = "{title}"\n---\n'
    for deck in decks:
        for note in deck.notes():
            langs = wish.languages(*spoken_by(note))
            if note.kind == gap_kind.NAME:
                texts = dict.fromkeys(_gaps(said(note, "cloze", lang)) for lang in langs)
                yield from (f"\nC: {_guarded(text)}\n" for text in texts)
            else:
                yield from (f"\nQ: {_ask(card, langs)}\nA: {_answer(card, langs)}\n" for card in cards(note))


def _ask(card: Card, langs: Sequence[str]) -> str:
    return _joined([_question(card, lang) for lang in langs])


def _question(card: Card, lang: str) -> str:
    front = kind(card.note).front(card, lang, Random(card.id))  # noqa: S311 shuffles options
    mark = "{}. " if front.how is How.CHOOSE else "- "
    options = "\n".join(mark.format(number) + option for number, option in enumerate(front.options, 1))
    return f"{front.ask}\n\n{options}" if options else front.ask


def _answer(card: Card, langs: Sequence[str]) -> str:
    backs = [kind(card.note).back(card, lang) for lang in langs]
    return _joined([text for back in backs for text in (back.answer, back.why) if text])


def _joined(texts: Sequence[str]) -> str:
    return _guarded("\n\n".join(dict.fromkeys(text.strip("\n") for text in texts)))


def _guarded(text: str) -> str:
    """Return a text no line of which begins a card."""
    return _TAG.sub(" ", text)


def _gaps(source: str) -> str:
    """Return a text with its gaps in brackets."""
    read, text, at = gaps.read(source), "", 0
    for gap in read.gaps:
        text += f"{read.text[at : gap.start].translate(_BRACKETS)}[{gap.text.translate(_BRACKETS)}]"
        at = gap.end
    return text + read.text[at:].translate(_BRACKETS)
