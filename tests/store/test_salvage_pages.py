"""Pages are read as SQLite writes them: every type, every length, every size of a page."""

import math
import sqlite3
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drillcli.store.pages import MalformedError, cells, record, tree, varint
from drillcli.store.salvage_image import read_image
from drillcli.store.salvage_rows import Reader
from drillcli.store.salvage_shapes import shapes

VALUES = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.integers(-130, 130),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
    st.binary(max_size=50),
    st.integers(400, 9000).map(lambda n: "long " * n),
)
SCHEMA = """CREATE TABLE plain (id INTEGER PRIMARY KEY, a INTEGER, b REAL, c TEXT, d BLOB) STRICT;
    CREATE TABLE keyed (c TEXT, a INTEGER, d BLOB, PRIMARY KEY (c, a)) STRICT, WITHOUT ROWID;"""


def like(kind, value):
    return value if value is None or isinstance(value, kind) else None


@pytest.mark.parametrize("size", [512, 4096, 65536])
@given(rows=st.lists(st.tuples(VALUES, VALUES, VALUES, VALUES), min_size=1, max_size=30))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_sqlite_writes_is_read(tmp_path, size, rows):
    """Tables with and without rowids, short and long values: the rows are those that SQLite gives."""
    path = tmp_path / f"{size}.db"
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA page_size = {size}")
        connection.executescript(SCHEMA)
        with connection:
            for n, (a, b, c, d) in enumerate(rows):
                values = (like(int, a), like(float, b), like(str, c), like(bytes, d))
                connection.execute("INSERT INTO plain VALUES (?, ?, ?, ?, ?)", (n * 7 + 1, *values))
                connection.execute("INSERT INTO keyed VALUES (?, ?, ?)", (str(c), n, like(bytes, d)))
        expected = {table: set(connection.execute(f"SELECT * FROM {table}")) for table in ("plain", "keyed")}  # noqa: S608
        reader = Reader(read_image(path), shapes(connection))
    found: dict[str, list[tuple[object, ...]]] = {"plain": [], "keyed": []}
    for page in reader.read():
        assert page.is_certain
        assert page.wrong == 0
        found[page.shape.table] += page.rows
    assert {table: set(of_table) for table, of_table in found.items()} == expected
    assert [len(of_table) for of_table in found.values()] == [len(rows)] * 2
    assert (reader.lost, reader.free) == (set(), set())


@given(st.integers(0, 2**63 - 1))
def test_varints(value):
    """One to nine bytes, seven bits each, the ninth byte has eight."""
    parts, rest = [], value
    if value >= 2**56:
        parts, rest = [value & 0xFF], value >> 8
    while rest or not parts:
        parts.append(rest & 0x7F | (0x80 if parts else 0))
        rest >>= 7
    data = bytes(reversed(parts))
    if value >= 2**56:
        data = bytes(b | 0x80 for b in data[:8]).rjust(8, b"\x80") + data[-1:]
    assert varint(data + b"\x07", 0) == (value, len(data))


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_are_a_record_or_refused(data):
    """Bytes that are no record raise MalformedError and nothing else."""
    try:
        values = record(data)
    except MalformedError:
        return
    assert all(value is None or isinstance(value, int | float | str | bytes) for value in values)


@given(
    st.sampled_from([2, 5, 10, 13]),
    st.integers(0, 12),
    st.binary(min_size=600, max_size=4096),
    st.sampled_from([512, 4096]),
)
@settings(max_examples=150)
def test_any_bytes_are_a_page_or_none(kind, count, data, usable):
    """Bytes behind a plausible header give cells that can be read, or None for each; a chain never goes on for ever."""
    page = bytes([kind, 0, 0, 0, count]) + data
    found = tree(page, usable)
    if found:
        read = list(cells(page, found, usable, lambda number: page if number % 2 else None))
        assert len(read) == count


def test_not_a_number_is_no_matter(tmp_path):
    """SQLite stores no NaN, but damaged bytes may be one."""
    (value,) = record(b"\x02\x07\x7f\xf8\x00\x00\x00\x00\x00\x00")
    assert isinstance(value, float)
    assert math.isnan(value)
