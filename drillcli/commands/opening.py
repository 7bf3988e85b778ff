"""What commands share: the collection with the decks that were named, and reports as JSON."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from drillcli.collection import Collection, open_collection
from drillcli.config import Environment
from drillcli.deckfile.index import DeckInfo
from drillcli.visible import visible


@contextmanager
def opened(env: Environment, words: Sequence[str] = ()) -> Iterator[tuple[Collection, list[DeckInfo]]]:
    """Open the collection and the decks that `words` name; say on stderr what opening changed or left out."""
    with open_collection(env, words) as collection:
        decks = collection.decks(words)
        for notice in collection.notices:
            env.stderr.write(visible(f"drill: {notice}") + "\n")
        yield collection, decks


def write_json(env: Environment, report: Any) -> None:
    """Write a report to stdout as JSON, Chinese as it is."""
    env.stdout.write(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
