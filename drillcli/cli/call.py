"""What a command line asks for."""

from typing import Any, NamedTuple


class Call(NamedTuple):
    """What a command line asks for: `drillcli.commands.<command>.run(env, *arguments)`."""

    command: str
    arguments: tuple[Any, ...] = ()
