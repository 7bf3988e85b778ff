"""A sitting at work: the session, the card on the table, and the collection that keeps every answer."""

from contextlib import suppress
from dataclasses import dataclass
from random import Random

from drillcli.agenda import chosen, toward
from drillcli.collection import Collection, Preview
from drillcli.deckfile.index import DeckInfo
from drillcli.errors import UnknownCardError, UsageError
from drillcli.kinds import kind
from drillcli.kinds.base import Back, Front, How, Verdict
from drillcli.kinds.typed import judged
from drillcli.locale import _
from drillcli.model import Card, CardState, Mode, Rating, in_language
from drillcli.plan import StudyOptions
from drillcli.session import AGAIN_IN_CRAM_MS, Answered, Item, Session, begin
from drillcli.stopwatch import Stopwatch
from drillcli.store import exams
from drillcli.store.history import ActKind
from drillcli.store.store import Recorded


@dataclass(slots=True)
class Table:
    """The card on the table: its front, and once it was turned over, the response, its verdict and the buttons."""

    item: Item
    card: Card
    front: Front
    response: str = ""
    verdict: Verdict | None = None
    preview: Preview | None = None


class Sitting:
    """One sitting, whoever drives it: keys of a terminal, or lines of a script."""

    def __init__(self, collection: Collection, decks: list[DeckInfo], options: StudyOptions) -> None:
        self.collection = collection
        self.options = options
        self.decks = {deck.slug: deck for deck in decks}
        self.lang = collection.lang
        self.seed = collection.now.day if options.seed is None else options.seed
        courses = {} if options.cram else toward(collection, answering=True)
        self.exams = {slug: course for slug, course in courses.items() if slug in self.decks}
        cards = chosen(collection, list(self.decks), options, self.seed, self.exams)
        items = tuple(Item(card.id, card.state) for card in cards)
        ahead, now_ms = options.learn_ahead(collection.settings.learn_ahead), collection.now.ms
        # Cramming asks every card now, in the midst of its steps or not.
        self.session = Session(items, AGAIN_IN_CRAM_MS) if options.cram else begin(items, ahead, now_ms)
        self.table: Table | None = None
        self.watch = Stopwatch(collection.env.tick)
        self.exercises: dict[str, None] = {}  # those that the cards answered so far name, in order

    # -- whose turn it is ----------------------------------------------------------------------

    def turn(self) -> Table | None:
        """Put the next card on the table and return it; None when the sitting is over."""
        while self.table is None and not self._is_over():
            self.session = self.session.turn(self.collection.read_clock().ms)
            if self.session.current is None:
                break
            self._lay_or_drop(self.session.current)
        return self.table

    def _lay_or_drop(self, item: Item) -> None:
        """Put a card on the table as it is on disk; one that another process took away meanwhile is passed over."""
        try:
            state = self.collection.store.state(item.card_id)
            if self._is_wanted(item, state):
                self.session = self.session.found(state)
                self._lay(Item(item.card_id, state))
                return
        except UnknownCardError:  # it is in no deck any more
            pass
        self.session = self.session.drop()

    def _is_wanted(self, item: Item, state: CardState | None) -> bool:
        """Tell whether a card that is now in `state` is still to be asked, after what other processes did."""
        marks, now = self.collection.store.marks(item.card_id), self.collection.read_clock()
        if marks.suspended or (marks.buried_day >= now.day and not self.options.cram):
            return False
        if state is None:
            return self._has_time(item.card_id.partition("/")[0])
        if state == item.state or self.options.cram:
            return True
        return state.due_ms is not None or state.due_day <= now.day + self.options.ahead

    def _has_time(self, deck: str) -> bool:
        """Tell whether a new card of a deck may be begun: with an exam ahead, until the day's minutes are used.

        Of these, cards that come back in this sitting will take their part. How many minutes new cards take is not
        known before some were learned, so the plan may have chosen too many. What was asked for stays asked.
        """
        course = self.exams.get(deck)
        if course is None or self.options.new is not None or self.options.minutes is not None:
            return True
        spent = exams.spent(self.collection.store, course.decks, self.collection.read_clock().day)
        answered = self.answered
        each = sum(answer.took_ms for answer in answered) / max(len(answered), 1)
        return spent + each * len(self.session.again) / 60_000 < course.row.minutes

    def _is_over(self) -> bool:
        limit, minutes = self.options.limit, self.options.minutes
        if limit is not None and len(self.session.answered) >= limit:
            return True
        return minutes is not None and self.spent_ms >= minutes * 60_000

    @property
    def spent_ms(self) -> int:
        """How long cards were on the table so far, each at most ten minutes at a time; it never falls.

        Cards that were put away and answers that were taken back count, too: that time has gone by, and
        `--minutes` ends with it. The log and the statistics have the time of the answers that stand.
        """
        return self.watch.spent_ms

    def _lay(self, item: Item) -> None:
        card = self.collection.card(item.card_id)
        self.table = Table(item, card, self._front(item, card))
        self.watch.start()

    def _clear(self) -> None:
        self.table = None
        self.watch.stop()

    def _front(self, item: Item, card: Card) -> Front:
        reps = item.state.reps if item.state else 0
        shuffle = Random(f"{self.seed}:{card.id}:{reps}")  # noqa: S311 not for secrets
        return kind(card.note).front(card, self.lang, shuffle)

    # -- the card on the table -----------------------------------------------------------------

    def _on_table(self) -> Table:
        if self.table is None:
            raise UsageError(_("no card is being asked"))
        return self.table

    @property
    def back(self) -> Back:
        """The back of the card on the table."""
        card = self._on_table().card
        return kind(card.note).back(card, self.lang)

    @property
    def answers(self) -> tuple[str, ...]:
        """The texts that are right when the answer is typed; () when the learner rates without typing."""
        card = self._on_table().card
        return kind(card.note).typed(card, self.lang)

    @property
    def takes_response(self) -> bool:
        """Whether the card on the table wants a response rather than only to be turned over."""
        table = self._on_table()
        return table.front.how is not How.RATE or (self.options.typed and bool(self.answers))

    def respond(self, response: str) -> Verdict:
        """Judge a response to the card on the table, and turn it over; raises UsageError for an incomplete one."""
        table = self._on_table()
        if table.front.how is How.RATE:
            table.verdict = judged(response, self.answers)
        else:
            table.verdict = kind(table.card.note).grade(table.card, table.front, response, self.lang)
        table.response = response
        self.reveal()
        if table.verdict is None:
            raise ValueError(table.front.how)
        return table.verdict

    def reveal(self) -> Preview:
        """Turn the card over: from now on its buttons stand."""
        table = self._on_table()
        if table.preview is None:
            state = table.item.state
            grades = self.collection.preview(table.card.id, state, self.collection.read_clock())
            table.preview = Preview(state, grades)
        return table.preview

    @property
    def suggested(self) -> Rating:
        """The rating that Space or Enter gives: Good, but Again after a wrong response."""
        verdict = self._on_table().verdict
        return Rating.AGAIN if verdict is not None and not verdict.right else Rating.GOOD

    # -- what the learner does -----------------------------------------------------------------

    def rate(self, rating: Rating) -> Recorded:
        """Write the rating of the card on the table; when this returns it is on disk and the card is gone."""
        table = self._on_table()
        took_ms, now = self.watch.took_ms, self.collection.read_clock()
        mode = self._mode(table.card)
        if self.exercise:
            self.exercises[self.exercise] = None
        recorded = self.collection.answer(table.card.id, rating, now, took_ms, mode, table.preview)
        if mode is Mode.CRAM:
            self.session = self.session.practised(rating, took_ms, recorded.key, now.ms)
        else:
            self.session = self.session.answer(rating, took_ms, recorded.key, recorded.after, now.ms)
        self._clear()
        return recorded

    def _mode(self, card: Card) -> Mode:
        if self.options.cram:
            return Mode.CRAM
        return Mode.EXAM if card.note.deck in self.exams else Mode.STUDY

    def put_away(self, kind: ActKind) -> None:
        """Bury or suspend the card on the table."""
        key = self.collection.store.mark(self._on_table().card.id, kind, self.collection.read_clock())
        self.session = self.session.put_away(key)
        self._clear()

    def toggle_flag(self) -> bool:
        """Flag the card on the table, or take the flag off; return whether it is flagged now."""
        card_id = self._on_table().card.id
        flagged = self.collection.store.marks(card_id).flagged
        act = ActKind.UNFLAG if flagged else ActKind.FLAG
        self.session = self.session.marked(self.collection.store.mark(card_id, act, self.collection.read_clock()))
        return not flagged

    def undo(self) -> bool:
        """Take back the response to the card on the table; without one the last answer, burial, suspension or flag.

        Of what is written the card is on the table then, unless another process has answered it, put it away or taken
        it out meanwhile. False when there is nothing to take back in this sitting.
        """
        if self.table is not None and self.table.verdict is not None:
            self.table.verdict = self.table.preview = None
            self.table.response = ""
            return True
        before = self.session.undo()
        if before is None or before.current is None:
            return False
        self.collection.store.undo(self.collection.read_clock(), self.session.key, before.current.card_id)
        self.session = before
        self._clear()
        self._lay_or_drop(before.current)
        return True

    def switch_language(self) -> None:
        """Ask the card on the table in the other language; options keep their places."""
        table = self._on_table()
        self.lang = "en" if self.lang == "zh" else "zh"
        table.front = self._front(table.item, table.card)

    def reread(self) -> str:
        """Take up the text of the card on the table after its deck file was edited; return what is to be said of it.

        A card that was turned over stays so, and a response is judged again.
        """
        table = self._on_table()
        before = len(self.collection.notices)
        self.collection.reread()
        news = " ".join(self.collection.notices[before:])
        deck = self.collection.index.decks().get(table.card.note.deck)
        if deck is not None and deck.error:
            return deck.error
        self.table = None
        self._lay_or_drop(table.item)
        if self.table is None:
            self.watch.stop()
        self._go_on_from(table)
        return news or ("" if self.table else _("{card} is no longer in its deck").format(card=table.card.id))

    def _go_on_from(self, before: Table) -> None:
        """Bring the card that was laid on the table anew to where it was."""
        if self.table is None:
            return
        if before.verdict and self.takes_response:
            with suppress(UsageError):  # more is asked now than was: the question is open again
                self.respond(before.response)
        elif before.preview:
            self.reveal()

    def deck_title(self, slug: str) -> str:
        """Return the title of a deck in the language of the sitting."""
        deck = self.collection.index.decks().get(slug)
        return (in_language(deck.title, self.lang) if deck else "") or slug

    @property
    def exercise(self) -> str:
        """The exercise that the card on the table names, "" when it names none."""
        return str(self._on_table().card.note.fields.get("exercise", ""))

    def was_away(self, ms: int) -> None:
        """Take from the time that the card has been on the table the `ms` in which the learner was elsewhere."""
        self.watch.leave_out(ms)

    @property
    def is_flagged(self) -> bool:
        """Whether the card on the table is flagged."""
        return self.collection.store.marks(self._on_table().card.id).flagged

    @property
    def answered(self) -> tuple[Answered, ...]:
        """The answers of this sitting that stand, oldest first."""
        return self.session.answered
