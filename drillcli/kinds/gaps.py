"""Reads the gaps of a cloze, `{{text}}` or `{{text::name}}`, out of its text."""

import re
from dataclasses import dataclass
from functools import lru_cache

from drillcli.locale import _

PAIRED = frozenset("{\\")
OPEN, CLOSE = "{{", "}}"
BRACE = r"(?s)\\.|[{}]"


@dataclass(frozen=True, slots=True)
class Gap:
    """What is asked: its part (the name, or "1", "2", … without one) and where it begins in the full text."""

    part: str
    text: str
    start: int
    named: bool

    @property
    def end(self) -> int:
        """Where the text after the gap begins."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Cloze:
    """The full text, and the gaps in it from left to right."""

    text: str
    gaps: tuple[Gap, ...]

    @property
    def parts(self) -> tuple[str, ...]:
        """Each part once; gaps that share a name are one part."""
        return tuple(dict.fromkeys(gap.part for gap in self.gaps))


@lru_cache(16)  # a note's parts, faults and sides are asked for one after the other
def read(source: str) -> Cloze:
    r"""Return the text and its gaps. Braces within a gap go in pairs (`{{$\frac{a}{b}$}}`), or as `\{`.

    A name is letters, digits and hyphens at the end of a gap, as in the id of a note, so that a gap
    in backticks such as ``{{`std::vector`}}`` has none.

    Raises:
        ValueError: a gap is empty or not closed; the message says which.
    """
    text, gaps, at = "", list[Gap](), 0
    while (start := source.find(OPEN, at)) >= 0:
        end = _closing(source, start)
        text += source[at:start]
        number = 1 + sum(not gap.named for gap in gaps)
        gaps.append(_gap(source[start + len(OPEN) : end], len(text), number))
        text += gaps[-1].text
        at = end + len(CLOSE)
    return Cloze(text + source[at:], tuple(gaps))


def _closing(source: str, start: int) -> int:
    """Return where the closing braces of the gap that opens at `start` stand."""
    end = source.find(CLOSE, start)
    if end >= 0 and not PAIRED.intersection(source[start + len(OPEN) : end]):
        return end
    depth = 0
    for brace in re.compile(BRACE).finditer(source, start + len(OPEN)):
        if brace[0] == "{":
            depth += 1
        elif brace[0] == "}" and depth:
            depth -= 1
        elif brace[0] == "}" and source.startswith(CLOSE, brace.start()):
            return brace.start()
    message = _("the gap that begins “{start}” is not closed: end it with two braces, pair the braces within it")
    raise ValueError(message.format(start=source[start : start + 20]))


def _gap(inner: str, start: int, number: int) -> Gap:
    text, _mark, name = inner.rpartition("::")
    name = name.rstrip()
    named = bool(text.strip()) and name.replace("-", "").isalnum()
    text = (text if named else inner).strip()
    if not text or text.startswith("::"):
        raise ValueError(_("the gap “{gap}” is empty: write in it what is asked").format(gap=OPEN + inner + CLOSE))
    return Gap(name if named else str(number), text, start, named)
