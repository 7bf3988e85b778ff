"""What is told of a card that is written line by line: its kinds, its fields, the card itself, the keys."""

from collections.abc import Iterator

from rich.console import RenderableType

from drillcli.kinds import cards
from drillcli.kinds.base import Level
from drillcli.locale import _, commas, labelled, language_name, ngettext, paired
from drillcli.ui import adding_form, plain_sitting
from drillcli.ui.adding_desk import Desk
from drillcli.ui.adding_form import MUST, TAGS, Slot
from drillcli.visible import visible

KIND: Slot = ("kind", "")
"""What is asked for before the fields of the form."""
ONE_LINE = ("number", "tags")
"""The fields that Enter ends."""


def kinds() -> Iterator[str]:
    """Yield the kinds of cards by their numbers."""
    about = adding_form.about_kinds()
    for number, (name, called) in enumerate(adding_form.names_of_kinds().items(), 1):
        yield labelled(number, paired(called, about[name]))


def keys() -> Iterator[str]:
    """Yield what can be typed besides texts."""
    yield labelled(_("empty line"), _("ends a text, or leaves the field as it is"))
    yield labelled(".", _("alone on a line, an empty line within a text"))
    yield labelled("/b", _("back to the question before"))
    yield labelled("/e", _("empty this field"))
    yield labelled("/d", _("drop this card"))
    yield labelled("/u", _("take the last card back, to change it"))
    yield labelled("/q", _("leave; an unfinished card is kept"))
    yield labelled(_("a space before it"), _("makes a text of any of these"))


def name(desk: Desk, slot: Slot) -> str:
    """Return what a field is called."""
    if slot == KIND:
        return _("Kind")
    called = adding_form.label(desk.form.kind_now, slot[0])
    return _("{field} in {language}").format(field=called, language=language_name(slot[1])) if slot[1] else called


def field(desk: Desk, slot: Slot) -> Iterator[str]:
    """Yield what stands in a field; what belongs into it, whether it must be there, and how it ends."""
    called, hint, now = name(desk, slot), adding_form.hint(desk.form.kind_now, slot[0]), desk.text(slot).strip()
    if now:
        yield labelled(_("{field} now").format(field=called), visible(now))
        text = _("{field}: Enter keeps it; what you write takes its place; /e empties it.")
    elif is_required(desk, slot):
        text = _("{field}, required: {hint}.")
    elif slot[0] in MUST and not _is_elsewhere(desk, slot):
        text = _("{field}, required in one language at least: {hint}.")
    else:
        text = _("{field}, may stay empty: {hint}.")
    yield text.format(field=called, hint=hint) + ("" if slot[0] in ONE_LINE else _(" An empty line ends it."))


def is_required(desk: Desk, slot: Slot) -> bool:
    """Tell whether a card cannot do without a field: a text is wanted in one language at least."""
    return slot[0] in MUST and slot[1] in ("", desk.langs[-1]) and not _is_elsewhere(desk, slot)


def _is_elsewhere(desk: Desk, slot: Slot) -> bool:
    """Tell whether a text is there in another language."""
    return any(desk.text((slot[0], other)).strip() for other in desk.langs if other != slot[1])


def card(desk: Desk) -> Iterator[str | RenderableType]:
    """Yield the card as it will be asked, in each language, and what is to be said of it."""
    yield ""
    for lang in desk.langs:
        if not lang or any(text.strip() for (_slot, own), text in desk.form.texts.items() if own == lang):
            view = adding_form.view(desk.form, desk.title, lang)
            yield _("This is asked:")
            yield from plain_sitting.question(view.front)
            if view.back:
                yield _("This is the answer:")
                yield from plain_sitting.answer(view, view.back)
    if tags := adding_form.names(desk.text(TAGS)):
        yield labelled(_("Tags"), visible(commas(tags)))
    found = desk.problems()
    if all(level is not Level.ERROR for _message, level in found):
        yield from _number_of_cards(desk)
    for message, level in found:
        yield labelled(_("error") if level is Level.ERROR else _("warning"), visible(message))


def _number_of_cards(desk: Desk) -> Iterator[str]:
    """Yield how many cards the note makes, or why it makes none."""
    try:
        n = len(cards(adding_form.note(desk.form)))
    except ValueError as error:
        yield labelled(_("error"), visible(str(error)))
        return
    if n > 1:
        yield ngettext("It makes {n} card.", "It makes {n} cards.", n).format(n=n)
