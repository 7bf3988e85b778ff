"""The words and options of the commands on decks and cards.

The annotations are text until Typer reads them, so that a line which needs no parser does not load one.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

from drillcli.cli.call import Call
from drillcli.cli.declare import card_words, flag, json_flag, value, words
from drillcli.locale import _


def decks(*, as_json: Annotated[bool, json_flag()] = False) -> Call:
    """List the decks."""
    return Call("decks", (as_json,))


def show(card: Annotated[str, card_words("CARD")], *, as_json: Annotated[bool, json_flag()] = False) -> Call:
    """Show a card, its schedule and its history."""
    return Call("show", (card, as_json))


def search(
    text: Annotated[list[str], words("TEXT...", _("Words to look for."))],
    *,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Find cards by their text."""
    return Call("search", (text, as_json))


def new(
    deck: Annotated[str, words("DECK", _("Its name: letters, digits and hyphens."))],
    *,
    title: Annotated[
        list[str] | None, value("--title", "TEXT", str, _("Its title; give it twice, in English and in Chinese."))
    ] = None,
) -> Call:
    """Begin a deck."""
    return Call("new", (deck, title or []))


def add(
    deck: Annotated[str, words("DECK", _("The deck, by name or file."), "decks")],
    *,
    q: Annotated[str | None, value("--q", "TEXT", str, _("The question, or a text with {{gaps}}."))] = None,
    a: Annotated[str | None, value("--a", "TEXT", str, _("The answer."))] = None,
    tag: Annotated[list[str] | None, value("--tag", "T", str, _("A tag; may be given again."), "tags")] = None,
) -> Call:
    """Add cards to a deck: in the terminal, or from a pipe."""
    return Call("add", (deck, import_module("drillcli.commands.add").AddOptions(q, a, tuple(tag or ()))))


def edit(card: Annotated[str, words("CARD", _("A card's id, such as deck/note; or a deck."), "cards")]) -> Call:
    """Open a card in your editor, at its line."""
    return Call("edit", (card,))


def check(
    paths: Annotated[list[Path] | None, words("[PATH]...", _("Deck files; all decks when left out."), "files")] = None,
    *,
    fix: Annotated[bool, flag("--fix", _("Write missing ids into the files."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Look for faults in deck files."""
    return Call("check", (paths or [], fix, as_json))


def orphans(*, as_json: Annotated[bool, json_flag()] = False) -> Call:
    """List cards that have a history but are in no deck."""
    return Call("orphans", (as_json,))


def undo(card: Annotated[str | None, card_words("[CARD]")] = None) -> Call:
    """Take back the last act, or the last one on a card."""
    return Call("undo", (card,))


def bury(cards: Annotated[list[str], card_words("CARD...")]) -> Call:
    """Hide cards until tomorrow."""
    return Call("bury", (cards,))


def suspend(cards: Annotated[list[str], card_words("CARD...")]) -> Call:
    """Hide cards until you unsuspend them."""
    return Call("suspend", (cards,))


def unsuspend(cards: Annotated[list[str], card_words("CARD...")]) -> Call:
    """Bring suspended cards back."""
    return Call("unsuspend", (cards,))


def forget(cards: Annotated[list[str], card_words("CARD...")]) -> Call:
    """Make cards new again; their history stays."""
    return Call("forget", (cards,))
