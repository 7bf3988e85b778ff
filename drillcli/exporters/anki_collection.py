"""What an Anki package says of itself: the row of its table `col`, with decks and note types."""

import json
from collections.abc import Sequence
from hashlib import blake2b

from drillcli.exporters.anki_types import models
from drillcli.exporters.outgoing import Outgoing, Wish
from drillcli.kinds.compare import plain
from drillcli.model import in_language

FIRST_DAY = 13_000
"""The study day (in 2005) that the collection calls 0: earlier than any review in Anki, so that none is before it."""

_IDS_FROM = 1_400_000_000_000
"""Ids are epoch ms in Anki: those of our decks and notes lie in the years from 2014 on, whatever the clock says."""
_IDS_SPAN = 1 << 37


def collection(decks: Sequence[Outgoing], wish: Wish) -> tuple[object, ...]:
    """Return the row of `col`. Day 0 begins at the hour at which study days do, wherever the package is opened."""
    hour = wish.past.rollover_hour if wish.past else 4
    created = FIRST_DAY * 86_400 + hour * 3600
    conf = {"schedVer": 2, "sched2021": True, "creationOffset": 0, "rollover": hour, "curDeck": 1, "activeDecks": [1]}
    seconds = wish.made_ms // 1000
    entries = [_deck(1, "Default", "", 0)]
    for deck, name in zip(decks, _names(decks, wish), strict=True):
        about = "\n\n".join(dict.fromkeys(in_language(deck.about, lang) for lang in wish.languages(deck.about)))
        entries.append(_deck(deck_id(deck), name, about, seconds))
    by_id = json.dumps({str(entry["id"]): entry for entry in entries}, ensure_ascii=False)
    return 1, created, wish.made_ms, wish.made_ms, 11, 0, 0, 0, json.dumps(conf), models(), by_id, _DECK_OPTIONS, "{}"


def _deck(number: int, name: str, about: str, seconds: int) -> dict[str, object]:
    today = dict.fromkeys(("lrnToday", "newToday", "revToday", "timeToday"), (0, 0))
    about_it = {"id": number, "name": name, "desc": about, "md": True, "mod": seconds, "usn": 0}
    return {**about_it, **today, "collapsed": False, "dyn": 0, "conf": 1, "extendNew": 0, "extendRev": 0}


_DECK_OPTIONS = json.dumps(
    {
        "1": {
            "id": 1,
            "mod": 0,
            "name": "Default",
            "usn": 0,
            "maxTaken": 60,
            "autoplay": True,
            "timer": 0,
            "replayq": True,
            "new": {
                "delays": [1, 10],
                "ints": [1, 4, 0],
                "initialFactor": 2500,
                "order": 1,
                "perDay": 20,
                "bury": True,
            },
            "rev": {"perDay": 200, "ease4": 1.3, "ivlFct": 1, "maxIvl": 36500, "hardFactor": 1.2},
            "lapse": {"delays": [10], "mult": 0, "minInt": 1, "leechFails": 8, "leechAction": 1},
            "dyn": False,
        }
    }
)


def _names(decks: Sequence[Outgoing], wish: Wish) -> list[str]:
    """Return what Anki calls the decks: their titles, in which `::` would make subdecks, with the slug where needed."""
    titles = [plain(in_language(deck.title, wish.languages(deck.title)[0])).replace("::", ": :") for deck in decks]
    return [
        title if titles.count(title) == 1 else f"{title} ({deck.slug})"
        for deck, title in zip(decks, titles, strict=True)
    ]


def deck_id(deck: Outgoing) -> int:
    """Return by what number Anki knows a deck: it depends on the slug alone."""
    return stable_id("deck:", deck.slug)


def stable_id(what: str, slug: str) -> int:
    """Return a number that `what` and `slug` alone decide."""
    return _IDS_FROM + int(blake2b(f"{what}{slug}".encode(), digest_size=8).hexdigest(), 16) % _IDS_SPAN
