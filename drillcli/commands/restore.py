"""`drill restore`: lists the backups, and puts one in the place of the collection."""

from pathlib import Path
from shlex import join
from typing import Any

from drillcli.clock import at, iso
from drillcli.commands.opening import write_json
from drillcli.config import DATABASE, Environment
from drillcli.errors import DrillError, ExitCode, UsageError
from drillcli.locale import _, ngettext
from drillcli.store.backup import FOLDER, Contents, Replaced, contents, listed, replace
from drillcli.store.thinning import Backup
from drillcli.sync.joining import is_begun
from drillcli.visible import one_line


def run(env: Environment, which: str | None, yes: bool, as_json: bool) -> int:  # noqa: FBT001
    """List the backups, or restore the one that is named by its number, its name or its file.

    As JSON, the list: [{number, name, file, at, reason, reviews, cards, bytes, whole, fault}], the newest first;
    `fault` says what is wrong with one that is not `whole`, and its figures are null where they cannot be read.
    A restore: {file, reviews, cards, backup, moved, undo}: `backup` is the collection as it was, `moved` where it went
    when it was damaged, `undo` the command that takes the restore back; each is null where there is none.

    Nothing is replaced before the backup was checked, and the user asked: `yes` stands for the answer.
    Raises DrillError for a backup that cannot be restored, and where there is nobody to ask.
    """
    if which is None:
        return show(env, as_json)
    chosen = named(env, which)
    found = contents(chosen)
    if found.fault:
        raise DrillError(_("{path} cannot be restored: {reason}").format(path=chosen, reason=found.fault))
    if not yes and not agreed(env, chosen, found):
        env.stderr.write(_("nothing was changed") + "\n")
        return ExitCode.REFUSED
    done = replace(env.home / DATABASE, chosen, env.read_clock(0).ms)
    tell(env, chosen, found, done, as_json)
    return ExitCode.DONE


def show(env: Environment, as_json: bool) -> int:  # noqa: FBT001
    """List the backups."""
    rows = [(backup, contents(backup.path)) for backup in listed(env.home / FOLDER)]
    if as_json:
        write_json(env, [entry(number, *row) for number, row in enumerate(rows, 1)])
        return 0
    from drillcli.ui import reports, reports_backup  # noqa: PLC0415 JSON needs no rich

    now_ms = env.read_clock(0).ms
    reports.write(env, lambda measure: reports_backup.listing(rows, now_ms, measure))
    return 0


def entry(number: int, backup: Backup, found: Contents) -> dict[str, Any]:
    """Return what is known of a backup as plain values."""
    return {
        "number": number,
        "name": backup.path.stem,
        "file": str(backup.path),
        "at": iso(backup.at_ms, at(backup.at_ms).offset),
        "reason": backup.reason,
        "reviews": found.reviews,
        "cards": found.cards,
        "bytes": found.size,
        "whole": found.fault is None,
        "fault": found.fault,
    }


def named(env: Environment, which: str) -> Path:
    """Return the backup that a word names: a number of the list, a name in it, or any file.

    Raises UsageError for a number that is not in the list, DrillError where nothing bears the name.
    """
    backups = listed(env.home / FOLDER)
    if which.isdecimal():
        if not 0 < int(which) <= len(backups):
            raise UsageError(_("there is no backup {number}; `drill restore` lists them").format(number=which))
        return backups[int(which) - 1].path
    for backup in backups:
        if which in {backup.path.name, backup.path.stem}:
            return backup.path
    file = env.cwd / Path(which).expanduser()
    if not file.is_file():
        raise DrillError(_("no backup and no file is called {name}; `drill restore` lists them").format(name=which))
    return file


def agreed(env: Environment, chosen: Path, found: Contents) -> bool:
    """Ask whether to restore; raises DrillError where nobody can be asked."""
    if not env.is_interactive:
        raise DrillError(_("a restore replaces the collection; add --yes to do so without being asked"))
    before = contents(env.home / DATABASE)
    reviews = _("unreadable") if before.reviews is None else f"{before.reviews:,}"
    text = _("Restore {name} ({reviews} reviews, {cards} cards)? The collection as it is ({now} reviews) is kept.")
    question = text.format(name=chosen.name, reviews=f"{found.reviews:,}", cards=f"{found.cards:,}", now=reviews)
    env.stderr.write(one_line(question) + " " + _("[y/N]") + " ")
    env.stderr.flush()
    return env.stdin.readline().strip().lower() in {"y", "yes", "是"}


def tell(env: Environment, chosen: Path, found: Contents, done: Replaced, as_json: bool) -> None:  # noqa: FBT001
    """Say what was restored, where the collection before is, and how to go back to it."""
    back = ["drill", *(["--home", env.home_option] if env.home_option else []), "restore"]
    undo = join([*back, done.backup.stem]) if done.backup else None
    if as_json:
        figures = {"file": str(chosen), "reviews": found.reviews, "cards": found.cards}
        kept = {"backup": done.backup and str(done.backup), "moved": done.aside and str(done.aside), "undo": undo}
        write_json(env, {**figures, **kept})
        return
    text = ngettext("{path} is restored: {n} review", "{path} is restored: {n} reviews", found.reviews or 0)
    lines = [text.format(n=f"{found.reviews:,}", path=chosen)]
    if done.aside:
        lines.append(_("the collection before was damaged; it is kept as {path}").format(path=done.aside))
    if undo:
        lines.append(_("to take this back: {command}").format(command=undo))
    if is_begun(env.home):
        lines.append(_("the next `drill sync` takes in again what your machines have sent"))
    for line in lines:
        env.stderr.write(one_line(line) + "\n")
