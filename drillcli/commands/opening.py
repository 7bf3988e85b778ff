"""What commands share: the collection with the decks that were named, and reports as JSON."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from drillcli.collection import Collection, open_collection
from drillcli.config import Environment
from drillcli.deckfile.index import DeckInfo
from drillcli.errors import StoreError
from drillcli.visible import OBEYED, one_line


@contextmanager
def opened(env: Environment, words: Sequence[str] = ()) -> Iterator[tuple[Collection, list[DeckInfo]]]:
    """Open the collection and the decks that `words` name; say on stderr what opening changed or left out."""
    with open_collection(env, words) as collection:
        decks = collection.decks(words)
        for notice in collection.notices:
            env.stderr.write(one_line(f"drill: {notice}") + "\n")
        before = collection.store.connection.total_changes
        yield collection, decks
        if collection.store.connection.total_changes > before:
            back_up(env, collection)


def back_up(env: Environment, collection: Collection) -> None:
    """Make the backup of the day when it is wanting; a fault is told, but what was done before is done."""
    from drillcli.store import backup  # noqa: PLC0415 spares whoever only reads

    env.stdout.flush()  # nobody waits for it
    try:
        backup.daily(collection.store.connection, env.home / backup.FOLDER, collection.read_clock().ms)
    except StoreError as error:
        env.stderr.write(one_line(f"drill: {error}") + "\n")


def write_json(env: Environment, report: Any) -> None:
    """Write a report to stdout as JSON, Chinese as it is, what a terminal would obey as escapes."""
    text = json.dumps(report, ensure_ascii=False, indent=2)
    env.stdout.write(OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")
