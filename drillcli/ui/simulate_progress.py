"""How far a simulation is, on stderr while it lasts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress, ProgressColumn, Task
from rich.text import Text

from drillcli.config import Environment
from drillcli.ui.console import console
from drillcli.ui.exercise_progress import CELLS, REST
from drillcli.ui.lines import BAR
from drillcli.ui.reports import percent


class Bar(ProgressColumn):
    """A bar, and the share of the days that are done."""

    def render(self, task: Task) -> Text:
        """Return the line of this moment."""
        done = task.completed / (task.total or 1)
        cells = int(CELLS * done)
        return Text.assemble((BAR * cells, "accent"), (REST * (CELLS - cells), "quiet"), "   ", percent(done))


@contextmanager
def progress(env: Environment, days: int) -> Iterator[Callable[[], None]]:
    """Give what is called after each of so many days; silent on a terminal that cannot draw."""
    if env.variables.get("TERM") == "dumb":
        yield lambda: None
        return
    with Progress(Bar(), console=console(env.variables, env.stderr), transient=True) as shown:
        task = shown.add_task("", total=days)
        yield lambda: shown.advance(task)
