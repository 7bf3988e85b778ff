"""A sitting line by line, for a screen reader: nothing is painted twice, and every key is typed and sent with Enter."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.text import Text

from drillcli.config import Environment
from drillcli.kinds.base import Back, Front, Verdict, untold
from drillcli.kinds.compare import fold, plain
from drillcli.locale import _, clauses, labelled, ngettext, paired
from drillcli.sitting import Sitting
from drillcli.ui import closing, telling, text, words
from drillcli.ui.screens import Screens
from drillcli.ui.seen import Typing, view
from drillcli.ui.signals import exiting
from drillcli.ui.sitting import View
from drillcli.ui.telling import LONG_LINE, told

KEY_MARKS = ("/", "、")
"""What a line begins with that is a key where a line of text is waited for; the second is Chinese for the first."""


class Side(NamedTuple):
    """What of a card was told: anew when it is another card, language or side."""

    card: str
    lang: str
    is_answered: bool


def run(sitting: Sitting, env: Environment, launch: Callable[[str], None]) -> None:
    """Ask the cards of a sitting, each line of the terminal being a key or a response; the end of the lines quits.

    `launch` runs an exercise, by its name.
    """
    screens = Screens(sitting, env, launch, color=False)
    if screens.is_done:
        env.stdout.write(closing.nothing(sitting, env))
        return
    try:
        with exiting():
            converse(screens, env)
    finally:
        screens.beside.programs.hush()
        env.stdout.write("\n" + closing.page(sitting, env))


def converse(screens: Screens, env: Environment) -> None:
    """Tell what there is to tell and take lines, until the sitting is done or the lines end."""
    before: Side | None = None
    while not screens.is_done:
        now = side(screens.sitting)
        for part in (*notices(screens), *([] if now == before else page(screens)), prompt(screens)):
            env.stdout.write(telling.line(part))
        env.stdout.flush()
        before = now
        line = env.stdin.readline()
        if not line:
            return
        take(screens, line.strip())


def take(screens: Screens, line: str) -> None:
    """Do what a line says: a key, after a slash where text is waited for; else the text is the response."""
    screens.said = screens.trouble = ""
    key = fold(line).lower()
    if screens.is_typing and not key_of(line):
        screens.submit(line)
        return
    key = key[key.startswith(KEY_MARKS) :] or "enter"
    if key not in screens.acts and not (len(key) == 1 and key.isdecimal()):
        screens.trouble = _("{line!r} is no key here; ? lists them").format(line=line)
        return
    screens.press(key)
    if screens.wants_terminal:
        screens.use_terminal()


def key_of(line: str) -> str:
    """Return the key that a line is where text is waited for, "" for a text; after a space a key is a text, too."""
    key = fold(line).rstrip().lower()
    return key[1] if len(key) == 2 and key.startswith(KEY_MARKS) else ""


def side(sitting: Sitting) -> Side | None:
    """Return what of the card on the table can be told now."""
    table = sitting.table
    return Side(table.card.id, sitting.lang, table.preview is not None) if table else None


def notices(screens: Screens) -> Iterator[str | RenderableType]:
    """Yield what became of the last card or key, and the page that a key asked for."""
    yield from (text for text in (screens.said, screens.trouble) if text)
    if screens.over:
        yield told(screens.over(LONG_LINE)).rstrip("\n")
        screens.over = None


def shown(screens: Screens) -> View:
    """Return what a screen would show of the card on the table."""
    typing = Typing.OPEN if screens.takes_line else Typing.NONE
    return view(screens.sitting, "", typing, is_flagged=screens.is_flagged)


def page(screens: Screens) -> Iterator[str | RenderableType]:
    """Yield the question; or what was right and wrong, the answer, the reason, the grades."""
    seen = shown(screens)
    if seen.back:
        yield ""
        yield from answer(seen, seen.back)
        return
    marks = [_("flagged")] * seen.flagged + [_("leech")] * seen.leech
    again = [_("{n} coming again").format(n=seen.coming_again)] if seen.coming_again else []
    yield ""
    yield clauses([seen.deck, _("{asked} of {total}").format(asked=seen.asked, total=seen.total), *marks, *again])
    yield from question(seen.front)


def question(front: Front) -> Iterator[RenderableType]:
    """Yield what is asked, and the options by their numbers."""
    yield text.render(front.ask)
    for number, option in enumerate(front.options, 1):
        if "\n" in option:
            yield Group(Text(labelled(number, "").strip()), text.render(option))
        else:
            yield Text(labelled(number, plain(option)))


def answer(seen: View, back: Back) -> Iterator[str | RenderableType]:
    """Yield what was right and wrong, the answer, the reason, the grades with what they lead to."""
    if seen.verdict:
        yield judged(seen.verdict)
    if more := untold(seen.front, back, seen.verdict):
        yield text.render(more)
    if back.why:
        yield text.render(back.why)
    names = words.grade_names()
    for rating, when in seen.grades.items():
        mark = _("Enter, or {key}").format(key=int(rating)) if rating is seen.chosen else str(int(rating))
        yield labelled(mark, paired(names[rating], when) if when else names[rating])


def judged(verdict: Verdict) -> str:
    """Return whether a response was right, and what would have been."""
    if verdict.right:
        return _("Right: {given}").format(given=verdict.given)
    given = _("Wrong: {given}").format(given=verdict.given) if verdict.given else _("No response.")
    return given + "\n" + _("The right answer: {expected}").format(expected=verdict.expected)


def prompt(screens: Screens) -> str:
    """Return what can be typed now."""
    if screens.is_typing:
        return _("Type your answer, then Enter; /? lists the keys.")
    seen = shown(screens)
    if seen.back and screens.sitting.exercise:
        text = _("Rate with 1 to 4, or Enter; x runs the exercise {name}; ? lists the keys.")
        return text.format(name=screens.sitting.exercise)
    if seen.back:
        return _("Rate with 1 to 4, or Enter; ? lists the keys.")
    if options := len(seen.front.options):
        return ngettext("Choose: {n}; ? lists the keys.", "Choose 1 to {n}; ? lists the keys.", options).format(
            n=options
        )
    return _("Enter shows the answer; ? lists the keys.")
