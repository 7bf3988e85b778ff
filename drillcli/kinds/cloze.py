"""A text with gaps: one card for each, asked with the others filled in; the learner rates."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from random import Random

from drillcli.kinds import checks, gaps
from drillcli.kinds.base import Back, Front, How, Level, Problem, Shape, Verdict, said
from drillcli.kinds.compare import HAN, normalise, plain
from drillcli.kinds.gaps import Cloze, Gap
from drillcli.locale import _, clauses, commas, labelled
from drillcli.model import Card, Note

NAME = "cloze"
FIELDS: Mapping[str, Shape] = {"cloze": Shape.TEXT}
REQUIRED: tuple[str, ...] = ("cloze",)
BLANK = "[…]"
VERBATIM = r"(?s)(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)|\$(?=\S)[^$\n]+?(?<=\S)\$(?!\d)"
"""Code and maths, in which Markdown means nothing."""
WORD = rf"[^\W{HAN}]"
"""A character that a word is made of, in scripts that put spaces between words."""
FULL_WIDTH = "｛｛|｝｝|：："
"""What an input method for Chinese makes of the marks of a gap."""
COINCIDENCE = 2
"""The most characters of a word outside Chinese that may well stand twice by chance."""


def parts(note: Note) -> tuple[str, ...]:
    """Return the names of the gaps; "1", "2", … for those without one."""
    return gaps.read(next(iter(note.fields["cloze"].values()))).parts


def front(card: Card, lang: str, rng: Random) -> Front:  # noqa: ARG001 nothing to shuffle
    """Return the text with the gap asked for left open and the others filled in."""
    return Front(_asked(_read(card, lang), card.part), How.RATE)


def back(card: Card, lang: str) -> Back:
    """Return the full text with what was asked in bold."""
    cloze = _read(card, lang)
    answer = _replaced(cloze, card.part, lambda gap: gap.text if _verbatim(cloze, gap) else _strong(cloze, gap))
    return Back(answer, said(card.note, "why", lang))


def grade(card: Card, front: Front, response: str, lang: str) -> Verdict | None:  # noqa: ARG001 the learner rates
    """Return None: the learner rates."""
    return None


def typed(card: Card, lang: str) -> tuple[str, ...]:
    """Return the text of the gap, or each text where several gaps share a name."""
    return tuple(dict.fromkeys(plain(gap.text) for gap in _read(card, lang).gaps if gap.part == card.part))


def problems(note: Note) -> Iterator[Problem]:
    """Yield what is wrong with the texts, with single gaps, and between the languages."""
    yield from checks.texts(note, FIELDS)
    read: dict[str, Cloze] = {}
    for lang, source in note.fields["cloze"].items():
        try:
            read[lang] = gaps.read(source)
        except ValueError as fault:
            yield Problem(checks.place("cloze", lang), str(fault))
    for lang, cloze in read.items():
        for message, level in _faults(cloze):
            yield Problem(checks.place("cloze", lang), message, level)
    yield from _between_languages(read)


def _read(card: Card, lang: str) -> Cloze:
    return gaps.read(said(card.note, "cloze", lang))


def _replaced(cloze: Cloze, part: str, replace: Callable[[Gap], str]) -> str:
    """Return the full text with each gap of `part` replaced."""
    text, at = "", 0
    for gap in cloze.gaps:
        if gap.part == part:
            text += cloze.text[at : gap.start] + replace(gap)
            at = gap.end
    return text + cloze.text[at:]


def _asked(cloze: Cloze, part: str) -> str:
    # A bare bracket before `(` or `:` would be read as a link.
    return _replaced(cloze, part, lambda gap: BLANK if _verbatim(cloze, gap) else "\\" + BLANK)


def _verbatim(cloze: Cloze, gap: Gap) -> bool:
    """Return whether the gap is a piece of code or maths (not the whole of it)."""
    spans = (span.span() for span in re.finditer(VERBATIM, cloze.text))
    return any(start <= gap.start and gap.end <= end and (start, end) != (gap.start, gap.end) for start, end in spans)


def _strong(cloze: Cloze, gap: Gap) -> str:
    """Return the gap in bold, so that every Markdown reader sees the asterisks.

    `**` between a letter and punctuation is literal text (CommonMark 0.31, 6.2: flanking), as it
    would be around code or maths in the midst of Chinese. Chinese punctuation there is left out of
    the bold, as a space beside it would show; before anything else comes a space.
    """
    if "**" in gap.text or "\n\n" in gap.text:
        return gap.text
    before, after = cloze.text[: gap.start][-1:], cloze.text[gap.end :][:1]
    left, text = _parted(gap.text) if before.isalnum() else ("", gap.text)
    right, text = (part[::-1] for part in _parted(text[::-1])) if after.isalnum() else ("", text)
    left += " " if not left and _is_mark(text[0]) and before.isalnum() else ""
    right = (" " if not right and _is_mark(text[-1]) and after.isalnum() else "") + right
    return f"{left}**{text}**{right}"


def _parted(text: str) -> tuple[str, str]:
    """Return the Chinese punctuation that a text begins with, and the rest; none where there would be no rest."""
    rest = text.lstrip("".join({char for char in text if _is_mark(char) and not char.isascii()}))
    return (text[: len(text) - len(rest)], rest) if rest else ("", text)


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _faults(cloze: Cloze) -> Iterator[tuple[str, Level]]:
    if not cloze.gaps:
        yield _("there is no gap: put two braces on either side of what is asked"), Level.ERROR
    if mark := re.search(FULL_WIDTH, cloze.text):
        message = _("“{mark}” is shown as it is and makes no gap: write {gap} in half width")
        yield message.format(mark=mark[0], gap="{{…::…}}"), Level.WARNING
    unnamed = [gap for gap in cloze.gaps if not gap.named]
    for gap in cloze.gaps:
        if gap.named and unnamed and gap.part.isdecimal():
            message = _("the gap name “{name}” may clash with the number of a gap without name: use letters")
            yield message.format(name=gap.part), Level.ERROR
        if not gap.named and "::" in gap.text and re.search(r"::[^\s:`]+$", gap.text):
            message = _("“{text}” is shown as it is: a gap's name has only letters, digits and hyphens")
            yield message.format(text=gap.text), Level.WARNING
    if len(cloze.text) > (limit := checks.most(cloze.text, checks.LONG_FRONT)):
        message = _("the text has {n} characters, more than {limit}: split it into several notes")
        yield message.format(n=len(cloze.text), limit=limit), Level.WARNING
    yield from _given_away(cloze)


def _given_away(cloze: Cloze) -> Iterator[tuple[str, Level]]:
    for gap in cloze.gaps:
        rest = _replaced(cloze, gap.part, lambda _gap: BLANK)
        if gap.text.strip("`*$").casefold() not in rest.casefold():
            continue  # the common case, without the cost of `normalise`
        answer = normalise(gap.text)
        if _shows(rest, answer):
            message = _("“{text}” also stands outside its gap, so that the question shows its answer: reword it")
            by_chance = len(answer) <= COINCIDENCE and not re.search(f"[{HAN}]", answer)
            yield message.format(text=gap.text), Level.WARNING if by_chance else Level.ERROR


def _shows(text: str, answer: str) -> bool:
    """Return whether a normalised answer stands in a text, as a whole word or as two Chinese characters or more."""
    if len(answer) < COINCIDENCE and re.search(f"[{HAN}]", answer):
        return False
    start = rf"(?<!{WORD})(?<!\d[.,])" if re.match(WORD, answer) else ""
    end = rf"(?!{WORD})(?![.,]\d)" if re.match(WORD, answer[-1:]) else ""
    return bool(answer) and bool(re.search(start + re.escape(answer) + end, normalise(text)))


def _between_languages(read: Mapping[str, Cloze]) -> Iterator[Problem]:
    if len(read) < 2:
        return
    if any(len(cloze.gaps) > 1 and not all(gap.named for gap in cloze.gaps) for cloze in read.values()):
        message = _("name each gap, as in {{text::name}}: the languages may put them in another order")
        yield Problem(("cloze",), message)
        return
    if len({frozenset(cloze.parts) for cloze in read.values()}) > 1:
        sets = clauses(labelled(lang, commas(sorted(cloze.parts)) or "-") for lang, cloze in read.items())
        message = _("the gaps must have the same names in each language ({sets})")
        yield Problem(("cloze",), message.format(sets=sets))
