"""What completes a word of the command line; it changes nothing and stays silent where there is trouble."""

from drillcli.commands.peeking import peeked_index
from drillcli.config import Environment
from drillcli.deckfile.find import find_decks
from drillcli.errors import DrillError
from drillcli.harness import catalogue


def decks(env: Environment, prefix: str) -> list[str]:
    """Return the decks whose names begin with `prefix`, sorted."""
    return sorted(slug for slug in find_decks(env.cwd, env.home) if slug.startswith(prefix))


def exercises(_env: Environment, prefix: str) -> list[str]:
    """Return the training programs whose names begin with `prefix`, sorted."""
    return [slug for slug in catalogue.files() if slug.startswith(prefix)]


def cards(env: Environment, prefix: str) -> list[str]:
    """Return the ids of the cards that begin with `prefix`, in the order of their files."""
    try:
        with peeked_index(env, find_decks(env.cwd, env.home)) as (index, _changes):
            return index.complete(prefix)
    except (DrillError, OSError):
        return []
