"""Every command: its words and options, its one line of help, and the call it makes.

The annotations are text until Typer reads them, so that a line which needs no parser does not load one.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from drillcli.config import number, whole
from drillcli.errors import DrillError
from drillcli.locale import _


class Call(NamedTuple):
    """What a command line asks for: `drillcli.commands.<command>.run(env, *arguments)`."""

    command: str
    arguments: tuple[Any, ...] = ()


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


def value(name: str, metavar: str, read: Callable[[str], Any], about: str) -> Any:
    """Declare an option with a value."""
    return typer().Option(name, metavar=metavar, parser=reader(read), help=about, show_default=False)


def reader(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Return `read` as Typer wants it: where it raises ValueError, the message says which text was wrong and why."""

    def parse(text: str) -> Any:
        try:
            return read(text)
        except ValueError as error:
            raise typer().BadParameter(_("{text!r} is wrong: {reason}").format(text=text, reason=error)) from None

    return parse


def offering(what: str) -> Callable[[Any, str], list[str]]:
    """Return what completes a word with decks or cards; it stays silent where there is trouble."""

    def names(ctx: Any, incomplete: str) -> list[str]:
        complete = getattr(import_module("drillcli.commands.complete"), what)
        try:
            return list(complete(ctx.obj.env, incomplete))
        except DrillError:
            return []

    return names


def home(*, as_json: Annotated[bool, json_flag()] = False) -> Call:
    """Show what is due and what to do next."""
    return Call("home", (as_json,))


def study(
    decks: Annotated[list[str] | None, deck_words()] = None,
    *,
    new: Annotated[int | None, value("--new", "N", whole(0, 9999), _("New cards at most."))] = None,
    limit: Annotated[int | None, value("--limit", "N", whole(1, 99999), _("Stop after N answers."))] = None,
    minutes: Annotated[float | None, value("--minutes", "N", number(0.1, 1440), _("Stop after N minutes."))] = None,
    tag: Annotated[str | None, value("--tag", "T", str, _("Only cards with this tag."))] = None,
    typed: Annotated[bool, flag("--type", _("Type the answers."))] = False,
    cram: Annotated[bool, flag("--cram", _("Practise; the schedule stays as it is."))] = False,
    ahead: Annotated[int | None, value("--ahead", "DAYS", whole(0, 36500), _("Also what is due within DAYS."))] = None,
    seed: Annotated[int | None, value("--seed", "N", whole(0, 2**63), _("Fix the order and the shuffles."))] = None,
) -> Call:
    """Study what is due, then new cards."""
    options = import_module("drillcli.plan").StudyOptions(
        new=new, limit=limit, minutes=minutes, tag=tag, typed=typed, cram=cram, ahead=ahead or 0, seed=seed
    )
    return Call("study", (decks or [], options))


def due(
    decks: Annotated[list[str] | None, deck_words()] = None,
    *,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Count what is due; quick enough for a shell prompt."""
    return Call("due", (decks or [], as_json))


def stats(
    decks: Annotated[list[str] | None, deck_words()] = None,
    *,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Report how you are doing."""
    return Call("stats", (decks or [], as_json))


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


def edit(card: Annotated[str, card_words("CARD")]) -> Call:
    """Open a card in your editor, at its line."""
    return Call("edit", (card,))


def check(
    paths: Annotated[list[Path] | None, words("[PATH]...", _("Deck files; all decks when left out."))] = None,
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


def config(
    name: Annotated[str | None, words("[NAME]", _("The setting; all of them when left out."))] = None,
    value: Annotated[str | None, words("[VALUE]", _("What to set it to."))] = None,
    *,
    unset: Annotated[bool, flag("--unset", _("Go back to the default."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Show or change settings."""
    return Call("config", (name, value, unset, as_json))


def doctor(
    *,
    fix: Annotated[bool, flag("--fix", _("Mend what can be mended."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Examine your data."""
    return Call("doctor", (fix, as_json))


SECTIONS: tuple[tuple[Callable[..., Call], ...], ...] = (
    (study, due, stats),
    (decks, show, search, edit, check, orphans),
    (undo, bury, suspend, unsuspend, forget),
    (config, doctor),
)
COMMANDS = {command.__name__: command for section in SECTIONS for command in section}


def about(command: Callable[..., Call]) -> str:
    """Return the line that says what a command does."""
    return _(command.__doc__ or "")


def overview() -> str:
    """Return what `drill --help` prints."""
    sections = ("".join(f"  {c.__name__:<10}  {about(c)}\n" for c in section) for section in SECTIONS)
    options = (
        ("--json", _("Print the report as JSON, where a command makes one.")),
        ("--home DIR", _("Keep the data in DIR.")),
        ("--lang zh|en", _("The language of cards and messages.")),
        ("--install-completion", _("Let your shell complete decks and cards.")),
        ("--version", _("Print the version.")),
        ("--help", _("Print this, or a command's words and options.")),
    )
    return "\n".join(
        (
            _("Usage: drill [COMMAND] [WORDS] [OPTIONS]") + "\n",
            "  " + _("Without a command: {home}").format(home=about(home)) + "\n",
            *sections,
            "".join(f"  {name:<20}  {text}\n" for name, text in options),
        )
    )


def short_road(line: list[str]) -> Call | None:
    """Return the call of an everyday line that needs no parser: a command, plain words, `--json` at the end."""
    as_json = line[-1:] == ["--json"]
    match line[:-1] if as_json else line:
        case []:
            return home(as_json=as_json)
        case ["due" | "stats" as name, *slugs] if not any(slug.startswith("-") for slug in slugs):
            return COMMANDS[name](slugs, as_json=as_json)
        case ["study", *slugs] if not as_json and not any(slug.startswith("-") for slug in slugs):
            return study(slugs)
    return None
