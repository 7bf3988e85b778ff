"""`drill restore --salvage`: what can still be read of a damaged database, put in its place."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shlex import join
from typing import Any

from drillcli.collection import open_collection
from drillcli.commands.doctor import progress
from drillcli.commands.opening import write_json
from drillcli.config import DATABASE, Environment
from drillcli.errors import DrillError, ExitCode
from drillcli.locale import _, aside, commas, labelled, ngettext
from drillcli.store.backup import Replaced, replace
from drillcli.store.database import Transaction, open_database
from drillcli.store.exchange import split_off
from drillcli.store.salvage import Salvaged, salvage
from drillcli.store.thinning import stamp
from drillcli.visible import one_line

SHOWN = 10
"""So many cards are named; the others are counted."""


def run(env: Environment, which: str | None, yes: bool, as_json: bool) -> int:  # noqa: FBT001
    """Salvage the collection, or the database in the file `which`, into a new file; put that in place when agreed.

    Nothing that is damaged is changed or removed: where the user does not agree, the new file stays beside the
    collection; where the collection is replaced, it is kept. `yes` stands for the answer; without it and without a
    terminal nothing is replaced. Raises StoreError when nothing can be saved.

    As JSON: {file: the new one, null once it is in place, rows: {table: number}, guessed, refused, made_up: the same,
    pages, lost_pages, log_faults, may_hold_deleted, unsound: [card], missing, backup, moved}; see
    `store.salvage.Salvaged`, and `drill restore` for the last two.
    """
    damaged = env.cwd / Path(which).expanduser() if which else env.home / DATABASE
    if not damaged.is_file():
        raise DrillError(_("{path}: there is no such file").format(path=damaged))
    now_ms = env.read_clock(0).ms
    into = env.home / f"{DATABASE}.salvaged-{stamp(now_ms)}"
    say = progress(env)
    found = salvage(damaged, into, lambda rows: say(_("{n} rows saved").format(n=f"{rows:,}")))
    say("")
    with closing(open_database(into)) as connection, Transaction(connection, into):
        split_off(connection, sent_ms=-1)  # so that `drill sync` takes in again what it sent of what is lost
    if not as_json:
        env.stdout.writelines(f"{one_line(line)}\n" for line in told(found))
    done = None
    if yes or agreed(env):
        done = replace(env.home / DATABASE, into, now_ms)
        into.unlink()
        with open_collection(env):  # it computes every state from the log
            pass
    if as_json:
        write_json(env, to_json(found, None if done else into, done))
    else:
        env.stderr.writelines(f"{one_line(line)}\n" for line in outcome(env, into, done))
    return ExitCode.DONE


def told(found: Salvaged) -> Iterator[str]:
    """Yield the report: what was saved, and what could not be."""
    for table, count in sorted(found.rows.items()):
        guessed, refused = found.guessed.get(table, 0), found.refused.get(table, 0)
        if count or refused:
            notes = [_("{n} told by their look alone").format(n=guessed)] if guessed else []
            notes += [_("{n} unreadable or contradicting").format(n=refused)] if refused else []
            yield f"{table:<14} {count:>9,}" + (" " + aside(commas(notes)) if notes else "")
    text = ngettext("{lost} of {n} page cannot be read", "{lost} of {n} pages cannot be read", found.pages)
    yield text.format(lost=found.lost_pages, n=found.pages)
    if found.log_faults:
        n = found.log_faults
        text = ngettext("{n} page of the latest changes is lost", "{n} pages of the latest changes are lost", n)
        yield text.format(n=n)
    for table, count in found.made_up.items():
        text = _("{table}: {n} lost that others name; `recovered` stands in their place")
        yield text.format(table=table, n=count)
    if found.missing:
        text = ngettext("at least {n} answer is lost", "at least {n} answers are lost", found.missing)
        yield text.format(n=found.missing)
    if found.unsound:
        text = ngettext("the log of {n} card has holes", "the log of {n} cards has holes", len(found.unsound))
        more = ["…"] if len(found.unsound) > SHOWN else []
        yield labelled(text.format(n=len(found.unsound)), commas([*found.unsound[:SHOWN], *more]))
    if found.may_hold_deleted:
        yield _("which pages are free is lost: rows that were deleted or changed may be back as they were")


def agreed(env: Environment) -> bool:
    """Ask whether the salvaged database takes the place of the collection; False where there is nobody to ask."""
    if not env.is_interactive:
        return False
    question = _("Put this in the place of the collection? What is there now is kept.")
    env.stderr.write(f"{question} {_('[y/N]')} ")
    env.stderr.flush()
    return env.stdin.readline().strip().lower() in {"y", "yes", "是"}


def outcome(env: Environment, into: Path, done: Replaced | None) -> Iterator[str]:
    """Yield lines on where the new database is, and the one before."""
    if done is None:
        back = ["drill", *(["--home", env.home_option] if env.home_option else []), "restore", str(into)]
        yield _("it is in {path}; to put it in place: {command}").format(path=into, command=join(back))
        return
    yield _("it is in place; `drill doctor` examines it")
    if kept := done.aside or done.backup:
        yield _("the collection before is kept as {path}").format(path=kept)


def to_json(found: Salvaged, into: Path | None, done: Replaced | None) -> dict[str, Any]:
    """Return what came of it as plain values."""
    return {
        "file": str(into) if into else None,
        "rows": {table: count for table, count in found.rows.items() if count},
        "guessed": {table: count for table, count in found.guessed.items() if count},
        "refused": dict(found.refused),
        "made_up": dict(found.made_up),
        "pages": found.pages,
        "lost_pages": found.lost_pages,
        "log_faults": found.log_faults,
        "may_hold_deleted": found.may_hold_deleted,
        "unsound": list(found.unsound),
        "missing": found.missing,
        "backup": str(done.backup) if done and done.backup else None,
        "moved": str(done.aside) if done and done.aside else None,
    }
