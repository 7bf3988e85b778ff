"""What may come next on a command line; the functions in `commands/shells` ask for it and show it."""

from collections.abc import Iterable
from typing import NamedTuple

from drillcli.cli.declare import offered
from drillcli.cli.table import COMMANDS, about
from drillcli.commands.complete import FILES
from drillcli.config import Environment


class Offered(NamedTuple):
    """What may come next: words, each with what it is ("" where that is not said), and whether files fit, too."""

    words: Iterable[tuple[str, str]]
    files: bool = False


def answer(line: list[str], env: Environment) -> int:
    """Write what may stand in the place of the last word of `line`, and return the exit code.

    First a line with "files" where the names of files fit, too, else an empty one; then a word a line, and after a tab
    what it is.
    """
    *before, word = line or [""]
    if not before and not word.startswith("-"):
        fitting = commands(word)
    else:
        fitting = everyday(line, env) or further(before, word, env)
    env.stdout.write("files\n" if fitting.files else "\n")
    env.stdout.writelines(f"{value}\t{told}\n" for value, told in fitting.words)
    return 0


def commands(word: str) -> Offered:
    """Return the commands, without a parser."""
    return Offered([(name, about(command)) for name, command in COMMANDS.items() if name.startswith(word)])


def everyday(line: list[str], env: Environment) -> Offered | None:
    """Return what fits the last word of an everyday line, without a parser; None for a line that needs one."""
    if any(word.startswith("-") for word in line):
        return None
    match line:
        case ["study" | "due" | "stats", *_, _word] | ["add", _word]:
            what = "decks"
        case ["show" | "edit" | "undo", _word] | ["bury" | "suspend" | "unsuspend" | "forget", *_, _word]:
            what = "cards"
        case ["exercise", _word]:
            what = "exercises"
        case ["config", _word]:
            what = "settings"
        case _:
            return None
    pairs = [offer if isinstance(offer, tuple) else (offer, "") for offer in offered(what, env, line[-1], {})]
    named = [pair for pair in pairs if pair[1] != FILES]
    return Offered([pair for pair in named if pair[0].startswith(line[-1])], len(named) < len(pairs))


def further(before: list[str], word: str, env: Environment) -> Offered:
    """Return what the parser expects after the words `before`."""
    from typer._click.shell_completion import _resolve_context, _resolve_incomplete

    from drillcli.cli.parser import Given, group

    name, equals, value = word.partition("=")
    joined = f"{name}=" if equals and name.startswith("--") else ""
    before, word = ([*before, name], value) if joined else (before, word)
    context = _resolve_context(group(), {"obj": Given(env)}, "drill", before)
    expected, word = _resolve_incomplete(context, before, word)
    items = expected.shell_complete(context, word)
    named = [item for item in items if item.help != FILES]
    return Offered([(joined + item.value, item.help or "") for item in named], len(named) < len(items))
