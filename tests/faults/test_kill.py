"""kill -9 at any moment: what was said to be answered is on disk, and nothing is half-written."""

import select
import signal
import subprocess
import threading
import time
from collections import Counter
from random import Random

from fault_cases import answers, faults, logged, opened, start, study, write_many

KILLS, AT_ONCE = 200, 2


class Doomed:
    """A sitting that is fed without end and killed after some seconds, counted from its start or its first answer."""

    def __init__(self, folder, seconds, rng, *, speaks=False):
        options = ["--new", "999", "--ahead", "999", "--seed", str(rng.randrange(99))]
        self.process = start(folder, "study", "many", *options, stderr=subprocess.DEVNULL)
        self.process.stdin.write("".join(f"{rng.choice((1, 2, 3, 3, 4))}\n" for _ in range(2000)).encode())
        self.process.stdin.flush()
        self.killer = threading.Thread(target=self.kill, args=(seconds, speaks))
        self.killer.start()

    def kill(self, seconds, speaks):
        if speaks:
            select.select([self.process.stdout], [], [], 60)
        time.sleep(seconds)
        self.process.kill()

    def died(self):
        """Wait for the end; return whether it was the kill, and the answers that were said before it."""
        self.killer.join()
        out, _err = self.process.communicate(timeout=60)
        assert self.process.returncode in (-signal.SIGKILL, 0)
        return self.process.returncode < 0, answers(out.decode())


def test_two_hundred_kills(tmp_path):
    """Two sittings at a time over one collection are killed again and again, from start-up to the midst of answers.

    Each line on stdout is an answer in the log; each answer in the log beyond those was being said when the
    kill came; the database is whole after every kill, and its caches follow from the log.
    """
    write_many(tmp_path)
    assert study(tmp_path, "")[0] == 0
    rng, said, kills, spoke = Random(20), Counter(), 0, 0
    while kills < KILLS:
        doomed = [
            Doomed(tmp_path, rng.uniform(0.02, 0.3), rng),
            Doomed(tmp_path, rng.uniform(0.0, 0.12), rng, speaks=True),
        ]
        for was_killed, lines in [each.died() for each in doomed]:
            kills, spoke = kills + was_killed, spoke + (was_killed and bool(lines))
            said.update(lines)
        store = opened(tmp_path)
        on_disk = Counter(logged(store))
        assert not said - on_disk, "an answer that was said is not in the log"
        assert (on_disk - said).total() <= AT_ONCE, "an answer was written before the one before it was said"
        said = on_disk
        assert store.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        if kills % 20 < AT_ONCE:
            assert faults(store) == []
        store.close()
    assert spoke > KILLS // 3, "too few sittings had begun when they were killed"
    store = opened(tmp_path)
    assert faults(store) == []
    store.close()


def test_kills_at_the_first_start(tmp_path):
    """Killed while the collection is being made, the next start makes it and takes answers."""
    rng = Random(3)
    for world in range(16):
        folder = tmp_path / str(world)
        folder.mkdir()
        write_many(folder)
        Doomed(folder, rng.uniform(0.04, 0.2), rng).died()
        code, out, err = study(folder, "3\n4\n")
        assert (code, len(answers(out))) == (0, 2), err
        store = opened(folder)
        assert faults(store) == []
        assert logged(store)[-2:] == answers(out)
        store.close()
