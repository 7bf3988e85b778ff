"""Files for other programs are written row by row, or refused in one line."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from drillcli.store.foreign_write import write_database

SCRIPT = "CREATE TABLE one (a INTEGER PRIMARY KEY, b TEXT); CREATE TABLE two (c);"


def test_rows_go_to_their_tables(tmp_path: Path) -> None:
    path = tmp_path / "made.db"
    write_database(path, SCRIPT, iter([("one", (1, "x")), ("two", (None,)), ("one", (2, "中"))]))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM one").fetchall() == [(1, "x"), (2, "中")]
        assert connection.execute("SELECT * FROM two").fetchall() == [(None,)]
    assert [entry.name for entry in tmp_path.iterdir()] == ["made.db"]


@pytest.mark.parametrize("rows", [[("one", (1, "x")), ("one", (1, "x"))], [("gone", (1,))]])
def test_what_the_database_refuses_is_told_in_one_line(
    rows: list[tuple[str, tuple[object, ...]]], tmp_path: Path
) -> None:
    with pytest.raises(OSError, match=r"^\w[^\n]+$"):
        write_database(tmp_path / "made.db", SCRIPT, rows)
