"""What can go wrong, and the exit code that each kind of trouble ends with."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How `drill` ends, for scripts."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    CHECK_FAILED = 3
    INTERRUPTED = 130


class DrillError(Exception):
    """Something the user can mend. The message is one line: what is wrong, where, what to do."""

    exit_code = ExitCode.REFUSED


class UsageError(DrillError):
    """The words on the command line, or a line of a scripted sitting, make no sense."""

    exit_code = ExitCode.USAGE


class DeckError(DrillError):
    """A deck file that cannot be used; the message begins with `file:line:column: `."""


class StoreError(DrillError):
    """The database cannot be opened, read or written."""


class UnknownCardError(StoreError):
    """No card has this id, or none has it any more."""


class DamagedError(StoreError):
    """The database file is damaged: what SQLite reads in it makes no sense."""
