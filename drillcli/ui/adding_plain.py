"""Writing cards line by line, for a screen reader and a terminal that can only write lines: one question a line."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.console import RenderableType

from drillcli.config import Environment
from drillcli.deckfile.write import clean
from drillcli.importers.markdown_split import Fence
from drillcli.kinds.compare import fold
from drillcli.locale import _, clauses, labelled, spoken
from drillcli.ui import adding_desk, adding_form, adding_told, telling
from drillcli.ui.adding_desk import Desk, Left
from drillcli.ui.adding_form import CHOICES, Form, Slot
from drillcli.ui.adding_told import KIND, ONE_LINE
from drillcli.ui.plain_sitting import key_of
from drillcli.ui.shelf import Shelf
from drillcli.visible import one_line, visible

REVIEW: Slot = ("review", "")
"""What is asked for after the fields: what becomes of the card."""
BLANK = (".", "。")
"""A line that stands for an empty one, which would end the text; like a key it is a text after a space."""
CUT_AT = 4095
"""The most bytes of a line that a terminal hands over (Linux, n_tty(7): N_TTY_BUF_SIZE)."""


class Key(NamedTuple):
    """A line that is no text, by its letter."""

    letter: str


def run(env: Environment, shelf: Shelf, tags: Sequence[str]) -> Left:
    """Let the person write cards until they leave or the lines end; each is in the deck file when a line says so.

    Raises DeckError, DrillError where the deck cannot be read.
    """
    desk = Desk(shelf, adding_desk.draft(env, shelf), spoken(), tags)
    interrupted = False
    try:
        Talk(desk, env).run()
    except KeyboardInterrupt:
        interrupted = True
        env.stdout.write("\n")
    except EOFError:
        pass
    return desk.leave(interrupted=interrupted)


class Talk:
    """One question after another, now for `place`; `is_change` while one field is changed, `dropped` can come back."""

    def __init__(self, desk: Desk, env: Environment) -> None:
        self.desk = desk
        self.env = env
        self.place = KIND
        self.is_change = False
        self.dropped: Form | None = None

    def run(self) -> None:
        """Ask for card after card; raises EOFError when the person leaves."""
        self._tell(_("New cards for the deck {deck}.").format(deck=one_line(self.desk.title)))
        self._tell(_("Each line ends with Enter. /? lists what else can be typed; /q leaves and keeps what is there."))
        if self.desk.is_resumed:
            self._tell(_("This card was left unfinished; /d drops it."))
        self._tell_said()
        self._tell_all(adding_told.kinds())
        while True:
            if self.place == KIND:
                self._ask_kind()
            elif self.place == REVIEW:
                self._review()
            else:
                self._ask_text(self.place)

    # -- what is asked -------------------------------------------------------------------------

    def _ask_kind(self) -> None:
        now = adding_form.names_of_kinds()[self.desk.form.kind_now]
        self._tell(_("Kind of card: {kind}. Enter keeps it; 1 to {n} choose another.").format(kind=now, n=len(CHOICES)))
        said = self._line()
        if isinstance(said, Key):
            self._press(said.letter)
            return
        number = fold(said).strip()
        if number and not (number.isdecimal() and 0 < int(number) <= len(CHOICES)):
            self._tell(_("{line!r} is not one of them; /? lists them").format(line=said))
            return
        if number:
            self.desk.choose(CHOICES[int(number) - 1])
        self._next()

    def _ask_text(self, slot: Slot) -> None:
        self._tell_all(adding_told.field(self.desk, slot))
        lines: list[str] = []
        fence = Fence()
        while True:
            said = self._line()
            if isinstance(said, Key):
                self._press(said.letter)
                if not lines or self.place != slot or not self.desk.text(slot):
                    return
                self._tell(next(adding_told.field(self.desk, slot)))
                continue
            if not said.strip() and not (lines and fence.is_open):
                break
            fence.holds(said)
            lines.append("" if said.rstrip() in BLANK and not fence.is_open else said)
            self.desk.put(slot, "\n".join(lines))
            self._tell_trouble()
            if slot[0] in ONE_LINE:
                break
        if adding_told.is_required(self.desk, slot) and not self.desk.text(slot).strip():
            self._tell(_("{field} is still empty").format(field=adding_told.name(self.desk, slot)))
            return
        self._next()

    def _review(self) -> None:
        self._tell_all(adding_told.card(self.desk))
        fields = [*enumerate((KIND, *self.desk.slots), 1)]
        names = clauses(labelled(number, adding_told.name(self.desk, place)) for number, place in fields)
        self._tell(_("a adds the card. A number changes a field: {fields}.").format(fields=names))
        said = self._line()
        letter = said.letter if isinstance(said, Key) else fold(said).strip().lower()
        if letter == "a":
            self._add()
        elif letter.isdecimal() and 0 < int(letter) <= len(fields):
            self.place, self.is_change = fields[int(letter) - 1][1], True
        else:
            self._press(letter)

    def _add(self) -> None:
        if self.desk.save():
            self.place, self.dropped = KIND, None
        self._tell_said()

    # -- what is typed -------------------------------------------------------------------------

    def _line(self) -> str | Key:
        """Return the next line, or the key that it is; raises EOFError where there are no more."""
        self.env.stdout.flush()
        line = self.env.stdin.readline()
        if not line:
            self.env.stdout.write("\n")
            raise EOFError
        if len(line.encode(errors="replace")) >= CUT_AT:
            self._tell(_("the terminal may have cut this line off; write a long text in several lines"))
        line = clean(line.rstrip("\r\n"))
        key = key_of(line)
        return Key(key) if key else line

    def _press(self, letter: str) -> None:
        acts = {"?": self._help, "b": self._back, "e": self._empty, "d": self._drop, "u": self._undo, "q": self._leave}
        if letter in acts:
            acts[letter]()
        elif letter:
            self._tell(_("{line!r} is no key here; /? lists them").format(line=letter))

    def _next(self) -> None:
        places = (KIND, *self.desk.slots, REVIEW)
        self.place = REVIEW if self.is_change else places[places.index(self.place) + 1]
        self.is_change = False

    def _help(self) -> None:
        self._tell_all(adding_told.keys())
        if self.place == KIND:
            self._tell_all(adding_told.kinds())

    def _back(self) -> None:
        places = (KIND, *self.desk.slots, REVIEW)
        self.place, self.is_change = places[max(places.index(self.place) - 1, 0)], False

    def _empty(self) -> None:
        if self.place in self.desk.slots:
            self.desk.put(self.place, "")

    def _drop(self) -> None:
        if self.desk.form.is_empty:
            self._tell(_("there is nothing to drop"))
            return
        self.dropped = self.desk.form
        self.desk.throw_away()
        self.place, self.is_change = KIND, False
        self._tell(_("the card is dropped; /u brings it back"))

    def _undo(self) -> None:
        if not self.desk.form.is_empty or not (self.dropped or self.desk.added):
            self._tell(_("there is nothing to take back, or a card is begun: /d drops it"))
            return
        if self.dropped:
            self.desk.fill(self.dropped)
            self.dropped = None
        else:
            self.desk.take_back()
        self.place, self.is_change = KIND if self.desk.form.is_empty else REVIEW, False
        self._tell_said()

    def _leave(self) -> None:
        raise EOFError

    # -- what is told --------------------------------------------------------------------------

    def _tell(self, part: str | RenderableType) -> None:
        self.env.stdout.write(telling.line(part))

    def _tell_all(self, parts: Iterable[str | RenderableType]) -> None:
        for part in parts:
            self._tell(part)

    def _tell_trouble(self) -> None:
        if self.desk.trouble:
            self._tell(visible(self.desk.trouble))

    def _tell_said(self) -> None:
        if self.desk.said:
            self._tell(visible(self.desk.said))
        self._tell_trouble()
