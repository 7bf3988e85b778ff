"""The README's pictures: each is what the program shows in a world of its own.

`stats.svg` is drawn beside the tests of its page, by tests/ui/sample_report.py. `cnn.json` is what
`drill exercise cnn --json` printed on a machine with two cores; the version of its kernel is left out.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from conftest import Clock
from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.styles import Attrs
from rich.segment import Segment
from rich.style import Style

from drillcli.cli import main
from drillcli.collection import open_collection
from drillcli.commands import exam
from drillcli.config import Environment
from drillcli.deckfile.find import Found
from drillcli.harness.record import Record
from drillcli.locale import set_language
from drillcli.plan import StudyOptions
from drillcli.sitting import Sitting
from drillcli.ui import reports_exam, reports_exercise
from drillcli.ui.adding_draft import Draft
from drillcli.ui.adding_layout import Face
from drillcli.ui.adding_screen import Sheet
from drillcli.ui.lines import Line, Lines, column
from drillcli.ui.picture import screenshot, svg
from drillcli.ui.reports import Blocks, joined
from drillcli.ui.screens import Screens
from drillcli.ui.seen import Typing, view
from drillcli.ui.shelf import Shelf

FOLDER = Path(__file__).parent
WIDTH, HEIGHT = 84, 24
CARD = {
    ("q", ""): "What does gradient checkpointing trade for memory?",
    ("a", ""): "Compute. Activations are computed again in the backward pass.",
    ("why", ""): "With checkpoints every $\\sqrt{n}$ layers memory grows with $\\sqrt{n}$.",
}
DECK = "title: Training\nnotes:\n  - {id: a, q: Which optimiser?, a: AdamW, tags: [optimiser]}\n"


def sitting(env: Environment, clock: Clock, lang: str) -> str:
    """Return a sitting after six answers: a choice of which one option was pressed."""
    set_language(lang)
    with open_collection(replace(env, lang_option=lang)) as collection:
        decks = [deck for deck in collection.decks() if deck.slug == "startup-challenges"]
        sat = Sitting(collection, decks, StudyOptions(seed=1))
        screens = Screens(sat, collection.env, print, color=True)
        while sat.turn() and sat.session.position < 6:
            clock.advance(minutes=0.15)
            for key in ("1", " ", "3"):
                screens.press(key)
        clock.advance(minutes=0.1)
        screens.press("1" if sat.takes_response else " ")
        return screenshot(view(sat, "", Typing.NONE, is_flagged=False), WIDTH, HEIGHT)


def planned(env: Environment, _clock: Clock, lang: str) -> str:
    """Return the plan toward an interview in 23 days for somebody who has six minutes a day."""
    set_language(lang)
    line = ["exam", "training", "evaluation", "2026-12-15", "--minutes", "6"]
    assert main([*line, "--lang", lang], env) == 0
    with open_collection(env) as collection:
        found = exam.prospects(collection, None)
    return page(lambda measure: reports_exam.exams(found, measure), "drill exam")


def exercised(_env: Environment, _clock: Clock, lang: str) -> str:
    """Return the report of a run that was recorded."""
    set_language(lang)
    record: Record = json.loads((FOLDER / "cnn.json").read_text(encoding="utf-8"))
    return page(lambda measure: reports_exercise.report(record, None, measure), "drill exercise cnn")


def adding(env: Environment, _clock: Clock, lang: str) -> str:
    """Return the form of `drill add` with a card of which there is something to say."""
    set_language(lang)
    path = env.cwd / "training.yaml"
    path.write_text(DECK, encoding="utf-8")
    desk = Sheet(Shelf(env, Found("training", path)), Draft(env.home / "drafts"), lang, ["memory"])
    for slot, text in CARD.items():
        desk.buffers[slot].text = text
    sink = Sink()
    face = Face(desk, sink, color=True)
    drawn: list[Line] = []

    def keep(app: Application[None]) -> None:
        if not app.is_done:
            drawn[:] = rows(app)
            app.exit()

    with create_pipe_input() as source:
        app: Application[None] = Application(
            layout=face.layout, style=face.style, full_screen=True, input=source, output=sink
        )
        app.after_render += keep
        app.run()
    return svg(Lines(tuple(drawn)), WIDTH, title="drill add training")


class Sink(DummyOutput):
    """A terminal that nobody looks at."""

    def get_size(self) -> Size:
        return Size(HEIGHT, WIDTH)


def rows(app: Application[None]) -> Iterator[Line]:
    """Yield the rows that prompt_toolkit has drawn last as lines."""
    screen, attrs = app.renderer.last_rendered_screen, app.renderer._attrs_for_style
    assert screen
    assert attrs
    for row in range(HEIGHT):
        cells = [screen.data_buffer[row][at] for at in range(WIDTH)]
        yield list(Segment.simplify(Segment(cell.char, styled(attrs[cell.style])) for cell in cells if cell.width))


def styled(attrs: Attrs) -> Style:
    """Return a style of prompt_toolkit as rich's."""
    color = (attrs.color or "").removeprefix("ansi")
    known = f"#{color}" if len(color) == 6 and not color.isalpha() else color or None
    return Style(color=known, bold=attrs.bold, italic=attrs.italic, underline=attrs.underline)


def page(blocks: Callable[[int], Blocks], title: str) -> str:
    """Return a report as a picture."""
    margin, measure = column(WIDTH)
    return svg(joined(blocks(measure), margin), WIDTH, title=title)


PICTURES: dict[str, tuple[Callable[[Environment, Clock, str], str], str]] = {
    "sitting.svg": (sitting, "en"),
    "sitting-zh.svg": (sitting, "zh"),
    "exam.svg": (planned, "en"),
    "exercise.svg": (exercised, "en"),
    "adding.svg": (adding, "en"),
}
"""By file: what draws it, and in which language."""
