"""Two machines with one past: copied homes, and databases that were put back."""

import shutil
from contextlib import closing

from sync_world import in_step, joined, machines

from drillcli.config import DATABASE
from drillcli.store.database import open_database


def test_a_copied_home(tmp_path, monkeypatch):
    """Two machines that began as copies of one home notice it, become two, and keep every row of both."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(3, 3)
    assert in_step(a, b)
    shutil.copytree(a.folder, tmp_path / "c")
    (c,) = machines(tmp_path, monkeypatch, "c")
    c.clock.set(a.clock.ms)
    a.study(1, 3, days=1)
    c.study(4, 3, days=1.001)
    a.does("sync")
    assert "goes on as a machine of its own" in c.drill("sync").err
    assert in_step(a, b, c)
    assert len(b.log()) == 6
    c.study(3)
    a.study(3)
    assert in_step(a, c, b)
    assert len(b.log()) == 8


def test_a_restored_backup(tmp_path, monkeypatch):
    """A machine whose database is one from before gets its later rows back, and keeps those since."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(3)
    a.does("sync")
    kept = (a.home / "drill.db").read_bytes()
    a.study(3, 1)
    a.does("sync")
    for end in ("-wal", "-shm"):
        (a.home / f"drill.db{end}").unlink(missing_ok=True)
    (a.home / "drill.db").write_bytes(kept)
    a.study(4, days=1)
    assert "goes on as a machine of its own" in a.drill("sync").err
    assert in_step(a, b)
    assert len(b.log()) == 4


def test_a_backup_from_before_an_import_and_an_exam(tmp_path, monkeypatch):
    """What is no answer of this machine's comes back too: imported reviews, settings, exams, whoever has synced."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(3, 3)
    a.does("sync")
    for words in (("exam", "many", "2027-03-03"), ("import", "log.csv", "--reviews", "--tz", "UTC")):
        assert a.drill("backup").code == 0
        a.clock.advance(minutes=1)
        (a.folder / "log.csv").write_text("card,rating,time\nmany/n0,3,2026-10-01 10:00:00\n")
        assert a.drill(*words).code == 0
        a.does("sync")
        assert a.drill("restore", next((a.home / "backups").glob("*-by-hand.db")).name, "--yes").code == 0
        assert "goes on as a machine of its own" in a.drill("sync").err
        assert in_step(a, b, more=("exam",))
        shutil.rmtree(a.home / "backups")
    assert "2027-03-03" in b.drill("exam", "--json").out
    assert len(b.log()) == 3


def test_a_copied_home_with_a_clock_ahead(tmp_path, monkeypatch):
    """Rows that a double wrote under this machine's uuid, dated tomorrow, keep none of its own from being sent."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(3)
    a.does("sync")
    shutil.copytree(a.folder, tmp_path / "c")
    (c,) = machines(tmp_path, monkeypatch, "c")
    c.clock.set(a.clock.ms)
    c.study(3, days=1)
    a.study(4)
    a.does("sync")
    assert "goes on as a machine of its own" in c.drill("sync").err
    a.does("sync")
    a.study(4, 2)
    assert a.does("sync") == "2 rows sent, 0 received\n"
    a.study(2)
    assert a.does("sync") == "1 row sent, 0 received\n"
    assert c.does("sync") == "0 rows sent, 3 received\n"
    assert in_step(a, b, c)
    assert len(b.log()) == 6


def test_what_a_salvage_lost_comes_back(tmp_path, monkeypatch):
    """Rows in the midst of the log are gone, the last one is not: those that were sent are taken in again."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(3, 3, 1, 4)
    a.does("sync")
    a.study(2)
    with closing(open_database(a.home / DATABASE)) as connection:
        connection.execute("DELETE FROM revlog WHERE at_ms IN (SELECT at_ms FROM revlog ORDER BY at_ms LIMIT 1, 2)")
    assert a.drill("restore", "--salvage", "--yes").code == 0
    assert len(a.log()) == 3
    assert in_step(a, b)
    assert len(b.log()) == 5
