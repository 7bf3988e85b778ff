"""A look at the decks as they would be compiled now, and at the data, that leaves both as they are."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from shutil import copyfile

from drillcli.config import DATABASE, INDEX, Environment
from drillcli.deckfile.find import Found
from drillcli.deckfile.index import Changed, DeckIndex
from drillcli.scheduler import Policy, Scheduler, model
from drillcli.store.database import open_database, translated
from drillcli.store.store import Store
from drillcli.workplace import workplace


@contextmanager
def peeked_index(env: Environment, found: Mapping[str, Found]) -> Iterator[tuple[DeckIndex, list[Changed]]]:
    """Give a copy of the index in step with the decks, and what changed in them since the index was written.

    The index itself must stay as it was: what changed is told only once, to whoever hands the histories over.
    """
    with workplace() as folder:
        copy = folder / INDEX
        with suppress(OSError):
            copyfile(env.home / INDEX, copy)
        index = DeckIndex.open(copy)
        try:
            yield index, index.refresh(found.values(), env.read_clock(0).ms)
        finally:
            index.close()


@contextmanager
def peeked_store(env: Environment) -> Iterator[Store]:
    """Give the store of the data folder for reading; raises StoreError when it cannot be opened or read."""
    path = env.home / DATABASE
    connection = open_database(path)
    try:
        with translated(path):
            yield Store(connection, path, Scheduler(model("fsrs6"), Policy()))
    finally:
        connection.close()
