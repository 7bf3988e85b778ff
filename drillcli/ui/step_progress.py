"""How far a long computation is, step by step, on stderr while it lasts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, TypeAlias

from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task
from rich.text import Text

from drillcli import look
from drillcli.config import Environment
from drillcli.locale import _
from drillcli.ui.console import console
from drillcli.ui.exercise_progress import CELLS, REST
from drillcli.ui.lines import BAR

Unit: TypeAlias = Literal["fit", "day"]
"""What a step is."""


class Bar(ProgressColumn):
    """A bar, and which step of how many is under way."""

    def render(self, task: Task) -> Text:
        """Return the line of this moment."""
        total, done = int(task.total or 1), int(task.completed)
        cells = CELLS * done // total
        said = task.description.format(n=min(done + 1, total), all=total)
        return Text.assemble((BAR * cells, "accent"), (REST * (CELLS - cells), "quiet"), "   ", said, no_wrap=True)


@contextmanager
def progress(env: Environment, unit: Unit, total: int) -> Iterator[Callable[[], None]]:
    """Give what is called after each of `total` steps; silent on a terminal that cannot draw, and plainly."""
    if env.variables.get("TERM") == "dumb" or look.is_plain():
        yield lambda: None
        return
    screen = console(env.variables, env.stderr)
    with Progress(SpinnerColumn(style="accent"), Bar(), console=screen, transient=True) as shown:
        said = {"fit": _("fit {n} of {all}"), "day": _("day {n} of {all}")}
        task = shown.add_task(said[unit], total=total)
        yield lambda: shown.advance(task)
