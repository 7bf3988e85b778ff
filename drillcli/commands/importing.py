"""`drill import`: takes in what was made or learned elsewhere."""

from pathlib import Path

from drillcli.commands import importing_cards, importing_reviews
from drillcli.commands.importing_options import Options
from drillcli.config import Environment

__all__ = ["Options", "run"]


def run(env: Environment, file: Path, options: Options) -> int:
    """Take in a review log, or else a file of cards; what `--json` says of each stands where that is done."""
    if options.reviews:
        return importing_reviews.run(env, file, options)
    return importing_cards.run(env, file, options)
