"""Every command: its words and options, its one line of help, and the call it makes.

The annotations are text until Typer reads them, so that a line which needs no parser does not load one.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from drillcli.cli.declare import card_words, deck_words, flag, json_flag, late, value, words
from drillcli.config import number, whole
from drillcli.locale import _


class Call(NamedTuple):
    """What a command line asks for: `drillcli.commands.<command>.run(env, *arguments)`."""

    command: str
    arguments: tuple[Any, ...] = ()


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


def exercise(
    name: Annotated[str | None, words("[NAME]", _("The exercise; a list of them when left out."), "exercises")] = None,
    *,
    device: Annotated[Any, value("--device", "D", late("device"), _("auto, cpu, cuda, cuda:1, mps or xpu."))] = None,
    epochs: Annotated[Any, value("--epochs", "N", whole(1, 99999), _("Times through the data."))] = None,
    batch: Annotated[Any, value("--batch-size", "N", whole(1, 2**24), _("Samples a step."))] = None,
    precision: Annotated[Any, value("--precision", "P", late("precision"), _("fp32, tf32, bf16 or fp16."))] = None,
    compiled: Annotated[bool, flag("--compile", _("Use torch.compile."))] = False,
    seed: Annotated[Any, value("--seed", "N", whole(0, 2**31), _("Fix chance; 0 when left out."))] = None,
    repeat: Annotated[Any, value("--repeat", "N", whole(1, 100), _("Run N times, each with the next seed."))] = None,
    threads: Annotated[Any, value("--threads", "N", whole(1, 1024), _("Threads of the processor."))] = None,
    devices: Annotated[Any, value("--devices", "N", whole(1, 1024), _("Share the work among N processes."))] = None,
    data: Annotated[Any, value("--data", "NAME|DIR", str, _("Another data set."))] = None,
    compare: Annotated[Any, value("--compare", "D,D", late("devices"), _("Run on each of these devices."))] = None,
    baseline: Annotated[Any, value("--baseline", "RUN", whole(1, 2**62), _("Compare with this earlier run."))] = None,
    save: Annotated[Any, value("--save", "FILE", late("saved"), _("Save the report (.json) or weights (.pt)."))] = None,
    time_limit: Annotated[
        Any, value("--time-limit", "TIME", late("time_limit"), _("Stop after 90s, 10m or 2h; 1h if left out."))
    ] = None,
    quick: Annotated[bool, flag("--quick", _("A trial of seconds: less data, no targets."))] = False,
    show: Annotated[bool, flag("--show", _("Show the program, and what it mends."))] = False,
    history: Annotated[bool, flag("--history", _("Show its runs here."))] = False,
    as_json: Annotated[bool, json_flag()] = False,
) -> Call:
    """Train, time and report one of the programs."""
    options = import_module("drillcli.harness.options").Options.given(
        device=device, epochs=epochs, batch=batch, precision=precision, compile=compiled, seed=seed, repeat=repeat,
        threads=threads, devices=devices, data=data, compare=compare, baseline=baseline, save=save,
        time_limit=time_limit, quick=quick, show=show, history=history, as_json=as_json,
    )  # fmt: skip
    return Call("exercise", (name, options))


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
    (study, due, stats, exercise),
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
        case ["exercise", *name] if len(name) < 2 and not any(word.startswith("-") for word in name):
            return exercise(*name, as_json=as_json)
    return None
