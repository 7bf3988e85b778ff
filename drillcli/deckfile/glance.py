"""A look at the compiled decks that writes nothing, copies nothing and waits for nobody: a finger is on TAB."""

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from drillcli.deckfile import rows
from drillcli.deckfile.find import Found
from drillcli.deckfile.index import DeckIndex


@contextmanager
def glanced(path: Path, decks: Collection[Found], now_ms: int) -> Iterator[tuple[DeckIndex, DeckIndex]]:
    """Give what the index at `path` knows of some decks, and in memory those that have changed by `now_ms` since."""
    kept, fresh = DeckIndex(rows.looked_at(path), None), DeckIndex.open(None)
    try:
        try:
            changed = kept.changed(decks)
        except sqlite3.DatabaseError:  # it is damaged, and will be built anew by a command
            changed = list(decks)
        kept.refresh([deck for deck in decks if deck not in changed], now_ms)
        fresh.refresh(changed, now_ms)
        yield kept, fresh
    finally:
        kept.close()
        fresh.close()
