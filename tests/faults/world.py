"""A learner's world that faults are tried on: made once by real runs, put back before each fault, examined after it."""

import shutil
import sqlite3
import subprocess
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import NamedTuple, TypeAlias

from conftest import own_variables
from fault_cases import answers, start
from shim import Shim

from drillcli.collection import open_collection
from drillcli.config import Environment
from drillcli.errors import DrillError
from drillcli.store import parameters
from drillcli.store.verify import verify

NOTES = 40
DAY_MS = 86_400_000
PARTS = ("drill_home", "decks", "shared.git", "other_home")
CSV = "card_id,review_rating,review_time,review_duration (ms)\n" + "".join(
    f"many/n{n % 20},{1 + n % 4},2024-03-{1 + n:02}T20:32:32.250Z,{900 + n}\n" for n in range(28)
)
CARDS = "question,answer\n" + "".join(f"What is {n}?,The number {n}\n" for n in range(15))

Fact: TypeAlias = tuple[object, ...]
Facts: TypeAlias = Mapping[Fact, int]
"""How often each thing that was done stands on disk: kind, what, and last the time (epoch ms; None: it has none)."""

_FACTS = (
    """SELECT 'review', slug || '/' || name, rating, mode, took_ms, day, at_ms FROM revlog
        JOIN card ON card.id = card JOIN deck ON deck.id = deck""",
    """SELECT 'act', slug || '/' || name, kind, at_ms FROM act
        JOIN card ON card.id = card JOIN deck ON deck.id = deck""",
    "SELECT 'setting', name, value, NULL FROM setting",
    "SELECT 'exam', decks, minutes, NULL FROM exam",
    "SELECT 'in force', deck, model, (SELECT weights FROM parameters WHERE id = parameters), NULL FROM in_force",
)


class Ended(NamedTuple):
    """How a run of `drill` ended: its exit code (negative: the signal), and what it said."""

    code: int
    out: str
    err: str


class Examined(NamedTuple):
    """What was found after a fault: the facts there are, and whatever is wrong in four ways."""

    facts: Facts
    integrity: list[str]
    replay: list[str]
    stuck: list[str]


def database(folder: Path, home: str = "drill_home") -> Path:
    """Return the path of a world's data."""
    return folder / home / "drill.db"


def facts(path: Path) -> Facts:
    """Return what a database says was done, whatever version of the format it has; nothing where there is none."""
    found: Counter[Fact] = Counter()
    if not path.exists():
        return found
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        for query in _FACTS:
            if query.split(" FROM ")[-1].split()[0] in tables:
                found.update(connection.execute(query).fetchall())
    found.update(("backup by hand", None) for _copy in path.parent.glob("backups/*-by-hand*.db"))
    return found


def bare(found: Facts) -> Facts:
    """Return facts without their times, which no two runs share."""
    timeless: Counter[Fact] = Counter()
    for fact, count in found.items():
        timeless[fact[:4] if fact[0] == "review" else fact[:-1]] += count
    return timeless


def minus(these: Facts, those: Facts) -> Facts:
    """Return which facts, and how often, are in `these` beyond `those`."""
    return Counter(these) - Counter(those)


def build(folder: Path) -> None:
    """Make a world by real runs: four days of answers, acts of every kind, a parameter set, files to import."""
    folder.mkdir(exist_ok=True)
    (folder / "decks").mkdir()
    notes = "".join(f"  - {{id: n{n}, q: {n}?, a: '{n}'}}\n" for n in range(NOTES))
    (folder / "decks" / "many.yaml").write_text(f"title: Many\nnotes:\n{notes}")
    (folder / "reviews.csv").write_text(CSV)
    (folder / "cards.csv").write_text(CARDS)
    save(folder, "fresh")
    for days, lines in ((4, "3\n1\n4\n2\n3\n3\n1\n3\n"), (2, "3\n3\n1\n4\n3\n2\n"), (1, "1\n3\n4\n3\n3\n")):
        shim = Shim(folder / "shim", folder / "drill_home", shift_ms=-days * DAY_MS)
        run(folder, ("study", "many", "--seed", "1", "--new", "9"), lines, shim)
    for words in (("suspend", "many/n30"), ("bury", "many/n31"), ("forget", "many/n0"), ("undo",)):
        run(folder, words)
    shutil.rmtree(folder / "shim")
    with open_collection(environment(folder)) as collection:
        weights = [value * 1.01 for value in collection.scheduler.model.parameters]
        parameters.add(collection.store, "fsrs6", weights, [], {}, collection.now)
    run(folder, ("backup", "old.db"))
    run(folder, ("study", "many", "--new", "3"), "3\n2\n4\n")
    save(folder)
    shutil.rmtree(folder / "drill_home" / "backups")
    save(folder, "without backups")


def build_shared(folder: Path) -> None:
    """Save the world, and another machine's, `synced` by a shared repository since when both have answered cards."""
    put_back(folder)
    subprocess.run(["git", "init", "--quiet", "--bare", str(folder / "shared.git")], check=True)
    for words, lines in ((("sync", "init", "shared.git"), ""), (("study", "many", "--new", "2"), "3\n4\n")):
        for home in ("drill_home", "other_home"):
            done = run(folder, words, lines, DRILL_HOME=str(folder / home))
            assert done.code == 0, done
    done = run(folder, ("sync",), DRILL_HOME=str(folder / "other_home"))
    assert done.code == 0, done
    save(folder, "synced")


def save(folder: Path, name: str = "saved") -> None:
    """Keep a world as it is now under a name."""
    shutil.rmtree(folder / name, ignore_errors=True)
    for part in PARTS:
        if (folder / part).exists():
            shutil.copytree(folder / part, folder / name / part)


def put_back(folder: Path, name: str = "saved") -> None:
    """Make a world as it was when it was saved; it stays at one place, where its index knows the decks."""
    for part in PARTS:
        shutil.rmtree(folder / part, ignore_errors=True)
        if (folder / name / part).exists():
            shutil.copytree(folder / name / part, folder / part)


def run(folder: Path, words: Sequence[str], lines: str = "", shim: Shim | None = None, **named: str) -> Ended:
    """Run `drill` in a process, and a session, of its own to its end, with the shim when there is one."""
    return ended(begin(folder, words, shim, **named), lines)


def begin(folder: Path, words: Sequence[str], shim: Shim | None = None, **named: str) -> "subprocess.Popen[bytes]":
    """Start `drill` in a process, and a session, of its own."""
    variables = {**(shim.variables() if shim else {}), **named}
    return start(folder, *words, start_new_session=True, variables=variables)


def ended(running: "subprocess.Popen[bytes]", lines: str = "") -> Ended:
    """Feed a process its lines, and wait for its end."""
    out, err = running.communicate(lines.encode(), 60)
    return Ended(running.returncode, out.decode(), err.decode())


def environment(folder: Path) -> Environment:
    """Return the world as a value, for looking into it from here."""
    return Environment(folder, own_variables(folder), StringIO(), StringIO(), StringIO())


def examine(folder: Path) -> Examined:
    """Look at a world after a fault: facts, integrity, replay == caches, and whether the next sitting works."""
    path = database(folder)
    if not path.exists():  # killed before there was anything
        return Examined({}, [], [], goes_on(folder))
    integrity = [f"{file.name}: {said}" for file in (path, *path.parent.glob("backups/*.db")) for said in damage(file)]
    found = facts(path)
    try:
        with open_collection(environment(folder)) as collection:
            replay = [str(finding) for finding in verify(collection.store)]
    except DrillError as error:
        replay = [str(error)]
    return Examined(found, integrity, replay, goes_on(folder))


def damage(path: Path) -> list[str]:
    """Return what SQLite complains of in a database: its structure, its foreign keys."""
    with closing(sqlite3.connect(path)) as connection:
        try:
            said = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            return said + [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
        except sqlite3.DatabaseError as error:
            return [str(error)]


def goes_on(folder: Path) -> list[str]:
    """Return what is wrong with the next sitting, of two answers; [] when both are taken and on disk."""
    before = facts(database(folder))
    done = run(folder, ("study", "many", "--new", "2", "--limit", "2", "--ahead", "999"), "3\n4\n")
    said = answers(done.out)
    if done.code or len(said) != 2:
        return [f"exit {done.code}: {done.out}{done.err}"]
    added = Counter(fact[1:3] for fact in minus(facts(database(folder)), before))
    expected = Counter(said)
    return [] if added == expected else [f"said {said}, wrote {added}"]
