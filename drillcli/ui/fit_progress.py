"""How far fits are, on stderr while they last."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task
from rich.text import Text

from drillcli.config import Environment
from drillcli.locale import _
from drillcli.ui.console import console
from drillcli.ui.exercise_progress import CELLS, REST
from drillcli.ui.lines import BAR


class Bar(ProgressColumn):
    """A bar, and which fit of how many is under way."""

    def render(self, task: Task) -> Text:
        """Return the line of this moment."""
        total, done = int(task.total or 1), int(task.completed)
        cells = CELLS * done // total
        said = _("fit {n} of {all}").format(n=min(done + 1, total), all=total)
        return Text.assemble((BAR * cells, "accent"), (REST * (CELLS - cells), "quiet"), "   ", said, no_wrap=True)


@contextmanager
def progress(env: Environment, total: int) -> Iterator[Callable[[], None]]:
    """Give what is called after each of so many fits; silent on a terminal that cannot draw."""
    if env.variables.get("TERM") == "dumb":
        yield lambda: None
        return
    screen = console(env.variables, env.stderr)
    with Progress(SpinnerColumn(style="accent"), Bar(), console=screen, transient=True) as shown:
        task = shown.add_task("", total=total)
        yield lambda: shown.advance(task)
