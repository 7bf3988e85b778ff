"""`drill study`: a sitting, asked by screens and keys in a terminal that can draw, by lines elsewhere."""

import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from drillcli import look
from drillcli.commands.opening import opened
from drillcli.config import Environment
from drillcli.errors import DrillError, ExitCode
from drillcli.locale import _
from drillcli.locale.reasons import reason_of
from drillcli.plan import StudyOptions
from drillcli.sitting import Sitting


def run(env: Environment, words: Sequence[str], options: StudyOptions) -> int:
    """Ask the cards; every answer is on disk before the next card is shown."""
    with opened(env, words) as (collection, decks):
        sitting = Sitting(collection, decks, options)
        if env.is_interactive and not look.is_plain():
            import_module("drillcli.ui.terminal").run(sitting, env, launcher(env))
        elif env.is_at_terminal:
            import_module("drillcli.ui.plain_sitting").run(sitting, env, launcher(env))
        else:
            import_module("drillcli.ui.script").run(sitting, env)
    return ExitCode.DONE


def launcher(env: Environment) -> Callable[[str], None]:
    """Return what runs an exercise as the command of its own that it is, in this terminal and on the same data."""
    words = [sys.executable, "-m", "drillcli", "exercise", "--home", str(env.home)]
    words += ["--lang", env.lang_option] if env.lang_option else []
    words += ["--plain"] if look.is_plain() else []

    def launch(slug: str) -> None:
        import subprocess  # noqa: PLC0415 few sittings run an exercise

        world = {**env.variables, "PYTHONSAFEPATH": "1"}  # the learner's folder may hold a torch.py
        try:
            subprocess.run([*words, "--", slug], cwd=env.cwd, env=world, check=False)  # noqa: S603 our own command
        except OSError as error:
            text = _("the exercise cannot be started ({reason}); run `drill exercise {slug}` yourself")
            raise DrillError(text.format(reason=reason_of(error), slug=slug)) from None

    return launch
