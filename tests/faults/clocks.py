"""A clock that jumps during a sitting: no answer is lost, and keys only grow, whatever the clock says."""

import select
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from random import Random

from fault_cases import answers
from shim import Shim
from tally import Tally
from world import DAY_MS, begin, database, examine, facts, minus, put_back, run

HOUR_MS = 3_600_000
JUMPS = (-365 * DAY_MS, -HOUR_MS, -60_000, HOUR_MS, DAY_MS, 365 * DAY_MS)
"""How far the clock may jump, in ms."""
ANSWERS = 12
PATIENCE = 60
"""Seconds after which a sitting that says nothing is a failure."""

_WRITTEN = """SELECT slug || '/' || name, rating, at_ms FROM revlog JOIN card ON card.id = card
    JOIN deck ON deck.id = deck WHERE at_ms > ? ORDER BY at_ms"""


def jumped(folder: Path, runs: int, seed: int = 1) -> Tally:
    """Let the clock jump at random after each answer of so many sittings, one of them by each of the ways first."""
    tally = Tally("a clock that jumps")
    for number in range(runs):
        rng = Random(f"{seed} {number}")
        jumps = [JUMPS[number % len(JUMPS)], *(rng.choice(JUMPS) for _ in range(ANSWERS - 1))]
        one_sitting(tally, folder, jumps)
    return tally


def one_sitting(tally: Tally, folder: Path, jumps: list[int]) -> None:
    """Let the clock jump by so much (ms) after each answer of a sitting, and undo the last of them."""
    put_back(folder)
    before, newest = facts(database(folder)), newest_key(folder)
    shim, shift, said = Shim(folder / "shim", folder), 0, []
    sitting = begin(folder, ("study", "many", "--new", "30", "--ahead", "9"), shim)
    for number, jump in enumerate(jumps):
        said += answers(say(sitting, b"%d\n" % (1 + number % 4)))
        shift += jump
        shim.shift(shift)
    _out, err = sitting.communicate(timeout=PATIENCE)
    other = [f"exit {sitting.returncode}: {err.decode()}"] if sitting.returncode or len(said) != len(jumps) else []
    with closing(sqlite3.connect(database(folder))) as connection:
        written = connection.execute(_WRITTEN, (newest,)).fetchall()
    if [row[:2] for row in written] != said:
        other.append(f"in the order of keys {written} stand for {said}")
    undone = run(folder, ("undo",), shim=shim)
    if f"of {said[-1][0]}" not in undone.err:
        other.append(f"undone: {undone.err}")
    lost = minus(before, facts(database(folder)))
    tally.add(f"jumps of {jumps}", len(said) + 1, lost, examine(folder), other)


def say(sitting: "subprocess.Popen[bytes]", line: bytes) -> str:
    """Answer a card; return the line that acknowledges it."""
    assert sitting.stdin is not None
    assert sitting.stdout is not None
    sitting.stdin.write(line)
    sitting.stdin.flush()
    assert select.select([sitting.stdout], [], [], PATIENCE)[0], "the sitting says nothing"
    return sitting.stdout.readline().decode()


def newest_key(folder: Path) -> int:
    """Return the newest key of the device (epoch ms)."""
    with closing(sqlite3.connect(database(folder))) as connection:
        return int(connection.execute("SELECT last_ms FROM device WHERE id = 1").fetchone()[0])
