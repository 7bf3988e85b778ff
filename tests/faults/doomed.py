"""kill -9 at any time: two sittings at once, killed from start-up to the midst of answers, over and over."""

import select
import signal
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random

from fault_cases import answers, start
from tally import Tally
from world import bare, database, examine, facts, minus, put_back

AT_ONCE = 2
LINES = 600
PATIENCE = 60


class Doomed:
    """A sitting that is fed more than it lives for, and killed some seconds after its start or its first answer."""

    def __init__(self, folder: Path, seconds: float, rng: Random, *, speaks: bool) -> None:
        options = ("--new", "999", "--ahead", "999", "--seed", str(rng.randrange(99)))
        self.process = start(folder, "study", "many", *options, stderr=subprocess.DEVNULL)
        self.process.stdin.write("".join(f"{rng.choice((1, 2, 3, 3, 4))}\n" for _ in range(LINES)).encode())
        self.process.stdin.flush()
        self.killer = threading.Thread(target=self._kill, args=(seconds, speaks))
        self.killer.start()

    def _kill(self, seconds: float, speaks: bool) -> None:
        if speaks:
            select.select([self.process.stdout], [], [], PATIENCE)
        time.sleep(seconds)
        self.process.kill()

    def died(self) -> tuple[bool, list[tuple[str, int]]]:
        """Wait for the end; return whether it was the kill, and the answers that were said before it."""
        self.killer.join()
        out, _err = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode in (-signal.SIGKILL, 0)
        return self.process.returncode < 0, answers(out.decode())


def killed_at_any_time(folder: Path, kills: int, saved: str = "saved") -> Tally:
    """Kill sittings so often, between any two instructions, also while memory that is shared with others is written.

    Each line on stdout is an answer in the log; an answer in the log beyond those was being said when the kill came.
    """
    tally = Tally("kill -9 at any time, two sittings at once")
    put_back(folder, saved)
    rng = Random(20)
    while tally.runs < kills:
        before = facts(database(folder))
        first, second = rng.uniform(0.02, 0.3), rng.uniform(0, 0.12)
        doomed = [Doomed(folder, first, rng, speaks=False), Doomed(folder, second, rng, speaks=True)]
        ends = [each.died() for each in doomed]
        now = facts(database(folder))
        said = Counter(("review", card, rating, 0) for _killed, lines in ends for card, rating in lines)
        beyond = minus(bare(minus(now, before)), said)
        lost = [*minus(before, now), *minus(said, bare(minus(now, before)))]
        other = [f"{beyond} are more than one answer of each"] if beyond.total() > AT_ONCE else []
        tally.add(f"after {first:.3f} and {second:.3f} s", said.total(), lost, examine(folder), other)
        tally.runs += sum(was_killed for was_killed, _lines in ends) - 1
    return tally
