"""Salvage: everything that stands on undamaged pages comes back, and what does not is told."""

import shutil
import sqlite3
from contextlib import closing
from random import Random

import pytest
from conftest import NOW
from salvage_cases import FACTS, PAGE, by_page, is_sound, make_collection, pages_of, rows, whole
from store_cases import SCHEDULER, answer, later, make_store, snapshot

from drillcli.errors import StoreError
from drillcli.store import verify
from drillcli.store.database import open_database
from drillcli.store.migrations import MIGRATIONS
from drillcli.store.salvage import salvage
from drillcli.store.store import Store


@pytest.fixture(scope="module")
def intact(tmp_path_factory):
    """A collection on a bit more than a hundred pages."""
    path = tmp_path_factory.mktemp("salvage") / "drill.db"
    make_collection(path, cards=300).close()
    return path


@pytest.fixture(scope="module")
def facts(intact):
    return by_page(intact)


@pytest.fixture
def patient(intact, tmp_path):
    """A copy that may be damaged."""
    return shutil.copy(intact, tmp_path / "drill.db")


def test_an_intact_database(intact, tmp_path):
    """Every fact comes back, nothing is lost, guessed, refused or made up; the caches follow."""
    into = tmp_path / "new.db"
    found = salvage(intact, into)
    assert rows(into) == rows(intact)
    assert dict(found.rows) == {table: len(of_table) for table, of_table in rows(intact).items()}
    assert (found.guessed, found.refused, found.made_up, found.unsound, found.missing) == ({}, {}, {}, (), 0)
    assert (found.lost_pages, found.log_faults, found.may_hold_deleted) == (0, 0, False)
    assert found.pages == intact.stat().st_size // PAGE
    assert is_sound(into)
    with closing(make_store(into)) as store, closing(make_store(shutil.copy(intact, tmp_path / "old.db"))) as old:
        with store.writing():
            verify.rebuild(store)
        assert verify.verify(store) == []
        assert snapshot(store) == snapshot(old)
        assert answer(store, "chemistry/a-note-about-chemistry-0#part0", 3, later(40)).key[0] > NOW.ms


def noise(rng, data, pages):
    """Overwrite pages with random bytes."""
    hit = set(rng.sample(range(1, len(data) // PAGE + 1), pages))
    for page in hit:
        data[(page - 1) * PAGE : page * PAGE] = rng.randbytes(PAGE)
    return hit


def zeros(rng, data, pages):
    """Overwrite pages with zeros, as a disk does with sectors that it lost."""
    hit = set(rng.sample(range(1, len(data) // PAGE + 1), pages))
    for page in hit:
        data[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)
    return hit


def specks(rng, data, count):
    """Overwrite a few bytes at a time."""
    hit = set()
    for _speck in range(count):
        at = rng.randrange(len(data) - 40)
        length = rng.randrange(1, 40)
        data[at : at + length] = rng.randbytes(length)
        hit |= {at // PAGE + 1, (at + length - 1) // PAGE + 1}
    return hit


def no_head(rng, data, pages):
    """Overwrite the beginning of the file: header, schema, the roots of the first tables."""
    data[: pages * PAGE] = rng.choice((bytes(pages * PAGE), rng.randbytes(pages * PAGE)))
    return set(range(1, pages + 1))


def no_tail(rng, data, _pages):
    """Cut the end off."""
    pages, at = len(data) // PAGE, rng.randrange(PAGE, len(data))
    del data[at:]
    return set(range(at // PAGE + 1, pages + 1))


DAMAGES = [
    (noise, 1), (noise, 5), (noise, 40), (zeros, 1), (zeros, 10), (zeros, 60), (specks, 1), (specks, 20),
    (no_head, 1), (no_head, 2), (no_head, 6), (no_head, 15), (no_tail, 0),
]  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("damage", "extent"), DAMAGES)
def test_what_stands_on_undamaged_pages_comes_back(patient, facts, tmp_path, damage, extent, seed):
    """All of it; the new database is sound and can be used, and the damaged file keeps every byte."""
    data = bytearray(patient.read_bytes())
    hit = damage(Random(f"{damage.__name__} {extent} {seed}"), data, extent)
    patient.write_bytes(data)
    into = tmp_path / "new.db"
    found = salvage(patient, into)
    saved, expected = rows(into), whole(facts, hit)
    for table in FACTS:
        assert expected[table] <= saved[table], table
    assert is_sound(into)
    assert patient.read_bytes() == data
    assert found.lost_pages + found.refused.total() > 0 or damage is specks
    if seed == 0:
        with closing(Store(open_database(into), into, SCHEDULER)) as store:
            with store.writing():
                verify.rebuild(store)
            assert verify.verify(store) == []


@pytest.mark.parametrize("seed", range(4))
def test_bytes_cut_out_of_the_middle(patient, facts, tmp_path, seed):
    """What follows is out of step, and the numbers by which pages name each other: they are found all the same.

    A text on several pages cannot be put together any more.
    """
    data, rng = patient.read_bytes(), Random(seed)
    at, length = rng.randrange(2 * PAGE, len(data) // 2), rng.choice((PAGE, 3 * PAGE, rng.randrange(1, 2 * PAGE)))
    patient.write_bytes(data[:at] + data[at + length :])
    hit = set(range(at // PAGE + 1, (at + length - 1) // PAGE + 2))
    salvage(patient, tmp_path / "new.db")
    saved = rows(tmp_path / "new.db")
    expected = whole([fact for fact in facts if len(fact[0]) == 1], hit)
    assert all(expected[table] <= saved[table] for table in FACTS)
    assert is_sound(tmp_path / "new.db")


def overwrite(path, pages, content=b"\0"):
    data = bytearray(path.read_bytes())
    for page in pages:
        data[(page - 1) * PAGE : page * PAGE] = (content * PAGE)[:PAGE]
    path.write_bytes(data)


def test_the_schema_is_lost(patient, intact, tmp_path):
    """Without header and schema every row is told by its look, which the report says."""
    overwrite(patient, pages_of(intact, "sqlite_schema"))
    found = salvage(patient, tmp_path / "new.db")
    assert rows(tmp_path / "new.db") == rows(intact)
    assert found.guessed["revlog"] == found.rows["revlog"]
    assert found.may_hold_deleted


def test_the_way_to_the_pages_of_a_table_is_lost(patient, intact, tmp_path):
    """The root of the log names its other pages; without it they are found by their look; its own rows are lost."""
    root, *others = pages_of(intact, "revlog")
    assert len(others) > 10
    overwrite(patient, [root], b"\xff")
    found = salvage(patient, tmp_path / "new.db")
    lost = len(rows(intact)["revlog"]) - found.rows["revlog"]
    assert lost < 60
    assert found.guessed["revlog"] == found.rows["revlog"]
    assert found.missing > 0
    assert found.missing <= lost
    assert not found.may_hold_deleted
    assert found.lost_pages == 1


def test_cards_whose_log_has_holes(patient, intact, tmp_path):
    """They are named: what stood in their rows says how many reviews they had, and when the last one was."""
    leaf = pages_of(intact, "revlog")[3]
    gone = {row for pages, table, row in by_page(intact) if table == "revlog" and leaf in pages}
    overwrite(patient, [leaf])
    found = salvage(patient, tmp_path / "new.db")
    with closing(sqlite3.connect(intact)) as connection:
        ids = dict(connection.execute("SELECT card.id, slug || '/' || name FROM card JOIN deck ON deck.id = deck"))
        counting = {ids[row[0]] for row in gone if row[7] != 1}
    undone_or_moved = set(found.unsound) ^ counting
    assert len(found.unsound) > 5
    assert len(undone_or_moved) <= 2
    assert found.missing >= sum(row[7] != 1 for row in gone) - 3


def test_names_that_are_lost_are_made_up(patient, intact, tmp_path):
    """Reviews of lost cards, cards of a lost deck, rows of a lost device: stand-ins take them, and are counted."""
    lost = [page for tree in ("device", "deck", "card") for page in pages_of(intact, tree)]
    lost += [page for n in ("device", "deck", "card") for page in pages_of(intact, f"sqlite_autoindex_{n}_1")]
    overwrite(patient, lost)
    found = salvage(patient, tmp_path / "new.db")
    assert found.made_up["device"] == 1
    named = {row[0] for row in rows(intact)["revlog"]} | {row[3] for row in rows(intact)["act"]}
    assert found.made_up["card"] == len(named)
    saved = rows(tmp_path / "new.db")
    assert saved["revlog"] == rows(intact)["revlog"]
    assert all(name.startswith("card-") for _id, _deck, name, _position in saved["card"])
    assert "recovered" in {slug for _id, slug in saved["deck"]}
    ((number, uuid, last_ms, *_rest),) = saved["device"]
    newest = max(row[0] for row in saved["act"])
    assert (number, len(uuid), last_ms) == (1, 32, newest)
    assert is_sound(tmp_path / "new.db")


def test_an_index_gives_the_names_back(patient, intact, tmp_path):
    """Where the rows of cards, decks and devices are lost, the indexes still have their names."""
    overwrite(patient, [page for tree in ("device", "deck", "card") for page in pages_of(intact, tree)])
    found = salvage(patient, tmp_path / "new.db")
    saved, before = rows(tmp_path / "new.db"), rows(intact)
    assert {row[:3] for row in saved["card"]} == {row[:3] for row in before["card"]}
    assert saved["deck"] == before["deck"]
    assert {row[:2] for row in saved["device"]} == {row[:2] for row in before["device"]}
    assert found.made_up == {}


def test_deleted_rows_stay_deleted(patient, tmp_path):
    """Pages on the list of free ones are left alone; when the list is lost their rows may be back, which is said."""
    with closing(sqlite3.connect(patient, isolation_level=None)) as connection:
        connection.execute("PRAGMA secure_delete = OFF")  # where it is on, nothing of them is left
        connection.execute("DELETE FROM revlog")
    found = salvage(patient, tmp_path / "new.db")
    assert rows(tmp_path / "new.db")["revlog"] == set()
    assert not found.may_hold_deleted
    data = patient.read_bytes()
    patient.write_bytes(bytes(16) + data[16:])
    found = salvage(patient, tmp_path / "other.db")
    assert found.may_hold_deleted
    assert found.guessed["revlog"] > 100


@pytest.mark.parametrize("version", range(1, max(MIGRATIONS)))
def test_a_database_of_an_earlier_format(tmp_path, version):
    """It is salvaged in its own format, and then brought to the present one like any other."""
    path = tmp_path / "drill.db"
    migrations = {step: sql for step, sql in MIGRATIONS.items() if step <= version}
    with closing(open_database(path, migrations)) as connection, connection:
        connection.execute("INSERT INTO deck VALUES (1, 'letters', 'hash')")
        connection.execute("INSERT INTO card (id, deck, name) VALUES (7, 1, 'a')")
        connection.execute("INSERT INTO revlog VALUES (7, ?, 1, 3, 900, 0, ?, 0, 1440)", (NOW.ms, NOW.day))
        connection.execute("INSERT INTO parameters (model, weights, at_ms) VALUES ('fsrs6', '[1]', ?)", (NOW.ms,))
        connection.execute("INSERT INTO setting VALUES ('lang', 'zh', ?)", (NOW.ms,))
    into = tmp_path / "new.db"
    salvage(path, into)
    with closing(open_database(path)):
        pass
    saved, migrated = rows(into), rows(path)
    assert saved["device"] == {(*row[:2], NOW.ms, *row[3:]) for row in migrated["device"]}
    assert all(saved[table] == migrated[table] for table in FACTS if table != "device")


@pytest.mark.parametrize("content", [b"", b"no database", bytes(50_000), b"SQLite format 3\0" * 999])
def test_nothing_to_be_saved(tmp_path, content):
    """One line, and no new file."""
    (tmp_path / "drill.db").write_bytes(content)
    with pytest.raises(StoreError, match="nothing in it can be read"):
        salvage(tmp_path / "drill.db", tmp_path / "new.db")
    assert {path.name for path in tmp_path.iterdir()} == {"drill.db"}


def test_what_is_refused(patient, tmp_path):
    """A newer database, and a file that is not there: one line."""
    with closing(sqlite3.connect(patient)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer drill"):
        salvage(patient, tmp_path / "new.db")
    with pytest.raises(StoreError, match="cannot be read: No such file"):
        salvage(tmp_path / "nowhere.db", tmp_path / "new.db")


def test_rows_that_make_no_sense_are_counted(patient, facts, intact, tmp_path):
    """A key out of its order is refused, whatever else stands on the page."""
    data = patient.read_bytes()
    with closing(sqlite3.connect(intact)) as connection:
        query = "SELECT at_ms FROM revlog WHERE rating = 3 AND mode = 0 LIMIT 1 OFFSET 300"
        (at_ms,) = connection.execute(query).fetchone()
    key = at_ms.to_bytes(6, "big")
    root, *leaves = pages_of(intact, "revlog")
    (at,) = [
        (page - 1) * PAGE + data[(page - 1) * PAGE : page * PAGE].index(key)
        for page in (root, *leaves)
        if key in data[(page - 1) * PAGE : page * PAGE]
    ]
    patient.write_bytes(data[:at] + (at_ms + 10**12).to_bytes(6, "big") + data[at + 6 :])
    found = salvage(patient, tmp_path / "new.db")
    assert dict(found.refused) == {"revlog": 1}
    assert len(found.unsound) == 1
    saved = rows(tmp_path / "new.db")["revlog"]
    assert len(rows(intact)["revlog"] - saved) == 1
    assert saved < rows(intact)["revlog"]
