"""The command line: from words to an exit code. Only this package knows Typer; each command is loaded when called."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from itertools import pairwise
from typing import TYPE_CHECKING, TextIO

from drillcli import __version__

if TYPE_CHECKING:
    from drillcli.cli.call import Call
    from drillcli.config import Environment


def main(argv: Sequence[str] | None = None, env: "Environment | None" = None) -> int:
    """Run `drill` with the words of a command line (default: this process's) and return the exit code.

    An exception that comes out of here is a bug of `drill`, not a fault of its user.
    """
    line = list(sys.argv[1:] if argv is None else argv)
    if line == ["--version"]:  # needs nothing else, so nothing else is loaded
        (env.stdout if env else sys.stdout).write(f"drill {__version__}\n")
        return 0
    from drillcli.config import Environment
    from drillcli.errors import DrillError, ExitCode
    from drillcli.visible import one_line

    env = env or Environment.of_process()
    try:
        code = run(line, env)
        env.stdout.flush()
    except DrillError as error:
        env.stderr.write(one_line(f"drill: {error}") + "\n")
        return error.exit_code
    except KeyboardInterrupt:
        if env.stderr.isatty():
            env.stderr.write("\n")  # the terminal has echoed the key
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        hang_up(env.stdout)
        return ExitCode.REFUSED
    except OSError as error:
        from drillcli.locale.reasons import reason_of

        env.stderr.write(one_line(f"drill: {error.filename or 'stdout'}: {reason_of(error)}") + "\n")
        hang_up(env.stdout)
        return ExitCode.REFUSED
    return code


def run(line: list[str], env: "Environment") -> int:
    """Carry out one command line; raises DrillError for what the user can mend."""
    from drillcli.cli.table import overview, short_road
    from drillcli.config import DATABASE, language
    from drillcli.errors import UsageError
    from drillcli.locale import _, set_language
    from drillcli.look import set_look
    from drillcli.store.language import wanted

    set_language(language(env.lang_option or asked_language(line), wanted(env.home / DATABASE), env.variables))
    if any("\udc80" <= char <= "\udcff" for word in line for char in word):
        raise UsageError(_("a word of the command line is not text in your encoding; write it in UTF-8"))
    if line in (["--help"], ["-h"]):
        env.stdout.write(overview())
        return 0
    if "_DRILL_COMPLETE" in env.variables:  # a shell asks what may come next
        from drillcli.cli.completion import answer

        return answer(line, env)
    if line[:1] == ["--install-completion"] and len(line) < 3:
        from drillcli.commands import completion

        return completion.run(env, *line[1:])
    call: Call | int | None = short_road(line)
    if call is None:
        from drillcli.cli.parser import parse

        env, call = parse(line, env)
        set_language(language(env.lang_option, wanted(env.home / DATABASE), env.variables))
    if isinstance(call, int):
        return call
    set_look("auto", plain=env.plain_option or env.variables.get("DRILL_PLAIN") == "on")
    code: int = import_module(f"drillcli.commands.{call.command}").run(env, *call.arguments)
    return code


def asked_language(line: list[str]) -> str | None:
    """Return the language that a line names, before it is parsed: its help and its faults are told in it, too."""
    words = [part for word in line for part in (word.split("=", 1) if word.startswith("--lang=") else [word])]
    asked = (after for word, after in pairwise(words) if word == "--lang" and after in {"en", "zh"})
    return next(asked, None)


def hang_up(stdout: TextIO) -> None:
    """Point stdout at nothing, since its reader has gone: Python's own last flush would complain."""
    from contextlib import suppress

    with suppress(OSError):  # it may be no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
