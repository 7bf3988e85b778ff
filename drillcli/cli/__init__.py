"""The command line: from words to an exit code. Only this package knows Typer; each command is loaded when called."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module
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
    from drillcli.visible import visible

    env = env or Environment.of_process()
    try:
        code = run(line, env)
        env.stdout.flush()
    except DrillError as error:
        env.stderr.write(visible(f"drill: {error}") + "\n")
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        hang_up(env.stdout)
        return ExitCode.REFUSED
    except OSError as error:
        env.stderr.write(f"drill: {error.filename or 'stdout'}: {error.strerror or error}\n")
        hang_up(env.stdout)
        return ExitCode.REFUSED
    return code


def run(line: list[str], env: "Environment") -> int:
    """Carry out one command line; raises DrillError for what the user can mend."""
    from drillcli.cli.table import overview, short_road
    from drillcli.config import language
    from drillcli.errors import UsageError
    from drillcli.locale import _, set_language

    set_language(language(env.lang_option, "", env.variables))
    if any("\udc80" <= char <= "\udcff" for word in line for char in word):
        raise UsageError(_("a word of the command line is not text in your encoding; write it in UTF-8"))
    if line == ["--help"]:
        env.stdout.write(overview())
        return 0
    call: Call | int | None = None if "_DRILL_COMPLETE" in env.variables else short_road(line)
    if call is None:
        from drillcli.cli.parser import parse

        env, call = parse(line, env)
    if isinstance(call, int):
        return call
    set_language(language(env.lang_option, "", env.variables))
    code: int = import_module(f"drillcli.commands.{call.command}").run(env, *call.arguments)
    return code


def hang_up(stdout: TextIO) -> None:
    """Point stdout at nothing, since its reader has gone: Python's own last flush would complain."""
    from contextlib import suppress

    with suppress(OSError):  # it may be no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), stdout.fileno())
