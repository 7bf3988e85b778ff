"""`drill doctor`: examines the data and what is around it, and mends what can be mended without loss."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from drillcli.collection import open_collection
from drillcli.commands.doctor_about import about
from drillcli.commands.doctor_checks import Check, Say, of_collection, of_file
from drillcli.commands.doctor_place import close_to_others, of_folder, of_surroundings, remove_unfinished
from drillcli.commands.opening import write_json
from drillcli.config import DATABASE, Environment
from drillcli.errors import DrillError, ExitCode
from drillcli.locale import _, labelled, ngettext
from drillcli.locale.reasons import reason_of
from drillcli.store import backup, soundness, verify
from drillcli.visible import one_line

SHOWN = 10
"""So many faults of a check are listed; the others are counted."""


def run(env: Environment, fix: bool, report: bool, as_json: bool) -> int:  # noqa: FBT001
    """Report each check; the exit code is 3 when something is wrong, 0 for warnings, and where there is no collection.

    `fix` first mends what can be mended without loss; the database is backed up before it is touched. `report` prints
    what can be shown to others: versions and outcomes, but no card, no deck, no name, no path.

    As JSON: {home, collection: whether there is one, mended: [line], checks: [{check, about, level: "ok", "warning" or
    "wrong", ok, faults: [line], remedy, mends: whether --fix mends it}], about: {name: version or value, null}}.
    With `report`, `home` is null, and `faults` names nothing that is private.
    """
    has_data = is_there(env.home / DATABASE)
    say = progress(env)
    mended = mend(env, say) if has_data and fix else []
    checks = examine(env, say) if has_data else []
    say("")
    if as_json:
        found = [entry(check, report) for check in checks]
        home = None if report else str(env.home)
        values = {"home": home, "collection": has_data, "mended": mended, "checks": found, "about": about(env)}
        write_json(env, values)
    elif not has_data and not report:
        text = _("no collection in {home} yet; `drill study` begins one")
        env.stdout.write(one_line(text.format(home=env.home)) + "\n")
    else:
        for line in mended:
            env.stderr.write(one_line(line) + "\n")
        env.stdout.writelines(f"{line}\n" for line in written(env, checks, report))
    return ExitCode.CHECK_FAILED if any(check.level == "wrong" for check in checks) else ExitCode.DONE


def is_there(path: Path) -> bool:
    """Tell whether there is a file; one in a folder that may not be entered is for the checks to speak of."""
    try:
        return path.exists()
    except OSError:
        return True


def progress(env: Environment) -> Say:
    """Return what shows on a terminal's stderr what is under way; "" wipes it out. Elsewhere it shows nothing."""
    if not env.stderr.isatty() or env.variables.get("TERM") == "dumb":
        return lambda _text: None

    def say(text: str) -> None:
        env.stderr.write(f"\r\x1b[K{text}")
        env.stderr.flush()

    return say


def examine(env: Environment, say: Say) -> list[Check]:
    """Return the outcome of every check; the data themselves are looked at only in a database that is sound."""
    checks = [*of_folder(env), *of_file(env.home / DATABASE, say)]
    if all(check.level != "wrong" for check in checks):
        checks += of_collection(env, say)
    return [*checks, *of_surroundings(env)]


def entry(check: Check, is_public: bool) -> dict[str, Any]:  # noqa: FBT001
    """Return the outcome of a check as plain values."""
    return {
        "check": check.name,
        "about": check.about,
        "level": check.level,
        "ok": not check.faults,
        "faults": list(check.public if is_public and check.faults else check.faults),
        "remedy": check.mend if check.faults else None,
        "mends": bool(check.faults) and check.can_be_mended,
    }


def written(env: Environment, checks: Sequence[Check], is_public: bool) -> list[str]:  # noqa: FBT001
    """Return the lines of the report: each check with its verdict, its faults and the remedy."""
    words = {"ok": _("ok"), "warning": _("warning"), "wrong": _("wrong")}
    lines = []
    if is_public:
        lines += [f"{name}: {value}" for name, value in about(env).items() if value is not None]
        lines += [f"{name}: {value}" for name, value in measures(env).items()]
    for check in checks:
        faults = (check.public if is_public else check.faults) if check.faults else ()
        lines.append(f"{words[check.level]:<7}  {check.about}")
        lines += [f"         {one_line(fault)}" for fault in faults[:SHOWN]]
        if len(faults) > SHOWN:
            more = ngettext("and {n} more", "and {n} more", len(faults) - SHOWN).format(n=len(faults) - SHOWN)
            lines.append(f"         {more}")
        if check.faults and check.mend:
            lines.append(f"         {check.mend}")
    return lines


def measures(env: Environment) -> dict[str, int | str]:
    """Return how much data there is, by name; nothing where that cannot be read."""
    path = env.home / DATABASE
    try:
        with soundness.sealed(path) as connection:
            found = soundness.measured(connection, path)
    except DrillError as error:
        return {"database": type(error).__name__}
    return {"format": found.version, "bytes": found.size, **found.rows}


def mend(env: Environment, say: Say) -> list[str]:
    """Mend what can be mended without loss; return a line for each thing that was, or could not be.

    Caches follow from the log, indexes and triggers from the schema. The database is backed up before it is touched;
    a damaged one is not touched.
    """
    lines = []
    for part in (close_to_others, remove_unfinished):
        try:
            lines += part(env.home)
        except OSError as error:
            lines.append(labelled(str(error.filename), reason_of(error)))
    whole = [check for check in of_file(env.home / DATABASE, say) if check.name != "schema"]
    if any(check.faults for check in whole):
        return lines
    try:
        return lines + mend_database(env)
    except DrillError as error:
        return [*lines, str(error)]


def mend_database(env: Environment) -> list[str]:
    """Make anew what follows from schema and log, after a backup; return a line for each thing."""
    path, folder, now_ms = env.home / DATABASE, env.home / backup.FOLDER, env.read_clock(0).ms
    lines = []
    with soundness.sealed(path) as connection:
        found = [difference for difference in soundness.differences(connection) if difference.can_be_mended]
        copy = backup.make(connection, folder, "before-fix", now_ms) if found else None
    if found:
        soundness.mend(path, found)
        lines += [_("{kind} {name}: made anew").format(kind=each.kind, name=each.name) for each in found]
    with open_collection(env) as collection:
        store = collection.store
        differing = verify.verify(store)
        if differing:
            copy = copy or backup.make(store.connection, folder, "before-fix", now_ms)
            with store.writing():
                verify.rebuild(store)
            text = ngettext("{n} row computed anew from the log", "{n} rows computed anew from the log", len(differing))
            lines.append(text.format(n=len(differing)))
    return [*lines, _("as it was before: {path}").format(path=copy)] if copy else lines
