"""What may come next on a command line; the functions in `commands/shells` ask for it and show it."""

from collections.abc import Iterable
from typing import NamedTuple

from drillcli.cli.table import COMMANDS, about
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
    offered = commands(word) if not before and not word.startswith("-") else further(before, word, env)
    env.stdout.write("files\n" if offered.files else "\n")
    env.stdout.writelines(f"{value}\t{told}\n" for value, told in offered.words)
    return 0


def commands(word: str) -> Offered:
    """Return the commands, without a parser."""
    return Offered([(name, about(command)) for name, command in COMMANDS.items() if name.startswith(word)])


def further(before: list[str], word: str, env: Environment) -> Offered:
    """Return what the parser expects after the words `before`."""
    from typer._click.shell_completion import _resolve_context, _resolve_incomplete

    from drillcli.cli.parser import Given, group
    from drillcli.commands.complete import FILES

    name, equals, value = word.partition("=")
    joined = f"{name}=" if equals and name.startswith("--") else ""
    before, word = ([*before, name], value) if joined else (before, word)
    context = _resolve_context(group(), {"obj": Given(env)}, "drill", before)
    expected, word = _resolve_incomplete(context, before, word)
    items = expected.shell_complete(context, word)
    named = [item for item in items if item.help != FILES]
    return Offered([(joined + item.value, item.help or "") for item in named], len(named) < len(items))
