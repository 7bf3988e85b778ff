"""The faults that notes of several kinds can have."""

import re
from collections.abc import Iterator, Mapping, Sequence

from drillcli.formulas import MATHS
from drillcli.kinds.base import Level, Problem, Shape
from drillcli.kinds.compare import HAN, normalise
from drillcli.kinds.gaps import CLOSE, OPEN
from drillcli.locale import _, commas, labelled, language_name, ngettext
from drillcli.model import Note

SPOKEN = (Shape.TEXT, Shape.LINES)
LONG_FRONT = 300
LONG_ANSWER = 400
FEWEST, MOST = 2, 9
"""How many options a note may offer: each is chosen by one digit."""
FEWEST_ENTRIES = 3
"""From so many entries on a list is hard to know as a whole."""
WITH_GAPS = "cloze"
"""The one field in which braces are gaps."""
GAP = rf"(?<![$^_}}]){re.escape(OPEN)}[^{{}}]*{re.escape(CLOSE)}"
"""Not `${{ … }}` of GitHub's workflows, an index of a formula, nor braces in braces, as of sets and tables in code."""
GAP_SHOWN = 30
CODE = r"(?ms)^ *(?P<fence>```+|~~~+).*?(?:^ *(?P=fence)|\Z)|(?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)"
VERBATIM = r"(?s)```.*?```|`[^`]*`|\$[^$\n]+\$|[“\"「『(（《][^”\"」』)）》]*[”\"」』)）》]"
"""Code, maths, titles, and what is quoted or in brackets: full stops in there end no sentence of the answer."""
ENTRY = r"(?m)^\s*(?:[-*+]|\d{1,2}[.)、])\s+\S"
SENTENCES = r"[a-z]{4,}[.!?]\s+[A-Z][a-z]*\s+[a-z]|[\u4e00-\u9fff][。！？]\s*[\u4e00-\u9fffA-Za-z]"
"""The end of one sentence and the beginning of the next; abbreviations are shorter, and names go on in capitals."""
_STOP = re.compile("[.!?。！？\n]")
LOOKED_AT = 2000
"""So many characters show that a text is more than one fact; to look at a whole book takes the square of its length."""


def place(field: str, lang: str, *rest: str | int) -> tuple[str | int, ...]:
    """Return the path within a note to a text in `lang` ("" where it is written once for all languages)."""
    return (field, lang, *rest) if lang else (field, *rest)


def texts(note: Note, fields: Mapping[str, Shape]) -> Iterator[Problem]:
    """Yield the blank texts among `fields` and `why`, gaps where none are, and the languages that some texts lack."""
    spoken = {name: value for name, value in note.fields.items() if name == "why" or fields.get(name) in SPOKEN}
    for field, by_language in spoken.items():
        for lang, value in by_language.items():
            if not (value.strip() if isinstance(value, str) else all(map(str.strip, value))):
                yield from _blank(field, lang, value)
            if field != WITH_GAPS and OPEN in (value if isinstance(value, str) else "\n".join(value)):
                yield from _gaps(field, lang, value)
    if len({*map(tuple, spoken.values())}) > 1:
        yield from _languages(spoken)


def _blank(field: str, lang: str, value: str | Sequence[str]) -> Iterator[Problem]:
    if isinstance(value, str):
        yield Problem(place(field, lang), _("`{field}` is empty: write it or take it out").format(field=field))
        return
    for index, line in enumerate(value):
        if not line.strip():
            message = _("an entry of `{field}` is empty: write it or take it out").format(field=field)
            yield Problem(place(field, lang, index), message)


def _gaps(field: str, lang: str, value: str | Sequence[str]) -> Iterator[Problem]:
    """Yield a warning for the first gap of each text, but for what looks like one in code and maths."""
    message = _("`{field}` has a gap, “{gap}”, which is shown as it is: gaps belong into `cloze`, code into backticks")
    for index, line in enumerate([value] if isinstance(value, str) else value):
        bare = MATHS.sub(" ", re.sub(CODE, " ", line)) if OPEN in line else ""
        if found := re.search(GAP, bare):
            gap = found[0] if len(found[0]) <= GAP_SHOWN else found[0][: GAP_SHOWN - 1] + "…"
            rest = () if isinstance(value, str) else (index,)
            yield Problem(place(field, lang, *rest), message.format(field=field, gap=gap), Level.WARNING)


def _languages(spoken: Mapping[str, Mapping[str, object]]) -> Iterator[Problem]:
    every = dict.fromkeys(lang for by_language in spoken.values() for lang in by_language if lang)
    for field, by_language in spoken.items():
        missing = [lang for lang in every if lang not in by_language and "" not in by_language]
        if missing:
            message = _("`{field}` is not written in {languages}: it is shown in another language")
            text = message.format(field=field, languages=commas(map(language_name, missing)))
            yield Problem((field,), text, Level.WARNING)


def too_long(note: Note, field: str, limit: int) -> Iterator[Problem]:
    """Yield a warning for each language in which a text has more than `limit` characters, of Chinese half of them."""
    for lang, text in note.fields.get(field, {}).items():
        if len(text) > (most_here := most(text, limit)):
            message = _("`{field}` has {n} characters, more than {limit}: split it into several notes")
            yield Problem(place(field, lang), message.format(field=field, n=len(text), limit=most_here), Level.WARNING)


def most(text: str, limit: int) -> int:
    """Return how many characters a text may have, `limit` or half of it: in Chinese one says as much as two letters."""
    is_chinese = len(text) > limit // 2 and 2 * len(re.findall(f"[{HAN}]", text)) > len(text)
    return limit // 2 if is_chinese else limit


def one_fact(note: Note, field: str) -> Iterator[Problem]:
    """Yield a warning for each language in which a text is a list or says more than one sentence.

    Such an answer is seldom known as a whole or not at all, so that no rating is true of it (Wozniak, "Twenty rules of
    formulating knowledge", 4 and 9).
    """
    for lang, text in note.fields.get(field, {}).items():
        if not _STOP.search(text):
            continue  # the common case, without the cost of the rest
        bare = re.sub(VERBATIM, " ", text[:LOOKED_AT])
        if (n := len(re.findall(ENTRY, bare))) >= FEWEST_ENTRIES:
            message = _("`{field}` is a list of {n}: ask for one at a time, or use `order` or a cloze")
            yield Problem(place(field, lang), message.format(field=field, n=n), Level.WARNING)
        elif re.search(SENTENCES, bare):
            message = _("`{field}` says more than one thing: keep one, and put the rest into `why` or notes of its own")
            yield Problem(place(field, lang), message.format(field=field), Level.WARNING)


def options(note: Note, field: str) -> Iterator[Problem]:
    """Yield an error where a list has too few or too many entries, two alike, or not as many as its sisters."""
    lists = note.fields[field]
    for lang, lines in lists.items():
        if not FEWEST <= len(lines) <= MOST:
            message = ngettext(
                "`{field}` has {n} entry: give {fewest} to {most}",
                "`{field}` has {n} entries: give {fewest} to {most}",
                len(lines),
            )
            yield Problem(place(field, lang), message.format(field=field, n=len(lines), fewest=FEWEST, most=MOST))
        yield from distinct(note, field, lang)
    if len({len(lines) for lines in lists.values()}) > 1:
        counts = commas(labelled(lang, len(lines)) for lang, lines in lists.items())
        message = _("`{field}` must have as many entries in each language ({counts})")
        yield Problem((field,), message.format(field=field, counts=counts))


def distinct(note: Note, field: str, lang: str) -> Iterator[Problem]:
    """Yield a fault for each entry of a list in `lang` that counts as the same as one before it when it is typed.

    A warning where the two are not written alike: n and N, `foo` and `Foo` may be what is asked.
    """
    lines = note.fields[field][lang]
    seen: dict[str, int] = {}
    for index, line in enumerate(lines):
        first = seen.setdefault(normalise(line), index)
        if first != index:
            message = _("“{line}” counts as the same as “{first}”: change or remove one")
            level = Level.ERROR if line.split() == lines[first].split() else Level.WARNING
            yield Problem(place(field, lang, index), message.format(line=line, first=lines[first]), level)
