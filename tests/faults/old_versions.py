"""Data as each earlier drill wrote it: the tables of its format, filled with the rows of a world of today."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from operations import Operation
from tally import Tally
from world import database, examine, facts, minus, put_back, run, save

from drillcli.store.database import open_database
from drillcli.store.migrations import MIGRATIONS

VERSIONS = range(1, max(MIGRATIONS))
RUN = "INSERT INTO exercise_run VALUES (1, 1700000000000, 1, 60, 19000, 'xor', '{}', NULL, 1.5, '{}')"
COMPUTED = "INSERT INTO computed VALUES (1, 'fsrs6', 0)"
CACHES = {"computed", "day", "spread", "load"}
"""Tables that are made anew from the others."""


def build_old(folder: Path) -> None:
    """Save a world for each earlier version, `v1` and so on, with rows in every table that the version has."""
    put_back(folder)
    for words in (
        ("import", "cards.csv", "--deck", "numbers", "--to", "decks"),
        ("exam", "many", "60d"),
        ("config", "new_per_day", "9"),
        ("fit", "--use", "1"),
    ):
        assert run(folder, words).code == 0
    path = database(folder)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(RUN)
    save(folder, "today")
    for version in VERSIONS:
        put_back(folder, "today")
        shutil.rmtree(path.parent)
        path.parent.mkdir(mode=0o700)
        write(folder / "today" / "drill_home" / "drill.db", path, version)
        save(folder, f"v{version}")


def write(source: Path, path: Path, version: int) -> None:
    """Write what a database of today holds in the format of an earlier version."""
    open_database(path, {step: sql for step, sql in MIGRATIONS.items() if step <= version}).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("ATTACH ? AS today", (str(source),))
        with connection:
            tables = names(connection)
            for table in sorted(tables, key="load".__eq__):  # filling `card` fills it
                shared = [name for name in columns(connection, table) if name in columns(connection, table, "today")]
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 our own tables
                if table == "computed" and "model" in columns(connection, table):
                    connection.execute(COMPUTED)
                else:
                    listed = ", ".join(f'"{name}"' for name in shared)
                    query = f"INSERT INTO {table} ({listed}) SELECT {listed} FROM today.{table}"  # noqa: S608
                    connection.execute(query)


def names(connection: sqlite3.Connection) -> list[str]:
    """Return the tables of a database."""
    query = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    return [name for (name,) in connection.execute(query)]


def columns(connection: sqlite3.Connection, table: str, schema: str = "main") -> list[str]:
    """Return the columns of a table that can be written."""
    query = "SELECT name FROM pragma_table_info(?, ?) ORDER BY cid"
    return [name for (name,) in connection.execute(query, (table, schema))]


def rows(path: Path, like: Path) -> dict[str, list[Any]]:
    """Return the rows of each table that `like` has too, in its columns; caches left out."""
    with closing(sqlite3.connect(path)) as connection, closing(sqlite3.connect(like)) as model:
        found = {}
        for table in set(names(model)) - CACHES:
            listed = ", ".join(f'"{name}"' for name in columns(model, table))
            query = f"SELECT {listed} FROM {table}"  # noqa: S608
            found[table] = sorted(connection.execute(query).fetchall(), key=repr)
        return found


def migrated(folder: Path) -> Tally:
    """Migrate every earlier version: each row is kept, and a copy of the file as it was stands in the backups."""
    tally = Tally("each earlier format, migrated with its data")
    for version in VERSIONS:
        put_back(folder, f"v{version}")
        old, path = folder / f"v{version}" / "drill_home" / "drill.db", database(folder)
        before, done = rows(old, old), facts(old)
        ended = run(folder, ("due",))
        other = [f"exit {ended.code}: {ended.err}"] if ended.code else list(unlike(folder, path, old, before))
        lost = list(minus(done, facts(path)))
        tally.add(f"from {version}", sum(done.values()), lost, examine(folder), other)
    return tally


def unlike(folder: Path, path: Path, old: Path, before: dict[str, list[Any]]) -> list[str]:
    """Return what a migration has lost of the rows, or of the file as it was."""
    after = rows(path, old)
    wrong = [f"{table}: {before[table]} became {after[table]}" for table in before if before[table] != after[table]]
    wrong += [f"{table} had no rows to lose" for table in before if not before[table]]
    copies = [*path.parent.glob("drill.db.v*"), *path.parent.glob("backups/*before-migration*.db")]
    if not any(rows(copy, old) == before for copy in copies):
        wrong.append("no copy of the file as it was")
    return wrong


def migrations() -> list[Operation]:
    """Return the operations that migrate, for killing them."""
    return [Operation(f"migration from {v}", ("due",), again=True, saved=f"v{v}") for v in VERSIONS]
