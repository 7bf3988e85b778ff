"""`drill study`: a sitting, asked by screens and keys in a terminal, by lines elsewhere."""

from collections.abc import Sequence
from importlib import import_module

from drillcli.commands.opening import opened
from drillcli.config import Environment
from drillcli.errors import ExitCode
from drillcli.plan import StudyOptions
from drillcli.sitting import Sitting


def run(env: Environment, words: Sequence[str], options: StudyOptions) -> int:
    """Ask the cards; every answer is on disk before the next card is shown."""
    with opened(env, words) as (collection, decks):
        sitting = Sitting(collection, decks, options)
        import_module(f"drillcli.ui.{'terminal' if env.is_interactive else 'script'}").run(sitting, env)
    return ExitCode.DONE
