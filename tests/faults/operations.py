"""What is being done when a fault comes: commands, what they say when they have done it, and what may be on disk."""

import functools
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeAlias

from fault_cases import answers
from shim import COUNT, Plan, Shim
from tally import Tally
from world import Ended, Facts, bare, database, examine, facts, minus, put_back, run


class Operation(NamedTuple):
    """A command on a saved world.

    It has been acknowledged once it `says` this, without such a word once its exit code is 0. It is written whole or
    not at all, unless it has `steps`, of which the first may be on disk without the last. What may be done `again`
    leads to the same end then.
    """

    name: str
    words: Sequence[str]
    says: str = ""
    lines: str = ""
    steps: bool = False
    again: bool = False
    saved: str = "saved"


STUDY = Operation("study", ("study", "many", "--seed", "3", "--new", "9"), lines="3\n1\n4\n2\n3\n", steps=True)
OPERATIONS = (
    STUDY,
    STUDY._replace(name="first start", saved="fresh"),
    Operation("undo", ("undo",), "taken back"),
    Operation("suspend", ("suspend", "many/n3"), "suspended"),
    Operation("bury", ("bury", "many/n3"), "hidden"),
    Operation("forget", ("forget", "many/n3"), "new again"),
    Operation("first act of a day", ("suspend", "many/n3"), "suspended", saved="without backups"),
    Operation("exam", ("exam", "many", "30d"), "Exam", again=True),
    Operation("config", ("config", "desired_retention", "0.85"), again=True),
    Operation("fit", ("fit", "--use", "1"), "in force", again=True),
    Operation("reviews", ("import", "--reviews", "reviews.csv", "--tz", "UTC"), "imported", again=True),
    Operation("cards", ("import", "cards.csv", "--deck", "numbers", "--to", "decks"), "15 cards", "", True, True),
    Operation("backup", ("backup",), "whole"),
    Operation("restore", ("restore", "old.db", "--yes"), "is restored", again=True),
)
SYNC = Operation("sync", ("sync",), "received", again=True, saved="synced")


HOMES = ("drill_home", "other_home")

Judgement: TypeAlias = tuple[int, Iterable[object], list[str]]
"""How much was acknowledged, what of it is lost, and what else is wrong."""


class Whole(NamedTuple):
    """An operation that nothing disturbed: its calls, bytes it took, facts before and after, deck files after."""

    calls: int
    grown: int
    before: Facts
    after: Facts
    decks: dict[str, bytes]


@functools.cache
def whole(folder: Path, operation: Operation, plan: Plan = COUNT) -> Whole:
    """Do an operation without a fault; `plan` says which calls count, and whether growth does."""
    put_back(folder, operation.saved)
    before = facts(database(folder))
    shim = Shim(folder / "shim", folder, plan)
    ended = run(folder, operation.words, operation.lines, shim)
    assert ended.code == 0, ended
    return Whole(shim.calls, shim.grown, before, facts(database(folder)), decks(folder))


def decks(folder: Path) -> dict[str, bytes]:
    """Return the deck files of a world."""
    return {path.name: path.read_bytes() for path in (folder / "decks").glob("*.yaml")}


def judge(
    tally: Tally, name: str, folder: Path, operation: Operation, good: Whole, ended: Ended, unclear: Sequence[str] = ()
) -> None:
    """Count one disturbed run of an operation: what it said must be there, and what is there must be allowed.

    `unclear` is what was wrong with how it ended.
    """
    now = facts(database(folder))
    was_told = ended.code == 0 or bool(operation.says and operation.says in ended.out + ended.err)
    if operation.lines:
        told, lost, other = sat(now, good, ended)
    elif operation.name == "restore":  # it takes away, and gives back
        is_before = not was_told and now == good.before
        told, lost, other = int(was_told), [] if is_before else minus(good.after, now), []
    else:
        told, lost, other = acted(now, good, operation, was_told=was_told)
    found = examine(folder)
    if operation.again and not found.stuck:
        other += redone(folder, operation, good)
    tally.add(f"{operation.name} {name}", told, lost, found, [*unclear, *other])


def sat(now: Facts, good: Whole, ended: Ended) -> Judgement:
    """Judge a sitting: what it said is there, and beyond that at most the answer that was being said."""
    said = Counter(("review", card, rating, 0) for card, rating in answers(ended.out))
    added = bare(minus(now, good.before))
    other = [f"{added} is more than one answer beyond {said}"] if minus(added, said).total() > 1 else []
    if ended.code == 0 and said.total() < minus(good.after, good.before).total():
        other.append(f"ended after {said.total()} answers as if there were no more cards: {ended.err}")
    return said.total(), [*minus(good.before, now), *minus(said, added)], other


def acted(now: Facts, good: Whole, operation: Operation, *, was_told: bool) -> Judgement:
    """Judge a command: it is done once it was told, else done or not, or some of its steps."""
    added, meant = bare(minus(now, good.before)), bare(minus(good.after, good.before))
    is_allowed = not minus(added, meant) if operation.steps else added in ({}, meant)
    other = [] if is_allowed else [f"half done: {added} of {meant}"]
    return int(was_told), [*minus(good.before, now), *(minus(meant, added) if was_told else ())], other


def redone(folder: Path, operation: Operation, good: Whole) -> list[str]:
    """Do an operation again after a fault; return how its end differs from that of one that was never disturbed."""
    ended = run(folder, operation.words, operation.lines)
    if ended.code:
        return [f"again: exit {ended.code}: {ended.err}"]
    lacking = minus(bare(good.after), bare(facts(database(folder))))
    wrong = [f"again: without {lacking}"] * bool(lacking) + ["again: other decks"] * (decks(folder) != good.decks)
    return wrong + (apart(folder) if operation.name == "sync" else [])


def apart(folder: Path) -> list[str]:
    """Sync the other machine; return how the answers of the two then differ."""
    ended = run(folder, SYNC.words, DRILL_HOME=str(folder / "other_home"))
    here, there = ({fact for fact in facts(database(folder, home)) if fact[0] in ("review", "act")} for home in HOMES)
    return [f"the other machine: exit {ended.code}, {here ^ there} {ended.err}"] if ended.code or here != there else []
