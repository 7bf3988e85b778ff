"""A restore while other processes are at work: no answer is lost without a word, nothing is half."""

import json
import re
import sqlite3
import time
from contextlib import closing

from fault_cases import answers, faults, logged, one_line, opened, start, study, write_many


def finish(running, lines=b""):
    out, err = running.communicate(lines, timeout=60)
    return running.returncode, out.decode(), err.decode()


def backups(folder):
    return sorted((folder / "drill_home" / "backups").glob("*.db"))


def log_of(path):
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM revlog").fetchone()[0]


def test_a_sitting_goes_on_in_what_was_restored(tmp_path):
    """What it wrote before is in the backup made before the restore, what it writes after in the restored file."""
    write_many(tmp_path)
    assert study(tmp_path, "3\n4\n")[0] == 0
    assert finish(start(tmp_path, "backup", "old.db"))[0] == 0
    sitting = start(tmp_path, "study", "many", "--seed", "1")
    sitting.stdin.write(b"3\n3\n3\n")
    sitting.stdin.flush()
    earlier = [sitting.stdout.readline() for _ in range(3)]
    code, out, err = finish(start(tmp_path, "restore", "old.db", "--yes", "--json"))
    assert code == 0, err
    code, out, err = finish(sitting, b"4\n4\n")
    assert code == 0, err
    store = opened(tmp_path)
    assert faults(store) == []
    assert len(logged(store)) == 2 + 2
    assert logged(store)[2:] == answers(out)
    store.close()
    (before,) = [path for path in backups(tmp_path) if "before-restore" in path.name]
    assert log_of(before) == 2 + len(earlier)


def test_a_card_that_the_restored_file_does_not_know(tmp_path):
    """The answer is refused in a line that says so; it is nowhere."""
    (tmp_path / "decks").mkdir()
    deck = tmp_path / "decks" / "many.yaml"
    deck.write_text("title: Many\nnotes:\n  - {id: old, q: old?, a: x}\n")
    assert study(tmp_path, "4\n")[0] == 0
    assert finish(start(tmp_path, "backup", "old.db"))[0] == 0
    deck.write_text("title: Many\nnotes:\n  - {id: fresh, q: fresh?, a: x}\n")
    sitting = start(tmp_path, "study", "many")
    assert b"fresh?" in sitting.stderr.readline()
    assert finish(start(tmp_path, "restore", "old.db", "--yes"))[0] == 0
    code, out, err = finish(sitting, b"4\n")
    assert (code, out) == (1, "")
    assert "many/fresh" in one_line(err)
    store = opened(tmp_path)
    assert len(logged(store)) == 1
    assert faults(store) == []
    store.close()


def test_two_restores_at_once(tmp_path):
    """One after the other: the second keeps what the first has put there."""
    write_many(tmp_path)
    for n in (1, 2):
        assert study(tmp_path, "4\n" * n)[0] == 0
        assert finish(start(tmp_path, "backup", f"{n}.db"))[0] == 0
    assert study(tmp_path, "4\n")[0] == 0
    runs = [start(tmp_path, "restore", f"{n}.db", "--yes", "--json") for n in (1, 2)]
    reports = [json.loads(finish(running)[1]) for running in runs]
    kept = sorted(log_of(report["backup"]) for report in reports)
    store = opened(tmp_path)
    assert (kept, len(logged(store))) in (([1, 4], 3), ([3, 4], 1))
    assert faults(store) == []
    store.close()


def test_a_killed_restore(tmp_path):
    """Killed at any moment, the collection is the one or the other, whole; the next run clears up."""
    write_many(tmp_path)
    assert study(tmp_path, "4\n" * 2)[0] == 0
    assert finish(start(tmp_path, "backup", "old.db"))[0] == 0
    assert study(tmp_path, "4\n" * 3)[0] == 0
    for delay in (0.12, 0.15, 0.18, 0.21, 0.24):
        running = start(tmp_path, "restore", "old.db", "--yes")
        time.sleep(delay)
        running.kill()
        running.communicate()
        store = opened(tmp_path)
        assert len(logged(store)) in {2, 5}
        assert faults(store) == []
        store.close()
    assert finish(start(tmp_path, "backup"))[0] == 0
    left = [path.name for path in (tmp_path / "drill_home" / "backups").iterdir()]
    assert [name for name in left if not re.fullmatch(r"\d{8}T\d{6}Z-[a-z-]+(-\d+)?\.db", name)] == []
