"""The due queue of one deck and the counts of all decks against Anki's backend, on the same data."""

from dataclasses import replace

import anki_peer
import world
from harness import Bar, Contender, Lab, measured

from drillcli import agenda
from drillcli.collection import Collection, open_collection
from drillcli.plan import StudyOptions
from drillcli.store import queue

COUNTS = {"cpu": Bar(0.3, 0.1)}
QUEUE = {"cpu": Bar(0.3, 0.05)}
LIMITS = {"daily limits 200 and 20": (200, 20), "no daily limits": (9999, 9999)}
"""Reviews and new cards a day."""


def run(lab: Lab) -> None:
    cards = lab.pick(10_000, 100_000)
    home = world.collection(lab, cards)
    with open_collection(world.environment(home)) as opened, anki_peer.running(lab, home) as anki:
        if anki:
            compare_counts(lab, opened, anki, cards)
            for name, limits in LIMITS.items():
                compare_queues(lab, opened, anki, f"due queue of one deck, {cards:,} cards, {name}", limits)


def compare_counts(lab: Lab, opened: Collection, anki: anki_peer.Peer, cards: int) -> None:
    """Compare the counts of all decks."""
    ours = Contender("drill queue.counts", measured(lambda: queue.counts(opened.store, opened.now.day)), COUNTS)
    theirs = Contender("Anki deck_due_tree", anki.once("tree"))
    lab.compare(f"counts of {world.DECKS} decks, {cards:,} cards", (theirs, ours), lab.pick(7, 25))


def compare_queues(lab: Lab, opened: Collection, anki: anki_peer.Peer, title: str, limits: tuple[int, int]) -> None:
    """Compare what is done before the first card of a deck can be shown."""
    reviews, new = limits
    opened.settings = replace(opened.settings, reviews_per_day=reviews, new_per_day=new)
    slug, day = world.slug(3), opened.now.day
    anki.ask(f"limits {reviews} {new}")
    anki.ask(f"queue {slug}")
    due = len(queue.due(opened.store, slug, day))
    print(f"\n{due:,} cards are due in {slug}, in Anki's copy {anki.ask('due')['due']:,} within the limits")
    contenders = (
        Contender("Anki get_queued_cards, first card", anki.once(f"queue {slug}")),
        Contender("drill agenda.chosen (all of it, in order)", measured(lambda: chosen(opened, slug)), QUEUE),
        Contender("drill queue.due (all of it, by day)", measured(lambda: queue.due(opened.store, slug, day))),
    )
    lab.compare(title, contenders, lab.pick(7, 25))


def chosen(opened: Collection, slug: str) -> None:
    """Do what a sitting does before its first card."""
    agenda.chosen(opened, [slug], StudyOptions(), seed=1)
