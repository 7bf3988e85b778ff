"""Statistics over a million reviews against Anki's graphs, on the same data."""

import anki_peer
import world
from harness import Bar, Contender, Lab, measured

from drillcli.collection import open_collection
from drillcli.commands.stats import gathered

BAR = {"cpu": Bar(0.5, 0.05)}


def run(lab: Lab) -> None:
    home = world.collection(lab, lab.pick(10_000, 100_000))
    with open_collection(world.environment(home)) as opened, anki_peer.running(lab, home) as anki:
        if not anki:
            return
        (reviews,) = opened.store.connection.execute("SELECT count(*) FROM revlog").fetchone()
        slugs = [deck.slug for deck in opened.decks()]
        contenders = (
            Contender("Anki graphs, all time", anki.once("graphs 0")),
            Contender("Anki graphs, 365 days", anki.once("graphs 365")),
            Contender("drill stats, all decks", measured(lambda: gathered(opened, slugs, named=False)), BAR),
            Contender("drill stats, each deck named", measured(lambda: gathered(opened, slugs, named=True)), BAR),
        )
        lab.compare(f"statistics over {reviews:,} reviews", contenders, lab.pick(5, 9))
