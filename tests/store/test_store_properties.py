"""Whatever is done, in any order, under any clock: the caches follow from the log, and undo takes back exactly."""

import os
import sqlite3
import time
from pathlib import Path

from conftest import NOW
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from drillcli import clock
from drillcli.model import FORGET, Mode
from drillcli.plan import note_of
from drillcli.scheduler import Policy, Scheduler, model
from drillcli.store import cards, database, log, roster
from drillcli.store.history import ActKind
from drillcli.store.queue import Counts, counts
from drillcli.store.store import Store
from drillcli.store.verify import integrity, rebuild, verify

NAMES = {"one": ("a", "b#x", "b#y", "c", "d"), "two": ("a", "z")}
CARDS = [f"{slug}/{name}" for slug, names in NAMES.items() for name in names]
MARKS = [ActKind.SUSPEND, ActKind.UNSUSPEND, ActKind.BURY, ActKind.FLAG, ActKind.UNFLAG]
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
ZONES = (
    "UTC0",
    "EST5EDT,M3.2.0,M11.1.0",  # New York
    "CET-1CEST,M3.5.0,M10.5.0/3",  # Berlin
    "CST-8",  # Shanghai
    "NPT-5:45",  # Kathmandu
    "LHST-10:30LHDT-11,M10.1.0,M4.1.0",  # Lord Howe: half an hour of summer
    "KIR-14",  # Kiritimati
    "SST11",  # Pago Pago, a day behind
)
NEW_YORK_TURNS = (1_772_953_200_000, 1_793_512_800_000, 1_805_007_600_000)
"""Clock changes of New York: 8 March 2026, 1 November 2026 and 14 March 2027, each at 02:00 local."""

slugs = st.sampled_from(sorted(NAMES))
ratings = st.integers(1, 4)


class Life(RuleBasedStateMachine):
    """A collection that is studied, marked, edited and carried around the world."""

    @initialize(name=st.sampled_from(["fsrs6", "fsrs7"]))
    def begin(self, name):
        connection = sqlite3.connect(":memory:", isolation_level=None)
        database.prepare(connection, Path(":memory:"), database.MIGRATIONS, lambda: NOW)
        self.store = Store(connection, Path(__file__), None)  # any file that is there
        self.use(name)
        self.ms, self.newest, self.rollover = NOW.ms, 0, 4
        self.past = []
        for slug, names in NAMES.items():
            roster.enrol(self.store, slug, "", names)

    def teardown(self):
        if hasattr(self, "store"):
            self.undo_all()
            assert integrity(self.store) == []
            self.store.close()

    # -- what is looked at ---------------------------------------------------------------------

    @property
    def now(self):
        return clock.at(self.ms, self.rollover)

    def known(self, card_id):
        return cards.find(self.store.connection, card_id) is not None

    def seen(self):
        """Return all that an undo must give back: the cards that are not as new ones are, and the days."""
        query = f"SELECT id, deck, {cards.STATE}, {cards.MARKS}, due_day, due_ms FROM card"  # noqa: S608 constants
        rows = {row[:2]: row[2:] for row in self.store.connection.execute(query)}
        return {key: row for key, row in rows.items() if any(row)}, set(
            self.store.connection.execute("SELECT * FROM day")
        )

    @invariant()
    def the_caches_follow_from_the_log(self):
        if hasattr(self, "store"):
            assert verify(self.store) == []

    @invariant()
    def keys_only_grow(self):
        if hasattr(self, "store"):
            newest = self.store.newest_ms()
            written = self.store.connection.execute(
                "SELECT max(ms) FROM (SELECT max(at_ms) AS ms FROM revlog UNION SELECT max(at_ms) FROM act)"
            )
            assert newest >= self.newest
            assert newest == (written.fetchone()[0] or 0)
            self.newest = newest

    @invariant()
    def the_counts_are_those_of_the_cards(self):
        if hasattr(self, "store"):
            day = self.now.day
            for slug, counted in counts(self.store, day).items():
                rows = self.store.connection.execute(
                    "SELECT phase FROM card JOIN deck ON deck.id = card.deck WHERE slug = ? AND due_day <= ?"
                    " AND NOT suspended AND position IS NOT NULL",
                    (slug, day),
                ).fetchall()
                phases = [row[0] for row in rows]
                assert counted == Counts(phases.count(2), phases.count(0), phases.count(1) + phases.count(3))

    # -- what is done --------------------------------------------------------------------------

    @rule(card=st.sampled_from(CARDS), rating=ratings, mode=st.sampled_from(Mode), took=st.integers(0, 10**7))
    def answer(self, card, rating, mode, took):
        if not self.known(card):
            return
        self.past.append(self.seen())
        review = self.store.own.get(card.partition("/")[0], self.scheduler).review
        recorded = self.store.answer(
            card, rating, self.now, took, mode, lambda before, at: review(card, before, rating, at)
        )
        assert recorded.after == self.store.state(card)
        assert recorded.entry.at.day == self.now.day
        if mode is Mode.CRAM:
            assert self.seen() == self.past[-1]

    @rule(card=st.sampled_from(CARDS))
    def forget(self, card):
        if self.known(card):
            self.past.append(self.seen())
            self.store.answer(card, FORGET, self.now, 0, Mode.STUDY, lambda _before, _at: None)
            assert self.store.state(card) is None

    @rule(card=st.sampled_from(CARDS), kind=st.sampled_from(MARKS))
    def mark(self, card, kind):
        if self.known(card):
            self.past.append(self.seen())
            self.store.mark(card, kind, self.now)

    @rule(data=st.data())
    def take_over(self, data):
        """Only a card with a state gives, only one without takes."""
        known = [card for card in CARDS if card.startswith("one/") and self.known(card)]
        giving = [card for card in known if self.store.state(card)]
        taking = [card for card in known if card not in giving]
        if not giving or not taking:
            return
        old, new = data.draw(st.sampled_from(giving)), data.draw(st.sampled_from(taking))
        if note_of(old) == note_of(new):
            return
        state = self.store.state(old)
        fresh = not log.history(self.store.connection, cards.find(self.store.connection, new))[0]
        self.past.append(self.seen())
        self.store.take_over([(old, new)], self.now)
        if fresh:
            assert self.store.state(new) == state
        assert self.store.state(old) is None

    @rule(slug=slugs, data=st.data())
    def edit(self, slug, data):
        """Cards are taken out of a deck, put back and moved around."""
        names = data.draw(st.lists(st.sampled_from(NAMES[slug]), unique=True))
        roster.enrol(self.store, slug, "-".join(names), names)

    @precondition(lambda self: self.past)
    @rule()
    def undo(self):
        self.store.undo(self.now)
        assert self.seen() == self.past.pop()

    @precondition(lambda self: self.past)
    @rule()
    def undo_all(self):
        while self.past:
            self.undo()

    @rule(data=st.data())
    def undo_one_card(self, data):
        """Not in the order of time: cards that took over what is taken back change too."""
        connection = self.store.connection
        rows = {card: cards.find(connection, card) for card in CARDS}
        touched = [card for card, row in rows.items() if row and log.last_key(connection, 1, row)]
        if touched:
            self.store.undo(self.now, card_id=data.draw(st.sampled_from(touched)))
            self.past.clear()

    @rule(name=st.sampled_from(["fsrs6", "fsrs7"]))
    def use(self, name):
        """Another memory model: everything is computed anew."""
        self.scheduler = Scheduler(model(name), Policy())
        self.store.replayer = self.scheduler
        with self.store.writing():
            rebuild(self.store)
        self.past = []

    @rule(slug=slugs, name=st.sampled_from(["fsrs6", "fsrs7", ""]))
    def use_for_a_deck(self, slug, name):
        """A memory model for one deck, or none of its own."""
        own = {deck: scheduler for deck, scheduler in self.store.own.items() if deck != slug}
        self.store.own = {**own, slug: Scheduler(model(name), Policy())} if name else own
        with self.store.writing():
            rebuild(self.store)
        self.past = []

    # -- what time does ------------------------------------------------------------------------

    @rule(step=st.one_of(st.integers(1, MINUTE), st.integers(1, 2 * DAY), st.integers(1, 400 * DAY)))
    def wait(self, step):
        self.ms += step

    @rule(step=st.one_of(st.integers(1, HOUR), st.integers(1, 60 * DAY)))
    def set_the_clock_back(self, step):
        self.ms -= step

    @rule(turn=st.sampled_from(NEW_YORK_TURNS), by=st.integers(-3 * HOUR, 3 * HOUR))
    def be_there_when_the_clocks_change(self, turn, by):
        self.ms = turn + by

    @rule(zone=st.sampled_from(ZONES))
    def travel(self, zone):
        os.environ["TZ"] = zone
        time.tzset()

    @rule(hour=st.integers(0, 23))
    def move_the_rollover(self, hour):
        self.rollover = hour


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=40, stateful_step_count=60, deadline=None)
