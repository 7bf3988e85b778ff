"""`drill import`: takes in what was made or learned elsewhere."""

from pathlib import Path

from drillcli.commands import importing_cards, importing_reviews
from drillcli.commands.importing_fit import REVIEWS, refuse_idle
from drillcli.commands.importing_options import Options
from drillcli.config import Environment
from drillcli.errors import UsageError
from drillcli.importers.parcel_readers import reader_of
from drillcli.locale import _

__all__ = ["Options", "run"]


def run(env: Environment, file: Path, options: Options) -> int:
    """Take in a review log, or else a file of cards; what `--json` says of each stands where that is done.

    Raises UsageError for stdin and pipes, since a file is read from its beginning several times, and for options that
    the file has no use for.
    """
    path = env.cwd / file
    if str(file) == "-" or path.is_fifo() or path.is_char_device():
        raise UsageError(_("{path} is no file: write what comes from a pipe into one first").format(path=file))
    refuse_idle(file, REVIEWS if options.reviews else reader_of(path), options)
    if options.reviews:
        return importing_reviews.run(env, file, options)
    return importing_cards.run(env, file, options)
