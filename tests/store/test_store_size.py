"""What a review costs on disk."""

from random import Random

from conftest import NOW
from store_cases import enrol, make_store

REVIEWS, CARDS = 100_000, 4_000


def test_a_review_takes_at_most_fifty_bytes(tmp_path):
    """Rows with real-looking values, written in the order of time into a file that is not packed afterwards.

    Cards and roll-ups of that history are counted in.
    """
    path = tmp_path / "drill.db"
    store = make_store(path)
    enrol(store, *(f"note-{n}" for n in range(CARDS)))
    connection = store.connection
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.stat().st_size
    rng = Random(1)
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)", history(rng))
    connection.executemany(
        "UPDATE card SET (phase, interval, due_day, m0, m1, last_ms, last_day, last_offset, reps)"
        " = (2, ?, ?, ?, ?, ?, ?, 480, ?) WHERE id = ?",
        [
            (rng.randrange(300) * 1440, NOW.day, rng.random(), rng.random(), NOW.ms, NOW.day, rng.randrange(40), n)
            for n in range(1, CARDS + 1)
        ],
    )
    connection.executemany(
        "INSERT INTO day VALUES (?,1,?,3,9,40,7,654321,20,30,25,50,45)", [(NOW.day + n, 70) for n in range(1000)]
    )
    connection.execute("COMMIT")
    store.close()
    assert (path.stat().st_size - before) / REVIEWS <= 50


def history(rng):
    """Yield rows of three years: a new card every few reviews, old ones again at random."""
    ms = NOW.ms
    for n in range(REVIEWS):
        ms += rng.randrange(2_000, 1_900_000)
        card = 1 + (n * CARDS // REVIEWS if n % 8 == 0 else rng.randrange(n * CARDS // REVIEWS + 1))
        days = NOW.day + (ms - NOW.ms) // 86_400_000
        yield (
            card,
            ms,
            1,
            rng.choice((1, 2, 3, 3, 3, 4)),
            rng.randrange(900, 45_000),
            480,
            days,
            0,
            rng.choice((1, 10, rng.randrange(1, 400) * 1440)),
        )
