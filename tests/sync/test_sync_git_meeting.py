"""Machines that were apart come together: every row is kept, and all say the same."""

from sync_world import git, in_step, joined, machines


def test_weeks_apart(tmp_path, monkeypatch):
    """Offline for weeks, the same cards on both, a clock an hour wrong: all reviews are kept, the states are equal."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(3, 3, 1, 3)
    assert in_step(a, b)
    b.clock.advance(minutes=-60)
    for week in range(2):
        a.study(3, 2, 1, 3, days=week)
        b.study(3, 3, 1, days=week + 1)
    assert in_step(a, b)
    log = a.log()
    assert len(log) == 4 + 2 * 7
    both = {row[0] for row in log}
    assert len(both) == 2
    cards = [{row[2] for row in log if row[0] == machine} for machine in both]
    assert cards[0] & cards[1], "the test has no card that was answered on both"


def test_everything_travels(tmp_path, monkeypatch):
    """Undo, suspend, bury, forget, settings, exams and their removal travel; three machines agree."""
    a, b, c = joined(tmp_path, monkeypatch, "a", "b", "c")
    a.study(3, 3, 3, 1)
    assert in_step(a, b, c)
    a.drill("undo")
    b.clock.advance(minutes=5)
    b.drill("suspend", "many/n7")
    b.drill("bury", "many/n8")
    b.drill("config", "desired_retention", "0.85")
    b.drill("exam", "many", "2027-02-01", "--minutes", "15")
    c.clock.advance(minutes=6)
    c.drill("forget", "many/n0")
    c.drill("config", "new_per_day", "7")
    assert in_step(a, b, c, more=("config", "exam"))
    assert a.does("config", "new_per_day") == "7\n"
    assert [row[3] for row in a.log() if row[2] == "many/n7"] == [2]
    a.clock.advance(minutes=1)
    number = a.does("exam", "--json").split('"id": ')[1].split(",")[0]
    a.drill("exam", "--cancel", number)
    a.drill("config", "new_per_day", "--unset")
    b.study(3, days=1)
    assert in_step(a, b, c, more=("config", "exam"))
    assert "2027-02-01" not in c.does("exam", "--json")


def test_an_exam_has_the_same_number_on_every_machine(tmp_path, monkeypatch):
    """Whichever was planned first, and where: they are counted by date, then by decks."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.drill("exam", "many", "2027-03-01")
    b.clock.advance(minutes=1)
    b.drill("exam", "many", "2027-02-01")
    assert in_step(a, b, more=("exam",))
    assert a.does("exam", "--json").count('"id": 1') == 1
    a.clock.advance(minutes=5)
    a.drill("exam", "--cancel", "1")
    assert in_step(a, b, more=("exam",))
    assert "2027-02-01" not in b.does("exam", "--json")
    assert "2027-03-01" in b.does("exam", "--json")


def test_undo_of_a_foreign_answer_stays_undone(tmp_path, monkeypatch):
    """An answer of one machine that the other takes back is taken back on both."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(1)
    assert in_step(a, b)
    (card,) = {row[2] for row in a.log()}
    b.clock.advance(minutes=1)
    b.drill("forget", card)
    a.clock.advance(minutes=2)
    a.drill("undo", card)
    assert in_step(a, b)


def test_nothing_new_moves_nothing(tmp_path, monkeypatch):
    """A second sync makes no commit and reports nothing."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(3)
    assert in_step(a, b)
    shared = tmp_path / "shared.git"
    before = git(shared, "rev-parse", "main")
    for machine in (a, b):
        assert machine.does("sync") == "0 rows sent, 0 received\n"
    assert git(shared, "rev-parse", "main") == before


def test_an_import_travels(tmp_path, monkeypatch):
    """Reviews imported on one machine, which are older than its own, come to the others; twice is once."""
    a, b = joined(tmp_path, monkeypatch, "a", "b")
    a.study(3, 3)
    assert in_step(a, b)
    log = tmp_path / "log.csv"
    log.write_text("card,rating,time\n" + "".join(f"many/n{n},3,2026-10-{n + 10} 10:00:00\n" for n in range(4)))
    for machine in (a, b, a):
        machine.clock.advance(minutes=1)
        assert machine.drill("import", str(log), "--reviews", "--tz", "UTC").code == 0
        assert in_step(a, b)
    assert len(a.log()) == 6
    log.write_text(log.read_text() + "many/n4,3,2026-11-01 10:00:00\n")
    a.drill("import", str(log), "--reviews", "--tz", "UTC")
    assert in_step(a, b)
    assert len(b.log()) == 7


def test_much_that_comes_is_preceded_by_a_backup(tmp_path, monkeypatch):
    """Before a large log is taken in, a copy of the database is made."""
    a, b = machines(tmp_path, monkeypatch, "a", "b")
    log = tmp_path / "log.csv"
    lines = (f"many/n{n % 12},3,2026-{1 + n // 300:02}-{1 + n // 12 % 25:02} 10:{n % 12:02}:00\n" for n in range(2400))
    log.write_text("card,rating,time\n" + "".join(lines))
    assert a.drill("import", str(log), "--reviews", "--tz", "UTC").code == 0
    a.does("sync", "init", str(tmp_path / "shared.git"))
    b.study(3)
    told = b.does("sync", "init", str(tmp_path / "shared.git"))
    assert "before-sync.db" in told
    (copy,) = (b.home / "backups").glob("*-before-sync.db")
    assert copy.stat().st_size > 0
    assert in_step(a, b)
