"""A sitting line by line, for a screen reader: nothing is painted twice, and every key is typed and sent with Enter."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from rich.console import Group, RenderableType
from rich.text import Text

from drillcli.config import Environment
from drillcli.kinds.base import Back, Front, How, Verdict
from drillcli.kinds.compare import plain
from drillcli.locale import _, ngettext
from drillcli.sitting import Sitting
from drillcli.ui import closing, text, words
from drillcli.ui.screens import Screens
from drillcli.ui.seen import Typing, view
from drillcli.ui.sitting import View
from drillcli.ui.telling import LONG_LINE, card_text, in_words, told

KEY_MARK = "/"
"""What a line begins with that is a key where a line of text is waited for."""


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
            env.stdout.write(in_words(part) + "\n" if isinstance(part, str) else card_text(part))
        env.stdout.flush()
        before = now
        line = env.stdin.readline()
        if not line:
            return
        take(screens, line.strip())


def take(screens: Screens, line: str) -> None:
    """Do what a line says: a key, after a slash where text is waited for; else the text is the response."""
    screens.said = screens.trouble = ""
    if screens.is_typing and not (line.startswith(KEY_MARK) and len(line) == 2):
        screens.submit(line)
        return
    key = line.removeprefix(KEY_MARK) or "enter"
    if key not in screens.acts and not (len(key) == 1 and key.isdecimal()):
        screens.trouble = _("{line!r} is no key here; ? lists them").format(line=line)
        return
    screens.press(key)
    if screens.wants_terminal:
        screens.use_terminal()


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
    yield "; ".join([seen.deck, _("{asked} of {total}").format(asked=seen.asked, total=seen.total), *marks, *again])
    yield from question(seen.front)


def question(front: Front) -> Iterator[RenderableType]:
    """Yield what is asked, and the options by their numbers."""
    yield text.render(front.ask)
    yield from (Group(Text(f"{number}:"), text.render(option)) if "\n" in option else Text(f"{number}: {plain(option)}")
                for number, option in enumerate(front.options, 1))  # fmt: skip


def answer(seen: View, back: Back) -> Iterator[str | RenderableType]:
    """Yield what was right and wrong, the answer, the reason, the grades with what they lead to."""
    if seen.verdict:
        yield judged(seen.verdict)
    if seen.front.how is not How.CHOOSE and not (seen.verdict and plain(back.answer) == seen.verdict.expected):
        yield text.render(back.answer)
    if back.why:
        yield text.render(back.why)
    names = words.grade_names()
    for rating, when in seen.grades.items():
        mark = _("Enter, or {key}").format(key=int(rating)) if rating is seen.chosen else str(int(rating))
        yield f"{mark}: {names[rating]}" + (f", {when}" if when else "")


def judged(verdict: Verdict) -> str:
    """Return whether a response was right, and what would have been."""
    if verdict.right:
        return _("Right: {given}").format(given=verdict.given)
    given = _("Wrong: {given}").format(given=verdict.given) if verdict.given else _("No response.")
    return given + "\n" + _("Right would be: {expected}").format(expected=verdict.expected)


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
