"""Bytes on disk: of a review with its indexes, and of the whole against Anki's file with the same data."""

from collections.abc import Callable
from pathlib import Path

import anki_peer
import world
from harness import Bar, Contender, Lab

from drillcli.collection import open_collection
from drillcli.config import DATABASE, INDEX

BYTES_A_REVIEW = 50


def run(lab: Lab) -> None:
    cards = lab.pick(10_000, 100_000)
    home = world.collection(lab, cards)
    with open_collection(world.environment(home)) as opened:
        connection = opened.store.connection
        (reviews,) = connection.execute("SELECT count(*) FROM revlog").fetchone()
        tables = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
    print("bytes by table and index: " + ", ".join(f"{name} {size:,}" for name, size in tables.items() if size > 9_999))
    a_review = (
        Contender(f"the bar, {BYTES_A_REVIEW} bytes", size_of(BYTES_A_REVIEW)),
        Contender("revlog", size_of(tables["revlog"] / reviews), {"bytes": Bar(1)}),
        Contender("revlog and day", size_of((tables["revlog"] + tables["day"]) / reviews)),
        Contender("the whole database", size_of((home / DATABASE).stat().st_size / reviews)),
    )
    lab.compare(f"a review ({reviews:,} of them)", a_review, 1, warm_up=False)
    with anki_peer.running(lab, home) as anki:
        if anki:
            compare_files(lab, home, anki, f"{cards:,} cards, {reviews:,} reviews")


def compare_files(lab: Lab, home: Path, anki: anki_peer.Peer, title: str) -> None:
    """Compare the files of a collection with Anki's."""
    data, texts = (float((home / name).stat().st_size) for name in (DATABASE, INDEX))
    contenders = (
        Contender("Anki's collection", size_of(anki.file_size)),
        Contender(f"{DATABASE} and {INDEX}", size_of(data + texts), {"bytes": Bar(0.9, 0.6)}),
        Contender(f"{DATABASE}: history and states", size_of(data)),
        Contender(f"{INDEX}: compiled decks", size_of(texts)),
    )
    lab.compare(title, contenders, 1, warm_up=False)


def size_of(size: float) -> Callable[[], dict[str, float]]:
    """Return a contender's round that tells a size."""
    return lambda: {"bytes": size}
