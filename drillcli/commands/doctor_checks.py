"""What `drill doctor` examines in the data: each check says what should be so, and what is not."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from drillcli.collection import Collection, open_collection
from drillcli.config import Environment
from drillcli.errors import DamagedError, DrillError
from drillcli.locale import _, ngettext
from drillcli.locale.reasons import reason_of
from drillcli.store import roster, soundness, verify
from drillcli.store.soundness import Difference
from drillcli.store.verify import Finding


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was examined: what should be so, a line for each fault, and the remedy.

    A warning does not change the exit code. `public` are lines that may be shown to others in the place of `faults`,
    which may name cards, decks and folders. `can_be_mended` says that `--fix` mends it.
    """

    name: str
    about: str
    mend: str = ""
    is_warning: bool = False
    faults: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    can_be_mended: bool = False

    @property
    def level(self) -> str:
        """The outcome for programs: "ok", "warning" or "wrong"."""
        if not self.faults:
            return "ok"
        return "warning" if self.is_warning else "wrong"


Look: TypeAlias = Callable[[Check], Check]
Say: TypeAlias = Callable[[str], None]
"""Takes a word on what is under way."""


def guarded(check: Check, look: Look) -> Check:
    """Return the outcome of a check; one that comes to grief itself is a finding: the doctor survives its patients."""
    try:
        return look(check)
    except DrillError as error:
        mend = check.mend if isinstance(error, DamagedError) else ""  # other errors say what to do
        return replace(check, faults=(str(error),), public=(type(error).__name__,), mend=mend, can_be_mended=False)
    except OSError as error:
        reason = reason_of(error)
        return replace(check, faults=(f"{error.filename}: {reason}",), public=(reason,))
    except Exception as error:
        text = _("this could not be examined ({error})").format(error=f"{type(error).__name__}: {error}")
        return replace(check, faults=(text,), public=(type(error).__name__,))


def remedy_of_damage() -> str:
    """Return what to do about a damaged database."""
    return _("`drill restore` goes back to a backup; `drill restore --salvage` saves what can still be read")


def of_file(path: Path, say: Say) -> Iterator[Check]:
    """Yield what is to be said of the database as a file; of one that cannot be opened no more than that."""
    looks: tuple[tuple[Check, Look], ...] = (
        (Check("file", _("opening the database"), remedy_of_damage()), lambda check: _opened(check, path)),
        (Check("integrity", _("the database as a file"), remedy_of_damage()), lambda check: _whole(check, path)),
        (
            Check("references", _("rows that name other rows"), remedy_of_damage()),
            lambda check: _complete(check, path),
        ),
        (Check("schema", _("tables, indexes and triggers")), lambda check: _built(check, path)),
    )
    for check, look in looks:
        say(check.about)
        done = guarded(check, look)
        yield done
        if done.faults and done.name in {"file", "integrity"}:
            return


def _opened(check: Check, path: Path) -> Check:
    with soundness.sealed(path):
        return check


def _whole(check: Check, path: Path) -> Check:
    with soundness.sealed(path) as connection:
        found = tuple(soundness.damage(connection))
    return replace(check, faults=found, public=found)


def _complete(check: Check, path: Path) -> Check:
    with soundness.sealed(path) as connection:
        found = tuple(soundness.dangling(connection))
    return replace(check, faults=found, public=found)


def _built(check: Check, path: Path) -> Check:
    with soundness.sealed(path) as connection:
        found = soundness.differences(connection)
    lines = tuple(map(_told, found))
    mends = bool(found) and all(difference.can_be_mended for difference in found)
    mend = _("`drill doctor --fix` makes them anew") if mends else _("`drill restore` goes back to a backup")
    return replace(check, faults=lines, public=lines, mend=mend, can_be_mended=mends)


def _told(difference: Difference) -> str:
    if difference.wanted is None:
        text = _("{kind} {name} does not belong there")
    else:
        text = _("{kind} {name} is not as it was made") if difference.is_there else _("{kind} {name} is missing")
    return text.format(kind=difference.kind, name=difference.name)


def of_collection(env: Environment, say: Say) -> Iterator[Check]:
    """Yield what is to be said of the data in a sound database, and of the decks."""
    check = Check("collection", _("opening the collection"))
    opened: list[Check] = []

    def look(check: Check) -> Check:
        with open_collection(env) as collection:
            opened.extend(_inside(collection, say))
        return check

    done = guarded(check, look)
    yield from opened
    if done.faults:
        yield done


def _inside(collection: Collection, say: Say) -> Iterator[Check]:
    say(_("states of cards, computed anew from the log"))

    def progress(done: int, of_all: int) -> None:
        say(_("states of cards, computed anew from the log") + f" {100 * done // max(of_all, 1)} %")

    found: list[Finding] = []
    mend = _("`drill doctor --fix` computes them anew from the log")
    states = Check("replay", _("states of cards, computed anew from the log"), mend, can_be_mended=True)

    def replay(check: Check) -> Check:
        found.extend(verify.verify(collection.store, progress))
        return _differing(check, [finding for finding in found if finding.table == "card"])

    yield guarded(states, replay)
    sums = Check("rollups", _("sums by day, computed anew from the log"), mend, can_be_mended=True)
    yield _differing(sums, [finding for finding in found if finding.table != "card"])
    decks = collection.index.decks()
    orphans = Check(
        "orphans", _("cards with a history and their decks"), _("`drill orphans` lists them"), is_warning=True
    )
    yield guarded(orphans, lambda check: _orphans(check, collection, list(decks)))
    broken = tuple(deck.error for deck in decks.values() if deck.error)
    faulty = Check("decks", _("reading the decks"), _("`drill check` lists the faults"), is_warning=True)
    yield replace(faulty, faults=broken)


def _differing(check: Check, found: Sequence[Finding]) -> Check:
    lines = tuple(f"{finding.what}: {finding.stored} != {finding.replayed}" for finding in found)
    tables = sorted({finding.table for finding in found})
    public = tuple(f"{table}: {sum(finding.table == table for finding in found)}" for table in tables)
    return replace(check, faults=lines, public=public)


def _orphans(check: Check, collection: Collection, slugs: list[str]) -> Check:
    count = len(roster.orphans(collection.store, slugs))
    text = ngettext("{n} card is in no deck", "{n} cards are in no deck", count).format(n=count)
    return replace(check, faults=(text,) if count else (), public=(text,))
