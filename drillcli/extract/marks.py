"""The marker at the beginning of a text: its number, the field it opens, and where the words begin."""

import re
import unicodedata
from dataclasses import dataclass

from drillcli.extract.numerals import CIRCLED, DIGITS, HAN, NUMBER, value
from drillcli.extract.words import FIELD_OF, Field

_NUMBERINGS = tuple(
    (style, re.compile(pattern))
    for style, pattern in (
        ("第", rf"第\s*(?P<n>{NUMBER})\s*(?:题|问|道题|道|个问题|条)(?:\s*[.、:：．)）]\s*|\s+|$)"),
        ("()", rf"[(（\[【]\s*(?P<n>{NUMBER})\s*[)）\]】]\s*[.、:：．]?\s*"),
        ("1.", rf"(?P<n>{DIGITS})\s*\\?(?:[.．](?!\d)|[)）])\s*"),
        ("1、", rf"(?P<n>{DIGITS})\s*(?:、|[:：](?!\d))\s*"),
        ("一、", rf"(?P<n>{HAN})\s*[、.．:：]\s*"),
        ("①", rf"(?P<n>[{CIRCLED}])\s*[.、:：]?\s*"),
        ("#1", r"#\s?(?P<n>\d{1,4})\s*[.:：)、-]?\s+"),
        ("1️⃣", r"(?P<n>\d)\ufe0f?\u20e3\s*"),
    )
)
_LOOSE_NUMBER = re.compile(rf"(?P<n>{DIGITS})(?:\s+[-–—:|]\s*|\s+)(?=\D)")
_LABEL = re.compile(
    r"(?P<open>[\[【(（「])?\s*"
    rf"(?P<word>{'|'.join(sorted((re.escape(word) for word in FIELD_OF), key=len, reverse=True))})"
    rf"(?:\s*(?:no\.?\s*|#|[(（])?\s*(?P<n>{DIGITS}|{HAN})\s*(?:[)）](?=[:：]))?)?"
    r"\s*(?P<close>[\]】)）」])?\s*(?P<end>[:：]|[.．、)）]|[-–—](?=\s)|$)?\s*",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*{1,3}|_{1,3}|<(?:b|strong|em|i|u)>|<a\s+(?:name|id)=[^<>]*>", re.IGNORECASE)
_ANCHOR = re.compile(r"(?:(?:<a\s+(?:name|id)=[^<>]*>\s*</a>|\[\[?\W{1,3}\]?\]\(#[^()\s]*\))\s*)+", re.IGNORECASE)
_BOX = re.compile(r"\[[ xX]\]\s+")
_OPTION = re.compile(
    r"[*_]{0,2}(?:[(（\[]\s*(?P<a>[A-Ha-h])\s*[)）\]]|(?P<b>[A-H])\s*[.．、)）:：]|(?P<c>[a-h])[)）])[*_]{0,2}\s*(?=\S)"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What the beginning of a text says.

    Attributes:
        number: its number, None without one; the last part of `3.12`.
        style: how it is numbered (`1.`, `一、`), empty without a number.
        field: the field that a word opens, and `word`, that word in lower case.
        start, stop: where the text after the marker begins and ends; emphasis around it is left out.
        tail: where the text after emphasised words begins, None where nothing follows them.
        bold: whether the text, or the marker, is emphasised.
    """

    number: int | None = None
    style: str = ""
    field: Field | None = None
    word: str = ""
    start: int = 0
    stop: int = 0
    tail: int | None = None
    bold: bool = False


def read(text: str, *, heading: bool = False) -> Mark:
    """Return the mark at the beginning of a text; in a heading a bare number and a bare word count, too."""
    reader = _Reader(text, heading=heading)
    reader.run()
    return reader.mark()


def labelled(text: str) -> bool:
    """Tell whether a text begins with a word that opens a field."""
    return read(text).field is not None


def option(text: str) -> tuple[str, int] | None:
    """Return the letter of a choice (`A.`, `(b)`, `C、`) and where its text begins, None for another text."""
    found = _OPTION.match(text)
    return ((found["a"] or found["b"] or found["c"]).upper(), found.end()) if found else None


def _is_symbol(character: str) -> bool:
    """Tell whether a character is a picture, or the colour of one; a backtick is neither."""
    return not character.isascii() and unicodedata.category(character) in ("So", "Sk")


class _Reader:
    """One pass over the beginning of a text."""

    def __init__(self, text: str, *, heading: bool) -> None:
        self.text = text
        self.heading = heading
        self.at, self.stop, self.after, self.after_start = 0, len(text), len(text), len(text)
        self.bold = False
        self.number: int | None = None
        self.style = self.word = ""
        self.field: Field | None = None

    def run(self) -> None:
        """Take off emphasis, number and word, from the outside to the inside, each once."""
        for _round in range(3):
            self._symbols()
            self._unwrap()
            if not self._step():
                break
            if self.at >= self.stop and self.stop < self.after:
                self._leave()

    def _step(self) -> bool:
        if self.field is None and self._label():
            return True
        of_question = self.field in (None, Field.QUESTION)
        return of_question and self.number is None and self._numbering()

    def _symbols(self) -> None:
        """Skip the box of a task, targets of links, emoji and spaces before the first word."""
        box = _BOX.match(self.text, self.at, self.stop)
        self.at = box.end() if box else self.at
        while self.at < self.stop and (_is_symbol(self.text[self.at]) or self.text[self.at] in " \t\ufe0f\u200d"):
            self.at += 1
        anchor = _ANCHOR.match(self.text, self.at, self.stop)
        self.at = anchor.end() if anchor else self.at

    def _unwrap(self) -> None:
        """Step into emphasis that begins here, if it is closed again."""
        found = _EMPHASIS.match(self.text, self.at, self.stop)
        if not found or self.after != self.stop:
            return
        markup = found.group()
        closing = f"</{markup[1:].split()[0].rstrip('>')}>" if markup[0] == "<" else markup
        end = self.text.find(closing, found.end(), self.stop)
        if end > found.end():
            self.at, self.stop = found.end(), end
            self.after_start = end + len(closing)
            self.after = len(self.text)
            self.bold = True
            if self.after_start >= self.after:
                self.after = self.stop

    def _leave(self) -> None:
        """Go on behind the emphasis whose words were all marker."""
        self.at, self.stop = self.after_start, self.after
        while self.at < self.stop and self.text[self.at] in " \t:：":
            self.at += 1

    def _label(self) -> bool:
        found = _LABEL.match(self.text, self.at, self.stop)
        if not found or not self._holds(found):
            return False
        self.word = found["word"].lower()
        self.field = FIELD_OF[self.word]
        if found["n"] and self.number is None:
            self.number, self.style = value(found["n"]), "Q1"
        self.at = found.end()
        return True

    def _holds(self, found: re.Match[str]) -> bool:
        """Tell whether a word of the list stands as a marker here, not as the first word of a sentence."""
        word, end, whole = found["word"].lower(), found["end"], found.end() >= self.stop
        if bool(found["open"]) != bool(found["close"]) and not (found["close"] and found["n"]):
            return False
        if found["open"]:
            linked = self.text.startswith("(", found.end())
            return (len(word) > 1 and not linked) or end in (":", "：")
        if end in (":", "："):
            return True
        if end:
            return bool(found["n"]) or (word in ("q", "ans") and end in ".)．-–—") or (self.bold and whole)
        if whole:
            colon = self.text[self.after_start : self.after_start + 1] in (":", "：") and self.after > self.stop
            return colon or len(word) > 1 or bool(found["n"]) or (self.heading and word != "a")
        spaced = self.text[found.end() - 1].isspace() and FIELD_OF[word] is Field.QUESTION
        return bool(found["n"]) and spaced and found["n"][0].isdigit()

    def _numbering(self) -> bool:
        for style, pattern in _NUMBERINGS:
            found = pattern.match(self.text, self.at, self.stop)
            if found:
                return self._numbered(found, style)
        found = _LOOSE_NUMBER.match(self.text, self.at, self.stop) if self.heading else None
        return bool(found) and self._numbered(found, "1 ")

    def _numbered(self, found: re.Match[str] | None, style: str) -> bool:
        assert found is not None  # noqa: S101 - for mypy
        self.number, self.style, self.at = value(found["n"]), style, found.end()
        return True

    def mark(self) -> Mark:
        """Return what was found; a text of symbols alone is none."""
        if not any(character.isalnum() or character in "_$`" for character in self.text[self.at : self.stop][:100]):
            self._symbols()
        inside = self.bold and self.stop < self.after
        tail = self.after_start if inside and self.text[self.after_start :].strip() else None
        return Mark(self.number, self.style, self.field, self.word, self.at, self.stop, tail, self.bold)
