"""Turns a note of question and answer into one with gaps: the terms in bold, or words that the user names."""

import re
from collections.abc import Sequence
from typing import Any

from drillcli.deckfile.write import Entry
from drillcli.kinds import cloze, gaps
from drillcli.kinds.base import said
from drillcli.kinds.cloze import VERBATIM
from drillcli.locale import _
from drillcli.model import Note

_BOLD = re.compile(rf"{VERBATIM}|\*\*(?P<term>[^*\n]+?)(?P<colon>[:：]?)\*\*")
_KEPT = ("why", "tags", "from")


def bold_terms(text: str) -> list[str]:
    """Return the terms in bold of a Markdown text, without the colon that may end them."""
    return [found["term"].strip() for found in _BOLD.finditer(text) if found["term"]]


def split(note: Note, words: Sequence[str] = ()) -> Entry:
    """Return the note as a cloze: its question, below it its answer, in which the `words` are gaps.

    Without words the terms in bold are. Raises ValueError, with the reason, where there is nothing to leave out.
    """
    lang = next(iter(note.fields.get("a", {})), "")
    answer = said(note, "a", lang)
    if not answer or "{{" in answer + said(note, "q", lang):
        raise ValueError(_("only a note of question and answer, without double braces, can be split"))
    made = _with_words(answer, words) if words else _with_bold(answer)
    if made == answer:
        raise ValueError(_("nothing is in bold: name the words to leave out, with commas between them"))
    text = f"{said(note, 'q', lang)}\n\n{made}"
    if len(gaps.read(text).gaps) != text.count("{{") or any(gap.named for gap in gaps.read(text).gaps):
        raise ValueError(_("these words cannot be gaps; choose others"))
    fields: dict[str, Any] = {field: note.fields[field] for field in _KEPT if field in note.fields}
    return note.id, cloze.NAME, {"cloze": {lang: text}, **fields}


def _with_bold(answer: str) -> str:
    def gap(found: re.Match[str]) -> str:
        return f"{{{{{found['term'].strip()}}}}}{found['colon']}" if found["term"] else found[0]

    return _BOLD.sub(gap, answer)


def _with_words(answer: str, words: Sequence[str]) -> str:
    """Return the answer with a gap for each word where it stands first; raises ValueError for one that is not there."""
    pieces = [answer]  # every second one is a gap
    for word in sorted(words, key=len, reverse=True):
        place = next((i for i in range(0, len(pieces), 2) if word in pieces[i]), None)
        if place is None:
            raise ValueError(_("“{word}” is not in the answer").format(word=word))
        before, _word, after = pieces[place].partition(word)
        pieces[place : place + 1] = [before, word, after]
    return "".join(f"{{{{{piece}}}}}" if number % 2 else piece for number, piece in enumerate(pieces))
