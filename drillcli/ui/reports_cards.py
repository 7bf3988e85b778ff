"""The page of one card, and lists of cards."""

from collections.abc import Iterator, Sequence

from rich.text import Text

from drillcli.clock import iso
from drillcli.config import Environment
from drillcli.kinds.compare import plain
from drillcli.locale import _, aside, commas
from drillcli.model import FORGET, MINUTES_PER_DAY, Mode, Phase, Rating
from drillcli.stats.card import Dossier, Face
from drillcli.store.history import Review
from drillcli.ui import intervals, text, words
from drillcli.ui.console import console
from drillcli.ui.facts import phase_names
from drillcli.ui.lines import Line, hanging, lay, rule
from drillcli.ui.reports import Blocks, facts, heading, percent, table, write
from drillcli.ui.script import due_text
from drillcli.ui.text import Prose
from drillcli.visible import visible

SHORT_RULE = 8
ROOMY = 48
"""From this width on the history is told in full."""


def card(dossier: Dossier, lang: str, place: str, measure: int) -> Blocks:
    """Return the page of a card in `lang`; `place` is its file and line."""
    marks = Text("   ".join(_marks(dossier)), "accent")
    yield heading(dossier.card.id, marks, measure)
    yield from _face(dossier.faces[lang], measure)
    yield facts((*_about(dossier, place), *_state(dossier)), measure)
    yield _history(dossier.reviews, measure)


def listed(env: Environment, rows: Sequence[tuple[str, str]]) -> None:
    """Write ids with the first line of what they ask: below each other in a terminal, on one line in a pipe."""
    shown = [(name, first_line(front)) for name, front in rows]
    if not console(env.variables, env.stdout).is_terminal:
        env.stdout.write("".join(f"{name}  {front}\n" for name, front in shown))
        return
    write(env, lambda measure: _list(shown, measure))


def first_line(markdown: str) -> str:
    """Return the first line of a text without its markup."""
    line = text.formulas(visible(markdown).strip().partition("\n")[0])
    return plain(line)


def _list(rows: Sequence[tuple[str, str]], measure: int) -> Blocks:
    for name, front in rows:
        yield [*lay(Prose(name), measure), *lay(Prose(front, "quiet"), measure, indent=2)]


def _marks(dossier: Dossier) -> Iterator[str]:
    if dossier.marks.flagged:
        yield _("flagged")
    if dossier.marks.suspended:
        yield _("suspended")
    if dossier.is_buried:
        yield _("hidden today")


def _face(face: Face, measure: int) -> Blocks:
    yield lay(text.render(face.front, "ask"), measure)
    indent = len(str(len(face.options))) + 2
    yield [
        line
        for number, option in enumerate(face.options, 1)
        for line in hanging(Text(str(number), "key"), text.render(option), measure, indent)
    ]
    yield [rule(min(measure, SHORT_RULE))]
    yield lay(text.render(face.back), measure)
    yield lay(text.render(face.why, "quiet"), measure) if face.why else []


def _about(dossier: Dossier, place: str) -> Iterator[tuple[str, str]]:
    note = dossier.card.note
    for field, label in (("tags", _("tags")), ("from", _("sources")), ("fixes", _("corrects"))):
        yield label, commas(note.fields.get(field, []))
    yield _("as of"), note.fields.get("as_of", "")
    yield _("file"), place


def _state(dossier: Dossier) -> Iterator[tuple[str, str]]:
    state, memory = dossier.state, dossier.memory
    yield _("state"), phase_names()[state.phase if state else Phase.NEW]
    if state is None or memory is None:
        return
    yield _("due"), due_text(state).replace("T", " ")[:16]
    yield _("interval"), intervals.interval(state.interval)
    yield _("stability"), intervals.interval(max(round(memory.stability * MINUTES_PER_DAY), 1))
    yield _("difficulty"), f"{memory.difficulty:.1f} / 10"
    yield _("recall now"), percent(memory.recall)
    yield _("reviews"), str(state.reps)
    yield _("lapses"), str(state.lapses)


def _history(reviews: Sequence[Review], measure: int) -> list[Line]:
    """Return a line for each review, the newest first; a narrow screen has no room for the hour and the time taken."""
    if not reviews:
        return []
    heads = (_("answered"), _("rating"), _("interval"), _("took"))
    rows = [
        (
            Text(iso(review.at.ms, review.at.offset).replace("T", " ")[:16]),
            Text(_rating(review)),
            Text(intervals.interval(review.interval) if review.interval else "–"),
            Text(_("{n} s").format(n=f"{review.took_ms / 1000:.1f}") if review.rating else "–"),
        )
        for review in reversed(reviews)
    ]
    if measure < ROOMY:
        return lay(
            table(heads[:3], [(when[:10], given, interval) for when, given, interval, _took in rows], 2), measure
        )
    return lay(table(heads, rows, texts=2), measure)


def _rating(review: Review) -> str:
    """Return the name of a rating, and why it was given when it was not to learn."""
    name = _("forget") if review.rating == FORGET else words.grade_names()[Rating(review.rating)]
    why = {Mode.CRAM: _("cram"), Mode.EXAM: _("exam"), Mode.IMPORT: _("imported")}.get(Mode(review.mode))
    return name + aside(why) if why else name
