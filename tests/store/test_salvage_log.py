"""The write-ahead log beside a damaged database is salvaged too: its committed pages, damaged or not."""

import shutil
from contextlib import closing

import pytest
from salvage_cases import PAGE, is_sound, make_collection, rows
from store_cases import answer, later, make_store

from drillcli.store.salvage import salvage


@pytest.fixture
def logged(tmp_path):
    """A database whose last answers are in its write-ahead log only, as a crash leaves it."""
    live = tmp_path / "live.db"
    make_collection(live, cards=100).close()
    with closing(make_store(live)) as store:
        store.connection.execute("PRAGMA wal_autocheckpoint = 0")
        for n in range(30):
            answer(store, f"chemistry/a-note-about-chemistry-{n}#part{n % 3}", 3, later(20, n))
        expected = rows(live)
        for end in ("", "-wal"):
            shutil.copy(f"{live}{end}", tmp_path / f"drill.db{end}")
    return tmp_path / "drill.db", expected


def test_the_write_ahead_log_counts(logged, tmp_path):
    """Answers that are not in the file yet come back from the log beside it."""
    path, expected = logged
    found = salvage(path, tmp_path / "new.db")
    assert rows(tmp_path / "new.db") == expected
    assert found.log_faults == 0


def test_a_damaged_frame_of_the_log_is_left_out(logged, tmp_path):
    """The frames behind it are taken, since their checksums follow from its own; SQLite itself would stop there."""
    path, expected = logged
    log = path.with_name("drill.db-wal")
    data = bytearray(log.read_bytes())
    at = 32 + 10 * (24 + PAGE) + 500
    data[at : at + 9] = b"nonsense!"
    log.write_bytes(data)
    found = salvage(path, tmp_path / "new.db")
    assert found.log_faults == 1
    assert len(expected["revlog"] - rows(tmp_path / "new.db")["revlog"]) <= 1
    data[32 + 20 * (24 + PAGE) :] = bytes(len(data) - 32 - 20 * (24 + PAGE))
    log.write_bytes(data)
    salvage(path, tmp_path / "new.db")
    assert is_sound(tmp_path / "new.db")


def test_a_log_without_its_header(logged, tmp_path):
    """Only its first frame, which nothing proves any more, is left out."""
    path, expected = logged
    log = path.with_name("drill.db-wal")
    log.write_bytes(bytes(32) + log.read_bytes()[32:])
    found = salvage(path, tmp_path / "new.db")
    assert found.log_faults == 1
    assert rows(tmp_path / "new.db")["revlog"] == expected["revlog"]


def test_what_was_not_committed_does_not_count(logged, tmp_path):
    """The frames behind the last end of a transaction are left out."""
    path, expected = logged
    log = path.with_name("drill.db-wal")
    log.write_bytes(log.read_bytes()[: -(24 + PAGE)])
    salvage(path, tmp_path / "new.db")
    assert len(expected["revlog"]) - len(rows(tmp_path / "new.db")["revlog"]) == 1
