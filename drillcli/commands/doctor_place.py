"""What `drill doctor` examines around the data: folder, disk, clock, deck files, backups, sync."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

from drillcli.clock import date_of
from drillcli.collection import CLOCK_SLACK_MS
from drillcli.commands.doctor_checks import Check, guarded
from drillcli.config import DATABASE, INDEX, Environment
from drillcli.deckfile.find import SUFFIXES, find_decks
from drillcli.errors import DrillError
from drillcli.locale import _, ngettext
from drillcli.store import backup, soundness
from drillcli.store.copying import PARTIAL, is_in_use
from drillcli.store.thinning import DAY_MS
from drillcli.sync.joining import FOLDER as SYNC
from drillcli.sync.joining import KEY

_FOLDER_MODE, _FILE_MODE = 0o700, 0o600
_OTHERS = 0o077
_STALE_DAYS = 30
_ROOM = 20 << 20
"""Bytes that should be free beyond a copy of the database."""
_YEARS = range(2024, 2100)


def of_folder(env: Environment) -> Iterator[Check]:
    """Yield what is to be said of the data folder: who may read and write in it, its disk, what was left in it."""
    mend = _("`drill doctor --fix` takes the rights away from others")
    private = Check("permissions", _("who may read your data"), mend, is_warning=True, can_be_mended=True)
    yield guarded(private, lambda check: _private(check, env.home))
    mend = _("make it writable for you, or choose another folder with --home")
    yield guarded(Check("writable", _("writing your data"), mend), lambda check: _writable(check, env.home))
    mend = _("make room on that disk")
    space = Check("space", _("room on the disk for a backup"), mend, is_warning=True)
    yield guarded(space, lambda check: _space(check, env.home))
    mend = _("`drill doctor --fix` removes them")
    left = Check("leftovers", _("unfinished copies"), mend, is_warning=True, can_be_mended=True)
    yield guarded(left, lambda check: _left(check, env.home))


def own(home: Path) -> Iterator[Path]:
    """Yield what is ours in the data folder, and the folder: databases and backups, but not what git keeps."""
    folder = home / backup.FOLDER
    yield home
    for pattern in (f"{DATABASE}*", f"{INDEX}*", "*.lock", KEY):
        yield from sorted(home.glob(pattern))
    if folder.is_dir():
        yield folder
        yield from sorted(folder.iterdir())


def open_to_others(home: Path) -> list[Path]:
    """Return what of ours others than the owner may read or write."""
    return [path for path in own(home) if os.name == "posix" and path.stat().st_mode & _OTHERS]


def close_to_others(home: Path) -> list[str]:
    """Take the rights away from others; return a line for each file."""
    found = open_to_others(home)
    for path in found:
        path.chmod(_FOLDER_MODE if path.is_dir() else _FILE_MODE)
    return [_("{path}: only you can read it now").format(path=path) for path in found]


def _private(check: Check, home: Path) -> Check:
    text = _("{path}: others may read or write it ({mode})")
    found = open_to_others(home)
    lines = tuple(text.format(path=path, mode=f"{path.stat().st_mode & 0o777:04o}") for path in found)
    return replace(check, faults=lines, public=(str(len(lines)),))


def _writable(check: Check, home: Path) -> Check:
    wanted = [(home, os.R_OK | os.W_OK | os.X_OK), (home / DATABASE, os.R_OK | os.W_OK)]
    faults = [
        _("{path}: you may not read and write it").format(path=path)
        for path, rights in wanted
        if path.exists() and not os.access(path, rights)
    ]
    if os.name == "posix":
        theirs = [path for path in own(home) if path.stat().st_uid != os.geteuid()]
        faults += [_("{path}: it belongs to another user").format(path=path) for path in theirs]
    return replace(check, faults=tuple(faults), public=(str(len(faults)),))


def _space(check: Check, home: Path) -> Check:
    free, size = shutil.disk_usage(home).free, (home / DATABASE).stat().st_size
    text = _("{free} MB are free, the database takes {size} MB").format(free=free >> 20, size=size >> 20)
    return replace(check, faults=(text,) if free < size + _ROOM else (), public=(text,))


def _left(check: Check, home: Path) -> Check:
    found = unfinished(home)
    return replace(check, faults=tuple(map(str, found)), public=(str(len(found)),))


def unfinished(home: Path) -> list[Path]:
    """Return the copies in the data folder that were never completed and that nobody is writing."""
    folders = (home, home / backup.FOLDER)
    return [path for folder in folders for path in sorted(folder.glob(f"*{PARTIAL}")) if not is_in_use(path)]


def remove_unfinished(home: Path) -> list[str]:
    """Remove what `unfinished` finds; return a line for each file."""
    found = unfinished(home)
    for path in found:
        path.unlink(missing_ok=True)
    return [_("{path}: removed").format(path=path) for path in found]


def of_surroundings(env: Environment) -> Iterator[Check]:
    """Yield what is to be said of the clock, the files of decks, the backups and the sync."""
    mend = _("set the clock; answers are never dated before the last one")
    yield guarded(Check("clock", _("the clock"), mend, is_warning=True), lambda check: _clock(check, env))
    mend = _("rename one file of each pair if you want both")
    hidden = Check("shadowed", _("decks of the same name"), mend, is_warning=True)
    yield guarded(hidden, lambda check: _hidden(check, env))
    kept = Check("backups", _("the newest backup"), _("`drill backup` makes one"), is_warning=True)
    yield guarded(kept, lambda check: _backups(check, env))
    if (env.home / SYNC).exists():
        mend = _("`drill sync` brings your machines into step")
        yield guarded(Check("sync", _("the last sync"), mend, is_warning=True), lambda c: _sync(c, env))


def _clock(check: Check, env: Environment) -> Check:
    now = env.read_clock(0)
    faults = []
    if date_of(now.day).year not in _YEARS:
        faults.append(_("it says {date}").format(date=date_of(now.day).isoformat()))
    newest, ahead = 0, 0
    with suppress(DrillError), soundness.sealed(env.home / DATABASE) as connection:  # another check speaks of that
        newest, ahead = soundness.newest(connection), soundness.younger(connection, now.ms + DAY_MS)
    behind = newest - now.ms
    if behind > CLOCK_SLACK_MS:
        text = _("it stands {minutes} minutes before your last answer")
        faults.append(text.format(minutes=behind // 60_000))
    if ahead:
        text = ngettext(
            "{n} row of the log is from after tomorrow", "{n} rows of the log are from after tomorrow", ahead
        )
        faults.append(text.format(n=ahead))
    return replace(check, faults=tuple(faults), public=tuple(faults))


def _hidden(check: Check, env: Environment) -> Check:
    """Say which decks others hide; not of those that come with drill, which a copy of your own hides on purpose."""
    found = find_decks(env.cwd, env.home)
    text = _("{path} is hidden by {other}")
    folders = dict.fromkeys((env.cwd / "decks", env.home / "decks", env.home / SYNC / "decks"))
    lines = [
        text.format(path=path, other=nearer.path)
        for folder in folders
        if folder.is_dir()
        for path in sorted(folder.iterdir())
        if path.suffix.lower() in SUFFIXES
        and (nearer := found.get(normalize("NFC", path.stem)))
        and nearer.path.resolve() != path.resolve()
    ]
    return replace(check, faults=tuple(lines), public=(str(len(lines)),))


def _backups(check: Check, env: Environment) -> Check:
    kept = backup.listed(env.home / backup.FOLDER)
    if not kept:
        text = _("there is none")
        return replace(check, faults=(text,), public=(text,))
    newest = kept[0]
    fault = backup.contents(newest.path).fault
    days = (env.read_clock(0).ms - newest.at_ms) // DAY_MS
    is_behind = False
    with suppress(DrillError), soundness.sealed(env.home / DATABASE) as connection:
        is_behind = soundness.newest(connection) > newest.at_ms
    faults = [] if fault is None else [_("the newest is damaged: {reason}").format(reason=fault)]
    if days > _STALE_DAYS and is_behind:
        faults.append(ngettext("the newest is {n} day old", "the newest is {n} days old", days).format(n=days))
    return replace(check, faults=tuple(faults), public=tuple(faults))


def _sync(check: Check, env: Environment) -> Check:
    git = env.home / SYNC / ".git"
    if not git.is_dir():
        text = _("{path} is no git repository").format(path=git.parent)
        return replace(
            check, faults=(text,), mend=_("move it away, then `drill sync init URL`"), public=("no repository",)
        )
    fetched = git / "FETCH_HEAD"
    at_ms = (fetched if fetched.exists() else git).stat().st_mtime_ns // 1_000_000
    days = (env.read_clock(0).ms - at_ms) // DAY_MS
    text = ngettext("the last was {n} day ago", "the last was {n} days ago", days).format(n=days)
    return replace(check, faults=(text,) if days > _STALE_DAYS else (), public=(text,))
