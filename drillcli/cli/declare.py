"""How the words and options of a command are declared; Typer is loaded when it reads the declarations."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.locale import _


def typer() -> Any:
    """Return Typer, loaded on first use."""
    return import_module("typer")


def words(metavar: str, about: str, completion: str = "") -> Any:
    """Declare words of a command; `completion` names the function of `drillcli.commands.complete` that offers them."""
    return typer().Argument(metavar=metavar, help=about, autocompletion=offering(completion) if completion else None)


def deck_words() -> Any:
    """Declare the decks that a command takes."""
    return words("[DECK]...", _("Decks by name; all of them when left out."), "decks")


def card_words(metavar: str) -> Any:
    """Declare the card or cards that a command takes."""
    return words(metavar, _("A card's id, such as deck/note."), "cards")


def flag(name: str, about: str) -> Any:
    """Declare an option without a value."""
    return typer().Option(name, help=about, show_default=False)


def json_flag() -> Any:
    """Declare the option that turns a report into JSON."""
    return flag("--json", _("Print the report as JSON."))


def force_flag() -> Any:
    """Declare the option that lets a command write over a file."""
    return flag("--force", _("Write over a file that is there."))


def value(name: str, metavar: str, read: Callable[[str], Any], about: str, completion: str = "") -> Any:
    """Declare an option with a value; `completion` is as in `words`."""
    offer = offering(completion) if completion else None
    return typer().Option(
        name, metavar=metavar, parser=reader(read), help=about, show_default=False, autocompletion=offer
    )


def reader(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return `read` as Typer wants it: where it raises ValueError, the message says which text was wrong and why."""

    def parse(text: str) -> Any:
        try:
            return read(text)
        except ValueError as error:
            raise typer().BadParameter(_("{text!r} is wrong: {reason}").format(text=text, reason=error)) from None

    return parse


def late(name: str) -> Callable[[str], Any]:
    """Return a reader of `drillcli.harness.options`, loaded when a text is read."""

    def read(text: str) -> Any:
        return getattr(import_module("drillcli.harness.options"), name)(text)

    return read


def offering(what: str) -> Callable[[Any, list[str], str], list[Any]]:
    """Return what completes a word, by a function of `drillcli.commands.complete`; it stays silent in trouble."""

    def offers(ctx: Any, _args: list[str], incomplete: str) -> list[Any]:
        return offered(what, ctx.obj.env, incomplete, ctx.params)

    return offers


def offered(what: str, env: Environment, word: str, given: Mapping[str, Any]) -> list[Any]:
    """Return what a function of `drillcli.commands.complete` offers for a word; nothing where there is trouble."""
    complete = import_module("drillcli.commands.complete")
    try:
        return list(getattr(complete, what)(complete.Line(env, word, given)))
    except (DrillError, OSError):
        return []
