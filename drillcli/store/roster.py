"""Which cards there are: the rows of `card` follow the deck files."""

from collections.abc import Mapping, Sequence

from drillcli.store.store import Store

_HAS_LOG = """EXISTS (SELECT 1 FROM revlog WHERE revlog.card = card.id)
    OR EXISTS (SELECT 1 FROM act WHERE act.card = card.id OR (act.kind = 7 AND act.other = card.id))"""


def enrolled(store: Store) -> Mapping[str, str]:
    """Return, by slug, the content hash of the deck file that the rows of `card` reflect."""
    return dict(store.connection.execute("SELECT slug, hash FROM deck"))


def enrol(store: Store, slug: str, content_hash: str, names: Sequence[str]) -> None:
    """Make the rows of a deck's cards reflect its file, whose cards are `names` in order.

    A card that is no longer there is kept as an orphan when it has a history, else its row goes.
    """
    connection = store.connection
    with store.writing():
        connection.execute(
            "INSERT INTO deck (slug, hash) VALUES (?, ?) ON CONFLICT (slug) DO UPDATE SET hash = excluded.hash",
            (slug, content_hash),
        )
        (deck,) = connection.execute("SELECT id FROM deck WHERE slug = ?", (slug,)).fetchone()
        known = dict(connection.execute("SELECT name, position FROM card WHERE deck = ?", (deck,)))
        wanted = {name: position for position, name in enumerate(names)}
        connection.executemany(
            "INSERT INTO card (deck, name, position) VALUES (?, ?, ?)",
            [(deck, name, position) for name, position in wanted.items() if name not in known],
        )
        connection.executemany(
            "UPDATE card SET position = ? WHERE deck = ? AND name = ?",
            [(wanted.get(name), deck, name) for name, position in known.items() if wanted.get(name) != position],
        )
        connection.execute(f"DELETE FROM card WHERE deck = ? AND position IS NULL AND NOT ({_HAS_LOG})", (deck,))  # noqa: S608


def orphans(store: Store, slugs: Sequence[str]) -> list[tuple[str, int, int]]:
    """Return (card id, reviews, day of the last one) of each card with a state that is in none of the decks `slugs`."""
    query = """SELECT slug || '/' || name, reps, last_day, position, slug FROM card JOIN deck ON deck.id = card.deck
        WHERE phase > 0 ORDER BY slug, name"""
    found = set(slugs)
    return [
        (card, reps, day)
        for card, reps, day, position, slug in store.connection.execute(query)
        if position is None or slug not in found
    ]
