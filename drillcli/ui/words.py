"""The words of a sitting: names of the grades, what the keys do, names of the weekdays."""

from drillcli import look
from drillcli.kinds.base import Front, How
from drillcli.locale import _
from drillcli.model import Rating


def grade_names() -> dict[Rating, str]:
    """Return the name of each grade."""
    return {
        Rating.AGAIN: _("Again"),
        Rating.HARD: _("Hard"),
        Rating.GOOD: _("Good"),
        Rating.EASY: _("Easy"),
    }


def weekdays() -> tuple[str, ...]:
    """Return the short names of the weekdays, Monday first."""
    return (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def hints(front: Front, *, revealed: bool) -> tuple[tuple[str, str], ...]:
    """Return the keys worth naming at the bottom of the screen, most useful first, and what they do."""
    first = {
        How.RATE: (_("space"), _("show the answer")),
        How.CHOOSE: (f"1–{len(front.options)}", _("choose")),
        How.ORDER: (_("type"), _("the numbers in order")),
        How.TYPE: (_("type"), _("your answer")),
        How.NUMBER: (_("type"), _("a number")),
    }[front.how]
    if revealed:
        first = (_("space"), _("continue"))
    return (first, ("?", _("keys")), ("q", _("quit")), ("u", _("undo")), ("e", _("edit")))


def key_help() -> tuple[tuple[str, str], ...]:
    """Return every key of a sitting and what it does, for the page of keys; plainly, as it is typed on a line."""
    if look.is_plain():
        return (
            (_("Enter"), _("show the answer; then accept the marked grade")),
            *((key, does) for key, does in _letters() if key not in ("↑ ↓", "esc")),
        )
    return ((_("space") + " ↵", _("show the answer; then accept the marked grade")), *_letters())


def _letters() -> tuple[tuple[str, str], ...]:
    return (
        ("1 2 3 4", _("rate: again, hard, good, easy")),
        ("1–9", _("choose an option")),
        ("u", _("undo, any number of times")),
        ("e", _("edit the card in your editor")),
        ("b", _("bury: not again today")),
        ("!", _("suspend: not again until you say so")),
        ("f", _("flag, or take the flag off")),
        ("i", _("what is known about the card")),
        ("l", _("switch the language")),
        ("x", _("run the exercise that belongs to the card")),
        ("o", _("show the picture, or play the sound")),
        ("s", _("say it aloud")),
        ("esc", _("letters are keys while an answer is typed; then text again")),
        ("↑ ↓", _("scroll")),
        ("?", _("these keys")),
        ("q", _("quit; every answer is kept")),
    )
