"""`drill decks`: every deck, in the order of the curriculum."""

from collections.abc import Mapping
from dataclasses import asdict

from drillcli.collection import Collection, open_collection
from drillcli.commands.opening import write_json
from drillcli.config import Environment
from drillcli.stats.standing import Standing, standing
from drillcli.store import queue
from drillcli.store.queue import Counts
from drillcli.visible import one_line


def run(env: Environment, as_json: bool) -> int:  # noqa: FBT001
    """List the decks, those with faults too.

    As JSON: a list of {deck, title, path, order, cards, due, new, learning, learned, suspended, error}.
    `title` is in the learner's language, `learned` counts cards in review, `error` is null for a deck that can be used.
    """
    with open_collection(env) as collection:
        for notice in collection.notices:
            env.stderr.write(one_line(f"drill: {notice}") + "\n")
        rows = standings(collection, queue.counts(collection.store, collection.now.day, collection.now.ms))
    if as_json:
        write_json(env, [asdict(row) for row in rows])
        return 0
    from drillcli.ui import reports, reports_decks  # noqa: PLC0415 JSON needs no rich

    reports.write(env, lambda measure: reports_decks.decks(rows, measure))
    return 0


def standings(collection: Collection, counts: Mapping[str, Counts]) -> list[Standing]:
    """Return where each deck stands today, in the order of the curriculum; `counts` are by slug."""
    rows = [
        standing(deck, counts.get(deck.slug, Counts()), queue.buckets(collection.store, deck.slug), collection.lang)
        for deck in collection.index.decks().values()
    ]
    return sorted(rows, key=lambda row: (row.order is None, row.order or 0, row.deck))
