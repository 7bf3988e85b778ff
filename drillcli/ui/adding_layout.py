"""The form of a new card in prompt_toolkit: where each field stands, and what each key does."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.filters import Condition, has_completions
from prompt_toolkit.formatted_text import ANSI, StyleAndTextTuples
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    Dimension,
    Float,
    FloatContainer,
    FormattedTextControl,
    HSplit,
    Layout,
    ScrollablePane,
    VSplit,
    Window,
)
from prompt_toolkit.layout.menus import CompletionsMenu
from prompt_toolkit.layout.processors import AfterInput
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import get_cwidth

from drillcli.kinds.base import Level
from drillcli.locale import _, ngettext
from drillcli.ui import adding_form, layers, sitting
from drillcli.ui.adding_form import Slot
from drillcli.ui.adding_wrap import Words
from drillcli.ui.console import MIN_WIDTH, drawn
from drillcli.ui.lines import Line, Lines, column, placed
from drillcli.ui.themes import Tones, worn

if TYPE_CHECKING:
    from drillcli.ui.adding_screen import Sheet

TALLEST = 8
"""The most rows of one field; a longer text scrolls in them."""
ROOMY = 14
"""From so many rows on there are rules between the parts of the screen."""


def style(tones: Tones) -> Style:
    """Return the theme in force as prompt_toolkit wants it, which names the terminal's colours in its own way."""
    accent, quiet = tones.accent.replace("magenta", "ansimagenta"), tones.quiet.replace("dim", "#888888")
    return Style.from_dict({"label": "", "label.now": "bold", "quiet": quiet, "accent": accent, "key": "bold"})


class Face:
    """The fields, the card below them, what is to be said of it, and the keys; `style` has the colours."""

    def __init__(self, desk: "Sheet", sink: Output, *, color: bool) -> None:
        self.desk = desk
        self.sink = sink
        self.color = color
        self.style = style(worn().tones)
        kinds = FormattedTextControl(self._kinds, focusable=True, show_cursor=False)
        self.kinds = Window(kinds, wrap_lines=True, dont_extend_height=True)
        self.windows = {slot: self._window(slot) for slot in desk.buffers}
        rows = [VSplit([self._label(None), self.kinds]), *(self._row(slot) for slot in desk.buffers)]
        self.preview = Window(FormattedTextControl(self._preview), height=Dimension(min=0), always_hide_cursor=True)
        body = HSplit(
            [
                Window(FormattedTextControl(self._head), height=1),
                self._rule(),
                Fields(HSplit(rows), show_scrollbar=False, display_arrows=False),
                self._rule(),
                self.preview,
                Window(FormattedTextControl(self._notices), height=self._notices_height),
                Window(FormattedTextControl(self._keys), height=1),
            ]
        )
        menu = Float(CompletionsMenu(max_height=TALLEST), xcursor=True, ycursor=True)
        self.layout = Layout(FloatContainer(body, [menu]), focused_element=self.windows[desk.slots[0]])

    def _rule(self) -> ConditionalContainer:
        roomy = Condition(lambda: self.sink.get_size().rows >= ROOMY)
        return ConditionalContainer(Window(char="╌", height=1, style="class:quiet"), roomy)

    # -- what is drawn -------------------------------------------------------------------------

    def _window(self, slot: Slot) -> Window:
        buffer = self.desk.buffers[slot]
        if slot == adding_form.TAGS:
            buffer.completer, buffer.complete_while_typing = Tags(self.desk), Condition(lambda: True)
        empty = Condition(lambda: not buffer.text)
        shown = AfterInput(lambda: adding_form.hint(self.desk.form.kind_now, slot[0]) if empty() else "", "class:quiet")
        control = BufferControl(buffer, input_processors=[shown, Words()])
        return Window(control, wrap_lines=True, dont_extend_height=True, height=Dimension(min=1, max=TALLEST))

    def _row(self, slot: Slot) -> ConditionalContainer:
        row = VSplit([self._label(slot), self.windows[slot]])
        return ConditionalContainer(row, Condition(lambda: slot in self.desk.slots))

    def _label(self, slot: Slot | None) -> Window:
        def text() -> StyleAndTextTuples:
            return [("class:label.now" if self.slot == slot else "class:quiet", self._name(slot))]

        return Window(FormattedTextControl(text), width=self._label_width, dont_extend_height=True)

    def _name(self, slot: Slot | None) -> str:
        if slot is None:
            return _("Kind")
        short = {"en": _("en"), "zh": _("zh")}
        return f"{adding_form.label(self.desk.form.kind_now, slot[0])} {short.get(slot[1], slot[1])}".rstrip()

    def _label_width(self) -> Dimension:
        return Dimension.exact(max(get_cwidth(self._name(slot)) for slot in (None, *self.desk.slots)) + 2)

    @property
    def slot(self) -> Slot | None:
        """The field that is being written; None for the kind."""
        return next((slot for slot, window in self.windows.items() if self.layout.has_focus(window)), None)

    def _kinds(self) -> StyleAndTextTuples:
        now, is_here = self.desk.form.kind_now, self.layout.has_focus(self.kinds)
        parts: StyleAndTextTuples = []
        width = self._width - self._label_width().preferred
        room = width
        for name, called in adding_form.names_of_kinds().items():
            style = ("class:accent bold" if is_here else "bold") if name == now else "class:quiet"
            text = f"[{called}] " if name == now else f" {called}  "
            if get_cwidth(text) > room:
                parts, room = [*parts, ("", "\n")], width
            parts, room = [*parts, (style, text)], room - get_cwidth(text)
        return parts

    def _head(self) -> StyleAndTextTuples:
        n = len(self.desk.added)
        count = ngettext("{n} card added", "{n} cards added", n).format(n=n) if n else _("new card")
        return [("bold", self.desk.title), ("", "   "), ("class:quiet", count)]

    def _preview(self) -> ANSI:
        lang = (self.slot or ("", ""))[1] or self.desk.lang
        margin, measure = column(self._width)
        view = adding_form.view(self.desk.form, self.desk.title, lang)
        return self._ansi([*placed(sitting.card(view, measure), margin)][: self.sink.get_size().rows])

    def _notices_height(self) -> Dimension:
        return Dimension.exact(min(len(self._told()), self.sink.get_size().rows // 3))

    def _notices(self) -> ANSI:
        return self._ansi(self._told())

    def _told(self) -> list[Line]:
        """Return what became of the last card, or what could not be done, and what is to be said of this one."""
        desk, width = self.desk, self._width
        if desk.is_asking:
            text = _("This card is unfinished: k keeps it for next time and leaves, d drops it, another key goes on.")
            return layers.message(text, width, bad=True)
        lines = layers.message(desk.trouble, width, bad=True) or layers.message(desk.said, width, bad=False)
        for message, level in desk.problems():
            if message != desk.trouble:
                lines += layers.message(message, width, bad=level is Level.ERROR)
        return lines

    def _ansi(self, lines: Iterable[Line]) -> ANSI:
        return ANSI(drawn(Lines(tuple(lines)), self._width, color=self.color).removesuffix("\n"))

    @property
    def _width(self) -> int:
        return max(self.sink.get_size().columns, MIN_WIDTH)

    def _keys(self) -> StyleAndTextTuples:
        """Return the keys worth naming now, as many as fit."""
        enter = ("↵", _("add") if self.slot == adding_form.TAGS else _("new line"))
        keys = [("tab", _("next field")), ("←→", _("choose")) if self.slot is None else enter, ("^S", _("add"))]
        keys += [("^D", _("leave"))]
        keys += [("^U", _("take the last back"))] if self.can_take_back() else []
        least = iter((4, 1, 0))
        while sum(get_cwidth(f"{key} {does}   ") for key, does in keys) - len("   ") > self._width:
            del keys[next(at for at in least if at < len(keys))]
        return [part for key, does in keys for part in (("class:key", key), ("class:quiet", f" {does}   "))]

    def can_take_back(self) -> bool:
        """Tell whether the key that takes the last card back does so: in an empty form only."""
        return bool(self.desk.added) and self.desk.form.is_empty

    # -- keys ----------------------------------------------------------------------------------

    def bindings(self) -> KeyBindings:
        """Return what each key does."""
        made, desk = KeyBindings(), self.desk
        asking = Condition(lambda: desk.is_asking)
        on_kinds = Condition(lambda: self.layout.has_focus(self.kinds))
        on_tags = Condition(lambda: self.slot == adding_form.TAGS)
        for key, step in (("left", -1), ("right", 1), ("up", -1), ("down", 1)):
            made.add(key, filter=on_kinds & ~asking)(lambda _event, step=step: desk.turn(step))
        made.add("tab", filter=~asking)(self._next)
        made.add("s-tab", filter=~asking)(lambda _event: self._go(-1))
        made.add("enter", filter=on_kinds & ~asking)(self._next)
        made.add("enter", filter=on_tags & ~asking)(self._enter_tags)
        made.add("c-s", filter=~asking)(self._save)
        made.add("escape", "enter", filter=~asking)(self._save)
        made.add("c-u", filter=~asking & Condition(self.can_take_back))(lambda _event: desk.take_back())
        made.add("c-d", filter=~asking)(lambda event: event.app.exit())
        made.add("c-c", filter=~asking)(self._interrupt)
        made.add("c-z")(lambda event: event.app.suspend_to_background())
        made.add("<any>", filter=asking, eager=True)(self._decide)
        return made

    def _next(self, event: KeyPressEvent) -> None:
        """Go to the next field; in the tags take the completion that is offered first."""
        state = event.current_buffer.complete_state
        if has_completions() and state:
            event.current_buffer.apply_completion(state.current_completion or state.completions[0])
        else:
            self._go(1)

    def _go(self, step: int) -> None:
        """Go to another field; prompt_toolkit itself would pass over one that it has not drawn yet."""
        places = [None, *self.desk.slots]
        slot = places[(places.index(self.slot) + step) % len(places)]
        self.layout.focus(self.windows[slot] if slot else self.kinds)

    def _enter_tags(self, event: KeyPressEvent) -> None:
        state = event.current_buffer.complete_state
        if state and state.current_completion:
            event.current_buffer.apply_completion(state.current_completion)
        else:
            self._save(event)

    def _save(self, event: KeyPressEvent) -> None:
        desk = self.desk
        if desk.save():
            event.app.layout.focus(self.windows[desk.slots[0]])
        elif empty := next(
            (slot for slot in desk.slots if slot[0] in adding_form.MUST and not desk.buffers[slot].text.strip()), None
        ):
            event.app.layout.focus(self.windows[empty])

    def _interrupt(self, event: KeyPressEvent) -> None:
        if self.desk.form.is_empty:
            event.app.exit(exception=KeyboardInterrupt())
        else:
            self.desk.is_asking = True

    def _decide(self, event: KeyPressEvent) -> None:
        self.desk.is_asking = False
        key = event.data.lower()
        if key == "k":
            event.app.exit(exception=KeyboardInterrupt())
        elif key == "d":
            self.desk.throw_away()
            event.app.layout.focus(self.windows[self.desk.slots[0]])


class Fields(ScrollablePane):
    """The rows of fields: as tall as they are, no taller; they scroll where the terminal has not so many."""

    def preferred_height(self, width: int, max_available_height: int) -> Dimension:
        """Return the height of the rows."""
        wanted = super().preferred_height(width, max_available_height).preferred
        return Dimension(min=1, preferred=wanted, max=wanted)


class Tags(Completer):
    """Completes the tag at the end of the line from those of the deck."""

    def __init__(self, desk: "Sheet") -> None:
        self.desk = desk

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:  # noqa: ARG002
        """Yield the tags of the deck that begin like the word at the cursor, but for those that are there."""
        before = document.text_before_cursor
        word = adding_form.last_tag(before)
        there = adding_form.names(document.text)
        if word:
            for tag in self.desk.known_tags:
                if tag.casefold().startswith(word.casefold()) and tag not in there:
                    yield Completion(tag, start_position=-len(word))
