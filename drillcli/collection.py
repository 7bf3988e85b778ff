"""Decks and data, opened together: the cards there are, what is known of each, and every act on them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from drillcli import config, look
from drillcli.config import DATABASE, INDEX, Environment, Settings
from drillcli.deckfile.find import Found, find_decks, is_path, pick
from drillcli.deckfile.index import Changed, DeckIndex, DeckInfo
from drillcli.errors import DeckError, UnknownCardError
from drillcli.locale import _, set_language
from drillcli.model import Card, CardState, Mode, Moment, Rating
from drillcli.scheduler import Load, Policy, Scheduler, is_leech, model
from drillcli.scheduler.urgency import urgency
from drillcli.store import parameters, queue, roster, settings, verify
from drillcli.store.database import open_database, readable
from drillcli.store.parameters import COLLECTION, Scheduling
from drillcli.store.queue import Urgency
from drillcli.store.store import Recorded, Store

CLOCK_SLACK_MS = 120_000
"""A clock that is set by the network may jump back this far without a word."""


def policy_of(settings: Settings) -> Policy:
    """Return what the settings say of intervals."""
    return Policy(
        settings.desired_retention, settings.learning_steps, settings.relearning_steps, settings.maximum_interval
    )


@dataclass(slots=True)
class Collection:
    """What one run of `drill` works on.

    `paths` are decks named by path; `scheduler` is that of every deck that has none of its own in `own`;
    `notices` are lines for stderr about what opening changed or left out.
    """

    env: Environment
    paths: Sequence[str]
    found: Mapping[str, Found]
    store: Store
    index: DeckIndex
    settings: Settings
    origins: Mapping[str, str]
    scheduler: Scheduler
    now: Moment
    own: Mapping[str, Scheduler] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    @property
    def lang(self) -> str:
        """The language in which cards are asked: "zh" or "en"."""
        return config.language(self.env.lang_option, self.settings.lang, self.env.variables)

    def read_clock(self) -> Moment:
        """Return the present moment under the collection's rollover hour."""
        return self.env.read_clock(self.settings.rollover_hour)

    # -- bringing both into step ---------------------------------------------------------------

    def recompute(self) -> None:
        """Take up the model and parameters in force; replay the log when the cards were computed with others."""
        connection = self.store.connection
        wanted = parameters.in_force(connection, self.settings.model)
        self._schedule(wanted)
        present = parameters.computed(connection)
        if present == wanted:
            return
        if present is not None:
            from drillcli.store import backup  # noqa: PLC0415 spares every start but this one

            backup.make(connection, self.env.home / backup.FOLDER, "before-fit", self.now.ms)
        with self.store.writing():
            verify.rebuild(self.store)
            parameters.set_computed(connection, wanted)

    def _schedule(self, scheduling: Scheduling) -> None:
        policy = policy_of(self.settings)
        made = {
            deck: Scheduler(model(name, parameters.weights(self.store.connection, number)), policy)
            for deck, (name, number) in scheduling.items()
        }
        self.scheduler = self.store.replayer = made.pop(COLLECTION)
        self.own = self.store.own = made
        self.store.computed = parameters.signature(scheduling)

    def scheduler_of(self, card_id: str) -> Scheduler:
        """Return what schedules a card: its deck's own scheduler, else the collection's."""
        return self.own.get(card_id.partition("/")[0], self.scheduler) if self.own else self.scheduler

    def refresh(self, now_ms: int) -> None:
        """Read the deck files that have changed, and let the store follow.

        The index tells only once what has changed, so the store must be writable before it is asked.
        """
        if self.index.is_behind(self.found.values()):
            with self.store.writing():
                pass
        self.enrol(self.index.refresh(self.found.values(), now_ms))

    def enrol(self, changes: Sequence[Changed]) -> None:
        """Let the store know the cards of each deck whose file changed, and hand histories over to renamed cards."""
        enrolled = roster.enrolled(self.store)
        for deck in self.index.decks().values():
            if not deck.error and enrolled.get(deck.slug) != deck.hash:
                roster.enrol(self.store, deck.slug, deck.hash, self.index.card_names(deck.slug))
        for change in changes:
            if change.gone and change.new:
                from drillcli.rename import hand_over  # noqa: PLC0415 spares every start but the first after an edit

                self.notices += hand_over(self.store, change.gone, change.new, self.now)

    def look_at_clock(self) -> None:
        """Give notice when the clock stands before the last answer."""
        behind = self.store.newest_ms() - self.now.ms
        if behind > CLOCK_SLACK_MS:
            text = _("the clock stands {minutes} minutes before your last answer; new answers are kept just after it")
            self.notices.append(text.format(minutes=behind // 60_000))

    # -- decks and cards -----------------------------------------------------------------------

    def decks(self, words: Sequence[str] = ()) -> list[DeckInfo]:
        """Return the decks that `words` name (all, in curriculum order, without words) and that can be used.

        Raises DeckError for a named deck with faults; an unnamed one with faults is left out, with a notice.
        """
        known = self.index.decks()
        chosen = [known[found.slug] for found in pick(self.found, words, self.env.cwd, self.env.home)]
        for deck in chosen:
            if deck.error and words:
                raise DeckError(deck.error)
        if words:
            return chosen
        self.notices += [_("{fault}: the deck is left out").format(fault=deck.error) for deck in chosen if deck.error]
        usable = [deck for deck in chosen if not deck.error]
        return sorted(usable, key=lambda deck: (deck.order is None, deck.order or 0, deck.slug))

    def card(self, card_id: str) -> Card:
        """Return a card by its id; raises UnknownCardError when no deck has it."""
        card = self.index.card(card_id)
        if card is None:
            raise UnknownCardError(_("no card {card} in any deck; `drill search` finds cards").format(card=card_id))
        return card

    def reread(self) -> None:
        """Take up deck files that were edited, added or taken away since they were read."""
        self.found = find_decks(self.env.cwd, self.env.home, self.paths)
        self.refresh(self.read_clock().ms)

    # -- answering -----------------------------------------------------------------------------

    def preview(self, card_id: str, state: CardState | None, at: Moment) -> dict[Rating, CardState]:
        """Return what each rating would make of a card now."""
        return self.scheduler_of(card_id).preview(card_id, state, at, self._load(at))

    def answer(
        self, card_id: str, rating: Rating, now: Moment, took_ms: int, mode: Mode, seen: "Preview | None" = None
    ) -> Recorded:
        """Write an answer; it is on disk when this returns.

        What was `seen` on the buttons is what is given, unless another process has changed the card since.
        """
        scheduler = self.scheduler_of(card_id)

        def decide(before: CardState | None, at: Moment) -> CardState:
            if seen is not None and before == seen.state:
                return scheduler.apply(before, rating, at, seen.grades[rating].interval)
            return scheduler.review(card_id, before, rating, at, self._load(at))

        return self.store.answer(card_id, rating, now, took_ms, mode, decide)

    def is_leech(self, recorded: Recorded) -> bool:
        """Tell whether an answer has just made its card a leech."""
        after = recorded.after
        lapsed = after is not None and after.lapses > (recorded.before.lapses if recorded.before else 0)
        return after is not None and lapsed and is_leech(after, self.settings.leech_lapses)

    def _load(self, at: Moment) -> Load:
        def counts(first: int, last: int) -> list[int]:
            return queue.load(self.store, at.day + first, at.day + last)

        return counts

    def urgency(self, at: Moment) -> Urgency:
        """Return what tells how urgent a review is at a moment (see `drillcli.scheduler.urgency`)."""
        shared = self.scheduler.model

        def found(deck: str, memory: tuple[float, ...], since: Moment, due_day: int) -> float:
            model = self.own[deck].model if deck in self.own else shared
            recall = model.retrievability(memory, model.elapsed(since, at))
            value: float = urgency(recall, model.difficulty(memory), max(at.day - due_day, 0))
            return value

        return found


@dataclass(frozen=True, slots=True)
class Preview:
    """What stood on the buttons: the state they were computed from, and what each rating leads to."""

    state: CardState | None
    grades: Mapping[Rating, CardState]


@contextmanager
def open_collection(env: Environment, words: Sequence[str] = ()) -> Iterator[Collection]:
    """Open the data folder and the decks, bring both into step, and speak and look as the learner wants.

    `words` are the decks named on the command line; those that are paths need not lie where decks are looked for.
    Both files are closed at the end.

    Raises StoreError for a database that cannot be used, UsageError for a wrong setting.
    """
    paths = [word for word in words if is_path(word)]
    found = find_decks(env.cwd, env.home, paths)
    path = env.home / DATABASE
    connection = open_database(path, read_clock=env.read_clock)
    with readable(path), closing(connection), closing(DeckIndex.open(env.home / INDEX)) as index:
        values, origins = config.resolve(settings.settings(connection), env.variables)
        scheduler = Scheduler(model(values.model), policy_of(values))
        store = Store(connection, path, scheduler)
        now = env.read_clock(values.rollover_hour)
        collection = Collection(env, paths, found, store, index, values, origins, scheduler, now)
        set_language(collection.lang)
        look.set_look(values.theme, plain=env.plain_option or values.plain)
        collection.recompute()
        collection.refresh(now.ms)
        collection.look_at_clock()
        yield collection
