"""How far a run of an exercise is, on stderr while it lasts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task
from rich.text import Text

from drillcli import look
from drillcli.config import Environment
from drillcli.harness.catalogue import Program
from drillcli.locale import _
from drillcli.ui import figures
from drillcli.ui.console import console
from drillcli.ui.lines import BAR

CELLS = 16
"""The width of the bar."""

REST = "⣀"
SPINNER = 4
"""The cells of the spinner, the space beside it, and a margin at the right."""


class Said(ProgressColumn):
    """The bar, and what is known of a run at the moment; what does not fit is left out, the least telling first."""

    def __init__(self, screen: Console) -> None:
        super().__init__()
        self.screen = screen

    def render(self, task: Task) -> Text:
        """Return the line of the latest event."""
        made = Text(no_wrap=True, overflow="ellipsis")
        if task.total:
            cells = round(CELLS * min(task.completed / task.total, 1.0))
            made = Text.assemble((BAR * cells, "accent"), (REST * (CELLS - cells), "quiet"), "   ", no_wrap=True)
        for number, part in enumerate(said(task.fields["event"])):
            text = ("   " if number else "") + part
            if number and made.cell_len + Text(text).cell_len > self.screen.width - SPINNER:
                break
            made.append(text)
        return made


@contextmanager
def progress(env: Environment, program: Program) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Give what takes the progress events of a run and shows them; silent where stderr is no terminal that can draw.

    Plainly, each phase is told once, when it begins.
    """
    if not env.stderr.isatty() or env.variables.get("TERM") == "dumb":
        yield lambda _event: None
        return
    if look.is_plain():
        yield _teller(env)
        return
    screen = console(env.variables, env.stderr)
    with Progress(SpinnerColumn(style="accent"), Said(screen), console=screen, transient=True) as shown:
        task = shown.add_task(program.slug, total=None, event={})

        def tell(event: Mapping[str, Any]) -> None:
            shown.update(task, total=total(event), completed=done(event), event=event)

        yield tell


def _teller(env: Environment) -> Callable[[Mapping[str, Any]], None]:
    """Return what writes a line for each new phase."""
    last = ""

    def tell(event: Mapping[str, Any]) -> None:
        nonlocal last
        phase = figures.phase(event.get("phase") or "import")
        if phase != last:
            env.stderr.write(phase + "\n")
            env.stderr.flush()
        last = phase

    return tell


def total(event: Mapping[str, Any]) -> float | None:
    """Return of how many epochs (or steps, where there are no epochs) a run consists; None where it is not known."""
    return event.get("epochs") or event.get("steps") or None


def done(event: Mapping[str, Any]) -> float:
    """Return how many of them are done, with the fraction of the epoch that is under way."""
    epoch, step, steps = (event.get(name) or 0 for name in ("epoch", "step", "steps"))
    if not event.get("epochs"):
        return float(step)
    return max(epoch - 1, 0) + (step / steps if steps else 0.0)


def said(event: Mapping[str, Any]) -> Iterator[str]:
    """Yield what an event tells, the most telling first."""
    yield figures.phase(event.get("phase") or "import")
    if event.get("epochs"):
        yield _("epoch {n} of {all}").format(n=event.get("epoch") or 1, all=event["epochs"])
    if event.get("left_s") is not None:
        yield _("{time} left").format(time=figures.seconds(float(round(event["left_s"]))))
    if event.get("loss") is not None:
        yield _("loss {value}").format(value=figures.number(event["loss"]))
    if event.get("value") is not None:
        yield _("quality {value}").format(value=figures.number(event["value"]))
    if event.get("samples_per_s") is not None:
        yield figures.rate(event["samples_per_s"])
