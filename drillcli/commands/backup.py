"""`drill backup`: makes a checked copy of the data, while it is in use."""

from contextlib import closing
from pathlib import Path

from drillcli.commands.opening import write_json
from drillcli.config import DATABASE, Environment
from drillcli.errors import DrillError, UsageError
from drillcli.locale import _, commas, ngettext
from drillcli.store import thinning
from drillcli.store.backup import FOLDER, contents, make
from drillcli.store.copying import copy, reader
from drillcli.store.database import is_foreign, readable
from drillcli.visible import one_line


def run(env: Environment, file: Path | None, as_json: bool) -> int:  # noqa: FBT001
    """Make a backup among the others, or as the `file` given, and say what is in it.

    stdout gets the path of the backup. As JSON: {file, reviews, cards, bytes}. Nothing is ever written over: `file`
    must be new. A folder gets a file with the name that a backup has. The backups among the others are thinned; one
    elsewhere is the user's own.

    Raises DrillError without a collection and for a file that is there, StoreError where none can be written.
    """
    path = env.home / DATABASE
    if not path.exists():
        raise DrillError(_("no collection in {home} yet; `drill study` begins one").format(home=env.home))
    now_ms = env.read_clock(0).ms
    with readable(path), closing(reader(path)) as connection:
        if is_foreign(connection):
            raise DrillError(_("{path} is not a drill database").format(path=path))
        target = new_file(env, file, now_ms) if file else make(connection, env.home / FOLDER, thinning.BY_HAND, now_ms)
    if file:
        copy(path, target)
    made = contents(target)
    if made.cards is None:  # the last that is read of it
        raise DrillError(_("{path} cannot be read: {reason}").format(path=target, reason=made.fault))
    if as_json:
        write_json(env, {"file": str(target), "reviews": made.reviews, "cards": made.cards, "bytes": made.size})
        return 0
    env.stdout.write(one_line(str(target)) + "\n")
    said = (
        ngettext("{n} review", "{n} reviews", made.reviews or 0),
        ngettext("{n} card", "{n} cards", made.cards or 0),
    )
    figures = [text.format(n=f"{n:,}") for text, n in zip(said, (made.reviews, made.cards), strict=True)]
    text = _("checked and whole: {figures}; `drill restore` goes back to it")
    env.stderr.write(text.format(figures=commas([*figures, size(made.size)])) + "\n")
    return 0


def size(n: int) -> str:
    """Return a number of bytes in words."""
    return f"{n / 1e6:,.1f} MB" if n >= 1e6 else f"{n / 1e3:.0f} kB"


def new_file(env: Environment, file: Path, now_ms: int) -> Path:
    """Return where the user's own backup goes; raises UsageError or DrillError where it cannot."""
    if str(file) == "-":
        raise UsageError(_("a backup is a file; give its name, or none to keep it among the others"))
    target = env.cwd / file.expanduser()
    if target.is_dir():
        target /= thinning.name(now_ms, thinning.BY_HAND)
    if target.exists():
        raise DrillError(
            _("{path} is there already; a backup writes over nothing: choose another name").format(path=target)
        )
    if not target.parent.is_dir():
        raise DrillError(_("{folder}: there is no such folder").format(folder=target.parent))
    return target
